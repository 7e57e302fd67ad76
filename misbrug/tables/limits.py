"""How large a table file may be, so that none takes the machine's time or memory."""

from misbrug.tables.book import UnusableFile

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 5_000
MAX_SHEETS = 200
MAX_ROWS = 100_000
MAX_LINES = 1_048_576
"""Rows, empty ones too: as many as Excel has."""
MAX_COLUMNS = 1_000
MAX_AREA = 3_000_000
"""Cells of a sheet from the first to the last that is filled, empty ones too."""
MAX_CELL = 32_767
"""Characters in a cell: as many as Excel takes."""


def refuse_size(size):
    """Raise UnusableFile for a file of no bytes or of too many."""
    if not size:
        raise UnusableFile("Filen er tom. Vælg den rigtige fil.")
    if size > MAX_BYTES:
        raise UnusableFile(f"Filen er for stor. Den må højst fylde {MAX_BYTES // 2**20} MB. Del den i flere.")


def refuse_rows(count):
    """Raise UnusableFile for too many rows that hold anything."""
    if count > MAX_ROWS:
        raise UnusableFile(f"Filen har over {number(MAX_ROWS)} rækker. Del den i flere.")


def refuse_columns(count, where=""):
    """Raise UnusableFile for too many columns. `where` says in which sheet or line, such as " i linje 7"."""
    if count > MAX_COLUMNS:
        raise UnusableFile(
            f"Der er over {number(MAX_COLUMNS)} kolonner{where}. Slet det, der ikke hører til tabellen, og prøv igen."
        )


def refuse_cells(cells, line, sheet=""):
    """Raise UnusableFile where one of a row's cells is too long."""
    if any(len(cell) > MAX_CELL for cell in cells):
        place = f"Arket ”{sheet}”, række {line}," if sheet else f"Række {line}"
        raise UnusableFile(f"{place} har en celle på over {number(MAX_CELL)} tegn. Forkort den.")


def number(value):
    """Write a whole number with dots between the thousands."""
    return f"{value:,}".replace(",", ".")
