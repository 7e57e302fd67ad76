"""A file given back with what is wrong in it: the cells coloured and commented, and a sheet that lists it all."""

import io
import re

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell, WriteOnlyCell
from openpyxl.cell.cell import TYPE_FORMULA
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from misbrug.tables.book import UnusableFile
from misbrug.tables.excel import clean, saved, sheet_name
from misbrug.tables.own_sheets import ERRORS, is_own
from misbrug.tables.xlsx_package import Package
from misbrug.text import cpr

LIST_TITLE = "Fejl"
_WIDTHS = (11, 18, 16, 32, 24, 32, 80)
# A sheet can have no more links than this.
MOST_LINKS = 65_000
# Loading a workbook with its looks takes a second for so many cells, and much memory; larger ones are written anew.
MOST_CELLS = 150_000
MOST_BYTES = 8 * 1024 * 1024
_COMMENT_WIDTH, _LINE_HEIGHT, _LINE_LENGTH = 340, 20, 38

_FILL = PatternFill("solid", fgColor="FFF0F0")
_EDGE = Side(style="medium", color="CC0000")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_LINK, _HEAD = Font(color="004D99", underline="single"), Font(bold=True)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
# Eight digits, as much as any CPR number has at least.
_DIGITS = re.compile(r"(?:\d\D*){8}", re.S)
# A formula that reaches out of its workbook, to another one or to a program.
_REACHES_OUT = re.compile(r"[\[|]")


def marked_workbook(book, data, problems, about=()):
    """Give a file as the bytes of an .xlsx in which each problem's cell is coloured and commented.

    `book` is what was read of `data`, the file's bytes. A workbook keeps its looks where it is not too large to be
    loaded with them; everything else is written anew, each cell in its place and a text. A last sheet, which is the
    one that opens, lists the problems with links to the cells; `about` says of each what its row is about. No CPR
    number is in what is given back.
    """
    notes = _notes(book, problems)
    workbook = _loaded(book, data)
    if workbook is None:
        workbook = _rebuilt(book, notes)
    else:
        _mark(workbook, notes)
    _add_list(workbook, book, problems, about or ("",) * len(problems))
    return saved(workbook)


def _notes(book, problems):
    """Give what is to be said at each cell: {sheet: {(row, column): [message]}}."""
    notes = {}
    for problem in problems:
        if problem.row:
            place = coordinate_to_tuple(problem.cell) if problem.cell else (problem.row, 1)
            said = notes.setdefault(_title(book, problem.sheet), {}).setdefault(place, [])
            words = _redact(problem.message)
            said.append(words if problem.cell or not problem.column else f"{problem.column}: {words}")
    return notes


def _title(book, sheet):
    """Give the name that a sheet has in the workbook: that of a .csv has none of its own, and is called as the file."""
    return sheet or book.sheets[0].name or sheet_name(book.name)


def _comment(messages):
    text = clean("\n".join(dict.fromkeys(messages)))
    lines = sum(1 + len(line) // _LINE_LENGTH for line in text.splitlines()) + 1
    return Comment(text, "Misbrug", height=_LINE_HEIGHT * (lines + 1), width=_COMMENT_WIDTH)


def _redact(text):
    return cpr.redact(text) if _DIGITS.search(text) else text


# The user's own workbook


def _loaded(book, data):
    """Give the workbook with its looks, without macros and links out of it; None where that is not to be had."""
    cells = sum(len(row) for sheet in book.sheets for row in sheet.rows)
    if cells > MOST_CELLS or not data.startswith(b"PK") or _is_large(data):
        return None
    try:
        workbook = load_workbook(io.BytesIO(data), keep_vba=False, keep_links=False)
    except Exception:
        # What the reader for rows could read openpyxl may fail at, in as many ways as there are programs that write
        # workbooks; the rows are there all the same.
        return None
    if not {_title(book, sheet.name) for sheet in book.sheets} <= set(workbook.sheetnames):
        return None
    for sheet in list(workbook.worksheets):
        # The list of a file that has been corrected is made anew.
        if is_own(list(sheet.iter_rows(max_row=1, max_col=len(ERRORS), values_only=True)), (ERRORS,)):
            workbook.remove(sheet)
        else:
            _make_safe(sheet)
    return workbook


def _is_large(data):
    """Say whether the sheets of a workbook, those that are hidden or hold empty cells too, are too large to load."""
    try:
        with Package(data) as package:
            paths = [name for name in package.names if name.startswith("xl/") and name.endswith(".xml")]
            return package.size_of(paths, MOST_BYTES) > MOST_BYTES
    except UnusableFile:
        # Nothing that could be loaded.
        return True


def _make_safe(sheet):
    """Take out what must not be given back: CPR numbers, and formulas that reach out of the workbook."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            if cell.comment:
                cell.comment = Comment(_redact(cell.comment.text), "")
            if cell.data_type == TYPE_FORMULA:
                formula = str(getattr(cell.value, "text", cell.value))
                if _REACHES_OUT.search(formula) or _redact(formula) != formula:
                    _write_text(cell, _redact(formula))
            elif isinstance(cell.value, str | int | float):
                text = str(cell.value)
                if _redact(text) != text:
                    _write_text(cell, _redact(text))


def _write_text(cell, text):
    """Write a text that stays one, whatever it looks like."""
    cell.hyperlink = None
    # Past openpyxl's own setter, which takes what begins with "=" for a formula.
    cell._value, cell.data_type, cell.number_format = clean(text), "s", "@"


def _mark(workbook, notes):
    for title, places in notes.items():
        sheet = workbook[title]
        covers = {
            (row, column): (area.min_row, area.min_col)
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        for place, messages in places.items():
            cell = sheet.cell(*covers.get(place, place))
            before = [cell.comment.text] if cell.comment else []
            cell.comment = _comment([*messages, *before])
            cell.fill, cell.border = _FILL, _BORDER


# A workbook of the rows alone


def _rebuilt(book, notes):
    workbook = Workbook(write_only=True)
    for source in book.sheets:
        title = _title(book, source.name)
        sheet = workbook.create_sheet(title)
        places = notes.get(title, {})
        wide = {}
        for (row, column), messages in places.items():
            wide.setdefault(row, {})[column] = messages
        last = max(wide, default=0)
        for number in range(1, max(last, len(source.rows)) + 1):
            texts = source.rows[number - 1] if number <= len(source.rows) else ()
            sheet.append(_cells(sheet, texts, wide.get(number, {})))
    return workbook


def _cells(sheet, texts, marks):
    """Give the cells of one row, those in `marks` with what is wrong with them."""
    plain = _text_cell(sheet)
    for column in range(1, max([len(texts), *marks]) + 1):
        cell = plain
        if column in marks:
            cell = _text_cell(sheet)
            cell.fill, cell.border, cell.comment = _FILL, _BORDER, _comment(marks[column])
        cell._value = clean(_redact(texts[column - 1])) if column <= len(texts) else ""
        yield cell


def _text_cell(sheet, text="", style=None):
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = clean(text), "s"
    if style is None:
        cell.number_format = "@"
    else:
        cell._style = style
    return cell


# The list


def _add_list(workbook, book, problems, about):
    """Add the sheet that lists all problems, and let the workbook open on it."""
    taken, number = {name.casefold() for name in workbook.sheetnames}, 1
    title = LIST_TITLE
    while title.casefold() in taken:
        number += 1
        title = f"{LIST_TITLE} {number}"
    sheet = workbook.create_sheet(title)
    for place, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    head, link, plain = (_listed(sheet, font)._style for font in (_HEAD, _LINK, None))
    sheet.append([_text_cell(sheet, heading, head) for heading in ERRORS])
    for line, (problem, what) in enumerate(zip(problems, about, strict=True), 2):
        cell = problem.cell or (f"A{problem.row}" if problem.row else "")
        texts = (problem.sheet, str(problem.row or ""), what, problem.column, problem.value, problem.message)
        first = _text_cell(sheet, cell, link)
        if cell and line <= MOST_LINKS:
            where = _title(book, problem.sheet).replace("'", "''")
            first.hyperlink = Hyperlink(ref="", location=f"'{where}'!{cell}")
            # The setter writes where the cell stands now, which is nowhere.
            first.hyperlink.ref = f"A{line}"
        sheet.append([first, *(_text_cell(sheet, _redact(text), plain) for text in texts)])
    workbook.active = len(workbook.sheetnames) - 1
    for each in workbook.worksheets:
        each.sheet_view.tabSelected = each is sheet


def _listed(sheet, font):
    """Give an empty cell of the list, whose style the others share: looking one up takes longer than writing it."""
    cell = _text_cell(sheet)
    cell.alignment = _WRAPPED
    if font:
        cell.font = font
    return cell
