"""Reading and writing table files (.csv with semicolons, .xlsx) as tablib datasets of plain strings.

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
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from misbrug.tables.book import UnusableFile

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 100_000
MAX_CELL = 40_000
SUFFIXES = (".csv", ".xlsx")

# Excel takes a cell of a .csv that begins like this for a formula. An apostrophe in front keeps it a text; it is
# taken off again when such a file is read, so that what was written comes back unchanged.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
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


def write(dataset, suffix):
    """Give a dataset as the bytes of a .csv (UTF-8 with a mark for Excel, semicolons) or an .xlsx.

    Raises UnusableFile for another suffix.
    """
    match suffix.lower():
        case ".csv":
            return _write_csv(dataset)
        case ".xlsx":
            return _write_xlsx(dataset)
    raise UnusableFile("Filtypen kan ikke skrives. Vælg et navn, der ender på .csv eller .xlsx.")


# ---- reading ------------------------------------------------------------------------------------------


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


# ---- writing ------------------------------------------------------------------------------------------


def _write_csv(dataset):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(dataset.headers)
    for row in dataset:
        writer.writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def write_book(book):
    """Give a `Book` as the bytes of an .xlsx in which every cell is a text and stands where it stood."""
    workbook = Workbook(write_only=True)
    for source in book.sheets:
        sheet = workbook.create_sheet(source.name or "Ark1")
        for row in source.rows:
            sheet.append([_text_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _write_xlsx(dataset):
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Ark1")
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, heading, bold=True) for heading in dataset.headers])
    for row in dataset:
        sheet.append([_text_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _text_cell(sheet, text, *, bold=False):
    """Give a cell that stays a text, whatever it looks like: 0376, =2+2."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
