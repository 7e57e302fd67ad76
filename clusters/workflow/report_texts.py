"""Writing in a status report: title page, texts, what is left out, and sentences that stand against the data."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from clusters.models import Case, Presence, ReportText, StatusReport, TextWaiver
from clusters.models.reports import ITEM_LIMIT, REPORT_TEXT_LIMIT
from clusters.workflow.acts import clean_reason, lock_round, refuse_cpr
from clusters.workflow.errors import Conflict, Locked, WorkflowError
from indicators.values import ValueProblem, clean_text

PRESENT = timedelta(seconds=90)
TITLE_FIELDS = ("title", "subtitle", "publisher", "need_size")
RELEASED = "Rapporten er frigivet, så den kan ikke ændres. Begynd på en ny udgave først. Intet er gemt."


def report_of(round_, *, actor, at):
    """Give the report of a round that is locked; the first time it is made, with a case of its own."""
    report = StatusReport.objects.select_for_update(of=("self",)).select_related("case").filter(round=round_).first()
    if report is not None:
        report.round = round_
        return report
    case = Case(title=f"Statusrapport, {round_.name}"[:200])
    case._history_user, case._history_date = actor, at
    case.save()
    report = StatusReport(round=round_, case=case)
    _sign(report, actor, at)
    report.save()
    return report


def _sign(row, actor, at):
    row._history_user, row._history_date = actor, at


def writable_report(round_id, *, actor, at):
    """Lock a round and its report, and give the report, ready to be written in.

    Raises Locked before the round is opened and while the report stands as released.
    """
    round_ = lock_round(round_id)
    if round_.state == round_.State.PLANNED:
        raise Locked("Runden er ikke åbnet endnu, så der er ingen rapport at skrive i. Intet er gemt.")
    report = report_of(round_, actor=actor, at=at)
    if report.is_released:
        raise Locked(RELEASED)
    return report


def save_text(
    *,
    round_id,
    kind,
    recommendation,
    text,
    base_version,
    actor,
    at,
    cpr_confirmed=False,
    is_example=False,
    reason=None,
):
    """Store one text of the report and give it. `recommendation` is None for the report's own parts.

    Saving the same text again writes nothing and is no conflict. `reason` goes into the history.
    Raises WorkflowError (field "text", or where the recommendation is of another catalogue), CprRefused, Locked
    before the round is opened and while the report is released, Conflict where a newer text stands.
    """
    text = _clean(text, "text", REPORT_TEXT_LIMIT)
    with transaction.atomic():
        report, row = _row(round_id, kind, recommendation, actor, at)
        stored = row.text
        if stored == text:
            return None if row._state.adding else row
        refuse_cpr(text, "text", confirmed=cpr_confirmed, stored=stored)
        if row.version != base_version:
            mine = ReportText(report=report, kind=kind, recommendation=recommendation, text=text)
            raise Conflict("En nyere tekst står her. Din er ikke gemt.", row, mine)
        row.text, row.is_example = text, is_example
        return _store(row, actor, at, reason)


def leave_out(*, round_id, kind, recommendation, left_out, actor, at):
    """Leave a part of a recommendation out of the report, or take it in again, and give its row. Its text is kept.

    Raises WorkflowError where the recommendation is of another catalogue, or None; Locked as `save_text`.
    """
    if recommendation is None:
        raise WorkflowError("Kun en anbefalings egne dele kan udelades.")
    with transaction.atomic():
        _, row = _row(round_id, kind, recommendation, actor, at)
        if row.is_left_out == left_out:
            return row
        row.is_left_out = left_out
        return _store(row, actor, at)


def _row(round_id, kind, recommendation, actor, at):
    report = writable_report(round_id, actor=actor, at=at)
    if recommendation is not None and recommendation.catalogue_id != report.round.catalogue_id:
        raise WorkflowError("Anbefalingen er ikke med i rundens katalog.")
    row = ReportText.objects.filter(report=report, kind=kind, recommendation=recommendation).first()
    return report, row or ReportText(report=report, kind=kind, recommendation=recommendation, version=0)


def _store(row, actor, at, reason=None):
    row.changed_by, row.changed_at = actor, at
    row.version += 1
    row._change_reason = reason
    _sign(row, actor, at)
    row.save()
    return row


def save_title_page(*, round_id, values, base_version, actor, at, cpr_confirmed=False, reason=None):
    """Store what the title page says and the size of municipality that needs are told for; give the report.

    `values` has those named in TITLE_FIELDS. The same again writes nothing. `reason` goes into the history.
    Raises WorkflowError with the field, CprRefused, Locked, Conflict where a newer version stands.
    """
    with transaction.atomic():
        report = writable_report(round_id, actor=actor, at=at)
        texts = {name: _clean(values[name], name, 200) for name in ("title", "subtitle", "publisher")}
        values = {**texts, "need_size": values["need_size"]}
        if all(getattr(report, name) == value for name, value in values.items()):
            return report
        if report.version != base_version:
            raise Conflict("Andre har rettet titelbladet. Dit er ikke gemt.", report, values)
        for name, text in texts.items():
            refuse_cpr(text, name, confirmed=cpr_confirmed, stored=getattr(report, name))
        for name, value in values.items():
            setattr(report, name, value)
        report.version += 1
        report._change_reason = reason
        _sign(report, actor, at)
        report.save()
        return report


def _clean(text, field, limit):
    try:
        return clean_text(text or "", limit)
    except ValueProblem as problem:
        raise WorkflowError(str(problem), field) from problem


def waive(*, round_id, key, sentence, reason, actor, at, cpr_confirmed=False):
    """Let a sentence stand against what the answers say, with a reason, and give the waiver.

    `key` is that of a clusters.reports.claims.Finding: it is void once the sentence or the answers change.
    Raises WorkflowError (field "reason"), CprRefused, Locked.
    """
    reason = clean_reason(_clean(reason, "reason", ITEM_LIMIT), cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        report = writable_report(round_id, actor=actor, at=at)
        waiver = TextWaiver.objects.filter(report=report, key=key).first() or TextWaiver(report=report, key=key)
        waiver.sentence, waiver.reason = sentence[:ITEM_LIMIT], reason
        waiver.by, waiver.by_name, waiver.at = actor, actor.name, at
        _sign(waiver, actor, at)
        waiver.save()
        return waiver


def unwaive(*, round_id, key, actor, at):
    """Take a waiver back: the sentence is warned of again. Raises Locked."""
    with transaction.atomic():
        report = writable_report(round_id, actor=actor, at=at)
        for waiver in TextWaiver.objects.filter(report=report, key=key):
            _sign(waiver, actor, at)
            waiver.delete()


def lock_report_of(row):
    """Lock the report that a row is written in, and give it. Raises Locked while it is released."""
    report = StatusReport.objects.select_for_update(of=("self",)).get(pk=row.report_id)
    if report.is_released:
        raise Locked(RELEASED)
    return report


def be_present(report, part, user, *, at=None):
    """Note that somebody has a part open, and give the names of the others who have, in the order they came."""
    at = at or timezone.now()
    Presence.objects.filter(seen_at__lt=at - PRESENT).delete()
    Presence.objects.update_or_create(report=report, part=part, user=user, defaults={"seen_at": at})
    others = Presence.objects.filter(report=report, part=part).exclude(user=user)
    return list(others.order_by("pk").values_list("user__name", flat=True))


def leave(report, part, user):
    """Note that somebody has closed a part."""
    Presence.objects.filter(report=report, part=part, user=user).delete()
