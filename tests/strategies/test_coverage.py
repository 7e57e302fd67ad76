"""Coverage: which recommendations are served where, counted once, by what all may read, and by no draft of others."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from indicators.workflow import copy, publish
from strategies import workflow
from strategies.coverage import Reach, fill_cells, load_coverage, recommendation_finder
from strategies.remedies import ACTIVITY, BY_INDICATOR, BY_RECOMMENDATION, GOAL, Edge
from tests import factories
from tests import strategies as make
from tests.catalogues import small_catalogue

pytestmark = pytest.mark.django_db

# Rules

EDGES = st.lists(
    st.builds(
        Edge,
        kind=st.sampled_from([GOAL, ACTIVITY]),
        pk=st.integers(1, 5),
        strategy=st.integers(1, 3),
        state=st.sampled_from(["planned", "dropped"]),
        via=st.sampled_from([BY_INDICATOR, BY_RECOMMENDATION]),
        key=st.sampled_from(["1.1", "2.1", None]),
        catalogue=st.integers(1, 3),
        recommendation=st.integers(1, 2),
        number=st.just(1),
    )
)
REACHES = st.lists(st.builds(Reach, st.integers(1, 3), st.integers(1, 3), st.booleans()))


@given(EDGES, REACHES, st.frozensets(st.integers(1, 3)))
def test_each_cell_counts_what_all_may_read_and_drafts_of_ones_own_alone(edges, reaches, own):
    cells = fill_cells(edges, reaches, own, lambda edge: edge.recommendation)
    for municipality in (1, 2, 3):
        for recommendation in (1, 2):
            serving = {
                (edge.kind, edge.pk, reach.adopted)
                for edge in edges
                for reach in reaches
                if (edge.recommendation, reach.municipality, reach.strategy)
                == (recommendation, municipality, edge.strategy)
                and edge.state != "dropped"
                and (reach.adopted or municipality in own)
            }
            cell = cells.get((municipality, recommendation))
            if not serving:
                assert cell is None
                continue
            found = {(GOAL, pk, True) for pk in cell.goals} | {(ACTIVITY, pk, True) for pk in cell.activities}
            found |= {(GOAL, pk, False) for pk in cell.draft_goals}
            found |= {(ACTIVITY, pk, False) for pk in cell.draft_activities}
            assert found == serving
            assert cell.counts == any(adopted for _, _, adopted in serving)
            assert cell.has_drafts == any(not adopted for _, _, adopted in serving)


@given(EDGES)
def test_a_link_into_another_version_is_followed_by_its_key_alone(edges):
    find = recommendation_finder(1, frozenset([1, 2]), {"1.1": 7})
    for edge in edges:
        if edge.catalogue == 1:
            expected = edge.recommendation
        else:
            expected = 7 if edge.catalogue == 2 and edge.key == "1.1" else None
        assert find(edge) == expected


# What the page tells


@pytest.fixture
def round_():
    mine, other = factories.cluster_of(3), factories.cluster_of(2)
    return factories.opened_round(mine, other, catalogue=small_catalogue())


def places(round_):
    rows = round_.assessments.select_related("municipality").order_by("municipality__code")
    return [assessment.municipality for assessment in rows]


def recommendation(round_, number):
    return round_.catalogue.recommendations.get(number=number)


def cell_of(coverage, municipality, number):
    return next(
        cell
        for block in coverage.blocks
        for line in block.lines
        for column, cell in line.cells
        if (line.code, column.number) == (municipality.code, number)
    )


@pytest.fixture
def page_of(client):
    """Give the matrix as somebody sees it, in one line."""

    def get(user, query=""):
        client.force_login(user)
        response = client.get(reverse("strategies:coverage") + query)
        assert response.status_code == 200
        return " ".join(response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ").split())

    return get


def test_an_indicator_serves_its_recommendation_and_each_counts_once(round_):
    place = places(round_)[0]
    strategy = make.strategy(place, adopted=True)
    first = recommendation(round_, 1)
    both = {"indicators": list(first.indicators.filter(parent=None)), "recommendations": [first]}
    make.activity(strategy, "Familiesamtaler", links=both)
    make.goal(strategy, "Familien er med", links={"indicators": [first.indicators.get(number="1.2")]})
    make.activity(strategy, "Opgivet", state="dropped", links=both)
    coverage = load_coverage(factories.caseworker(places(round_)[3]))
    cell = cell_of(coverage, place, 1)
    assert (len(cell.goals), len(cell.activities)) == (1, 1)
    assert not cell_of(coverage, place, 2).counts
    assert [block.sums for block in coverage.blocks] == [[1, 0, 0], [0, 0, 0]]
    assert coverage.totals == (1, 0, 0)


def test_a_joint_strategy_counts_in_each_of_its_municipalities(round_):
    one, two, *_, other = places(round_)
    strategy = make.strategy(one, other, adopted=True)
    make.goal(strategy, "Et mål", links={"recommendations": [recommendation(round_, 2)]})
    coverage = load_coverage(factories.caseworker(two))
    assert [cell_of(coverage, place, 2).counts for place in (one, two, other)] == [True, False, True]


def test_a_replaced_strategy_serves_nothing_any_more(round_):
    place = places(round_)[0]
    strategy = make.strategy(place, adopted=True)
    make.goal(strategy, "Et mål", links={"recommendations": [recommendation(round_, 2)]})
    workflow.retire(strategy.pk, reason="Afløst", actor=factories.municipal_lead(place), at=make.AT)
    assert not cell_of(load_coverage(factories.caseworker(place)), place, 2).counts


def test_a_link_into_an_earlier_version_of_the_catalogue_counts(round_):
    place = places(round_)[0]
    strategy = make.strategy(place, adopted=True)
    make.goal(strategy, "Et mål", links={"indicators": [round_.catalogue.indicators.get(number="1.1")]})
    foreign = small_catalogue("fremmed")
    make.goal(strategy, "Noget andet", links={"indicators": [foreign.indicators.get(number="2.1")]})
    newer = publish(copy(round_.catalogue, slug="lille-2", at=make.AT, year=2030), at=make.AT)
    coverage = load_coverage(factories.caseworker(place), catalogue=newer.slug)
    assert coverage.catalogue == newer
    assert len(cell_of(coverage, place, 1).goals) == 1
    assert not cell_of(coverage, place, 2).counts


# Drafts, and who sees what


def test_a_draft_is_marked_for_its_own_people_and_unknown_to_others(page_of, client, round_):
    one, two, *_ = places(round_)
    strategy = make.strategy(one, two, title="Hemmelig strategi")
    make.activity(strategy, "Hemmelig aktivitet", links={"recommendations": [recommendation(round_, 1)]})
    cell_url = reverse("strategies:coverage_cell", args=[one.code, 1])
    page = page_of(factories.caseworker(one))
    assert page.count('<span class="cover__word">kladde</span>') == 1  # the other municipality's own row is not mine
    assert "<b>1</b> af 3" not in page
    assert "Hemmelig aktivitet" in client.get(cell_url).content.decode()
    strangers = [
        factories.caseworker(places(round_)[2]),
        factories.project_member(round_.region),
        factories.reader(round_.region),
        factories.administrator(),
    ]
    for user in strangers:
        assert "kladde" not in page_of(user)
        shown = client.get(cell_url)
        assert shown.status_code == 200
        assert "emmelig" not in shown.content.decode()
        assert "Ingen mål eller aktiviteter tjener anbefalingen" in shown.content.decode()


def test_what_is_adopted_is_seen_by_readers_and_under_its_region_by_users_elsewhere(page_of, client, round_):
    place = places(round_)[0]
    elsewhere = factories.reader(factories.RegionFactory(slug="region-nord"))
    assert "Der er ingen kommuner at vise" in page_of(elsewhere)
    assert client.get(reverse("strategies:coverage_cell", args=[place.code, 1])).status_code == 404
    make.goal(make.strategy(place, adopted=True), "Et mål", links={"recommendations": [recommendation(round_, 1)]})
    page = page_of(factories.reader(round_.region))
    assert "1 mål" in page
    assert "<b>1</b> af 3" in page
    for user in (elsewhere, factories.UserFactory()):
        blocks = load_coverage(user).blocks
        assert [(block.name, [line.name for line in block.lines]) for block in blocks] == [
            (place.region.name, [place.name])
        ]
        assert "1 mål" in page_of(user)
    assert client.get(reverse("strategies:coverage_cell", args=[place.code, 1])).status_code == 200
    client.logout()
    assert client.get(reverse("strategies:coverage")).status_code == 302


def test_ones_own_municipality_outside_every_cluster_stands_without_cluster(page_of, round_):
    own = factories.MunicipalityFactory(name="Ærø", region=factories.RegionFactory(slug="region-syd"))
    user = factories.caseworker(own)
    assert not load_coverage(user).blocks
    draft = make.strategy(own, title="Egen kladde")
    make.goal(draft, "Et mål", links={"recommendations": [recommendation(round_, 1)]})
    assert [(block.name, block.sum_label) for block in load_coverage(user).blocks] == [
        ("Uden klynge", "Kommuner uden klynge")
    ]
    assert "kladde" in page_of(user)
    assert "Ærø" not in page_of(factories.project_member(round_.region))


def test_who_may_see_the_round_is_led_to_its_nej(page_of, round_):
    link = reverse("strategies:remedies_round", args=[round_.slug])
    assert link in page_of(factories.project_member(round_.region))
    assert link not in page_of(factories.reader(round_.region))


def test_having_no_strategy_is_told_apart_from_a_strategy_that_is_tied_to_nothing(page_of, round_):
    one, two, three, *others = places(round_)
    make.strategy(one, adopted=True)
    make.strategy(two, title="Hemmelig kladde")
    user = factories.project_member(round_.region)
    lines = {line.name: line.has_strategy for block in load_coverage(user).blocks for line in block.lines}
    assert lines == {one.name: True} | dict.fromkeys((each.name for each in (two, three, *others)), False)
    page = page_of(user)
    assert page.count("Ingen vedtaget strategi") == 4
    assert page.count('<span class="muted">0</span>') == 3


def test_one_cluster_is_shown_alone_and_an_unknown_one_is_not_chosen(page_of, round_):
    one, *_, other = places(round_)
    user = factories.caseworker(one)
    cluster = round_.round_clusters.order_by("order").first().cluster
    page = page_of(user, f"?klynge={cluster.slug}")
    assert one.name in page
    assert other.name not in page
    assert other.name in page_of(user, "?klynge=findes-ikke&katalog=heller-ikke")


def test_a_recommendation_for_others_is_a_column_where_somebody_serves_it(round_):
    catalogue = small_catalogue("to", published=False)
    catalogue.recommendations.filter(number=3).update(addressee="region")
    publish(catalogue, at=make.AT)
    place = places(round_)[0]
    worker = factories.caseworker(place)
    assert [row.number for row in load_coverage(worker, catalogue="to").recommendations] == [1, 2]
    third = catalogue.recommendations.get(number=3)
    make.goal(make.strategy(place, adopted=True), "Alligevel", actor=worker, links={"recommendations": [third]})
    assert [row.number for row in load_coverage(worker, catalogue="to").recommendations] == [1, 2, 3]


@pytest.mark.parametrize(("code", "number"), [("9999", 1), ("own", 99)])
def test_a_cell_that_is_not_there_is_not_found(client, round_, code, number):
    place = places(round_)[0]
    client.force_login(factories.caseworker(place))
    address = reverse("strategies:coverage_cell", args=[place.code if code == "own" else code, number])
    assert client.get(address).status_code == 404


# Queries


@pytest.mark.parametrize("size", [1, 12])
def test_the_matrix_costs_the_same_whatever_there_is(client, count_queries, round_, size):
    place = places(round_)[0]
    links = {"recommendations": [recommendation(round_, 1)]}
    for number in range(size):
        strategy = make.strategy(place, title=f"Strategi {number}", adopted=True)
        make.goal(strategy, "Et mål", links=links)
        for name in "ABC":
            make.activity(strategy, name, links=links)
    client.force_login(factories.caseworker(place))
    with count_queries(exactly=11):
        client.get(reverse("strategies:coverage"))
    with count_queries(exactly=12):
        client.get(reverse("strategies:coverage_cell", args=[place.code, 1]))
