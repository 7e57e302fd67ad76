"""Better advice than "that is no answer" for what people write in the cells of a questionnaire.

Nothing is taken apart or guessed: whether "Ja – men kun for voksne" is a ja or a delvis is for the municipality to
say. The advice shows how each part would be written.
"""

import re

from indicators.values import YES, AnswerType, QuestionLike, ValueProblem, fold, parse, possible_values, shorten
from misbrug.text.danish import first_upper

_UNKNOWN = frozenset(
    {"ved ikke", "ved ikke endnu", "ved det ikke", "uvist", "ukendt", "?", "??", "-", "–", "n/a", "i/a"}
)
_NOT_YET = frozenset({"ikke besvaret", "ubesvaret", "mangler", "afventer", "ikke svaret", "følger", "kommer senere"})
LEAVE_EMPTY = "Ved I det ikke endnu, så lad cellen stå tom. Et tomt svar ændrer ikke det, der står."


def advice_on(question: QuestionLike, text: str, message: str) -> str:
    """Give what to say of a text that `parse` refused with `message`: what would be right, else the message itself."""
    word = fold(text).rstrip(".")
    if word in _UNKNOWN or word in _NOT_YET:
        return LEAVE_EMPTY
    several = [part.strip() for part in re.split(r"\s+(?:og|eller)\s+|[/+&]", text)]
    if len(several) > 1 and all(_is_answer(question, part) for part in several):
        named = " og ".join(f"”{shorten(part)}”" for part in several)
        return f"Her er flere svar: {named}. Vælg ét af dem."
    answer, rest = _parted(question, text)
    if not rest:
        return message
    said = f"Skriv ”{answer}” som svar, og flyt ”{shorten(rest)}” over i uddybningen."
    is_doubtful = question.answer_type == AnswerType.YES_NO_PARTLY and fold(answer) == YES
    return f"{said} Gælder det kun for nogle, så skriv ”Delvis”." if is_doubtful else said


def _is_answer(question, text):
    try:
        return bool(parse(question, text))
    except ValueProblem:
        return False


def _parted(question, text):
    """Part "Ja – men kun for voksne" into "Ja" and "men kun for voksne"; ("", "") where it does not begin so."""
    words = {value.replace("_", " "): value for value in possible_values(question)}
    for word in sorted(words, key=len, reverse=True):
        found = re.fullmatch(rf"\s*{re.escape(word)}t?\b[\s,.:;()–—/-]*(.+?)[\s)]*", text, re.I | re.S)
        if found:
            return first_upper(word), found[1].strip()
    return "", ""
