"""How an activity goes: dated progress notes, the only way its state and readiness change once it exists."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from clusters.workflow.acts import refuse_cpr
from clusters.workflow.content import AGAIN
from clusters.workflow.errors import IllegalTransition, WorkflowError
from indicators.values import ValueProblem, clean_text
from strategies.models import Activity, ProgressNote
from strategies.models.strategies import TEXT_LIMIT
from strategies.workflow.content import lock_open_strategy, touch

IMPORT = "Import"


def add_note(
    activity_id,
    *,
    text,
    on: date,
    state,
    readiness,
    actor,
    at,
    expected=None,
    cpr_confirmed=False,
    is_example=False,
    reason=None,
):
    """Add a progress note, move state and readiness with it, and give it.

    `expected` is (state, readiness) as the person saw them; where somebody has moved them since, nothing is written.
    `reason` goes into the history. Without an actor (an import from the command line) the note is signed "Import".
    The same note sent twice, by a double click or a retry, is one note.
    Side effects: the note; where they move, the activity's state and readiness with a version and a history of its own.
    Raises WorkflowError (fields "text", "on", "state", "readiness"), CprRefused (field "text"), IllegalTransition.
    """
    text = _clean(text, cpr_confirmed)
    if on > timezone.localdate(at):
        raise WorkflowError("Datoen ligger i fremtiden. Skriv den dag, det skete.", "on")
    if state not in Activity.State.values:
        raise WorkflowError("Vælg en tilstand.", "state")
    if readiness not in Activity.Readiness.values:
        raise WorkflowError("Vælg, hvor klar aktiviteten er.", "readiness")
    with transaction.atomic():
        strategy = lock_open_strategy(Activity.objects.values_list("strategy_id", flat=True).get(pk=activity_id))
        activity = Activity.objects.get(pk=activity_id)
        if twin := _just_added(activity, text, on, state, readiness, actor, at):
            return twin
        if expected is not None and tuple(expected) != (activity.state, activity.readiness):
            raise IllegalTransition(
                f"Aktiviteten er flyttet, siden du åbnede siden: den er nu {activity.get_state_display()} og "
                f"{activity.get_readiness_display()}. Dit notat er ikke gemt. Gem igen, hvis det stadig passer."
            )
        note = ProgressNote.objects.create(
            activity=activity,
            date=on,
            text=text,
            state_from=activity.state,
            state_to=state,
            readiness_from=activity.readiness,
            readiness_to=readiness,
            author=actor,
            author_name=actor.name if actor else IMPORT,
            at=at,
            is_example=is_example,
        )
        if note.moves_state or note.moves_readiness:
            _move(activity, note, reason)
        touch(strategy, actor=actor, at=at)
        return note


def _clean(text, cpr_confirmed):
    """Give a note's text ready to store. Raises WorkflowError, CprRefused."""
    try:
        text = clean_text(text or "", TEXT_LIMIT)
    except ValueProblem as problem:
        raise WorkflowError(str(problem), "text") from problem
    if not text:
        raise WorkflowError("Skriv, hvad der er sket.", "text")
    refuse_cpr(text, "text", confirmed=cpr_confirmed)
    return text


def _move(activity, note, reason):
    """Put an activity where its newest note says."""
    activity.state, activity.readiness = note.state_to, note.readiness_to
    activity.readiness_is_example = note.is_example
    activity.version += 1
    activity.changed_by, activity.changed_at = note.author, note.at
    activity._history_user, activity._history_date, activity._change_reason = note.author, note.at, reason
    activity.save()


def _just_added(activity, text, on, state, readiness, actor, at):
    """Give the very note that is asked for, where the same person has just added it; None otherwise."""
    if actor is None:
        return None
    same = {"text": text, "date": on, "state_to": state, "readiness_to": readiness, "author": actor}
    return activity.notes.filter(**same, at__gte=at - AGAIN, at__lte=at).first()
