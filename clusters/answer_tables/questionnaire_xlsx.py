"""The questionnaire as a workbook that is filled in offline: drop-down lists, locked headings, hidden versions.

What is hidden follows clusters/answer_tables/own.py, which reads it when it comes back.
"""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from clusters.answer_tables import own
from clusters.answer_tables.questionnaire import Field, Questionnaire, TrackSheet
from clusters.answer_tables.questionnaire_words import guide_lines, hint_of, possible_words, word_of
from clusters.reports.renderers.xlsx_cells import clean, lines_of
from indicators.values import MAX_TEXT, NOT_RELEVANT, SEPARATOR, AnswerType

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_LINE = own.FIRST_ROW + 1
WIDTHS = {own.NUMBER: 8, own.TEXT: 62, own.VALUE: 30, own.ELABORATION: 62}
SEEN = len(WIDTHS)
HEADINGS = ("Nr.", "Spørgsmål", "Svar", "Uddybning eller begrundelse")
WARNING = "Skriv aldrig CPR-numre, navne eller andet, der kan genkende en borger."
MOST_NUMBER = 999_999_999.99
_LINE = Side(style="thin", color="B4B4B4")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD, _PAGE = PatternFill("solid", fgColor="EAF1F7"), PatternFill("solid", fgColor="F7F7F7")
_OPEN = Protection(locked=False)
# How cells look. As text ("@") nothing that is typed becomes a formula or a date.
_LOOKS = {
    "": {},
    "title": {"font": (16, True), "wrap": False},
    "subtitle": {"font": (12, True), "wrap": False},
    "note": {"font": (11, False, True), "wrap": False},
    "big": {"font": (16, True)},
    "bold": {"font": (13, True)},
    "part": {"font": (11, True), "fill": _HEAD},
    "heading": {"font": (11, True), "fill": _HEAD, "border": _BOX},
    "locked": {"fill": _PAGE, "border": _BOX, "number_format": "@"},
    "words": {"border": _BOX, "number_format": "@", "protection": _OPEN},
    "number": {"border": _BOX, "protection": _OPEN},
    "hidden": {"number_format": "@"},
}
_NOT_ASKED = {
    "font": Font(color="8A8A8A", italic=True),
    "fill": PatternFill("solid", bgColor="EDEDED", fgColor="EDEDED"),
}


def render_questionnaire(questionnaire: Questionnaire, at: datetime) -> bytes:
    """Give the workbook of one municipality's questionnaire. `at` is when it is made."""
    workbook = Workbook()
    pen = _Pen()
    _guide(workbook.active, questionnaire, pen)
    lists = _Lists(workbook, pen)
    names = _sheet_names(questionnaire)
    for track, name in zip(questionnaire.sheets, names, strict=True):
        _TrackWriter(workbook.create_sheet(name), questionnaire, track, lists, pen).write()
    lists.finish()
    properties = workbook.properties
    properties.title = clean(f"Selvvurdering {questionnaire.round_label}, {questionnaire.municipality}")
    properties.creator, properties.language = "Misbrug", "da-DK"
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _sheet_names(questionnaire):
    """Give each track a sheet's name: at most 31 characters, without those that Excel refuses, each once."""
    names, taken = [], {own.GUIDE.casefold(), own.LISTS.casefold(), "history"}
    for track in questionnaire.sheets:
        name = base = "".join(" " if char in "[]:*?/\\" else char for char in clean(track.name)).strip("' ")[:27]
        number = 1
        while not name or name.casefold() in taken:
            number += 1
            name = f"{base or 'Spor'} ({number})"
        taken.add(name.casefold())
        names.append(name)
    return names


# ---- cells ------------------------------------------------------------------------------------------------


class _Pen:
    """Writes cells. Each look is made once a workbook: making it for every cell takes most of the time."""

    def __init__(self):
        self._styles = {}

    def put(self, sheet, line, column, value, look="", indent=0):
        """Write a value, a text always as text. Gives the cell."""
        cell = sheet.cell(line, column + 1)
        if not isinstance(value, str):
            cell.value = value
        elif value:
            # Past openpyxl's own setter, which takes what begins with "=" for a formula.
            cell._value, cell.data_type = clean(value), "s"
        key = (look, indent)
        if key not in self._styles:
            # Of no sheet's cells: dressing one changes every cell that shares its style.
            dressed = Cell(sheet, row=1, column=1)
            _dress(dressed, indent, **_LOOKS[look])
            self._styles[key] = dressed._style
        cell._style = self._styles[key]
        return cell


def _dress(cell, indent, font=(11,), wrap=True, **look):
    size, bold, italic = (*font, False, False)[:3]
    cell.font = Font(name="Calibri", size=size, bold=bold, italic=italic)
    vertical = "top" if wrap else "center"
    cell.alignment = Alignment(wrap_text=wrap, vertical=vertical, horizontal="left", indent=indent)
    for name, value in look.items():
        setattr(cell, name, value)


def _protect(sheet):
    """Lock all cells that are not opened; no password, so that nobody is locked out. Rows and columns may be sized."""
    sheet.protection.sheet = True
    sheet.protection.formatRows = sheet.protection.formatColumns = False


def _paper(sheet, questionnaire, repeat=""):
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    if repeat:
        sheet.print_title_rows = repeat
    # "&" begins a code in a header.
    title = f"Selvvurdering {questionnaire.round_label}, {questionnaire.municipality}"
    sheet.oddHeader.left.text = clean(title).replace("&", "&&")[:200]
    sheet.oddFooter.left.text = sheet.title.replace("&", "&&")
    sheet.oddFooter.right.text = "Side &P af &N"


def _guide(sheet, questionnaire, pen):
    """Write the first sheet: what to do, until when, and how the answers come back."""
    sheet.title = own.GUIDE
    sheet.column_dimensions["A"].width = 105
    for line, (look, text) in enumerate(guide_lines(questionnaire, WARNING), start=1):
        pen.put(sheet, line, 0, text, look)
    sheet.sheet_view.showGridLines = False
    _protect(sheet)
    _paper(sheet, questionnaire)


class _Lists:
    """The hidden sheet that holds what drop-down lists offer, each list once."""

    def __init__(self, workbook, pen):
        self._workbook, self._pen, self._columns = workbook, pen, {}

    def range_of(self, words):
        """Give the formula that names a list's cells."""
        column = self._columns.setdefault(tuple(words), len(self._columns))
        letter = get_column_letter(column + 1)
        return f"{own.LISTS}!${letter}$1:${letter}${len(words)}"

    def finish(self):
        """Write the sheet, last of all."""
        sheet = self._workbook.create_sheet(own.LISTS)
        sheet.sheet_state = "veryHidden"
        for words, column in self._columns.items():
            for line, word in enumerate(words, start=1):
                self._pen.put(sheet, line, column, word, "hidden")


# ---- a track ----------------------------------------------------------------------------------------------


@dataclass
class _Place:
    """Where a field stands: its line, and the lines of its options by value."""

    field: Field
    line: int
    options: dict[str, int]


class _TrackWriter:
    """Writes the sheet of one track, line by line."""

    def __init__(self, sheet, questionnaire: Questionnaire, track: TrackSheet, lists: _Lists, pen: _Pen):
        self.sheet, self.questionnaire, self.track, self.lists, self.pen = sheet, questionnaire, track, lists, pen
        self.line, self.validations, self.places, self.hidden = FIRST_LINE, {}, {}, own.OPTION

    def write(self):
        """Write everything."""
        self._top()
        for part in self.track.parts:
            self._heading(part.heading)
            for field in part.fields:
                self._field(field)
        for column, width in WIDTHS.items():
            self.sheet.column_dimensions[get_column_letter(column + 1)].width = width
        for column in range(SEEN, self.hidden + 1):
            self.sheet.column_dimensions[get_column_letter(column + 1)].hidden = True
        self.sheet.freeze_panes = f"A{FIRST_LINE}"
        self.sheet.print_area = f"A1:{get_column_letter(SEEN)}{self.line - 1}"
        _protect(self.sheet)
        _paper(self.sheet, self.questionnaire, repeat=f"{FIRST_LINE - 1}:{FIRST_LINE - 1}")

    def _top(self):
        """Write the title, what the sheet is in hidden cells, and the headings."""
        one = self.questionnaire
        seen = (
            (one.municipality, "title"),
            (f"{one.round_name} – {self.track.name}", "subtitle"),
            (WARNING, "note"),
        )
        hidden = ((own.MARK, one.round_slug), (one.code, one.municipality), (self.track.area_key, self.track.name))
        for line, ((text, look), (left, right)) in enumerate(zip(seen, hidden, strict=True), start=1):
            self.pen.put(self.sheet, line, 0, text, look)
            self._hide(line, left, right)
        self.sheet.row_dimensions[1].height = 24
        for column, heading in enumerate(HEADINGS):
            self.pen.put(self.sheet, FIRST_LINE - 1, column, heading, "heading")

    def _hide(self, line, *values):
        for column, value in enumerate(values, start=own.KEY):
            self.pen.put(self.sheet, line, column, value, "hidden")
            self.hidden = max(self.hidden, column)

    def _heading(self, text):
        for column in range(SEEN):
            self.pen.put(self.sheet, self.line, column, text if column == 0 else "", "part")
        self.sheet.merge_cells(start_row=self.line, start_column=1, end_row=self.line, end_column=SEEN)
        # Excel fits the height of no merged cell by itself.
        self.sheet.row_dimensions[self.line].height = 16 * lines_of(text, sum(WIDTHS.values())) + 4
        self.line += 1

    def _field(self, field: Field):
        question = field.question
        several = question.answer_type == AnswerType.MULTIPLE_CHOICE
        parent = self.places.get(field.parent)
        indent = 1 if parent else 0
        text = "\n".join(filter(None, (question.text, question.help_text, hint_of(field, parent and parent.field))))
        self._locked(own.NUMBER, question.number)
        self._locked(own.TEXT, text, indent)
        if several:
            self._locked(own.VALUE, "")
        else:
            self._answer_cell(field)
        self._input(own.ELABORATION, field.elaboration, _words_fit())
        self._hide(self.line, question.number, field.version)
        place = self.places[question.number] = _Place(field, self.line, {})
        self.line += 1
        chosen = field.value.split(SEPARATOR)
        for option in question.options if several else ():
            self._option(question.number, option, option in chosen, indent + 2)
            place.options[option] = self.line - 1
        if parent:
            self._grey(parent, place)

    def _option(self, number, option, chosen, indent):
        """Write one of several choices: its own line, with an x."""
        self._locked(own.NUMBER, "")
        self._locked(own.TEXT, option, indent)
        self._input(own.VALUE, "x" if chosen else "", self._list(("x",), "Skriv x, eller lad cellen stå tom."))
        self._locked(own.ELABORATION, "")
        self._hide(self.line, number, "", option)
        self.line += 1

    def _answer_cell(self, field):
        question, value = field.question, field.value
        if question.answer_type == AnswerType.NUMBER:
            number = value if value in ("", NOT_RELEVANT) else float(value)
            shown = "Ikke relevant" if number == NOT_RELEVANT else number
            self._input(own.VALUE, shown, self._number(question), "number")
        elif question.answer_type == AnswerType.TEXT:
            self._input(own.VALUE, value, _words_fit())
        else:
            words = possible_words(question)
            self._input(own.VALUE, word_of(question, value), self._list(words, "Vælg et svar på listen."))

    def _locked(self, column, text, indent=0):
        self.pen.put(self.sheet, self.line, column, text, "locked", indent)

    def _input(self, column, value, validation, look="words"):
        """Write a cell that people fill in."""
        cell = self.pen.put(self.sheet, self.line, column, value, look)
        self._validate(cell.coordinate, validation)

    # ---- what a cell takes ---------------------------------------------------------------------------------

    def _validate(self, coordinate, rule):
        """Add a cell to the rule that it shares with others."""
        key = tuple(sorted(rule.items()))
        if key not in self.validations:
            self.validations[key] = DataValidation(
                allow_blank=True, showErrorMessage=True, showInputMessage="prompt" in rule, errorStyle="stop", **rule
            )
            self.sheet.add_data_validation(self.validations[key])
        self.validations[key].add(coordinate)

    def _list(self, words, message):
        return {
            "type": "list",
            "formula1": self.lists.range_of(words),
            "errorTitle": "Svaret er ikke på listen",
            "error": message,
        }

    def _number(self, question):
        """Take numbers of at most two decimals; "ikke relevant" too where it is allowed."""
        cell = f"{get_column_letter(own.VALUE + 1)}{self.line}"
        otherwise = f'{cell}="ikke relevant"' if question.not_relevant_allowed else "FALSE"
        unit = f" Enhed: {question.unit}." if question.unit else ""
        return {
            "type": "custom",
            "formula1": f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}<={MOST_NUMBER},ROUND({cell},2)={cell}),{otherwise})",
            "errorTitle": "Svaret er ikke et tal",
            "error": "Skriv et tal fra 0 og op, højst med to decimaler, for eksempel 2,5.",
            "promptTitle": "Tal",
            "prompt": f"Skriv kun tallet, for eksempel 2,5.{unit}"[:255],
        }

    # ---- what is not asked ---------------------------------------------------------------------------------

    def _grey(self, parent: _Place, place: _Place):
        """Let a supplementary question stand grey as long as its parent's answer does not ask it."""
        formula = self._not_asked(parent, place)
        last = max([place.line, *place.options.values()])
        where = f"A{place.line}:{get_column_letter(SEEN)}{last}"
        self.sheet.conditional_formatting.add(where, FormulaRule(formula=[formula], **_NOT_ASKED))

    def _not_asked(self, parent, place):
        triggers = place.field.question.trigger_values
        letter = get_column_letter(own.VALUE + 1)
        if parent.options:
            marks = [f'${letter}${parent.options[value]}=""' for value in triggers if value in parent.options]
            return f"AND({','.join(marks)})" if marks else "TRUE"
        # The words stand in hidden cells: in a formula they could be too long, or hold what has to be quoted.
        words = [word_of(parent.field.question, value) for value in triggers]
        self._hide(place.line, place.field.question.number, place.field.version, "", *words)
        first, last = (get_column_letter(own.OPTION + 2), get_column_letter(own.OPTION + 1 + len(words)))
        asked = f"SUMPRODUCT(--(${first}${place.line}:${last}${place.line}=${letter}${parent.line}))"
        return f'OR(${letter}${parent.line}="",{asked}=0)'


def _words_fit():
    return {
        "type": "textLength",
        "operator": "lessThanOrEqual",
        "formula1": str(MAX_TEXT),
        "errorTitle": "Teksten er for lang",
        "error": "Der er plads til 10.000 tegn. Forkort teksten.",
    }
