"""Workbooks for tests, also such as no program would make: their XML is written by hand."""

import io
import zipfile

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"
FIRST_ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>navn</t></is></c></row>'


def saved(workbook):
    """Give an openpyxl workbook as bytes."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def of_sheets(**sheets):
    """Give the bytes of a workbook with a sheet of rows by each name."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(workbook)


def parts_of(data):
    """Give the parts of a workbook: {name: bytes}."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def of_parts(parts):
    """Give the bytes of a zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(data, name, content):
    """Give a workbook with a part added or in another's place."""
    return of_parts({**parts_of(data), name: content})


def of_xml(rows, head=HEAD, tail=TAIL):
    """Give the bytes of a workbook whose one sheet, "Sheet", has rows written as XML."""
    return with_part(saved(Workbook()), SHEET, f"{head}{FIRST_ROW}{rows}{tail}")
