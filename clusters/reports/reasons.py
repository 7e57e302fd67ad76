"""The rules behind one municipality's values, those with the same reason told once. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from clusters.consolidation import Rule
from clusters.reports.facts import ValueFacts

SELF_EXPLAINING = {Rule.ALL_YES, Rule.NO_ANSWERED, Rule.UNANSWERED, Rule.NOT_RELEVANT}
"""Rules whose name says no more than the value does."""

STAR = "*"
STARRED = f"{STAR} eksempel"
"""What stands by a reason whose numbers have stars."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The indicators of a municipality that have the same value for the same reason.

    `words` say the value, `rule` names the rule, "" where the value says as much, and `why` is the whole reason.
    `is_example` says that all of it was invented; where some was, those `numbers` have a star, and `starred` says so.
    """

    value: str
    words: str
    rule: str
    why: str
    is_split: bool
    numbers: str
    is_example: bool
    starred: str


def reasons(values: Iterable[ValueFacts], *, tells: bool) -> tuple[Reason, ...]:
    """Gather values that have the same reason, in the order they first occur.

    `tells` says whether what was invented is tagged, which it is not where the whole report is.
    """
    groups: dict[tuple, list[ValueFacts]] = {}
    for each in values:
        groups.setdefault((each.value, each.words, each.rule, each.explanation), []).append(each)
    return tuple(_reason(group, tells) for group in groups.values())


def _reason(group, tells):
    first = group[0]
    invented = [each.is_example and tells for each in group]
    some = any(invented) and not all(invented)
    return Reason(
        value=first.value,
        words=first.words,
        rule="" if first.rule in SELF_EXPLAINING else first.rule.label,
        why=first.explanation,
        is_split=first.rule == Rule.SPLIT,
        numbers=", ".join(each.number + STAR * (some and star) for each, star in zip(group, invented, strict=True)),
        is_example=all(invented),
        starred=STARRED if some else "",
    )
