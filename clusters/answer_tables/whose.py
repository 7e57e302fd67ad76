"""Whose answers a sheet holds and in which track, where its own columns do not say: from names and titles."""

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

from clusters.answer_tables.found import Read, at
from clusters.answer_tables.known import Known
from clusters.answer_tables.meaning import read_heading
from misbrug.tables.book import Book, Sheet
from misbrug.text.danish import join

_PLACE_LABEL = re.compile(r"(?:kommune|kommunens navn|kommunenavn)\s*:?(?:\s+(.*))?", re.I | re.S)
# Before the municipality that a title is of, after it, and between the parts of a title.
_OF = re.compile(
    r"\w*(?:selvvurdering|selvevaluering|skema|besvarelse|svar)\w*(?: \d{4})? (?:for|fra|til|af) ",
    re.I,
)
_YEAR = re.compile(r"^(?:20\d\d)\s+|[\s,]+(?:20\d\d)$", re.A)
_BETWEEN = re.compile(r"\s*[,;:|·()]\s*|\s+[-–—]\s+")
_TRACK_LABEL = re.compile(r"(?:spor|område)\s*:?(?:\s+(.*))?", re.I | re.S)


@dataclass(frozen=True)
class Part:
    """One sheet that was read. `place` and `track` are (text, where it stands) for all of the sheet, "" for none.
    `claims` are all municipalities, (name, where it stands), that the sheet's name or a title says it is of."""

    sheet: Sheet
    read: Read
    place: tuple[str, str] = ("", "")
    track: tuple[str, str] = ("", "")
    claims: tuple[tuple[str, str], ...] = ()


def placed(book: Book, sheet: Sheet, read: Read, known: Known) -> Part:
    """Give a sheet with the municipality and the track that hold for all of it: from its name, what stands above the
    table, or the file's name."""
    above = sheet.rows[: read.heading_line - 1]
    heading = read_heading(sheet.name, known, {})
    place, track, claims = ("", ""), ("", ""), {}
    if not read.has_places:
        claims = _claims(above, known)
        if heading.place:
            claims = {heading.place: "arkets navn"} | claims
        place = (heading.place, "") if heading.place else next(iter(claims.items()), ("", ""))
    if not read.has_tracks:
        track = (heading.track, "") if heading.track else _titled_track(above, known) or (_named_track(book, known), "")
    return Part(sheet, read, place, track, tuple(claims.items()))


def why_undecided(book: Book, parts: list[Part], known: Known) -> str:
    """Say in Danish where a file names several municipalities and nothing tells whose its answers are; "" elsewhere."""
    alone = [part for part in parts if not part.read.has_places]
    named = dict.fromkeys(known.places_within(_words_of(book), as_written=False), "filens navn") if alone else {}
    for part in alone:
        where = f"arket ”{part.sheet.name}”, " if part.sheet.name and len(parts) > 1 else ""
        claims = [(name, where + at) for name, at in part.claims]
        if len(claims) > 1:
            return _asks_which(claims)
    titled = {name: where for part in alone for name, where in part.claims}
    others = [(name, where) for name, where in named.items() if name not in titled]
    if others and (len(titled) == 1 or (len(named) > 1 and not titled)):
        return _asks_which([*titled.items(), *others])
    return ""


def _asks_which(claims):
    named = join([f"{name} ({where})" for name, where in claims])
    return f"Filen nævner flere kommuner: {named}. Lad kun den stå, som svarene er fra, og vælg filen igen."


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


def _claims(rows, known):
    """Give {municipality: where it stands} of the lines above a table that say whose it is: "Kommune: Faxe", "Faxe",
    "Faxe Kommune", "Selvvurdering for Faxe". A name inside a sentence or an address says nothing."""
    labelled, labelled_at = _labelled(rows, _PLACE_LABEL)
    found = {known.place(labelled) or labelled: labelled_at} if labelled else {}
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            for name in _titled(text, known):
                found.setdefault(name, at(column, line))
    return found


def _titled(text, known):
    """Give the municipalities that a title names as those it is of."""
    parts = [text, *_BETWEEN.split(text)]
    for part in parts:
        words = _YEAR.sub("", _OF.sub("", _YEAR.sub("", part.strip()))).strip()
        name = known.place(words) if words and not words.isdigit() else ""
        if name:
            yield name


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
