"""How an activity has gone: its notes and every other move of its state and readiness, which its history tells of.

Two queries, however much has happened.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from strategies.models import Activity, ProgressNote

_FIELDS = ("history_date", "state", "readiness", "readiness_is_example", "history_user__name")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an activity, from where to where. `note` is None where none was written on it.

    `is_first` is its creation, which comes from nowhere. A colour that is an example is marked; the new one of a note
    is marked by the note.
    """

    date: date
    state_from: str
    state_to: str
    readiness_from: str
    readiness_to: str
    who: str
    note: ProgressNote | None = None
    is_first: bool = False
    from_is_example: bool = False
    to_is_example: bool = False

    @property
    def moves_state(self):
        """Say whether its state became another."""
        return self.state_from != self.state_to

    @property
    def moves_readiness(self):
        """Say whether its readiness became another."""
        return self.readiness_from != self.readiness_to

    @property
    def get_state_from_display(self):
        """Give the word of its state before, as a note gives it."""
        return Activity.State(self.state_from).label

    @property
    def get_state_to_display(self):
        """Give the word of its state after, as a note gives it."""
        return Activity.State(self.state_to).label


def course(activity: Activity) -> list[Step]:
    """Give what happened to an activity, the latest first."""
    notes = list(activity.notes.all())
    written = {note.at: note for note in notes if note.moves_state or note.moves_readiness}
    found, were_examples, before = [], {}, None
    for record in activity.history.order_by("history_date", "history_id").values(*_FIELDS):
        note = written.get(record["history_date"])
        if note:
            were_examples[note.pk] = before is not None and before["readiness_is_example"]
        elif before is None or _place(record) != _place(before):
            found.append((record["history_date"], _moved(before, record)))
        before = record
    found += [(note.at, _noted(note, were_examples.get(note.pk, False))) for note in notes]
    # By the day it happened; that it was created comes first of all, whatever day the notes tell of.
    found.sort(key=lambda each: (not each[1].is_first, each[1].date, each[0]), reverse=True)
    return [step for _, step in found]


def _place(record):
    return record["state"], record["readiness"]


def _moved(before, record):
    """Give the step between two records of the history; the first has none before it."""
    start = before or record
    return Step(
        date=localdate(record["history_date"]),
        state_from=start["state"],
        state_to=record["state"],
        readiness_from=start["readiness"],
        readiness_to=record["readiness"],
        who=record["history_user__name"] or "",
        is_first=before is None,
        from_is_example=start["readiness_is_example"],
        to_is_example=record["readiness_is_example"],
    )


def _noted(note, from_is_example):
    return Step(
        date=note.date,
        state_from=note.state_from,
        state_to=note.state_to,
        readiness_from=note.readiness_from,
        readiness_to=note.readiness_to,
        who=note.author_name,
        note=note,
        from_is_example=from_is_example,
    )
