"""How numbers, choices and texts are tallied: per track, since they are not consolidated. No ORM."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from indicators.values import NOT_RELEVANT, SEPARATOR, UNANSWERED


@dataclass(frozen=True, slots=True)
class TrackTally:
    """How many track answers a question got: `answered` + `unanswered` + `not_relevant` = `n`."""

    answered: int
    unanswered: int
    not_relevant: int

    @property
    def n(self) -> int:
        """Give the number of tracks in which the question was asked."""
        return self.answered + self.unanswered + self.not_relevant


@dataclass(frozen=True, slots=True)
class ChoiceTally(TrackTally):
    """How many tracks chose each option, in the catalogue's order. Several choices may sum to more than n."""

    options: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NumberTally(TrackTally):
    """The spread of the numbers given; all three are None where none was."""

    minimum: Decimal | None
    median: Decimal | None
    maximum: Decimal | None


def tally_choices(options: Sequence[str], values: Iterable[str]) -> ChoiceTally:
    """Tally canonical values of one or several choices, one value a track in which the question was asked.

    `options` are the values to list: the question's choices, or "ja", "nej" … for a supplementary ja/nej. A
    chosen option that the question no longer has is listed last rather than lost.
    """
    values = list(values)
    chosen = Counter(option for value in _given(values) for option in value.split(SEPARATOR))
    listed = [*options, *(option for option in chosen if option not in options)]
    return ChoiceTally(*_split(values), options=tuple((option, chosen[option]) for option in listed))


def tally_numbers(values: Iterable[str]) -> NumberTally:
    """Tally canonical numbers, one value a track in which the question was asked."""
    values = list(values)
    numbers = [Decimal(value) for value in _given(values)]
    if not numbers:
        return NumberTally(*_split(values), minimum=None, median=None, maximum=None)
    return NumberTally(*_split(values), minimum=min(numbers), median=median(numbers), maximum=max(numbers))


def tally_texts(values: Iterable[str]) -> TrackTally:
    """Tally free texts, one value a track in which the question was asked. A text is never ikke relevant."""
    values = list(values)
    unanswered = values.count(UNANSWERED)
    return TrackTally(len(values) - unanswered, unanswered, 0)


def _given(values: Iterable[str]) -> list[str]:
    return [value for value in values if value not in (UNANSWERED, NOT_RELEVANT)]


def _split(values: Sequence[str]) -> tuple[int, int, int]:
    return len(_given(values)), values.count(UNANSWERED), values.count(NOT_RELEVANT)
