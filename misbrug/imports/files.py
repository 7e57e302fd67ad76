"""What of a file may be kept: the file itself where no CPR number is in it, else its rows without those numbers."""

import re
from functools import cache

from misbrug.tables.book import Book, Sheet
from misbrug.tables.writing import write_book
from misbrug.text import cpr

# A CPR number has at least eight digits, the health service's replacement numbers included.
_DIGITS = re.compile(r"(?:\d\D*){8}", re.S)


def clean_or_redacted(book, data):
    """Give (bytes to keep, whether they are redacted): `data` itself, or a workbook of the book's rows in which dots
    stand for each certain or possible CPR number, every cell in its place."""
    redacted = redact_book(book)
    return (data, False) if redacted is None else (write_book(redacted), True)


def redact_book(book):
    """Give the book with dots for CPR numbers, or None where it holds none."""
    redact = cache(_redact)
    found = False
    sheets = []
    for sheet in book.sheets:
        rows = []
        for row in sheet.rows:
            cells = tuple(redact(cell) for cell in row)
            found = found or cells != row
            rows.append(cells)
        sheets.append(Sheet(sheet.name, tuple(rows)))
    return Book(book.name, tuple(sheets), book.reading, book.notes) if found else None


def _redact(text):
    return cpr.redact(text) if _DIGITS.search(text) else text
