"""What an .xlsx says outside the cells that are read: comments, hidden sheets, formulas, names, properties, hints.

A workbook is kept as it was sent only when there is no CPR number here either.
"""

import re
from html import unescape

from misbrug.tables.xlsx_package import Package

_TEXT = re.compile(r">([^<>]+)<")
_ATTRIBUTE = re.compile(r"""\s[\w:.-]+\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(?:\s[^<>]*)?>([^<]+)<")
# Where a sheet's cells begin and end.
_EDGE = re.compile(rb"</?(?:[\w.-]+:)?sheetData\s*>")
_DIGITS = re.compile(r"(?:\d\D*){8}", re.S)
# Sizes and places (9.140625) and names that programs make up ({00020820-0000-…}): no person wrote them.
_MADE_UP = re.compile(r"-?\d+\.\d+|(?:\d_)?\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?", re.A)
# A text that is dressed in several ways stands in several runs, all of them up to the end of what holds them.
_RUNS_BEGIN = re.compile(rb"<(?:[\w.-]+:)?(?:si|is|text)(?:\s[^<>]*)?>")
_RUNS_END = re.compile(rb"</(?:[\w.-]+:)?(?:si|is|text)\s*>")
_TAG = re.compile(rb"<[^<>]*>")
_READABLE = (".xml", ".rels", ".vml")
_LONGEST = 8 * 1024 * 1024


def texts_outside(data, read_sheets):
    """Give the texts of a workbook that have eight digits or more and stand outside the cells of `read_sheets`.

    Raises UnusableFile as reading does.
    """
    with Package(data) as package:
        yield from (text for text in (package.comment, *package.names) if _DIGITS.search(text))
        read = {part.path for part in package.sheets() if part.name in read_sheets}
        for name in package.names:
            if not name.lower().endswith(_READABLE):
                continue
            pieces = _pieces(package.chunks(name))
            for text in _around_cells(pieces) if name in read else _all_texts(pieces):
                plain = unescape(text)
                if _DIGITS.search(plain) and not _MADE_UP.fullmatch(plain):
                    yield plain


def has_opaque_parts(data):
    """Say whether a workbook holds what cannot be looked into, such as pictures or other files."""
    with Package(data) as package:
        return any(not name.lower().endswith((*_READABLE, "/")) for name in package.names)


def _pieces(chunks):
    """Give the bytes of a part, cut where an element begins."""
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        # Where a whole text ends, so that its runs stay together.
        cut = max(piece.rfind(b"</" + end) for end in (b"si>", b"comment>", b"c>", b"row>"))
        cut = cut if cut > 0 or len(piece) <= _LONGEST else piece.rfind(b"<")
        if cut <= 0:
            cut = len(piece) if len(piece) > _LONGEST else 0
        # The bracket goes along, so that the last text has its end.
        yield piece[: cut + 1 if cut else 0]
        rest = piece[cut:]
    yield rest


def _around_cells(pieces):
    """Give the formulas among a sheet's cells, and all texts before and after the cells."""
    in_cells = False
    for piece in pieces:
        for number, part in enumerate(_EDGE.split(piece) if b"sheetData" in piece else [piece]):
            in_cells ^= number > 0
            if in_cells:
                yield from (formula.decode("utf-8", "replace") for formula in _FORMULA.findall(part))
            else:
                yield from _all_texts([part])


def _whole_runs(piece):
    """Give what stands between each beginning and the end after it. Ends are looked for first: to look for one from
    each of a million beginnings that have none would never be done."""
    for held in _RUNS_END.split(piece)[:-1]:
        if begin := _RUNS_BEGIN.search(held):
            yield held[begin.end() :]


def _all_texts(pieces):
    for piece in pieces:
        for whole in _whole_runs(piece):
            yield _TAG.sub(b"", whole).decode("utf-8", "replace")
        text = piece.decode("utf-8", "replace")
        yield from _TEXT.findall(text)
        for double, single in _ATTRIBUTE.findall(text):
            yield double or single
