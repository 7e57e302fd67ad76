"""Nobody reads another cluster's answers before the report is published, whichever page they would stand on."""

import pytest
from django.urls import reverse

from clusters import workflow
from tests.clusters.editions import released
from tests.clusters.page_rounds import sent
from tests.factories import (
    NOW,
    MembershipFactory,
    MunicipalityFactory,
    UserFactory,
    administrator,
    caseworker,
    cluster_lead,
    cluster_of,
    opened_round,
    project_member,
    reader,
    steering_member,
)

pytestmark = pytest.mark.django_db

SECRET = "Hvorfor delvis i Greve"
CHOSEN = "Misbrugscenter"


@pytest.fixture
def round_(db):
    """Give a round in which Greve, in Klynge Øst, answers delvis to 1.1 and nej to 2.1, and Faxe in Klynge Syd ja."""
    east = cluster_of(MunicipalityFactory(name="Greve", code="0253"), name="Klynge Øst", slug="oest")
    south = cluster_of(MunicipalityFactory(name="Faxe", code="0320"), name="Klynge Syd", slug="syd")
    opened = opened_round(east, south, slug="runde")
    sent(
        opened.assessments.get(municipality__code="0253"),
        {"1.1": "delvis", "2.1": "nej"},
        groups=(("alkohol", "stof"),),
    )
    sent(opened.assessments.get(municipality__code="0320"), groups=(("alkohol", "stof"),))
    return opened


@pytest.fixture
def outsider(round_):
    """Give a caseworker of the other cluster, who sees counts alone."""
    return caseworker(round_.assessments.get(municipality__code="0320").municipality)


def pages(round_):
    """Give every address on which Greve's answers could stand."""
    page = {name: reverse(f"clusters:{name}", args=[round_.slug]) for name in ("dashboard", "matrix")}
    count = reverse("clusters:count", args=[round_.slug, "1.1"])
    return [
        *page.values(),
        f"{page['dashboard']}?klynge=oest&spor=alkohol",
        count,
        f"{count}?klynge=oest&svar=afventer",
        f"{count}?klynge=oest&svar=afventer&spor=stof",
        reverse("clusters:count", args=[round_.slug, "2.1"]) + "?svar=nej",
    ]


def test_another_cluster_sees_counts_but_no_answers(client, round_, outsider):
    client.force_login(outsider)
    for address in pages(round_):
        response = client.get(address)
        assert response.status_code == 200, address
        html = response.content.decode()
        assert SECRET not in html, address
        assert CHOSEN not in html or "Faxe" in html, address
        assert reverse("clusters:cell", args=[round_.slug, "0253", "1.1"]) not in html, address
        assert "Greve, 1.1" not in html, address
        assert "Greve, 2.1" not in html, address


def test_what_cannot_be_seen_is_counted_and_said(client, round_, outsider):
    client.force_login(outsider)
    count = client.get(reverse("clusters:count", args=[round_.slug, "2.1"]) + "?svar=nej").content.decode()
    assert "Én\xa0kommune, hvis svar du først kan se, når rapporten er frigivet." in count
    assert "Greve" not in count
    matrix = client.get(reverse("clusters:matrix", args=[round_.slug])).content.decode()
    assert "Svarene kan du først se, når rapporten er frigivet" in matrix
    dashboard = client.get(reverse("clusters:dashboard", args=[round_.slug]))
    assert dashboard.context["groups"][0].lines[0].total.counts.afventer == 1


@pytest.mark.parametrize("number", ["1.1", "1.2", "2.1"])
def test_another_clusters_cells_are_not_found(client, round_, outsider, number):
    client.force_login(outsider)
    assert client.get(reverse("clusters:cell", args=[round_.slug, "0253", number])).status_code == 404
    assert client.get(reverse("clusters:cell", args=[round_.slug, "0320", number])).status_code == 200


def test_steering_group_and_administrators_see_counts_alone_too(client, round_):
    for user in (steering_member(round_.region), administrator()):
        client.force_login(user)
        assert client.get(reverse("clusters:cell", args=[round_.slug, "0253", "1.1"])).status_code == 404
        assert all(SECRET not in client.get(address).content.decode() for address in pages(round_))


def test_the_own_cluster_and_the_project_group_see_the_answers(client, round_):
    east = round_.clusters.get(slug="oest")
    for user in (project_member(round_.region), cluster_lead(east), caseworker(east.municipalities.get())):
        client.force_login(user)
        assert SECRET in client.get(reverse("clusters:cell", args=[round_.slug, "0253", "1.1"])).content.decode()
        assert "Greve, 1.1: afventer" in client.get(reverse("clusters:matrix", args=[round_.slug])).content.decode()
        assert SECRET in client.get(reverse("clusters:count", args=[round_.slug, "1.1"])).content.decode()


def test_publication_opens_the_answers_to_all_who_take_part(client, round_, outsider):
    workflow.start_processing(round_.pk, actor=UserFactory(), at=NOW)
    released(round_)
    client.force_login(outsider)
    assert SECRET in client.get(reverse("clusters:cell", args=[round_.slug, "0253", "1.1"])).content.decode()
    assert "Greve, 1.1: ja" in client.get(reverse("clusters:matrix", args=[round_.slug])).content.decode()


def test_a_draft_is_seen_on_no_page(client, round_):
    own = round_.assessments.get(municipality__code="0253")
    workflow.return_(own.pk, actor=UserFactory(), at=NOW, reason="Ret 1.1")
    answer = own.tracks.get().answers.get(indicator__number="1.1")
    workflow.save_answer(
        assessment_id=own.pk,
        track_id=answer.track_id,
        indicator_id=answer.indicator_id,
        value="nej",
        elaboration="Kun i kladden",
        base_version=answer.version,
        actor=UserFactory(),
        at=NOW,
    )
    client.force_login(project_member(round_.region))
    for address in [*pages(round_), reverse("clusters:cell", args=[round_.slug, "0253", "1.1"])]:
        assert "Kun i kladden" not in client.get(address).content.decode()


def every_address(round_):
    """Give every address of a round, with and without something behind it."""
    answer = round_.assessments.get(municipality__code="0253").tracks.get().answers.get(indicator__number="1.1")
    named = [(name, []) for name in ("dashboard", "matrix", "ruling_queue", "ruling_list", "round_manage")]
    named += [("cell", ["0253", "1.1"]), ("count", ["1.1"]), ("ruling", [answer.pk])]
    return [reverse(f"clusters:{name}", args=[round_.slug, *rest]) for name, rest in named]


def test_strangers_find_nothing(client, round_):
    elsewhere = caseworker(MunicipalityFactory())
    other_region = UserFactory()
    MembershipFactory(user=other_region, role="project_group", region=MunicipalityFactory(region__slug="nord").region)
    for user in (UserFactory(), elsewhere, other_region, reader(round_.region)):
        client.force_login(user)
        for address in every_address(round_):
            assert client.get(address).status_code == 404, (user.name, address)
            assert client.post(address).status_code in (404, 405), (user.name, address)


def test_who_is_not_logged_in_is_asked_to(client, round_):
    for address in every_address(round_):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_those_who_take_part_without_ruling_or_managing_are_refused(client, round_, outsider):
    client.force_login(outsider)
    for name in ("ruling_queue", "ruling_list", "round_manage"):
        assert client.get(reverse(f"clusters:{name}", args=[round_.slug])).status_code == 403
