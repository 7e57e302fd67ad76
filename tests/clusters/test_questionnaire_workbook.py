"""The questionnaire as a workbook: what is locked, what can be chosen, what is hidden, and that it reads back."""

import io
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from clusters.answer_tables.known import Known
from clusters.answer_tables.questionnaire import Field, Part, Questionnaire, TrackSheet
from clusters.answer_tables.questionnaire_xlsx import render_questionnaire
from clusters.answer_tables.shapes import understand_questionnaire
from indicators.values import clean_text, parse, possible_values
from misbrug.tables.book import UnusableFile
from misbrug.tables.reading import read_book
from tests.factories import NOW


@dataclass(frozen=True)
class Question:
    """A question as plain values, as a stored indicator has them."""

    number: str
    text: str
    answer_type: str = "yes_no_partly"
    options: tuple[str, ...] = ()
    unit: str = ""
    not_relevant_allowed: bool = False
    fulfilled_from: int | None = None
    asks_for_strategy: bool = False
    trigger_values: tuple[str, ...] = ()
    help_text: str = ""


STEPS = ("Ikke begyndt", "Under planlægning", "I gang")
OPTIONS = ("Jobcenter", "=Skole; og PPR", "Andre")
QUESTIONS = (
    Question("1.1", "Der er en plan", "yes_no", help_text="Skreven ned."),
    Question("1.1a", "Hvem er med?", "multiple_choice", OPTIONS, trigger_values=("ja",)),
    Question("1.1b", "Hvem ellers?", "text", trigger_values=("Jobcenter", "Andre")),
    Question("1.2", "Planen følges", not_relevant_allowed=True),
    Question("1.3", "Hvor langt er I?", "level", STEPS, fulfilled_from=2),
    Question("1.4", "Hvor længe venter man?", "number", unit="uger", not_relevant_allowed=True),
    Question("1.5", "Hvem har ansvaret?", "single_choice", ("Direktion", 'Et "team", måske', "-")),
    Question("1.6", "=SUM(A1)", "text"),
)
PARENTS = {"1.1a": "1.1", "1.1b": "1.1a"}
KNOWN = Known(
    tuple((each.number, each.text) for each in QUESTIONS), (("0320", "Faxe"), ("0360", "Lolland")), ("Alkohol", "Stof")
)


def questionnaire(answers=None, tracks=("Alkohol",), **changes):
    """Give a questionnaire with {number: (value, elaboration, version)} in every track."""
    fields = tuple(
        Field(each, *(answers or {}).get(each.number, ("", "", "0")), PARENTS.get(each.number, ""))
        for each in QUESTIONS
    )
    sheets = tuple(TrackSheet(name, name.lower(), (Part("Anbefaling 1. Planer", fields),)) for name in tracks)
    values = {
        "round_slug": "runde-2026",
        "round_name": "Region Sjælland 2026",
        "round_label": "2026",
        "catalogue": "Katalog & co.",
        "deadline": date(2026, 12, 18),
        "code": "0320",
        "municipality": "Faxe",
        "sheets": sheets,
        "begun": True,
        "filled": True,
    }
    return Questionnaire(**(values | changes))


def opened(one):
    """Give the openpyxl workbook of a questionnaire."""
    return load_workbook(io.BytesIO(render_questionnaire(one, NOW)))


def understood(data, round_slug="runde-2026"):
    """Give what a workbook's bytes are understood as."""
    return understand_questionnaire(read_book(data, "skema.xlsx"), KNOWN, {}, round_slug, "Region Sjælland 2026")


def line_of(sheet, number):
    """Give the line of a question."""
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == number)


def rule_of(sheet, coordinate):
    """Give the data validation of a cell."""
    return next(rule for rule in sheet.data_validations.dataValidation if coordinate in rule.sqref)


# ---- what Excel gets --------------------------------------------------------------------------------------


def test_there_is_a_guide_and_a_sheet_for_each_track():
    book = opened(questionnaire(tracks=("Alkohol", "Stof/unge: [alle]")))
    assert book.sheetnames == ["Vejledning", "Alkohol", "Stof unge   alle", "Valgmuligheder"]
    assert book["Valgmuligheder"].sheet_state == "veryHidden"
    guide = [cell.value for cell in book["Vejledning"]["A"] if cell.value]
    assert guide[0] == "Selvvurdering for Faxe"
    assert "Svarfrist: 18.\u00a0december 2026" in guide
    assert any("Hent svar ind fra Excel" in line for line in guide)
    assert any("CPR" in line for line in guide)


def test_only_the_answers_can_be_changed():
    sheet = opened(questionnaire())["Alkohol"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_cells = {cell.coordinate for row in sheet for cell in row if not cell.protection.locked}
    asked = {line_of(sheet, each.number): each for each in QUESTIONS}
    words = {f"D{line}" for line in asked}
    values = {f"C{line}" for line, each in asked.items() if each.answer_type != "multiple_choice"}
    options = {f"C{line_of(sheet, '1.1a') + place}" for place in (1, 2, 3)}
    assert open_cells == words | values | options


def test_lists_offer_what_can_be_answered():
    book = opened(questionnaire())
    sheet, lists = book["Alkohol"], book["Valgmuligheder"]

    def offered(number):
        rule = rule_of(sheet, f"C{line_of(sheet, number)}")
        assert rule.showErrorMessage
        assert rule.errorStyle == "stop"
        return [row[0].value for row in lists[rule.formula1.split("!")[1]]]

    assert offered("1.1") == ["Ja", "Nej"]
    assert offered("1.2") == ["Ja", "Nej", "Delvis", "Ikke relevant"]
    assert offered("1.3") == ["1 – Ikke begyndt", "2 – Under planlægning", "3 – I gang"]
    assert offered("1.5") == ["Direktion", 'Et "team", måske', "-"]


def test_numbers_and_long_texts_are_checked():
    sheet = opened(questionnaire())["Alkohol"]
    line = line_of(sheet, "1.4")
    number = rule_of(sheet, f"C{line}")
    assert number.type == "custom"
    assert f"ISNUMBER(C{line})" in number.formula1
    assert f'C{line}="ikke relevant"' in number.formula1
    assert sheet[f"C{line}"].number_format == "General"
    words = rule_of(sheet, f"D{line}")
    assert (words.type, words.operator, words.formula1) == ("textLength", "lessThanOrEqual", "10000")


def test_texts_never_become_formulas():
    answers = {"1.6": ("=HYPERLINK(1)", "+45 12", "1"), "1.1a": ("=Skole; og PPR", "", "1")}
    book = opened(questionnaire(answers, municipality="=Faxe"))
    assert not [cell.coordinate for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    line = line_of(book["Alkohol"], "1.6")
    assert book["Alkohol"][f"C{line}"].value == "=HYPERLINK(1)"
    # What is typed there stays text too.
    assert book["Alkohol"][f"D{line}"].number_format == "@"


def test_a_supplementary_question_is_grey_until_it_is_asked():
    sheet = opened(questionnaire())["Alkohol"]
    rules = {str(area.sqref): [rule.formula[0] for rule in area.rules] for area in sheet.conditional_formatting}
    parent, several, last = (line_of(sheet, number) for number in ("1.1", "1.1a", "1.1b"))
    hidden = [sheet.cell(several, column).value for column in range(8, 10)]
    assert hidden == ["Ja", None]
    assert rules == {
        f"A{several}:D{several + 3}": [f'OR($C${parent}="",SUMPRODUCT(--($H${several}:$H${several}=$C${parent}))=0)'],
        f"A{last}:D{last}": [f'AND($C${several + 1}="",$C${several + 3}="")'],
    }
    assert "Besvares, hvis svaret på 1.1 er ja." in sheet.cell(several, 2).value


def test_what_is_hidden_stays_out_of_sight_and_off_the_paper():
    sheet = opened(questionnaire({"1.1": ("ja", "", "7")}))["Alkohol"]
    assert [sheet.column_dimensions[letter].hidden for letter in "ABCDEFGH"] == [False] * 4 + [True] * 4
    assert sheet["F6"].value == "7"
    assert sheet.print_area.startswith("'Alkohol'!$A$1:$D$")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "A5"


# ---- there and back ---------------------------------------------------------------------------------------


def test_it_reads_back_with_round_municipality_track_and_versions():
    answers = {"1.1": ("ja", "Fra 2014", "3"), "1.2": ("", "", "2"), "1.1a": ("Jobcenter|Andre", "", "1")}
    found = understood(render_questionnaire(questionnaire(answers, ("Alkohol", "Stof")), NOW))
    assert found.shape == "Spørgeskemaet til Faxe, som det er hentet herfra"
    assert found.notes == ()
    assert [table.sheet for table in found.tables] == ["Alkohol", "Stof"]
    assert found.tables[1].names == ("runde", "kommune", "spor", "indikator", "svar", "uddybning", "version")
    assert [(row.cells, row.at(4)) for row in found.tables[1].rows] == [
        (("runde-2026", "0320", "Stof", "1.1", "Ja", "Fra 2014", "3"), "C6"),
        (("runde-2026", "0320", "Stof", "1.1a", "Jobcenter|Andre", "", "1"), "C8"),
        (("runde-2026", "0320", "Stof", "1.2", "", "", "2"), "C12"),
    ]


def test_it_is_known_wherever_its_sheets_are_moved():
    book = opened(questionnaire({"1.1": ("ja", "", "3")}))
    sheet = book["Alkohol"]
    sheet.insert_cols(1)
    sheet.insert_rows(1, 2)
    del book["Vejledning"]
    out = io.BytesIO()
    book.save(out)
    row = understood(out.getvalue()).tables[0].rows[0]
    assert row.cells == ("runde-2026", "0320", "Alkohol", "1.1", "Ja", "", "3")
    assert row.at(4) == "D8"


def moved(columns, *, by=1, first=6):
    """Give what is understood of a questionnaire in which cells of some columns were moved down."""
    book = opened(questionnaire({"1.1": ("ja", "Fra 2014", "3"), "1.2": ("nej", "", "2")}))
    sheet = book["Alkohol"]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    last = sheet.max_row
    for column in columns:
        texts = [sheet[f"{column}{line}"].value for line in range(first, last + 1)]
        for line in range(first, last + 1 + by):
            place = line - first - by
            sheet[f"{column}{line}"] = texts[place] if 0 <= place < len(texts) else None
    out = io.BytesIO()
    book.save(out)
    return understood(out.getvalue())


@pytest.mark.parametrize("columns", ["ABCD", "BCD"])
def test_cells_that_were_moved_against_what_is_hidden_are_errors(columns):
    (table,) = moved(columns).tables
    assert len(table.rows) == 11
    assert all(row.problem for row in table.rows)
    first = {"ABCD": "Rækken hører til 1.1, men der står intet.", "BCD": "Rækken hører til 1.1, men der står intet."}
    assert table.rows[0].problem == f"{first[columns]} Hent et nyt skema, og sæt svarene ind i det."
    assert ("Rækken hører til 1.1a, men der står 1.1." in table.rows[1].problem) == (columns == "ABCD")


def test_an_answer_moved_beside_no_question_is_told_of():
    (table,) = moved("ABCD", by=-1, first=6).tables
    assert all(row.problem for row in table.rows)
    assert [(each.line, each.why) for each in moved("ABCD", by=20).tables[0].left_out] == [
        (26, "Hører ikke til et spørgsmål"),
        (32, "Hører ikke til et spørgsmål"),
    ]


def test_lines_that_were_sorted_with_all_their_cells_are_fine():
    answers = {"1.1": ("ja", "Fra 2014", "3"), "1.1a": ("Jobcenter|Andre", "", "1"), "1.2": ("nej", "", "2")}
    book = opened(questionnaire(answers))
    before = understood(render_questionnaire(questionnaire(answers), NOW)).tables[0].rows
    sheet = book["Alkohol"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    for line, values in enumerate(reversed(lines), 6):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(line, column)
            cell.value = value
            # A text that begins with "=" stays one.
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    out = io.BytesIO()
    book.save(out)
    rows = understood(out.getvalue()).tables[0].rows
    assert not any(row.problem for row in rows)
    assert {row.cells[3]: set(row.cells[4].split("|")) for row in rows} == {
        row.cells[3]: set(row.cells[4].split("|")) for row in before
    }


def test_one_without_its_columns_is_refused():
    book = opened(questionnaire())
    book["Alkohol"].delete_cols(1, 2)
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(UnusableFile, match="mangler kolonner eller linjer"):
        understood(out.getvalue())


def test_another_rounds_questionnaire_is_refused():
    data = render_questionnaire(questionnaire(), NOW)
    with pytest.raises(UnusableFile, match="spørgeskema til runden runde-2026, men du er ved at importere til"):
        understood(data, round_slug="runde-2014")
    assert understood(data, round_slug="").is_usable


def test_a_questionnaire_copied_to_another_municipality_is_refused():
    book = opened(questionnaire())
    book["Alkohol"]["A1"] = "Lolland"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(UnusableFile, match="Øverst på arket står Lolland, men spørgeskemaet er lavet til Faxe"):
        understood(out.getvalue())


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Co", "Cn"]), max_size=60) | st.sampled_from(
    ["=1+1", "'citat", "-", "+45 70 20", "@navn", "æøå ÆØÅ é", "to\nlinjer", "_x0041_ kode", "1.1", "0376", "ja\t\nnej"]
)


def values_of(question):
    """Give a strategy for the canonical values of a question."""
    if question.answer_type == "text":
        return WORDS.map(clean_text)
    if question.answer_type == "number":
        numbers = st.integers(0, 99_999_999_999).map(lambda n: parse(question, f"{n // 100},{n % 100:02d}"))
        return numbers | st.sampled_from(["", "ikke_relevant", "0"])
    if question.answer_type == "multiple_choice":
        return st.lists(st.sampled_from(question.options)).map(lambda chosen: parse(question, chosen))
    return st.sampled_from(["", *possible_values(question)])


ANSWERS = st.fixed_dictionaries(
    {each.number: st.tuples(values_of(each), WORDS.map(clean_text), st.integers(1, 99).map(str)) for each in QUESTIONS}
)


@settings(deadline=None)
@given(answers=ANSWERS)
def test_every_answer_comes_back_as_it_was(answers):
    found = understood(render_questionnaire(questionnaire(answers), NOW))
    by_number = {each.number: each for each in QUESTIONS}
    rows = {}
    for row in found.tables[0].rows:
        *_, number, value, elaboration, version = row.cells
        rows[number] = (parse(by_number[number], value), clean_text(elaboration), version)
    assert rows == answers
