"""Words that stand in one place each, by which a page that shows more than it may is found out, and who may know them.

Who may know what is said in the words of the oracle, and nothing of the product is asked.
"""

import re
from dataclasses import replace

from tests.rights import oracle
from tests.rights.oracle import Case

ELSEWHERE = Case(municipality="N", round="open")


def _answers_of(letter):
    def may(actor, case):
        place = ELSEWHERE if letter == "N" else replace(case, municipality=letter)
        return oracle.sees_answers(actor, place if letter == "A" else replace(place, state="submitted"))

    return may


def _ruling_on(letter):
    may_see = _answers_of(letter)
    return lambda actor, case: may_see(actor, case) or oracle.reads_report(actor, case)


def _of_strategy(*owners):
    return lambda actor, case: oracle.reads_strategy(actor, replace(case, owners=owners))


def _import(kind, maker):
    return lambda actor, case: oracle.opens_import(actor, Case(kind=kind, maker=maker))


RULES = {
    "draft answer": oracle.is_own,
    **{f"submitted answer of {letter}": _answers_of(letter) for letter in "ABCN"},
    **{f"reason of ruling on {letter}": _ruling_on(letter) for letter in "ABC"},
    "reason for return": _answers_of("A"),
    "reason for absence": lambda actor, case: oracle.sees_counts(actor, case) or oracle.reads_report(actor, case),
    "round elsewhere": lambda actor, case: oracle.sees_counts(actor, ELSEWHERE),
    "planned round": lambda actor, case: oracle.sees_counts(actor, Case(round="planned")),
    "cluster report": oracle.sees_cluster_report,
    "draft report": oracle.sees_drafts_of_report,
    "task of report": oracle.sees_drafts_of_report,
    "body of region": oracle.sees_drafts_of_report,
    "correction": lambda actor, case: oracle.is_own(actor, case) or oracle.sees_drafts_of_report(actor, case),
    **{f"{what} of egen": _of_strategy("A") for what in ("part", "activity")},
    **{f"{what} of faelles": _of_strategy("A", "B") for what in ("part", "activity")},
    "deleted draft": oracle.is_own_lead,
    "deleted part of egen": lambda actor, case: actor.answers_for("A"),
    "deleted part of faelles": lambda actor, case: actor.answers_for("A") or actor.answers_for("B"),
    # An administrator chooses by their titles which strategy activities are imported into.
    "draft strategy elsewhere": lambda actor, case: actor.answers_for("N") or actor.administrator,
    "activity elsewhere": lambda actor, case: actor.answers_for("N"),
    **{
        f"import of {kind} by {maker}": _import(kind, maker)
        for kind, maker in (
            ("municipalities", "administrator"),
            ("answers", "administrator"),
            ("answers", "caseworker A"),
        )
    },
}


def _word(number):
    """Give a word of letters alone that is no part of another, nor of anything a page says by itself."""
    return f"Zq{'bcdfghjklmnprstvwxz'[number % 19]}{'aeiouy'[number // 19]}mark"


MARKS = {kind: _word(number) for number, kind in enumerate(RULES)}
KIND_OF = {word.lower(): kind for kind, word in MARKS.items()}
_WORD = re.compile("zq[a-z]{2}mark", re.IGNORECASE)


def marks_in(text):
    """Give which marks stand in a text."""
    return {KIND_OF[word.lower()] for word in _WORD.findall(text)}


def leaked(text, actor, case):
    """Give which marks stand in a text that the actor may not know of."""
    return sorted(kind for kind in marks_in(text) if not RULES[kind](actor, case))
