"""The codec of answers: what a person writes or an import holds → one canonical string → Danish again.

Canonical values are stored as text: "ja", "nej", "delvis", "ikke_relevant"; a level as "1".."n"; a number
with "." as its decimal sign; one choice as the option's own text; several choices as options in the
catalogue's order, joined by "|"; free text as typed. "" is unanswered, which is never the same as nej.

Pure: knows neither database nor framework, so that forms, imports, the demo and the counting agree on one
reading. Any object with the attributes of `Question` will do as a question; a stored indicator is one.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

YES = "ja"
NO = "nej"
PARTLY = "delvis"
NOT_RELEVANT = "ikke_relevant"
UNANSWERED = ""

SEPARATOR = "|"
MAX_TEXT = 10_000
MAX_WHOLE_DIGITS = 9
MAX_DECIMALS = 2
NBSP = "\u00a0"


class AnswerType(StrEnum):
    """How an indicator or a supplementary question is answered."""

    YES_NO = "yes_no"
    YES_NO_PARTLY = "yes_no_partly"
    LEVEL = "level"
    NUMBER = "number"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TEXT = "text"


VERDICT_TYPES = frozenset({AnswerType.YES_NO, AnswerType.YES_NO_PARTLY, AnswerType.LEVEL})
CHOICE_TYPES = frozenset({AnswerType.SINGLE_CHOICE, AnswerType.MULTIPLE_CHOICE})
NOT_RELEVANT_TYPES = VERDICT_TYPES | {AnswerType.NUMBER, AnswerType.SINGLE_CHOICE}


class QuestionLike(Protocol):
    """What the codec needs of a question. `options` are the choices, or a level's steps from the lowest."""

    @property
    def answer_type(self) -> str: ...
    @property
    def options(self) -> Sequence[str]: ...
    @property
    def unit(self) -> str: ...
    @property
    def not_relevant_allowed(self) -> bool: ...
    @property
    def fulfilled_from(self) -> int | None: ...
    @property
    def asks_for_strategy(self) -> bool: ...


@dataclass(frozen=True)
class Question:
    """A question as plain values, for whoever has no stored indicator at hand."""

    answer_type: str
    options: tuple[str, ...] = ()
    unit: str = ""
    not_relevant_allowed: bool = False
    fulfilled_from: int | None = None
    asks_for_strategy: bool = False


class ValueProblem(ValueError):
    """A value that the question cannot take. Its text is Danish and says what would be right."""


def is_verdict(answer_type: str) -> bool:
    """Say whether answers of this type are consolidated to ja or nej; the others are tallied per track."""
    return answer_type in VERDICT_TYPES


def is_partly(answer_type: str, value: str) -> bool:
    """Say whether the value is the answer *delvis*, and not an option or a text that happens to read so."""
    return answer_type == AnswerType.YES_NO_PARTLY and value == PARTLY


def is_not_relevant(answer_type: str, value: str) -> bool:
    """Say whether the value is the answer *ikke relevant*, and not a text that happens to read so."""
    return answer_type in NOT_RELEVANT_TYPES and value == NOT_RELEVANT


def possible_values(question: QuestionLike) -> tuple[str, ...]:
    """Give every canonical value of a question with a finite set of them, in the order of the form.

    Several choices give the single options. Numbers and texts give ().
    """
    match question.answer_type:
        case AnswerType.YES_NO:
            values = (YES, NO)
        case AnswerType.YES_NO_PARTLY:
            values = (YES, NO, PARTLY)
        case AnswerType.LEVEL:
            values = tuple(str(step) for step in range(1, len(question.options) + 1))
        case AnswerType.SINGLE_CHOICE | AnswerType.MULTIPLE_CHOICE:
            values = tuple(question.options)
        case _:
            return ()
    return (*values, NOT_RELEVANT) if _takes_not_relevant(question) else values


def triggers(parent_value: str, trigger_values: Iterable[str]) -> bool:
    """Say whether the parent's canonical value is one at which a supplementary question is asked.

    For several choices one chosen option among the triggers is enough. An unanswered parent triggers nothing.
    """
    if parent_value == UNANSWERED:
        return False
    return not set(parent_value.split(SEPARATOR)).isdisjoint(trigger_values)


# ---- reading ------------------------------------------------------------------------------------------


def parse(question: QuestionLike, raw: str | Sequence[str]) -> str:
    """Read what was written or imported as one canonical value; "" where nothing was.

    Case, outer spaces and the usual other spellings ("Ikke relevant", "2,50", "3 – Systematisk") are
    accepted, a canonical value gives itself. A list is for several choices; elsewhere it holds at most one.
    Raises ValueProblem, in Danish, for what the question cannot take.
    """
    if question.answer_type == AnswerType.MULTIPLE_CHOICE:
        return _parse_choices(question, raw)
    if not isinstance(raw, str):
        filled = [item for item in raw if item.strip()]
        if len(filled) > 1:
            raise ValueProblem("Her kan du kun give ét svar. Vælg et af dem.")
        raw = filled[0] if filled else ""
    if question.answer_type == AnswerType.TEXT:
        return clean_text(raw)
    word = fold(raw)
    if not word:
        return UNANSWERED
    if word in NOT_RELEVANT_WORDS:
        if _takes_not_relevant(question):
            return NOT_RELEVANT
        raise ValueProblem(f"Her kan man ikke svare ”ikke relevant”. {_what_is_right(question)}")
    return _READERS[AnswerType(question.answer_type)](question, raw, word)


def clean_text(raw: str, limit: int = MAX_TEXT) -> str:
    """Read free text: newlines as \\n, composed letters (NFC), no control characters, no outer spaces.

    Control characters are dropped rather than refused: they come with text pasted from Word and PDF, nobody
    can see them to remove them, and PostgreSQL cannot store NUL. Word's own line break (vertical tab)
    becomes a newline.
    The limit counts characters (code points) afterwards, so that æ is one and a line break is one.
    Raises ValueProblem when the text is longer than the limit. A text in which nothing can be seen is no text.
    """
    text = _LINE_BREAKS.sub("\n", raw)
    text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFC", text).strip()
    if not is_visible(text):
        return ""
    if len(text) > limit:
        length, room, over = (danish_number(str(n)) for n in (len(text), limit, len(text) - limit))
        raise ValueProblem(f"Teksten er på {length} tegn. Der er plads til {room}. Forkort den med {over}.")
    return text


def is_visible(text: str) -> bool:
    """Say whether a text holds anything that can be seen: more than spaces, format characters and lone accents."""
    return any(unicodedata.category(each) not in _UNSEEN and each not in _BLANKS for each in text)


def parse_trigger_values(parent: QuestionLike, raw: str) -> tuple[str, ...]:
    """Read an import's list of the parent's values ("ja, delvis", "1|2"), giving them in the form's order.

    "|" separates where it occurs, else the comma. Raises ValueProblem for a value the parent cannot have.
    """
    possible = possible_values(parent)
    found = set()
    for part in raw.split(SEPARATOR if SEPARATOR in raw else ","):
        value = parse(parent, part)
        if value != UNANSWERED and value not in possible:
            raise ValueProblem("Kun spørgsmål med faste svar kan udløse et supplerende spørgsmål.")
        found.add(value)
    return tuple(value for value in possible if value in found)


_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters but newline and tab, lone surrogates (which no database takes), byte order marks.
# The last two ranges turn the direction of text, so that what is read is not what is written.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
# Letters and signs that are drawn as nothing: fillers of Hangul, the empty Braille cell.
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
NOT_RELEVANT_WORDS = frozenset({"ikke relevant", "ikke_relevant", "ikke-relevant"})
_VERDICT_WORDS = {"ja": YES, "j": YES, "nej": NO, "n": NO, "delvis": PARTLY, "delvist": PARTLY}
_NUMBER = re.compile(r"[+-]?\d+(,\d*)?|[+-]?\d+\.\d*|[+-]?\d{1,3}(\.\d{3})+(,\d*)?|[+-]?\d{1,3}( \d{3})+(,\d*)?", re.A)
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.A)


def fold(text: str) -> str:
    """Make two spellings of the same words equal: composed letters, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _takes_not_relevant(question: QuestionLike) -> bool:
    return bool(question.not_relevant_allowed) and question.answer_type in NOT_RELEVANT_TYPES


def _read_verdict(question: QuestionLike, raw: str, word: str) -> str:
    value = _VERDICT_WORDS.get(word)
    if value is None:
        raise ValueProblem(f"”{shorten(raw)}” er ikke et svar. {_what_is_right(question)}")
    if value == PARTLY and question.answer_type != AnswerType.YES_NO_PARTLY:
        raise ValueProblem(f"Her kan man ikke svare ”delvis”. {_what_is_right(question)}")
    return value


def _read_level(question: QuestionLike, raw: str, word: str) -> str:
    number = re.fullmatch(r"0*(\d+)([.,]0*)?", word, re.A)
    steps = len(question.options)
    if number:
        # Compared as text first: a very long run of digits is no level and need not become a number.
        if len(number[1]) <= len(str(steps)) and 1 <= int(number[1]) <= steps:
            return str(int(number[1]))
        raise ValueProblem(f"Niveau {shorten(word)} findes ikke. {_what_is_right(question)}")
    for step, name in enumerate(question.options, 1):
        if word in {fold(name), fold(f"{step} – {name}"), fold(f"{step} - {name}")}:
            return str(step)
    raise ValueProblem(f"”{shorten(raw)}” er ikke et niveau. {_what_is_right(question)}")


_ONE = {"måneder": "måned", "uger": "uge", "dage": "dag", "timer": "time", "personer": "person"}


def _of_one(unit: str) -> str:
    """Give what a unit is called after the number one: "måned efter afslutning"."""
    first, space, rest = unit.partition(" ")
    return _ONE.get(first, first) + space + rest


def _read_number(question: QuestionLike, raw: str, word: str) -> str:
    for unit in (fold(question.unit), _of_one(fold(question.unit))):
        if unit and word.endswith(unit):
            word = word.removesuffix(unit).rstrip()
            break
    word = word.replace("\u2212", "-")
    if not _NUMBER.fullmatch(word):
        raise ValueProblem(f"”{shorten(raw)}” er ikke et tal. {_what_is_right(question)}")
    if _AMBIGUOUS.fullmatch(word):
        raise ValueProblem(
            f"”{word}” kan læses på to måder. Skriv {word.replace('.', '')}, hvis det er et helt tal, "
            "og ellers komma og højst to decimaler."
        )
    negative = word.startswith("-")
    word = word.lstrip("+-").replace(" ", "")
    if "," in word or word.count(".") > 1:
        word = word.replace(".", "").replace(",", ".")
    whole, _, decimals = word.partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    if negative and (whole != "0" or decimals):
        raise ValueProblem("Tallet kan ikke være under 0.")
    if len(whole) > MAX_WHOLE_DIGITS:
        raise ValueProblem(f"Tallet er for stort. Det kan højst have {MAX_WHOLE_DIGITS} cifre før kommaet.")
    if len(decimals) > MAX_DECIMALS:
        raise ValueProblem("Skriv højst to decimaler, fx 2,25.")
    return f"{whole}.{decimals}" if decimals else whole


def _read_choice(question: QuestionLike, raw: str, word: str) -> str:
    option = _find_option(question, raw)
    if option is None:
        raise ValueProblem(f"”{shorten(raw)}” er ikke en valgmulighed. {_what_is_right(question)}")
    return option


_READERS = {
    AnswerType.YES_NO: _read_verdict,
    AnswerType.YES_NO_PARTLY: _read_verdict,
    AnswerType.LEVEL: _read_level,
    AnswerType.NUMBER: _read_number,
    AnswerType.SINGLE_CHOICE: _read_choice,
}


def _parse_choices(question: QuestionLike, raw: str | Sequence[str]) -> str:
    parts = raw.split(SEPARATOR) if isinstance(raw, str) else list(raw)
    chosen = set()
    for part in parts:
        whole = _find_option(question, part)
        # A spreadsheet's cell may separate by semicolon or line; an option that holds one itself comes first.
        for piece in [part] if whole is not None else re.split(r"[;\n|]", part):
            option = _find_option(question, piece)
            if option is not None:
                chosen.add(option)
            elif piece.strip():
                raise ValueProblem(f"”{shorten(piece)}” er ikke en valgmulighed. {_what_is_right(question)}")
    return SEPARATOR.join(option for option in question.options if option in chosen)


def _find_option(question: QuestionLike, text: str) -> str | None:
    word = fold(text)
    return next((option for option in question.options if fold(option) == word), None) if word else None


def shorten(text: str, length: int = 40) -> str:
    """Quote a wrong value in a message without letting it fill the page."""
    text = " ".join(_INVISIBLE.sub("", text).split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _what_is_right(question: QuestionLike) -> str:
    """Say in Danish what the question takes."""
    match question.answer_type:
        case AnswerType.NUMBER:
            return "Skriv kun tallet, fx 3 eller 2,5."
        case AnswerType.LEVEL:
            return f"Skriv et tal fra 1 til {len(question.options)}."
        case AnswerType.MULTIPLE_CHOICE:
            return f"Vælg en eller flere af: {', '.join(question.options)}."
        case AnswerType.SINGLE_CHOICE:
            return f"Vælg en af: {', '.join(question.options)}."
    words = [value.replace("_", " ") for value in possible_values(question)]
    return f"Skriv {', '.join(words[:-1])} eller {words[-1]}."


# ---- showing ------------------------------------------------------------------------------------------


def display(question: QuestionLike, value: str) -> str:
    """Write a canonical value for people: "ikke relevant", "3 – Systematisk", "2,5 måneder", "A, B".

    An unanswered question reads "ikke besvaret". A value from an older shape of the question is shown as it
    is rather than lost. Number and unit are held together by a non-breaking space.
    """
    if value == UNANSWERED:
        return "ikke besvaret"
    if is_not_relevant(question.answer_type, value):
        return "ikke relevant"
    match question.answer_type:
        case AnswerType.LEVEL if value in possible_values(question):
            name = question.options[int(value) - 1]
            return value if name == value else f"{value} – {name}"
        case AnswerType.NUMBER:
            unit = _of_one(question.unit) if value == "1" else question.unit
            return danish_number(value) + (f"{NBSP}{unit}" if unit else "")
        case AnswerType.MULTIPLE_CHOICE:
            return ", ".join(value.split(SEPARATOR))
    return value


def as_input(question: QuestionLike, value: str) -> str:
    """Write a canonical value as a person types it, so that `parse` reads it back: "2,5", "ikke relevant"."""
    if is_not_relevant(question.answer_type, value):
        return "ikke relevant"
    return value.replace(".", ",") if question.answer_type == AnswerType.NUMBER else value


def danish_number(value: str) -> str:
    """Write a canonical number with decimal comma and dots between thousands: "1600000.5" → "1.600.000,5"."""
    whole, _, decimals = value.partition(".")
    if not re.fullmatch(r"\d+", whole + decimals, re.A):
        return value
    return f"{int(whole):,}".replace(",", ".") + (f",{decimals}" if decimals else "")
