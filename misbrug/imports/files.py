"""What of a file may be kept: the file itself where no CPR number is in it, else its rows without those numbers."""

import re
from pathlib import PurePath

from misbrug.tables.book import Book, Sheet
from misbrug.tables.writing import write_book
from misbrug.tables.xlsx_outside import has_opaque_parts, texts_outside
from misbrug.text import cpr

# A CPR number has at least eight digits, the health service's replacement numbers included.
_DIGITS = re.compile(r"(?:\d\D*){8}", re.S)
# What no sheet's name can hold.
_NOT_IN_NAMES = re.compile(r"[\\*?:/\[\]]")


def clean_or_redacted(book, data):
    """Give (bytes to keep, whether they are redacted): `data` itself, or a workbook of the book's rows in which dots
    stand for each certain or possible CPR number, every cell in its place.

    A workbook with such a number outside the cells that are read (in a comment, a hidden sheet, its author's name) is
    not kept as it is either; nor is one with pictures or files in it, which cannot be looked into.
    """
    redacted = redact_book(book)
    if redacted is not None:
        return _workbook(redacted), True
    if PurePath(book.name).suffix.lower() != ".xlsx":
        return data, False
    if any(cpr.find(text) for text in texts_outside(data, {sheet.name for sheet in book.sheets})):
        return _workbook(book), True
    return (_workbook(book) if has_opaque_parts(data) else data), False


def _workbook(book):
    sheets = tuple(Sheet(_NOT_IN_NAMES.sub(" ", sheet.name)[:31], sheet.rows) for sheet in book.sheets)
    return write_book(Book(book.name, sheets))


def redact_book(book):
    """Give the book with dots for CPR numbers, or None where it holds none. Sheets' names count too."""
    texts = {cell for sheet in book.sheets for row in sheet.rows for cell in row if len(cell) >= 8}
    texts.update(sheet.name for sheet in book.sheets)
    redacted = {text: cpr.redact(text) for text in texts if _DIGITS.search(text)}
    redacted = {text: other for text, other in redacted.items() if text != other}
    if not redacted:
        return None
    sheets = tuple(
        Sheet(
            redacted.get(sheet.name, sheet.name),
            tuple(tuple(redacted.get(cell, cell) for cell in row) for row in sheet.rows),
        )
        for sheet in book.sheets
    )
    return Book(book.name, sheets, book.reading, book.notes)
