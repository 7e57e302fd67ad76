"""What has happened to an assessment and its answers, as it is told on the pages."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.db.models import OuterRef, Subquery

from clusters.models import Answer
from clusters.submitted import unseal
from indicators.models import Indicator
from indicators.values import display


@dataclass(frozen=True, slots=True)
class Version:
    """An answer as it stood from a time on: what changed is marked, and the reason where there is one."""

    at: object
    by: str
    text: str
    elaboration: str
    note: str = ""
    example: bool = False


def versions_of(answer):
    """Give every version of an answer, the newest first: 1 query."""
    rows = answer.history.select_related("history_user").order_by("-history_date", "-history_id")
    return [
        Version(
            at=row.history_date,
            by=row.history_user.name if row.history_user else "",
            text=display(answer.indicator, row.value),
            elaboration=row.elaboration,
            note=row.history_change_reason or "",
            example=row.is_example,
        )
        for row in rows
    ]


def submitted_versions_of(assessment, answer):
    """Give an answer as it stood in each submission that holds it, the newest first: 1 query. Drafts are left out."""
    versions = []
    for submission in assessment.submissions.order_by("-number"):
        tracks = {track.id: track for track in unseal(submission.content)}
        sealed = tracks[answer.track_id].get(answer.indicator_id) if answer.track_id in tracks else None
        if sealed:
            versions.append(
                Version(
                    at=submission.submitted_at,
                    by=submission.submitter_name,
                    text=display(answer.indicator, sealed.value),
                    elaboration=sealed.elaboration,
                    example=sealed.example,
                )
            )
    return versions


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one answer, from and to."""

    at: object
    by: str
    answer_id: int
    number: str
    question: str
    track: str
    before: str
    after: str
    elaboration_changed: bool
    note: str


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """The answers that a track took over in one act; `notes` are what happened to them, with how many each."""

    at: object
    by: str
    track: str
    notes: tuple[tuple[str, int], ...]


def acts_in(assessment):
    """Give what changed the answers, the newest first, as lists of history ids and notes: 1 query.

    A change is a list of its own; what a track took over in one act is one list.
    """
    rows = (
        Answer.history.model.objects.filter(track_id__in=assessment.tracks.values("pk"))
        .order_by("-history_date", "-history_id")
        .values_list("history_id", "history_change_reason", "is_carried", "track_id", "history_date")
    )
    groups = groupby(rows, key=lambda row: row[3:] if row[2] else row[0])
    return [[(pk, note or "") for pk, note, *_ in group] for _, group in groups]


def read_changes(assessment, acts):
    """Give some of `acts_in` as Change and CarriedOver objects: 3 queries."""
    acts = list(acts)
    History = Answer.history.model
    # By the order of writing, since a version knows nothing of the one before it.
    before = History.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    rows = (
        History.objects.filter(history_id__in=[act[0][0] for act in acts])
        .annotate(old_value=Subquery(before.values("value")[:1]))
        .annotate(old_elaboration=Subquery(before.values("elaboration")[:1]))
        .select_related("history_user")
    )
    by_id = {row.history_id: row for row in rows}
    questions = Indicator.objects.in_bulk({row.indicator_id for row in by_id.values()})
    tracks = {track.pk: track.name for track in assessment.tracks.all()}
    return [_told(act, by_id[act[0][0]], questions, tracks) for act in acts]


def _told(act, row, questions, tracks):
    if len(act) == 1:
        return _change(row, questions[row.indicator_id], tracks[row.track_id])
    return CarriedOver(
        at=row.history_date,
        by=row.history_user.name if row.history_user else "",
        track=tracks[row.track_id],
        notes=tuple(Counter(note for _, note in act).most_common()),
    )


def _change(row, question, track):
    return Change(
        at=row.history_date,
        by=row.history_user.name if row.history_user else "",
        answer_id=row.id,
        number=question.number,
        question=question.text,
        track=track,
        before=display(question, row.old_value or ""),
        after=display(question, row.value),
        elaboration_changed=(row.old_elaboration or "") != row.elaboration,
        note=row.history_change_reason or "",
    )
