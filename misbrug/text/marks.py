"""The marks that stand for what was answered, and the geometry of bars and progress. Plain values in and out.

Order, words and shapes are the same in bars, tiles, legends and tables, so that a reader learns them once.
"""

from collections.abc import Mapping
from dataclasses import dataclass

GAP = 2
SHORTEST_NUMBERED = 14


@dataclass(frozen=True)
class State:
    """How a municipality can stand to an indicator: canonical value, Danish words, what a tile says."""

    key: str
    word: str
    tile: str


STATES = (
    State("ja", "ja", ""),
    State("nej", "nej", "nej"),
    State("afventer", "afventer", "afv."),
    State("ikke_besvaret", "ikke besvaret", "?"),
    State("ikke_relevant", "ikke relevant", "–"),
)
STATE_BY_KEY = {state.key: state for state in STATES}


@dataclass(frozen=True)
class Segment:
    """A part of a bar, in pixels. `numbered` is false where it is too short for its number."""

    state: State
    count: int
    x: float
    width: float
    numbered: bool

    @property
    def middle(self):
        """Where the number stands."""
        return _px(self.x + self.width / 2)

    @property
    def plate_width(self):
        """Width of the plate under a number that stands on a pattern."""
        return min(12 + 8 * len(str(self.count)), self.width - 2)

    @property
    def plate_x(self):
        """Left edge of the plate."""
        return _px(self.x + (self.width - self.plate_width) / 2)

    @property
    def edge_x(self):
        """Left edge of the frame, drawn inside the part."""
        return _px(self.x + 0.5)

    @property
    def edge_width(self):
        """Width of the frame."""
        return _px(self.width - 1)


@dataclass(frozen=True)
class Bar:
    """A stacked bar: its parts from left to right, its length and what it says in words."""

    segments: tuple
    width: float
    total: int
    sentence: str


@dataclass(frozen=True)
class Progress:
    """Progress as cells (filled or not) or, for many units, as the share of one bar in hundredths."""

    done: int
    total: int
    cells: tuple
    share: int


def _px(value):
    """Give whole pixels as an int and the rest with one decimal, so that markup is short and locale-free."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def tally(counts):
    """Give the counts as a dict by state key in the order of the marks.

    `counts` is a mapping from state keys to numbers or an object with an attribute per state; what is absent
    is 0.
    """
    if isinstance(counts, Mapping):
        return {state.key: int(counts.get(state.key, 0) or 0) for state in STATES}
    return {state.key: int(getattr(counts, state.key, 0) or 0) for state in STATES}


def in_words(counts):
    """Say the counts that are not zero: "4 ja, 1 nej"; "ingen kommuner" where there are none."""
    parts = [f"{number} {STATE_BY_KEY[key].word}" for key, number in tally(counts).items() if number]
    return ", ".join(parts) or "ingen kommuner"


def bar(counts, unit=34, longest=None, fit=340):
    """Lay out a bar in which each municipality is `unit` pixels long.

    `longest` is the number of municipalities in the longest bar of the series. Where that one would be longer
    than `fit` pixels, the unit of the whole series shrinks, so that bars can still be compared by eye.
    """
    numbers = tally(counts)
    total = sum(numbers.values())
    longest = max(longest or 0, total)
    if longest * unit > fit:
        unit = fit / longest
    segments, before, last = [], 0, max((key for key in numbers if numbers[key]), default=None, key=_order)
    for key, number in numbers.items():
        if not number:
            continue
        width = number * unit - (0 if key == last else GAP)
        width = max(width, 1)
        numbered = width >= SHORTEST_NUMBERED + 6 * (len(str(number)) - 1)
        segments.append(Segment(STATE_BY_KEY[key], number, _px(before * unit), _px(width), numbered))
        before += number
    return Bar(tuple(segments), _px(total * unit), total, in_words(counts))


def _order(key):
    return [state.key for state in STATES].index(key)


def progress(done, total, most_cells=20):
    """Lay out progress: a cell per unit up to `most_cells`, above that one bar."""
    done, total = int(done), int(total)
    cells = tuple(number < done for number in range(total)) if total <= most_cells else ()
    return Progress(done, total, cells, round(100 * done / total) if total else 0)
