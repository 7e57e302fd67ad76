"""A strategy and its case as one agenda item: frozen facts, from which the page and the Word document are made.

A fixed number of queries, whatever is in the strategy and its case.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Subquery
from django.utils.timezone import localtime

from clusters.models import Route, Task
from misbrug.text.danish import join
from strategies import budget
from strategies.models import Goal, Strategy
from strategies.plan import chosen_plan, cost_of


@dataclass(frozen=True, slots=True)
class Meeting:
    """One body's treatment of the case at one meeting. `points` are the at-punkter, each without the word "at"."""

    pk: int
    body: str
    date: date
    item_number: str
    case_number: str
    points: tuple[str, ...]
    outcome: str
    decision: str
    remark: str
    is_past: bool
    is_example: bool

    @property
    def is_decided(self):
        """Say whether what came of it is written: a result to choose from, or a decision in other words."""
        return bool(self.outcome or self.decision)


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal, or a focus area with its purpose, and the goals below it. `is_example`: invented in a real strategy."""

    title: str
    text: str = ""
    below: tuple["Aim", ...] = ()
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class AreaCost:
    """What the activities of one focus area cost together. `title` is "" for those without one."""

    title: str
    totals: budget.Totals


@dataclass(frozen=True, slots=True)
class Economy:
    """What a strategy's plan costs, focus area by focus area. `plan` is its title, "" where there is no plan."""

    plan: str = ""
    plan_pk: int | None = None
    areas: tuple[AreaCost, ...] = ()
    totals: budget.Totals = field(default_factory=budget.Totals)


@dataclass(frozen=True, slots=True)
class Coming:
    """What is still to come: a meeting, a hearing, a task. `date` is None where none is set."""

    date: date | None
    text: str
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class AnnexFact:
    """An annex. `url` is its link, "" for a file, which is fetched by its `pk`."""

    pk: int
    title: str
    date: date | None
    url: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class AgendaFacts:
    """What an agenda item says. `meetings` are all that can be chosen, `meeting` the chosen one, if there is any.

    `summary`, `presentation`, `economy_text` and `process` are the case's own texts, "" where none is written.
    `today` is the day from which everything is seen, `unfinished` the state of a strategy that is not adopted yet.
    `goals` are by group as (title, goals), first those without a group, whose title is "". `coming` is what was known
    before the meeting, `tasks` what its own decision asks for.
    """

    today: date

    slug: str
    title: str
    strategy_title: str
    kind: str
    places: tuple[str, ...]
    period: str
    responsible: str
    is_example: bool
    unfinished: str
    is_adopted: bool
    strategy_summary: str
    summary: str
    presentation: str
    economy_text: str
    process: str
    guiding: tuple[Aim, ...]
    focus_areas: tuple[Aim, ...]
    goals: tuple[tuple[str, tuple[Aim, ...]], ...]
    routing: tuple[tuple[str, str], ...]
    meeting: Meeting | None
    meetings: tuple[Meeting, ...]
    economy: Economy
    coming: tuple[Coming, ...]
    tasks: tuple[Coming, ...]
    annexes: tuple[AnnexFact, ...]

    @property
    def is_held(self):
        """Say whether the meeting is over, so that what is told of today may not be what it was told."""
        return self.meeting is not None and self.meeting.is_past

    @property
    def is_over(self):
        """Say whether what is not written can no longer be expected: the meeting is over, or the strategy adopted."""
        return self.meeting.is_past if self.meeting else self.is_adopted


class NoSuchMeeting(LookupError):
    """The meeting that was asked for is not one of the case."""


def agenda_facts(strategy: Strategy, today: date, wanted: int | None = None) -> AgendaFacts:
    """Give a strategy as an agenda item, seen from a day. `wanted` is the key of one of its case's agenda items.

    Without it the next meeting is meant, else the latest. Raises NoSuchMeeting. `adoptions__municipality` and `case`
    should be fetched with the strategy.
    """
    case = strategy.case
    items = list(_registered(case.agendaitems.select_related("body")))
    meeting = _chosen(items, today, wanted)
    guiding, goals = _goals(strategy)
    coming, tasks = _coming(strategy, items, meeting, today)
    return AgendaFacts(
        today=today,
        slug=strategy.slug,
        title=case.title or strategy.title,
        strategy_title=strategy.title,
        kind=strategy.kind,
        places=tuple(place.name for place in strategy.places),
        period=strategy.period,
        responsible=case.responsible or strategy.administration,
        is_example=strategy.is_example,
        is_adopted=strategy.is_readable,
        unfinished="" if strategy.is_readable else strategy.get_state_display(),
        strategy_summary=strategy.summary,
        summary=case.summary,
        presentation=case.presentation,
        economy_text=case.economy,
        process=case.further_process,
        guiding=guiding,
        focus_areas=tuple(_aim(strategy, row, row.purpose) for row in strategy.focus_areas.all()),
        goals=goals,
        routing=_routing(case),
        meeting=_meeting(meeting, strategy, today) if meeting else None,
        meetings=tuple(_meeting(item, strategy, today) for item in items),
        economy=_economy(strategy, today),
        coming=coming,
        tasks=tasks,
        annexes=_annexes(strategy, meeting, today),
    )


def _invented(strategy, row):
    """Say whether a row is to be marked as invented; a strategy that is invented as a whole says so once."""
    return row.is_example and not strategy.is_example


def _decided(item):
    return bool(item.outcome or item.decision)


def _chosen(items, today, wanted):
    if wanted is not None:
        found = next((item for item in items if item.pk == wanted), None)
        if found is None:
            raise NoSuchMeeting(wanted)
        return found
    waiting = (item for item in items if item.date >= today and not _decided(item))
    return next(waiting, items[-1] if items else None)


def _meeting(item, strategy, today):
    return Meeting(
        pk=item.pk,
        body=item.body.name,
        date=item.date,
        item_number=item.item_number,
        case_number=item.case_number,
        points=tuple(item.points),
        outcome=item.get_outcome_display() if item.outcome else "",
        decision=item.decision,
        remark=item.remark,
        is_past=item.date < today,
        is_example=_invented(strategy, item),
    )


def _aim(strategy, row, text="", below=()):
    return Aim(row.title, " ".join(text.split()), tuple(below), _invented(strategy, row))


def _goals(strategy):
    """Give the pejlemærker, and the other goals as (title of their group, goals)."""
    rows = list(strategy.goals.all())
    below, of_group, guiding = {}, {}, []
    for row in rows:
        if row.parent_id:
            below.setdefault(row.parent_id, []).append(_aim(strategy, row))
    for row in rows:
        if not row.parent_id:
            aim = _aim(strategy, row, below=below.get(row.pk, ()))
            (guiding if row.kind == Goal.Kind.GUIDING else of_group.setdefault(row.group_id, [])).append(aim)
    groups = [(None, ""), *strategy.goal_groups.values_list("pk", "title")]
    return tuple(guiding), tuple((title, tuple(of_group[pk])) for pk, title in groups if pk in of_group)


def _routing(case):
    """Give (role, names of the bodies) in the order in which a case goes through them."""
    found = {}
    for route in Route.objects.filter(case=case).select_related("body").order_by("body__order", "body__pk"):
        found.setdefault(route.role, []).append(route.body.name)
    return tuple((role.label, join(found[role])) for role in Route.Role if role in found)


def _economy(strategy, today):
    plan = chosen_plan(list(strategy.plans.all()), "", today)
    if plan is None:
        return Economy()
    rows = plan.activities.select_related("focus_area").order_by("focus_area__order", "focus_area", "order", "pk")
    rows = sorted(rows, key=lambda row: row.focus_area_id is None)
    areas = budget.by_group(rows, lambda row: row.focus_area.title if row.focus_area else "", cost_of)
    return Economy(
        plan=plan.title,
        plan_pk=plan.pk,
        areas=tuple(AreaCost(title, totals) for title, totals in areas.items()),
        totals=budget.totals(cost_of(row) for row in rows),
    )


def _annexes(strategy, meeting, today):
    """Give the case's annexes; to a meeting that is over none of a later day."""
    is_past = meeting is not None and meeting.date < today
    return tuple(
        AnnexFact(row.pk, row.title, row.date, row.url, _invented(strategy, row))
        for row in strategy.case.annexs.all()
        if not (is_past and row.date and row.date > meeting.date)
    )


# ---- what is to come ----------------------------------------------------------------------------------


def _registered(rows):
    """Let each row know when it was first written."""
    written = rows.model.history.filter(id=OuterRef("pk")).order_by("history_date").values("history_date")
    return rows.annotate(registered=Subquery(written[:1]))


def _coming(strategy, items, chosen, today):
    """Give what is to come, by date and last what has none, and apart from it what the decision itself asks for.

    An item whose meeting is over tells what was known before it; any other tells what is known today.
    """
    is_past = chosen is not None and chosen.date < today
    day = chosen.date if is_past else today

    case = strategy.case

    def known(row):
        return not is_past or (row.registered is not None and localtime(row.registered).date() <= day)

    found = [
        Coming(item.date, f"{item.body.name} behandler sagen", _invented(strategy, item))
        for item in items
        if item.date >= day and item != chosen and known(item) and (is_past or not _decided(item))
    ]
    for hearing in _registered(case.hearings.all()):
        if hearing.sent_on > day and known(hearing):
            found.append(Coming(hearing.sent_on, f"Sendes i høring: {hearing.title}", _invented(strategy, hearing)))
        if hearing.deadline and hearing.deadline >= day and (known(hearing) or hearing.sent_on <= day):
            what = f"Frist for høringssvar: {hearing.title}"
            found.append(Coming(hearing.deadline, what, _invented(strategy, hearing)))
    tasks = list(_registered(case.tasks.select_related("agenda_item", "hearing")))
    own = [task for task in tasks if chosen and task.agenda_item_id == chosen.pk and (is_past or _decided(chosen))]
    for task in tasks:
        waits = task.state == Task.State.OPEN or (is_past and task.closed_on > day)
        if waits and task not in own and _arose_before(task, chosen, day, known):
            found.append(_to_do(strategy, task))
    return _by_date(found), _by_date(_to_do(strategy, task) for task in own)


def _arose_before(task, chosen, day, known):
    """Say whether a task was there before the chosen meeting; without one, whether it is there."""
    origin, hearing = task.agenda_item, task.hearing
    if chosen and origin and origin != chosen:
        return origin.date < chosen.date
    answered = (hearing.deadline or hearing.sent_on) if hearing else None
    return known(task) or (answered is not None and answered < day)


def _to_do(strategy, task):
    return Coming(task.deadline, f"{task.title} ({task.owner})", _invented(strategy, task))


def _by_date(found):
    return tuple(sorted(found, key=lambda each: (each.date is None, each.date or date.max)))
