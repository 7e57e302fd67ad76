"""Facts for tests of phrases and charts, without a database."""

from clusters.consolidation import Counts
from clusters.reports.facts import ClusterCounts, IndicatorFacts, RecommendationFacts, TallyFacts
from clusters.tallies import tally_choices, tally_numbers, tally_texts

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


def recommendation(*indicators, answered=True):
    """Give a recommendation with these indicators."""
    return RecommendationFacts(
        number=1,
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
