"""Saving answers. One assessment row is the lock; the version of the answer is what a save builds on."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, FilteredRelation, OuterRef, Q

from clusters.models import Answer, SelfAssessment, Track
from clusters.workflow.acts import refuse_cpr
from clusters.workflow.errors import Conflict, Locked, WorkflowError
from indicators.models import Indicator
from indicators.values import ValueProblem, clean_text, parse

ASK = "Er noget forkert, så skriv til projektgruppen."
CAN_BE_RETURNED = "Skal den rettes, kan projektgruppen sende den tilbage."


WRITTEN = (
    *("value", "elaboration", "version", "changed_by", "changed_at"),
    *("is_example", "is_carried", "value_by_other", "elaboration_by_other"),
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save ended in: the stored answer (None where nothing was ever stored) and whether it was written."""

    answer: Answer | None
    changed: bool

    @property
    def version(self):
        """Give the version that the next save builds on; 0 where no answer is stored."""
        return self.answer.version if self.answer else 0


def why_locked(assessment):
    """Say in Danish why answers may not change now, "" where they may."""
    if assessment.locked:
        return f"Svarene er låst, fordi runden ikke længere er åben for svar. {ASK}"
    return {
        SelfAssessment.State.NOT_STARTED: "Selvvurderingen er ikke begyndt. Vælg først, hvordan I svarer.",
        SelfAssessment.State.SUBMITTED: f"Selvvurderingen er indsendt. {CAN_BE_RETURNED}",
        SelfAssessment.State.REVIEWED: f"Selvvurderingen er gennemgået. {CAN_BE_RETURNED}",
        SelfAssessment.State.NOT_PARTICIPATING: "Kommunen deltager ikke i runden. Svarene er gemt, som de stod.",
    }.get(assessment.state, "")


def lock_track(track_id, assessment_id):
    """Lock the track's assessment and give the track with it. Raises Locked where answers may not change."""
    track = (
        Track.objects.select_for_update(of=("assessment",))
        .select_related("assessment__round")
        .get(pk=track_id, assessment_id=assessment_id)
    )
    reason = why_locked(track.assessment)
    if reason:
        raise Locked(reason)
    if not track.active:
        raise Locked("Sporet er ikke længere i brug. Genindlæs siden for at se de spor, I svarer i nu.")
    return track


def save_answer(
    *,
    assessment_id,
    track_id,
    indicator_id,
    value,
    elaboration,
    base_version,
    actor,
    at,
    cpr_confirmed=False,
    is_example=False,
    reason=None,
):
    """Store one answer and give `Saved`.

    `value` is raw (str, or a list of options), `base_version` the version it builds on, 0 for none. Saving the same
    content again writes nothing and is no conflict, whatever the version, so that a retry is safe. Where somebody has
    saved a newer answer on top meanwhile, the retry is told what the first try would have been: that it was stored,
    and as which version. `reason` goes into the history.
    Side effects: the answer and a row of its history, nothing else. In 4 queries.
    Raises Track.DoesNotExist for a track of another assessment; WorkflowError with field "value" or "elaboration";
    CprRefused; Locked; Conflict where a newer answer stands.
    """
    with transaction.atomic():
        track = lock_track(track_id, assessment_id)
        indicator, current = _indicator_with_answer(track, indicator_id)
        stored_texts = f"{current.value}\n{current.elaboration}" if current else ""
        # As it was typed: a number field would drop the hyphen and the leading zero that give a CPR number away.
        for raw, field in ((value, "value"), (elaboration, "elaboration")):
            typed = raw if isinstance(raw, str) else "\n".join(raw)
            refuse_cpr(typed, field, confirmed=cpr_confirmed, stored=stored_texts)
        value, elaboration = _clean(indicator, value, elaboration)
        stored = (current.value, current.elaboration) if current else ("", "")
        if stored == (value, elaboration):
            return Saved(current, changed=False)
        version = current.version if current else 0
        if version != base_version:
            if current and (earlier := _stored_before(current, value, elaboration, base_version, actor)):
                return Saved(earlier, changed=False)
            mine = Answer(track=track, indicator=indicator, value=value, elaboration=elaboration)
            raise Conflict("Et nyere svar står her. Dit er ikke gemt.", current, mine)
        answer = current or Answer(track=track, indicator=indicator, version=0)
        by_other = answer.version > 0 and answer.changed_by_id != (actor.pk if actor else None)
        answer.value_by_other = value == answer.value and (by_other or answer.value_by_other)
        answer.elaboration_by_other = elaboration == answer.elaboration and (by_other or answer.elaboration_by_other)
        answer.value, answer.elaboration, answer.is_example = value, elaboration, is_example
        return Saved(_write(answer, actor, at, reason), changed=True)


def _stored_before(current, value, elaboration, base_version, actor):
    """Give the answer as the very save that is asked for stored it, None where it did not: one query.

    What a save would make of the version it builds on is that version's successor with its content and its author. So
    the history tells a retry from a conflict, and no table of keys is needed that would have to be kept and emptied.
    """
    rows = current.history.filter(version=base_version + 1, value=value, elaboration=elaboration, history_user=actor)
    row = rows.first()
    return row.instance if row else None


def _indicator_with_answer(track, indicator_id):
    """Give the indicator, if it is asked in the track, and the track's answer to it or None: one query."""
    asked = Indicator.areas.through.objects.filter(indicator_id=OuterRef("pk"), area__slug__in=sorted(track.area_slugs))
    indicator = (
        Indicator.objects.filter(Exists(asked), catalogue_id=track.assessment.round.catalogue_id, pk=indicator_id)
        .annotate(current=FilteredRelation("answers", condition=Q(answers__track_id=track.pk)))
        .select_related("current")
        .order_by("pk")  # The catalogue's own order would join two tables more.
        .first()
    )
    if indicator is None:
        raise WorkflowError("Spørgsmålet stilles ikke i det spor. Genindlæs siden.")
    return indicator, getattr(indicator, "current", None)


def _clean(indicator, value, elaboration):
    try:
        value = parse(indicator, value)
    except ValueProblem as problem:
        raise WorkflowError(str(problem), "value") from problem
    try:
        elaboration = clean_text(elaboration)
    except ValueProblem as problem:
        raise WorkflowError(str(problem), "elaboration") from problem
    return value, elaboration


def _write(answer, actor, at, reason):
    is_new = answer._state.adding
    answer.version += 1
    answer.changed_by, answer.changed_at, answer.is_carried = actor, at, False
    answer._history_user, answer._history_date, answer._change_reason = actor, at, reason
    if is_new:
        answer.save(force_insert=True)
    else:
        answer.save(update_fields=WRITTEN)
    return answer
