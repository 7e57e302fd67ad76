"""What moved in a strategy's plans since a day: a paper for the next meeting, with a fixed number of queries.

What counts is when it was written, not the day a note is about: what was written after a meeting is new to the next.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from clusters.models import AgendaItem
from strategies.models import Activity, ProgressNote, Strategy
from strategies.plan import PLAN_ORDER

MONTHS_WITHOUT_MEETING = 3
AMOUNTS = (("annual_cost", "Årlig udgift"), ("establishment_cost", "Etablering"))
WORDS = (("funding", "Finansiering"), ("funding_years", "Finansiering, antal år"))


@dataclass(frozen=True, slots=True)
class Moved:
    """An activity with its notes since the day, oldest first, and from where to where they moved it."""

    activity: Activity
    notes: tuple[ProgressNote, ...]
    from_is_example: bool

    @property
    def state_from(self):
        """Give its state before the first note."""
        return self.notes[0].state_from

    @property
    def readiness_from(self):
        """Give its readiness before the first note."""
        return self.notes[0].readiness_from

    @property
    def moves_state(self):
        """Say whether its state is another than before."""
        return self.state_from != self.activity.state

    @property
    def moves_readiness(self):
        """Say whether its readiness is another than before."""
        return self.readiness_from != self.activity.readiness

    @property
    def get_state_from_display(self):
        """Give the word of its state before, as a note gives it."""
        return Activity.State(self.state_from).label

    @property
    def get_state_to_display(self):
        """Give the word of its state now, as a note gives it."""
        return self.activity.get_state_display()

    @property
    def readiness_to(self):
        """Give its readiness now."""
        return self.activity.readiness

    @property
    def to_is_example(self):
        """Say whether its readiness now is an example."""
        return self.activity.readiness_is_example


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that was another before: an amount (None is unknown), or words."""

    label: str
    before: object
    now: object
    is_amount: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """An activity whose amounts or funding changed."""

    activity: Activity
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved since a day. Each activity with notes stands in one of the four lists of them."""

    since: date
    meeting: AgendaItem | None
    added: tuple[Activity, ...]
    moved: tuple[Moved, ...]
    finished: tuple[Moved, ...]
    dropped: tuple[Moved, ...]
    noted: tuple[Moved, ...]
    changed: tuple[Changed, ...]
    removed: tuple[str, ...]

    @property
    def is_empty(self):
        """Say whether nothing moved."""
        return not (
            self.added or self.moved or self.finished or self.dropped or self.noted or self.changed or self.removed
        )


def last_meeting(strategy: Strategy, today: date) -> AgendaItem | None:
    """Give the latest agenda item of the strategy's case on or before a day, None where there is none."""
    items = AgendaItem.objects.filter(case_id=strategy.case_id, date__lte=today).select_related("body")
    return items.order_by("-date", "-order", "-pk").first()


def movement(strategy: Strategy, today: date, since: date | None = None) -> Movement:
    """Give what moved since a day, by default that of the last meeting, else the last three months. Five queries."""
    meeting = last_meeting(strategy, today)
    if since is None:
        since = meeting.date if meeting else today - relativedelta(months=MONTHS_WITHOUT_MEETING)
    start = datetime.combine(since, time.min, timezone.get_current_timezone())
    history = list(_records(strategy).filter(history_date__gte=start))
    activities = strategy.activities.select_related("focus_area").order_by("plan__order", *PLAN_ORDER)
    there = {activity.pk: activity for activity in activities}
    new = {record["id"] for record in history if record["history_type"] == "+"}
    before = _before(strategy, start, {record["id"] for record in history if record["id"] in there} - new)
    first = {record["id"]: record for record in reversed(history)} | before
    examples = {pk for pk, record in first.items() if record["readiness_is_example"]}
    with_notes = _with_notes(strategy, start, there, examples)
    return Movement(
        since=since,
        meeting=meeting if meeting and meeting.date == since else None,
        added=tuple(activity for pk, activity in there.items() if pk in new),
        changed=tuple(_changed(there, before)),
        removed=tuple(
            record["title"] for record in history if record["history_type"] == "-" and record["id"] not in new
        ),
        **with_notes,
    )


def _records(strategy):
    """Give the history of the strategy's activities, oldest first, as far as it is read here."""
    names = [name for name, _ in AMOUNTS + WORDS]
    records = Activity.history.filter(strategy_id=strategy.pk).order_by("history_date", "history_id")
    return records.values("id", "title", "history_type", "readiness_is_example", *names)


def _before(strategy, start, touched):
    """Give how the activities that were touched since the day stood before it, by key."""
    # Zero is nobody's key: the query is made even where nothing was touched, so that their number stays the same.
    records = _records(strategy).filter(history_date__lt=start, id__in=[0, *touched])
    return {record["id"]: record for record in records}


def _with_notes(strategy, start, there, examples):
    """Give the activities with notes since, parted by where they ended; the colour of `examples` was one before."""
    notes = {}
    for note in ProgressNote.objects.filter(activity__strategy=strategy, at__gte=start).order_by("at", "pk"):
        notes.setdefault(note.activity_id, []).append(note)
    parted = {"moved": [], "finished": [], "dropped": [], "noted": []}
    for pk, activity in there.items():
        if pk not in notes:
            continue
        row = Moved(activity, tuple(notes[pk]), pk in examples)
        ended = {Activity.State.DONE: "finished", Activity.State.DROPPED: "dropped"}.get(activity.state, "moved")
        moved_at_all = any(note.moves_state or note.moves_readiness for note in row.notes)
        name = ended if row.moves_state else "moved" if moved_at_all else "noted"
        parted[name].append(row)
    return {name: tuple(rows) for name, rows in parted.items()}


def _changed(there, before):
    """Give the activities whose amounts or funding differ from what stood before the day."""
    for pk in there:
        if pk not in before:
            continue
        changes = [
            Change(label, before[pk][name], getattr(there[pk], name), is_amount)
            for names, is_amount in ((AMOUNTS, True), (WORDS, False))
            for name, label in names
            if before[pk][name] != getattr(there[pk], name)
        ]
        if changes:
            yield Changed(there[pk], tuple(changes))
