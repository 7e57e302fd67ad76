"""Whether a strategy happens, in short: how far its activities are, what is in their way, what was decided last."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, Subquery

from clusters.models import AgendaItem, Case, Task
from strategies.models import Activity
from strategies.plan import warnings_of

# What decides a case; that it was postponed or sent on says nothing of how it ended.
DECIDED = (AgendaItem.Outcome.APPROVED, AgendaItem.Outcome.REMARK, AgendaItem.Outcome.REJECTED)


@dataclass(frozen=True, slots=True)
class Decision:
    """The latest decision on a case, and how many of the tasks it left behind are open."""

    item_id: int
    outcome: str
    body: str
    date: date
    is_example: bool
    open_tasks: int

    @property
    def words(self):
        """Give the outcome in words: "godkendt med bemærkning"."""
        return AgendaItem.Outcome(self.outcome).label


@dataclass(frozen=True, slots=True)
class Progress:
    """How a strategy goes: activities by state, what is red or contradicts itself, open tasks, the latest decision."""

    count: int
    states: tuple[tuple[str, int], ...]
    without_funds: int
    red: int
    contradicting: int
    open_tasks: int
    late_tasks: int
    decision: Decision | None

    @property
    def tells_of_tasks(self):
        """Say whether the open tasks are to be told apart from those that the decision left behind."""
        left = self.decision.open_tasks if self.decision else 0
        return self.open_tasks > left or self.late_tasks > 0

    @property
    def is_known(self):
        """Say whether there is anything to tell."""
        return bool(self.count or self.open_tasks or self.decision)


def load_progress(strategy, activities, today: date) -> Progress:
    """Give how a strategy goes. One query; `activities` are its current plan's with their prerequisites."""
    activities = list(activities)
    states = Counter(activity.state for activity in activities)
    going_on = [each for each in activities if each.state in (Activity.State.PLANNED, Activity.State.ACTIVE)]
    case = _of_case(strategy.case_id, today)
    return Progress(
        count=len(activities),
        states=tuple((state.label, states[state]) for state in SHOWN_STATES if states[state]),
        without_funds=sum(_lacks_funds(each) for each in going_on),
        red=sum(each.readiness == Activity.Readiness.RED for each in going_on),
        contradicting=sum(bool(warnings_of(each)) for each in activities),
        open_tasks=case["open"],
        late_tasks=case["late"],
        decision=_decision(case),
    )


# What goes on first, then what is over, then what has not begun.
SHOWN_STATES = (Activity.State.ACTIVE, Activity.State.DONE, Activity.State.PLANNED, Activity.State.DROPPED)


def _lacks_funds(activity):
    return any(each.kind == "financing" and each.state == "missing" for each in activity.conditions.all())


def _of_case(case_id, today):
    """Give the numbers of a case's open tasks, and what its latest decision says: 1 query."""
    latest = AgendaItem.objects.filter(case=OuterRef("pk"), outcome__in=DECIDED, date__lte=today)
    latest = latest.order_by("-date", "-order", "-pk")
    said = {
        "item_id": "pk",
        "outcome": "outcome",
        "body": "body__name",
        "decided_on": "date",
        "is_example": "is_example",
    }
    is_open = Q(tasks__state=Task.State.OPEN)
    rows = Case.objects.filter(pk=case_id).annotate(
        **{name: Subquery(latest.values(column)[:1]) for name, column in said.items()}
    )
    counted = rows.annotate(
        open=Count("tasks", filter=is_open),
        late=Count("tasks", filter=is_open & Q(tasks__deadline__lt=today)),
        left=Count("tasks", filter=is_open & Q(tasks__agenda_item=F("item_id"))),
    )
    return counted.values(*said, "open", "late", "left").get()


def _decision(case):
    if case["item_id"] is None:
        return None
    return Decision(
        case["item_id"], case["outcome"], case["body"], case["decided_on"], case["is_example"], case["left"]
    )
