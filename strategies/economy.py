"""What a plan costs, by focus area and by funding, beside the background budget. A fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from misbrug.text.danish import sort_key
from strategies import budget
from strategies.models import ActionPlan, BudgetLine, Strategy
from strategies.plan import PLAN_ORDER, chosen_plan, cost_of


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the background budget with its shares."""

    line: BudgetLine
    parts: tuple[BudgetLine, ...]
    shares: budget.Shares


@dataclass(frozen=True, slots=True)
class Year:
    """The background budget of one year (None: no year is named). `total` only where it has several lines."""

    year: int | None
    lines: tuple[Line, ...]
    total: budget.Sum | None


@dataclass(frozen=True, slots=True)
class Economy:
    """The sums of one plan and the background budget of its field."""

    plans: list[ActionPlan]
    plan: ActionPlan | None
    totals: budget.Totals
    by_focus_area: list[tuple[str, budget.Totals]]
    by_funding: list[tuple[str, budget.Totals]]
    years: list[Year]


def economy(strategy: Strategy, plan_word: str, today: date) -> Economy:
    """Give the economy of the plan named in the address. Three queries whatever the size."""
    plans = list(strategy.plans.all())
    plan = chosen_plan(plans, plan_word, today)
    activities = []
    if plan:
        rows = plan.activities.select_related("focus_area").order_by(*PLAN_ORDER)
        activities = list(rows.defer("text", "effect", "priority_reason"))
    fundings = budget.by_group(activities, lambda activity: " ".join(activity.funding.split()), cost_of)
    areas = budget.by_group(activities, lambda activity: activity.focus_area, cost_of)
    return Economy(
        plans=plans,
        plan=plan,
        totals=budget.totals(cost_of(activity) for activity in activities),
        by_focus_area=[
            (area.title if area else "Uden fokusområde", sums)
            for area, sums in sorted(areas.items(), key=lambda item: item[0] is None)
        ],
        by_funding=[
            (name or "Ikke angivet", sums)
            for name, sums in sorted(fundings.items(), key=lambda item: (not item[0], sort_key(item[0])))
        ],
        years=background(strategy),
    )


def background(strategy: Strategy) -> list[Year]:
    """Give the background budget year by year, the latest first and what has no year last. One query."""
    rows = list(strategy.budget_lines.all())
    parts = {}
    for row in rows:
        parts.setdefault(row.part_of_id, []).append(row)
    years = {}
    for row in parts.get(None, ()):
        mine = tuple(parts.get(row.pk, ()))
        line = Line(row, mine, budget.shares(row.amount, [each.amount for each in mine]))
        years.setdefault(row.year, []).append(line)
    ordered = sorted(years.items(), key=lambda item: -(item[0] or 0))
    return [
        Year(
            year=year,
            lines=tuple(lines),
            total=budget.sum_of(each.line.amount for each in lines) if len(lines) > 1 else None,
        )
        for year, lines in ordered
    ]
