"""The figures of a report as plain values: what is drawn, how it is numbered, named and described. Pure.

One municipality is one unit of length in all figures of a report, so that they can be compared by eye.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from clusters.consolidation import Counts
from clusters.reports.facts import ClusterCounts, IndicatorFacts
from misbrug.text.marks import STATES, State, in_words

UNIT = 42
FIT = 250


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered chart of one indicator: a bar a cluster, the total, and the words that say the same."""

    number: int
    indicator: IndicatorFacts
    rows: tuple[ClusterCounts, ...]
    total: Counts
    longest: int

    @property
    def title(self) -> str:
        """Give the figure's name for those who do not see it."""
        return f"Figur {self.number}. {self.indicator.number} {self.indicator.text}"

    @property
    def description(self) -> str:
        """Say in words what the bars show."""
        clusters = "; ".join(f"{row.name}: {in_words(row.counts)}" for row in self.rows)
        return f"{clusters}. I alt: {in_words(self.total)}."


def figures(indicators: Iterable[IndicatorFacts]) -> dict[str, Figure]:
    """Give the figure of each indicator that is not unanimous and in which anybody takes part, by its number.

    They are numbered in the order given. An indicator without one is shown as "Alle klynger".
    """
    drawn = [row for row in indicators if row.counts is not None and row.counts.n and not row.unanimous]
    longest = max((row.counts.n for each in drawn for row in each.clusters), default=0)
    return {
        row.number: Figure(
            number=place,
            indicator=row,
            rows=tuple(cluster for cluster in row.clusters if cluster.counts.n),
            total=row.counts,
            longest=longest,
        )
        for place, row in enumerate(drawn, start=1)
    }


def legend(figures_shown: Iterable[Figure]) -> tuple[State, ...]:
    """Give the states that occur in any of some figures, in the order of the marks."""
    totals = [figure.total for figure in figures_shown]
    return tuple(state for state in STATES if any(getattr(total, state.key) for total in totals))
