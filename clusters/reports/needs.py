"""Estimates of target groups: what the rates of the whole country come to in a cluster or a municipality. Pure.

They are always told as estimates: nobody has counted.
"""

from dataclasses import dataclass

from clusters.reports.facts import NeedFacts, ReportFacts
from misbrug.text.danish import date_long, decimal

HEADING = "Skøn over målgrupperne"
WHAT_THEY_ARE = (
    "Tallene er skøn. De er hele landets tal fordelt efter indbyggere, rundet til to cifre, og siger ikke, hvor mange "
    "der faktisk er i den enkelte klynge eller kommune."
)


@dataclass(frozen=True, slots=True)
class NeedRow:
    """The estimates for one place, in the order of the target groups."""

    place: str
    population: int
    estimates: tuple[int, ...]


def estimate(need: NeedFacts, population: int) -> int:
    """Give how many of a target group there are among so many people, with two figures that mean anything.

    >>> estimate(NeedFacts("Borgere", 140_000, 5_602_628, 2013, ""), 40_000)
    1000
    """
    many = need.count * population / need.population if need.population else 0
    return int(round(many, 2 - len(str(int(many))))) if many >= 100 else round(many)


def need_rows(facts: ReportFacts) -> tuple[NeedRow, ...]:
    """Give the estimates for each cluster whose population is known, and for a municipality of `need_size`."""
    if not facts.needs:
        return ()
    places = [(row.name, row.population) for row in facts.clusters if row.population]
    if facts.need_size:
        size = decimal(facts.need_size)
        places.append((f"En kommune med {size} indbyggere", facts.need_size))
    return tuple(NeedRow(name, many, tuple(estimate(each, many) for each in facts.needs)) for name, many in places)


def sources(facts: ReportFacts) -> tuple[str, ...]:
    """Say what each rate is and who says so, then of which day the populations are."""
    told = [
        f"{row.name}: {decimal(row.count)} af {decimal(row.population)} indbyggere i hele landet, {row.year}. "
        f"Kilde: {row.source.rstrip('.')}."
        for row in facts.needs
    ]
    if facts.populations_on and any(row.population for row in facts.clusters):
        told.append(f"Klyngernes indbyggertal er fra {date_long(facts.populations_on)}.")
    return tuple(told)
