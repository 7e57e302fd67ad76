"""A questionnaire turned: a row for each municipality and a column for each question, as surveys export it."""

from collections import Counter
from dataclasses import dataclass

from clusters.answer_tables.found import Found, Read, at, cell
from clusters.answer_tables.heads import VERDICTS
from clusters.answer_tables.known import Known
from clusters.answer_tables.meaning import ELABORATION, VALUE, is_total, read_heading, unused_headings, without_role
from misbrug.tables.book import LeftOut
from misbrug.text.danish import fold, join, loose_fold

LOOK_AT = 40
NAMED = 5
_PLACE_HEADINGS = ("kommune", "kommunekode", "kommunenavn", "kommunens navn")
_TRACK_HEADINGS = ("spor", "omraade", "omraader")


@dataclass(frozen=True, slots=True)
class _Pair:
    """The columns of one question: its answer, and the words to it or None."""

    number: str
    value: int
    elaboration: int | None


@dataclass(frozen=True)
class _Heads:
    """What the headings say: where the questions stand, whose the rows are, and in which track."""

    line: int
    lowest: int
    pairs: tuple[_Pair, ...]
    place: int | None
    track: int | None


def heading_line(rows, known: Known) -> tuple[int, int]:
    """Give the line that names most questions in columns of their own, and how many; (0, 0) for none."""
    best = (0, 0)
    for line, row in enumerate(rows[:LOOK_AT]):
        named = {number for text in row if (number := _question(text, known))}
        if len(named) > best[1]:
            best = (line, len(named))
    return best


def read_by_place(rows, known: Known, chosen: dict[str, str]) -> Read | None:
    """Read a sheet with a row for each municipality; None where it is not one."""
    line, count = heading_line(rows, known)
    if not count:
        return None
    heads = _heads(rows, line, known, chosen)
    if heads.place is None and count < 2:
        return None
    answers, left_out = [], []
    for number in range(heads.lowest + 1, len(rows)):
        row = rows[number]
        if not any(text.strip() for text in row):
            continue
        found = _answers(heads, number, row, known, answers[-1] if answers else None)
        why = _why_left_out(heads, row, found)
        if why:
            left_out.append(LeftOut(number + 1, " ".join(text.strip() for text in row if text.strip())[:80], why))
        else:
            answers += found
    used = {heads.place, heads.track} | {column for pair in heads.pairs for column in (pair.value, pair.elaboration)}
    return Read(
        heading_line=heads.lowest + 1,
        answers=tuple(answers),
        has_places=heads.place is not None,
        has_tracks=heads.track is not None,
        left_out=tuple(left_out),
        unused=unused_headings(rows[line], used, known),
        unclear=_why_unclear(heads, rows, known),
    )


def _why_unclear(heads, rows, known):
    """Say in Danish that a question stands over several columns with answers, such as one for each track: nothing tells
    which of them is meant. "" where none does."""
    seen, twice = set(), []
    for column, text in enumerate(rows[heads.line]):
        number = _question(text, known) if without_role(text)[1].role != ELABORATION else ""
        if number in seen and any(fold(cell(row, column)) in VERDICTS for row in rows[heads.lowest + 1 :]):
            twice.append(f"{number} ({at(column, heads.line)})")
        seen.add(number or None)
    if not twice:
        return ""
    more = f" og {len(twice) - NAMED} til" if twice[NAMED:] else ""
    what = "Indikatoren står" if len(twice) == 1 else "Indikatorerne står"
    return (
        f"{what} over flere kolonner med svar: {join(twice[:NAMED])}{more}. "
        "Sæt hvert spor i sit eget ark, eller giv hvert spor sin egen række med en kolonne, der hedder Spor."
    )


def _question(text, known):
    """Give the question that a heading names, alone or with a word for its role: "1.1 bemærkning"."""
    return known.question(text) or known.question(without_role(text)[0])


def _heads(rows, line, known, chosen):
    below = rows[line + 1] if line + 1 < len(rows) else ()
    lowest, roles = line, {}
    under = {column: read_heading(cell(below, column), known, {}).role for column in range(len(below))}
    if under and sum(role in (VALUE, ELABORATION) for role in under.values()) * 2 > sum(1 for text in below if text):
        lowest, roles = line + 1, under
    elif heading_of_words(below, known):
        lowest = line + 1
    body = rows[lowest + 1 :]
    return _Heads(
        line,
        lowest,
        _pairs(rows[line], roles, known, chosen),
        _place_column(rows[line], body, known, chosen),
        _named_column(rows[line], "spor", _TRACK_HEADINGS, chosen),
    )


def heading_of_words(row, known: Known) -> bool:
    """Say whether a line repeats the questions, in words under their numbers."""
    return sum(1 for text in row if known.question(text)) * 2 > sum(1 for text in row if text.strip()) > 0


def _pairs(row, roles, known, chosen):
    """Give the questions with their columns. A column of words belongs to the question before it."""
    pairs, last = {}, ""
    for column in range(max(len(row), max(roles, default=-1) + 1)):
        text = cell(row, column)
        role = roles.get(column, "")
        number = _question(text, known)
        if number:
            role = role or without_role(text)[1].role or VALUE
            last = number
        elif text:
            role = read_heading(text, known, chosen).role
            last = last if role == ELABORATION else ""
        if not last or role not in (VALUE, ELABORATION):
            continue
        places = pairs.setdefault(last, {})
        places.setdefault(role, column)
    return tuple(
        _Pair(number, places[VALUE], places.get(ELABORATION)) for number, places in pairs.items() if VALUE in places
    )


def _named_column(row, name, headings, chosen):
    for column, text in enumerate(row):
        word = loose_fold(text)
        if chosen.get(word, name if word in headings else None) == name:
            return column
    return None


def _place_column(row, body, known, chosen):
    """Give the column that names the municipalities: by its heading, else by what stands in it."""
    named = _named_column(row, "kommune", _PLACE_HEADINGS, chosen)
    if named is None:
        named = _named_column(row, "kommunekode", _PLACE_HEADINGS, chosen)
    if named is not None:
        return named
    counts = Counter(
        column for line in body[:LOOK_AT] for column, text in enumerate(line) if text.strip() and known.place(text)
    )
    most = counts.most_common(1)
    return most[0][0] if most else None


def _why_left_out(heads, row, found):
    """Say why a line is no municipality's, "" where it is one's."""
    if heads.place is None:
        return "" if found else "Ingen svar i linjen"
    named = cell(row, heads.place)
    if any(is_total(text) for text in (named, *row[:2])):
        return "En linje med tal for flere svar"
    if not named and not any(each.place for each in found):
        return "Ingen kommune i linjen"
    return "" if found else "Ingen svar i linjen"


def _answers(heads, line, row, known, above):
    """Give a line's answers. Under merged cells, a line with a track of its own is of the municipality above."""
    found = []
    place = cell(row, heads.place) if heads.place is not None else ""
    place_at = at(heads.place, line) if heads.place is not None else ""
    if not place and above and heads.track is not None and cell(row, heads.track):
        place, place_at = above.place, above.place_at
    place = known.place(place) or place
    for pair in heads.pairs:
        value = cell(row, pair.value)
        elaboration = cell(row, pair.elaboration) if pair.elaboration is not None else ""
        if not value and not elaboration:
            continue
        found.append(
            Found(
                line=line + 1,
                place=place,
                place_at=place_at,
                track=cell(row, heads.track) if heads.track is not None else "",
                track_at=at(heads.track, line) if heads.track is not None else "",
                question=pair.number,
                question_at=at(pair.value, heads.line),
                value=value,
                value_at=at(pair.value, line),
                elaboration=elaboration,
                elaboration_at=at(pair.elaboration, line) if pair.elaboration is not None else "",
            )
        )
    return found
