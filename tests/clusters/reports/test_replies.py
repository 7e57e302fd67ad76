"""The right of reply and the clusters' reports: the acts, who sees which page, and what stays on record."""

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.models import ClusterReport, CorrectionRequest, Membership, Transition
from clusters.workflow.cluster_reports import PARTS
from tests.clusters.page_rounds import mixed_round
from tests.factories import NOW, MembershipFactory, UserFactory, project_member

pytestmark = pytest.mark.django_db

ABOUT_CLUSTERS = (
    "cluster_report",
    "cluster_report_edit",
    "cluster_report_history",
    "cluster_report_deliver",
    "cluster_report_reopen",
)

TEXTS = dict.fromkeys(PARTS, "") | {"agreed": "Vi er enige om **ét**."}


@pytest.fixture
def round_(db):
    """A round closed for answers, whose report is at the municipalities."""
    opened = mixed_round(6, slug="runde")
    processed = workflow.start_processing(opened.pk, actor=UserFactory(), at=NOW)
    workflow.send_to_municipalities(processed.pk, deadline=None, actor=UserFactory(), at=NOW)
    return processed


@pytest.fixture
def assessment(round_):
    """One municipality's, in the round."""
    return round_.assessments.exclude(submission=None).order_by("pk").first()


@pytest.fixture
def lead(assessment):
    """Its municipality's lead."""
    user = UserFactory(name="Kommuneansvarlig")
    MembershipFactory(user=user, role=Membership.Role.MUNICIPAL_LEAD, municipality=assessment.municipality)
    return user


def shown_url(assessment):
    """Where a municipality sees how it is shown."""
    return reverse("clusters:reply_shown", args=["runde", assessment.municipality.code])


def test_a_request_is_sent_answered_and_kept(client, round_, assessment, lead):
    client.force_login(lead)
    page = client.get(shown_url(assessment))
    assert "Sådan vises" in page.text
    own = client.get(reverse("clusters:assessment", args=["runde", assessment.municipality.code]))
    assert shown_url(assessment) in own.text
    assert "Vises som" in page.text
    sent = client.post(shown_url(assessment), {"indicator": "1.1", "reason": "Vi svarede ja i begge spor."})
    assert sent.status_code == 302
    # The same again, as by a double click, is one request.
    client.post(shown_url(assessment), {"indicator": "1.1", "reason": "Vi svarede ja i begge spor."})
    request = CorrectionRequest.objects.get()
    assert (request.indicator.number, request.state, request.asked_by_name) == ("1.1", "open", "Kommuneansvarlig")

    client.force_login(project_member(round_.region))
    assert "Vi svarede ja i begge spor." in client.get(reverse("clusters:correction_list", args=["runde"])).text
    answer_url = reverse("clusters:correction_answer", args=["runde", request.pk])
    lacking = client.post(answer_url, {"state": "declined", "answer": " "})
    assert "Skriv et svar til kommunen." in lacking.text
    client.post(answer_url, {"state": "declined", "answer": "Stof svarede nej."})
    again = client.post(answer_url, {"state": "accepted", "answer": "Alligevel."})
    assert "har allerede svaret" in again.text
    request.refresh_from_db()
    assert (request.state, request.answer) == ("declined", "Stof svarede nej.")

    client.force_login(lead)
    kept = client.get(shown_url(assessment)).text
    assert "Vi svarede ja i begge spor." in kept
    assert "Stof svarede nej." in kept
    acts = set(Transition.objects.filter(assessment=assessment).values_list("act", flat=True))
    assert {"correction", "correction_answer"} <= acts


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({"indicator": "1.1", "reason": " "}, "Skriv, hvad der skal rettes, og hvorfor."),
        ({"indicator": "9.9", "reason": "Forkert."}, "Vælg"),
        ({"indicator": "", "reason": "Borgeren 010190-1234 er ikke talt med."}, "CPR"),
    ],
)
def test_a_refused_request_keeps_what_was_typed(client, assessment, lead, posted, message):
    client.force_login(lead)
    page = client.post(shown_url(assessment), posted)
    assert message in page.text
    assert posted["reason"].strip() in page.text
    assert not CorrectionRequest.objects.exists()


def test_only_the_municipality_asks_and_only_while_the_report_is_there(client, round_, assessment, lead):
    other = round_.assessments.exclude(municipality=assessment.municipality).first()
    client.force_login(lead)
    assert client.get(shown_url(other)).status_code == 404
    workflow.back_to_draft(round_.pk, actor=UserFactory(), at=NOW, reason="Vent")
    assert client.get(shown_url(assessment)).status_code == 404
    with pytest.raises(workflow.IllegalTransition):
        workflow.ask_correction(assessment.pk, indicator=None, reason="For sent", actor=lead, at=NOW)


def test_what_is_sent_too_late_is_shown_to_be_copied(client, round_, assessment, lead):
    client.force_login(lead)
    workflow.send_to_steering(round_.pk, actor=UserFactory(), at=NOW)
    page = client.post(shown_url(assessment), {"indicator": "1.1", "reason": "Vi svarede ja i begge spor."})
    assert page.status_code == 409
    assert "Vi svarede ja i begge spor." in page.text
    assert not CorrectionRequest.objects.exists()


def test_who_asked_finds_the_answers_after_the_report_is_sent_on(client, round_, assessment, lead):
    client.force_login(lead)
    workflow.send_to_steering(round_.pk, actor=UserFactory(), at=NOW)
    assert shown_url(assessment) not in client.get(reverse("workspace:home")).text
    CorrectionRequest.objects.create(
        report=round_.report, assessment=assessment, reason="Se her", asked_by=lead, asked_by_name="L", asked_at=NOW
    )
    assert shown_url(assessment) in client.get(reverse("workspace:home")).text


def test_nobody_answers_their_own_municipality(client, round_, assessment):
    request = workflow.ask_correction(assessment.pk, indicator=None, reason="Se her", actor=UserFactory(), at=NOW)
    member = UserFactory()
    MembershipFactory(
        user=member,
        role=Membership.Role.PROJECT_GROUP,
        region=round_.region,
        municipality=assessment.municipality,
    )
    client.force_login(member)
    answer_url = reverse("clusters:correction_answer", args=["runde", request.pk])
    assert client.post(answer_url, {"state": "accepted", "answer": "Ja tak"}).status_code == 403
    request.refresh_from_db()
    assert request.state == "open"


# ---- cluster reports -------------------------------------------------------------------------------------


@pytest.fixture
def cluster(round_):
    """A cluster in the round."""
    return round_.round_clusters.select_related("cluster").first()


@pytest.fixture
def cluster_lead(cluster):
    """Its lead."""
    user = UserFactory(name="Klyngetovholder")
    MembershipFactory(user=user, role=Membership.Role.CLUSTER_LEAD, cluster=cluster.cluster)
    return user


def url(name, cluster):
    """The address of a page about a cluster's report."""
    return reverse(f"clusters:{name}", args=["runde", cluster.cluster.slug])


def test_a_cluster_report_is_written_delivered_and_opened_again(client, round_, cluster, cluster_lead):
    client.force_login(cluster_lead)
    client.post(url("cluster_report_edit", cluster), TEXTS | {"base_version": 0})
    assert "<strong>ét</strong>" in client.get(url("cluster_report", cluster)).text
    stale = client.post(url("cluster_report_edit", cluster), TEXTS | {"agreed": "Min", "base_version": 0})
    assert stale.status_code == 409
    assert "Min" in stale.text
    assert ClusterReport.objects.get().agreed == TEXTS["agreed"]
    earlier = client.get(url("cluster_report_history", cluster)).text
    assert TEXTS["agreed"] in earlier

    member = project_member(round_.region)
    client.force_login(member)
    assert client.get(url("cluster_report", cluster)).status_code == 404
    client.force_login(cluster_lead)
    client.post(url("cluster_report_deliver", cluster))
    assert ClusterReport.objects.get().is_delivered
    with pytest.raises(workflow.Locked):
        workflow.save_cluster_report(cluster.pk, texts=TEXTS, base_version=2, actor=cluster_lead, at=NOW)

    client.force_login(member)
    assert client.get(url("cluster_report", cluster)).status_code == 200
    assert client.get(url("cluster_report_edit", cluster)).status_code == 403
    without = client.post(url("cluster_report_reopen", cluster), {"reason": ""})
    assert "Skriv en begrundelse." in without.text
    client.post(url("cluster_report_reopen", cluster), {"reason": "Der mangler noget om unge."})
    assert not ClusterReport.objects.get().is_delivered


def parts(**given):
    """The parts of a cluster's report, of which those given are written."""
    return dict.fromkeys(PARTS, "") | given


def written():
    """What stands in the one cluster report."""
    return ClusterReport.objects.values(*PARTS).get()


def test_two_who_write_in_different_parts_both_keep_theirs(client, cluster, cluster_lead):
    client.force_login(cluster_lead)
    edit = url("cluster_report_edit", cluster)
    client.post(edit, parts(agreed="Fælles", wishes="Slettes") | {"base_version": 0})
    client.post(edit, parts(agreed="Fælles", needs="A") | {"base_version": 1})
    client.post(edit, parts(agreed="Fælles", wishes="Slettes", feedback="B") | {"base_version": 1})
    assert written() == parts(agreed="Fælles", needs="A", feedback="B")


def test_only_what_both_changed_is_a_conflict(client, cluster, cluster_lead):
    client.force_login(cluster_lead)
    edit = url("cluster_report_edit", cluster)
    client.post(edit, parts(agreed="A vil ét", needs="A") | {"base_version": 0})
    page = client.post(edit, parts(agreed="B vil to", feedback="B") | {"base_version": 0})
    assert page.status_code == 409
    assert [label for label, *_ in page.context["pairs"]] == ["Det er klyngen enig om"]
    assert written() == parts(agreed="A vil ét", needs="A")
    shown = page.context["form"].initial
    assert client.post(edit, shown | {"act": "save"}).status_code == 302
    assert written() == parts(agreed="B vil to", needs="A", feedback="B")


def test_cpr_numbers_are_told_of_in_all_parts_at_once(client, cluster, cluster_lead):
    client.force_login(cluster_lead)
    typed = parts(agreed="Borger 010190-1234", needs="Borger 020290-1234") | {"base_version": 0}
    page = client.post(url("cluster_report_edit", cluster), typed)
    assert set(page.context["form"].errors) == {"agreed", "needs"}
    assert not ClusterReport.objects.exists()


def test_an_empty_cluster_report_is_not_delivered(cluster, cluster_lead):
    with pytest.raises(workflow.WorkflowError):
        workflow.deliver_cluster_report(cluster.pk, actor=cluster_lead, at=NOW)
    assert not ClusterReport.objects.exists()


def test_a_stranger_knows_of_no_cluster_report(client, cluster, cluster_lead):
    workflow.save_cluster_report(cluster.pk, texts=TEXTS, base_version=0, actor=cluster_lead, at=NOW)
    elsewhere = UserFactory()
    client.force_login(elsewhere)
    for name in ABOUT_CLUSTERS:
        assert client.get(url(name, cluster)).status_code == 404, name
