"""What has happened to an assessment and its answers, as it is told on the pages."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery

from clusters.models import Answer
from clusters.submitted import unseal
from clusters.versions import ON_A_PAGE, Told, page_of, pair_of, told
from indicators.models import Indicator
from indicators.values import display

ANSWER, WORDS = "Svar", "Uddybning"


def pairs_of(indicator, before, after):
    """Give what differs between two versions of an answer, as `clusters.versions.Pair`s; None stands for no answer."""
    pairs = (
        pair_of(ANSWER, _value(indicator, before), _value(indicator, after)),
        pair_of(WORDS, getattr(before, "elaboration", ""), getattr(after, "elaboration", "")),
    )
    return tuple(pair for pair in pairs if pair)


def _value(indicator, version):
    return display(indicator, version.value) if version else ""


def versions_of(answer, number, restore):
    """Give (page, [Told]) of the versions of an answer: 7 queries.

    `restore` gives the address at which a version is put back, by its id in the history; None where nobody may.
    """
    rows = answer.history.order_by("-history_date", "-history_id")
    page, found = page_of(rows, number)
    versions = []
    for place, (row, before) in enumerate(found):
        now = place == 0 and page.number == 1
        versions.append(
            told(
                row,
                pairs_of(answer.indicator, before, row),
                verb="svarede" if before is None else "rettede",
                badge="gælder nu" if now else "",
                restore="" if now or restore is None else restore(row.history_id),
                is_example=row.is_example,
            )
        )
    return page, versions


def submitted_versions_of(assessment, answer, number):
    """Give (page, [Told]) of an answer as it stood in each submission that holds it. Drafts are left out: 1 query."""
    found = []
    for submission in assessment.submissions.order_by("-number"):
        tracks = {track.id: track for track in unseal(submission.content)}
        sealed = tracks[answer.track_id].get(answer.indicator_id) if answer.track_id in tracks else None
        if sealed:
            found.append((submission, sealed))
    before = [*(sealed for _, sealed in found[1:]), None]
    page = Paginator(list(zip(found, before, strict=False)), ON_A_PAGE).get_page(number)
    return page, [
        Told(
            at=submission.submitted_at,
            by=submission.submitter_name,
            role="",
            verb="indsendte",
            reason="",
            pairs=pairs_of(answer.indicator, earlier, sealed),
            is_example=sealed.example,
        )
        for (submission, sealed), earlier in page
    ]


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
