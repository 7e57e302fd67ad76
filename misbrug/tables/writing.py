"""Writing table files: .csv for Excel and .xlsx, in which nothing can be taken for a formula."""

import csv
import io
import re

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from misbrug.tables.book import UnusableFile

# Excel takes a cell of a .csv that begins like this for a formula. An apostrophe in front keeps it a text; it is
# taken off again when such a file is read, so that what was written comes back unchanged.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


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
