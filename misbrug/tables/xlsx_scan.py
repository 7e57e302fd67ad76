"""What a look at a sheet's XML tells before it is read: how far its cells reach, and which hold no usable value.

The reader of workbooks makes room for every cell up to the last, and gives errors and formulas that were never worked
out as empty cells. Both are found out here.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string

from misbrug.tables import limits
from misbrug.tables.book import ERROR_NAMES, UnusableFile, error_cell

_AT = rb"""\sr\s*=\s*["']"""
_PREFIX = re.compile(rb"<([\w.-]+:)?worksheet[\s>]")
_PLACE = re.compile(_AT + rb"([A-Z]+)([0-9]+)", re.I)
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)""")


# What one cell, or what stands before and after the cells, may take.
_LONGEST = 6 * 1024 * 1024


class _Patterns:
    """What is looked for in a sheet whose elements have the prefix `prefix`, mostly none."""

    def __init__(self, prefix):
        begin = rb"<" + re.escape(prefix)
        self.row, self.cell = begin + b"row", begin + b"c "
        self.formula = begin + b"f"
        # No attribute holds a "<", so none is looked for beyond one: elements that never end would take forever.
        # A cell that holds something: its column and its row.
        self.filled = re.compile(begin + rb"c" + _AT + rb"([A-Za-z]+)([0-9]+)[\"'][^<>/]*>(?!\s*</)")
        self.filled_otherwise = re.compile(begin + rb"c\s[^<>]*?" + _AT + rb"([A-Za-z]+)([0-9]+)[\"'][^<>/]*>(?!\s*</)")
        self.otherwise = re.compile(begin + rb"c(?!\s+r\s*=)[\s>]")
        self.without_place = re.compile(begin + rb"c(?=[\s>])(?![^<>]*" + _AT + rb")[^<>/]*>")
        self.row_number = re.compile(begin + rb"row(?=\s)[^<>]*?" + _AT + rb"([0-9]+)")
        self.whole_cell = re.compile(begin + rb"c(\s[^<>]*[^<>/])>(.*?)</" + re.escape(prefix) + rb"c\s*>", re.S)
        self.value = re.compile(begin + rb"v(?:\s[^<>]*)?>([^<]*)<")


@dataclass
class Scan:
    """What was found: the last row and column with a cell that is filled, the number of formulas by row (counted from
    1), and the texts that stand for errors and missing values, by (row, column) counted from 0."""

    last_row: int = 0
    last_column: int = 0
    formulas: Counter = field(default_factory=Counter)
    marks: dict = field(default_factory=dict)


def scan_sheet(chunks, name):
    """Give the `Scan` of a sheet's XML. Raises UnusableFile where its cells reach too far."""
    scan, patterns, rest = Scan(), None, b""
    for chunk in chunks:
        piece = rest + chunk
        patterns = patterns or _patterns(piece)
        cut = max(piece.rfind(patterns.row), 0) or max(piece.rfind(patterns.cell), 0)
        if len(piece) - cut > _LONGEST:
            raise UnusableFile(
                f"Der er en celle i arket ”{name}”, som fylder urimeligt meget, eller noget andet, der ikke hører til "
                "en tabel. Slet det, og prøv igen."
            )
        _take(scan, patterns, piece[:cut])
        _refuse_reach(scan, name)
        rest = piece[cut:]
    _take(scan, patterns or _patterns(rest), rest)
    _refuse_reach(scan, name)
    return scan


def _patterns(piece):
    found = _PREFIX.search(piece)
    return _Patterns(found[1] or b"" if found else b"")


def _take(scan, patterns, piece):
    filled = patterns.filled.findall(piece)
    if patterns.otherwise.search(piece):
        filled += patterns.filled_otherwise.findall(piece)
        if patterns.without_place.search(piece):
            scan.last_row = max([scan.last_row, *map(int, patterns.row_number.findall(piece))])
    if filled:
        columns, rows = zip(*filled, strict=True)
        scan.last_row = max(scan.last_row, *map(int, set(rows)))
        widest = max(set(columns), key=lambda letters: (len(letters), letters.upper()))
        scan.last_column = max(scan.last_column, _column(widest))
    if patterns.formula in piece or b'"e"' in piece or b"'e'" in piece:
        _take_marks(scan, patterns, piece)


def _column(letters):
    # Excel's last column is XFD; what is beyond it is refused as too many.
    return column_index_from_string(letters.decode().upper()) if len(letters) <= 3 else limits.MAX_AREA


def _take_marks(scan, patterns, piece):
    for attributes, content in patterns.whole_cell.findall(piece):
        kind = _TYPE.search(attributes)
        is_error = kind is not None and kind[1] == b"e"
        has_formula = patterns.formula in content
        if not is_error and not has_formula:
            continue
        place, value = _PLACE.search(attributes), patterns.value.search(content)
        if place and has_formula:
            scan.formulas[int(place[2])] += 1
        text = value[1].decode("utf-8", "replace").strip() if value else ""
        # A formula whose value is the empty text says so by its type.
        if place and (is_error or (not text and (kind is None or kind[1] != b"str"))):
            scan.marks[int(place[2]) - 1, _column(place[1]) - 1] = error_cell(ERROR_NAMES.get(text, text))


def _refuse_reach(scan, name):
    where = f"i arket ”{name}”"
    limits.refuse_columns(scan.last_column, f" {where}")
    if scan.last_row > limits.MAX_LINES or scan.last_row * scan.last_column > limits.MAX_AREA:
        raise UnusableFile(
            f"Der står noget helt nede i række {limits.number(scan.last_row)} {where}. "
            "Slet det, der ikke hører til tabellen, og prøv igen."
        )
