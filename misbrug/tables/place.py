"""Where a row of a dataset stands in the file that it was read from."""

from dataclasses import dataclass, replace

from misbrug.tables.book import Row


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row of a dataset stands in the file. `positions` says which of the `row`'s cells is under a heading."""

    line: int
    sheet: str = ""
    row: Row | None = None
    positions: dict | None = None

    def at(self, heading):
        """Give where in the sheet the cell under a heading stands ("C14"), "" where the file has none."""
        position = (self.positions or {}).get(heading)
        return "" if position is None else self.row.at(position)

    def sent(self, heading):
        """Give what stands in the cell under a heading, whatever it was read as; None where the file has none."""
        position = (self.positions or {}).get(heading)
        return None if position is None else self.row.cells[position]

    def read_from(self, heading, other):
        """Give the same place with a heading's cell taken from another column."""
        positions = self.positions or {}
        return replace(self, positions={**positions, heading: positions[other]}) if other in positions else self

    def __str__(self):
        return f"arket ”{self.sheet}”, række {self.line}" if self.sheet else f"række {self.line}"
