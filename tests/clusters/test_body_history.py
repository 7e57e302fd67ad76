"""The history of a municipality's and a region's bodies, and putting an earlier version back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clusters.models import Body
from clusters.workflow import cases
from tests import factories as make
from tests.clusters.pages import fields_of, unmarked

pytestmark = pytest.mark.django_db
AT = make.NOW


@pytest.fixture
def place():
    return make.MunicipalityFactory(code="0320")


@pytest.fixture
def region():
    return make.RegionFactory(slug="region-sjaelland")


def twice(place, actor):
    """Give a body of a place that was written twice."""
    body = cases.save_body(cases.new_body(place, name="Socialudvalget"), actor=actor, at=AT)
    body = Body.objects.get(pk=body.pk)
    body.name, body.short_name = "Social- og Sundhedsudvalget", "SSU"
    return cases.save_body(body, actor=actor, at=AT + timedelta(minutes=1), base_version=1)


def addresses(body):
    """Give where a body's history is, and where its first version is put back."""
    named, key = ("clusters:region_", "region-sjaelland") if body.region_id else ("strategies:", "0320")
    first = body.history.earliest("history_id").history_id
    return reverse(f"{named}body_history", args=[key, body.pk]), reverse(
        f"{named}body_restore", args=[key, body.pk, first]
    )


def post(client, url):
    return client.post(url, {name: values[0] for name, values in fields_of(client.get(url)).items()})


@pytest.mark.parametrize("whose", ["municipality", "region"])
def test_a_body_comes_back_as_a_new_version(client, place, region, whose):
    keeper = make.caseworker(place) if whose == "municipality" else make.project_member(region)
    body = twice(place if whose == "municipality" else region, keeper)
    history, restore = addresses(body)
    client.force_login(keeper)
    shown = unmarked(client.get(history))
    assert "Socialudvalget" in shown
    assert "SSU" in shown
    assert restore in shown
    assert post(client, restore).url == history
    stored = Body.objects.get(pk=body.pk)
    assert (stored.name, stored.short_name, stored.version) == ("Socialudvalget", "", 3)
    newest = stored.history.latest("history_id")
    assert newest.history_change_reason.startswith("Gendannet fra")
    assert newest.history_user == keeper


def test_the_form_and_the_deletion_lead_to_the_history(client, place):
    keeper = make.caseworker(place)
    body = twice(place, keeper)
    history, restore = addresses(body)
    client.force_login(keeper)
    assert history in client.get(reverse("strategies:body_edit", args=["0320", body.pk])).text
    deletion = cases.delete_body(Body.objects.get(pk=body.pk), actor=keeper, at=AT + timedelta(minutes=2))
    assert history in client.get(reverse("strategies:body_deletion", args=["0320", deletion.pk])).text
    shown = unmarked(client.get(history))
    assert "Historik for ”Social- og Sundhedsudvalget”" in shown
    assert "slettede" in shown
    assert restore not in shown
    assert client.get(restore).status_code == 404


def test_a_name_that_was_taken_since_is_refused(client, place):
    keeper = make.caseworker(place)
    body = twice(place, keeper)
    cases.save_body(cases.new_body(place, name="Socialudvalget"), actor=keeper, at=AT + timedelta(hours=2))
    client.force_login(keeper)
    response = post(client, addresses(body)[1])
    assert response.status_code == 200
    assert "allerede et udvalg eller råd med det navn" in response.text
    assert Body.objects.get(pk=body.pk).version == 2


def test_what_was_saved_meanwhile_is_not_replaced_unseen(client, place):
    keeper = make.caseworker(place)
    body = twice(place, keeper)
    client.force_login(keeper)
    assert client.post(addresses(body)[1], {"base_version": 1}).status_code == 409
    assert Body.objects.get(pk=body.pk).name == "Social- og Sundhedsudvalget"


def test_another_places_body_has_no_history_here(client, place, region):
    keeper = make.caseworker(place)
    other = twice(make.MunicipalityFactory(code="0336"), keeper)
    client.force_login(keeper)
    for url in addresses(other):
        assert client.get(url).status_code == 404
    own = addresses(twice(place, keeper))
    client.force_login(make.caseworker(make.MunicipalityFactory(code="0340")))
    for url in own:
        assert client.get(url).status_code == 404
        assert client.post(url, {"base_version": 2}).status_code in (404, 405)
    assert Body.objects.get(municipality=place).version == 2
