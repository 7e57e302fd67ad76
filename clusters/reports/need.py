"""Figures of need: how many belong to each target group, estimated from population. Pure.

A rate is that of the whole country (count of population in a year, by a source). What comes of it is an estimate and
says so: two significant digits with "ca.", and "færre end 10" below ten. Where a population is not known, nothing is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from clusters.reports.facts import NeedFacts, ReportFacts
from misbrug.text.danish import date_long, decimal, join, number_word

FEW = 10
"""Below so many an estimate gives no number: it would look more exact than it is."""
MOST_CLUSTERS_NAMED = 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many of a target group live in a place. `population` is None where it is not known.

    `exact` is what the rate gives, not rounded: nothing shows it as it is.
    """

    need: NeedFacts
    place: str
    population: int | None
    exact: Fraction | None

    @property
    def number(self) -> int | None:
        """Give the estimate rounded to two significant digits; None where it is not known or below ten."""
        return None if self.exact is None or self.exact < FEW else two_digits(self.exact)

    @property
    def words(self) -> str:
        """Give the estimate as it is shown: "ca. 1.000", "færre end 10", "" where it is not known."""
        if self.exact is None:
            return ""
        return f"færre end {FEW}" if self.number is None else f"ca. {decimal(self.number)}"


@dataclass(frozen=True, slots=True)
class GroupEstimates:
    """The estimates of one target group: a municipality of the given size, each cluster, and all members together."""

    need: NeedFacts
    municipality: Estimate
    clusters: tuple[Estimate, ...]
    total: Estimate

    @property
    def rows(self) -> tuple[Estimate, ...]:
        """Give every estimate in the order of a table."""
        return (self.municipality, *self.clusters, self.total)


def two_digits(value: Fraction | int) -> int:
    """Round a number from ten upwards to two significant digits, a half up.

    >>> two_digits(1049), two_digits(1050), two_digits(Fraction(996, 10))
    (1000, 1100, 100)
    """
    step = 1
    while value >= step * 100:
        step *= 10
    return int(Fraction(value) / step + Fraction(1, 2)) * step


def estimate(need: NeedFacts, population: int | None, place: str = "") -> Estimate:
    """Estimate how many of a target group live among so many people."""
    known = population is not None and need.population > 0
    return Estimate(need, place, population, Fraction(need.count * population, need.population) if known else None)


def estimates(facts: ReportFacts) -> tuple[GroupEstimates, ...]:
    """Give the estimates of every target group: for a municipality of facts.need_size, each cluster and all members."""
    populations = [row.population for row in facts.members]
    total = sum(populations) if populations and None not in populations else None
    return tuple(
        GroupEstimates(
            need,
            estimate(need, facts.need_size, f"En kommune med {decimal(facts.need_size)} indbyggere"),
            tuple(estimate(need, row.population, row.name) for row in facts.clusters),
            estimate(need, total, "Alle kommuner"),
        )
        for need in facts.needs
    )


def sentences(facts: ReportFacts) -> tuple[str, ...]:
    """Say for each target group what is estimated, from what, of which year and source, and by cluster."""
    return tuple(" ".join((*_told(row), *_by_place(row, facts))) for row in estimates(facts))


def source(need: NeedFacts) -> str:
    """Say what an estimate is made from: "skønnet ud fra 27.000 i hele landet i 2013 (KL)"."""
    named = f" ({need.source})" if need.source else ""
    return f"skønnet ud fra {decimal(need.count)} i hele landet i {need.year}{named}"


def populations_told(facts: ReportFacts) -> str:
    """Say of which day the populations are, and that they are not the round's year's where so; "" without any."""
    if facts.populations_on is None:
        return ""
    told = f"Indbyggertallene er fra {date_long(facts.populations_on)}"
    label, deadline = facts.round.label, facts.round.deadline
    year = int(label) if label.isdecimal() else deadline.year if deadline else facts.populations_on.year
    return f"{told}{'' if year == facts.populations_on.year else ', de nærmeste systemet har'}."


def _told(row: GroupEstimates) -> Iterable[str]:
    if row.municipality.words:
        size = decimal(row.municipality.population)
        group = _small(row.need.name)
        yield f"I en kommune med {size} indbyggere er der {row.municipality.words} {group}, {source(row.need)}."


def _by_place(row: GroupEstimates, facts: ReportFacts) -> Iterable[str]:
    known = [each for each in row.clusters if each.words]
    named = join(f"{each.words} i {each.place}" for each in known if len(known) <= MOST_CLUSTERS_NAMED)
    if row.total.words:
        spread = f": {named}" if named and len(row.clusters) > 1 else ""
        yield f"{_everybody(len(facts.members))} er der {row.total.words}{spread}."
    elif named:
        yield f"Der er {named}. For alle kommuner under ét er indbyggertallet ikke kendt."


def _everybody(members: int) -> str:
    if members == 1:
        return "I den ene kommune, rapporten handler om,"
    return "I de to kommuner tilsammen" if members == 2 else f"I alle {number_word(members)} kommuner tilsammen"


def _small(name: str) -> str:
    """Give a name inside a sentence: "borgere", but "KL's" and "ADHD" as they are."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
