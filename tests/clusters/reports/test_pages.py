"""The report's own pages: who sees the draft, an edition and the list, and where what is shown leads."""

import re

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.models import Round
from tests.clusters.editions import released
from tests.clusters.page_rounds import mixed_round
from tests.clusters.pages import text_of
from tests.factories import (
    NOW,
    RegionFactory,
    UserFactory,
    administrator,
    caseworker,
    cluster_lead,
    project_member,
    reader,
    steering_member,
)

pytestmark = pytest.mark.django_db

SECRET = "Hvorfor delvis"


def page(name="report", *args):
    """The address of one of the round's report pages."""
    return reverse(f"clusters:{name}", args=["runde", *args])


def everybody(round_):
    """One user of each kind by name; "nobody" is not logged in."""
    assessment = round_.assessments.select_related("municipality").first()
    cluster = round_.round_clusters.select_related("cluster").first().cluster
    return {
        "nobody": None,
        "stranger": UserFactory(),
        "caseworker": caseworker(assessment.municipality),
        "cluster lead": cluster_lead(cluster),
        "reader": reader(round_.region),
        "administrator": administrator(),
        "steering": steering_member(round_.region),
        "project": project_member(round_.region),
        "other project": project_member(RegionFactory(slug="region-fyn")),
    }


def statuses(client, round_, address):
    """The status that each kind of user gets, by name."""
    got = {}
    for name, user in everybody(round_).items():
        client.logout()
        if user:
            client.force_login(user)
        got[name] = client.get(address).status_code
    return got


# ---- who sees it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["report", "report_download"])
def test_before_a_release_there_is_a_report_for_project_and_steering_group_alone(client, round_, name):
    got = statuses(client, round_, page(name))
    assert {who for who, status in got.items() if status == 200} == {"project", "steering"}
    assert {status for status in got.values() if status != 200} == {404}


@pytest.mark.parametrize(
    "address",
    [page("report_draft"), page("report_way"), page("report_act", "frigiv"), page("draft_file", "json")],
)
def test_a_draft_stays_with_them_after_a_release(client, published, address):
    got = statuses(client, published, address)
    assert got.pop("nobody") == 302
    assert {who for who, status in got.items() if status in (200, 302)} == {"project", "steering"}
    assert {status for status in got.values() if status not in (200, 302)} == {404}


@pytest.mark.parametrize("name", ["edition", "edition_file", "edition_count", "edition_compare", "edition_annex"])
def test_an_edition_that_is_not_released_is_nowhere(client, processed, name):
    more = {"edition_file": ["json"], "edition_count": ["1.1"], "edition_annex": ["D"]}.get(name, [])
    assert set(statuses(client, processed, page(name, 1, *more)).values()) == {404}


@pytest.mark.parametrize(
    "address",
    [page(), page("report_download"), page("edition", 1), page("edition_file", 1, "json")]
    + [page("edition_count", 1, "1.1"), page("edition_compare", 1)],
)
def test_what_is_released_is_for_everybody(client, published, address):
    assert set(statuses(client, published, address).values()) == {200}


def test_an_installation_may_keep_reading_behind_the_login(client, published, settings):
    settings.PUBLIC_READING = False
    for address in (page(), page("edition", 1), page("edition_file", 1, "json"), reverse("clusters:report_list")):
        response = client.get(address)
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))
    client.force_login(reader(published.region))
    assert client.get(page()).status_code == 200


def test_only_the_project_group_writes(client, round_):
    got = statuses(client, round_, page("report_edit", "status-1"))
    assert got.pop("project") == 200
    assert got.pop("steering") == 403
    assert got.pop("nobody") == 302
    assert set(got.values()) == {404}


@pytest.mark.parametrize("name", ["report_title", "word_template"])
def test_only_the_project_group_has_title_page_and_template(client, published, name):
    got = statuses(client, published, page(name))
    assert (got.pop("project"), got.pop("nobody")) == (200, 302)
    assert set(got.values()) == {403}


def test_project_and_steering_group_withdraw(client, published):
    got = statuses(client, published, page("edition_withdraw", 1))
    assert (got.pop("project"), got.pop("steering"), got.pop("nobody")) == (200, 200, 302)
    assert set(got.values()) == {403}


def test_a_planned_round_has_no_report(client, round_):
    Round.objects.create(
        slug="plan", name="Plan", label="x", region=round_.region, catalogue=round_.catalogue, state=Round.State.PLANNED
    )
    client.force_login(project_member(round_.region))
    assert client.get(reverse("clusters:report", args=["plan"])).status_code == 404


@pytest.mark.parametrize("kind", ["nobody", "reader", "caseworker", "steering"])
def test_elaborations_are_in_no_report(client, published, kind):
    user = everybody(published)[kind]
    if user:
        client.force_login(user)
    assert SECRET not in text_of(client.get(page()))


def test_each_printed_page_names_the_report_and_its_edition(client, published):
    """The style sheet for paper writes these in the margins."""
    root = re.search(r"<html[^>]*>", text_of(client.get(page())))[0]
    assert f'data-report="Statusrapport, {published.name}"' in root
    assert 'data-edition="1. udgave, frigivet 2. november 2026"' in root
    assert "Tal fra" not in text_of(client.get(page()))


def test_a_draft_says_when_its_numbers_are_from(client, round_):
    client.force_login(project_member(round_.region))
    html = text_of(client.get(page()))
    assert 'data-edition="Kladde, tal fra ' in html
    assert "Bygger på svar fra" in html


def test_a_reader_finds_no_way_into_what_is_not_for_readers(client, published):
    client.force_login(reader(published.region))
    html = text_of(client.get(page()))
    assert "/klynger/runde/" not in html
    assert "/rediger/" not in html
    assert "/kladde/" not in html
    assert "/vej/" not in html


def test_every_address_in_the_report_opens_for_those_who_are_shown_it(client, published):
    for user in (
        project_member(published.region),
        steering_member(published.region),
        everybody(published)["caseworker"],
    ):
        client.force_login(user)
        shown = text_of(client.get(page())) + text_of(client.get(page("report_way"))) * (user.name != "caseworker")
        addresses = set(re.findall(r'href="(/(?:klynger|statusrapporter)/[^"#]*)"', shown))
        assert page("edition_count", 1, "1.1") in addresses
        broken = {each for each in addresses if client.get(each.replace("&amp;", "&")).status_code != 200}
        assert broken == set(), user.name


def test_steering_group_has_no_link_to_answers_in_a_draft(client, round_):
    client.force_login(steering_member(round_.region))
    html = text_of(client.get(page()))
    assert "/klynger/runde/tal/" in html
    assert "/klynger/runde/kommuner/" not in html


# ---- the list --------------------------------------------------------------------------------------------


def test_the_list_shows_drafts_to_those_who_write_and_steer(client, round_):
    assert "Ingen rapporter er frigivet" in text_of(client.get(reverse("clusters:report_list")))
    client.force_login(steering_member(round_.region))
    assert page("report_draft") in text_of(client.get(reverse("clusters:report_list")))


def test_the_list_says_which_edition_stands_and_what_was_withdrawn(client, published):
    shown = text_of(client.get(reverse("clusters:report_list")))
    assert page() in shown
    assert "1.&nbsp;udgave" in shown
    edition = published.report.editions.get()
    workflow.withdraw_edition(edition.pk, actor=UserFactory(), at=NOW, reason="Tallene er forkerte.")
    shown = text_of(client.get(reverse("clusters:report_list")))
    assert "Ingen rapporter er frigivet" in shown
    assert "Tallene er forkerte." in shown
    assert f'href="{page("edition", 1)}"' in shown
    assert f'href="{page()}"' not in shown
    assert page() not in text_of(client.get("/")), "the start page has what stands alone"


def test_the_list_costs_the_same_for_one_as_for_three(client, published, count_queries):
    with count_queries(exactly=2):
        client.get(reverse("clusters:report_list"))
    for number in range(2):
        each = mixed_round(2, clusters=1, slug=f"r-{number}")
        released(workflow.start_processing(each.pk, actor=UserFactory(), at=NOW))
    with count_queries(exactly=2):
        client.get(reverse("clusters:report_list"))


def test_the_report_costs_the_same_for_6_as_for_30(client, round_, count_queries):
    mixed_round(30, slug="stor")
    client.force_login(project_member(round_.region))
    client.get(page())
    with count_queries(at_most=18) as few:
        client.get(page())
    with count_queries(exactly=len(few)):
        client.get(reverse("clusters:report", args=["stor"]))


def test_an_edition_costs_few_queries(client, published, count_queries):
    with count_queries(exactly=3):
        client.get(page())
    with count_queries(exactly=4):
        client.get(page("edition", 1))
