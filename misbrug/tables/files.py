"""Reading table files (.csv with semicolons, .xlsx) as tablib datasets of plain strings.

A dataset read here carries `lines`: for each row its number as the spreadsheet shows it, headings included,
so that a message can point at it.
"""

import csv
import datetime
import io
import re
import zipfile
from pathlib import Path

import tablib
from python_calamine import CalamineWorkbook

from misbrug.tables.book import UnusableFile

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 100_000
MAX_CELL = 40_000
SUFFIXES = (".csv", ".xlsx")

# What `writing` has put an apostrophe in front of, so that Excel does not take it for a formula.
_KEPT_FROM_FORMULA = re.compile(r"'+[=+\-@\t\r]")


def read_file(path):
    """Read a file by its path. Raises UnusableFile."""
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnusableFile(f"Filen er for stor. Den må højst fylde {MAX_BYTES // 2**20} MB.")
        data = path.read_bytes()
    except OSError as error:
        raise UnusableFile(f"Filen {path.name} kan ikke åbnes. Findes den, og må du læse den?") from error
    return read(data, path.suffix)


def read(data, suffix):
    """Read the bytes of a file whose name ends in `suffix`. Raises UnusableFile."""
    if len(data) > MAX_BYTES:
        raise UnusableFile(f"Filen er for stor. Den må højst fylde {MAX_BYTES // 2**20} MB.")
    if not data.strip():
        raise UnusableFile("Filen er tom.")
    match suffix.lower():
        case ".csv":
            rows = csv_rows(data)
        case ".xlsx":
            rows = _xlsx_rows(data)
        case _:
            raise UnusableFile("Filtypen kan ikke læses. Gem filen som .csv eller .xlsx.")
    return _dataset(rows)


def csv_rows(data):
    """Give (line, cells) of a .csv. Raises UnusableFile."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableFile("Filen er ikke gemt som UTF-8. Gem den i Excel som ”CSV UTF-8”, og prøv igen.") from None
    csv.field_size_limit(MAX_CELL * 4)
    try:
        for line, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True), 1):
            yield line, [cell[1:] if _KEPT_FROM_FORMULA.match(cell) else cell for cell in row]
    except csv.Error:
        raise UnusableFile("Filen kan ikke læses som CSV. Mangler der et anførselstegn til sidst i en celle?") from None


def _xlsx_rows(data):
    for _, rows in xlsx_sheets(data)[:1]:
        yield from enumerate(rows, 1)


def xlsx_sheets(data):
    """Give (name, rows of texts) for each sheet of an .xlsx. Raises UnusableFile."""
    _refuse_bombs(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names
        ]
    except Exception as error:
        # The reader's errors have no common class of their own, and none of them says anything to a reader.
        raise UnusableFile("Filen kan ikke læses som Excel-regneark. Er den hel og uden adgangskode?") from error
    return [(name, [[_as_text(cell) for cell in row] for row in rows]) for name, rows in sheets]


def _refuse_bombs(data):
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnusableFile(
            "Filen er ikke et Excel-regneark (.xlsx), selv om den hedder det. Gem den i Excel som .xlsx."
        ) from None
    if unpacked > MAX_UNPACKED:
        raise UnusableFile("Filen fylder for meget, når den pakkes ud. Del den i flere.")


def _as_text(cell):
    """Write a spreadsheet's cell as a person would have typed it: 376, 2,5, 2020-01-01, ja."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", ",")
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    return str(cell)


def _dataset(rows):
    filled = ((line, row) for line, row in rows if any(cell.strip() for cell in row))
    headings = next(filled, (0, []))[1]
    while headings and not headings[-1].strip():
        headings.pop()
    if not headings:
        raise UnusableFile("Filen er tom.")
    dataset = tablib.Dataset(headers=[heading.strip() for heading in headings])
    dataset.lines = []
    for line, row in filled:
        if len(dataset.lines) >= MAX_ROWS:
            raise UnusableFile(f"Filen har over {MAX_ROWS:,} rækker. Del den i flere.".replace(",", "."))
        _refuse_misfit(line, row, len(headings))
        dataset.append((row + [""] * len(headings))[: len(headings)])
        dataset.lines.append(line)
    return dataset


def _refuse_misfit(line, row, width):
    if any(cell.strip() for cell in row[width:]):
        raise UnusableFile(
            f"Række {line} har flere celler end overskrifterne. Sæt anførselstegn om en tekst med semikolon."
        )
    if any(len(cell) > MAX_CELL for cell in row):
        raise UnusableFile(f"Række {line} har en celle på over 40.000 tegn. Forkort den.")
