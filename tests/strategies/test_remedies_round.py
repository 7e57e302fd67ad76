"""From nej to action, a whole round: which nej nothing is meant to change, of those the user may see."""

import pytest
from django.urls import reverse

from tests import factories
from tests import strategies as make
from tests.catalogues import small_catalogue
from tests.clusters.page_rounds import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    """Give a round in which a municipality of each of two clusters has sent nej to 1.1 and 2.1."""
    opened = factories.opened_round(factories.cluster_of(2), factories.cluster_of(2), catalogue=small_catalogue())
    rows = list(opened.assessments.order_by("municipality__code"))
    for row in (rows[0], rows[2]):
        sent(row, {"1.1": "nej", "2.1": "nej"})
    return opened


def places(round_):
    return [
        row.municipality for row in round_.assessments.select_related("municipality").order_by("municipality__code")
    ]


@pytest.fixture
def standings_of(client, round_):
    """Give by municipality what somebody sees: the number of nej, those without anything, those with goals alone."""

    def get(user):
        client.force_login(user)
        response = client.get(reverse("strategies:remedies_round", args=[round_.slug]))
        assert response.status_code == 200
        return {
            each.row.name: (each.needs, [row.number for row in each.without], [row.number for row in each.only_goals])
            for each in response.context["standings"]
        }

    return get


def test_what_is_meant_to_change_a_nej_is_told_municipality_by_municipality(standings_of, round_):
    one, _, three, _ = places(round_)
    strategy = make.strategy(one, adopted=True)
    first, second = (round_.catalogue.indicators.get(number=number) for number in ("1.1", "2.1"))
    goal = make.goal(strategy, "Et mål", links={"indicators": [first]})
    make.activity(strategy, "Opgivet", state="dropped", links={"indicators": [second], "goals": [goal]})
    user = factories.project_member(round_.region)
    assert standings_of(user) == {one.name: (2, ["2.1"], ["1.1"]), three.name: (2, ["1.1", "2.1"], [])}
    make.activity(strategy, "Samtaler", links={"goals": [goal], "indicators": [second]})
    assert standings_of(user)[one.name] == (2, [], [])


def test_each_sees_the_answers_and_strategies_they_may_see(standings_of, client, round_):
    one, neighbour, three, _ = places(round_)
    draft = make.strategy(one, title="Hemmelig")
    make.activity(draft, "Hemmelig", links={"indicators": [round_.catalogue.indicators.get(number="1.1")]})
    assert standings_of(factories.caseworker(one)) == {one.name: (2, ["2.1"], [])}
    assert standings_of(factories.caseworker(neighbour)) == {one.name: (2, ["1.1", "2.1"], [])}
    assert set(standings_of(factories.project_member(round_.region))) == {one.name, three.name}
    url = reverse("strategies:remedies_round", args=[round_.slug])
    for user in (factories.reader(round_.region), factories.caseworker(factories.MunicipalityFactory())):
        client.force_login(user)
        assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_the_rounds_pages_lead_there(client, round_):
    client.force_login(factories.project_member(round_.region))
    page = client.get(reverse("clusters:dashboard", args=[round_.slug])).content.decode()
    assert reverse("strategies:remedies_round", args=[round_.slug]) in page


@pytest.mark.parametrize("size", [1, 8])
def test_the_page_costs_the_same_whatever_there_is(client, count_queries, round_, size):
    links = {"indicators": [round_.catalogue.indicators.get(number="1.1")]}
    for number in range(size):
        strategy = make.strategy(places(round_)[0], title=f"Strategi {number}", adopted=True)
        make.goal(strategy, "Et mål", links=links)
        make.activity(strategy, "Samtaler", links=links)
    client.force_login(factories.project_member(round_.region))
    with count_queries(exactly=11):
        client.get(reverse("strategies:remedies_round", args=[round_.slug]))
