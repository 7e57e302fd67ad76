"""Writing table files: .xlsx, .csv for Excel and .json, in which nothing can be taken for a formula."""

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from misbrug.tables.book import ERROR_WORDS, UnusableFile
from misbrug.tables.excel import MOST_CHARACTERS, clean, length, saved, visible
from misbrug.text.danish import join, loose_fold

# Excel takes a cell of a .csv that begins like this for a formula. An apostrophe in front keeps it a text; it is
# taken off again when such a file is read, so that what was written comes back unchanged.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NARROWEST, _WIDEST = 8, 60
# Excel's format of what stays as it was typed, such as 0376.
_AS_TEXT = "@"
_HEAD_FILL = PatternFill("solid", fgColor="EAF1F7")


@dataclass(frozen=True, slots=True)
class Head:
    """What a file holds: the kind's name in the commands, what it comes from, when, and the sheet's Danish name."""

    kind: str = ""
    target: str = ""
    at: datetime | None = None
    title: str = "Ark1"


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file that can be written: its name's ending, what it is called and its MIME type."""

    suffix: str
    name: str
    media_type: str

    @property
    def label(self):
        """Give the name with the ending: "Excel (.xlsx)"."""
        return f"{self.name} ({self.suffix})"


FILE_TYPES = {
    each.suffix: each
    for each in (
        FileType(".xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        FileType(".csv", "CSV", "text/csv; charset=utf-8"),
        FileType(".json", "JSON", "application/json"),
    )
}


def plain_name(*words):
    """Give a file's name, without its ending, that every system can keep: "svar-koege-2026-11-22"."""
    letters = "".join(char if char.isascii() and char.isalnum() else " " for char in loose_fold("-".join(words)))
    return "-".join(letters.split())[:120]


def write(dataset, suffix, head=None):
    """Give a dataset of texts as the bytes of a file whose name ends in `suffix`.

    Nothing comes from the clock but what `head` says. Raises UnusableFile for another suffix, and for a text that is
    too long for a workbook's cell.
    """
    head = head or Head()
    match suffix.lower():
        case ".csv":
            return write_csv([dataset.headers, *dataset])
        case ".xlsx":
            return _write_xlsx(dataset, head)
        case ".json":
            return _write_json(dataset, head)
    raise UnusableFile(f"Filtypen kan ikke skrives. Vælg et navn, der ender på {join(FILE_TYPES, 'eller')}.")


def write_csv(rows):
    """Give rows of texts as a .csv that Excel opens: UTF-8 with a mark, semicolons."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        cells = map(visible, row)
        writer.writerow([f"'{cell}" if _FORMULA.match(cell) or _is_like_error(cell) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _is_like_error(text):
    """Say whether nothing but an apostrophe tells a text from what Excel writes for an error."""
    return text.lstrip("'").strip() in ERROR_WORDS


def _write_json(dataset, head):
    """Give a head, and the rows as objects whose keys are the columns' headings."""
    rows = [dict(zip(dataset.headers, row, strict=True)) for row in dataset]
    content = {
        "kind": head.kind,
        "target": head.target,
        "exported_at": head.at.isoformat() if head.at else None,
        "columns": list(dataset.headers),
        "rows": rows,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def write_book(book):
    """Give a `Book` as the bytes of an .xlsx in which every cell is a text and stands where it stood."""
    workbook = Workbook(write_only=True)
    for source in book.sheets:
        sheet = workbook.create_sheet(source.name or "Ark1")
        cells = _Cells(sheet)
        for row in source.rows:
            sheet.append(cells.row(map(clean, row)))
    return saved(workbook)


def _write_xlsx(dataset, head):
    workbook = Workbook(write_only=True)
    workbook.properties.title = clean(head.title)
    add_sheet(workbook, head.title, dataset)
    return saved(workbook, head.at)


def add_sheet(workbook, title, dataset):
    """Add a sheet with a dataset of texts to a write-only workbook: the heading stays in sight and has a filter.

    Raises UnusableFile where a text is too long for a cell.
    """
    rows = [[clean(cell) for cell in row] for row in dataset]
    widths = [_width(heading, [row[place] for row in rows]) for place, heading in enumerate(dataset.headers)]
    _refuse_long(rows, dataset.headers)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, 1):
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width, column.number_format = min(max(width, _NARROWEST), _WIDEST), _AS_TEXT
    cells = _Cells(sheet)
    sheet.append(cells.row([clean(heading) for heading in dataset.headers], head=True))
    wrapped = [width > _WIDEST for width in widths]
    for row in rows:
        sheet.append(cells.row(row, wrapped))
    if dataset.headers:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{len(rows) + 1}"


def _width(heading, texts):
    """Give how wide a column wants to be, in characters."""
    longest = max(map(len, texts), default=0)
    if any("\n" in text for text in texts):
        return _WIDEST + 1
    return max(longest, len(heading) + 3) + 1


def _refuse_long(rows, headings):
    for number, row in enumerate(rows, 2):
        for place, text in enumerate(row):
            if length(text) > MOST_CHARACTERS:
                raise UnusableFile(
                    f"Række {number}, kolonnen ”{headings[place]}”, har en tekst på over 32.767 tegn, og det er mere, "
                    "end der er plads til i en celle i Excel. Hent som CSV eller JSON i stedet."
                )


class _Cells:
    """The cells of one sheet: texts, whatever they look like ("0376", "=2+2"), that stay texts when they are edited.

    One cell of each look is used again and again, since making one takes longer than writing it.
    """

    def __init__(self, sheet):
        self._plain, self._wrapped, self._head = (WriteOnlyCell(sheet) for _ in range(3))
        for cell in (self._plain, self._wrapped, self._head):
            cell.data_type, cell.number_format = "s", _AS_TEXT
            cell.alignment = Alignment(vertical="top", wrap_text=cell is not self._plain)
        self._head.font, self._head.fill = Font(bold=True), _HEAD_FILL

    def row(self, texts, wrapped=(), *, head=False):
        """Give the cells of a row one by one, each to be written before the next is asked for; None for a blank one."""
        for place, text in enumerate(texts):
            if not text:
                yield None
                continue
            cell = self._plain
            if head or (wrapped and wrapped[place]):
                cell = self._head if head else self._wrapped
            # Past openpyxl's own setter, which takes what begins with "=" for a formula.
            cell._value = text
            yield cell
