"""How a .csv is written: its encoding, its separator and its decimal sign, found out from what is in it.

The same bytes give the same answer each time. What cannot be told, and makes no difference, is called by the name that
Danish Excel would use.
"""

import codecs
import csv
import re
from collections import Counter
from itertools import islice

from misbrug.tables.book import ENCODINGS, SEPARATORS, UnusableFile

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_RECORDS = 500
# What is not defined in Windows-1252. æ, ø and å lie elsewhere on old Macs and in DOS: there a word has such a sign
# in its middle when it is read as Windows-1252 or ISO-8859-1.
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_MAC = re.compile("[A-Za-z][¿¾Œ\u008c][a-z]")
_DOS = re.compile("[A-Za-z][\u0091\u009b\u0086‘›†][a-z]")
_DANISH = re.compile("[æøåÆØÅ]")
_TWICE = re.compile("Ã[¦¸¥†˜…\u0086\u0098\u0085]")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_SAVE_AS_UTF_8 = "Gem den i Excel som ”CSV UTF-8”, og prøv igen."


def find_encoding(data):
    """Give (name in ENCODINGS, Python's codec) of a file. Raises UnusableFile for one that none of them fits."""
    if data.startswith(codecs.BOM_UTF8):
        _require(data, "utf-8-sig")
        return "utf-8-sig", "utf-8-sig"
    if data.startswith(_UTF_16_MARKS) or _utf_16_without_mark(data):
        return "utf-16", _utf_16(data)
    _refuse_binary(data)
    try:
        data.decode()
    except UnicodeDecodeError as problem:
        _refuse_damaged_utf_8(data, problem.start)
        name = "iso-8859-1" if _UNDEFINED.search(data) else "cp1252"
        _refuse_other_letters(data.decode(name))
        return name, name
    return "utf-8", "utf-8"


def given_encoding(data, name):
    """Give Python's codec for an encoding that a person has chosen. Raises UnusableFile where it does not fit."""
    if name == "utf-16":
        if not data.startswith(_UTF_16_MARKS) and not _utf_16_without_mark(data):
            raise _does_not_fit(name)
        return _utf_16(data)
    if data.startswith(_UTF_16_MARKS):
        raise _does_not_fit(name)
    _refuse_binary(data)
    codec = "utf-8-sig" if name == "utf-8" else name
    _require(data, codec)
    return codec


def _refuse_binary(data):
    head = data[:4096]
    if len(head.translate(None, _CONTROLS)) < len(head) * 0.9 - 8:
        raise UnusableFile("Filen er ikke en tekstfil med en tabel. Gem tabellen i Excel som .xlsx, og prøv igen.")


def _require(data, codec, name=None):
    try:
        data.decode(codec)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise _does_not_fit(name or codec, f" Den første fejl er i linje {line}.") from None


def _does_not_fit(name, where=""):
    return UnusableFile(f"Filen kan ikke læses som {ENCODINGS[name]}.{where} Vælg en anden tegnkodning.")


def _utf_16(data):
    codec = "utf-16" if data.startswith(_UTF_16_MARKS) else _utf_16_without_mark(data)
    _require(data, codec, "utf-16")
    return codec


def _utf_16_without_mark(data):
    """Give the codec of a file in which every other byte is zero, as in Danish text in UTF-16; else ""."""
    head = data[:4096]
    pairs = len(head) // 2
    high, low = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if pairs and max(high, low) > pairs * 0.7 and min(high, low) < pairs * 0.1:
        return "utf-16-be" if high > low else "utf-16-le"
    return ""


def _refuse_damaged_utf_8(data, start):
    """Raise UnusableFile for UTF-8 with a place that is not, such as two files put together or one that is cut off."""
    if _TWICE.search(data.decode("iso-8859-1")):
        line = data.count(b"\n", 0, start) + 1
        raise UnusableFile(f"Filen er gemt som UTF-8, men i linje {line} er der tegn, som ikke er. {_SAVE_AS_UTF_8}")


def _refuse_other_letters(text):
    if not _DANISH.search(text):
        for pattern, what in ((_MAC, "gammelt Macintosh-format"), (_DOS, "MS-DOS-format")):
            if pattern.search(text):
                raise UnusableFile(
                    f"Filen ser ud til at være gemt i {what}, så æ, ø og å bliver forkerte. {_SAVE_AS_UTF_8}"
                )


def find_separator(text):
    """Give the separator that most of a text's records agree on: where each has the same number of cells, that number
    counts for each of them. ";" where there is none. `text` may be cut off."""
    best, most = ";", 0
    for separator in SEPARATORS:
        widths = Counter(_widths(text, separator))
        explained = max((count * (width - 1) for width, count in widths.items()), default=0)
        if explained > most:
            best, most = separator, explained
    return best


def _widths(text, separator):
    lines = iter(text.splitlines(keepends=True))
    try:
        for record in islice(csv.reader(lines, delimiter=separator), _RECORDS):
            if any(cell.strip() for cell in record):
                yield len(record)
    except csv.Error:
        return


_NUMBER = re.compile(r"\s*[-+−]?\d[\d.,]*\s*")
_DOT = re.compile(r"[-+−]?(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})")
_COMMA = re.compile(r"[-+−]?(?:\d+,(?:\d{1,2}|\d{4,})|0,\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})")
_LABEL = re.compile(r"[1-9]\d?\.\d{1,2}")
_WITH_DOT = re.compile(r"\s*([-+−]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?)\s*")


def find_decimal(rows):
    """Give the decimal sign of rows of cells: "." where more numbers are written like 1.6 or 1,234.5 than like 1,6.

    A column of nothing but 1.1, 1.2 … 12.3 says nothing: the indicators are numbered like that.
    """
    columns = {}
    for row in rows:
        for place, cell in enumerate(row):
            if _NUMBER.fullmatch(cell):
                columns.setdefault(place, []).append(cell.strip())
    dots = commas = 0
    for cells in columns.values():
        if not all(_LABEL.fullmatch(cell) for cell in cells):
            dots += sum(1 for cell in cells if _DOT.fullmatch(cell))
        commas += sum(1 for cell in cells if _COMMA.fullmatch(cell))
    return "." if dots > commas else ","


def number_columns(rows):
    """Give the places of the columns that hold numbers of amounts, not those of nothing but 1.1, 1.2 … 12.3: what is
    read as a number is read with either sign, and the indicators' numbers are shown as they are written."""
    return {
        place
        for row in rows
        for place, cell in enumerate(row)
        if _NUMBER.fullmatch(cell) and not _LABEL.fullmatch(cell.strip())
    }


def with_comma(cell):
    """Write a number with a decimal dot as Danes do, 1,234.5 → 1234,5; another text as it is."""
    match = _WITH_DOT.fullmatch(cell)
    return match[1].replace(",", "").replace(".", ",") if match else cell
