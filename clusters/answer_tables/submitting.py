"""Which of the assessments that a file names can be submitted on their municipalities' behalf, once it is stored."""

from collections import namedtuple

from clusters.answer_tables.columns import ELABORATION
from clusters.models import SelfAssessment
from clusters.submitted import SubmittedTrack
from clusters.workflow.assessments import find_missing
from misbrug.tables.plan import Act

State = SelfAssessment.State
_Said = namedtuple("_Said", "value elaboration")


def settle_submissions(batch, lines):
    """Give the ids of the assessments to be submitted, in order.

    What nobody can confirm away, such as a *delvis* without its elaboration, becomes an error of the line that says so,
    or of the assessment's first. An assessment with an error or an open question is left as it is, and so is one that
    takes no answers.
    """
    by_assessment = {}
    for line in lines:
        if line.assessment is not None:
            by_assessment.setdefault(line.assessment, []).append(line)
    ready = []
    for pk, own in by_assessment.items():
        assessment = batch.assessments[pk]
        if assessment.locked or assessment.state not in (State.NOT_STARTED, State.DRAFT):
            continue
        tracks = _tracks_after(batch, pk, own)
        if not tracks:
            continue
        _refuse_gaps(batch, pk, own, tracks)
        if all(line.act not in (Act.ERROR, Act.ASK) for line in own):
            ready.append(pk)
    return sorted(ready)


def _tracks_after(batch, assessment_id, lines):
    """Give the tracks of an assessment as the lines would leave them."""
    outline = batch.outline_of(assessment_id)
    tracks = batch.tracks[assessment_id]
    answers = {
        key: {pk: stored for pk in outline.by_id if (stored := batch.stored.get((track.pk, pk)))}
        for key, track in tracks.items()
    }
    for line in lines:
        if line.act in (Act.NEW, Act.CHANGED):
            answers.setdefault(line.track, {})[line.indicator.pk] = _Said(*line.content)
    names = {key: track.name for key, track in tracks.items()}
    return [
        SubmittedTrack(
            id=key, name=names.get(key, key), area_key=key, asked=outline.asked_in(key.split("+")), answers=found
        )
        for key, found in answers.items()
    ]


def _refuse_gaps(batch, assessment_id, lines, tracks):
    """Note what stops the submission, at the line that can mend it."""
    said = {(line.track, line.indicator.pk): line for line in lines if line.content is not None and line.track}
    for gap in find_missing(batch.outline_of(assessment_id), tracks):
        if not gap.blocking:
            continue
        line = said.get((gap.track.id, gap.question.pk))
        if line is not None:
            line.refuse(ELABORATION.name, f"{gap.text} Ellers kan selvvurderingen ikke indsendes.")
        else:
            line = lines[0]
            line.refuse(line.municipality_column, f"{gap.label}: {gap.text} Ellers kan selvvurderingen ikke indsendes.")
        line.act = Act.ERROR
