"""What a drawing of a theory of change is made of: plain values, in whole pixels."""

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A step to draw: its words, a label above them, a note below them, and what sort of box it gets.

    `leads` says in words where its arrows go, "" where the arrows themselves do.
    """

    key: Hashable
    text: str
    label: str = ""
    note: str = ""
    is_goal: bool = False
    is_foreign: bool = False
    href: str = ""
    leads: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: `kind` is "label", "text", "leads", "note" or "heading"; y is its baseline."""

    kind: str
    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn step. `outline` is the path of a goal's cut corners."""

    node: Node
    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]

    @property
    def right(self):
        """Give the x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self):
        """Give the y of the lower edge."""
        return self.y + self.height

    @property
    def middle(self):
        """Give the y half way down."""
        return self.y + self.height // 2

    @property
    def outline(self):
        """Give the box with cut corners, as a path."""
        cut, across, down = 10, self.width - 20, self.height - 20
        return f"M{self.x + cut} {self.y}h{across}l{cut} {cut}v{down}l-{cut} {cut}h-{across}l-{cut} -{cut}v-{down}z"


@dataclass(frozen=True, slots=True)
class Route:
    """A drawn arrow: the paths of its line and its head, where it starts and where it ends."""

    source: Hashable
    target: Hashable
    line: str
    head: str
    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """The line under a column's heading."""

    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing. `dots` are where an arrow joins a lane."""

    width: int
    height: int
    headings: tuple[Line, ...]
    rules: tuple[Rule, ...]
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    dots: tuple[tuple[int, int], ...] = ()
