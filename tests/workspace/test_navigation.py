"""The main menu: which places there are, in which order, for whom."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def labels(client, path="/"):
    return [place["label"] for place in client.get(path).context["navigation"]]


def test_strategies_stand_between_clusters_and_the_status_report(client):
    client.force_login(factories.caseworker(factories.MunicipalityFactory()))
    assert labels(client) == ["Mit arbejde", "Selvvurdering", "Klynger", "Strategier", "Statusrapport"]


@pytest.mark.parametrize("public", [True, False])
def test_strategies_are_shown_to_all_who_log_in_and_to_others_where_reading_is_public(client, settings, public):
    settings.PUBLIC_READING = public
    response = client.get("/hjaelp/")
    assert ("Strategier" in [place["label"] for place in response.context["navigation"]]) is public
    client.force_login(factories.reader(factories.RegionFactory()))
    assert "Strategier" in labels(client)


def test_the_place_is_marked_on_its_own_page_and_below_it(client):
    client.force_login(factories.caseworker(factories.MunicipalityFactory()))
    kinds = {}
    for path in ("/strategier/", "/strategier/ny/"):
        current = [place for place in client.get(path).context["navigation"] if place["current"]]
        kinds[path] = [(place["label"], place["current_kind"]) for place in current]
    assert kinds == {"/strategier/": [("Strategier", "page")], "/strategier/ny/": [("Strategier", "true")]}


def test_the_import_belongs_to_the_administration_and_for_others_to_their_self_assessments(client):
    for user, place in (
        (factories.administrator(), "Administration"),
        (factories.caseworker(factories.MunicipalityFactory()), "Selvvurdering"),
    ):
        client.force_login(user)
        marked = [each["label"] for each in client.get("/import/").context["navigation"] if each["current"]]
        assert marked == [place]
