"""The way of a round: planned → open → under behandling → closed (design, rule 2.5)."""

from django.db import transaction
from django.utils import timezone

from clusters.dashboard import load_picture
from clusters.models import ClusterMembership, Round, SelfAssessment, Transition
from clusters.workflow.acts import clean_reason, lock_assessment, lock_round, record, require_unreleased
from clusters.workflow.errors import IllegalTransition, WorkflowError
from misbrug.text.danish import amount

State = Round.State
Act = Transition.Act


def _require(round_, *states):
    if round_.state not in states:
        raise IllegalTransition(f"Runden er {round_.get_state_display()}. Det kan derfor ikke lade sig gøre nu.")


def _move(round_, to_state, act, *, actor, at, reason=""):
    from_state, round_.state = round_.state, to_state
    round_._history_user, round_._history_date = actor, at
    round_.save(update_fields=["state", "opened_at"])
    record(act, round_=round_, actor=actor, at=at, from_state=from_state, to_state=to_state, reason=reason)
    return round_


def open_round(round_id, *, actor, at):
    """Open a planned round and give it.

    Side effects: one assessment for each municipality that is in one of the round's clusters on the day of `at`;
    the names of clusters and municipalities and the roles in the clusters are frozen; a transition is recorded.
    Raises IllegalTransition unless the round is planned, WorkflowError where the catalogue is not published,
    no cluster is asked, or a cluster has no municipality.
    """
    with transaction.atomic():
        round_ = lock_round(round_id)
        _require(round_, State.PLANNED)
        if not round_.catalogue.is_published:
            raise WorkflowError("Kataloget er en kladde. Offentliggør det, før runden åbnes.")
        round_clusters = list(round_.round_clusters.select_related("cluster"))
        if not round_clusters:
            raise WorkflowError("Runden har ingen klynger. Vælg mindst én, før den åbnes.")
        members = _members_on(timezone.localdate(at), round_clusters)
        for round_cluster in round_clusters:
            if not members.get(round_cluster.cluster_id):
                raise WorkflowError(f"{round_cluster.cluster.name} har ingen kommuner den dag, runden åbnes.")
            round_cluster.name = round_cluster.cluster.name
            round_cluster.save(update_fields=["name"])
            SelfAssessment.objects.bulk_create(
                _new_assessment(round_, round_cluster, row.municipality, row.role)
                for row in members[round_cluster.cluster_id]
            )
        round_.opened_at = at
        return _move(round_, State.OPEN, Act.OPEN, actor=actor, at=at)


def _members_on(day, round_clusters):
    """Give the memberships valid on a day, by cluster id. A municipality counts in one cluster only."""
    rows = (
        ClusterMembership.objects.filter(cluster__in=[row.cluster_id for row in round_clusters], valid_from__lte=day)
        .exclude(valid_to__lt=day)
        .select_related("municipality")
        .order_by("municipality__code")
    )
    by_cluster, seen = {}, set()
    for row in rows:
        if row.municipality_id in seen:
            raise WorkflowError(f"{row.municipality.name} er i to klynger samme dag. Ret klyngerne først.")
        seen.add(row.municipality_id)
        by_cluster.setdefault(row.cluster_id, []).append(row)
    return by_cluster


def _new_assessment(round_, round_cluster, municipality, role):
    return SelfAssessment(
        round=round_,
        round_cluster=round_cluster,
        municipality=municipality,
        municipality_name=municipality.name,
        cluster_role=role,
    )


def _set_lock(round_, locked):
    """Copy the round's lock onto its assessments, so that a save that waits for its row sees it afresh."""
    SelfAssessment.objects.filter(round=round_).update(locked=locked)


def start_processing(round_id, *, actor, at):
    """Stop taking answers: open → under behandling.

    Side effects: answers and participation of all assessments are locked; a transition is recorded.
    Raises IllegalTransition unless the round is open.
    """
    with transaction.atomic():
        round_ = lock_round(round_id)
        _require(round_, State.OPEN)
        _set_lock(round_, True)
        return _move(round_, State.PROCESSING, Act.PROCESS, actor=actor, at=at)


def reopen_round(round_id, *, actor, at, reason):
    """Take answers again: under behandling → open, with a reason.

    Side effects: the assessments are unlocked; a transition is recorded.
    Raises IllegalTransition unless the round is under behandling and its report not released, WorkflowError
    without a reason.
    """
    reason = clean_reason(reason)
    with transaction.atomic():
        round_ = lock_round(round_id)
        _require(round_, State.PROCESSING)
        require_unreleased(round_, "Begynd på en ny udgave, før runden åbnes for svar igen.")
        _set_lock(round_, False)
        return _move(round_, State.OPEN, Act.REOPEN, actor=actor, at=at, reason=reason)


def close_round(round_id, *, actor, at):
    """End the round: under behandling → closed. Its answers never change afterwards.

    Raises IllegalTransition unless the round is under behandling and no answer waits for a ruling, which could not be
    made any more.
    """
    with transaction.atomic():
        round_ = lock_round(round_id)
        _require(round_, State.PROCESSING)
        waiting = sum(cluster.pending() for cluster in load_picture(round_).clusters)
        if waiting:
            raise IllegalTransition(
                f"{amount(waiting, 'svar', 'svar')} afventer vurdering. Afgør dem, før runden slutter."
            )
        return _move(round_, State.CLOSED, Act.CLOSE, actor=actor, at=at)


def join_round(round_id, municipality, round_cluster, role, *, actor, at, reason=""):
    """Take a late joiner into an open round and give its assessment.

    Side effects: an assessment; a transition is recorded on it.
    Raises IllegalTransition unless the round is open, WorkflowError where the municipality is already in it
    or the cluster is of another round.
    """
    reason = clean_reason(reason, required=False)
    with transaction.atomic():
        round_ = lock_round(round_id)
        _require(round_, State.OPEN)
        if round_cluster.round_id != round_.pk:
            raise WorkflowError("Klyngen er ikke med i runden.", "round_cluster")
        if SelfAssessment.objects.filter(round=round_, municipality=municipality).exists():
            raise WorkflowError(f"{municipality.name} er allerede med i runden.", "municipality")
        assessment = _new_assessment(round_, round_cluster, municipality, role)
        assessment.save(force_insert=True)
        record(
            Act.JOIN,
            round_=round_,
            assessment=assessment,
            actor=actor,
            at=at,
            to_state=assessment.state,
            reason=reason,
            detail=municipality.name,
        )
        return lock_assessment(assessment.pk)
