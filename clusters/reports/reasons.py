"""The rules behind one municipality's values, those with the same reason told once. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from clusters.consolidation import Rule
from clusters.reports.facts import ValueFacts

SELF_EXPLAINING = {Rule.ALL_YES, Rule.NO_ANSWERED, Rule.UNANSWERED, Rule.NOT_RELEVANT}
"""Rules whose name says no more than the value does."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The indicators of a municipality that have the same value for the same reason.

    `words` say the value, `rule` names the rule, "" where the value says as much, and `why` is the whole reason.
    """

    value: str
    words: str
    rule: str
    why: str
    is_example: bool
    is_split: bool
    numbers: tuple[str, ...]


def reasons(values: Iterable[ValueFacts]) -> tuple[Reason, ...]:
    """Gather values that have the same reason, in the order they first occur."""
    groups: dict[tuple, list[str]] = {}
    for each in values:
        reason = (each.value, each.words, each.rule, each.explanation, each.is_example)
        groups.setdefault(reason, []).append(each.number)
    return tuple(
        Reason(
            value=value,
            words=words,
            rule="" if rule in SELF_EXPLAINING else rule.label,
            why=why,
            is_example=example,
            is_split=rule == Rule.SPLIT,
            numbers=tuple(numbers),
        )
        for (value, words, rule, why, example), numbers in groups.items()
    )
