"""From nej to action: what is meant to change a nej, who sees it, and the one click that starts it."""

import datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clusters import workflow as clusters_workflow
from clusters.consolidation import Outcome
from indicators.workflow import copy, publish
from strategies import workflow
from strategies.models import Activity, Prerequisite
from strategies.remedies import BY_INDICATOR, BY_RECOMMENDATION, Edge, changed_keys, family_of, strongest
from tests import factories
from tests import strategies as make
from tests.catalogues import small_catalogue
from tests.clusters.page_rounds import sent
from tests.clusters.pages import fields_of

KEYS = ("1.1", "1.2", "2.1")


# Rules


def edge(pk, key, via, catalogue=1, kind="activity"):
    return Edge(kind, pk, 1, "planned", via, key, catalogue, 10, 2)


EDGES = st.lists(
    st.builds(
        edge,
        st.integers(1, 4),
        st.sampled_from([*KEYS, "9.9", None]),
        st.sampled_from([BY_INDICATOR, BY_RECOMMENDATION]),
        st.integers(1, 3),
        st.sampled_from(["goal", "activity"]),
    )
)


@given(EDGES, st.frozensets(st.integers(1, 3)))
def test_each_is_told_of_once_and_by_its_strongest_link(edges, family):
    found = strongest(edges, KEYS, family)
    assert set(found) == set(KEYS)
    for key, places in found.items():
        fitting = [each for each in edges if each.key == key and each.catalogue in family]
        assert set(places) == {(each.kind, each.pk) for each in fitting}
        for place, chosen in places.items():
            vias = {each.via for each in fitting if (each.kind, each.pk) == place}
            assert chosen.via == (BY_INDICATOR if BY_INDICATOR in vias else BY_RECOMMENDATION)


OUTCOMES = st.dictionaries(st.sampled_from(["1.1", "1.2", "2.1", "3.1", "4.1"]), st.sampled_from(list(Outcome)))


@given(OUTCOMES, OUTCOMES)
def test_before_and_after_tells_of_each_nej_of_either_round_once(before, now):
    keys = changed_keys(before, now)
    assert len(keys) == len(set(keys))
    assert set(keys) == {key for key in {*before, *now} if Outcome.NO in (before.get(key), now.get(key))}
    assert [key for key in keys if key in now] == [key for key in now if key in keys]


@given(st.lists(st.integers(0, 7), min_size=8, max_size=8), st.integers(1, 8))
def test_versions_are_versions_of_each_other(origins, start):
    rows = [(pk, origin if origin < pk else None, "KL", f"Katalog {pk}") for pk, origin in enumerate(origins, 1)]
    rows = [(pk, origin or None, publisher, title) for pk, origin, publisher, title in rows]
    family = family_of(start, rows)
    assert start in family
    assert all(family_of(pk, rows) == family for pk in family)


def test_catalogues_that_share_a_key_alone_are_no_versions():
    rows = [(1, None, "KL", "Anbefalinger"), (2, None, "KL", "Noget andet"), (3, 1, "KL", "Nye anbefalinger")]
    rows.append((4, None, "KL", "Nye anbefalinger"))
    assert family_of(1, rows) == {1, 3, 4}
    assert family_of(2, rows) == {2}


# What the page tells


@pytest.fixture
def round_(db):
    """Three municipalities in one cluster and one in another: the first has nej to 1.1 and waits in 1.2."""
    catalogue = small_catalogue(published=False)
    catalogue.indicators.filter(number="2.1").update(asks_for_strategy=True)
    publish(catalogue, at=make.AT)
    mine, other = factories.cluster_of(3), factories.cluster_of(1)
    return factories.opened_round(mine, other, catalogue=catalogue, label="2026")


@pytest.fixture
def assessment(round_):
    first = round_.assessments.order_by("municipality__code").first()
    return sent(first, {"1.1": "nej", ("stof", "1.2"): "delvis", "2.1": "nej"})


@pytest.fixture
def caseworker(assessment):
    return factories.caseworker(assessment.municipality)


def question(assessment, number):
    return factories.question(assessment, number)


def address(assessment, name="remedies", *more):
    return reverse(f"strategies:{name}", args=[assessment.round.slug, assessment.municipality.code, *more])


@pytest.fixture
def page_of(client, assessment):
    """Give the page as somebody sees it, in one line."""

    def get(user, target=assessment):
        client.force_login(user)
        response = client.get(address(target))
        assert response.status_code == 200
        return " ".join(
            response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ").replace("\xad", "").split()
        )

    return get


def test_a_nej_without_anything_says_so(page_of, caseworker):
    page = page_of(caseworker)
    assert "To indikatorer har ingen mål eller aktiviteter endnu." in page
    assert page.count("Ingen mål eller aktiviteter endnu.") == 3  # two nej, and the one that waits
    assert "Afventer projektgruppens vurdering" in page
    assert "Hvorfor delvis i" in page
    assert "I har ikke en strategi, aktiviteterne kan stå i" in page
    assert "Start en aktivitet" not in page


def test_what_serves_a_nej_is_told_with_state_and_link(page_of, caseworker, assessment):
    strategy = make.strategy(assessment.municipality, title="Rusmiddelpolitik")
    one, two = question(assessment, "1.1"), question(assessment, "2.1")
    make.activity(strategy, "Familiesamtaler", readiness="yellow", links={"indicators": [one]})
    make.goal(strategy, "Vi følger op", links={"recommendations": [two.recommendation]})
    make.activity(strategy, "Noget ganske andet")
    page = page_of(caseworker)
    assert "Familiesamtaler" in page
    assert "Gul" in page
    assert "Direkte: knyttet til indikatoren" in page
    assert "Indirekte: knyttet til hele anbefaling 2" in page
    assert "Noget ganske andet" not in page
    assert "Alle har et mål eller en aktivitet, der skal ændre dem." in page


def test_what_was_given_up_no_longer_means_to_change_anything(page_of, caseworker, assessment):
    strategy = make.strategy(assessment.municipality)
    make.activity(strategy, "Opgivet forsøg", state="dropped", links={"indicators": [question(assessment, "1.1")]})
    page = page_of(caseworker)
    assert "Opgivet forsøg" in page
    assert "Det er opgivet eller afløst, og der er intet andet endnu." in page
    assert "To indikatorer har ingen mål eller aktiviteter endnu." in page


def test_a_goal_alone_is_told_as_a_goal_alone_and_an_indirect_link_as_indirect(page_of, caseworker, assessment):
    strategy = make.strategy(assessment.municipality)
    first = question(assessment, "1.1")
    goal = make.goal(strategy, "Familien er med", links={"recommendations": [first.recommendation]})
    page = page_of(caseworker)
    assert "Indirekte: knyttet til hele anbefaling 1" in page
    assert "Direkte:" not in page
    assert "Kun mål, ingen aktivitet endnu." in page
    assert "Én indikator har kun mål, ingen aktivitet endnu." in page
    make.activity(strategy, "Samtaler", links={"goals": [goal]})
    assert "Kun mål" not in page_of(caseworker)


def test_an_activity_carries_its_contradictions_along(page_of, caseworker, assessment):
    strategy = make.strategy(assessment.municipality)
    links = {"indicators": [question(assessment, "1.1")]}
    activity = make.activity(strategy, "Samtaler", readiness="green", links=links)
    assert "Grøn, men" not in page_of(caseworker)
    workflow.save(Prerequisite(activity=activity, kind="financing", state="missing"), actor=caseworker, at=make.AT)
    page = page_of(caseworker)
    assert "Grøn, men" in page
    assert "Direkte: knyttet til indikatoren" in page


def test_a_link_made_in_one_version_of_the_catalogue_holds_in_the_next(page_of, assessment, round_):
    strategy = make.strategy(assessment.municipality)
    make.activity(strategy, "Familiesamtaler", links={"indicators": [question(assessment, "1.1")]})
    newer = publish(copy(round_.catalogue, slug="lille-2", at=make.AT, year=2030), at=make.AT)
    cluster = round_.round_clusters.first().cluster
    later = factories.opened_round(cluster, catalogue=newer, previous=round_, label="2030")
    target = sent(later.assessments.get(municipality=assessment.municipality), {"1.1": "nej"})
    page = page_of(factories.caseworker(assessment.municipality), target)
    assert page.count("Familiesamtaler") == 2  # as a remedy, and in before and after


def test_another_catalogue_that_happens_to_share_the_key_does_not_match(page_of, assessment, caseworker):
    other = small_catalogue("fremmed")
    strategy = make.strategy(assessment.municipality)
    foreign = other.indicators.get(number="1.1")
    make.activity(strategy, "Fra et andet katalog", links={"indicators": [foreign]})
    assert "Fra et andet katalog" not in page_of(caseworker)


# Who sees it


def test_who_may_see_the_answers_sees_the_page_and_nobody_else(client, assessment, round_):
    places = list(round_.assessments.order_by("municipality__code"))
    allowed = [factories.caseworker(places[1].municipality), factories.project_member(round_.region)]
    hidden = [factories.caseworker(places[3].municipality), factories.reader(round_.region)]
    for user, status in [(each, 200) for each in allowed] + [(each, 404) for each in hidden]:
        client.force_login(user)
        assert client.get(address(assessment)).status_code == status
        for name in ("remedies_start", "remedies_link"):
            expected = 404 if status == 404 else 403
            assert client.get(address(assessment, name, "1.1")).status_code == expected
    client.logout()
    assert client.get(address(assessment)).status_code == 302


def test_a_draft_is_told_to_its_own_people_alone(page_of, assessment, caseworker, round_):
    strategy = make.strategy(assessment.municipality, title="Hemmelig strategi")
    links = {"indicators": [question(assessment, "1.1")]}
    make.goal(strategy, "Hemmeligt mål", links=links)
    make.activity(strategy, "Hemmelig aktivitet", links=links)
    neighbour = factories.caseworker(round_.assessments.order_by("municipality__code")[1].municipality)
    for user in (neighbour, factories.project_member(round_.region)):
        page = page_of(user)
        assert "emmelig" not in page
        assert "Du kan ikke se nogen mål eller aktiviteter. Kladder ser kun kommunen selv." in page
        assert "Start en" not in page
    assert "Hemmelig aktivitet" in page_of(caseworker)
    make.adopt(strategy, assessment.municipality)
    assert "Hemmelig aktivitet" in page_of(neighbour)


def test_answers_that_are_not_submitted_are_no_results(page_of, round_):
    draft = factories.begun(round_.assessments.order_by("municipality__code")[1])
    factories.answered(factories.track_of(draft, "alkohol"), "1.1", "nej")
    page = page_of(factories.caseworker(draft.municipality), draft)
    assert "har ikke indsendt endnu" in page
    assert "indikator-" not in page


def test_who_takes_no_part_has_no_answers(page_of, round_):
    out = round_.assessments.order_by("municipality__code")[2]
    clusters_workflow.withdraw(out.pk, actor=factories.municipal_lead(out.municipality), at=factories.NOW)
    assert "deltager ikke i runden" in page_of(factories.caseworker(out.municipality), out)


# Before and after


def test_before_and_after_shows_order_and_claims_no_cause(page_of, assessment, round_, caseworker):
    strategy = make.strategy(assessment.municipality)
    links = {"indicators": [question(assessment, "1.1")]}
    activity = make.activity(strategy, "Familiesamtaler", readiness="yellow", links=links)
    workflow.add_note(
        activity.pk,
        text="Begyndt før, end det blev skrevet ned.",
        on=datetime.date(2026, 11, 3),
        state="active",
        readiness="green",
        actor=caseworker,
        at=make.AT,
    )
    later = factories.opened_round(
        round_.round_clusters.first().cluster, catalogue=round_.catalogue, previous=round_, label="2028"
    )
    target = sent(later.assessments.get(municipality=assessment.municipality), {"1.2": "nej"})
    page = page_of(caseworker, target)
    assert "Den viser ikke, at det ene er årsag til det andet." in page
    table = page[page.index('class="table table--stacked changes"') :]
    assert table.count("<tr>") == 4  # the head, 1.1 and 2.1 that were nej, 1.2 that is
    assert table.index("3. nov. 2026: i gang og grøn") < table.index("20. nov. 2026: skrevet")
    assert "Der er ingen tidligere runde at sammenligne med." in page_of(caseworker)


def test_what_may_not_be_seen_of_the_round_before_is_not_compared(page_of, assessment, round_):
    first = round_.round_clusters.first().cluster
    later = factories.opened_round(first, catalogue=round_.catalogue, previous=round_, label="2028")
    target = sent(later.assessments.exclude(municipality=assessment.municipality).first(), {"1.1": "nej"})
    assert "Der er ingen svar fra 2026, du kan se" in page_of(factories.caseworker(target.municipality), target)


# One click


def test_one_click_starts_an_activity_with_the_link_made(client, assessment, caseworker):
    strategy = make.strategy(assessment.municipality)
    indicator = question(assessment, "1.1")
    client.force_login(caseworker)
    opened = client.get(address(assessment, "remedies_start", "1.1"), follow=True)
    assert indicator in opened.context["linked"]
    empty = ["on"]  # what the reader of fields makes of an input without a value
    filled = {name: values for name, values in fields_of(opened).items() if values != empty}
    data = filled | {"title": "Familiesamtaler", "state": "planned"}
    assert data["indicators"] == [str(indicator.pk)]
    saved = client.post(opened.request["PATH_INFO"] + "?" + opened.request["QUERY_STRING"], data)
    assert saved.status_code == 302, saved.context["form"].errors
    assert list(Activity.objects.get(strategy=strategy).indicators.all()) == [indicator]
    assert "Familiesamtaler" in client.get(address(assessment)).content.decode()


def test_with_several_strategies_one_chooses_and_with_none_one_starts_a_strategy(client, assessment, caseworker):
    client.force_login(caseworker)
    url = address(assessment, "remedies_start", "2.1")
    none = client.get(url).content.decode()
    assert f"{reverse('strategies:add')}?indikator={question(assessment, '2.1').pk}" in none
    first, second, gone = (make.strategy(assessment.municipality, title=f"Strategi {name}") for name in "ABC")
    for strategy in (gone,):
        make.adopt(strategy, assessment.municipality)
        workflow.retire(strategy.pk, reason="Afløst", actor=caseworker, at=make.AT)
    several = client.get(url).content.decode()
    assert first.slug in several
    assert second.slug in several
    assert gone.slug not in several


def test_an_indicator_that_asks_for_a_strategy_offers_to_start_it(page_of, assessment, caseworker):
    start = f"{reverse('strategies:add')}?indikator="
    page = page_of(caseworker)
    assert f"{start}{question(assessment, '2.1').pk}" in page
    assert f"{start}{question(assessment, '1.1').pk}" not in page


def test_what_is_there_already_is_linked_and_keeps_its_other_links(client, assessment, caseworker):
    strategy = make.strategy(assessment.municipality)
    before, indicator = question(assessment, "2.1"), question(assessment, "1.1")
    activity = make.activity(strategy, "Familiesamtaler", links={"indicators": [before]})
    client.force_login(caseworker)
    response = client.post(address(assessment, "remedies_link", "1.1"), {"what": f"activity-{activity.pk}"})
    assert response.url == f"{address(assessment)}#indikator-{indicator.pk}"
    activity.refresh_from_db()
    assert set(activity.indicators.all()) == {before, indicator}
    assert activity.version == 2
    assert activity.changed_by == caseworker


@pytest.mark.parametrize("what", ["", "activity-0", "goal-x", "noget"])
def test_what_cannot_be_linked_is_refused_in_words(client, assessment, caseworker, what):
    make.goal(make.strategy(assessment.municipality), "Et mål")
    client.force_login(caseworker)
    page = client.post(address(assessment, "remedies_link", "1.1"), {"what": what})
    assert page.status_code == 200
    assert "Vælg" in str(page.context["form"].errors)


def test_another_municipalitys_activity_cannot_be_linked(client, assessment, caseworker):
    foreign = make.activity(make.strategy(), "Andres")
    make.goal(make.strategy(assessment.municipality), "Et mål")
    client.force_login(caseworker)
    client.post(address(assessment, "remedies_link", "1.1"), {"what": f"activity-{foreign.pk}"})
    assert not foreign.indicators.exists()


@pytest.mark.parametrize("number", ["9.9", "1.1a"])
def test_a_number_that_is_no_indicator_is_not_found(client, assessment, caseworker, number):
    client.force_login(caseworker)
    assert client.get(address(assessment, "remedies_link", number)).status_code == 404


# The way there


def test_the_assessment_and_each_nej_lead_to_the_page(client, assessment, caseworker, round_):
    client.force_login(caseworker)
    place = {"round": assessment.round.slug, "code": assessment.municipality.code}
    link = f'href="{address(assessment)}'
    assert link in client.get(reverse("clusters:assessment", kwargs=place)).content.decode()
    nej = client.get(reverse("clusters:cell", kwargs=place | {"number": "1.1"})).content.decode()
    assert f"{link}#indikator-{question(assessment, '1.1').pk}" in nej
    assert link not in client.get(reverse("clusters:cell", kwargs=place | {"number": "1.2"})).content.decode()
    draft = factories.begun(round_.assessments.order_by("municipality__code")[1])
    client.force_login(factories.caseworker(draft.municipality))
    page = client.get(reverse("clusters:assessment", kwargs=place | {"code": draft.municipality.code}))
    assert address(draft) not in page.content.decode()


# Queries


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_costs_the_same_whatever_there_is(client, count_queries, assessment, caseworker, size):
    links = {"indicators": [question(assessment, "1.1")]}
    for place in range(size):
        strategy = make.strategy(assessment.municipality, title=f"Strategi {place}")
        make.goal(strategy, f"Mål {place}", links=links)
        for number in range(3):
            make.activity(strategy, f"Aktivitet {number}", links=links)
    client.force_login(caseworker)
    with count_queries(exactly=16):
        client.get(address(assessment))
    with count_queries(exactly=7):
        client.get(address(assessment, "remedies_link", "2.1"))
