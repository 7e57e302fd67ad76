"""What is written can be read again as it was, is never a formula, and is the same bytes each time."""

import io
import json
import zipfile

import pytest
import tablib
from hypothesis import example, given
from hypothesis import strategies as st

from misbrug.tables.book import Book, Sheet, UnusableFile
from misbrug.tables.columns import plain
from misbrug.tables.excel import visible
from misbrug.tables.reading import read_book
from misbrug.tables.writing import plain_name, write, write_book, write_csv

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NASTY = (
    *("=1+1", "'=1", "''=1", "+45", "-5", "@SUM", "\t=1", "'a", "0376", "007", "1e5", "100.15", "1,6", "TRUE"),
    *("2014-04-24", 'a;b"c', "to\nlinjer", "æøå ÆØÅ", "a|b", "_x0041_", "😀" * 5, " mellemrum ", "\u2028", "a\x0bb"),
)


def table(*texts):
    """Give a dataset with a text in each row beside a code."""
    return tablib.Dataset(*[("0376", text) for text in texts], headers=["kode", "tekst"])


def read_back(data, suffix):
    """Give the texts of the second column as they are read."""
    _, *rows = read_book(data, f"fil{suffix}").sheets[0].rows
    return [row[1] if len(row) > 1 else "" for row in rows]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
@example(texts=list(NASTY))
@example(texts=["x" * 32_000])
def test_what_is_written_is_read_as_it_was(suffix, texts):
    assert [plain(each) for each in read_back(write(table(*texts), suffix), suffix)] == [plain(t) for t in texts]


@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
@example(texts=list(NASTY))
def test_json_holds_what_was_written(texts):
    rows = json.loads(write(table(*texts), ".json"))["rows"]
    assert rows == [{"kode": "0376", "tekst": text} for text in texts]


def test_a_workbook_holds_no_formula():
    with zipfile.ZipFile(io.BytesIO(write(table(*NASTY), ".xlsx"))) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


def test_a_csv_cell_never_begins_as_a_formula():
    text = write_csv([[each] for each in NASTY]).decode("utf-8-sig")
    lines = [line.strip('"') for line in text.split("\r\n")]
    assert not any(line.startswith(("=", "+", "-", "@", "\t")) for line in lines)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json"])
def test_nothing_comes_from_the_clock(suffix):
    assert write(table("a"), suffix) == write(table("a"), suffix)
    assert b"2026" not in write(table("a"), suffix)


def test_a_text_that_no_cell_can_hold_is_named():
    with pytest.raises(UnusableFile, match=r"Række 3, kolonnen ”tekst”, har en tekst på over 32\.767 tegn"):
        write(table("a", "😀" * 16_384), ".xlsx")
    assert len(write(table("😀" * 16_384), ".csv")) > 65_000


def test_another_type_of_file_is_refused():
    with pytest.raises(UnusableFile, match=r"ender på \.xlsx, \.csv eller \.json"):
        write(table("a"), ".pdf")


def test_a_book_is_written_with_each_cell_in_its_place():
    rows = (("a", "", "=1"), (), ("", "_x0041_"))
    (sheet,) = read_book(write_book(Book("fil.xlsx", (Sheet("Ark", rows),))), "fil.xlsx").sheets
    assert (sheet.name, sheet.rows) == ("Ark", rows)


def test_what_nobody_sees_is_left_out():
    assert visible("a\x00b\x0bc\r\nd\ufffe") == "ab\nc\nd"


def test_a_file_name_is_plain():
    assert plain_name("svar", "Køge & Århus", "2026-11-22") == "svar-koege-aarhus-2026-11-22"
