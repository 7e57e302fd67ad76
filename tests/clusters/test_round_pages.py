"""The list of rounds, and the page from which a round is opened, closed and opened again."""

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.models import Round, RoundCluster, SelfAssessment, Transition
from tests.clusters.page_rounds import sent
from tests.clusters.test_dashboard_page import words
from tests.factories import (
    NOW,
    MunicipalityFactory,
    RoundFactory,
    UserFactory,
    administrator,
    caseworker,
    cluster_of,
    opened_round,
    project_member,
)

pytestmark = pytest.mark.django_db


def manage(round_):
    return reverse("clusters:round_manage", args=[round_.slug])


@pytest.fixture
def round_(db):
    """Give an open round of two municipalities."""
    return opened_round(municipalities=2)


@pytest.fixture
def member(client, round_):
    """Log in as a member of the project group."""
    user = project_member(round_.region)
    client.force_login(user)
    return user


def test_the_list_shows_the_rounds_one_takes_part_in(client, round_):
    opened_round(cluster_of(1), name="En anden runde", catalogue=round_.catalogue)
    client.force_login(caseworker(round_.assessments.first().municipality))
    text = words(client.get(reverse("clusters:round_list")))
    assert round_.name in text
    assert "Åben" in text
    assert "En anden runde" not in text


def test_the_list_says_when_there_is_none(client):
    client.force_login(UserFactory())
    assert "Du er ikke med i nogen runde" in words(client.get(reverse("clusters:round_list")))


def test_what_happens_is_told_and_has_to_be_confirmed(client, round_, member):
    sent(round_.assessments.first())
    text = words(client.get(manage(round_)))
    assert "Svar og deltagelse låses for alle kommuner." in text
    assert "Én kommune har ikke indsendt. Den tæller som ikke besvaret." in text
    response = client.post(manage(round_), {"act": "process"})
    assert "Sæt kryds for at bekræfte." in words(response)
    round_.refresh_from_db()
    assert round_.state == Round.State.OPEN


def test_a_round_goes_its_way_and_every_act_is_recorded(client, member, round_):
    for act, extra, state in (
        ("process", {}, "processing"),
        ("reopen", {"reopen-reason": "Køge fik ikke svaret."}, "open"),
        ("process", {}, "processing"),
        ("close", {}, "closed"),
    ):
        response = client.post(manage(round_), {"act": act, f"{act}-confirmed": "on"} | extra, follow=True)
        assert response.redirect_chain, words(response)
        round_.refresh_from_db()
        assert round_.state == state
    acts = list(Transition.objects.filter(round=round_, assessment=None).order_by("pk").values_list("act", flat=True))
    assert acts == ["open", "process", "reopen", "process", "close"]
    text = words(client.get(manage(round_)))
    assert "Køge fik ikke svaret." in text
    assert "Svar og deltagelse kan ikke ændres." in text


def test_opening_again_needs_a_reason_and_keeps_the_tick(client, member, round_):
    workflow.start_processing(round_.pk, actor=member, at=NOW)
    response = client.post(manage(round_), {"act": "reopen", "reopen-confirmed": "on", "reopen-reason": " "})
    assert "Skriv en begrundelse." in words(response)
    assert "checked" in response.content.decode()
    round_.refresh_from_db()
    assert round_.state == Round.State.PROCESSING


def test_a_reason_with_a_cpr_number_is_refused_and_kept(client, member, round_):
    workflow.start_processing(round_.pk, actor=member, at=NOW)
    data = {"act": "reopen", "reopen-confirmed": "on", "reopen-reason": "Se 010180-0008"}
    response = client.post(manage(round_), data)
    assert "CPR-nummer" in words(response)
    assert "Se 010180-0008" in response.content.decode()
    round_.refresh_from_db()
    assert round_.state == Round.State.PROCESSING


def test_an_act_that_came_too_late_changes_nothing(client, member, round_):
    response = client.post(manage(round_), {"act": "close", "close-confirmed": "on"}, follow=True)
    assert "Runden er ændret, siden du åbnede siden." in words(response)
    assert client.post(manage(round_), {"act": "noget andet"}).status_code == 302
    round_.refresh_from_db()
    assert round_.state == Round.State.OPEN


def test_a_planned_round_is_opened(client):
    cluster = cluster_of(3)
    planned = RoundFactory(region=cluster.region)
    RoundCluster.objects.create(round=planned, cluster=cluster)
    client.force_login(project_member(planned.region))
    assert "Åbn runden" in words(client.get(manage(planned)))
    client.post(manage(planned), {"act": "open", "open-confirmed": "on"})
    assert SelfAssessment.objects.filter(round=planned).count() == 3


def test_a_round_without_clusters_says_why_it_cannot_open(client):
    planned = RoundFactory()
    client.force_login(project_member(planned.region))
    response = client.post(manage(planned), {"act": "open", "open-confirmed": "on"})
    assert "Runden har ingen klynger." in words(response)


def test_a_late_joiner_comes_in_and_is_recorded(client, member, round_):
    late = MunicipalityFactory(region=round_.region, name="Stevns")
    data = {
        "act": "join",
        "join-municipality": late.pk,
        "join-round_cluster": round_.round_clusters.get().pk,
        "join-role": "deltager",
        "join-reason": "Kom til efter et møde.",
    }
    response = client.post(manage(round_), data, follow=True)
    assert "Stevns er med i runden." in words(response)
    assert Transition.objects.get(act="join").reason == "Kom til efter et møde."
    response = client.post(manage(round_), data)
    assert "Kommunen er allerede med i runden." in words(response)
    assert "Kom til efter et møde." in response.content.decode()


def test_participation_is_listed_with_the_reason(client, member, round_):
    out = round_.assessments.first()
    workflow.withdraw(out.pk, actor=member, at=NOW, reason="Vi lægger tilbud om.")
    text = words(client.get(manage(round_)))
    assert "Deltagelse 1 af 2" in text
    assert "deltager ikke Vi lægger tilbud om." in text


def test_administrators_manage_rounds_and_caseworkers_do_not(client, round_):
    client.force_login(administrator())
    assert client.get(manage(round_)).status_code == 200
    client.force_login(caseworker(round_.assessments.first().municipality))
    assert client.get(manage(round_)).status_code == 403
    assert client.post(manage(round_), {"act": "process", "process-confirmed": "on"}).status_code == 403
    round_.refresh_from_db()
    assert round_.state == Round.State.OPEN


def test_one_who_corrects_what_was_sent_is_said_to(client, member, round_):
    out = sent(round_.assessments.first())
    workflow.return_(out.pk, reason="Ret 1.1.", actor=member, at=NOW)
    assert "under rettelse, tæller som indsendt" in words(client.get(manage(round_)))


def test_nobody_is_asked_for_when_all_are_in(client, member, round_):
    assert "Alle kommuner i klyngerne er med." in words(client.get(manage(round_)))
    MunicipalityFactory(region=round_.region, name="Stevns")
    text = words(client.get(manage(round_)))
    assert "Alle kommuner i klyngerne er med." not in text
    assert "Kommunen får en tom selvvurdering" in text


def test_the_report_goes_on_after_the_round_and_is_led_to(client, member, round_):
    way = reverse("clusters:report_way", args=[round_.slug])
    assert way in client.get(manage(round_)).content.decode()
    workflow.start_processing(round_.pk, actor=member, at=NOW)
    assert "Statusrapporten kan stadig skrives, sendes videre og frigives." in words(client.get(manage(round_)))
    workflow.close_round(round_.pk, actor=member, at=NOW)
    assert way in client.get(manage(round_)).content.decode()
    client.force_login(administrator())
    assert way not in client.get(manage(round_)).content.decode(), "administrators read no drafts"
