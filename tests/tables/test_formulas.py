"""Formulas are told of where their values are used, and nowhere else."""

from openpyxl import Workbook

from misbrug.tables.book import NO_VALUE, ColumnSpec, LeftOut, as_written
from misbrug.tables.formulas import tell_of_formulas
from misbrug.tables.headings import understand_rows
from misbrug.tables.left_out import notes_on_left_out
from misbrug.tables.reading import read_book
from tests.clusters.questionnaires import KNOWN, understand_questionnaire
from tests.tables.workbooks import of_xml, saved

SPECS = (ColumnSpec("navn", required=True), ColumnSpec("svar"))


def notes(rows, understand):
    """Give the notes on a workbook as openpyxl writes it: no program has worked out its formulas."""
    workbook = Workbook()
    workbook.active.title = "Stof"
    for row in rows:
        workbook.active.append(row)
    book = read_book(saved(workbook), "Faxe.xlsx")
    found = tell_of_formulas(understand(book), book)
    return [*found.notes, *notes_on_left_out(found)], found


def as_table(book):
    return understand_rows(book, SPECS, {})


def as_questionnaire(book):
    return understand_questionnaire(book, KNOWN, {})


QUESTIONS = [["Nr.", "Faxe", "Greve"], ["1.1", "Ja", "Nej"], ["1.2", "Ja", "Nej"]]


def test_a_sum_that_nobody_has_worked_out_is_not_told_of():
    total = ["I alt ja", '=COUNTIF(B2:B3,"Ja")', '=COUNTIF(C2:C3,"Ja")']
    told, found = notes([*QUESTIONS, total], as_questionnaire)
    assert told == []
    assert [(each.line, each.text) for each in found.tables[0].left_out] == [(4, "I alt ja")]
    told, found = notes([["Navn", "Svar"], ["a", "1"], ["b", "2"], ["I alt", "=SUM(B2:B3)"]], as_table)
    assert [row.line for row in found.tables[0].rows] == [2, 3]
    assert not any("ormel" in note or "ormler" in note for note in told)


def test_a_formula_in_a_row_is_told_of_at_its_cell():
    rows = [*QUESTIONS, ["2.1", "=B2", "Ja"]]
    told, found = notes(rows, as_questionnaire)
    assert told == [
        "Arket ”Stof” har 1 formel. Det er den værdi, Excel sidst gemte, der er læst.",
        "Arket ”Stof” har celler uden en værdi, der kan bruges: B4.",
    ]
    assert "(formel uden værdi)" in [as_written(cell) for row in found.tables[0].rows for cell in row.cells]


def test_what_is_more_than_is_named_is_counted_in_danish():
    wanted = {5: "B2, B3, B4, B5 og B6", 6: "B2, B3, B4, B5, B6 og 1 anden", 7: "B2, B3, B4, B5, B6 og 2 andre"}
    for count, named in wanted.items():
        told, _ = notes([["Navn", "Svar"], *([f"navn {row}", "=1+1"] for row in range(count))], as_table)
        assert told[-1] == f"Arket ”Stof” har celler uden en værdi, der kan bruges: {named}."


def test_saved_values_are_told_of():
    book = read_book(
        of_xml('<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'), "x.xlsx"
    )
    found = tell_of_formulas(as_table(book), book)
    assert found.notes == ("Arket ”Sheet” har 2 formler. Det er den værdi, Excel sidst gemte, der er læst.",)


def test_no_line_that_is_left_out_shows_a_formula_without_a_value():
    assert LeftOut(1, f"I alt ja {NO_VALUE} 2 {NO_VALUE}", "").text == "I alt ja 2"
    assert LeftOut(1, f"I alt · {NO_VALUE} · {NO_VALUE}"[:-1], "").text == "I alt"
    assert LeftOut(1, "Udvalget (formanden) # (2", "").text == "Udvalget (formanden) # (2"
