"""A workbook is read sheet by sheet, each cell as a person would have typed it; what holds no value says so."""

from datetime import date, datetime, time
from time import process_time

import pytest
from openpyxl import Workbook

from misbrug.tables import xlsx_outside
from misbrug.tables.book import NO_VALUE, Reading, as_written, error_cell, why_no_value
from misbrug.tables.columns import Column
from misbrug.tables.reading import read_book
from tests.tables.workbooks import of_sheets, of_xml, parts_of, saved, with_part


def rows_of(data):
    """Read a workbook and give the rows of its first sheet."""
    return read_book(data, "tabel.xlsx").sheets[0].rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (376, "376"),
        (-3, "-3"),
        (2.5, "2,5"),
        (7.0, "7"),
        (0, "0"),
        (0.1 + 0.2, "0,3"),
        (1e-7, "0,0000001"),
        (1e20, "100000000000000000000"),
        ("0376", "0376"),
        (" 376 ", " 376 "),
        (True, "ja"),
        (False, "nej"),
        (date(2020, 1, 1), "2020-01-01"),
        (datetime.fromisoformat("2020-01-01"), "2020-01-01"),
        (datetime.fromisoformat("2020-01-01T12:30"), "2020-01-01 12:30:00"),
        (time(8, 15), "08:15:00"),
        ("æøå ”citat”", "æøå ”citat”"),
        ("to\nlinjer", "to\nlinjer"),
        ("1.1", "1.1"),
    ],
)
def test_a_cell_becomes_what_a_person_would_have_typed(value, text):
    assert rows_of(of_sheets(Ark1=[["x", value]])) == (("x", text),)


def test_all_sheets_are_read_in_their_order_with_their_own_row_numbers():
    workbook = Workbook()
    workbook.active.title = "Alkohol"
    workbook.active["B3"] = "x"
    workbook.create_sheet("Stof").append(["y"])
    book = read_book(saved(workbook), "Svar.XLSX")
    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [
        ("Alkohol", ((), (), ("", "x"))),
        ("Stof", (("y",),)),
    ]
    assert (book.reading, book.notes) == (Reading(), ())


def test_empty_cells_and_rows_at_the_end_are_left_out():
    assert rows_of(of_sheets(Ark1=[["a", None, " "], [None], ["b"], ["", " "], []])) == (("a",), (), ("b",))


def test_a_merged_cell_keeps_its_value_in_the_first_cell():
    workbook = Workbook()
    workbook.active["A1"] = "Svar"
    workbook.active.merge_cells("A1:C1")
    workbook.active["A2"] = "ja"
    assert rows_of(saved(workbook)) == (("Svar",), ("ja",))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out_and_told(state):
    workbook = Workbook()
    workbook.active.append(["a"])
    for name in ("Lister", "Gamle tal"):
        sheet = workbook.create_sheet(name)
        sheet.append(["x"])
        sheet.sheet_state = state
    book = read_book(saved(workbook), "tabel.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["Sheet"]
    assert book.notes == (
        "Arket ”Lister” er skjult og er ikke læst.",
        "Arket ”Gamle tal” er skjult og er ikke læst.",
    )


def test_a_formula_gives_the_value_that_was_saved_with_it():
    book = read_book(
        of_xml('<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>'), "x.xlsx"
    )
    assert book.sheets[0].rows[1] == ("2",)
    assert book.sheets[0].formulas == {2: 2}
    assert book.notes == ()


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C3"><f>1+1</f></c>',
        '<c r="C3"><f>1+1</f><v></v></c>',
        '<c r="C3"><f>1+1</f><v/></c>',
        '<c r="C3"><f t="shared" si="0"/></c>',
    ],
)
def test_a_formula_without_its_value_is_told_at_its_cell(cell):
    book = read_book(of_xml(f'<row r="3">{cell}</row>'), "x.xlsx")
    assert book.sheets[0].rows == (("navn",), (), ("", "", NO_VALUE))
    assert book.sheets[0].valueless == {3: ["C3"]}
    assert "Åbn filen i Excel" in why_no_value(NO_VALUE)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("#REF!", "#REFERENCE!"), ("#DIV/0!", "#DIVISION/0!"), ("#N/A", "#I/T"), ("#VALUE!", "#VÆRDI!")],
)
def test_an_error_stands_in_its_cell_under_the_name_that_danes_see(stored, shown):
    book = read_book(of_xml(f'<row r="2"><c r="A2" t="e"><f>1/0</f><v>{stored}</v></c></row>'), "x.xlsx")
    (cell,) = book.sheets[0].rows[1]
    assert as_written(cell) == shown
    assert "fejl i Excel" in why_no_value(cell)
    with pytest.raises(ValueError, match="fejl i Excel"):
        Column("name", "navn").clean({"navn": cell})
    assert Column("name", "navn").clean({"navn": shown}) == shown


def test_elements_with_a_prefix_and_attributes_in_any_order_are_seen():
    head = '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
    rows = "<x:row r='1'><x:c t='str' r='A1'><x:v>a</x:v></x:c><x:c t='e' r='B1'><x:v>#REF!</x:v></x:c></x:row>"
    data = with_part(of_xml(""), "xl/worksheets/sheet1.xml", f"{head}{rows}</x:sheetData></x:worksheet>")
    assert rows_of(data) == (("a", error_cell("#REFERENCE!")),)


def test_cells_that_do_not_say_where_they_stand_are_read_in_order():
    assert rows_of(of_xml("<row><c><v>1</v></c><c><v>2</v></c></row>")) == (("navn",), ("1", "2"))


def test_unseen_characters_are_left_out_and_told():
    book = read_book(of_xml('<row r="2"><c r="A2" t="inlineStr"><is><t>a_x0000_b</t></is></c></row>'), "x.xlsx")
    assert book.sheets[0].rows[1] == ("ab",)
    assert any("usynlige" in note for note in book.notes)


def test_a_chart_on_a_sheet_of_its_own_is_passed_over():
    workbook = Workbook()
    workbook.active.append(["a"])
    workbook.create_chartsheet("Figur")
    assert [sheet.name for sheet in read_book(saved(workbook), "x.xlsx").sheets] == ["Sheet"]


def test_many_columns_are_read_from_the_right_cells():
    row = [f"k{number}" for number in range(900)]
    assert rows_of(of_sheets(Ark1=[row])) == (tuple(row),)


def test_marks_are_found_across_the_pieces_in_which_a_sheet_is_unpacked():
    rows = "".join(
        f'<row r="{line}"><c r="A{line}" t="inlineStr"><is><t>{"tekst " * 20}</t></is></c>'
        f'<c r="B{line}" t="e"><v>#N/A</v></c></row>'
        for line in range(2, 20_002)
    )
    data = of_xml(rows)
    assert len(parts_of(data)["xl/worksheets/sheet1.xml"]) > 3 * 2**20
    found = rows_of(data)
    assert len(found) == 20_001
    assert all(row[1] == error_cell("#I/T") for row in found[1:])


def test_beginnings_without_an_end_are_read_in_no_time():
    began = process_time()
    assert not list(xlsx_outside._whole_runs(b"<si>" * 500_000))
    assert list(xlsx_outside._whole_runs(b"<si><r>a</r><r>b</r></si>" * 2)) == [b"<r>a</r><r>b</r>"] * 2
    assert process_time() - began < 2
