"""Find CPR numbers (Danish personal identity numbers) in any text, so that none is ever stored.

What is looked for
    A date DDMMYY and four digits, written together or apart: with a hyphen or any other dash, spaces of any
    kind, full stops, slashes, an underscore or a plus, also between the pairs ("01 02 03-1234", "01.02.03
    1234"), with one line break before the last four, and with those split in two when everything is set apart
    by spaces. All decimal digits of Unicode count (full-width, Arabic ...); invisible characters inside a
    number are ignored. Replacement numbers count too: those with 60 added to the day, and those of the health
    service whose eighth and ninth characters are letters.

What the date must be
    A day that exists in the year which the fifth to seventh digit give together. Source: the CPR Office's
    "Personnummeret i CPR". (29 February is therefore possible in 2000 and not in 1900.)

Certain or possible
    "certain" passes the modulus 11 check. "possible" does not, or cannot be told: since October 2007 valid
    numbers are issued that fail it, so a date and four digits may still be a person, and only the writer can
    say.

Longer runs
    Digits that go on without a break (EAN, account and telephone numbers) are never a CPR number. A number
    that is chained to further digits by a mark, such as 12-0102031234-5, or that stands in a row of spaced
    groups is only ever "possible", whatever its check digit: case numbers of that kind exist, and some of
    them are built around the number of a citizen, so the writer is asked rather than refused or waved
    through. A neighbour that is a CPR number itself changes nothing.

Nothing here – exception, message or repr – carries the digits that were found.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["certain", "possible"]

CERTAIN_MESSAGE = "Teksten ser ud til at indeholde et CPR-nummer. Fjern det. Nummeret er ikke gemt."
POSSIBLE_MESSAGE = (
    "Teksten indeholder tal, der kan være et CPR-nummer. Er det et CPR-nummer, så fjern det. "
    "Er det ikke, så bekræft det, og gem igen. Teksten er ikke gemt endnu."
)
REWRITE_MESSAGE = (
    "Teksten indeholder tal, der kan være et CPR-nummer. Er det et CPR-nummer, så fjern det. Er det ikke, "
    "så skriv datoer med hele årstallet, for eksempel 1. februar 2003, og lange numre i grupper på tre "
    "cifre. Teksten er ikke gemt."
)
CONFIRM_LABEL = "Tallet er ikke et CPR-nummer"
REDACTED = "●●●●●●-●●●●"


@dataclass(frozen=True)
class CprHit:
    """Where a CPR number stands: ``text[start:end]``, and whether it passes modulus 11."""

    start: int
    end: int
    kind: Kind


class CprFound(ValueError):
    """A text holds what is, or may be, a CPR number. ``str()`` is a Danish message for the writer.

    ``certain`` is true if a number passes modulus 11; then no confirmation helps. ``hits`` are places, not
    digits.
    """

    def __init__(self, hits: tuple[CprHit, ...]):
        self.hits = tuple(hits)
        self.certain = any(hit.kind == "certain" for hit in self.hits)
        self.message = CERTAIN_MESSAGE if self.certain else POSSIBLE_MESSAGE
        super().__init__(self.message)

    def __reduce__(self):
        return type(self), (self.hits,)


def find(text: str) -> list[CprHit]:
    """Return the CPR numbers in ``text`` in order of appearance; places never overlap."""
    return [CprHit(found.start, found.end, found.kind) for found in _merged(_found(text))]


def check(text: str, *, confirmed: bool = False, stored: str = "") -> None:
    """Raise ``CprFound`` if ``text`` must not be stored. Forms, workflow, imports and admin all ask here.

    ``confirmed``: the writer has said that it is no CPR number; this lets a merely possible one pass, never a
    certain one. ``stored``: the text as it stands in the database, so that what was confirmed once is not
    asked again each time a word beside it changes.
    """
    found = _found(text)
    if not any(each.kind == "certain" for each in found):
        known = {each.digits for each in _found(stored)} if found and stored else set()
        found = [] if confirmed else [each for each in found if each.digits not in known]
    if found:
        raise CprFound(tuple(CprHit(each.start, each.end, each.kind) for each in _merged(found)))


def redact(text: str) -> str:
    """Return ``text`` with every certain or possible CPR number replaced by dots, for logs."""
    for hit in reversed(find(text)):
        text = text[: hit.start] + REDACTED + text[hit.end :]
    return text


class _Found(NamedTuple):
    start: int
    end: int
    kind: Kind
    digits: str


# Minus signs and the hyphen bullet; all other dashes have the category Pd.
_DASHES = "\u2212\u2043\u02d7\u207b\u208b"
_DOTS = "\u00b7\u2022\u2027\u2219\u22c5\uff0e"
_SLASHES = "\u2044\u2215\uff0f"
_CACHE_LIMIT = 4096


class _Table(dict):
    """A ``str.translate`` table that is filled as characters turn up; invisible characters become
    ``invisible``."""

    def __init__(self, invisible: str | None):
        super().__init__()
        self.invisible = invisible

    def __missing__(self, code: int) -> str | None:
        value = self._normalised(chr(code))
        if len(self) < _CACHE_LIMIT:
            self[code] = value
        return value

    def _normalised(self, char: str) -> str | None:
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            return str(digit)
        category = unicodedata.category(char)
        if category == "Pd" or char in _DASHES:
            return "-"
        if char in _DOTS:
            return "."
        if char in _SLASHES:
            return "/"
        if category == "Zs" or char == "\t":
            return " "
        if char.isspace():
            return "\n"
        return self.invisible if category in {"Cc", "Cf", "Mn", "Me"} else char


# An invisible character may sit inside a number (then it has to go) or part two numbers (then it is a
# boundary).
_WITHOUT_INVISIBLE = _Table(None)
_INVISIBLE_AS_BOUNDARY = _Table("\x00")

_MARK = r"[-./_+]{1,2}"
_GAP = rf"(?:\ *+{_MARK}\ *+|\ ++)?"
_LINE = r"\ *+(?:\n{1,2}\ *+)?+"
# Look-ahead, so that a number is also found where another one seems to begin just before it.
_NUMBER = re.compile(
    rf"""(?<![0-9])(?=(?P<all>
        (?P<date>(?P<day>[0-9]{{2}}){_GAP}(?P<month>[0-9]{{2}}){_GAP}(?P<year>[0-9]{{2}}))
        (?P<gap>{_LINE}(?:{_MARK}{_LINE})?+)
        (?P<serial>
            [0-9]{{4}}(?![0-9]) | [0-9]{{2}}\ +[0-9]{{2}}(?![0-9]) | [0-9][A-Za-z]{{2}}[0-9](?![0-9A-Za-z])
        )
    ))""",
    re.VERBOSE,
)
_CHAINED_BEFORE = re.compile(r"[0-9][-./_+,:]\Z")
_CHAINED_AFTER = re.compile(r"[-./_+,:][0-9]")
_ROW_BEFORE = re.compile(r"[0-9]\ {1,3}\Z")
_ROW_AFTER = re.compile(r"\ +[0-9]")
_LOST_ZERO = re.compile(r"\s*([0-9]{9})(?:[.,]0)?\s*")
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def _found(text: str) -> list[_Found]:
    """All numbers with their digits, possibly overlapping. For this module alone: the digits must not get
    out."""
    dropped = text.translate(_WITHOUT_INVISIBLE)
    found = list(_candidates(dropped))
    if len(dropped) == len(text):
        return found
    if found:
        places = [place for place, char in enumerate(text) if _WITHOUT_INVISIBLE[ord(char)] is not None]
        found = [each._replace(start=places[each.start], end=places[each.end - 1] + 1) for each in found]
    return found + list(_candidates(text.translate(_INVISIBLE_AS_BOUNDARY)))


def _candidates(plain: str) -> Iterator[_Found]:
    """Judge every match in a text whose characters are normalised."""
    matches = [match for match in _NUMBER.finditer(plain) if _is_date(match) and _may_be_split(plain, match)]
    starts = {match.start("all") for match in matches}
    ends = {match.end("all") for match in matches}
    alone = [_stands_alone(plain, match, starts, ends) for match in matches]
    taken = {place for match, each in zip(matches, alone, strict=True) if each for place in range(*match.span("all"))}
    for match, each in zip(matches, alone, strict=True):
        start, end = match.span("all")
        # In "010199-1008/010100-4007" the middle, too, begins with a date; but its digits belong to others.
        if each or taken.isdisjoint(range(start, end)):
            digits = re.sub(r"[^0-9A-Za-z]", "", match["all"])
            yield _Found(start, end, "certain" if each and _passes_modulus_11(digits) else "possible", digits)
    # A spreadsheet takes the leading zero from a number that fills a cell. Nine digits prove little: ask.
    lost = _LOST_ZERO.fullmatch(plain)
    if lost and _passes_modulus_11("0" + lost[1]) and _exists(*_parts("0" + lost[1])):
        yield _Found(0, len(plain), "possible", "0" + lost[1])


def _may_be_split(plain: str, match: re.Match) -> bool:
    """Tell whether the last four digits stand together, or are split in a number with spaces throughout.

    Otherwise a date and a time of day ("12-10-14 10.42", "12.10.14 10 42") or a row of pairs looks the same.
    """
    if " " not in match["serial"]:
        return True
    only_spaces = match["gap"] and not match["gap"].strip(" ") and not re.search(r"[^0-9 ]", match["date"])
    return bool(only_spaces) and not any(_neighbours(plain, match))


def _neighbours(plain: str, match: re.Match) -> tuple[int | None, int | None]:
    """Return where the digits joined to the left of the number end, and where those to the right start.

    A mark joins, and between numbers that are written in spaced groups a space does.
    """
    start, end = match.span("all")
    before, after = plain[max(0, start - 4) : start], plain[end : end + 4]
    left, right = _CHAINED_BEFORE.search(before), _CHAINED_AFTER.match(after)
    if " " in match["date"] or " " in match["serial"]:
        left, right = left or _ROW_BEFORE.search(before), right or _ROW_AFTER.match(after)
    return (
        start - len(before) + left.start() + 1 if left else None,
        end + right.end() - 1 if right else None,
    )


def _stands_alone(plain: str, match: re.Match, starts: set[int], ends: set[int]) -> bool:
    """Tell whether no further digits are joined to the number but those of other CPR numbers."""
    left, right = _neighbours(plain, match)
    return (left is None or left in ends) and (right is None or right in starts)


def _merged(found: list[_Found]) -> list[_Found]:
    """Join overlapping places into one, certain if one of them is."""
    result: list[_Found] = []
    for each in sorted(found):
        if result and each.start < result[-1].end:
            last = result.pop()
            kind: Kind = "certain" if "certain" in (last.kind, each.kind) else "possible"
            each = _Found(last.start, max(last.end, each.end), kind, last.digits)
        result.append(each)
    return result


def _is_date(match: re.Match) -> bool:
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    serial = match["serial"]
    if serial.isdigit() or " " in serial:
        return _exists(day, month, year, int(serial[0]))
    # Replacement numbers with letters have century digits of their own, so either century will do.
    return _exists(day, month, year, 0) or _exists(day, month, year, 4)


def _parts(digits: str) -> tuple[int, int, int, int]:
    return int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])


def _exists(day: int, month: int, year: int, seventh: int) -> bool:
    """Tell whether the date exists; a day from 61 is that of a replacement number."""
    try:
        date(_century(year, seventh) + year, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


def _century(year: int, seventh: int) -> int:
    """Return the century in which somebody with this two-digit year and seventh digit was born."""
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def _passes_modulus_11(digits: str) -> bool:
    """Tell whether the control sum is right; for a replacement number with the day as written or as it
    was."""
    if not digits.isdigit():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    raised = digits[0] in "6789"
    return total % 11 == 0 or (raised and (total - 6 * _WEIGHTS[0]) % 11 == 0)
