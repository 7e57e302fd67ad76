"""From the bytes of a file to a `Book`: .xlsx, and .csv in the encodings that programs write."""

from pathlib import PurePath

from misbrug.tables.book import Book, Reading, Sheet, UnusableFile
from misbrug.tables.files import MAX_BYTES, csv_rows, xlsx_sheets


def read_book(data, name, reading=None):
    """Read a file's bytes as a `Book`. `name` tells its type; `reading` says what must not be found out.

    Raises UnusableFile for what is empty, too large, no table file or cannot be read as `reading` says.
    """
    reading = reading or Reading()
    if len(data) > MAX_BYTES:
        raise UnusableFile(f"Filen er for stor. Den må højst fylde {MAX_BYTES // 2**20} MB.")
    if not data.strip():
        raise UnusableFile("Filen er tom.")
    match PurePath(name).suffix.lower():
        case ".csv":
            sheets = (Sheet("", _trimmed(row for _, row in csv_rows(data))),)
            return Book(name, sheets, Reading("utf-8", ";", ","))
        case ".xlsx":
            return Book(name, tuple(Sheet(title, _trimmed(rows)) for title, rows in xlsx_sheets(data)))
    raise UnusableFile("Filtypen kan ikke læses. Gem filen som .csv eller .xlsx.")


def _trimmed(rows):
    """Leave out empty cells at the rows' ends and empty rows at the end."""
    kept = []
    for row in rows:
        cells = list(row)
        while cells and not cells[-1].strip():
            cells.pop()
        kept.append(tuple(cells))
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
