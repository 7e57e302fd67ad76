"""Figures of need: estimates that say so, from a rate and a population."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.reports.facts import NeedFacts
from clusters.reports.need import estimate, estimates, populations_told, sentences, two_digits
from tests.clusters.reports.whole_reports import report

DRUGS = NeedFacts("Borgere med stofmisbrug", 27_000, 5_602_628, 2013, "KL om rusmiddelområdet")
ADULTS = NeedFacts("Voksne med afhængighed", 140_000, 5_602_628, 2013, "Sundhedsstyrelsen 2013")
sizes = st.integers(0, 6_000_000)


def test_a_municipality_of_40_000():
    assert [estimate(each, 40_000).words for each in (ADULTS, DRUGS)] == ["ca. 1.000", "ca. 190"]


def test_below_ten_it_is_said_honestly():
    assert (estimate(DRUGS, 2_075).words, estimate(DRUGS, 2_075).number) == ("færre end 10", None)
    assert estimate(DRUGS, 2_076).words == "ca. 10"
    assert estimate(DRUGS, 0).words == "færre end 10"


def test_what_is_not_known_is_not_estimated():
    assert (estimate(DRUGS, None).number, estimate(DRUGS, None).words) == (None, "")
    assert estimate(replace(DRUGS, population=0), 40_000).exact is None


@given(st.fractions(min_value=10, max_value=10**8))
@settings(max_examples=60)
def test_rounding_keeps_two_digits_and_stays_within_five_percent(value):
    found = two_digits(value)
    assert len(str(found).rstrip("0")) <= 2
    assert abs(found - value) <= value / 20


@given(sizes, sizes)
@settings(max_examples=60)
def test_more_people_never_give_a_smaller_estimate(one, other):
    few, many = sorted((one, other))
    assert (estimate(ADULTS, few).number or 0) <= (estimate(ADULTS, many).number or 0)


@given(sizes)
@settings(max_examples=60)
def test_an_estimate_always_looks_like_one(population):
    found = estimate(ADULTS, population)
    assert found.words.startswith("ca. ") if found.exact >= 10 else found.words == "færre end 10"
    assert found.exact == Fraction(140_000, 5_602_628) * population


def test_clusters_and_all_members_with_those_who_take_no_part():
    facts = replace(report(6), needs=(ADULTS,))
    (group,) = estimates(facts)
    assert len(facts.absent) == 1
    assert [row.population for row in group.rows] == [40_000, 66_000, 69_000, 135_000]
    assert sum(row.exact for row in group.clusters) == group.total.exact


def test_the_sentence_tells_year_and_source():
    facts = replace(report(6), needs=(ADULTS,))
    assert sentences(facts) == (
        "I en kommune med 40.000 indbyggere er der ca. 1.000 voksne med afhængighed, skønnet ud fra 140.000 i hele "
        "landet i 2013 (Sundhedsstyrelsen 2013). I alle seks kommuner tilsammen er der ca. 3.400: ca. 1.600 i "
        "Klynge 1 og ca. 1.700 i Klynge 2.",
    )


def test_one_population_that_is_missing_hides_the_total_and_its_cluster():
    facts = replace(report(6), needs=(ADULTS,))
    first, *others = facts.clusters
    holed = replace(first, members=(replace(first.members[0], population=None), *first.members[1:]))
    facts = replace(facts, clusters=(holed, *others))
    (group,) = estimates(facts)
    assert [row.words for row in group.rows] == ["ca. 1.000", "", "ca. 1.700", ""]
    assert (
        "Der er ca. 1.700 i Klynge 2. For alle kommuner under ét er indbyggertallet ikke kendt." in sentences(facts)[0]
    )


def test_populations_of_another_year_than_the_rounds_are_told_of():
    facts = report(2)
    of = {label: replace(facts, round=replace(facts.round, label=label)) for label in ("2026", "2014")}
    said = {label: populations_told(each).replace("\xa0", " ") for label, each in of.items()}
    assert said == {
        "2026": "Indbyggertallene er fra 1. januar 2026.",
        "2014": "Indbyggertallene er fra 1. januar 2026, de nærmeste systemet har.",
    }
    assert populations_told(replace(facts, populations_on=None)) == ""


def test_without_rates_nothing_is_said():
    assert sentences(replace(report(6), needs=())) == ()
