"""Submitting on behalf of municipalities, so that old rounds can be brought in and counted; and taking that back."""

from dataclasses import dataclass

from django.db.models import Max

from clusters.models import SelfAssessment, Submission, Transition
from clusters.submitted import seal
from clusters.workflow.acts import clean_reason, name_of, transition
from clusters.workflow.answer_batch import ASSESSMENTS
from clusters.workflow.answer_writing import batched
from clusters.workflow.answers import why_locked
from clusters.workflow.assessments import find_missing, load_tracks_of
from clusters.workflow.errors import IllegalTransition, Incomplete, Locked

State = SelfAssessment.State
Act = Transition.Act


@dataclass(frozen=True, slots=True)
class SubmittedFor:
    """One submission on a municipality's behalf, and the one that counted before it: ids, None for none."""

    assessment: int
    submission: int
    earlier: int | None


def submit_for(batch, assessment_ids, *, actor, at, reason):
    """Submit assessments of a locked batch on their municipalities' behalf: draft → submitted. Gives `SubmittedFor`s.

    What is not answered is submitted as missing. Side effects: a sealed submission each, which counts from now on; a
    transition with the reason. Queries: 7 for every 500 assessments.
    Raises WorkflowError without a reason, CprRefused, Locked, IllegalTransition unless all are drafts, Incomplete where
    an elaboration or a reason is missing.
    """
    reason = clean_reason(reason)
    done = []
    for ids in batched(assessment_ids, ASSESSMENTS):
        rows = [batch.assessments[pk] for pk in ids]
        for row in rows:
            _require_draft(row)
        tracks = load_tracks_of(ids, batch.outline_of)
        numbers = Submission.objects.filter(assessment__in=ids).order_by().values("assessment")
        latest = dict(numbers.annotate(latest=Max("number")).values_list("assessment", "latest"))
        submissions = [_submission(batch, row, tracks[row.pk], latest.get(row.pk, 0), actor, at) for row in rows]
        Submission.objects.bulk_create(submissions)
        for row, submission in zip(rows, submissions, strict=True):
            done.append(SubmittedFor(row.pk, submission.pk, row.submission_id))
            row.state, row.submission = State.SUBMITTED, submission
        SelfAssessment.objects.bulk_update(rows, ["state", "submission"])
        Transition.objects.bulk_create(
            _moved(Act.SUBMIT_FOR, row, State.DRAFT, actor=actor, at=at, reason=reason) for row in rows
        )
    return done


def _require_draft(assessment):
    if assessment.locked:
        raise Locked(why_locked(assessment))
    if assessment.state != State.DRAFT:
        raise IllegalTransition(f"Selvvurderingen er {assessment.state_text}. Den kan ikke indsendes.")


def _submission(batch, assessment, tracks, latest, actor, at):
    """Give the sealed submission of an assessment, not stored yet. Raises Incomplete."""
    gaps = find_missing(batch.outline_of(assessment.pk), tracks)
    if any(gap.blocking for gap in gaps):
        raise Incomplete(f"{assessment.municipality_name}: Der mangler en uddybning eller en begrundelse.", gaps)
    return Submission(
        assessment=assessment,
        number=latest + 1,
        content=seal(tracks),
        confirmed_missing=len(gaps),
        submitted_by=actor,
        submitter_name=f"{name_of(actor)[:90]} på vegne af kommunen",
        submitted_at=at,
    )


def take_back(batch, submitted, *, actor, at, reason):
    """Take submissions on behalf back, in a locked batch: the assessments are drafts again, and what counted before
    counts.

    Side effects: the submissions are removed; a transition with the reason. Queries: 3, more for very many.
    Raises IllegalTransition where one is no longer the submission that counts, or the assessment is reviewed; Locked.
    """
    if not submitted:
        return
    rows = []
    for each in submitted:
        row = batch.assessments[each.assessment]
        if row.locked:
            raise Locked(f"{row}: {why_locked(row)}")
        if row.state != State.SUBMITTED or row.submission_id != each.submission:
            raise IllegalTransition(f"{row}: Selvvurderingen er {row.state_text} siden.")
        row.state, row.submission_id = State.DRAFT, each.earlier
        rows.append(row)
    SelfAssessment.objects.bulk_update(rows, ["state", "submission"], batch_size=ASSESSMENTS)
    Transition.objects.bulk_create(
        _moved(Act.TAKE_BACK, row, State.SUBMITTED, actor=actor, at=at, reason=reason) for row in rows
    )
    Submission.objects.filter(pk__in=[each.submission for each in submitted]).delete()


def _moved(act, assessment, from_state, *, actor, at, reason):
    return transition(
        act,
        round_=assessment.round,
        assessment=assessment,
        actor=actor,
        at=at,
        from_state=from_state,
        to_state=assessment.state,
        reason=reason,
    )
