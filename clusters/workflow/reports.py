"""The status report's own texts and its publication."""

from django.db import transaction

from clusters.models import ReportText, StatusReport, Transition
from clusters.models.reports import REPORT_TEXT_LIMIT
from clusters.workflow.acts import clean_reason, lock_round, record, refuse_cpr
from clusters.workflow.errors import Conflict, IllegalTransition, Locked, WorkflowError
from indicators.values import ValueProblem, clean_text


def save_text(*, round_id, kind, recommendation, text, base_version, actor, at, cpr_confirmed=False, is_example=False):
    """Store one text of the report and give it. `recommendation` is None for the report's own parts.

    Saving the same text again writes nothing and is no conflict.
    Raises WorkflowError (field "text", or where the recommendation is of another catalogue), CprRefused, Locked
    before the round is opened and once it is closed, Conflict where a newer text stands.
    """
    try:
        text = clean_text(text, REPORT_TEXT_LIMIT)
    except ValueProblem as problem:
        raise WorkflowError(str(problem), "text") from problem
    with transaction.atomic():
        round_ = lock_round(round_id)
        _require_writable(round_, recommendation)
        report, _ = StatusReport.objects.get_or_create(round=round_)
        row = ReportText.objects.filter(report=report, kind=kind, recommendation=recommendation).first()
        stored = row.text if row else ""
        if stored == text:
            return row
        refuse_cpr(text, "text", confirmed=cpr_confirmed, stored=stored)
        if (row.version if row else 0) != base_version:
            mine = ReportText(report=report, kind=kind, recommendation=recommendation, text=text)
            raise Conflict("En nyere tekst står her. Din er ikke gemt.", row, mine)
        row = row or ReportText(report=report, kind=kind, recommendation=recommendation, version=0)
        row.text, row.changed_by, row.changed_at, row.is_example = text, actor, at, is_example
        row.version += 1
        row._history_user, row._history_date = actor, at
        row.save()
        return row


def _require_writable(round_, recommendation):
    if round_.state not in (round_.State.OPEN, round_.State.PROCESSING):
        raise Locked(f"Runden er {round_.get_state_display()}, så rapportens tekster kan ikke ændres. Intet er gemt.")
    if recommendation is not None and recommendation.catalogue_id != round_.catalogue_id:
        raise WorkflowError("Anbefalingen er ikke med i rundens katalog.")


def publish(round_id, *, actor, at):
    """Let readers see the report, and participants each other's answers. Gives the report.

    Raises IllegalTransition while the round takes answers, or where the report is published.
    """
    with transaction.atomic():
        round_ = lock_round(round_id)
        if round_.state not in (round_.State.PROCESSING, round_.State.CLOSED):
            raise IllegalTransition("Rapporten kan først offentliggøres, når runden er lukket for svar.")
        report, _ = StatusReport.objects.get_or_create(round=round_)
        if report.is_published:
            raise IllegalTransition("Rapporten er allerede offentliggjort.")
        report.published_at = at
        report.save(update_fields=["published_at"])
        record(Transition.Act.PUBLISH, round_=round_, actor=actor, at=at)
        return report


def unpublish(round_id, *, actor, at, reason, cpr_confirmed=False):
    """Take a published report back, with a reason. Gives the report.

    Raises WorkflowError (field "reason"), CprRefused, IllegalTransition where the report is not published.
    """
    reason = clean_reason(reason, cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        round_ = lock_round(round_id)
        report = StatusReport.objects.filter(round=round_, published_at__isnull=False).first()
        if report is None:
            raise IllegalTransition("Rapporten er ikke offentliggjort.")
        report.published_at = None
        report.save(update_fields=["published_at"])
        record(Transition.Act.UNPUBLISH, round_=round_, actor=actor, at=at, reason=reason)
        return report
