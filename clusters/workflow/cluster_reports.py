"""What a cluster says of itself in a round: written by its lead, delivered to the project group, opened again."""

from dataclasses import dataclass

from django.db import transaction

from clusters.models import ClusterReport, RoundCluster, StatusReport, Transition
from clusters.models.reports import REPORT_TEXT_LIMIT
from clusters.workflow.acts import clean_reason, lock_round, record, refuse_cpr
from clusters.workflow.errors import Conflict, IllegalTransition, Locked, WorkflowError
from indicators.values import ValueProblem, clean_text

PARTS = ("agreed", "wishes", "needs", "feedback")
State = ClusterReport.State


@dataclass(frozen=True)
class Merged:
    """All parts as they would become, by name, and the names of those that both have changed."""

    texts: dict
    both: list


def save_cluster_report(
    round_cluster_id, *, texts, base_version, actor, at, cpr_confirmed=False, is_example=False, reason=None
):
    """Store a cluster's report, and give it. `texts` has those named in PARTS; `base_version` is 0 for the first.

    The same again writes nothing. Where a newer one stands, each part takes the text of the one who changed it.
    With a `reason`, which goes into the history, an earlier version is put back whole, so a newer one is a Conflict.
    Raises WorkflowError with the field, CprRefused, Locked where it is delivered or the status report released,
    Conflict where both have changed the same part; its `mine` is then a Merged.
    """
    texts = {name: _clean(texts[name], name) for name in PARTS}
    with transaction.atomic():
        round_cluster = _lock(round_cluster_id)
        stored = ClusterReport.objects.filter(round_cluster=round_cluster).first()
        row = stored or ClusterReport(round_cluster=round_cluster, version=0)
        if stored and stored.is_delivered:
            raise Locked("Klyngerapporten er afleveret. Åbn den igen, før den rettes. Intet er gemt.")
        if all(getattr(row, name) == text for name, text in texts.items()) and stored:
            return stored
        if row.version != base_version and reason:
            raise Conflict("Andre har rettet klyngerapporten, mens du så på den.", row, Merged(texts, list(PARTS)))
        if row.version != base_version:
            texts = _merged(row, base_version, texts)
        for name, text in texts.items():
            refuse_cpr(text, name, confirmed=cpr_confirmed, stored=getattr(row, name))
            setattr(row, name, text)
        row.is_example = is_example
        return _store(row, actor, at, reason)


def _merged(row, base_version, typed):
    """Give the parts of a newer report and of one written at the same time. Raises Conflict where both changed one."""
    began = row.history.filter(version=base_version).order_by("history_id").last() if row.pk and base_version else None
    is_known = began is not None or base_version == 0
    merged, both = {}, []
    for name in PARTS:
        mine, theirs, before = typed[name], getattr(row, name), getattr(began, name, "")
        merged[name] = theirs if is_known and mine == before else mine
        if theirs not in (merged[name], before if is_known else None):
            both.append(name)
    if both:
        raise Conflict("Andre har rettet det samme i klyngerapporten. Dit er ikke gemt.", row, Merged(merged, both))
    return merged


def deliver_cluster_report(round_cluster_id, *, actor, at):
    """Deliver a cluster's report to the project group, and give it.

    Raises IllegalTransition where it is delivered already, WorkflowError where nothing is written, Locked.
    """
    with transaction.atomic():
        row = _stored(round_cluster_id)
        if row.is_delivered:
            raise IllegalTransition("Klyngerapporten er allerede afleveret.")
        if not any(getattr(row, name) for name in PARTS):
            raise WorkflowError("Der er ikke skrevet noget i klyngerapporten endnu.")
        row.state, row.delivered_at = State.DELIVERED, at
        return _move(row, State.DRAFT, Transition.Act.CLUSTER_DELIVER, actor, at)


def reopen_cluster_report(round_cluster_id, *, actor, at, reason, cpr_confirmed=False):
    """Make a delivered report a draft again, with a reason, and give it.

    Raises WorkflowError (field "reason"), CprRefused, IllegalTransition where it is a draft, Locked.
    """
    reason = clean_reason(reason, cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        row = _stored(round_cluster_id)
        if not row.is_delivered:
            raise IllegalTransition("Klyngerapporten er en kladde allerede.")
        row.state, row.delivered_at = State.DRAFT, None
        return _move(row, State.DELIVERED, Transition.Act.CLUSTER_REOPEN, actor, at, reason)


def _lock(round_cluster_id):
    """Lock the round of a cluster and give the cluster in it. Raises Locked where nothing may be written.

    What the steering group reads and decides on does not change under it.
    """
    round_cluster = RoundCluster.objects.get(pk=round_cluster_id)
    round_cluster.round = round_ = lock_round(round_cluster.round_id)
    if round_.state == round_.State.PLANNED:
        raise Locked("Runden er ikke åbnet endnu. Intet er gemt.")
    report = StatusReport.objects.filter(round=round_).first()
    if report and report.holds_cluster_reports:
        where = report.get_state_display()
        raise Locked(f"Statusrapporten er {where}, så klyngerapporterne kan ikke ændres. Intet er gemt.")
    return round_cluster


def _stored(round_cluster_id):
    round_cluster = _lock(round_cluster_id)
    row = ClusterReport.objects.filter(round_cluster=round_cluster).first()
    if row is None:
        raise WorkflowError("Der er ikke skrevet noget i klyngerapporten endnu.")
    row.round_cluster = round_cluster
    return row


def _move(row, from_state, act, actor, at, reason=""):
    record(
        act,
        round_=row.round_cluster.round,
        actor=actor,
        at=at,
        from_state=from_state,
        to_state=row.state,
        reason=reason,
        detail=str(row.round_cluster),
    )
    return _store(row, actor, at)


def _store(row, actor, at, reason=None):
    row.version += 1
    row.changed_by, row.changed_at = actor, at
    row._history_user, row._history_date, row._change_reason = actor, at, reason
    row.save()
    return row


def _clean(text, field):
    try:
        return clean_text(text or "", REPORT_TEXT_LIMIT)
    except ValueProblem as problem:
        raise WorkflowError(str(problem), field) from problem
