"""An action plan as it goes into a workbook: frozen facts, filtered as the page is, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from misbrug.text.danish import first_upper
from strategies import budget
from strategies.models import Activity, Prerequisite, ProgressNote
from strategies.plan import Choice, cost_of, plan_table

LONG_TEXTS = ("text", "effect", "priority_reason")
# What is chosen among words of its own, and what each choice is called.
CHOSEN = {
    "fokus": ("Fokusområde", "focus_areas"),
    "finansiering": ("Finansiering", "fundings"),
    "maal": ("Mål", "goals"),
    "anbefaling": ("Anbefaling", "recommendations"),
}
WORDS = {"klar": "Klar", "tilstand": "Tilstand", "prioritet": "Prioritet"}
SPELT = {"groen": "grøn", "roed": "rød", "ikke-vurderet": "ikke vurderet", "i-gang": "i gang", "hoej": "høj"}


@dataclass(frozen=True, slots=True)
class Line:
    """One activity. Amounts are in mio. kr., None is unknown; `citizens` is an estimate; the rest are words.

    `start` is a year, or words where a month is named too.
    """

    focus_area: str
    title: str
    text: str
    effect: str
    readiness: str
    state: str
    priority: str
    priority_reason: str
    cost: budget.Cost
    funding: str
    citizens: int | None
    prerequisites: str
    conditions: str
    start: int | str
    responsible: str
    partners: str
    goals: str
    recommendations: str
    indicators: str
    example: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One dated note, and what it moved. Who wrote it stays in the system."""

    date: date
    focus_area: str
    activity: str
    text: str
    state: str
    readiness: str
    example: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan with what is said of it. `filters` are (what, word) pairs; `plan` is "" where there is none.

    `adoptions` are (municipality, day, whether the day is invented), of those that have adopted the strategy.
    """

    slug: str
    strategy: str
    places: tuple[str, ...]
    state: str
    period: str
    source: str
    adoptions: tuple[tuple[str, date, bool], ...]
    address: str
    plan: str
    is_example: bool
    day: date
    filters: tuple[tuple[str, str], ...]
    total_count: int
    lines: tuple[Line, ...]
    notes: tuple[NoteLine, ...]


def plan_facts(strategy, choice: Choice, today: date, address: str = "") -> PlanFacts:
    """Give one plan of a strategy as chosen, with the address of its page.

    `adoptions__municipality` should be fetched with the strategy.
    """
    table = plan_table(strategy, choice, today)
    activities = [row.activity for group in table.groups for row in group.rows]
    pks = [activity.pk for activity in activities]
    # The plan's table leaves the long texts out; asking each activity for them would be a query each.
    texts = {pk: long for pk, *long in Activity.objects.filter(pk__in=pks).values_list("pk", *LONG_TEXTS)}
    notes = ProgressNote.objects.filter(activity__in=pks).select_related("activity__focus_area")
    return PlanFacts(
        slug=strategy.slug,
        strategy=strategy.title,
        places=tuple(place.name for place in strategy.places),
        state=strategy.get_state_display(),
        period=strategy.period,
        source=strategy.source,
        adoptions=tuple(_adoptions(strategy)),
        address=address,
        plan=table.plan.title if table.plan else "",
        is_example=strategy.is_example,
        day=today,
        filters=tuple(_filters(table)),
        total_count=table.total_count,
        lines=tuple(_line(activity, *texts[activity.pk]) for activity in activities),
        notes=tuple(_note(note) for note in notes),
    )


def _adoptions(strategy):
    for row in strategy.adoptions.all():
        if row.adopted_on:
            yield row.municipality.name, row.adopted_on, row.is_example and not strategy.is_example


def _area(activity):
    return activity.focus_area.title if activity.focus_area else "Uden fokusområde"


def _line(activity, text, effect, priority_reason):
    example = "aktiviteten" if activity.is_example else "farven" if activity.readiness_is_example else ""
    return Line(
        focus_area=_area(activity),
        title=activity.title,
        text=text,
        effect=effect,
        readiness=first_upper(activity.get_readiness_display()),
        state=first_upper(activity.get_state_display()),
        priority=first_upper(activity.get_priority_display()) if activity.priority else "",
        priority_reason=priority_reason,
        cost=cost_of(activity),
        funding=" ".join(activity.funding.split()),
        citizens=activity.citizens,
        prerequisites=activity.prerequisites,
        conditions="; ".join(_condition(row) for row in activity.conditions.all()),
        start=activity.start if activity.start_month else activity.start_year or "",
        responsible=activity.responsible,
        partners=activity.partners,
        goals="; ".join(goal.title for goal in activity.goals.all()),
        recommendations="; ".join(str(each.number) for each in activity.recommendations.all()),
        indicators="; ".join(str(each.number) for each in activity.indicators.all()),
        example=example,
    )


def _condition(row):
    words = f"{Prerequisite.Kind(row.kind).label}: {Prerequisite.State(row.state).label}"
    return f"{words} ({row.note})" if row.note else words


def _note(note):
    return NoteLine(
        date=note.date,
        focus_area=_area(note.activity),
        activity=note.activity.title,
        text=note.text,
        state=_moved(note.get_state_from_display(), note.get_state_to_display()),
        readiness=_moved(note.get_readiness_from_display(), note.get_readiness_to_display()),
        example="eksempel" if note.is_example else "",
    )


def _moved(before, after):
    return first_upper(after) if before == after else f"{first_upper(before)} → {after}"


def _filters(table):
    """Give what was chosen, in words."""
    for name, (label, options) in CHOSEN.items():
        word = getattr(table.choice, name)
        if word:
            yield label, dict(getattr(table.options, options)).get(word, word)
    for name, label in WORDS.items():
        word = getattr(table.choice, name)
        if word:
            yield label, SPELT.get(word, word)
    if table.choice.soeg:
        yield "Søgning", table.choice.soeg
