"""The report's pages: who sees them, and how the report is published and taken back."""

import re

import pytest
from django.urls import reverse

from clusters.forms.reports import PublishForm
from clusters.models import Round, StatusReport, Transition
from tests.clusters.page_rounds import mixed_round
from tests.clusters.pages import fields_of, text_of
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

CERTAIN = "Borgeren 070761-4285 er i behandling"
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


def test_a_draft_is_for_project_and_steering_group_alone(client, round_):
    got = statuses(client, round_, page())
    assert {name for name, status in got.items() if status == 200} == {"project", "steering"}
    assert {status for status in got.values() if status != 200} == {404}


def test_a_published_report_is_for_everybody(client, published):
    assert set(statuses(client, published, page()).values()) == {200}


def test_an_installation_may_keep_reading_behind_the_login(client, published, settings):
    settings.PUBLIC_READING = False
    for address in (page(), reverse("clusters:report_list")):
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


def test_project_and_steering_group_publish(client, published):
    got = statuses(client, published, page("report_publish"))
    assert {name for name, status in got.items() if status == 200} == {"project", "steering"}
    assert got["reader"] == got["caseworker"] == got["other project"] == 403


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
    assert re.search(r'data-edition="Offentliggjort \d+\. \w+ \d{4}"', root)
    assert "Tal fra" not in text_of(client.get(page()))


def test_a_draft_says_when_its_numbers_are_from(client, round_):
    client.force_login(project_member(round_.region))
    html = text_of(client.get(page()))
    assert 'data-edition="Udkast, tal fra ' in html
    assert "Bygger på svar fra" in html


def test_a_reader_finds_no_way_into_what_is_not_for_readers(client, published):
    client.force_login(reader(published.region))
    html = text_of(client.get(page()))
    assert "/klynger/runde/" not in html
    assert "/rediger/" not in html
    assert "offentliggoer" not in html


def test_every_address_in_the_report_opens_for_those_who_are_shown_it(client, published):
    for user in (
        project_member(published.region),
        steering_member(published.region),
        everybody(published)["caseworker"],
    ):
        client.force_login(user)
        addresses = set(re.findall(r'href="(/(?:klynger|statusrapporter)/[^"#]*)"', text_of(client.get(page()))))
        assert addresses
        broken = {each for each in addresses if client.get(each.replace("&amp;", "&")).status_code != 200}
        assert broken == set(), user.name


def test_steering_group_has_no_link_to_answers_in_a_draft(client, round_):
    client.force_login(steering_member(round_.region))
    html = text_of(client.get(page()))
    assert "/klynger/runde/tal/" in html
    assert "/klynger/runde/kommuner/" not in html


# ---- the list --------------------------------------------------------------------------------------------


def test_the_list_shows_drafts_to_those_who_write_and_steer(client, round_):
    assert "Ingen rapporter er offentliggjort endnu" in text_of(client.get(reverse("clusters:report_list")))
    client.force_login(steering_member(round_.region))
    assert page() in text_of(client.get(reverse("clusters:report_list")))


def test_the_list_shows_published_reports_to_everybody(client, published):
    assert page() in text_of(client.get(reverse("clusters:report_list")))


def test_the_list_costs_the_same_for_one_as_for_three(client, published, count_queries):
    with count_queries() as one:
        client.get(reverse("clusters:report_list"))
    for number in range(2):
        StatusReport.objects.create(round=mixed_round(2, clusters=1, slug=f"r-{number}"), published_at=NOW)
    with count_queries(exactly=len(one)):
        client.get(reverse("clusters:report_list"))


def test_the_report_costs_the_same_for_6_as_for_30(client, round_, count_queries):
    mixed_round(30, slug="stor")
    client.force_login(project_member(round_.region))
    client.get(page())
    with count_queries(at_most=11) as few:
        client.get(page())
    with count_queries(exactly=len(few)):
        client.get(reverse("clusters:report", args=["stor"]))


# ---- publication -----------------------------------------------------------------------------------------


def test_a_round_that_takes_answers_is_not_published(writing, round_):
    assert "Runden tager stadig imod svar" in text_of(writing.get(page("report_publish")))
    response = writing.post(page("report_publish"), {"confirmed": "on"})
    assert response.status_code == 200
    assert not StatusReport.objects.filter(published_at__isnull=False).exists()


def test_open_answers_have_to_be_confirmed(writing, processed):
    shown = text_of(writing.get(page("report_publish")))
    assert re.search(r"\d+ svar afventer projektgruppens vurdering", shown)
    assert re.search(r"\d+ svar er ikke besvaret", shown)
    refused = writing.post(page("report_publish"), {})
    assert "Sæt kryds" in text_of(refused)
    assert not StatusReport.objects.filter(published_at__isnull=False).exists()
    assert writing.post(page("report_publish"), {"confirmed": "on"}).status_code == 302
    assert StatusReport.objects.get().is_published


def test_texts_that_are_not_written_are_listed_and_confirmed(client, writing, processed):
    def list_of(response):
        return re.findall(r'href="(/statusrapporter/runde/rediger/[^"]+)"', text_of(response))

    asked = list(processed.catalogue.recommendations.filter(answered_by_municipalities=True))
    slugs = ["indledning", "konklusioner"]
    slugs += [f"{kind}-{row.number}" for row in asked for kind in ("status", "det-anbefales")]
    shown = writing.get(page("report_publish"))
    assert list_of(shown) == [page("report_edit", slug) for slug in slugs]
    assert "selv om der er åbne svar og tekster, der ikke er skrevet" in text_of(shown)
    for slug in slugs[:-1]:
        writing.post(page("report_edit", slug), {"text": "Skrevet.", "base_version": 0, "act": "save"})
    shown = writing.get(page("report_publish"))
    assert list_of(shown) == [page("report_edit", slugs[-1])]
    client.force_login(steering_member(processed.region))
    shown = client.get(page("report_publish"))
    assert f"Det anbefales, anbefaling {asked[-1].number}" in text_of(shown)
    assert list_of(shown) == [], "the steering group does not write"


def test_a_report_with_all_texts_and_no_answers_open_asks_for_nothing():
    assert "confirmed" not in PublishForm(has_open=False, lacks_texts=False).fields
    form = PublishForm({}, has_open=False, lacks_texts=True)
    assert form.errors["confirmed"] == [
        "Sæt kryds, hvis rapporten skal offentliggøres, selv om der er tekster, der ikke er skrevet."
    ]


def test_what_waits_while_the_report_is_published_is_told(writing, processed):
    assert "kan svar ikke vurderes, og runden kan ikke genåbnes" in text_of(writing.get(page("report_publish")))


def test_to_publish_twice_publishes_once(writing, published):
    """The second post meets the form that takes the report back, which needs a reason."""
    writing.post(page("report_publish"), {"confirmed": "on"})
    assert StatusReport.objects.get().is_published
    assert Transition.objects.filter(act=Transition.Act.PUBLISH).count() == 1


def test_taking_back_needs_a_reason(client, writing, published):
    assert "Skriv en begrundelse" in text_of(writing.post(page("report_publish"), {"reason": " "}))
    assert StatusReport.objects.get().is_published
    writing.post(page("report_publish"), {"reason": "En kommune har svaret forkert."})
    assert not StatusReport.objects.get().is_published
    assert Transition.objects.get(act=Transition.Act.UNPUBLISH).reason == "En kommune har svaret forkert."
    client.logout()
    assert client.get(page()).status_code == 404


def test_a_cpr_number_in_the_reason_is_refused(writing, published):
    response = writing.post(page("report_publish"), {"reason": CERTAIN})
    assert "CPR-nummer" in text_of(response)
    assert fields_of(response)["reason"] == [CERTAIN]
    assert StatusReport.objects.get().is_published
