"""The political treatment of a case: what is to come, what has been, and what is left to do.

A fixed number of queries, whatever the number of meetings, hearings and tasks.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch

from clusters.models import AgendaItem, Annex, Hearing, HearingParty, Task
from clusters.routing import Routing, load_routing


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task, seen from a day. `days` is how far off its deadline is, None without one."""

    task: Task
    days: int | None

    @property
    def row(self):
        """Give the row itself, as a hearing's entry does."""
        return self.task

    @property
    def is_overdue(self):
        """Say whether it is open after its deadline."""
        return self.task.state == Task.State.OPEN and self.days is not None and self.days < 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """An agenda item in the timeline, with the tasks it left behind. `is_early`: decided before it was held."""

    item: AgendaItem
    date: date
    tasks: tuple[OpenTask, ...]
    lacks_outcome: bool
    is_early: bool
    kind: str = "meeting"


@dataclass(frozen=True, slots=True)
class HearingEntry:
    """A hearing with its parties, seen from a day. `is_deadline`: its deadline, which stands in the timeline too."""

    hearing: Hearing
    parties: tuple[HearingParty, ...]
    days: int | None
    is_ahead: bool
    is_deadline: bool = False
    kind: str = "hearing"

    @property
    def date(self):
        """Give the day by which it stands in the timeline: that on which it was sent, or its deadline."""
        return self.hearing.deadline if self.is_deadline else self.hearing.sent_on

    @property
    def row(self):
        """Give the row itself, as a task does."""
        return self.hearing

    @property
    def is_open(self):
        """Say whether answers may still come: before the deadline, or as long as somebody has not answered."""
        if self.days is not None and self.days >= 0:
            return True
        return bool(self.missing) or (not self.parties and self.days is None)

    @property
    def missing(self):
        """Give the parties that have not answered."""
        return tuple(party for party in self.parties if party.answered_on is None)

    @property
    def answered(self):
        """Give how many parties have answered."""
        return len(self.parties) - len(self.missing)

    @property
    def is_overdue(self):
        """Say whether the deadline has passed without all answers."""
        return bool(self.missing) and self.days is not None and self.days < 0


@dataclass(frozen=True, slots=True)
class Happening:
    """An adoption or a recorded act. `reason` is for those who may edit alone; `is_sending`: into a hearing."""

    date: date
    title: str
    by: str = ""
    reason: str = ""
    is_sending: bool = False
    is_example: bool = False
    kind: str = "event"


@dataclass(frozen=True)
class Track:
    """The political treatment as a whole. `coming` has the nearest first, `past` the latest first.

    `sent_on` is the day on which it was last sent to hearing, None where it never was.
    """

    routing: Routing
    coming: tuple
    past: tuple
    hearings: tuple[HearingEntry, ...]
    open_tasks: tuple[OpenTask, ...]
    closed_tasks: tuple[OpenTask, ...]
    annexes: tuple[Annex, ...]
    sent_on: date | None

    @property
    def is_empty(self):
        """Say whether nothing of it has been written yet."""
        return self.routing.is_empty and not (
            self.coming or self.past or self.open_tasks or self.closed_tasks or self.annexes
        )

    @property
    def late(self):
        """Give the open tasks and the hearings that are past their deadline."""
        return tuple(each for each in (*self.open_tasks, *self.hearings) if each.is_overdue)

    @property
    def overdue(self):
        """Give how many open tasks and hearings are past their deadline."""
        return len(self.late)


def load_track(case, places, today, happenings=()):
    """Load the track of a case over the bodies of its places as it looks on a day, with what else has happened.

    Seven queries, where there is a hearing.
    """
    happenings = list(happenings)
    tasks = [
        OpenTask(task, _days(task.deadline, today))
        for task in Task.objects.filter(case=case).select_related("agenda_item__body", "hearing")
    ]
    hearings = load_hearings(case, today)
    deadlines = [replace(entry, is_deadline=True) for entry in hearings if entry.days is not None and entry.days >= 0]
    entries = [*_meetings(case, tasks, today), *hearings, *deadlines, *happenings]
    coming = [entry for entry in entries if _is_coming(entry, today)]
    past = [entry for entry in entries if not _is_coming(entry, today)]
    return Track(
        routing=load_routing(case, places),
        coming=tuple(sorted(coming, key=lambda entry: entry.date)),
        # What is recorded later on the same day comes first, as the days do: an adoption before its meeting.
        past=tuple(sorted(past, key=lambda entry: entry.date)[::-1]),
        hearings=tuple(hearings),
        open_tasks=tuple(each for each in tasks if each.task.state == Task.State.OPEN),
        closed_tasks=tuple(each for each in tasks if each.task.state != Task.State.OPEN),
        annexes=tuple(Annex.objects.filter(case=case)),
        sent_on=max((each.date for each in happenings if each.is_sending), default=None),
    )


def _is_coming(entry, today):
    """Say whether an entry lies ahead: also a meeting of today as long as nothing has been decided.

    A deadline of today is still ahead.
    """
    if entry.kind == "meeting" and entry.date == today:
        return not _is_decided(entry.item)
    return entry.date > today or (entry.kind == "hearing" and entry.is_deadline)


def _is_decided(item):
    """Say whether what came of an item is written: a result to choose from, or a decision in other words."""
    return bool(item.outcome or item.decision)


def _days(deadline, today):
    return None if deadline is None else (deadline - today).days


def _meetings(case, tasks, today):
    items = AgendaItem.objects.filter(case=case).select_related("body__municipality", "renews__body")
    for item in items:
        own = tuple(each for each in tasks if each.task.agenda_item_id == item.pk)
        decided = _is_decided(item)
        yield Meeting(item, item.date, own, item.date < today and not decided, item.date > today and decided)


def load_hearings(case, today):
    """Give the hearings of a case with their parties, seen from a day: 2 queries."""
    hearings = Hearing.objects.filter(case=case).prefetch_related(
        Prefetch("parties", HearingParty.objects.select_related("body"))
    )
    return [
        HearingEntry(hearing, tuple(hearing.parties.all()), _days(hearing.deadline, today), hearing.sent_on > today)
        for hearing in hearings
    ]
