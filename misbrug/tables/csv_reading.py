"""From the bytes of a .csv to rows of texts, in the encodings, with the separators and decimal signs that occur."""

import csv
import io
import re
from itertools import islice

from misbrug.tables import limits
from misbrug.tables.book import ERROR_WORDS, FIRST_OF_ERROR, SEPARATORS, Reading, UnusableFile, error_cell
from misbrug.tables.csv_guessing import (
    find_decimal,
    find_encoding,
    find_separator,
    given_encoding,
    number_columns,
    with_comma,
)
from misbrug.text import cpr

_LOOK_AT = 64 * 1024
_LOOK_AT_ROWS = 2_000
_SHOWN = 60
# The first line with which Excel is told what separates the cells; it is no row.
_SAYS_SEPARATOR = re.compile(r'"?sep=(.)"?\r?\n?', re.I)
# What `writing` has put an apostrophe in front of, so that Excel does not take it for a formula; so it does with what
# Excel would write for an error.
_KEPT_FROM_FORMULA = re.compile(r"'+[=+\-@\t\r]")
# What cannot be seen, nor be stored in a workbook or a database.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
UNSEEN_NOTE = "Der er usynlige styretegn i filen. De er udeladt."


def read_csv(data, reading):
    """Give (rows, the `Reading` that was used, notes, whether the file ends in the middle of the last row). What
    `reading` leaves open is found out.

    Raises UnusableFile for what is no text, is cut off inside a quoted cell or breaks a limit.
    """
    if reading.encoding:
        encoding, codec = reading.encoding, given_encoding(data, reading.encoding)
    else:
        encoding, codec = find_encoding(data)
    said = _SAYS_SEPARATOR.fullmatch(_lines(data, codec).readline(20))
    separator = reading.separator or (said[1] if said and said[1] in SEPARATORS else "")
    if not separator:
        separator = find_separator(_beginning(data, codec, bool(said)))
    lines = _Lines(_lines(data, codec), separator, skip=bool(said))
    rows = _rows(lines, separator)
    decimal = reading.decimal or _own_decimal(encoding, separator)
    decimal = decimal or find_decimal(islice(filter(None, rows), _LOOK_AT_ROWS))
    if decimal == ".":
        numbers, places = _Known(with_comma), number_columns(rows)
        rows = [tuple([numbers[cell] if place in places else cell for place, cell in enumerate(row)]) for row in rows]
    notes = [UNSEEN_NOTE] if lines.had_unseen else []
    is_cut = lines.lacks_break and lines.lost_cells
    if lines.lacks_break and not is_cut and len(rows) > 1:
        last = cpr.redact(separator.join(rows[-1]))
        notes.append(f"Den sidste linje slutter uden linjeskift. Se efter, at den er hel: ”{last[-_SHOWN:]}”.")
    return tuple(rows), Reading(encoding, separator, decimal), tuple(notes), is_cut


def _own_decimal(encoding, separator):
    """Give the decimal sign of what Excel and our export save as UTF-8 with a mark; "" where it has to be found out.

    Excel separates by semicolons only where the comma is taken. So a text such as 100.15 comes back as it was written.
    """
    return "," if (encoding, separator) == ("utf-8-sig", ";") else ""


def _lines(data, codec):
    # The line breaks stay as they are: inside a quoted cell they belong to the text.
    return io.TextIOWrapper(io.BytesIO(data), codec, newline="")


def _beginning(data, codec, skip):
    """Give the first whole lines of a text, without one that is skipped."""
    stream = _lines(data, codec)
    if skip:
        stream.readline()
    text = stream.read(_LOOK_AT)
    end = max(text.rfind("\n"), text.rfind("\r")) if len(text) == _LOOK_AT else len(text)
    return UNSEEN.sub("", text[: end + 1] or text)


class _Lines:
    """The lines of a text for the csv reader, without unseen characters; it notices whether there were any, whether the
    last one lacks its line break, and is told whether it has lost cells."""

    def __init__(self, stream, separator, skip):
        self.stream, self.separator = stream, separator
        self.had_unseen = self.lacks_break = self.lost_cells = False
        self.number = 0
        if skip:
            stream.readline()

    def __iter__(self):
        for line in self.stream:
            self.number += 1
            if self.number > limits.MAX_LINES:
                raise UnusableFile(f"Filen har over {limits.number(limits.MAX_LINES)} linjer. Del den i flere.")
            # A quoted text may hold many; but no line holds more than a cell can take.
            if len(line) > limits.MAX_CELL and line.count(self.separator) > limits.MAX_CELL:
                limits.refuse_columns(limits.MAX_CELL, f" i linje {self.number}")
            if UNSEEN.search(line):
                self.had_unseen = True
                line = UNSEEN.sub("", line)
            self.lacks_break = not line.endswith(("\n", "\r"))
            yield line


class _Known(dict):
    """A function of a text, worked out once for each: most cells of a long table say what others say."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def __missing__(self, text):
        self[text] = result = self.function(text)
        return result


def _rows(lines, separator):
    csv.field_size_limit(limits.MAX_BYTES)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    known = _Known(_cell)
    rows, filled, first, width = [], 0, 1, 0
    try:
        for record in reader:
            row = _trimmed(map(known.__getitem__, record)) if any(record) else ()
            if row:
                filled += 1
                limits.refuse_rows(filled)
                limits.refuse_columns(len(row), f" i linje {first}")
            rows.append(row)
            lines.lost_cells, width = len(record) < width, len(record)
            first = reader.line_num + 1
    except csv.Error as problem:
        raise _unreadable(str(problem), first, lines.number) from None
    if max(map(len, known), default=0) > limits.MAX_CELL:
        for line, row in enumerate(rows, 1):
            limits.refuse_cells(row, line)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _cell(text):
    if text.lstrip().startswith(FIRST_OF_ERROR) and text.strip() in ERROR_WORDS:
        return error_cell(text.strip())
    if _KEPT_FROM_FORMULA.match(text) or (text[:1] == "'" and text.lstrip("'").strip() in ERROR_WORDS):
        return text[1:]
    return text


def _trimmed(cells):
    row = list(cells)
    while row and not row[-1].strip():
        row.pop()
    return tuple(row)


def _unreadable(problem, first, line):
    if "unexpected end" in problem:
        return UnusableFile(
            f"Filen slutter midt i en celle. Der mangler et anførselstegn efter det, der begynder i linje {first}, "
            "eller filen er ikke kommet hel frem. Gem den igen i Excel, og prøv igen."
        )
    return UnusableFile(
        f"Linje {line} kan ikke læses: Efter et anførselstegn, der slutter en celle, står der mere. "
        "Skriv anførselstegn inde i en tekst to gange, eller gem filen igen i Excel."
    )
