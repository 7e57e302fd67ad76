"""Table files (.csv, .xlsx) as tablib datasets of plain strings, for what has one table with its headings first.

A dataset read here carries `lines`: for each row its number as the spreadsheet shows it, headings included,
so that a message can point at it.
"""

from pathlib import Path

import tablib

from misbrug.tables import limits
from misbrug.tables.book import UnusableFile
from misbrug.tables.reading import read_book


def read_file(path):
    """Read a file by its path. Raises UnusableFile."""
    return read(file_bytes(path), Path(path).suffix)


def file_bytes(path):
    """Give a file's bytes. Raises UnusableFile where it is too large or cannot be opened."""
    path = Path(path)
    try:
        limits.refuse_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise UnusableFile(f"Filen {path.name} kan ikke åbnes. Findes den, og må du læse den?") from error


def read(data, suffix):
    """Read the bytes of a file whose name ends in `suffix`. Of a workbook the first sheet is read.

    Raises UnusableFile, also for a row with more cells than there are headings.
    """
    book = read_book(data, f"tabel{suffix}")
    return _dataset(enumerate(book.sheets[0].rows, 1))


def _dataset(rows):
    filled = ((line, row) for line, row in rows if row)
    headings = next(filled, (0, ()))[1]
    if not headings:
        raise UnusableFile("Filen er tom. Vælg den rigtige fil.")
    width = len(headings)
    dataset = tablib.Dataset(headers=[heading.strip() for heading in headings])
    dataset.lines = []
    for line, row in filled:
        if len(row) > width:
            raise UnusableFile(
                f"Række {line} har flere celler end overskrifterne. Sæt anførselstegn om en tekst med semikolon."
            )
        dataset.append(row + ("",) * (width - len(row)))
        dataset.lines.append(line)
    return dataset
