"""Taking a batch of answers back: each gets what stood before it as a new version, so that the history stays whole."""

from collections import defaultdict

from clusters.models import Answer, SelfAssessment
from clusters.workflow.answer_batch import IMPORTED, NOTHING, UNDONE, Stored, left_to_others
from clusters.workflow.answer_writing import BATCH, Change, History, batched, write_answers
from clusters.workflow.answers import why_locked
from clusters.workflow.errors import WorkflowError
from misbrug.text.danish import date_short


class CannotTakeBack(WorkflowError):
    """Something later has touched the same answers. `messages` say in Danish what stands in the way, and where."""

    def __init__(self, messages):
        super().__init__(" ".join(messages))
        self.messages = messages


def take_back_answers(batch, written, *, actor, at, reason):
    """Give answers the content that they had before they were written; gives how many there were.

    `batch` is locked and holds their assessments; `written` are (id, version) as `save_answers` gave them. What was new
    becomes blank. What others wrote stays theirs, though the actor puts it back. Later imports that were taken back
    themselves do not stand in the way; what a person wrote later does, though it was put right again.
    Queries: 4 for every 2,000 answers.
    Raises CannotTakeBack where an answer has a later version, its track is no longer in use, or its assessment takes
    no answers any more.
    """
    messages = [f"{row}: {why}" for row in batch.assessments.values() if (why := why_locked(row))]
    if messages:
        raise CannotTakeBack(messages)
    in_use = {track.pk for tracks in batch.tracks.values() for track in tracks.values()}
    changes, divided = [], set()
    for group in batched(written, BATCH):
        versions = dict(group)
        rows = list(Answer.objects.filter(pk__in=versions).order_by("pk"))
        # The tracks that came after have taken the answers over: to blank them here alone would bring nothing back.
        divided.update(row.track_id for row in rows if row.track_id not in in_use)
        history = _since_before(versions)
        messages += _named([row for row in rows if _is_touched(history[row.pk], versions[row.pk])])
        for row in rows:
            changes.append(_as_before(row, history[row.pk].get(versions[row.pk] - 1), actor))
    messages += _divided(divided)
    if messages:
        raise CannotTakeBack(messages)
    return sum(1 for _ in write_answers(changes, actor=actor, at=at, reason=reason))


def _divided(track_ids):
    """Say in which assessments tracks have gone out of use."""
    rows = SelfAssessment.objects.filter(tracks__in=track_ids).select_related("round").distinct().order_by("pk")
    return [f"{row}: Sporene er delt om siden." for row in rows] if track_ids else []


def _named(answers):
    """Say of answers that have later versions which they are, and who changed them when."""
    if not answers:
        return []
    rows = Answer.objects.filter(pk__in=[row.pk for row in answers]).select_related(
        "indicator", "track__assessment__round", "changed_by"
    )
    return [_later(row) for row in rows.order_by("track__assessment", "track__order", "pk")]


def _later(answer):
    by = f" af {answer.changed_by.name}" if answer.changed_by else ""
    place = f"{answer.track.assessment}, {answer.indicator.number} {answer.track.name}"
    return f"{place}: ændret {date_short(answer.changed_at, year=True)}{by}."


def _since_before(versions):
    """Give {answer's id: {version: row of history}} from the version before some on."""
    found = defaultdict(dict)
    for row in History.objects.filter(id__in=versions).order_by():
        if row.version >= versions[row.id] - 1:
            found[row.id][row.version] = row
    return found


def _is_touched(history, version):
    """Say whether anything after a version is left: each taking back ends the last import that still counted."""
    standing = 0
    for number in range(version + 1, max(history) + 1):
        reason = history[number].history_change_reason or "" if number in history else ""
        if reason.startswith(UNDONE) and standing:
            standing -= 1
        elif reason.startswith(IMPORTED):
            standing += 1
        else:
            return True
    return standing > 0


def _as_before(answer, earlier, actor):
    """Give what an earlier version of an answer said, or nothing where there was none, as its next version."""
    was = NOTHING
    if earlier:
        by_other = (earlier.value_by_other, earlier.elaboration_by_other)
        was = Stored(earlier.id, earlier.value, earlier.elaboration, earlier.version, earlier.changed_by_id, *by_other)
    return Change(
        answer.track_id,
        answer.indicator_id,
        earlier.value if earlier else "",
        earlier.elaboration if earlier else "",
        answer.version + 1,
        bool(earlier and earlier.is_example),
        bool(earlier and earlier.is_carried),
        *left_to_others(was, (False, False), actor),
    )
