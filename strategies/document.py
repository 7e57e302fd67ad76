"""A strategy as it is read from one end to the other: all its parts, put together with a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from clusters.models import Annex
from misbrug.text.danish import NBSP, count, first_upper, join
from strategies import budget
from strategies.amounts import told
from strategies.models import (
    ActionPlan,
    BudgetLine,
    FocusArea,
    Goal,
    GoalGroup,
    Part,
    Relation,
    Strategy,
    StrategyEvent,
    StrategyMunicipality,
    TargetGroup,
)
from strategies.permissions import visible_strategies
from strategies.plan import chosen_plan, cost_of
from strategies.progress import Progress, load_progress


@dataclass(frozen=True, slots=True)
class GoalEntry:
    """One goal with its delmål, and in words what it serves ("" for nothing)."""

    goal: Goal
    sub_goals: tuple["GoalEntry", ...]
    serves: str


@dataclass(frozen=True, slots=True)
class GoalSection:
    """The goals of one group; `group` is None for those without."""

    group: GoalGroup | None
    entries: tuple[GoalEntry, ...]


@dataclass(frozen=True, slots=True)
class BudgetEntry:
    """A line of the background budget with the lines that divide it, and what is wrong with the division ("")."""

    line: BudgetLine
    shares: tuple[BudgetLine, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class RelationEntry:
    """A related strategy or plan; `other` is the one in the system where the reader may read it."""

    relation: Relation
    other: Strategy | None


@dataclass(frozen=True, slots=True)
class FocusEntry:
    """A focus area, its number in the document, and how many activities of the action plan are under it."""

    area: FocusArea
    number: int
    activities: int


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that stands in the document. `totals` are those of `plan`, the action plan that is current.

    `parts` lead up to whom the strategy is for and what it wants; `closing_parts` stand after it.
    """

    strategy: Strategy
    guiding: tuple[GoalEntry, ...]
    goal_sections: tuple[GoalSection, ...]
    parts: tuple[Part, ...]
    closing_parts: tuple[Part, ...]
    target_groups: tuple[TargetGroup, ...]
    focus_areas: tuple[FocusEntry, ...]
    budget: tuple[BudgetEntry, ...]
    relations: tuple[RelationEntry, ...]
    annexes: tuple[Annex, ...]
    adoptions: tuple[StrategyMunicipality, ...]
    last_review: StrategyEvent | None
    plan: ActionPlan | None
    totals: budget.Totals
    progress: Progress

    @property
    def has_economy(self):
        """Say whether an amount is known; that none is stands on the page of the economy."""
        sums = (self.totals.annual, self.totals.establishment)
        return any(entry.line.amount is not None for entry in self.budget) or any(each.known for each in sums)

    @property
    def has_follow_up(self):
        """Say whether something is known of how the strategy is followed up, or of who adopted it."""
        strategy = self.strategy
        said = strategy.review_months or strategy.review_owner or strategy.next_review or self.last_review
        return bool(said) or any(row.adopted_on for row in self.adoptions)

    @property
    def group_count(self):
        """Give how many groups of goals there are."""
        return sum(section.group is not None for section in self.goal_sections)

    @property
    def is_empty(self):
        """Say whether nothing has been written yet."""
        written = (self.guiding, self.goal_sections, self.parts, self.closing_parts)
        return not (any(written) or self.target_groups or self.focus_areas)


def load_document(strategy, user, today):
    """Give a strategy's document as a user may see it. At most 16 queries, whatever its size."""
    plan = chosen_plan(list(strategy.plans.all()), "", today)
    activities = _activities(plan)
    guiding, goal_sections = _goals(strategy)
    parts = list(strategy.parts.all())
    adoptions = tuple(strategy.adoptions.all())
    prefetch_related_objects(adoptions, "adopted_by")
    return Document(
        strategy=strategy,
        guiding=guiding,
        goal_sections=goal_sections,
        parts=tuple(part for part in parts if not part.is_closing),
        closing_parts=tuple(part for part in parts if part.is_closing),
        target_groups=tuple(strategy.target_groups.select_related("goal")),
        focus_areas=_focus_areas(strategy, activities),
        budget=_budget(strategy),
        relations=_relations(strategy, user),
        annexes=tuple(strategy.case.annexs.all()),
        adoptions=adoptions,
        last_review=strategy.events.filter(act=StrategyEvent.Act.REVIEW).order_by("-date", "-at").first(),
        plan=plan,
        totals=budget.totals(cost_of(activity) for activity in activities),
        progress=load_progress(strategy, activities, today),
    )


def _activities(plan):
    """Give of a plan's activities what is counted and summed, with their prerequisites; () without a plan."""
    if plan is None:
        return ()
    costs = ("annual_cost", "establishment_cost", "funding_years")
    needed = (*costs, "state", "readiness", "prerequisites", "focus_area_id", "plan_id")
    return tuple(plan.activities.only(*needed).prefetch_related("conditions"))


def _goals(strategy):
    """Give the pejlemærker, and all other goals by group: those without one first, then the groups in their order."""
    goals = list(strategy.goals.prefetch_related("recommendations", "indicators"))
    below, of_group, guiding = {}, {}, []
    for goal in goals:
        if goal.parent_id:
            below.setdefault(goal.parent_id, []).append(GoalEntry(goal, (), _served(goal)))
    for goal in goals:
        if goal.parent_id is None:
            entry = GoalEntry(goal, tuple(below.get(goal.pk, ())), _served(goal))
            (guiding if goal.kind == Goal.Kind.GUIDING else of_group.setdefault(goal.group_id, [])).append(entry)
    groups = [None, *strategy.goal_groups.all()]
    sections = [GoalSection(group, tuple(of_group.get(group and group.pk, ()))) for group in groups]
    return tuple(guiding), tuple(section for section in sections if section.group or section.entries)


def _served(goal):
    """Give in words what a goal serves: "anbefaling 2 (Strategi) og indikator 5.2"."""
    recommendations = [f"anbefaling{NBSP}{row.number} ({row.heading})" for row in goal.recommendations.all()]
    return join([*recommendations, *(f"indikator{NBSP}{row.number}" for row in goal.indicators.all())])


def _focus_areas(strategy, activities):
    counts = Counter(activity.focus_area_id for activity in activities)
    areas = enumerate(strategy.focus_areas.all(), start=1)
    return tuple(FocusEntry(area, number, counts[area.pk]) for number, area in areas)


def _budget(strategy):
    lines = list(strategy.budget_lines.all())
    shares = {}
    for line in lines:
        shares.setdefault(line.part_of_id, []).append(line)
    return tuple(
        BudgetEntry(line, tuple(shares.get(line.pk, ())), division_problem(line, shares.get(line.pk, ())))
        for line in shares.get(None, ())
    )


def division_problem(line, shares):
    """Say what is wrong with how a budget line is divided, in a sentence; "" where nothing is."""
    if not shares:
        return ""
    held = budget.shares(line.amount, [share.amount for share in shares])
    summed = f"Delene giver {told(held.sum.total)}{NBSP}mio.{NBSP}kr."
    if held.sum.unknown:
        return f"{first_upper(count(held.sum.unknown, 'del', 'dele'))} er ikke kendt. {summed}"
    if held.rest is None:
        return f"{summed} Beløbet, de deler, er ikke kendt."
    if held.rest > 0:
        return f"{summed} Det er {told(held.rest)} mindre end det beløb, de deler."
    return f"{summed} Det er {told(-held.rest)} mere end det beløb, de deler." if held.rest else ""


def _relations(strategy, user):
    """Give the relations. A strategy that the reader may not read is not told from one that is not in the system."""
    relations = list(strategy.relations.all())
    named = [row.other_id for row in relations if row.other_id]
    readable = visible_strategies(user).filter(pk__in=named).in_bulk() if named else {}
    return tuple(RelationEntry(row, readable.get(row.other_id)) for row in relations)
