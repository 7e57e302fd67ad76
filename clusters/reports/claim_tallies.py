"""What free prose says of the answers to a tallied question: "for de fleste på hjemmesiden". Pure.

Read are words such as "alle", "de fleste" and "ingen" that stand with an option of the question. A tally counts tracks,
so "alle" holds where every track has chosen the option.
"""

import re

from clusters.reports.claim_forms import Claim, holds
from clusters.reports.facts import TallyFacts
from clusters.reports.tally_words import YES_NO, is_choice

# Who is spoken of: a noun, of which no part is told, or nobody before a verb or preposition of choosing.
_WHO = (
    r"(?:(?: af)?(?: de| alle)?(?: \d+| [a-zæøå]+)?)??"
    r"(?: kommuner(?:ne)?| svar(?:ene)?| spor(?:ene)?)(?!\w)(?!,? (?:uden|med|som|der|hvor|fra|i landet)(?!\w))"
    r"|(?= (?:på|via|gennem|ved|nævner|bruger|vælger|orienterer|screener|svarer|sker)(?!\w))"
)
_SAYINGS = tuple(
    (kind, re.compile(rf"(?<![\w.,])(?:{text})(?:{_WHO})", re.IGNORECASE))
    for kind, text in (
        ("most", r"(?:langt )?de fleste|flertallet|hovedparten|størstedelen|et flertal"),
        ("all", r"alle|samtlige"),
        ("none", r"ingen"),
        ("half", r"halvdelen"),
        ("few", r"et fåtal|et mindretal|kun få"),
    )
)
# "Ikke alle" and "næsten alle" say too little to be held against.
_WEAK = re.compile(
    r"(?<!\w)(?:ikke|næppe|langt ?fra|næsten|stort set|så godt som|omkring|cirka|knap|godt|over|under)(?: helt)? $",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"(?<!\w)(?:ikke|uden|hverken|mangler|aldrig|færre)(?!\w)", re.IGNORECASE)
# Options whose words mean something else in a text.
_EMPTY = frozenset({"andet", "andre", "ja", "nej"})
_SHORTEST = 3


def find_sayings(sentence: str) -> list[Claim]:
    """Give where a sentence says "alle", "de fleste" and so on, in order."""
    found = []
    for kind, pattern in _SAYINGS:
        for match in pattern.finditer(sentence):
            # What stands in brackets is said of the word before them: "hjemmeside (i alle 14 spor)".
            if sentence.count("(", 0, match.start()) > sentence.count(")", 0, match.start()):
                continue
            if not _WEAK.search(sentence[max(0, match.start() - 25) : match.start()]):
                found.append(Claim(kind, match.start(), match.end()))
    return sorted(found, key=lambda claim: claim.start)


def is_turned(words: str) -> bool:
    """Say whether words tell of those that have not chosen something."""
    return _NEGATION.search(words) is not None


def options_in(words: str, tally: TallyFacts, *, asked: bool) -> list[tuple[str, int]]:
    """Give the options that words name, in any ending, with how often each was chosen.

    `asked` says whether the sentence names the question; ja and nej are read only then.
    """
    if not tally.tally.answered:
        return []
    if tally.answer_type in YES_NO:
        return [(name, times) for name, times in tally.tally.options if asked and _stands_in(name, words)]
    if not is_choice(tally):
        return []
    return [
        (name, times)
        for name, times in tally.tally.options
        if name.casefold() not in _EMPTY and len(name) >= _SHORTEST and _stands_in(name, words)
    ]


def _stands_in(option: str, words: str) -> bool:
    ending = r"\w{0,3}" if option[1:].islower() and option not in _EMPTY else ""
    return re.search(rf"(?<!\w){re.escape(option)}{ending}(?!\w)", words, re.IGNORECASE) is not None


def contradicted(claim: Claim, named: list[tuple[str, int]], answered: int, words: str) -> list[tuple[str, int]]:
    """Give the options of which a claim does not hold; of those joined by "eller" one that does is enough."""
    wrong = [(name, times) for name, times in named if not holds(claim, times, answered)]
    return [] if " eller " in words and len(wrong) < len(named) else wrong
