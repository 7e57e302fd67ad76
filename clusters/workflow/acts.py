"""What every act shares: the lock on a row, the check of a reason, and the recorded transition."""

from clusters.models import Round, SelfAssessment, StatusReport, Transition
from clusters.workflow.errors import CprRefused, IllegalTransition, WorkflowError
from indicators.values import ValueProblem, clean_text
from misbrug.text import cpr


def lock_assessment(assessment_id):
    """Lock one assessment and give it with round and cluster. Every writer of its content locks it first."""
    return (
        SelfAssessment.objects.select_for_update(of=("self",))
        .select_related("round", "round_cluster")
        .get(pk=assessment_id)
    )


def lock_round(round_id):
    """Lock one round and give it with its catalogue. Rounds are locked before assessments, never after.

    Without its key: who submits holds an assessment and then writes a transition that points at the round, and would
    wait for whoever holds the round and waits for the assessment.
    """
    rounds = Round.objects.select_for_update(of=("self",), no_key=True)
    return rounds.select_related("catalogue").get(pk=round_id)


def clean_reason(text, *, required=True, field="reason", cpr_confirmed=False):
    """Give a reason ready to store.

    Raises WorkflowError where it is required and blank or too long, CprRefused where it holds a CPR number.
    """
    try:
        cleaned = clean_text(text or "")
    except ValueProblem as problem:
        raise WorkflowError(str(problem), field) from problem
    if required and not cleaned:
        raise WorkflowError("Skriv en begrundelse.", field)
    refuse_cpr(cleaned, field, confirmed=cpr_confirmed)
    return cleaned


def refuse_cpr(text, field, *, confirmed=False, stored=""):
    """Raise CprRefused for a text that must not be stored; `stored` is the text that stands already."""
    try:
        cpr.check(text, confirmed=confirmed, stored=stored)
    except cpr.CprFound as found:
        raise CprRefused(found.message, field, certain=found.certain) from None


def require_unreleased(round_, remedy):
    """Raise IllegalTransition while the round's report stands as released: what it says must not move under it.

    `remedy` is a Danish sentence that says what to do first.
    """
    if StatusReport.objects.filter(round=round_, state=StatusReport.State.RELEASED).exists():
        raise IllegalTransition(f"Statusrapporten er frigivet. {remedy}")


def record(act, **about):
    """Store one transition and give it. Takes what `transition` takes."""
    row = transition(act, **about)
    row.save(force_insert=True)
    return row


def transition(act, *, round_, actor, at, assessment=None, from_state="", to_state="", reason="", detail=""):
    """Give one transition that is not stored yet. The actor's name is kept as it is now; None is a command."""
    return Transition(
        round=round_,
        assessment=assessment,
        act=act,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        detail=detail[:200],
        actor=actor,
        actor_name=name_of(actor),
        at=at,
    )


def name_of(actor):
    """Give the name under which an actor is remembered; None is a command."""
    return actor.name if actor else "Kommandoen import_data"
