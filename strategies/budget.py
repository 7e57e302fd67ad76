"""What a plan costs: sums by group in which what is unknown is counted and never taken for nothing.

Amounts are Decimals in mio. kr.; None is unknown. Pure functions: plain values in, sums out.
"""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

Row = TypeVar("Row")
# What the sums are called wherever they stand, in the order of `Totals.sums`.
SUM_NAMES = ("Årligt", "Heraf tidsbegrænset", "Heraf kun for ét\u00a0år", "Etablering, én gang")
_DURATION = re.compile(r"(?P<funding>.+?)\s*\(\s*(?P<years>[1-9][0-9]?)\s*år\s*\)")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of the amounts that are known, and how many are not."""

    total: Decimal = Decimal(0)
    known: int = 0
    unknown: int = 0

    def __add__(self, other):
        """Give the sum of both."""
        return Sum(self.total + other.total, self.known + other.known, self.unknown + other.unknown)

    @property
    def is_unknown(self):
        """Say whether nothing is known, so that the total would mislead."""
        return self.unknown > 0 and self.known == 0

    def within(self, whole):
        """Give a part of a whole as it is to be told: of what nothing is known, no part is known to be nothing."""
        return Sum(unknown=max(self.unknown, whole.unknown)) if whole.is_unknown else self


@dataclass(frozen=True, slots=True)
class Cost:
    """What one activity costs. `years` is for how long funding is sought, None without a limit.

    Those that are `dropped` are in no sum.
    """

    annual: Decimal | None
    establishment: Decimal | None
    years: int | None = None
    dropped: bool = False

    @property
    def is_limited(self):
        """Say whether its annual cost is for a limited time."""
        return self.years is not None

    @property
    def is_one_off(self):
        """Say whether its annual cost is for one year only."""
        return self.years == 1


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of some activities.

    `limited` is the part of `annual` that is for a limited time, `one_off` the part of it that is for one year only.
    `establishment` is paid once and is part of neither.
    """

    annual: Sum = Sum()
    limited: Sum = Sum()
    one_off: Sum = Sum()
    establishment: Sum = Sum()
    count: int = 0
    dropped: int = 0

    def __add__(self, other):
        """Give the totals of both."""
        return Totals(
            self.annual + other.annual,
            self.limited + other.limited,
            self.one_off + other.one_off,
            self.establishment + other.establishment,
            self.count + other.count,
            self.dropped + other.dropped,
        )

    @property
    def sums(self):
        """Give the sums as they are to be told, in the order of SUM_NAMES."""
        return (self.annual, self.limited.within(self.annual), self.one_off.within(self.annual), self.establishment)


def sum_of(amounts: Iterable[Decimal | None]) -> Sum:
    """Sum what is known and count what is not."""
    total, known, unknown = Decimal(0), 0, 0
    for amount in amounts:
        if amount is None:
            unknown += 1
        else:
            total, known = total + amount, known + 1
    return Sum(total, known, unknown)


def totals(costs: Iterable[Cost]) -> Totals:
    """Give the sums of some activities; those that were dropped are counted apart and not summed."""
    costs = list(costs)
    kept = [cost for cost in costs if not cost.dropped]
    return Totals(
        annual=sum_of(cost.annual for cost in kept),
        limited=sum_of(cost.annual for cost in kept if cost.is_limited),
        one_off=sum_of(cost.annual for cost in kept if cost.is_one_off),
        establishment=sum_of(cost.establishment for cost in kept),
        count=len(kept),
        dropped=len(costs) - len(kept),
    )


def by_group(
    rows: Iterable[Row], key: Callable[[Row], Hashable], cost: Callable[[Row], Cost]
) -> dict[Hashable, Totals]:
    """Give the totals of each group, in the order in which the groups first appear. Together they are the whole's."""
    groups: dict[Hashable, list[Cost]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(cost(row))
    return {name: totals(costs) for name, costs in groups.items()}


def split_duration(funding: str) -> tuple[str, int | None]:
    """Part a funding from its duration: "Budgettilførsel (1 år)" is ("Budgettilførsel", 1); None where it has none."""
    match = _DURATION.fullmatch(funding.strip())
    return (match["funding"], int(match["years"])) if match else (funding.strip(), None)


@dataclass(frozen=True, slots=True)
class Shares:
    """How a budget line is divided. `rest` is what the shares leave of it (below 0: too much), None where unknown."""

    sum: Sum
    rest: Decimal | None


def shares(amount: Decimal | None, parts: Iterable[Decimal | None]) -> Shares:
    """Hold a line's shares against its own amount."""
    summed = sum_of(parts)
    known = amount is not None and summed.unknown == 0
    return Shares(summed, amount - summed.total if known else None)
