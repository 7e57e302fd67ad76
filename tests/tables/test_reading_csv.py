"""A .csv is read however it was saved: encoding, separator and decimal sign are found out, shown and can be given."""

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from misbrug.tables.book import ENCODINGS, SEPARATORS, Reading, UnusableFile, why_no_value
from misbrug.tables.reading import read_book

ROOT = Path(__file__).parents[2]
ROWS = (("kommune", "by", "antal"), ("Køge", "Bjæverskov", "12"), ("Ærø", "Ærøskøbing", "3"), ("Århus", "Åbyhøj", "7"))
# How bytes are made, and what the reading must call it.
SAVED_AS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "cp1252": "cp1252",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
}


def saved(rows, *, encoding="utf-8", separator=";", line_end="\r\n"):
    """Give rows as the bytes of a .csv."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows(rows)
    return out.getvalue().encode(encoding)


def rows_of(data, **given):
    """Read a .csv and give its rows."""
    return read_book(data, "tabel.csv", Reading(**given)).sheets[0].rows


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize(("encoding", "name"), SAVED_AS.items())
def test_every_encoding_separator_and_line_end_is_found_out(encoding, name, separator, line_end):
    book = read_book(saved(ROWS, encoding=encoding, separator=separator, line_end=line_end), "Svar.CSV")
    assert book.sheets[0].rows == ROWS
    assert book.reading == Reading(name, separator, ",")


def test_a_letter_that_windows_lacks_tells_iso_8859_1():
    data = "navn;by\r\nKøge;x\x81y\r\n".encode("iso-8859-1")
    book = read_book(data, "tabel.csv")
    assert book.reading.encoding == "iso-8859-1"
    assert book.sheets[0].rows[1][0] == "Køge"


def test_windows_marks_are_read_as_windows_1252():
    data = "navn;tekst\r\nKøge;”citat” – 5 € …\r\n".encode("cp1252")
    assert rows_of(data)[1] == ("Køge", "”citat” – 5 € …")


@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name != "utf-16"])
def test_a_chosen_encoding_is_used(encoding):
    data = saved(ROWS, encoding=encoding)
    book = read_book(data, "tabel.csv", Reading(encoding=encoding))
    assert book.sheets[0].rows == ROWS
    assert book.reading.encoding == encoding


@pytest.mark.parametrize(
    ("saved_as", "chosen"),
    [("cp1252", "utf-8"), ("cp1252", "utf-8-sig"), ("utf-8", "utf-16"), ("utf-16", "cp1252"), ("utf-16", "utf-8")],
)
def test_a_chosen_encoding_that_does_not_fit_says_so(saved_as, chosen):
    with pytest.raises(UnusableFile, match=f"kan ikke læses som {ENCODINGS[chosen][:5]}"):
        rows_of(saved(ROWS, encoding=saved_as), encoding=chosen)


@pytest.mark.parametrize(("encoding", "word"), [("mac-roman", "Macintosh"), ("cp850", "MS-DOS")])
def test_an_encoding_that_would_spoil_the_letters_is_refused(encoding, word):
    with pytest.raises(UnusableFile, match=word):
        rows_of(saved([("navn", "by"), ("Køge", "København")], encoding=encoding))


def test_two_encodings_in_one_file_are_told_with_the_line():
    data = saved(ROWS) + "Brøndby;x;1\r\n".encode("cp1252")
    with pytest.raises(UnusableFile, match="linje 5"):
        rows_of(data)


def test_the_separator_is_the_one_that_the_records_agree_on():
    text = 'Oversigt, over alt, her\r\n\r\nnavn;tal;tekst\r\nKøge;1,5;"x, y; z"\r\nFaxe;2,5;en, to, tre\r\nKilde: a, b'
    rows = rows_of(text.encode())
    assert rows[2:5] == (("navn", "tal", "tekst"), ("Køge", "1,5", "x, y; z"), ("Faxe", "2,5", "en, to, tre"))


def test_a_single_column_keeps_its_commas():
    assert rows_of(b"tekst\r\nen\r\nto\r\n") == (("tekst",), ("en",), ("to",))


@pytest.mark.parametrize("separator", SEPARATORS)
def test_the_line_that_tells_excel_the_separator_is_no_row(separator):
    data = f"sep={separator}\r\n".encode("cp1252") + saved(ROWS, encoding="cp1252", separator=separator)
    book = read_book(data, "tabel.csv")
    assert (book.sheets[0].rows, book.reading.separator) == (ROWS, separator)


def test_a_chosen_separator_is_used():
    assert rows_of(b"a;b,c\r\n1;2,3\r\n", separator=",") == (("a;b", "c"), ("1;2", "3"))


def test_decimal_dots_become_commas():
    data = b'navn,tal,stort\r\nx,1.6,"1,234.5"\r\ny,3,2500\r\n'
    book = read_book(data, "tabel.csv")
    assert book.reading.decimal == "."
    assert book.sheets[0].rows[1:] == (("x", "1,6", "1234,5"), ("y", "3", "2500"))


def test_numbers_of_indicators_are_no_decimals():
    rows = (("indikator", "svar", "dato"), ("1.1", "ja", "01.02.2020"), ("1.2", "nej", "1. 3. 2020"))
    for separator in SEPARATORS:
        book = read_book(saved(rows, separator=separator), "tabel.csv")
        assert (book.reading.decimal, book.sheets[0].rows) == (",", rows)


def test_danish_thousands_are_left_alone():
    rows = (("navn", "tal"), ("x", "60.722"), ("y", "5.822.763"), ("z", "1.234,5"))
    assert rows_of(saved(rows)) == rows


def test_beside_decimal_dots_the_numbers_of_indicators_stay_as_they_are_written():
    rows = (("indikator", "tal"), ("1.1", "0.25"), ("99.1", "1234.5"))
    text = "\r\n".join(",".join(row) for row in rows)
    assert rows_of(text.encode()) == (("indikator", "tal"), ("1.1", "0,25"), ("99.1", "1234,5"))


def test_a_chosen_decimal_sign_is_used():
    data = b"navn;tal\r\nx;1.6\r\ny;5,5\r\n"
    assert rows_of(data)[1] == ("x", "1.6")
    assert rows_of(data, decimal=".")[1] == ("x", "1,6")
    assert rows_of(b"a;b\r\nx;0.25\r\ny;2.5\r\n", decimal=",")[1] == ("x", "0.25")


def test_rows_have_the_numbers_that_a_spreadsheet_gives_them():
    data = b'\r\nnavn;tekst\r\n;;\r\nFaxe;"To\nlinjer; og et semikolon"\r\n\r\nGreve;x\r\n;;;\r\n\r\n'
    assert rows_of(data) == ((), ("navn", "tekst"), (), ("Faxe", "To\nlinjer; og et semikolon"), (), ("Greve", "x"))


def test_an_apostrophe_that_kept_a_text_from_being_a_formula_is_taken_off():
    assert rows_of(b"a;b;c\r\n'=2+2;'-3;'tis\r\n")[1] == ("=2+2", "-3", "'tis")
    assert rows_of(b"a;b;c\r\n'#I/T;''#REF!;'#tis\r\n")[1] == ("#I/T", "'#REF!", "'#tis")


@pytest.mark.parametrize("word", ["#I/T", "#N/A", " #REFERENCE! "])
def test_an_error_that_excel_wrote_as_text_is_no_value(word):
    cell, words = rows_of(f"a;b\r\n{word};{word} står der\r\n".encode())[1]
    assert "fejl i Excel" in why_no_value(cell)
    assert not why_no_value(words)


def test_unseen_characters_are_left_out_and_told():
    book = read_book(b"a;b\r\n1;x\x00y\x07\xef\xbf\xbez\r\n", "tabel.csv")
    assert book.sheets[0].rows[1] == ("1", "xyz")
    assert any("usynlige" in note for note in book.notes)


def test_excels_unicode_text_is_read():
    book = read_book("a\tb\r\næ\t1,5\r\n".encode("utf-16"), "Bog1.txt")
    assert book.sheets[0].rows == (("a", "b"), ("æ", "1,5"))
    assert book.reading == Reading("utf-16", "\t", ",")


@pytest.mark.parametrize(
    "path",
    [*ROOT.glob("clusters/data/*.csv"), *ROOT.glob("indicators/data/*/*.csv"), *ROOT.glob("misbrug/**/data/**/*.csv")],
    ids=lambda path: path.name,
)
def test_the_files_that_come_along_are_read_alike_in_every_encoding(path):
    text = path.read_text("utf-8")
    expected = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        book = read_book(text.encode(encoding), path.name)
        rows = [row + ("",) * (len(expected[0]) - len(row)) for row in book.sheets[0].rows]
        assert tuple(rows) == expected
        assert book.reading.decimal == ","


@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.xlsx", "x.txt", "x.pdf"]))
def test_any_bytes_are_read_or_refused(data, name):
    with suppress(UnusableFile):
        read_book(data, name)


@given(st.lists(st.lists(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"])), min_size=2), min_size=1))
def test_any_text_is_read_alike_in_every_encoding(rows):
    rows = [("navn", "tekst"), *rows]
    read = {
        rows_of(saved(rows, encoding=encoding), encoding=encoding, separator=";", decimal=",")
        for encoding in ("utf-8", "cp1252", "utf-8-sig")
    }
    assert len(read) == 1


def cut(text):
    """Give (whether a file is cut off in its last row, the notes)."""
    book = read_book(text.encode(), "fil.csv")
    return book.sheets[0].is_cut, book.notes


WHOLE = "kommune;opgjort;antal\r\n0320;2035-01-01;36049\r\n0360;2035-01-01;41234\r\n"


def test_a_file_that_lost_cells_at_its_end_is_cut_off():
    assert cut(WHOLE) == (False, ())
    assert cut(WHOLE[:-9]) == (True, ())
    assert cut(WHOLE[:-16].rstrip("\r\n")) == (True, ())


def test_a_file_without_its_last_line_break_asks_to_look_at_the_last_row():
    assert cut(WHOLE[:-5]) == (
        False,
        ("Den sidste linje slutter uden linjeskift. Se efter, at den er hel: ”0360;2035-01-01;41”.",),
    )
    assert cut("a;b") == (False, ())
