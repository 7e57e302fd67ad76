"""What a report says in words: each text with its bound figures resolved, and the estimates of need. Pure.

The file that is handed out as JSON holds it (clusters/reports/renderers/json.py), so that whoever reads the file reads
what the other formats say. It is made of the sealed facts and no part of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from clusters.reports import narrative
from clusters.reports.bound import plain_text
from clusters.reports.clearance import written_texts
from clusters.reports.facts import ADVICE, STATUS, ReportFacts
from clusters.reports.need import estimates


@dataclass(frozen=True, slots=True)
class ToldText:
    """A text as it is said, without marks; `is_draft` where it comes of the numbers and nobody has written it."""

    text: str
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class ToldNeed:
    """How many of a target group are estimated to live in a place, as a number and in words."""

    name: str
    place: str
    population: int | None
    number: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the report says in words."""

    texts: dict[str, ToldText]
    needs: tuple[ToldNeed, ...]


def told(facts: ReportFacts) -> Told:
    """Give every text that the report shows by the slug of its part, and every estimate."""
    texts = {part.slug: ToldText(plain_text(text, facts)) for part, text in written_texts(facts)}
    for slug, draft in _drafts(facts):
        if draft and slug not in texts:
            texts[slug] = ToldText(narrative.paragraphs_text(draft), is_draft=True)
    texts |= {slug: ToldText(plain_text(text, facts)) for slug, text in _pieces(facts) if text}
    needs = (
        ToldNeed(each.need.name, each.place, each.population, each.number, each.words)
        for group in estimates(facts)
        for each in group.rows
    )
    return Told(texts, tuple(needs))


def _drafts(facts: ReportFacts) -> Iterable[tuple[str, tuple]]:
    yield "indledning", narrative.draft_introduction(facts)
    yield "konklusioner", narrative.draft_conclusions(facts)
    for row in facts.recommendations:
        if row.shows(STATUS):
            yield f"status-{row.number}", narrative.draft_status(row, facts.before)


def _pieces(facts: ReportFacts) -> Iterable[tuple[str, str]]:
    """Give the texts that stand in lists and annexes, under the names that the page has for them."""
    for row in facts.priorities:
        yield f"vaegt-{row.number}", row.priority_reason
    yield from _advised("klyngerne", facts.cooperation_advice, facts.cooperation_follow_ups)
    for row in facts.recommendations:
        if row.shows(ADVICE):
            yield from _advised(row.number, row.advice, row.follow_ups)
    for cluster in facts.clusters:
        for place, (_, text) in enumerate(cluster.report.parts if cluster.report else (), start=1):
            yield f"klynge-{cluster.letter.lower()}-{place}", text


def _advised(slug, items, follow_ups) -> Iterable[tuple[str, str]]:
    for place, each in enumerate(items, start=1):
        yield f"anbefales-{slug}-{place}", each.text
    for place, each in enumerate(follow_ups, start=1):
        yield f"sidst-{slug}-{place}", each.item.text
        yield f"sidst-{slug}-{place}-nu", each.text
