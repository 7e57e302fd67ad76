"""What has to be settled before a report can be released, all told together. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from clusters.reports import bound, claims
from clusters.reports.facts import EXPLANATION, STATUS, ReportFacts
from clusters.reports.parts import Part, part_of
from misbrug.text.danish import amount

WAITING, CORRECTION, CLAIM, FIGURE = "waiting", "correction", "claim", "figure"


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing to settle: what it is, in words, and where it is mended. `key` is that of a claims.Finding."""

    kind: str
    words: str
    part: Part | None = None
    sentence: str = ""
    key: str = ""


def written_texts(facts: ReportFacts) -> tuple[tuple[Part, str], ...]:
    """Give each text that stands in the report, with its part, in the order of the report."""
    texts = {
        "indledning": facts.introduction,
        "konklusioner": facts.conclusions,
        "klyngesamarbejdet": facts.cooperation,
    }
    for row in facts.recommendations:
        if row.shows(EXPLANATION):
            texts[f"forklaring-{row.number}"] = row.written_explanation
        if row.shows(STATUS):
            texts[f"status-{row.number}"] = row.status
    return tuple((part_of(slug), text.text) for slug, text in texts.items() if text is not None)


def blockers(facts: ReportFacts, waived: Collection[str] = frozenset()) -> tuple[Blocker, ...]:
    """Give all that keeps a report from being released. `waived` are keys of findings that were let stand."""
    found = []
    if facts.waiting:
        found.append(Blocker(WAITING, f"{amount(facts.waiting, 'svar', 'svar')} afventer projektgruppens vurdering."))
    if facts.reply.open:
        words = amount(facts.reply.open, "ønske om rettelse", "ønsker om rettelse")
        found.append(Blocker(CORRECTION, f"{words} venter på et svar."))
    for part, text in written_texts(facts):
        found += in_text(text, part, facts, waived)
    return tuple(found)


def in_text(text: str, part: Part, facts: ReportFacts, waived: Collection[str] = frozenset()) -> list[Blocker]:
    """Give what has to be settled in one text: figures that cannot be worked out, sentences that part with the data."""
    found = [Blocker(FIGURE, problem.message, part, problem.raw) for problem in bound.problems(text, facts)]
    for finding in claims.check(text, facts, part.number):
        if finding.key not in waived:
            found.append(Blocker(CLAIM, finding.message, part, finding.sentence, finding.key))
    return found
