"""The pages of a municipality's bodies: kept by its own, unknown to others."""

import pytest
from django.urls import reverse

from clusters.models import Body
from clusters.workflow import cases
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.MunicipalityFactory()


@pytest.fixture
def logged_in(client, place):
    client.force_login(factories.caseworker(place))
    return client


def url(name, place, *more):
    return reverse(f"strategies:{name}", args=[place.code, *more])


def test_others_find_no_such_pages(client, place):
    body = make.body(place)
    strangers = [
        factories.municipal_lead(factories.MunicipalityFactory()),
        factories.project_member(place.region),
        factories.administrator(),
    ]
    for user in strangers:
        client.force_login(user)
        assert client.get(url("bodies", place)).status_code == 404
        for name in ("body_add", "body_edit", "body_delete", "body_move"):
            more = () if name == "body_add" else (body.pk,)
            assert client.post(url(name, place, *more), {"by": "1"}).status_code == 404
    client.logout()
    assert client.get(url("bodies", place)).status_code == 302


def test_bodies_are_added_one_after_the_other(logged_in, place):
    assert "ikke skrevet ind endnu" in logged_in.get(url("bodies", place)).content.decode()
    fields = {"base_version": 0, "kind": "committee"}
    again = logged_in.post(url("body_add", place), fields | {"name": "Socialudvalget", "act": "again"})
    assert again.url == url("body_add", place)
    logged_in.post(url("body_add", place), fields | {"name": "Byrådet", "short_name": "BYR"})
    assert list(Body.objects.values_list("name", "order")) == [("Socialudvalget", 1), ("Byrådet", 2)]
    taken = logged_in.post(url("body_add", place), fields | {"name": "byrådet"})
    assert "Der er allerede et udvalg eller råd med det navn." in taken.content.decode()


def test_a_body_is_renamed_but_not_over_somebody_else(logged_in, place):
    body = cases.save_body(cases.new_body(place, name="Socialudvalget"), actor=None, at=make.AT)
    fields = {"base_version": 1, "kind": "committee"}
    logged_in.post(url("body_edit", place, body.pk), fields | {"name": "Socialt Udvalg"})
    late = logged_in.post(url("body_edit", place, body.pk), fields | {"name": "Velfærdsudvalget"})
    assert late.status_code == 409
    assert "Socialt Udvalg" in late.content.decode()
    assert 'value="Velfærdsudvalget"' in late.content.decode()
    logged_in.post(url("body_edit", place, body.pk), fields | {"base_version": 2, "name": "Velfærdsudvalget"})
    assert Body.objects.get().name == "Velfærdsudvalget"


def test_a_body_is_moved(logged_in, place):
    first, second = make.body(place, "Et", order=1), make.body(place, "To", order=2)
    logged_in.post(url("body_move", place, second.pk), {"by": "-1"})
    assert list(Body.objects.values_list("name", flat=True)) == ["To", "Et"]
    assert logged_in.post(url("body_move", place, first.pk), {"by": "x"}).status_code == 404


def test_a_body_that_is_used_is_kept_and_the_page_says_why(logged_in, place):
    body = make.body(place)
    strategy = make.strategy(place)
    cases.save_routing(strategy.case_id, {body: ("", "treats")}, actor=make.editor(strategy), at=make.AT)
    delete = url("body_delete", place, body.pk)
    assert "kan ikke slettes" in logged_in.get(delete).content.decode()
    logged_in.post(delete)
    assert Body.objects.exists()
    cases.save_routing(strategy.case_id, {body: ("treats", "")}, actor=make.editor(strategy), at=make.AT)
    logged_in.post(delete)
    assert not Body.objects.exists()


def test_a_body_of_another_place_is_not_edited_from_here(logged_in, place):
    foreign = make.body(factories.MunicipalityFactory())
    assert logged_in.get(url("body_edit", place, foreign.pk)).status_code == 404


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_whatever_its_length(logged_in, place, number, count_queries):
    for each in range(number):
        make.body(place, f"Udvalg {each}", order=each)
    logged_in.get(url("bodies", place))
    with count_queries(exactly=5):
        logged_in.get(url("bodies", place))
