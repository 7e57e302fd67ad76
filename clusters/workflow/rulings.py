"""The project group's rulings on doubtful answers. Rows are only ever added: the latest valid one counts."""

from django.db import transaction

from clusters.models import Answer, Edition, Round, Ruling, Transition
from clusters.submitted import mark_of, unseal
from clusters.workflow.acts import clean_reason, lock_assessment, record, require_unreleased
from clusters.workflow.errors import IllegalTransition, WorkflowError
from indicators.models import Indicator
from indicators.values import is_partly


def rule(*, answer_id, outcome, reason, expected, actor, at, seen=None, cpr_confirmed=False, is_example=False):
    """Decide that one submitted *delvis* counts as ja or nej, and give the ruling.

    `expected` is the fingerprint that the person saw; where the answer has changed since, nothing is decided.
    `seen` is the number of rulings on the answer that the person saw, None where nobody looked; where another has
    ruled since, nothing is decided either. The same ruling sent twice is stored once.
    Side effects: a ruling and a transition.
    Raises Answer.DoesNotExist; WorkflowError (fields "outcome", "reason"); CprRefused; IllegalTransition where the
    round is closed and no new edition of its report is under way, or the report is released, nothing is submitted, or
    the submitted answer is no longer that *delvis*.
    """
    if outcome not in Ruling.Outcome.values:
        raise WorkflowError("Vælg, om svaret tæller som ja eller nej.", "outcome")
    reason = clean_reason(reason, cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        answer = Answer.objects.select_related("track", "indicator").get(pk=answer_id)
        assessment = lock_assessment(answer.track.assessment_id)
        _require_rulable(assessment.round)
        require_unreleased(assessment.round, "Begynd på en ny udgave, før der vurderes flere svar.")
        if assessment.submission is None or not assessment.participates:
            raise IllegalTransition("Kommunen har ikke et indsendt svar, der tæller med.")
        current = _submitted_fingerprint(assessment, answer)
        if current is None or current != expected:
            raise IllegalTransition(
                "Svaret er ændret, siden du åbnede siden. Din vurdering er ikke gemt. "
                "Læs svaret igen, før du afgør det."
            )
        latest = answer.rulings.order_by("-ruled_at", "-pk").first()
        if latest and _is_same(latest, current, outcome, reason, actor):
            return latest
        if latest and seen is not None and seen != answer.rulings.count():
            raise IllegalTransition(
                f"{latest.ruler_name} har vurderet svaret til {latest.outcome}, siden du åbnede siden. Din vurdering "
                "er ikke gemt. Gem den igen, hvis den skal afløse den nye."
            )
        ruling = Ruling.objects.create(
            answer=answer,
            fingerprint=current,
            outcome=outcome,
            reason=reason,
            ruled_by=actor,
            ruler_name=actor.name,
            ruled_at=at,
            is_example=is_example,
        )
        record(
            Transition.Act.RULE,
            round_=assessment.round,
            assessment=assessment,
            actor=actor,
            at=at,
            from_state=assessment.state,
            to_state=assessment.state,
            reason=reason,
            detail=f"{answer.indicator.number} {answer.track.name}: {outcome}",
        )
        return ruling


def _require_rulable(round_):
    """Raise IllegalTransition where no more is ruled: a closed round takes rulings for a new edition alone."""
    for_new_edition = round_.state == Round.State.CLOSED and Edition.objects.filter(report__round=round_).exists()
    if round_.state not in (Round.State.OPEN, Round.State.PROCESSING) and not for_new_edition:
        raise IllegalTransition("Runden er afsluttet. Der kan ikke vurderes flere svar.")


def _is_same(ruling, fingerprint, outcome, reason, actor):
    """Say whether a ruling is the very one that is asked for: a double click or a retry."""
    stored = (ruling.fingerprint, ruling.outcome, ruling.reason, ruling.ruled_by_id)
    return stored == (fingerprint, outcome, reason, actor.pk)


def _submitted_fingerprint(assessment, answer):
    """Give the fingerprint of the answer as submitted, None where it is not a submitted *delvis*."""
    tracks = {track.id: track for track in unseal(assessment.submission.content)}
    track = tracks.get(answer.track_id)
    submitted = track.get(answer.indicator_id) if track else None
    if submitted is None or not is_partly(answer.indicator.answer_type, submitted.value):
        return None
    supplements = Indicator.objects.filter(parent_id=answer.indicator_id).values_list("pk", flat=True)
    return mark_of(track, answer.indicator_id, supplements)
