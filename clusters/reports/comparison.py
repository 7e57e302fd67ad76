"""Two reports beside each other, indicator by indicator: which municipalities moved. Pure.

Indicators are the same where their stable keys are, whatever their numbers and words; municipalities where their codes
are. Only consolidated values are compared: tallied answers are no municipality's as a whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clusters.consolidation import Counts, Outcome
from clusters.reports.facts import IndicatorFacts, MemberFacts, ReportFacts, ValueFacts
from misbrug.text.danish import sort_key

GROUPS = ("to_yes", "from_yes", "elsewhere", "not_yet", "first_now", "only_before", "only_after")


@dataclass(frozen=True, slots=True)
class Move:
    """One municipality and its value in the two reports, in words; None where it has none."""

    code: str
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator that both reports have. Its moves are in the Danish order of the municipalities' names.

    `elsewhere` are those that moved between other values than ja, or between two levels that both count as ja.
    `not_yet` and `first_now` take part in both, but answered before alone or now alone: they have not moved.
    `only_before` and `only_after` take part in one of the two alone.
    """

    key: str
    number: str
    number_before: str
    text: str
    text_before: str
    before: Counts
    after: Counts
    to_yes: tuple[Move, ...]
    from_yes: tuple[Move, ...]
    elsewhere: tuple[Move, ...]
    not_yet: tuple[Move, ...]
    first_now: tuple[Move, ...]
    only_before: tuple[Move, ...]
    only_after: tuple[Move, ...]

    @property
    def renumbered(self) -> bool:
        """Say whether it has another number than it had."""
        return self.number != self.number_before

    @property
    def moved(self) -> tuple[Move, ...]:
        """Give every municipality that answered in both and whose value is another one."""
        return (*self.to_yes, *self.from_yes, *self.elsewhere)


@dataclass(frozen=True, slots=True)
class LoneIndicator:
    """An indicator that only one of the two reports has."""

    key: str
    number: str
    text: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports compared: the indicators of both in the order of the later one, and those of one alone."""

    before: str
    after: str
    indicators: tuple[IndicatorChange, ...]
    only_before: tuple[LoneIndicator, ...]
    only_after: tuple[LoneIndicator, ...]

    @property
    def moved(self) -> int:
        """Give how many values are others than they were, of municipalities that answered in both."""
        return sum(len(row.moved) for row in self.indicators)


def compare(before: ReportFacts, after: ReportFacts) -> Comparison:
    """Compare two reports by the indicators' keys and the municipalities' codes."""
    earlier, later = _by_key(before), _by_key(after)
    values_before, values_after = values_by_member(before), values_by_member(after)
    names = {row.code: row.name for row in (*before.members, *after.members)}
    changes = tuple(
        _change(earlier[key], row, values_before, values_after, names) for key, row in later.items() if key in earlier
    )
    return Comparison(
        before=before.round.label or before.round.name,
        after=after.round.label or after.round.name,
        indicators=changes,
        only_before=_lone(row for key, row in earlier.items() if key not in later),
        only_after=_lone(row for key, row in later.items() if key not in earlier),
    )


def values_by_member(facts: ReportFacts) -> dict[str, dict[str, ValueFacts]]:
    """Give the values of each municipality that takes part, by its code and the indicator's number."""
    return {row.code: _values(row) for row in facts.participants}


def _values(member: MemberFacts) -> dict[str, ValueFacts]:
    return {value.number: value for value in member.values}


def _by_key(facts: ReportFacts) -> dict[str, IndicatorFacts]:
    return {row.key: row for row in facts.verdicts}


def _lone(rows: Iterable[IndicatorFacts]) -> tuple[LoneIndicator, ...]:
    return tuple(LoneIndicator(row.key, row.number, row.text, row.counts) for row in rows)


def _change(
    before: IndicatorFacts, after: IndicatorFacts, values_before: Mapping, values_after: Mapping, names: Mapping
) -> IndicatorChange:
    groups: dict[str, list[Move]] = {name: [] for name in GROUPS}
    codes = sorted({**values_before, **values_after}, key=lambda code: (sort_key(names[code]), code))
    for code in codes:
        old = values_before.get(code, {}).get(before.number)
        new = values_after.get(code, {}).get(after.number)
        if group := _group(old, new):
            groups[group].append(Move(code, names[code], old.words if old else None, new.words if new else None))
    return IndicatorChange(
        key=after.key,
        number=after.number,
        number_before=before.number,
        text=after.text,
        text_before=before.text,
        before=before.counts,
        after=after.counts,
        **{name: tuple(moves) for name, moves in groups.items()},
    )


def _group(old: ValueFacts | None, new: ValueFacts | None) -> str:
    """Say where a municipality belongs, "" where nothing is other than it was."""
    if old is None or new is None:
        return "" if old is new else "only_after" if old is None else "only_before"
    if old.value == new.value:
        return "" if old.words == new.words or new.value == Outcome.UNANSWERED else "elsewhere"
    if Outcome.UNANSWERED in (old.value, new.value):
        return "not_yet" if new.value == Outcome.UNANSWERED else "first_now"
    if new.value == Outcome.YES:
        return "to_yes"
    return "from_yes" if old.value == Outcome.YES else "elsewhere"
