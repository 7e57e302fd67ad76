"""What is kept of a file: itself where it is clean, else its rows without CPR numbers; also those outside the cells."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from misbrug.imports.files import clean_or_redacted
from misbrug.tables.reading import read_book
from misbrug.text import cpr
from tests import factories
from tests.imports.runs import AT, applied, planned, started
from tests.tables.workbooks import HEAD, SHEET, TAIL, of_xml, parts_of, saved, with_part

NUMBER = "010203-1234"
RAW = "0102031234"
LOST_NOUGHT = 102031202


def kept(data, name="fil.xlsx"):
    """Read a file and give (what is kept of it, whether it is redacted)."""
    return clean_or_redacted(read_book(data, name), data)


def holds_number(data):
    """Say whether the number stands anywhere in the bytes, or in what is packed in them."""
    parts = [data, *(parts_of(data).values() if zipfile.is_zipfile(io.BytesIO(data)) else ())]
    forms = [form.encode(encoding) for form in (NUMBER, RAW) for encoding in ("utf-8", "utf-16-le")]
    return any(form in part for part in parts for form in forms)


@pytest.fixture
def workbook():
    """A workbook with a table and nothing else."""
    workbook = Workbook()
    workbook.active.append(["navn", "tekst"])
    workbook.active.append(["Faxe", "noget"])
    return workbook


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"navn;tekst\r\nFaxe;12345678 og 2026-01-01\r\n", "fil.csv"),
        ("navn;tekst\r\nKøge;x\r\n".encode("utf-16"), "fil.csv"),
    ],
)
def test_a_clean_file_is_kept_as_it_was_sent(data, name):
    assert kept(data, name) == (data, False)


def test_a_clean_workbook_is_kept_as_it_was_sent(workbook):
    workbook.active["C2"] = "=SUM(A1:B1)"
    workbook.active["A2"].comment = Comment("Husk mødet den 3. marts 2026", "Ida")
    data = saved(workbook)
    assert kept(data) == (data, False)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("text", [f"om {NUMBER} i går", RAW, "0102\x0003-1234", f"{NUMBER};x"])
def test_a_number_in_a_cell_leaves_dots_in_its_place(text, encoding):
    data = f'navn;tekst\r\n\r\nKøge;"{text}"\r\n'.encode(encoding)
    copy, is_redacted = kept(data, "fil.csv")
    assert is_redacted
    assert not holds_number(copy)
    rows = read_book(copy, "fil.xlsx").sheets[0].rows
    assert rows[:2] == (("navn", "tekst"), ())
    assert rows[2][0] == "Køge"
    assert cpr.REDACTED in rows[2][1]


def test_a_number_in_a_heading_a_title_and_any_sheet_is_found(workbook):
    workbook.create_sheet("To").append(["x", NUMBER])
    workbook.active["B1"] = f"Svar {NUMBER}"
    copy, is_redacted = kept(saved(workbook))
    assert is_redacted
    assert not holds_number(copy)
    first, second = read_book(copy, "fil.xlsx").sheets
    assert first.rows[0] == ("navn", f"Svar {cpr.REDACTED}")
    assert second.rows[0] == ("x", cpr.REDACTED)


def test_a_number_without_its_first_nought_is_found(workbook):
    workbook.active["B2"] = LOST_NOUGHT
    copy, is_redacted = kept(saved(workbook))
    assert is_redacted
    assert str(LOST_NOUGHT).encode() not in b"".join(parts_of(copy).values())


def in_a_comment(workbook):
    """Put the number into a comment."""
    workbook.active["A2"].comment = Comment(f"Ring til {NUMBER}", "Ida")


def in_a_comments_author(workbook):
    """Put the number into a comment's author."""
    workbook.active["A2"].comment = Comment("Ring", NUMBER)


def in_a_hidden_sheet(workbook):
    """Put the number into a sheet that is not read."""
    sheet = workbook.create_sheet("Gemt")
    sheet.append(["x", int(RAW) + 3_000_000_000, NUMBER])
    sheet.sheet_state = "veryHidden"


def in_a_formula(workbook):
    """Put the number into a formula."""
    workbook.active["C2"] = f'="{NUMBER}"'


def in_a_name(workbook):
    """Put the number into what a name stands for."""
    workbook.defined_names["borger"] = DefinedName("borger", attr_text=f'"{NUMBER}"')


def in_the_properties(workbook):
    """Put the number into what is told of the file."""
    workbook.properties.creator = NUMBER


def in_a_hint(workbook):
    """Put the number into the hint of a cell."""
    rule = DataValidation(type="list", formula1='"ja,nej"', prompt=f"Som {NUMBER}")
    rule.add("B2")
    workbook.active.add_data_validation(rule)


def in_the_header(workbook):
    """Put the number into the header of the printed page."""
    workbook.active.oddHeader.center.text = NUMBER


def in_the_sheets_name(workbook):
    """Call the sheet after somebody."""
    workbook.active.title = f"Borger {NUMBER}"


@pytest.mark.parametrize(
    "put",
    [
        *(in_a_comment, in_a_comments_author, in_a_hidden_sheet, in_a_formula, in_a_name, in_the_properties),
        *(in_a_hint, in_the_header, in_the_sheets_name),
    ],
)
def test_a_number_outside_the_cells_that_are_read_is_not_kept(workbook, put):
    put(workbook)
    data = saved(workbook)
    assert holds_number(data)
    copy, is_redacted = kept(data)
    assert is_redacted
    assert not holds_number(copy)
    rows = read_book(copy, "fil.xlsx").sheets[0].rows
    assert (rows[0], rows[1][:2]) == (("navn", "tekst"), ("Faxe", "noget"))


RUNS = "<r><t>Vedr. 010203-</t></r><r><rPr><b/></rPr><t>1234</t></r>"


def test_a_number_in_several_runs_of_a_comment_is_not_kept(workbook):
    workbook.active["A2"].comment = Comment("HER", "Ida")
    data = saved(workbook)
    name = next(name for name, content in parts_of(data).items() if b"HER" in content)
    text = re.sub(r"<t[^>]*>HER</t>", RUNS, parts_of(data)[name].decode())
    assert "1234" in text
    copy, is_redacted = kept(with_part(data, name, text))
    assert is_redacted
    assert name not in parts_of(copy)


def test_a_number_in_the_archives_comment_or_a_parts_name_is_not_kept(workbook):
    out = io.BytesIO(saved(workbook))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = f"Borger {NUMBER}".encode()
    for data in (out.getvalue(), with_part(saved(workbook), f"xl/{NUMBER}.xml", "<x/>")):
        copy, is_redacted = kept(data)
        assert is_redacted
        assert NUMBER.encode() not in copy


def test_a_text_that_no_cell_uses_any_more_is_not_kept():
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>navn</t></si><si><t>&#48;10203-1234</t></si></sst>"
    )
    copy, is_redacted = kept(with_part(of_xml(""), "xl/sharedStrings.xml", strings))
    assert is_redacted
    assert not holds_number(copy)
    assert b"10203-1234" not in b"".join(parts_of(copy).values())


@pytest.mark.parametrize(
    "part", ["xl/media/image1.png", "xl/printerSettings/printerSettings1.bin", "xl/embeddings/oleObject1.bin"]
)
def test_what_cannot_be_looked_into_is_not_kept(workbook, part):
    data = with_part(saved(workbook), part, b"\x89PNG")
    copy, is_redacted = kept(data)
    assert not is_redacted
    assert part not in parts_of(copy)
    assert read_book(copy, "fil.xlsx").sheets == read_book(data, "fil.xlsx").sheets


@pytest.mark.django_db
def test_a_file_that_is_named_by_a_number_gets_dots_in_its_name():
    run = started("municipalities", "kommunekode;navn;region\n320;Faxe;Region Sjælland", name=f"{NUMBER}.csv")
    assert run.file_name == f"{cpr.REDACTED}.csv"


@pytest.mark.django_db
def test_a_workbook_that_is_kept_without_its_comments_can_still_be_imported(workbook):
    del workbook["Sheet"]
    sheet = workbook.create_sheet("Kommuner")
    for row in (["kommunekode", "navn", "region"], [320, "Faxe", "Region Sjælland"]):
        sheet.append(row)
    sheet["A2"].comment = Comment(NUMBER, "Ida")
    run, done = applied("municipalities", saved(workbook), name="fil.xlsx", at=AT)
    assert (run.is_redacted, done.new) == (True, 1)


@pytest.mark.django_db
def test_an_error_in_a_workbook_is_no_answer():
    round_ = factories.opened_round(slug="r")
    code = round_.assessments.first().municipality.code
    error = '<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    rows = f'<row r="2"><c r="A2"><v>{code}</v></c><c r="B2"><v>1.1</v></c>{error}</row>'
    headings = {"A": "kommunekode", "B": "indikator", "C": "svar"}
    head = "".join(f'<c r="{place}1" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in headings.items())
    data = with_part(of_xml(""), SHEET, f'{HEAD}<row r="1">{head}</row>{rows}{TAIL}')
    _, plan = planned("answers", data, target=round_, name="svar.xlsx")
    assert [problem.cell for problem in plan.problems() if "fejl i Excel" in problem.message] == ["C2"]
