"""What makes a question well-formed, whoever writes it: the admin's form, an import or the demo.

Pure, like the codec of answers that it protects: a question that passes here has answers that can be stored
and read back without doubt.
"""

import re
from collections.abc import Sequence

from indicators.values import (
    CHOICE_TYPES,
    NOT_RELEVANT,
    NOT_RELEVANT_TYPES,
    NOT_RELEVANT_WORDS,
    SEPARATOR,
    AnswerType,
    QuestionLike,
    clean_text,
    fold,
    is_verdict,
    possible_values,
    shorten,
)


def validate_question(
    question: QuestionLike, *, parent: QuestionLike | None = None, trigger_values: Sequence[str] = ()
) -> list[str]:
    """List in Danish what keeps a question from being asked and counted; [] when it is well-formed.

    `parent` and `trigger_values` belong to a supplementary question: the parent's values that bring it up.
    """
    return [message for _, message in question_problems(question, parent=parent, trigger_values=trigger_values)]


def question_problems(
    question: QuestionLike, *, parent: QuestionLike | None = None, trigger_values: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """List the same problems with the attribute that each belongs to, so that a form or a table can point at it."""
    if question.answer_type not in set(AnswerType):
        return [("answer_type", f"Svartypen ”{question.answer_type}” findes ikke.")]
    problems = [("options", message) for message in _option_problems(question)]
    steps = len(question.options)
    if question.answer_type == AnswerType.LEVEL:
        threshold = question.fulfilled_from
        if threshold is None or not 1 <= threshold <= steps:
            message = f"Angiv, fra hvilket niveau indikatoren er opfyldt: et tal fra 1 til {steps}."
            problems.append(("fulfilled_from", message))
    elif question.fulfilled_from is not None:
        message = "”Opfyldt fra” kan kun bruges, når svaret er et niveau. Lad feltet stå tomt."
        problems.append(("fulfilled_from", message))
    if question.unit and question.answer_type != AnswerType.NUMBER:
        problems.append(("unit", "En enhed kan kun bruges, når svaret er et tal. Lad feltet stå tomt."))
    if question.not_relevant_allowed and question.answer_type not in NOT_RELEVANT_TYPES:
        message = "”Ikke relevant” kan ikke tillades, når svaret er en tekst eller flere valg."
        problems.append(("not_relevant_allowed", message))
    if question.asks_for_strategy and (parent is not None or not is_verdict(question.answer_type)):
        message = "Kun en indikator, der besvares med ja eller nej eller et niveau, kan bede om en strategi."
        problems.append(("asks_for_strategy", message))
    return problems + [("trigger_values", message) for message in _trigger_problems(parent, trigger_values)]


def _option_problems(question: QuestionLike) -> list[str]:
    options = list(question.options)
    if question.answer_type not in CHOICE_TYPES and question.answer_type != AnswerType.LEVEL:
        return ["Valgmuligheder kan kun bruges ved valg og niveauer. Lad feltet stå tomt."] if options else []
    problems = []
    if len(options) < 2:
        problems.append("Angiv mindst to valgmuligheder.")
    seen = set()
    for place, option in enumerate(options, 1):
        word = fold(option)
        if not word:
            problems.append(f"Valgmulighed {place} er tom.")
            continue
        if word in seen:
            problems.append(f"Valgmuligheden ”{shorten(option)}” står der to gange.")
        seen.add(word)
        problems += _wording_problems(question, place, option)
    return problems


def _wording_problems(question: QuestionLike, place: int, option: str) -> list[str]:
    """Find what in one option's text would make a stored answer ambiguous."""
    if option != clean_text(option) or "\n" in option or "\t" in option:
        return [f"Valgmulighed {place} har mellemrum yderst eller usynlige tegn. Skriv den på én linje."]
    if SEPARATOR in option:
        return [f"Valgmuligheden ”{shorten(option)}” må ikke indeholde ”|”, som skiller flere valg ad."]
    if fold(option) in NOT_RELEVANT_WORDS:
        return ["”Ikke relevant” er ikke en valgmulighed. Brug i stedet feltet ”Ikke relevant er tilladt”."]
    is_number = re.match(r"\d+([.,]0*)?$", fold(option), re.A)
    if question.answer_type == AnswerType.LEVEL and is_number and option != str(place):
        return [f"Niveau {place} kan ikke hedde ”{shorten(option)}”. Det ligner et andet niveaus nummer."]
    return []


def _trigger_problems(parent: QuestionLike | None, trigger_values: Sequence[str]) -> list[str]:
    if parent is None:
        return ["Kun et supplerende spørgsmål kan vises ved bestemte svar."] if trigger_values else []
    possible = possible_values(parent)
    if not possible:
        return ["Et supplerende spørgsmål kan ikke høre til et spørgsmål om et tal eller en tekst."]
    if not trigger_values:
        return ["Angiv, ved hvilke svar det supplerende spørgsmål vises."]
    return [
        f"”{shorten(value)}” kan ikke svares på det spørgsmål, som dette hører til. Brug: "
        + ", ".join(item.replace("_", " ") if item == NOT_RELEVANT else item for item in possible)
        + "."
        for value in trigger_values
        if value not in possible
    ]
