"""The action plan as it is read: its activities filtered, sorted and summed, with a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from django.db.models import Prefetch, QuerySet

from indicators.models import Indicator
from misbrug.text.danish import loose_fold, sort_key
from strategies import budget, readiness
from strategies.models import ActionPlan, Activity, Strategy

# Words of the address for what is stored.
READINESS = {"groen": "green", "gul": "yellow", "roed": "red", "ikke-vurderet": ""}
STATES = {"planlagt": "planned", "i-gang": "active", "afsluttet": "done", "opgivet": "dropped"}
PRIORITIES = {"hoej": "high", "middel": "medium", "lav": "low", "ingen": ""}
WITHOUT = "uden"
PLAN_ORDER = ("focus_area__order", "focus_area__pk", "order", "pk")
TEXTS = ("title", "text", "effect", "funding", "prerequisites", "responsible", "partners")


@dataclass(frozen=True, slots=True)
class Row:
    """One activity of the table, with what contradicts what in it."""

    activity: Activity
    cost: budget.Cost
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The activities of one focus area with their sums. `title` is "" for those without, and for a flat list."""

    title: str
    rows: tuple[Row, ...]
    totals: budget.Totals
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What one has chosen to see, as it stands in the address; words that mean nothing choose nothing."""

    plan: str = ""
    fokus: str = ""
    klar: str = ""
    tilstand: str = ""
    prioritet: str = ""
    finansiering: str = ""
    maal: str = ""
    anbefaling: str = ""
    soeg: str = ""
    sorter: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]):
        """Read the choice from the parameters of an address."""
        choice = cls(**{each.name: query.get(each.name, "").strip()[:120] for each in fields(cls)})
        known = {"klar": READINESS, "tilstand": STATES, "prioritet": PRIORITIES}
        wrong = {name: "" for name, words in known.items() if getattr(choice, name) not in words}
        wrong |= {} if choice.sorter.removeprefix("-") in SORTS else {"sorter": ""}
        return choice.but(**wrong)

    def but(self, **changes):
        """Give the same choice with some of it changed."""
        return Choice(**{each.name: getattr(self, each.name) for each in fields(self)} | changes)

    def parameters(self, **changes):
        """Give the choice, with changes, as (name, word) pairs for an address; what is empty is left out."""
        changed = self.but(**changes)
        return [(each.name, word) for each in fields(self) if (word := getattr(changed, each.name))]

    @property
    def filters(self):
        """Say whether anything is filtered away; plan and order of the rows are no filters."""
        return bool(self.but(plan="", sorter="").parameters())


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen among, taken from the plan's own activities: (word of the address, label)."""

    focus_areas: list = field(default_factory=list)
    fundings: list = field(default_factory=list)
    goals: list = field(default_factory=list)
    recommendations: list = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A plan's table: groups with sums, what is shown of how much, and how ready what is shown is."""

    plans: list[ActionPlan]
    plan: ActionPlan | None
    choice: Choice
    options: Options
    groups: tuple[Group, ...]
    totals: budget.Totals
    total_count: int
    shown_count: int
    readiness: dict[str, int]
    warning_count: int
    has_priority: bool
    has_example: bool


def plan_table(strategy: Strategy, choice: Choice, today: date) -> PlanTable:
    """Give one plan of a strategy as chosen. Six queries whatever its size; two for a strategy without a plan."""
    plans = list(strategy.plans.all())
    plan = chosen_plan(plans, choice.plan, today)
    activities = list(plan_activities(plan, texts=bool(choice.soeg))) if plan else []
    rows = [_row(activity) for activity in activities if _matches(activity, choice)]
    colours = [row.activity.readiness for row in rows]
    return PlanTable(
        plans=plans,
        plan=plan,
        choice=choice,
        options=_options(activities),
        groups=_groups(rows, choice.sorter, _numbers(activities)),
        totals=budget.totals(row.cost for row in rows),
        total_count=len(activities),
        shown_count=len(rows),
        readiness={colour: colours.count(colour) for colour in Activity.Readiness.values},
        warning_count=sum(bool(row.warnings) for row in rows),
        has_priority=any(activity.priority for activity in activities),
        has_example=any(activity.readiness_is_example for activity in activities),
    )


def chosen_plan(plans: list[ActionPlan], word: str, today: date) -> ActionPlan | None:
    """Give the plan named in the address, else this year's, else a living one, else the latest; None without any."""
    by_pk = {str(plan.pk): plan for plan in plans}
    if word in by_pk:
        return by_pk[word]
    of_year = next((plan for plan in plans if plan.year == today.year), None)
    living = next((plan for plan in plans if plan.year is None), None)
    return of_year or living or max(plans, key=lambda plan: plan.year, default=None)


def plan_activities(plan: ActionPlan, *, texts: bool = False) -> QuerySet:
    """Give a plan's activities in its order with all that a table needs; long texts only where they are asked for."""
    activities = plan.activities.select_related("focus_area").order_by(*PLAN_ORDER)
    if not texts:
        activities = activities.defer("text", "effect", "priority_reason")
    indicators = Prefetch("indicators", Indicator.objects.select_related("recommendation"))
    return activities.prefetch_related("conditions", "goals", "recommendations", indicators)


def cost_of(activity: Activity) -> budget.Cost:
    """Give what an activity costs, as the sums take it."""
    return budget.Cost(
        annual=activity.annual_cost,
        establishment=activity.establishment_cost,
        years=activity.funding_years,
        dropped=activity.state == Activity.State.DROPPED,
    )


def conditions_of(activity: Activity) -> dict[str, str]:
    """Give an activity's prerequisites as {kind: state}; no query where they are prefetched."""
    return {condition.kind: condition.state for condition in activity.conditions.all()}


def warnings_of(activity: Activity) -> tuple[str, ...]:
    """Give a sentence for each contradiction in an activity; no query where its prerequisites are prefetched."""
    return readiness.contradictions(
        activity.state, activity.readiness, conditions_of(activity), described=bool(activity.prerequisites)
    )


def _row(activity):
    return Row(activity, cost_of(activity), warnings_of(activity))


def _recommendations(activity):
    """Give the recommendations that an activity serves, itself or by their indicators, once each."""
    served = [*activity.recommendations.all(), *(each.recommendation for each in activity.indicators.all())]
    return {each.pk: each for each in served}


# --- choosing -----------------------------------------------------------------------------------------------


def _matches(activity, choice):
    area = str(activity.focus_area_id or WITHOUT)
    return (
        (not choice.fokus or choice.fokus == area)
        and (not choice.klar or READINESS[choice.klar] == activity.readiness)
        and (not choice.tilstand or STATES[choice.tilstand] == activity.state)
        and (not choice.prioritet or PRIORITIES[choice.prioritet] == activity.priority)
        and (not choice.finansiering or choice.finansiering == (activity.funding or WITHOUT))
        and (not choice.maal or any(str(goal.pk) == choice.maal for goal in activity.goals.all()))
        and (not choice.anbefaling or any(str(pk) == choice.anbefaling for pk in _recommendations(activity)))
        and (not choice.soeg or _says(activity, choice.soeg))
    )


def _says(activity, words):
    """Say whether every word is somewhere in an activity's texts."""
    text = loose_fold(" ".join(getattr(activity, name) for name in TEXTS))
    return all(word in text for word in loose_fold(words).split())


def _options(activities):
    areas, goals, recommendations, fundings = {}, {}, {}, set()
    for activity in activities:
        areas[str(activity.focus_area_id or WITHOUT)] = str(activity.focus_area or "Uden fokusområde")
        goals |= {str(goal.pk): goal.title for goal in activity.goals.all()}
        recommendations |= _recommendations(activity)
        fundings.add(activity.funding)
    named = sorted(recommendations.values(), key=lambda each: (each.catalogue_id, each.number))
    return Options(
        focus_areas=list(areas.items()),
        fundings=[(name or WITHOUT, name or "Ikke angivet") for name in sorted(fundings, key=sort_key)],
        goals=list(goals.items()),
        recommendations=[(str(each.pk), f"{each.number}. {each.heading}") for each in named],
    )


# --- order and groups ---------------------------------------------------------------------------------------


def _rank(words):
    """Give a key by the place of a stored word in a list; "" (not said) counts as unknown."""
    places = {word: place for place, word in enumerate(words)}
    return lambda name: lambda activity: places.get(getattr(activity, name)) if getattr(activity, name) else None


def _text(name):
    return lambda activity: sort_key(getattr(activity, name)) if getattr(activity, name) else None


def _number(name):
    return lambda activity: getattr(activity, name)


# What the table can be sorted by: the word in the address → a key, None where it is unknown.
SORTS = {
    "": None,
    "klar": _rank(Activity.Readiness.values)("readiness"),
    "aktivitet": _text("title"),
    "tilstand": _rank(Activity.State.values)("state"),
    "prioritet": _rank(("high", "medium", "low"))("priority"),
    "aarligt": _number("annual_cost"),
    "etablering": _number("establishment_cost"),
    "finansiering": _text("funding"),
    "borgere": _number("citizens"),
    "forudsaetninger": _text("prerequisites"),
    "start": lambda activity: (activity.start_year, activity.start_month or 0) if activity.start_year else None,
}


def sort_activities(rows, word, activity=lambda row: row.activity):
    """Give rows sorted by a word of SORTS, backwards with "-" before it. What is unknown is last either way."""
    key = SORTS[word.removeprefix("-")]
    if key is None:
        return list(rows)
    known = [row for row in rows if key(activity(row)) is not None]
    unknown = [row for row in rows if key(activity(row)) is None]
    return sorted(known, key=lambda row: key(activity(row)), reverse=word.startswith("-")) + unknown


def _numbers(activities):
    """Number the focus areas of a plan as it lists them, whatever is filtered away."""
    areas = dict.fromkeys(activity.focus_area_id for activity in activities if activity.focus_area_id)
    return {pk: number for number, pk in enumerate(areas, start=1)}


def _groups(rows, sorter, numbers):
    """Part the rows by focus area; sorted by a column they are one list, or the order would mean nothing."""
    if not rows:
        return ()
    if sorter:
        return (Group("", tuple(sort_activities(rows, sorter)), budget.totals(row.cost for row in rows)),)
    areas = {}
    for row in rows:
        areas.setdefault(row.activity.focus_area_id, []).append(row)
    # Those without a focus area come last, whatever the database makes of a missing order.
    ordered = sorted(areas.items(), key=lambda item: item[0] is None)
    return tuple(
        Group(
            title=str(found[0].activity.focus_area or "Uden fokusområde"),
            rows=tuple(found),
            totals=budget.totals(row.cost for row in found),
            number=numbers.get(pk),
        )
        for pk, found in ordered
    )
