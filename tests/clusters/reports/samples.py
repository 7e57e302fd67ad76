"""Facts for tests of phrases and charts, without a database."""

from datetime import UTC, datetime

from clusters.consolidation import Counts, Rule
from clusters.reports.facts import (
    SCHEMA,
    CatalogueFacts,
    ClusterCounts,
    ClusterFacts,
    IndicatorFacts,
    MemberFacts,
    RecommendationFacts,
    ReportFacts,
    RoundFacts,
    TallyFacts,
    ValueFacts,
)
from clusters.tallies import tally_choices, tally_numbers, tally_texts

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

STRATEGY = "Kommunen har en nedskrevet strategi for synlighed"
FAMILY = "Familien indgår i behandlingen"


def indicator(*clusters, number="1.1", text=STRATEGY, answer_type="yes_no_partly", before=None, supplements=()):
    """Give an indicator in clusters of these Counts, named Klynge 1, Klynge 2 …"""
    rows = tuple(ClusterCounts(f"klynge-{n}", f"Klynge {n}", counts) for n, counts in enumerate(clusters, 1))
    total = sum(clusters, Counts())
    return IndicatorFacts(
        number=number,
        key=number,
        text=text,
        answer_type=answer_type,
        counts=total,
        clusters=rows,
        unanimous=total.n > 0 and total.ja == total.n,
        splits=0,
        rulings=(),
        tally=None,
        supplements=tuple(supplements),
        before=before,
        is_example=False,
    )


def recommendation(*indicators, answered=True, number=1):
    """Give a recommendation with these indicators."""
    return RecommendationFacts(
        number=number,
        title="Kommunerne skal have en strategi",
        short_title="Strategi",
        explanation="",
        addressee="kommune",
        answered=answered,
        indicators=tuple(indicators),
        status=None,
    )


def choices(options, values, answer_type="multiple_choice", text="Hvordan orienteres borgeren?"):
    """Give the tally of a question with options."""
    return TallyFacts("1.1a", text, answer_type, "", tally_choices(options, values))


def numbers(*values, unit="måneder"):
    """Give the tally of a question for a number."""
    return TallyFacts("1.1a", "Hvor ofte følges der op?", "number", unit, tally_numbers(values))


def texts(*values):
    """Give the tally of a question for a text."""
    return TallyFacts("1.1a", "Hvem har ansvaret?", "text", "", tally_texts(values))


def report(*recommendations, participating=(), absent=0, before="2014", round_name="Runde 2026"):
    """Give a whole report of these recommendations.

    `participating` are the numbers of participants by cluster, named and addressed as in `indicator`; so many as take
    part in the first indicator where none are given. Each municipality's values are made so that they add up.
    """
    rows = [row for each in recommendations for row in each.verdicts]
    sizes = participating or tuple(cluster.counts.n for cluster in rows[0].clusters) if rows or participating else ()
    clusters = tuple(_cluster(place, size, rows, absent if place == 1 else 0) for place, size in enumerate(sizes, 1))
    return ReportFacts(
        schema=SCHEMA,
        taken_at=NOW,
        published_at=None,
        round=RoundFacts("runde", round_name, "2026", "Region Sjælland", "Åben", True, None, False),
        catalogue=CatalogueFacts("KL's anbefalinger", "KL", 2012, 1, ""),
        before=before,
        clusters=clusters,
        recommendations=tuple(recommendations),
        introduction=None,
        conclusions=None,
        rules=(),
    )


def _cluster(place, size, rows, absent):
    names = [f"Kommune {place}{chr(65 + n % 26)}" for n in range(size + absent)]
    members = []
    for n, name in enumerate(names):
        values = tuple(
            ValueFacts(row.number, _values(row.clusters[place - 1].counts)[n], "", Rule.ALL_YES, "", False, False)
            for row in rows
            if n < min(size, row.clusters[place - 1].counts.n)
        )
        members.append(MemberFacts(f"{place}{n:02d}", name, False, "", n < size, n < size, False, "", "", (), values))
    return ClusterFacts(chr(64 + place), f"klynge-{place}", f"Klynge {place}", tuple(members))


def _values(counts):
    keys = ("ja", "nej", "afventer", "ikke_besvaret", "ikke_relevant")
    return [key for key in keys for _ in range(getattr(counts, key))]
