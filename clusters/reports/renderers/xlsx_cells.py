"""How a table comes into a sheet of a workbook: heads, styles, widths, printing. Plain values in.

What people wrote is stored as text, whatever it looks like ("=1+1", "0376"), and never becomes a formula.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo

from misbrug.tables.excel import MOST_CHARACTERS, clean, length
from misbrug.text.danish import COPENHAGEN

WHOLE, NUMBER, LABEL = "#,##0", "#,##0.##", "0"
"""Formats of numbers. What only names something, as a year does, is a LABEL and stands to the left as words do."""
DAY, MOMENT = "[$-406]d\\. mmmm yyyy", "[$-406]d\\. mmm yyyy hh:mm"
FONT, LINE_HEIGHT, TALLEST = "Calibri", 13.5, 405
_CHUNK = 30_000
RULE = Border(bottom=Side(style="thin", color="DCDCDC"))
HEAD = PatternFill("solid", fgColor="EAF1F7")
# Ground and ink of the values, as the tints of the page.
VALUES = {
    "ja": ("DCEBE9", "083F3B"),
    "nej": ("F0D9B0", "3F2803"),
    "afventer": ("EFEFEF", "1A1A1A"),
    "ikke_besvaret": ("FFFFFF", "5C5C5C"),
    "ikke_relevant": ("FFFFFF", "5C5C5C"),
}
_LIKE_FORMULA = ("=", "+", "-", "@", "'", "\t", "\n", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and the format of what is a number in it."""

    heading: str
    width: float
    form: str = WHOLE


@dataclass(frozen=True, slots=True)
class Mark:
    """A word in a cell with the colours of a value (a key of VALUES)."""

    words: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's table. `name` is what formulas call it. `empty` stands in a table without rows, `frozen` how many
    columns stay in sight. A cell is a text, a number, a date, a Mark or None.
    """

    sheet: str
    name: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple] = field(default_factory=tuple)
    empty: str = ""
    frozen: int = 0


def chunks(text: str) -> list[str]:
    """Part a text so that each piece fits into a cell; together they are the whole text as it is stored."""
    whole = clean(text)
    if length(whole) <= MOST_CHARACTERS:
        return [whole]
    pieces = []
    while text:
        end = _fitting(text)
        pieces.append(clean(text[:end]))
        text = text[end:]
    return pieces


def _fitting(text: str) -> int:
    """Give how much of a text goes into one cell, to the end of a word where one ends soon enough."""
    end = min(len(text), _CHUNK)
    while length(clean(text[:end])) > MOST_CHARACTERS:
        end = end * 3 // 4
    if end == len(text):
        return end
    space = max(text.rfind(mark, end - 200, end) for mark in (" ", "\n"))
    return space + 1 if space > 0 else end


# ---- cells -----------------------------------------------------------------------------------------------


class Writer:
    """Writes into one workbook. Each style is made once: making it for every cell takes most of the time."""

    def __init__(self, workbook, header: str, day: str):
        """Take the workbook and what stands at the top of each printed page."""
        self.workbook, self.header, self.day = workbook, header, day
        self._styles = {}

    def put(self, sheet, row: int, column: int, value, *, form: str = WHOLE, look: str = "") -> None:
        """Write a value. `form` is that of a number; `look` is "", "head", "bold", "title" or a key of VALUES."""
        self._put(sheet, row, column, clean(value) if isinstance(value, str) else value, form, look)

    def _put(self, sheet, row, column, value, form, look):
        cell = sheet.cell(row, column)
        if isinstance(value, Mark):
            value, look = value.words, value.value
        quoted = False
        if isinstance(value, str):
            form, quoted = "", value.startswith(_LIKE_FORMULA)
            if value:
                # Past openpyxl's own setter, which takes what begins with "=" for a formula.
                cell._value, cell.data_type = value, "s"
        elif value is not None:
            cell.value = _local(value)
            form = form if not isinstance(value, date) else MOMENT if isinstance(value, datetime) else DAY
        cell._style = self._style(sheet, form if value is not None else "", look, quoted)

    def _style(self, sheet, form, look, quoted):
        key = (form, look, quoted)
        if key not in self._styles:
            # Of no sheet's cells: dressing one changes every cell that shares its style.
            cell = Cell(sheet, row=1, column=1)
            _dress(cell, form, look, quoted)
            self._styles[key] = cell._style
        return self._styles[key]

    # ---- tables ------------------------------------------------------------------------------------------

    def table(self, sheet, table: Table) -> None:
        """Write a table from the first row on, with everything that makes it a table: filter, frozen head, print."""
        columns = _with_unique_headings(table.columns)
        for place, column in enumerate(columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = column.width
        self._row(sheet, 1, [column.heading for column in columns], columns, look="head")
        last = 1
        for row in table.rows:
            for values in spread(row):
                last += 1
                self._row(sheet, last, values, columns)
        if last > 1:
            self._named(sheet, table.name, len(columns), last)
        else:
            self.put(sheet, 2, 1, table.empty)
        sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}2"
        self.page(sheet, heads="1:1")

    def _row(self, sheet, number, values, columns, look=""):
        lines = 1
        for place, (value, column) in enumerate(zip(values, columns, strict=True), start=1):
            self._put(sheet, number, place, value, column.form, look)
            words = value.words if isinstance(value, Mark) else value
            if isinstance(words, str):
                lines = max(lines, lines_of(words, column.width))
        sheet.row_dimensions[number].height = min(TALLEST, lines * LINE_HEIGHT + 3)

    def _named(self, sheet, name, width, last):
        found = ExcelTable(displayName=name, ref=f"A1:{get_column_letter(width)}{last}")
        found.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        sheet.add_table(found)

    def page(self, sheet, heads: str = "") -> None:
        """Set a sheet up for paper: A4 across, as wide as the page, the head repeated on each."""
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        if heads:
            sheet.print_title_rows = heads
        # "&" begins a code in a header.
        sheet.oddHeader.left.text = self.header.replace("&", "&&")[:200]
        sheet.oddHeader.right.text = self.day
        sheet.oddFooter.left.text = sheet.title
        sheet.oddFooter.right.text = "Side &P af &N"


def spread(row: Sequence) -> Iterator[tuple]:
    """Give a row as the rows it takes: one, or more where a text is longer than a cell can hold.

    A row that goes on says so in its first text, and leaves empty what is said already.
    """
    parts = [chunks(value) if isinstance(value, str) else None for value in row]
    most = max((len(part) for part in parts if part), default=1)
    first = next((place for place, part in enumerate(parts) if part and len(part) == 1 and part[0]), None)
    for number in range(most):
        values = []
        for place, (value, part) in enumerate(zip(row, parts, strict=True)):
            if part is not None:
                value = part[number] if number < len(part) else ""
            elif number:
                value = None
            if number and place == first:
                value = f"{part[0][:1000]} (fortsat, {number + 1} af {most})"
            values.append(value)
        yield tuple(values)


def lines_of(text: str, width: float) -> int:
    """Give how many lines a text takes in a column of so many characters."""
    # A column's width is counted in digits, and letters are narrower.
    room = max(1.0, width * 1.05)
    return sum(max(1, math.ceil(len(part) / room)) for part in text[: TALLEST * 200].split("\n"))


def _with_unique_headings(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Excel refuses a table with an empty heading, or with two that differ in case alone."""
    found, used = [], set()
    for place, column in enumerate(columns, start=1):
        heading = " ".join(clean(column.heading).split())[:200] or f"Kolonne {place}"
        while heading.casefold() in used:
            heading = f"{heading} ({place})"
        used.add(heading.casefold())
        found.append(Column(heading, column.width, column.form))
    return tuple(found)


def _local(value):
    """Excel knows no time zones: moments are those of Danish clocks."""
    if isinstance(value, datetime):
        return value.astimezone(COPENHAGEN).replace(tzinfo=None, microsecond=0)
    return value


def _dress(cell, form, look, quoted):
    ground, ink = VALUES.get(look, ("", "1A1A1A"))
    cell.font = Font(name=FONT, size=14 if look == "title" else 10, bold=look in ("head", "bold", "title"), color=ink)
    if look == "head" or ground:
        cell.fill = HEAD if look == "head" else PatternFill("solid", fgColor=ground)
    right = form in (WHOLE, NUMBER)
    cell.alignment = Alignment(
        horizontal="right" if right else "left",
        vertical="bottom" if look == "head" else "top",
        wrap_text=not right and look != "title",
        indent=1 if right else 0,
    )
    if look != "title":
        cell.border = RULE
    cell.number_format = form or "General"
    cell.quotePrefix = quoted
