"""The way of a round: each act, what it leaves behind, and from which states it is refused."""

from datetime import date, timedelta

import pytest

from clusters import workflow
from clusters.models import ClusterMembership, Round, SelfAssessment, Transition
from clusters.workflow import IllegalTransition, WorkflowError
from tests import factories as make
from tests.catalogues import small_catalogue
from tests.clusters.editions import json_alone, released

pytestmark = pytest.mark.django_db

PLANNED, OPEN, PROCESSING, CLOSED = Round.State


@pytest.fixture
def actor():
    return make.UserFactory(name="Projektgruppen")


def planned(*clusters, **fields):
    round_ = make.RoundFactory(region=clusters[0].region, **fields)
    for order, cluster in enumerate(clusters, 1):
        round_.round_clusters.create(cluster=cluster, order=order)
    return round_


def brought_to(state, actor):
    """A round in a state, by the acts that lead there."""
    if state == PLANNED:
        return planned(make.cluster_of(1))
    round_ = make.opened_round(municipalities=1)
    if state in (PROCESSING, CLOSED):
        workflow.start_processing(round_.pk, actor=actor, at=make.NOW)
    if state == CLOSED:
        workflow.close_round(round_.pk, actor=actor, at=make.NOW)
    return round_


ACTS = {
    "open": (workflow.open_round, {}, PLANNED, OPEN),
    "process": (workflow.start_processing, {}, OPEN, PROCESSING),
    "reopen": (workflow.reopen_round, {"reason": "Greve mangler."}, PROCESSING, OPEN),
    "close": (workflow.close_round, {}, PROCESSING, CLOSED),
}


@pytest.mark.parametrize("state", list(Round.State))
@pytest.mark.parametrize("name", ACTS)
def test_each_act_from_each_state(actor, name, state):
    act, extra, source, target = ACTS[name]
    round_ = brought_to(state, actor)
    before = Transition.objects.count()
    if state != source:
        with pytest.raises(IllegalTransition, match="Runden er"):
            act(round_.pk, actor=actor, at=make.NOW, **extra)
        round_.refresh_from_db()
        assert round_.state == state
        assert Transition.objects.count() == before
        return
    act(round_.pk, actor=actor, at=make.NOW, **extra)
    round_.refresh_from_db()
    assert round_.state == target
    row = Transition.objects.order_by("-pk").first()
    assert (row.act, row.from_state, row.to_state, row.actor, row.actor_name, row.at) == (
        name,
        source,
        target,
        actor,
        "Projektgruppen",
        make.NOW,
    )
    assert row.reason == extra.get("reason", "")


def test_opening_freezes_who_is_asked_and_their_names(actor):
    faxe, greve = make.MunicipalityFactory(name="Faxe"), make.MunicipalityFactory(name="Greve")
    cluster = make.cluster_of(faxe, greve, name="Klynge Syd")
    ClusterMembership.objects.filter(municipality=faxe).update(role="tovholder")
    round_ = workflow.open_round(planned(cluster).pk, actor=actor, at=make.NOW)
    cluster.name = "Klynge Sydøst"
    cluster.save()
    faxe.name = "Nye Faxe"
    faxe.save()
    assert round_.opened_at == make.NOW
    assert [str(row) for row in round_.round_clusters.all()] == ["Klynge Syd"]
    rows = {row.municipality_name: row for row in round_.assessments.all()}
    assert set(rows) == {"Faxe", "Greve"}
    assert rows["Faxe"].cluster_role == "tovholder"
    assert {row.state for row in rows.values()} == {"not_started"}


def test_only_members_of_the_day_are_asked(actor):
    cluster = make.cluster_of(1)
    late, gone = make.MunicipalityFactory(), make.MunicipalityFactory()
    day = make.NOW.date()
    cluster.memberships.create(municipality=late, valid_from=day + timedelta(days=1))
    cluster.memberships.create(municipality=gone, valid_from=date(2000, 1, 1), valid_to=day - timedelta(days=1))
    round_ = workflow.open_round(planned(cluster).pk, actor=actor, at=make.NOW)
    assert round_.assessments.count() == 1


def test_a_round_without_what_it_needs_is_not_opened(actor):
    cluster, empty = make.cluster_of(1), make.ClusterFactory()
    draft = small_catalogue("kladde", published=False)
    for round_, words in (
        (planned(cluster, catalogue=draft), "Kataloget er en kladde"),
        (make.RoundFactory(), "Runden har ingen klynger"),
        (planned(cluster, empty), "har ingen kommuner"),
    ):
        with pytest.raises(WorkflowError, match=words):
            workflow.open_round(round_.pk, actor=actor, at=make.NOW)
        round_.refresh_from_db()
        assert round_.state == PLANNED
    assert not SelfAssessment.objects.exists()


def test_a_municipality_in_two_clusters_the_same_day_stops_the_opening(actor):
    municipality = make.MunicipalityFactory()
    first, second = make.cluster_of(municipality), make.cluster_of(1)
    first.memberships.update(valid_to=make.NOW.date())
    second.memberships.create(municipality=municipality, valid_from=make.NOW.date())
    with pytest.raises(WorkflowError, match="er i to klynger samme dag"):
        workflow.open_round(planned(first, second).pk, actor=actor, at=make.NOW)


def test_the_lock_follows_the_round(actor):
    round_ = make.opened_round()
    workflow.start_processing(round_.pk, actor=actor, at=make.NOW)
    assert set(round_.assessments.values_list("locked", flat=True)) == {True}
    workflow.reopen_round(round_.pk, actor=actor, at=make.NOW, reason="Greve mangler.")
    assert set(round_.assessments.values_list("locked", flat=True)) == {False}


def test_reopening_needs_a_reason(actor):
    round_ = brought_to(PROCESSING, actor)
    with pytest.raises(WorkflowError, match="Skriv en begrundelse"):
        workflow.reopen_round(round_.pk, actor=actor, at=make.NOW, reason=" \n")
    round_.refresh_from_db()
    assert round_.state == PROCESSING


def test_a_late_joiner_comes_in_by_a_recorded_act(actor):
    round_ = make.opened_round()
    late = make.MunicipalityFactory(name="Sorø")
    joining = {"actor": actor, "at": make.NOW, "reason": "Besluttet i november."}
    assessment = workflow.join_round(round_.pk, late, round_.round_clusters.get(), "deltager", **joining)
    assert (assessment.state, assessment.municipality_name) == ("not_started", "Sorø")
    row = assessment.transitions.get()
    assert (row.act, row.reason, row.detail) == ("join", "Besluttet i november.", "Sorø")


def test_a_late_joiner_is_refused_where_it_does_not_fit(actor):
    round_, other = make.opened_round(), make.opened_round()
    inside, outside = round_.assessments.first().municipality, make.MunicipalityFactory()
    with pytest.raises(WorkflowError, match="er allerede med i runden"):
        workflow.join_round(round_.pk, inside, round_.round_clusters.get(), "deltager", actor=actor, at=make.NOW)
    with pytest.raises(WorkflowError, match="Klyngen er ikke med i runden"):
        workflow.join_round(round_.pk, outside, other.round_clusters.get(), "deltager", actor=actor, at=make.NOW)
    workflow.start_processing(round_.pk, actor=actor, at=make.NOW)
    with pytest.raises(IllegalTransition):
        workflow.join_round(round_.pk, outside, round_.round_clusters.get(), "deltager", actor=actor, at=make.NOW)
    assert round_.assessments.count() == 2


def test_time_is_what_one_says(actor):
    then = make.NOW.replace(year=2014, month=4)
    round_ = make.opened_round(at=then)
    workflow.start_processing(round_.pk, actor=actor, at=then + timedelta(days=30))
    assert [row.at.year for row in round_.transitions.all()] == [2014, 2014]
    assert {row.history_date.year for row in round_.history.exclude(history_type="+")} == {2014}


def test_a_report_goes_its_way_and_is_withdrawn(actor):
    round_, who = make.opened_round(), {"actor": actor, "at": make.NOW}
    with pytest.raises(IllegalTransition, match="lukket for svar"):
        workflow.send_to_municipalities(round_.pk, deadline=None, **who)
    workflow.start_processing(round_.pk, **who)
    with pytest.raises(IllegalTransition, match="Kommunerne skal have set"):
        workflow.send_to_steering(round_.pk, **who)
    with pytest.raises(IllegalTransition, match="Rapporten er kladde"):
        workflow.release(round_.pk, make_files=json_alone, **who)
    edition = released(round_)
    assert (edition.number, edition.report.published_at, edition.report.state) == (1, make.NOW, "released")
    with pytest.raises(IllegalTransition, match="Rapporten er frigivet"):
        workflow.release(round_.pk, make_files=json_alone, **who)
    with pytest.raises(WorkflowError, match="Skriv en begrundelse"):
        workflow.withdraw_edition(edition.pk, reason="", **who)
    withdrawn = workflow.withdraw_edition(edition.pk, reason="En fejl i 1.1.", **who)
    assert (withdrawn.report.published_at, withdrawn.report.state) == (None, "draft")
    with pytest.raises(IllegalTransition, match="allerede trukket tilbage"):
        workflow.withdraw_edition(edition.pk, reason="Igen", **who)
    acts = list(round_.transitions.order_by("pk").values_list("act", flat=True))
    assert acts == ["open", "process", "to_municipalities", "to_steering", "publish", "unpublish"]


def test_a_text_of_the_report_is_saved_and_never_overwritten_silently(actor):
    round_ = make.opened_round()
    where = {"round_id": round_.pk, "kind": "introduction", "recommendation": None, "actor": actor, "at": make.NOW}
    row = workflow.save_text(text="Første", base_version=0, **where)
    assert workflow.save_text(text="Første", base_version=0, **where).version == 1
    workflow.save_text(text="Anden", base_version=row.version, **where)
    with pytest.raises(workflow.Conflict) as conflict:
        workflow.save_text(text="Tredje", base_version=1, **where)
    assert (conflict.value.current.text, conflict.value.mine.text) == ("Anden", "Tredje")
    with pytest.raises(workflow.CprRefused):
        workflow.save_text(text="070761-4285", base_version=2, **where)
    with pytest.raises(WorkflowError, match="Forkort den"):
        workflow.save_text(text="x" * 20_001, base_version=2, **where)
