"""Tables that belong together, as one file: a workbook with a sheet for each, .csv, or JSON. Plain values in.

The tables are those of the report's workbook: a cell is a text, a number, a day or moment, a Mark or None.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook

from clusters.reports.renderers.xlsx_cells import Mark, Table, Writer
from misbrug.tables.excel import clean, saved, zipped
from misbrug.tables.writing import FILE_TYPES, write_csv
from misbrug.text.danish import COPENHAGEN, date_long

ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class Binder:
    """Tables with a title and the time they are of. `main` is the sheet that stands alone in a single .csv; "" where
    all of them are wanted, in a zip."""

    title: str
    at: datetime
    tables: tuple[Table, ...]
    main: str = ""


def bound(binder: Binder, kind: str) -> tuple[bytes, str, str]:
    """Give a binder as (bytes, name's ending, MIME type); `kind` is xlsx, csv or json. Raises KeyError for another."""
    made = {"xlsx": as_xlsx, "csv": as_csv, "json": as_json}[kind](binder)
    if kind == "csv" and not binder.main:
        return made, "-csv.zip", ZIP
    return made, f".{kind}", FILE_TYPES[f".{kind}"].media_type


def as_xlsx(binder: Binder) -> bytes:
    """Give a workbook with a sheet for each table: numbers are numbers, and a text is never a formula."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.title = clean(binder.title)
    writer = Writer(workbook, clean(binder.title), date_long(binder.at))
    for table in binder.tables:
        writer.table(workbook.create_sheet(table.sheet), table)
    return saved(workbook, binder.at)


def as_csv(binder: Binder) -> bytes:
    """Give the main table as a .csv for Excel, or a zip with one for each table."""
    files = {table.sheet: _csv(table) for table in binder.tables}
    if binder.main:
        return files[binder.main]
    return zipped((f"{name}.csv", content) for name, content in files.items())


def _csv(table):
    rows = [[column.heading for column in table.columns]]
    rows += [[_as_text(value) for value in row] for row in table.rows]
    return write_csv(rows)


def as_json(binder: Binder) -> bytes:
    """Give a head, and each table as a list of objects whose keys are its headings."""
    content = {
        "title": binder.title,
        "exported_at": binder.at.isoformat(),
        "tables": {
            table.sheet: [
                {column.heading: _plain(value) for column, value in zip(table.columns, row, strict=True)}
                for row in table.rows
            ]
            for table in binder.tables
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _as_text(value):
    """Write a value as Danes do, so that Excel and our import read it back: 2,5, 2014-04-24, 2014-04-24 10:42."""
    value = _plain(value)
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    return "" if value is None else str(value)


def _plain(value):
    if isinstance(value, Mark):
        return value.words
    if isinstance(value, datetime):
        return value.astimezone(COPENHAGEN).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else value
