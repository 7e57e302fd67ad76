"""Reading theories of change: columns, steps and arrows as plain values, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from misbrug.text.danish import first_upper
from strategies import chains, drawing
from strategies.models import Strategy, TheoryColumn, TheoryLink, TheoryOfChange, TheoryStep

KINDS = ("activity", "focus_area", "goal")
DEAD_END = "Fører ikke til et mål"
UNLED = "Intet fører hertil"


@dataclass(frozen=True, slots=True)
class Step:
    """A step: `kind` is "activity", "focus_area", "goal", "other_policy" or "text"; `of` is the pk of what it is.

    `label` says what sort of goal it is, or which other policy set it; "" for what is no goal.
    """

    pk: int
    column: int
    text: str
    kind: str
    of: int | None
    label: str
    is_example: bool

    @property
    def is_goal(self):
        """Say whether a chain may end here."""
        return self.kind in ("goal", "other_policy")


@dataclass(frozen=True, slots=True)
class Arrow:
    """That one step leads to another, by their pks."""

    pk: int
    source: int
    target: int
    is_example: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its steps in their order."""

    pk: int
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Diagram:
    """A whole theory of change, and what is worth a warning in it. `focus_area` is a pk, None for the overall one."""

    pk: int
    title: str
    text: str
    focus_area: int | None
    focus_area_title: str
    is_example: bool
    columns: tuple[Column, ...]
    arrows: tuple[Arrow, ...]

    @cached_property
    def steps(self):
        """Give the steps by pk, in the order of the columns."""
        return {step.pk: step for column in self.columns for step in column.steps}

    @cached_property
    def pairs(self):
        """Give the arrows as (source, target), in the order of the steps."""
        place = {pk: number for number, pk in enumerate(self.steps)}
        pairs = ((arrow.source, arrow.target) for arrow in self.arrows)
        return sorted(pairs, key=lambda pair: (place[pair[0]], place[pair[1]]))

    @cached_property
    def example_arrows(self):
        """Give the (source, target) of the arrows that are examples."""
        return {(arrow.source, arrow.target) for arrow in self.arrows if arrow.is_example}

    @property
    def arrows_note(self):
        """Say that arrows are examples: all of them, some of them; "" where none is."""
        if not self.example_arrows:
            return ""
        return "Pilene er eksempler" if len(self.example_arrows) == len(self.arrows) else "Nogle af pilene er eksempler"

    @cached_property
    def targets(self):
        """Give what each step leads to, by pk, in the order of the steps."""
        return chains.targets_of(self.pairs)

    @cached_property
    def goals(self):
        """Give the pks of the steps that are goals."""
        return {pk for pk, step in self.steps.items() if step.is_goal}

    @cached_property
    def dead_ends(self):
        """Give the steps whose chain reaches no goal."""
        return [self.steps[pk] for pk in chains.dead_ends(self.steps, self.pairs, self.goals)]

    @cached_property
    def dead(self):
        """Give the pks of the dead ends that are worth a mark: none while there are no arrows at all."""
        return {step.pk for step in self.dead_ends} if self.arrows else set()

    @cached_property
    def unled(self):
        """Give the steps, other than goals, that nothing leads to though they stand in a later column."""
        first = {step.pk for step in self.columns[0].steps} if self.columns else set()
        return [self.steps[pk] for pk in chains.without_source(self.steps, self.pairs, first | self.goals)]

    @cached_property
    def unled_goals(self):
        """Give the goals that nothing leads to."""
        return [self.steps[pk] for pk in chains.without_source(self.steps, self.pairs, self.steps.keys() - self.goals)]

    @property
    def warnings(self):
        """Give how many steps are to be warned of; 0 where everything leads somewhere."""
        return len(self.dead_ends) + len(self.unled) + len(self.unled_goals)

    @property
    def has_foreign(self):
        """Say whether a goal of another policy is among the steps."""
        return any(step.kind == "other_policy" for step in self.steps.values())

    @cached_property
    def chains(self):
        """Give all chains written out as nested links. See `strategies.chains.written_out`."""
        return chains.written_out(list(self.steps), self.pairs)

    @property
    def chains_title(self):
        """Give the heading of the chains, by what they begin with."""
        beginnings = {step.kind for step in self.columns[0].steps} if self.columns else set()
        return "Fra fokusområde til mål" if "focus_area" in beginnings else "Fra aktivitet til mål"

    @property
    def description(self):
        """Give what the drawing shows, in a sentence for those who do not see it."""
        columns = "; ".join(f"{column.title}: {_count(len(column.steps), 'trin')}" for column in self.columns)
        arrows = _count(len(self.arrows), "pil" if len(self.arrows) == 1 else "pile")
        return f"{columns}. {arrows}. De samme trin og pile står som tekst under tegningen."

    def nodes(self, addresses):
        """Give the columns as (title, nodes to draw); `addresses` maps pks of steps to where their boxes lead."""
        unled = {step.pk for step in [*self.unled, *self.unled_goals]} if self.arrows else set()

        def node(step):
            notes = [text for text, pks in ((DEAD_END, self.dead), (UNLED, unled)) if step.pk in pks]
            return drawing.Node(
                key=step.pk,
                text=first_upper(step.text),
                label=step.label,
                note=". ".join(notes),
                is_goal=step.is_goal,
                is_foreign=step.kind == "other_policy",
                href=addresses.get(step.pk, ""),
            )

        return [(column.title, [node(step) for step in column.steps]) for column in self.columns]


def _count(number, word):
    return f"{number}\u00a0{word}"


def load_all(strategy: Strategy) -> list[Diagram]:
    """Give a strategy's theories, the overall one first and then in the focus areas' order. Four queries."""
    rows = strategy.theories.select_related("focus_area")
    by_place = sorted(rows, key=lambda row: (row.focus_area is not None, _place(row.focus_area), row.order, row.pk))
    return _load(by_place)


def load(strategy: Strategy, pk: int) -> Diagram | None:
    """Give one theory of a strategy, None where the strategy has no such. Four queries."""
    return next(iter(_load(strategy.theories.filter(pk=pk).select_related("focus_area"))), None)


def _place(focus_area):
    return (focus_area.order, focus_area.pk) if focus_area else (0, 0)


def _load(theories: list[TheoryOfChange]) -> list[Diagram]:
    theories = list(theories)
    pks = [theory.pk for theory in theories]
    steps, columns, arrows = defaultdict(list), defaultdict(list), defaultdict(list)
    rows = TheoryStep.objects.filter(theory__in=pks).select_related("activity", "focus_area", "goal")
    for row in rows.order_by("column__order", "column_id", "order", "pk"):
        steps[row.column_id].append(_step(row))
    for row in TheoryColumn.objects.filter(theory__in=pks):
        columns[row.theory_id].append(Column(row.pk, row.title, tuple(steps[row.pk])))
    for row in TheoryLink.objects.filter(theory__in=pks):
        arrows[row.theory_id].append(Arrow(row.pk, row.source_id, row.target_id, row.is_example))
    return [
        Diagram(
            pk=theory.pk,
            title=theory.title,
            text=theory.text,
            focus_area=theory.focus_area_id,
            focus_area_title=theory.focus_area.title if theory.focus_area else "",
            is_example=theory.is_example,
            columns=tuple(columns[theory.pk]),
            arrows=tuple(arrows[theory.pk]),
        )
        for theory in theories
    ]


def _step(row):
    kind = next((name for name in KINDS if getattr(row, f"{name}_id")), "other_policy" if row.other_policy else "text")
    of = getattr(row, f"{kind}_id") if kind in KINDS else None
    label = first_upper(row.goal.get_kind_display()) if kind == "goal" else row.other_policy
    return Step(row.pk, row.column_id, row.label, kind, of, label, row.is_example)
