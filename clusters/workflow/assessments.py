"""The way of an assessment: draft → submitted → reviewed, returned with a reason, and out of the round and back."""

from django.db import transaction

from clusters.completeness import missing
from clusters.models import Answer, SelfAssessment, Submission, Track, Transition
from clusters.submitted import SubmittedAnswer, SubmittedTrack, seal
from clusters.workflow.acts import clean_reason, lock_assessment, record
from clusters.workflow.answers import why_locked
from clusters.workflow.errors import IllegalTransition, Incomplete, Locked
from indicators.outline import load_outline

State = SelfAssessment.State
Act = Transition.Act


def _require(assessment, *states):
    if assessment.state not in states:
        raise IllegalTransition(f"Selvvurderingen er {assessment.state_text}. Det kan derfor ikke lade sig gøre nu.")


def _move(assessment, to_state, act, *, actor, at, reason="", detail="", **changes):
    from_state, assessment.state = assessment.state, to_state
    for name, value in changes.items():
        setattr(assessment, name, value)
    assessment.save(update_fields=["state", *changes])
    record(
        act,
        round_=assessment.round,
        assessment=assessment,
        actor=actor,
        at=at,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        detail=detail,
    )
    return assessment


def load_live_tracks(assessment, outline):
    """Give the assessment's active tracks with their answers as they stand, as SubmittedTracks: 2 queries.

    Answers to questions that the track is no longer asked are left out.
    """
    return load_tracks_of([assessment.pk], lambda pk: outline)[assessment.pk]


def load_tracks_of(assessment_ids, outline_of):
    """Give {assessment id: tracks} as `load_live_tracks` does for one: 2 queries. `outline_of` gives the outline of an
    assessment by its id."""
    found = {pk: {} for pk in assessment_ids}
    tracks = {}
    for row in Track.objects.filter(assessment__in=assessment_ids, active=True):
        asked = outline_of(row.assessment_id).asked_in(row.area_slugs)
        tracks[row.pk] = SubmittedTrack(id=row.pk, name=row.name, area_key=row.area_key, asked=asked, answers={})
        found[row.assessment_id][row.pk] = tracks[row.pk]
    rows = Answer.objects.filter(track__in=list(tracks)).select_related("changed_by")
    for row in rows:
        if row.indicator_id in tracks[row.track_id].asked:
            tracks[row.track_id].answers[row.indicator_id] = SubmittedAnswer(
                id=row.pk,
                indicator=row.indicator_id,
                value=row.value,
                elaboration=row.elaboration,
                version=row.version,
                by=row.changed_by.name if row.changed_by else "",
                at=row.changed_at.isoformat(),
                example=row.is_example,
            )
    return {pk: tuple(own.values()) for pk, own in found.items()}


def submit(assessment_id, *, actor, at, confirm_missing=False):
    """Submit for the municipality: draft → submitted. Gives the assessment.

    Side effects: a sealed submission, which counts from now on; a transition.
    Raises Locked; IllegalTransition unless it is a draft; Incomplete where an elaboration or a reason is missing,
    or an answer is and `confirm_missing` is not said.
    """
    with transaction.atomic():
        assessment = lock_assessment(assessment_id)
        if assessment.locked:
            raise Locked(why_locked(assessment))
        _require(assessment, State.DRAFT)
        outline = load_outline(assessment.round.catalogue_id)
        tracks = load_live_tracks(assessment, outline)
        gaps = find_missing(outline, tracks)
        if any(gap.blocking for gap in gaps) or (gaps and not confirm_missing):
            raise Incomplete("Der mangler noget, før selvvurderingen kan indsendes.", gaps)
        number = assessment.submissions.count() + 1
        submission = Submission.objects.create(
            assessment=assessment,
            number=number,
            content=seal(tracks),
            confirmed_missing=len(gaps),
            submitted_by=actor,
            submitter_name=actor.name,
            submitted_at=at,
        )
        return _move(assessment, State.SUBMITTED, Act.SUBMIT, actor=actor, at=at, submission=submission)


def find_missing(outline, tracks):
    """Give what is missing in some tracks as completeness.Missing rows, in the order of the form."""
    return missing(outline.by_id.values(), tracks)


def review(assessment_id, *, actor, at):
    """Say that a submitted assessment can be read: submitted → reviewed. A check of form, not a judgement.

    Raises IllegalTransition unless it is submitted and the round is not closed.
    """
    with transaction.atomic():
        assessment = lock_assessment(assessment_id)
        _require(assessment, State.SUBMITTED)
        _require_round_not_closed(assessment)
        return _move(assessment, State.REVIEWED, Act.REVIEW, actor=actor, at=at)


def return_(assessment_id, *, actor, at, reason, cpr_confirmed=False):
    """Send an assessment back for correction, with a reason: submitted or reviewed → draft.

    What was submitted keeps counting until it is submitted again.
    Raises Locked where answers may not change; IllegalTransition; WorkflowError without a reason; CprRefused.
    """
    reason = clean_reason(reason, cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        assessment = lock_assessment(assessment_id)
        if assessment.locked:
            raise Locked("Runden tager ikke imod svar. Åbn den for svar igen, før du sender noget tilbage.")
        _require(assessment, State.SUBMITTED, State.REVIEWED)
        return _move(assessment, State.DRAFT, Act.RETURN, actor=actor, at=at, reason=reason)


def withdraw(assessment_id, *, actor, at, reason="", cpr_confirmed=False):
    """Say that the municipality takes no part. Without a reason the report says that none is known.

    Side effects: it leaves every N; the state before is kept; a transition.
    Raises Locked where the round takes no answers; IllegalTransition where it is out already; CprRefused.
    """
    reason = clean_reason(reason, required=False, cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        assessment = lock_assessment(assessment_id)
        _require_participation_open(assessment)
        if not assessment.participates:
            raise IllegalTransition("Kommunen er allerede meldt ud af runden.")
        return _move(
            assessment,
            State.NOT_PARTICIPATING,
            Act.WITHDRAW,
            actor=actor,
            at=at,
            reason=reason,
            resumes_as=assessment.state,
            absence_reason=reason,
        )


def rejoin(assessment_id, *, actor, at):
    """Take "deltager ikke" back: the state before is restored.

    Raises Locked where the round takes no answers; IllegalTransition where it takes part.
    """
    with transaction.atomic():
        assessment = lock_assessment(assessment_id)
        _require_participation_open(assessment)
        if assessment.participates:
            raise IllegalTransition("Kommunen deltager allerede.")
        earlier = assessment.resumes_as
        return _move(assessment, earlier, Act.REJOIN, actor=actor, at=at, resumes_as="", absence_reason="")


def _require_participation_open(assessment):
    if assessment.locked:
        raise Locked("Runden tager ikke imod svar, og det er låst, hvem der deltager.")


def _require_round_not_closed(assessment):
    if assessment.round.state == assessment.round.State.CLOSED:
        raise IllegalTransition("Runden er afsluttet.")
