"""How Danish is sorted, matched, counted and dated. Pure functions: text or numbers in, text out.

Nothing here is for storing: soft hyphens, non-breaking spaces and number words belong in what is shown.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from misbrug.text.hyphens import soft_hyphens

__all__ = [
    "amount",
    "bind",
    "count",
    "date_long",
    "date_short",
    "date_time",
    "decimal",
    "first_upper",
    "fold",
    "genitive",
    "join",
    "loose_fold",
    "month_number",
    "number_word",
    "parse_decimal",
    "relative_deadline",
    "soft_hyphens",
    "sort_key",
    "time",
]

NBSP = "\u00a0"
COPENHAGEN = ZoneInfo("Europe/Copenhagen")

# --- sorting and matching -----------------------------------------------------------------------------------

# Letters that Danish alphabetisation counts as others. Source: DS 377 and CLDR's Danish collation.
_SAME_LETTER = str.maketrans(
    {"ä": "æ", "ö": "ø", "ő": "ø", "œ": "ø", "ü": "y", "ű": "y", "ð": "d", "đ": "d", "þ": "th", "ł": "l"}
)
_ALPHABET = {letter: rank for rank, letter in enumerate("abcdefghijklmnopqrstuvwxyzæøå", start=1)}
_PIECES = re.compile(r"[0-9]+|.", re.DOTALL)
_LOOSE = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def _letters(text: str) -> str:
    """Casefold, take away the marks that do not make a letter of their own (é = e), and write aa as å."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_SAME_LETTER)
    kept = []
    for char in text:
        plain = char if char in "æøå" else unicodedata.normalize("NFKD", char)
        kept.extend(c for c in plain if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return "".join(kept).replace("aa", "å")


def sort_key(name: str) -> tuple:
    """Return a key that puts names in Danish order: æ, ø and å last, aa as å, é as e, ü as y, case ignored.

    Word by word: a space, hyphen or other mark comes before any letter ("Ny by" before "Nyby"). Numbers go by
    value, so that "Anbefaling 2" comes before "Anbefaling 10". Names that differ in nothing of this go by
    spelling.
    """
    pieces = []
    for piece in _PIECES.findall(fold(name)):
        if piece.isascii() and piece.isdigit():
            pieces.append((1, int(piece)))
        elif piece.isalpha():
            pieces.append((2, _ALPHABET.get(piece, 100 + ord(piece))))
        else:
            pieces.append((0, 0 if piece == " " else ord(piece)))
    return tuple(pieces), name


def fold(text: str) -> str:
    """Return the key under which two spellings of one name are the same.

    Case, aa or å, accents, hyphens or spaces and invisible characters make no difference: "Århus" and
    "AARHUS", "Lyngby-Taarbæk" and "lyngby tårbæk". For looking names up; to search inside running text use
    ``loose_fold``.
    """
    return " ".join(re.sub(r"[-\u2010-\u2015\u2212_]", " ", _letters(text)).split())


def loose_fold(text: str) -> str:
    """Return ``fold`` with æ, ø and å written ae, oe and aa, for searching and for keyboards without the
    letters.

    Every spelling of a word becomes one (Ærø, AEROE; Ålborg, Aalborg), and "ekstra" is still part of
    "ekstraarbejde".
    """
    return fold(text).translate(_LOOSE)


# --- words --------------------------------------------------------------------------------------------------


def first_upper(text: str) -> str:
    """Return ``text`` with its first letter as a capital, looking past opening quotes; the rest stays as it
    is."""
    for place, char in enumerate(text):
        if char.isalpha():
            return text[:place] + char.upper() + text[place + 1 :]
        if char.isalnum():
            break
    return text


def genitive(name: str) -> str:
    """Return the genitive: Faxes, Assens', KL's.

    Names that end in s, x or z take an apostrophe alone; abbreviations in capitals, and names that end in
    anything but a letter, take 's. Source: Retskrivningsordbogen § 13 and § 38.
    """
    name = name.rstrip()
    if not name:
        return name
    if name[-1].casefold() in "sxzß":
        return f"{name}'"
    last = re.split(r"[\s-]", name)[-1]
    abbreviation = len(last) > 1 and last.isupper()
    return f"{name}'s" if abbreviation or not name[-1].isalpha() else f"{name}s"


def join(items: Iterable[str], conj: str = "og") -> str:
    """Return a list in running text: "a", "a og b", "a, b og c" – no comma before the conjunction."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conj} {words[-1]}"


# --- numbers ------------------------------------------------------------------------------------------------

_WORDS = ("nul", "", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv")
_ONE = {"common": "én", "neuter": "ét"}
PARSE_MESSAGE = "Skriv et tal, for eksempel 55,5 eller 1.600.000."
EMPTY_MESSAGE = "Skriv et tal."
LONG_MESSAGE = "Tallet er for langt. Skriv højst 15 cifre før kommaet og 6 efter."
_DIGITS_BEFORE, _DIGITS_AFTER = 15, 6
_PARSE = re.compile(
    r"""(?P<sign>[-+]?)
    (?:(?P<grouped>[1-9][0-9]{0,2}(?:(?P<mark>[. ])[0-9]{3})(?:(?P=mark)[0-9]{3})*)|(?P<plain>[0-9]+))
    (?:,(?P<comma>[0-9]+))?
    """,
    re.VERBOSE,
)
# A single full stop is a decimal sign; "1600.000" is neither this nor a number with its thousands parted.
_PARSE_POINT = re.compile(r"(?P<sign>[-+]?)(?P<plain>[0-9]{1,3}|[0-9]+(?=\.(?![0-9]{3}\Z)))\.(?P<point>[0-9]+)")


def number_word(n: int, gender: str = "common") -> str:
    """Return a whole number as running text has it: words to twelve, then digits ("syv", "13", "1.600").

    ``gender`` is that of what is counted, "common" (én kommune) or "neuter" (ét svar).
    """
    if n == 1:
        return _ONE[gender]
    return _WORDS[n] if 0 <= n <= 12 else decimal(n)


def count(n: int, singular: str, plural: str, gender: str = "common") -> str:
    """Return number and noun for running text: "én kommune", "syv kommuner", "ingen kommuner"."""
    if n == 0:
        return f"ingen {plural}"
    return f"{number_word(n, gender)}{NBSP}{singular if n == 1 else plural}"


def amount(n: int, singular: str, plural: str) -> str:
    """Return number and noun for facts and tables, in digits: "0 kommuner", "1 kommune", "16 kommuner"."""
    return f"{decimal(n)}{NBSP}{singular if n == 1 else plural}"


def decimal(value: int | float | str | Decimal, places: int | None = None) -> str:
    """Return a number as Danish writes it: 55,5 and 1.600.000; below zero with a minus sign.

    ``places`` fixes the number of decimals (a half is rounded up); without it superfluous zeros go. A string
    is read as Python writes numbers, with a full stop. Raises ``ValueError`` for what is no number.
    """
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError("not a number") from error
    if not number.is_finite():
        raise ValueError("not a finite number")
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(number):f}".partition(".")
    if places is None:
        fraction = fraction.rstrip("0")
    sign = "\u2212" if number < 0 else ""
    return sign + f"{int(whole):,}".replace(",", ".") + (f",{fraction}" if fraction else "")


def parse_decimal(text: str) -> Decimal:
    """Read a number as Danes type it: "1,6", "1.6", "1 600 000", "1.600.000", "−3".

    A full stop before exactly three digits parts thousands ("1.600" is 1600), any other single one is a
    decimal sign; so this is for what people type and spreadsheets show, not for numbers stored with a full
    stop. Raises ``ValueError`` with a Danish message, which does not repeat what was typed.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-")
    plain = " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split())
    if not plain:
        raise ValueError(EMPTY_MESSAGE)
    match = _PARSE.fullmatch(plain) or _PARSE_POINT.fullmatch(plain)
    if not match:
        raise ValueError(PARSE_MESSAGE)
    parts = match.groupdict()
    whole = re.sub(r"[. ]", "", parts.get("grouped") or parts["plain"])
    fraction = (parts.get("comma") or parts.get("point") or "").rstrip("0")
    if len(whole.lstrip("0")) > _DIGITS_BEFORE or len(fraction) > _DIGITS_AFTER:
        raise ValueError(LONG_MESSAGE)
    return Decimal(f"{parts['sign']}{whole}" + (f".{fraction}" if fraction else "")) + 0


# --- dates --------------------------------------------------------------------------------------------------

_MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
_MONTHS_SHORT = (
    "jan.",
    "feb.",
    "mar.",
    "apr.",
    "maj",
    "jun.",
    "jul.",
    "aug.",
    "sep.",
    "okt.",
    "nov.",
    "dec.",
)


def month_number(word: str) -> int | None:
    """Return the number of a month by its name or the first three letters of it: "januar" or "jan." is 1."""
    word = fold(word).rstrip(".")
    names = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
    names.update((name, number) for number, name in enumerate(_MONTHS, 1))
    return names.get(word)


def _local(when: date) -> date:
    """Return a moment with a time zone as Copenhagen's clocks show it; anything else as it is."""
    if isinstance(when, datetime) and when.tzinfo is not None:
        return when.astimezone(COPENHAGEN)
    return when


def file_size(size: int) -> str:
    """Return how large a file of so many bytes is: "193 byte", "12,4 kB", "3,1 MB" (of 1.000 and 1.000.000 bytes)."""
    if size < 1000:
        return f"{size}{NBSP}byte"
    # What would be rounded to 1.000 kB is 1,0 MB.
    if size < 999_950:
        return f"{decimal(size / 1000, 1)}{NBSP}kB"
    return f"{decimal(size / 1_000_000, 1)}{NBSP}MB"


def date_long(when: date) -> str:
    """Return "18. december 2026". A moment with a time zone is read in Copenhagen."""
    when = _local(when)
    return f"{when.day}.{NBSP}{_MONTHS[when.month - 1]} {when.year}"


def date_short(when: date, *, year: bool = False) -> str:
    """Return "18. dec.", for tables; with ``year`` "18. dec. 2026"."""
    when = _local(when)
    short = f"{when.day}.{NBSP}{_MONTHS_SHORT[when.month - 1]}"
    return f"{short}{NBSP}{when.year}" if year else short


def time(when: datetime) -> str:
    """Return the time of day, "10.42" or "9.05". A moment with a time zone is read in Copenhagen."""
    when = _local(when)
    return f"{when.hour}.{when.minute:02d}"


def date_time(when: datetime) -> str:
    """Return "18. december 2026 kl. 10.42"."""
    return f"{date_long(when)} kl.{NBSP}{time(when)}"


def relative_deadline(days: int) -> str:
    """Return how far off a date is, in whole days from today: "om 27 dage", "i dag", "for 3 dage siden".

    From two years on in whole years, since nobody can tell 5.000 days from 6.000: "for 14 år siden".
    """
    near = {-1: "i går", 0: "i dag", 1: "i morgen"}
    if days in near:
        return near[days]
    # A day more, so that it is a year on its anniversary whatever the number of leap years between.
    if (years := int((abs(days) + 1) / 365.25)) >= 2:
        return f"om {years}{NBSP}år" if days > 0 else f"for {years}{NBSP}år siden"
    return f"om {decimal(days)}{NBSP}dage" if days > 0 else f"for {decimal(-days)}{NBSP}dage siden"


# --- spaces that must not break -----------------------------------------------------------------------------

_BEFORE_NUMBER = (
    "anbefaling|anbefalingerne|indikator|klynge|runde|udgave|tabel|figur|bilag|side|afsnit|kapitel|spor|trin|niveau|"
    "nr\\.|kl\\.|s\\.|stk\\.|ca\\.|af|§"
)
_NAMED_NUMBER = re.compile(rf"(?i)(?<!\w)({_BEFORE_NUMBER}) (?=[0-9])")
_YEAR = r"(?:19|20)[0-9]{2}(?![0-9])"
_NO_UNIT = "(?:og|eller|til|er|i|på|var|med|der|som|har|men|blev|skal|kan|at|for|fra|om|under|over)"
_NUMBER_UNIT = re.compile(rf"(?<![\w.,])(?!{_YEAR} )([0-9]+(?:[.,][0-9]+)*\.?) (?!{_NO_UNIT}(?!\w))(?=[a-zæøå%])")
_UNIT_UNIT = re.compile(r"(?<!\w)(mio\.|mia\.|t\.) (?=kr)")


def bind(text: str) -> str:
    """Return ``text`` with non-breaking spaces where no line must end: "27 dage", "anbefaling 2", "mio. kr."

    After a number and before a word in small letters (not after a year), and between words such as
    "anbefaling" or "kl." and their number. Only ordinary spaces are replaced, so nothing else changes.
    """
    text = _NAMED_NUMBER.sub(rf"\1{NBSP}", text)
    text = _NUMBER_UNIT.sub(rf"\1{NBSP}", text)
    return _UNIT_UNIT.sub(rf"\1{NBSP}", text)
