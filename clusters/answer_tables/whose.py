"""Whose answers a sheet holds and in which track, where its own columns do not say: from names and titles."""

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

from clusters.answer_tables.found import Read, at
from clusters.answer_tables.known import Known
from clusters.answer_tables.meaning import read_heading
from misbrug.tables.book import Book, Sheet

_PLACE_LABEL = re.compile(r"(?:kommune|kommunens navn|kommunenavn)\s*:?(?:\s+(.*))?", re.I | re.S)
_TRACK_LABEL = re.compile(r"(?:spor|område)\s*:?(?:\s+(.*))?", re.I | re.S)


@dataclass(frozen=True)
class Part:
    """One sheet that was read. `place` and `track` are (text, where it stands) for all of the sheet, "" for none."""

    sheet: Sheet
    read: Read
    place: tuple[str, str] = ("", "")
    track: tuple[str, str] = ("", "")


def placed(book: Book, sheet: Sheet, read: Read, known: Known) -> Part:
    """Give a sheet with the municipality and the track that hold for all of it: from its name, what stands above the
    table, or the file's name."""
    above = sheet.rows[: read.heading_line - 1]
    heading = read_heading(sheet.name, known, {})
    place, track = ("", ""), ("", "")
    if not read.has_places:
        place = (heading.place, "") if heading.place else _titled_place(above, known)
    if not read.has_tracks:
        track = (heading.track, "") if heading.track else _titled_track(above, known) or (_named_track(book, known), "")
    return Part(sheet, read, place, track)


def completed(book: Book, parts: list[Part], known: Known) -> list[Part]:
    """Fill in what sheets do not say themselves but the others or the file's name do.

    Where several sheets are of the same municipality and one does not say which track it is, its name stands for it
    as it is written.
    """
    named = sorted({part.place[0] for part in parts} - {""})
    if not named:
        named = known.places_within(_words_of(book), as_written=False)
    if len(named) == 1:
        parts = [part if part.read.has_places or part.place[0] else _at(part, named[0]) for part in parts]
    places = {part.place[0] for part in parts}
    if len(parts) > len(places):
        parts = [
            part if part.read.has_tracks or part.track[0] else replace(part, track=(part.sheet.name, ""))
            for part in parts
        ]
    return parts


def _at(part, name):
    return replace(part, place=(name, ""))


def _titled_place(rows, known):
    """Give the municipality that the lines above a table name: "Kommune: Faxe", else the only one in a title."""
    labelled, labelled_at = _labelled(rows, _PLACE_LABEL)
    if labelled:
        return known.place(labelled) or labelled, labelled_at
    found = {}
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            name = known.place(text)
            for each in [name] if name else known.places_within(text):
                found.setdefault(each, at(column, line))
    return next(iter(found.items())) if len(found) == 1 else ("", "")


def _titled_track(rows, known):
    """Give (track, where it stands) from a line "Spor: Alkohol" above a table, None where there is none."""
    text, where = _labelled(rows, _TRACK_LABEL)
    return (known.track(text) or text, where) if text else None


def _labelled(rows, label):
    """Give (text, where it stands) for "Kommune: Faxe", in one cell or in two; ("", "") where there is none."""
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            match = label.fullmatch(text.strip())
            if match is None:
                continue
            if match[1]:
                return match[1].strip(), at(column, line)
            beside = next((place for place in range(column + 1, len(row)) if row[place].strip()), None)
            if beside is not None:
                return row[beside].strip(), at(beside, line)
    return "", ""


def _named_track(book, known):
    words = [word for word in _words_of(book).split() if known.track(word)]
    return known.track(" og ".join(words)) if words else ""


def _words_of(book):
    return " ".join(re.split(r"[\W_\d]+", PurePath(book.name).stem)).strip()
