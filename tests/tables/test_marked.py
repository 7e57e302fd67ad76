"""The user's own file with what is wrong marked in it, its looks kept, and nothing in it that could do harm."""

import io
import time

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from misbrug.tables.book import Book, Sheet
from misbrug.tables.marked import marked_workbook
from misbrug.tables.plan import Problem
from misbrug.tables.reading import read_book
from tests.tables.workbooks import HEAD, TAIL, of_xml, with_part


def own_workbook():
    """A workbook with a title, merged cells, a bold heading, a formula and two sheets."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Årets tal"
    sheet["A1"] = "Kommuner i Region Sjælland"
    sheet.merge_cells("A1:C1")
    sheet.append(["kommune", "tal", "sum"])
    sheet["A2"].font = Font(bold=True)
    sheet.append(["Faxe", "mange", "=1+1"])
    sheet.append(["Køge", 7, "=[1]Ark1!A1"])
    sheet.column_dimensions["A"].width = 33
    sheet["B4"].comment = Comment("Egen note", "Nogen")
    workbook.create_sheet("Andet")["A1"] = "urørt"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def marked(data, *problems, name="fil.xlsx"):
    """Give the marked workbook, loaded."""
    return load_workbook(io.BytesIO(marked_workbook(read_book(data, name), data, problems)))


WRONG = Problem(3, "tal", "mange", "Skriv et helt tal med cifre.", "Årets tal", "B3")


def test_the_cell_is_coloured_and_commented_and_the_looks_stay():
    workbook = marked(own_workbook(), WRONG)
    sheet = workbook["Årets tal"]
    cell = sheet["B3"]
    assert (cell.value, cell.comment.text) == ("mange", "Skriv et helt tal med cifre.")
    assert (cell.fill.fgColor.rgb, cell.border.left.color.rgb) == ("00FFF0F0", "00CC0000")
    assert sheet["A2"].font.bold
    assert sheet.column_dimensions["A"].width == 33
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet["A3"].comment is None
    assert workbook["Andet"]["A1"].value == "urørt"


def test_the_list_says_where_and_leads_there():
    workbook = marked(own_workbook(), WRONG, Problem(None, "", "", "Filen mangler noget."))
    sheet = workbook.worksheets[-1]
    assert (sheet.title, workbook.active.title) == ("Fejl", "Fejl")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1] == ["B3", "Årets tal", "3", None, "tal", "mange", "Skriv et helt tal med cifre."]
    assert rows[2][6] == "Filen mangler noget."
    assert sheet["A2"].hyperlink.location == "'Årets tal'!B3"
    assert sheet["A3"].hyperlink is None


def test_formulas_stay_unless_they_reach_out_of_the_workbook():
    sheet = marked(own_workbook(), WRONG)["Årets tal"]
    assert (sheet["C3"].value, sheet["C3"].data_type) == ("=1+1", "f")
    assert (sheet["C4"].value, sheet["C4"].data_type) == ("=[1]Ark1!A1", "s")


def test_two_problems_of_a_cell_and_the_users_own_note_are_all_there():
    workbook = marked(
        own_workbook(),
        Problem(4, "tal", "7", "Første.", "Årets tal", "B4"),
        Problem(4, "tal", "7", "Andet.", "Årets tal", "B4"),
    )
    assert workbook["Årets tal"]["B4"].comment.text == "Første.\nAndet.\nEgen note"


def test_a_problem_in_a_merged_cell_or_without_a_cell_is_marked_too():
    workbook = marked(
        own_workbook(),
        Problem(1, "", "", "I en flettet celle.", "Årets tal", "C1"),
        Problem(4, "kommune", "", "Hele rækken.", "Årets tal"),
    )
    sheet = workbook["Årets tal"]
    assert sheet["A1"].comment.text == "I en flettet celle."
    assert sheet["A4"].comment.text == "kommune: Hele rækken."


def test_a_csv_becomes_a_workbook_of_texts():
    data = "kommune;tal\nFaxe;=1+1\n0376;x".encode("cp1252")
    workbook = marked(data, Problem(3, "tal", "x", "Skriv et tal.", "", "B3"), name="fil.csv")
    sheet = workbook.worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["kommune", "tal"],
        ["Faxe", "=1+1"],
        ["0376", "x"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["B3"].comment.text == "Skriv et tal."
    assert workbook.worksheets[-1]["A2"].hyperlink.location == f"'{sheet.title}'!B3"


def test_no_cpr_number_comes_back():
    workbook = Workbook()
    workbook.active.append(["kommune", "070761-4285"])
    workbook.active.append(["Faxe", 707614285])
    workbook.active["A2"].comment = Comment("Ring til 070761-4285", "x")
    out = io.BytesIO()
    workbook.save(out)
    for name, data in (("fil.xlsx", out.getvalue()), ("fil.csv", b"kommune;070761-4285\nFaxe;0707614285")):
        problem = Problem(
            1, "070761-4285", "070761-4285", "Der står 070761-4285.", "Sheet" if "x" in name else "", "B1"
        )
        again = marked(data, problem, name=name)
        seen = [
            f"{cell.value} {cell.comment.text if cell.comment else ''}"
            for sheet in again.worksheets
            for row in sheet.iter_rows()
            for cell in row
        ]
        assert not any("4285" in text for text in seen)


def test_the_list_finds_a_name_that_is_free_and_is_no_table_when_it_comes_back():
    workbook = Workbook()
    workbook.active.title = "fejl"
    workbook.active.append(["kommune"])
    workbook.active.append(["x"])
    out = io.BytesIO()
    workbook.save(out)
    again = marked(out.getvalue(), Problem(2, "kommune", "x", "Forkert.", "fejl", "A2"))
    assert again.sheetnames == ["fejl", "Fejl 2"]


def test_what_openpyxl_cannot_load_is_written_anew():
    book = Book("fil.xlsx", (Sheet("Ark", (("a", "b"), ("1", "2"))),))
    problem = Problem(4, "b", "", "Rækken mangler.", "Ark", "B4")
    workbook = load_workbook(io.BytesIO(marked_workbook(book, b"PK no workbook", [problem])))
    assert workbook["Ark"]["B2"].value == "2"
    assert workbook["Ark"]["B4"].comment.text == "Rækken mangler."


def test_ten_thousand_problems_take_seconds():
    rows = [["kommune", "tal"], *(["Faxe", "x"] for _ in range(10_000))]
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Ark1")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    problems = [Problem(line, "tal", "x", "Skriv et helt tal.", "Ark1", f"B{line}") for line in range(2, 10_002)]
    book = read_book(out.getvalue(), "fil.xlsx")
    for data in (out.getvalue(), b""):
        before = time.process_time()
        marked_workbook(book, data, problems)
        assert time.process_time() - before < 5


@pytest.mark.parametrize("state", ["", ' state="hidden"'])
def test_a_workbook_with_very_large_sheets_is_written_anew(state, monkeypatch):
    """Empty cells and hidden sheets take as much memory to load as others, though none of them is read."""
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(3, 200_003))
    data = of_xml(f'<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>{"" if state else empty}')
    if state:
        data = with_part(data, "xl/worksheets/sheet9.xml", f"{HEAD}{empty}{TAIL}")
    loaded = []
    monkeypatch.setattr("misbrug.tables.marked.load_workbook", lambda *args, **kwargs: loaded.append(args))
    workbook = marked_workbook(read_book(data, "fil.xlsx"), data, [Problem(2, "navn", "x", "Galt.", "Sheet", "A2")])
    sheet = load_workbook(io.BytesIO(workbook))["Sheet"]
    assert sheet["A2"].comment.text == "Galt."
    assert (loaded, sheet.max_row) == ([], 2)
