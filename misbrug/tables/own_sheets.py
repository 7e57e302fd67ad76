"""Sheets that come back though nobody fills them in: our own lists and guides. They are passed over without a word."""

from collections.abc import Iterable
from dataclasses import replace

ERRORS = ("Se cellen", "Arket", "Rækkens nummer", "Rækken handler om", "Kolonnens navn", "Der står", "Det er galt")
"""The headings of the list of errors. None of them is one that a table can have."""
GUIDE = ("Kolonne", "Skal være der", "Det skal der stå", "Kan også hedde")
"""The headings of the guide in an empty table."""


def is_own(rows, heads: Iterable[tuple[str, ...]] = (ERRORS, GUIDE)) -> bool:
    """Say whether the rows of a sheet begin with the headings of one of ours."""
    first = tuple(rows[0]) if rows else ()
    return any(first[: len(head)] == head for head in heads)


def without_own(book, heads: Iterable[tuple[str, ...]] = (ERRORS, GUIDE)):
    """Give a book without the sheets that are ours; where there is nothing else, as it is."""
    kept = tuple(sheet for sheet in book.sheets if not is_own(sheet.rows, heads))
    return replace(book, sheets=kept) if any(sheet.rows for sheet in kept) else book
