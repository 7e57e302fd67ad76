"""The right of reply: a municipality asks to be shown otherwise, and the project group answers. Both stay on record."""

from django.db import transaction

from clusters.models import CorrectionRequest, SelfAssessment, StatusReport, Transition
from clusters.models.reports import ITEM_LIMIT
from clusters.workflow.acts import lock_round, record, refuse_cpr
from clusters.workflow.content import AGAIN
from clusters.workflow.errors import IllegalTransition, WorkflowError
from clusters.workflow.report_texts import report_of
from indicators.models import Indicator
from indicators.values import ValueProblem, clean_text

State = CorrectionRequest.State


def ask_correction(assessment_id, *, indicator, reason, actor, at, cpr_confirmed=False, is_example=False):
    """Ask for a correction of how a municipality is shown, and give the request.

    `indicator` is None where it is not about a single one. The same request sent twice within a minute is one.
    Raises WorkflowError (fields "indicator", "reason"), CprRefused, IllegalTransition unless the report is at the
    municipalities.
    """
    reason = _clean(reason, "reason", "Skriv, hvad der skal rettes, og hvorfor.", cpr_confirmed)
    with transaction.atomic():
        assessment = SelfAssessment.objects.select_related("round").get(pk=assessment_id)
        report = report_of(lock_round(assessment.round_id), actor=actor, at=at)
        if report.state != StatusReport.State.MUNICIPALITIES:
            raise IllegalTransition("Rapporten er ikke hos kommunerne nu, så der kan ikke bedes om rettelser.")
        if (
            indicator is not None
            and not Indicator.objects.filter(pk=indicator.pk, catalogue_id=report.round.catalogue_id).exists()
        ):
            raise WorkflowError("Indikatoren er ikke med i runden.", "indicator")
        twin = CorrectionRequest.objects.filter(
            report=report, assessment=assessment, indicator=indicator, reason=reason, asked_at__gte=at - AGAIN
        ).first()
        if twin:
            return twin
        request = CorrectionRequest.objects.create(
            report=report,
            assessment=assessment,
            indicator=indicator,
            reason=reason,
            asked_by=actor,
            asked_by_name=actor.name,
            asked_at=at,
            is_example=is_example,
        )
        _record(Transition.Act.CORRECTION, request, actor, at, reason)
        return request


def answer_correction(request_id, *, state, answer, actor, at, cpr_confirmed=False):
    """Answer a request, and give it. The correction itself is made where the answer or the text stands.

    Raises WorkflowError (fields "state", "answer"), CprRefused, IllegalTransition where it is answered already.
    """
    answer = _clean(answer, "answer", "Skriv et svar til kommunen.", cpr_confirmed)
    if state not in (State.ACCEPTED, State.DECLINED):
        raise WorkflowError("Vælg, om ønsket imødekommes.", "state")
    with transaction.atomic():
        request = CorrectionRequest.objects.select_related("assessment__round", "indicator").get(pk=request_id)
        lock_round(request.assessment.round_id)
        request.refresh_from_db(fields=["state", "answered_by_name"])
        if request.state != State.OPEN:
            raise IllegalTransition(f"{request.answered_by_name} har allerede svaret. Dit svar er ikke gemt.")
        request.state, request.answer = state, answer
        request.answered_by, request.answered_by_name, request.answered_at = actor, actor.name, at
        request.save()
        _record(Transition.Act.CORRECTION_ANSWER, request, actor, at, answer)
        return request


def _record(act, request, actor, at, words):
    record(
        act,
        round_=request.assessment.round,
        assessment=request.assessment,
        actor=actor,
        at=at,
        from_state=request.assessment.state,
        to_state=request.assessment.state,
        reason=words,
        detail=request.indicator.number if request.indicator else "",
    )


def _clean(text, field, missing, cpr_confirmed):
    try:
        cleaned = clean_text(text or "", ITEM_LIMIT)
    except ValueProblem as problem:
        raise WorkflowError(str(problem), field) from problem
    if not cleaned:
        raise WorkflowError(missing, field)
    refuse_cpr(cleaned, field, confirmed=cpr_confirmed)
    return cleaned
