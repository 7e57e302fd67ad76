"""The formulas of a plan's workbook: sums that follow what is filtered away and what is corrected in its rows.

No word that people wrote is part of a formula: a group is named by the cell that holds its name.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

DROPPED = "Opgivet"
UNKNOWN = "Ukendt"


class Sums:
    """Formulas for one row of sums over the rows of the sheet "Handleplan".

    `columns` are the letters of its columns by heading, `last` is its last row. `group` is the heading by which the
    sums are parted, "" for all rows; `name` the cell with the group's name, "" for the rows that have none.
    """

    def __init__(self, columns: Mapping[str, str], last: int, *, group: str = "", name: str = ""):
        """Take where the rows stand, and of which of them the sums are."""
        self.columns, self.last = columns, last
        self.within = [] if not group else [f"EXACT({self._all(group)},{name})" if name else f'({self._all(group)}="")']

    def _all(self, heading):
        letter = self.columns[heading]
        return f"Handleplan!${letter}$2:${letter}${self.last}"

    def _shown(self, function, heading):
        """Give a function of each row by itself, which is 0 for one that is filtered away."""
        first = f"Handleplan!${self.columns[heading]}$2"
        return f"SUBTOTAL({function},OFFSET({first},ROW({self._all(heading)})-ROW({first}),0))"

    def _of(self, function, heading, *conditions, dropped=False):
        state = f'({self._all("Tilstand")}{"=" if dropped else "<>"}"{DROPPED}")'
        return f"SUMPRODUCT({self._shown(function, heading)},{'*'.join(('1', state, *self.within, *conditions))})"

    def count(self, *conditions: str, dropped: bool = False) -> str:
        """Give how many activities are shown."""
        return self._of(103, "Aktivitet", *conditions, dropped=dropped)

    def unknown(self, amount: str, *conditions: str) -> str:
        """Give of how many the amount below a heading is unknown."""
        return self.count(*conditions, f"ISBLANK({self._all(amount)})")

    def sum(self, amount: str, *conditions: str, whole: str = "") -> str:
        """Give the sum of the amounts below a heading, "Ukendt" where none is known, or none of the `whole` is."""
        count, unknown = self.count(*conditions), self.unknown(amount, *conditions)
        tests = [f"AND({count}>0,{count}={unknown})", *([f'{whole}="{UNKNOWN}"'] if whole else [])]
        return f'IF(OR({",".join(tests)}),"{UNKNOWN}",{self._of(109, amount, *conditions)})'

    def limited(self, years: str, only: int | None = None) -> str:
        """Give the condition of being for a limited time, or for so many years only."""
        return f"ISNUMBER({self._all(years)})" if only is None else f"({self._all(years)}={only})"


def with_results(data: bytes, results: Mapping[str, Mapping[str, int | float | str]]) -> bytes:
    """Give a workbook whose formulas also carry what they give, for programs that show a file without reckoning.

    `results` are by the sheet's file ("sheet1.xml") and the cell.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            found = results.get(item.filename.rpartition("/")[2], {})
            if found and item.filename.startswith("xl/worksheets/"):
                content = _FORMULA.sub(lambda cell, found=found: _filled(cell, found), content.decode()).encode()
            new.writestr(item, content)
    return out.getvalue()


_FORMULA = re.compile(r'<c r="(?P<cell>[A-Z]+\d+)"(?P<rest>[^>]*)>(?P<formula><f>[^<]*</f>)<v ?(?:/>|></v>)</c>')


def _filled(match, found):
    if (value := found.get(match["cell"])) is None:
        return match[0]
    kind = ' t="str"' if isinstance(value, str) else ""
    rest = re.sub(r' t="\w+"', "", match["rest"])
    return f'<c r="{match["cell"]}"{rest}{kind}>{match["formula"]}<v>{escape(str(value))}</v></c>'
