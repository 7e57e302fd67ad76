"""Files are read as people save them and written so that they can be read again; what cannot be read says why."""

import datetime
import io
import zipfile

import pytest
import tablib
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from misbrug.tables import limits
from misbrug.tables.columns import plain
from misbrug.tables.files import UnusableFile, read, read_file
from misbrug.tables.writing import write


def workbook(*rows):
    """Give the bytes of a workbook with these rows."""
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_csv_with_a_mark_blank_rows_and_line_breaks_in_cells_keeps_its_row_numbers():
    data = '\ufeff\r\nnavn;tekst\r\n\r\nFaxe;"To\nlinjer; og et semikolon"\r\n;\r\nGreve\r\n'.encode()
    dataset = read(data, ".csv")
    assert dataset.headers == ["navn", "tekst"]
    assert list(dataset) == [("Faxe", "To\nlinjer; og et semikolon"), ("Greve", "")]
    assert dataset.lines == [4, 6]


def test_cells_of_a_workbook_become_what_a_person_would_have_typed():
    rows = workbook(
        ["kode", "tal", "dato", "ja"], [376, 2.5, datetime.date(2020, 1, 1), True], [None, 7.0, None, False]
    )
    dataset = read(rows, ".xlsx")
    assert list(dataset) == [("376", "2,5", "2020-01-01", "ja"), ("", "7", "", "nej")]
    assert dataset.lines == [2, 3]


@pytest.mark.parametrize(
    ("data", "suffix", "word"),
    [
        (b"", ".csv", "tom"),
        (b" \n;;\n", ".csv", "tom"),
        ("navn;by\nKøge;x\nBrøns\xc3;x".encode("cp1252") + "Køge;x".encode(), ".csv", "UTF-8"),
        (b'navn\n"uden ende', ".csv", "anf\u00f8rselstegn"),
        (b"a;b\n1;2;3", ".csv", "R\u00e6kke 2"),
        (b"a\n" + b"x" * 33_000, ".csv", "32.767"),
        (b"%PDF-1.4", ".xlsx", "er en PDF"),
        (b"PK\x03\x04 cut off", ".xlsx", "ikke kommet hel frem"),
        (b"a;b", ".pdf", "Filtypen"),
    ],
)
def test_an_unusable_file_says_why(data, suffix, word):
    with pytest.raises(UnusableFile, match=word):
        read(data, suffix)


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("noget.txt", "x")
    with pytest.raises(UnusableFile, match="Excel"):
        read(out.getvalue(), ".xlsx")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED", 1000)
    with pytest.raises(UnusableFile, match="pakkes ud"):
        read(workbook(["a"], ["x"]), ".xlsx")


def test_too_many_rows_and_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    with pytest.raises(UnusableFile, match="rækker"):
        read(b"a\n1\n2\n3", ".csv")
    monkeypatch.setattr(limits, "MAX_BYTES", 3)
    with pytest.raises(UnusableFile, match="stor"):
        read(b"a\n1\n2\n3", ".csv")


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(UnusableFile, match=r"findes-ikke\.csv"):
        read_file(tmp_path / "findes-ikke.csv")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_codes_and_what_looks_like_a_formula_come_back_as_text(suffix):
    rows = [("0376", "=2+2", "-3", "'=x", "@a", "'a", "1.1", "2020-01-01", "ja")]
    dataset = tablib.Dataset(*rows, headers=[f"k{number}" for number in range(9)])
    assert list(read(write(dataset, suffix), suffix)) == rows


def test_a_csv_does_not_let_excel_compute():
    dataset = tablib.Dataset(("=HYPERLINK(1)",), headers=["a"])
    assert b"'=HYPERLINK" in write(dataset, ".csv")


def test_another_file_type_is_not_written():
    with pytest.raises(UnusableFile, match="Filtypen"):
        write(tablib.Dataset(("x",), headers=["a"]), ".ods")


@given(st.lists(st.text(max_size=30).map(plain), min_size=1, max_size=4))
def test_any_text_comes_back_from_a_csv(cells):
    row = ("x", *cells)
    dataset = tablib.Dataset(row, headers=[f"k{number}" for number in range(len(row))])
    assert [tuple(plain(cell) for cell in found) for found in read(write(dataset, ".csv"), ".csv")] == [row]
