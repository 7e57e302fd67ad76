"""What is otherwise in who takes part, in what they answer and in what it adds up to. Pure.

A part of clusters/reports/changes.py. Indicators are told apart by their keys, municipalities by their codes.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from clusters.consolidation import Counts
from clusters.reports.changes_written import quoted
from clusters.reports.comparison import values_by_member
from clusters.reports.facts import IndicatorFacts, MemberFacts, ReportFacts, RulingNote, TallyFacts, ValueFacts
from misbrug.text.danish import genitive, join
from misbrug.text.marks import STATES


class _Place(NamedTuple):
    """A municipality and the cluster it belongs to."""

    member: MemberFacts
    cluster: str


# ---- who takes part --------------------------------------------------------------------------------------


def participation(before: ReportFacts, now: ReportFacts) -> Iterator[str]:
    """Tell who has come and gone, who takes part, and whose answers there are."""
    old, new = _places(before), _places(now)
    for code, place in new.items():
        if code in old:
            yield from _moved(old[code], place)
        else:
            yield f"{place.member.name} er kommet med blandt kommunerne."
    for code, place in old.items():
        if code not in new:
            yield f"{place.member.name} er ikke længere blandt kommunerne."


def _places(facts: ReportFacts) -> dict[str, _Place]:
    return {row.code: _Place(row, cluster.name) for cluster in facts.clusters for row in cluster.members}


def _moved(old: _Place, new: _Place) -> Iterator[str]:
    before, now = old.member, new.member
    name = now.name
    if before.name != name:
        yield f"{before.name} hedder nu {name}."
    if old.cluster != new.cluster:
        yield f"{name} hører nu til {new.cluster}."
    if before.participates != now.participates:
        yield f"{name} deltager nu." if now.participates else f"{name} deltager ikke længere: {now.absence}."
        return
    if before.absence != now.absence:
        yield f"{name} deltager ikke, nu med begrundelsen {quoted(now.absence)}."
    if before.has_submitted != now.has_submitted:
        gone = f"{genitive(name)} selvvurdering er ikke længere indsendt."
        yield f"{name} har indsendt sin selvvurdering." if now.has_submitted else gone
    if before.under_correction != now.under_correction:
        yield f"{genitive(name)} svar er {'' if now.under_correction else 'ikke længere '}under rettelse."


# ---- what it adds up to ----------------------------------------------------------------------------------


def numbers(before: ReportFacts, now: ReportFacts) -> Iterator[str]:
    """Tell which counts are others, indicator by indicator: "2.1: 7 ja er blevet 8, og 9 nej er blevet 8."."""
    old, new = _indicators(before), _indicators(now)
    for key, row in new.items():
        if key in old:
            yield from _numbers(old[key], row)
        else:
            yield f"{row.number} er kommet til."
    for key, row in old.items():
        if key not in new:
            yield f"{row.number} er taget ud."


def _indicators(facts: ReportFacts) -> dict[str, IndicatorFacts]:
    return {row.key: row for recommendation in facts.answered for row in recommendation.indicators}


def _numbers(old: IndicatorFacts, new: IndicatorFacts) -> Iterator[str]:
    if old.number != new.number:
        yield f"{old.number} har nu nummeret {new.number}."
    if old.text != new.text:
        yield f"{new.number} har fået en anden ordlyd."
    if moved := _counts(old.counts, new.counts):
        yield f"{new.number}: {moved}."
    if moved := _counts(old.before, new.before):
        yield f"{new.number}, sidste runde: {moved}."
    tallied = {row.number: row for row in _tallies(old)}
    for row in _tallies(new):
        if tallied.get(row.number) != row:
            yield f"{row.number}: Svarene på spørgsmålet er gjort op til noget andet."


def _counts(old: Counts | None, new: Counts | None) -> str:
    """Say which counts are others as a clause, "" where none is."""
    if old is None or new is None:
        return "" if old is new else "tallene er kommet til" if old is None else "tallene er taget ud"
    both = ((state.word, getattr(old, state.key), getattr(new, state.key)) for state in STATES)
    moved = [f"{was} {word} er blevet {is_now}" for word, was, is_now in both if was != is_now]
    return f"{', '.join(moved[:-1])}, og {moved[-1]}" if len(moved) > 1 else "".join(moved)


def _tallies(row: IndicatorFacts) -> tuple[TallyFacts, ...]:
    return (*([row.tally] if row.tally else []), *row.supplements)


# ---- what each municipality answers ----------------------------------------------------------------------


def values(before: ReportFacts, now: ReportFacts) -> Iterator[str]:
    """Tell whose value is another one, of those that take part in both: "2.1: Faxe er ændret fra nej til ja."."""
    old, new = values_by_member(before), values_by_member(now)
    was_called = {row.key: row.number for row in before.verdicts}
    for indicator in now.verdicts:
        for member in now.participants:
            was = old.get(member.code, {}).get(was_called.get(indicator.key, ""))
            value = new[member.code].get(indicator.number)
            if was and value:
                yield from _value(indicator.number, member.name, was, value)


def _value(number: str, name: str, was: ValueFacts, value: ValueFacts) -> Iterator[str]:
    if was.words != value.words:
        yield f"{number}: {name} er ændret fra {was.words} til {value.words}."
    elif was.rule != value.rule:
        yield f"{number}: {name} er stadig {value.words}, nu efter reglen ”{value.rule.label}”."
    elif was.tracks != value.tracks:
        known = {track.name: track for track in was.tracks}
        others = join(f"”{track.name}”" for track in value.tracks if known.get(track.name) != track)
        where = f" i {others}" if others else ""
        yield f"{number}: {name} har et andet svar{where}, men er stadig {value.words}."


# ---- what the project group ruled ------------------------------------------------------------------------


def rulings(before: ReportFacts, now: ReportFacts) -> Iterator[str]:
    """Tell which rulings are new, which say something else, and which no longer count."""
    old, new = _rulings(before), _rulings(now)
    for key, (number, ruling) in new.items():
        if key not in old:
            yield f"{number}: {_whose(ruling)} er vurderet til {ruling.outcome}."
        else:
            yield from _ruling(number, old[key][1], ruling)
    for key, (number, ruling) in old.items():
        if key not in new:
            yield f"{number}: Vurderingen af {_whose(ruling)} til {ruling.outcome} gælder ikke længere."


def _rulings(facts: ReportFacts) -> dict[tuple, tuple[str, RulingNote]]:
    return {
        (row.key, ruling.municipality, ruling.track): (row.number, ruling)
        for row in facts.verdicts
        for ruling in row.rulings
    }


def _ruling(number: str, was: RulingNote, ruling: RulingNote) -> Iterable[str]:
    if was.outcome != ruling.outcome:
        yield f"{number}: Vurderingen af {_whose(ruling)} er ændret fra {was.outcome} til {ruling.outcome}."
    elif was.reason != ruling.reason:
        yield f"{number}: Vurderingen af {_whose(ruling)} til {ruling.outcome} har fået en anden begrundelse."
    elif (was.at, was.role) != (ruling.at, ruling.role):
        yield f"{number}: {_whose(ruling)} er vurderet på ny, stadig til {ruling.outcome}."


def _whose(ruling: RulingNote) -> str:
    return f"{ruling.municipality} (”{ruling.track}”)" if ruling.track else ruling.municipality
