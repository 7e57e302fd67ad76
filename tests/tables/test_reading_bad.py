"""What is no table, is damaged, locked or too large is refused with what to do; soon, and without much memory."""

import struct
import subprocess
import sys
import warnings
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from misbrug.tables import limits
from misbrug.tables.book import UnusableFile
from misbrug.tables.reading import read_book
from tests.tables.workbooks import HEAD, SHEET, of_parts, of_sheets, of_xml, parts_of, saved, with_part

ROOT = Path(__file__).parents[2]
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000)
WHOLE = of_sheets(Ark1=[["navn", "tal"], *[[f"række {number}", number] for number in range(2000)]])
BOOK = "xl/workbook.xml"
LONG = '<row r="2"><c r="A2" t="inlineStr"><is><t>{}</t></is></c></row>'
CSV = "navn;tekst\r\nKøge;”noget” længere\r\n".encode()


def old_office(what):
    """Give something like an old Office file, or a locked one, in which a stream has this name."""
    return OLE + what.encode("utf-16-le") + bytes(100)


def declares_less(data):
    """Give a workbook whose sheet declares fewer bytes than it unpacks to."""
    changed, place = bytearray(data), 0
    while (place := changed.find(b"PK\x01\x02", place)) >= 0:
        if changed[place + 46 :].startswith(SHEET.encode()):
            changed[place + 24 : place + 28] = struct.pack("<I", 1000)
        place += 4
    return bytes(changed)


def flipped(data):
    """Give the bytes with many of them changed."""
    return bytes(byte ^ 0xFF if place % 997 == 500 else byte for place, byte in enumerate(data))


IS_NOTHING = {
    "empty": (b"", "tom"),
    "only a mark": (b"\xef\xbb\xbf", "tom"),
    "only a mark of utf-16": (b"\xff\xfe", "tom"),
    "only separators": (b" \r\n;;\r\n", "tom"),
    "binary": (bytes(range(256)) * 20, "ikke en tekstfil"),
    "only zeros": (bytes(5000), "ikke en tekstfil"),
    "a PDF": (b"%PDF-1.7\n1 0 obj", "en PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "et billede"),
    "a web page": (b"\r\n<HTML><table><tr><td>1</td></tr></table>", "en webside"),
    "packed": (b"\x1f\x8b\x08\x00", "en pakket fil"),
    "Word": (of_parts({"word/document.xml": "<a/>"}), "et Word-dokument"),
    "OpenDocument": (of_parts({"mimetype": "application/vnd.oasis", "content.xml": "<a/>"}), "OpenDocument"),
    "a zip": (of_parts({"a.txt": "x"}), "en zip-fil"),
    "a workbook": (WHOLE, "er et Excel-regneark"),
    "old Excel": (old_office("Workbook"), "et gammelt Excel-regneark"),
    "old Word": (old_office("WordDocument"), "et gammelt Word-dokument"),
    "old something": (OLE, "en gammel Office-fil"),
    "locked": (old_office("EncryptedPackage"), "adgangskode"),
    "cut off in a quoted cell": (b'a;b\r\n1;2\r\n3;"noget\r\n4;5\r\n', "linje 3"),
    "more after a quoted cell": (b'a;b\r\n1;"to" tre\r\n', "Linje 2"),
    "cut off in a letter": ("navn\r\nKøge;Faxe;Brøndby ø".encode()[:-1], "linje 2"),
    "cut off in utf-16": ("navn;a".encode("utf-16")[:-1], "UTF-16"),
    "too many columns": (b";".join([b"a"] * 1001), "1.000 kolonner"),
    "a long cell": (lambda: b"a;b\r\n1;" + b"x" * 10_000_000, "32.767 tegn"),
    "a million separators": (lambda: b"a;b\r\n" + b";" * 19_000_000, "kolonner"),
    "millions of lines": (lambda: b"a;b\n" + b"\n" * 19_000_000, "linjer"),
}
IS_NO_WORKBOOK = {
    "empty": (b"", "tom"),
    "no cells": (saved(Workbook()), "tom"),
    "text": (CSV, "ikke et Excel-regneark"),
    "a PDF": (b"%PDF-1.7\n1 0 obj", "en PDF"),
    "Word": (of_parts({"word/document.xml": "<a/>"}), "et Word-dokument"),
    "OpenDocument": (of_parts({"mimetype": "application/vnd.oasis", "content.xml": "<a/>"}), "OpenDocument"),
    "binary Excel": (of_parts({"xl/workbook.bin": "x"}), "xlsb"),
    "old Excel": (old_office("Workbook"), "et gammelt Excel-regneark"),
    "locked": (old_office("EncryptedPackage"), "adgangskode"),
    "macros": (with_part(WHOLE, "xl/vbaProject.bin", b"x"), "makroer"),
    "cut off in the middle": (WHOLE[: len(WHOLE) // 2], "ikke kommet hel frem"),
    "cut off at the end": (WHOLE[:-8], "ikke kommet hel frem"),
    "bytes flipped": (flipped(WHOLE), r"\.$"),
    "no workbook part": (of_parts({"xl/styles.xml": "<a/>"}), "gået i stykker"),
    "no sheet part": (of_parts({name: part for name, part in parts_of(WHOLE).items() if name != SHEET}), "i stykker"),
    "broken XML": (with_part(WHOLE, BOOK, "<workbook"), "gået i stykker"),
    "broken sheet": (with_part(WHOLE, SHEET, f"{HEAD}<row r='1'><c r='A1'><v>1</c></row>"), "gået i stykker"),
    "all hidden": (
        with_part(WHOLE, BOOK, parts_of(WHOLE)[BOOK].replace(b'state="visible"', b'state="hidden"')),
        "skjult",
    ),
    "many sheets": (lambda: of_sheets(**{f"Ark{number}": [["x"]] for number in range(201)}), "200 ark"),
    "beyond the last row": (of_xml('<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>'), "4.000.000.000"),
    "the last cell of all": (of_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "kolonner"),
    "a far cell": (of_xml('<row r="1048576"><c r="Z1048576"><v>1</v></c></row>'), "række 1.048.576"),
    "a row without cells' names": (of_xml('<row r="99999999999"><c><v>1</v></c></row>'), "99.999.999.999"),
    "a long cell": (lambda: of_xml(LONG.format("x" * 40_000)), "32.767"),
    "a huge cell": (lambda: of_xml(LONG.format("x" * 10**7)), "urimeligt"),
    "a bomb": (lambda: with_part(WHOLE, SHEET, HEAD.encode() + bytes(110 * 2**20)), "urimeligt"),
    "a bomb that declares little": (
        lambda: declares_less(with_part(WHOLE, SHEET, HEAD.encode() + bytes(50 * 2**20))),
        "urimeligt",
    ),
    "promises of texts": (
        with_part(WHOLE, "xl/sharedStrings.xml", '<sst uniqueCount="4294967295"></sst>'),
        "i stykker",
    ),
    "entities in entities": (
        with_part(WHOLE, BOOK, '<!DOCTYPE x [<!ENTITY a "xx"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'),
        "gået i stykker",
    ),
}


def made(data):
    """Give the bytes: those of large files are made when they are asked for."""
    return data() if callable(data) else data


@pytest.mark.parametrize(("data", "word"), IS_NOTHING.values(), ids=IS_NOTHING)
def test_what_is_no_csv_says_what_it_is_and_what_to_do(data, word):
    with pytest.raises(UnusableFile, match=word):
        read_book(made(data), "tabel.csv")


@pytest.mark.parametrize(("data", "word"), IS_NO_WORKBOOK.values(), ids=IS_NO_WORKBOOK)
def test_what_is_no_workbook_says_what_it_is_and_what_to_do(data, word):
    with pytest.raises(UnusableFile, match=word):
        read_book(made(data), "tabel.xlsx")


@pytest.mark.parametrize(
    ("name", "word"),
    [("x.xls", ".xls "), ("x.ods", ".ods"), ("x.XLSM", "makroer"), ("x.pdf", "Filtypen"), ("csv", "Filtypen")],
)
def test_other_types_are_refused_by_their_name(name, word):
    with pytest.raises(UnusableFile, match=word):
        read_book(WHOLE, name)


def test_what_is_told_of_a_size_does_not_count():
    data = of_xml("", head=HEAD.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'))
    assert read_book(data, "x.xlsx").sheets[0].rows == (("navn",),)


def test_too_many_bytes_and_rows_are_refused(monkeypatch):
    with pytest.raises(UnusableFile, match="20 MB"):
        read_book(bytes(20 * 2**20 + 1), "x.csv")
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    for data, name in ((b"a\n1\n\n2\n3", "x.csv"), (of_sheets(A=[["a"], [1]], B=[["b"]]), "x.xlsx")):
        with pytest.raises(UnusableFile, match="over 2 rækker"):
            read_book(data, name)


MEASURE = r"""
import re, sys, time
from pathlib import Path
from misbrug.tables.book import UnusableFile
from misbrug.tables.reading import read_book
with open(sys.argv[1], "rb") as file:
    data = file.read()
begin = time.process_time()
try:
    print(len(read_book(data, sys.argv[1]).sheets[0].rows))
except UnusableFile as problem:
    print(problem)
used = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
print(time.process_time() - begin, int(used[1]) // 1024)
"""


def million_empty_rows():
    """Give a workbook with a heading and a million rows of cells that are formatted and empty."""
    rows = "".join(f'<row r="{line}" ht="15"><c r="A{line}" s="0"/></row>' for line in range(2, 1_000_001))
    return of_xml(rows)


LARGE = {
    "million.xlsx": (million_empty_rows, "1"),
    "last.xlsx": (lambda: of_xml('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "1048576"),
    "million.csv": (lambda: b"a;b\r\n" + b";;;;\r\n" * 1_000_000 + b"1;2\r\n", "1000002"),
    "quoted.csv": (lambda: b'a;b\r\n1;"' + b"x\n" * 9_000_000, "linjer"),
    "bomb.xlsx": (IS_NO_WORKBOOK["a bomb that declares little"][0], "urimeligt"),
    "wide.csv": (IS_NOTHING["a million separators"][0], "kolonner"),
}


@pytest.mark.parametrize("name", LARGE)
def test_what_is_large_and_empty_takes_little_time_and_memory(name, tmp_path):
    make, says = LARGE[name]
    file = tmp_path / name
    file.write_bytes(make())
    command = [sys.executable, "-c", MEASURE, str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said, measured = done.stdout.strip().split("\n")
    seconds, megabytes = measured.split()
    assert says in said
    # On a machine of its own it is two seconds at most.
    assert float(seconds) < 8
    assert int(megabytes) < 250


def test_a_zip_entry_may_not_be_there_twice():
    parts = parts_of(WHOLE)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings(action="ignore"):
        for name in [*parts, SHEET]:
            archive.writestr(name, parts[name])
    with pytest.raises(UnusableFile, match="gået i stykker"):
        read_book(out.getvalue(), "x.xlsx")
