"""The municipalities behind a number of an edition, told from what it has sealed alone. Pure.

The facts, which all readers may see, hold each municipality's value, the rule behind it and what its tracks answered.
The record holds the elaborations and the answers that are only tallied, for those who take part.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from clusters.consolidation import Outcome
from clusters.reports.facts import ClusterFacts, IndicatorFacts, MemberFacts, ReportFacts, RulingNote, ValueFacts


@dataclass(frozen=True, slots=True)
class SealedAnswer:
    """One answer of the record: which indicator row it is to, the canonical value, and the elaboration."""

    indicator: int
    value: str
    elaboration: str
    example: bool


@dataclass(frozen=True, slots=True)
class SealedTrack:
    """One track of the record, with its answers by indicator row."""

    name: str
    answers: dict[int, SealedAnswer]


@dataclass(frozen=True, slots=True)
class Entry:
    """A municipality behind a number: its value, and the rulings on its answers. `value` is None for a tally."""

    member: MemberFacts
    cluster: str
    value: ValueFacts | None
    rulings: tuple[RulingNote, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The municipalities that came to one outcome; `word` is "" where the answers are tallied."""

    key: str
    word: str
    entries: tuple[Entry, ...]


def read_record(text: str) -> dict[str, tuple[SealedTrack, ...]]:
    """Give the tracks of an edition's record by the municipality's code."""
    return {row["code"]: tuple(_track(track) for track in row["tracks"]) for row in json.loads(text)}


def _track(track):
    answers = (
        SealedAnswer(row["indicator"], row["value"], row["elaboration"], row["example"]) for row in track["answers"]
    )
    return SealedTrack(track["name"], {row.indicator: row for row in answers})


def find_indicator(facts: ReportFacts, number: str) -> IndicatorFacts | None:
    """Give a main indicator of a report by its number, None where there is none."""
    rows = (row for recommendation in facts.recommendations for row in recommendation.indicators)
    return next((row for row in rows if row.number == number), None)


def sections(facts: ReportFacts, indicator: IndicatorFacts, cluster: str = "", value: str = "") -> tuple[Section, ...]:
    """Give the Sections behind a number. `cluster` is a slug and `value` an outcome; "" is all of them."""
    chosen = [each for each in facts.clusters if cluster in ("", each.slug)]
    entries = [entry for each in chosen for entry in _entries(each, indicator)]
    if indicator.counts is None:
        return (Section("", "", tuple(entries)),)
    found = []
    for outcome in Outcome:
        matching = tuple(entry for entry in entries if entry.value and entry.value.value == outcome.value)
        if value == outcome.value or (not value and matching):
            found.append(Section(outcome.value, outcome.label, matching))
    return tuple(found)


def _entries(cluster: ClusterFacts, indicator: IndicatorFacts) -> Iterable[Entry]:
    for member in cluster.participants:
        value = next((row for row in member.values if row.number == indicator.number), None)
        rulings = tuple(row for row in indicator.rulings if row.municipality == member.name)
        yield Entry(member, cluster.name, value, rulings)
