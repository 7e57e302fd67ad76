"""From the bytes of an .xlsx to sheets of texts, as a person would have typed them."""

import datetime
import io
import re
from decimal import Decimal

from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from misbrug.tables import limits
from misbrug.tables.book import Sheet, UnusableFile
from misbrug.tables.csv_reading import UNSEEN, UNSEEN_NOTE
from misbrug.tables.xlsx_package import DAMAGED, Package
from misbrug.tables.xlsx_scan import scan_sheet

_PROMISED = re.compile(rb"""\s(?:uniqueC|c)ount\s*=\s*["']([0-9]+)""")


def read_xlsx(data, suffix=".xlsx"):
    """Give (sheets, notes). Hidden sheets are left out, and the notes say so.

    Raises UnusableFile for what is no workbook, is damaged, locked or too large.
    """
    with Package(data, suffix) as package:
        parts = package.sheets()
        shown = [part for part in parts if not part.is_hidden]
        scans = [scan_sheet(package.chunks(part.path), part.name) for part in shown]
        _refuse_promises(package)
    if not shown:
        raise UnusableFile("Alle ark i filen er skjult. Vis det ark, der skal læses, og gem filen igen.")
    reader = _Texts()
    sheets = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for part, scan in zip(shown, scans, strict=True):
                sheets.append(_sheet(workbook.get_sheet_by_name(part.name), part.name, scan, reader))
    except (UnusableFile, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as problem:
        # The reader's errors have no common class, some are no Exception at all, and none tells a person anything.
        raise UnusableFile(DAMAGED) from problem
    limits.refuse_rows(sum(1 for sheet in sheets for row in sheet.rows if row))
    return tuple(sheets), tuple(_notes(parts, shown, scans, reader))


def _refuse_promises(package):
    """Raise UnusableFile where the parts that all sheets share cannot be unpacked, or promise more than they hold: the
    reader makes room for as many texts as are promised."""
    for name in ("xl/sharedStrings.xml", "xl/styles.xml"):
        if name not in package.names:
            continue
        size, head = 0, b""
        for chunk in package.chunks(name):
            size += len(chunk)
            head = head or chunk
        if any(int(count) > size for count in _PROMISED.findall(head)):
            raise UnusableFile(DAMAGED)


def _notes(parts, shown, scans, reader):
    for part in parts:
        if part.is_hidden:
            yield f"Arket ”{part.name}” er skjult og er ikke læst."
    if reader.had_unseen:
        yield UNSEEN_NOTE


def _sheet(source, name, scan, reader):
    rows = []
    if source.start is not None:
        # Empty rows come before the first that is filled, empty columns do not.
        before = ("",) * source.start[1]
        for line, cells in enumerate(source.iter_rows(), 1):
            row = reader.row(cells) if any(cells) or 0 in cells else ()
            rows.append(before + row if row else ())
            if reader.longest > limits.MAX_CELL:
                limits.refuse_cells(rows[-1], line, name)
    _mark(rows, scan.marks)
    while rows and not rows[-1]:
        rows.pop()
    valueless = {}
    for row, column in sorted(scan.marks):
        valueless.setdefault(row + 1, []).append(f"{get_column_letter(column + 1)}{row + 1}")
    return Sheet(name, tuple(rows), formulas=dict(scan.formulas), valueless=valueless)


def _mark(rows, marks):
    """Put the texts that stand for errors and missing values into their cells."""
    by_row = {}
    for (line, column), mark in marks.items():
        by_row.setdefault(line, {})[column] = mark
    for line, found in sorted(by_row.items()):
        rows.extend([()] * (line + 1 - len(rows)))
        cells = list(rows[line]) + [""] * (max(found) + 1 - len(rows[line]))
        for column, mark in found.items():
            cells[column] = mark
        rows[line] = tuple(cells)


class _Texts:
    """Cells' values as texts. The same text is made once, since most cells of a long table say what others say."""

    MOST_KNOWN = 50_000

    def __init__(self):
        self.known = {}
        self.longest = 0
        self.had_unseen = False

    def row(self, values):
        """Give a row's texts, without the empty ones at its end."""
        known = self.known
        row = []
        for value in values:
            text = value if value.__class__ is str else as_text(value)
            row.append(known.get(text) or self._clean(text))
        while row and not row[-1].strip():
            row.pop()
        return tuple(row)

    def _clean(self, text):
        cleaned = text
        if UNSEEN.search(text):
            self.had_unseen = True
            cleaned = UNSEEN.sub("", text)
        if len(text) > self.longest:
            self.longest = len(text)
        if len(self.known) < self.MOST_KNOWN:
            self.known[text] = cleaned
        return cleaned


def as_text(value):
    """Write a spreadsheet's cell as a person would have typed it: 376, 2,5, 2020-01-01, ja."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        # Fifteen digits are what Excel shows: 0,3 and not 0,30000000000000004.
        shown = Decimal(f"{value:.15g}")
        return f"{shown:f}".replace(".", ",") if shown % 1 else f"{shown:.0f}"
    if isinstance(value, datetime.datetime):
        return str(value.date()) if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    return str(value)
