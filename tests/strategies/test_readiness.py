"""How ready an activity is: what its prerequisites suggest, and what contradicts what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import readiness as rules
from strategies.models import Activity, Prerequisite
from strategies.readiness import contradictions, reason, suggested

KINDS = st.sampled_from(Prerequisite.Kind.values)
STATES = st.sampled_from(Prerequisite.State.values)
CONDITIONS = st.dictionaries(KINDS, STATES)
STATE = st.sampled_from(Activity.State.values)
READINESS = st.sampled_from(Activity.Readiness.values)
BETTER = {"red": 0, "yellow": 1, "green": 2}


def test_the_rules_know_every_word_that_is_stored():
    assert list(rules.KINDS) == Prerequisite.Kind.values
    assert {rules.MET, *rules.LACKS} == set(Prerequisite.State.values)
    assert set(rules.COLOURS) | {rules.UNKNOWN} == set(Activity.Readiness.values)
    assert Activity.State.values == [rules.PLANNED, rules.ACTIVE, rules.DONE, rules.DROPPED]


@pytest.mark.parametrize(
    ("conditions", "colour", "because"),
    [
        ({}, "", ""),
        ({"staff": "met"}, "green", "alle forudsætninger er på plads"),
        ({"financing": "missing", "staff": "missing"}, "red", "midlerne mangler"),
        ({"legal_basis": "missing", "premises": "missing"}, "red", "lovhjemlen mangler og lokalerne mangler"),
        ({"financing": "unclear"}, "yellow", "midlerne er ikke afklaret"),
        ({"staff": "missing", "financing": "met"}, "yellow", "personalet mangler"),
        (
            {"method": "missing", "partners": "unclear", "decision": "missing"},
            "yellow",
            "samarbejdspartnerne er ikke afklaret, beslutningen mangler og metoden mangler",
        ),
    ],
)
def test_the_prerequisites_suggest(conditions, colour, because):
    assert (suggested(conditions), reason(conditions)) == (colour, because)


@given(CONDITIONS)
def test_red_is_exactly_that_an_essential_one_is_missing(conditions):
    essential = any(conditions.get(kind) == "missing" for kind in ("financing", "legal_basis", "premises"))
    assert (suggested(conditions) == "red") == essential


@given(CONDITIONS.filter(bool), st.data())
def test_what_falls_into_place_makes_nothing_worse(conditions, data):
    kind = data.draw(st.sampled_from(sorted(conditions)))
    assert BETTER[suggested(conditions | {kind: "met"})] >= BETTER[suggested(conditions)]


@given(CONDITIONS)
def test_the_order_of_the_prerequisites_makes_no_difference(conditions):
    backwards = dict(reversed(conditions.items()))
    assert suggested(backwards) == suggested(conditions)
    assert contradictions("active", "green", backwards) == contradictions("active", "green", conditions)


@pytest.mark.parametrize(
    ("state", "colour", "conditions", "sentences"),
    [
        ("planned", "green", {"financing": "unclear"}, ["Grøn, men midlerne er ikke afklaret."]),
        (
            "active",
            "green",
            {"staff": "missing", "premises": "missing"},
            ["Grøn, men lokalerne mangler.", "Grøn, men personalet mangler."],
        ),
        ("planned", "yellow", {"legal_basis": "missing", "staff": "missing"}, ["Gul, men lovhjemlen mangler."]),
        ("planned", "yellow", {"decision": "missing"}, []),
        ("planned", "red", {"financing": "missing"}, []),
        ("planned", "red", {"financing": "met"}, ["Rød, men alle forudsætninger er på plads."]),
        ("planned", "red", {"staff": "missing"}, ["Rød, men hverken midler, lovhjemmel eller lokaler mangler."]),
        ("planned", "red", {}, ["Rød, men der står ikke, hvilken forudsætning der mangler."]),
        ("active", "red", {"financing": "missing"}, ["I gang, men midlerne mangler."]),
        ("active", "yellow", {"partners": "unclear"}, []),
        ("done", "green", {"premises": "missing"}, ["Afsluttet, men lokalerne mangler."]),
        ("done", "red", {}, ["Afsluttet, men rød."]),
        ("done", "green", {"staff": "unclear"}, []),
        ("dropped", "red", {"financing": "missing"}, []),
        ("dropped", "green", {"financing": "missing"}, []),
        ("planned", "", {"financing": "missing"}, []),
    ],
)
def test_contradictions_name_what_they_are_about(state, colour, conditions, sentences):
    assert list(contradictions(state, colour, conditions)) == sentences


def test_red_by_what_is_described_in_words_is_no_contradiction():
    assert contradictions("planned", "red", {}, described=True) == ()


def test_red_and_under_way_is_a_contradiction_even_without_prerequisites():
    assert contradictions("active", "red", {}, described=True) == ("I gang, men rød.",)


@given(CONDITIONS.filter(bool))
def test_a_planned_activity_with_the_suggested_colour_contradicts_nothing(conditions):
    assert contradictions("planned", suggested(conditions), conditions) == ()


@given(STATE, READINESS, CONDITIONS, st.booleans())
def test_each_contradiction_is_one_danish_sentence(state, colour, conditions, described):
    found = contradictions(state, colour, conditions, described=described)
    assert len(set(found)) == len(found)
    for sentence in found:
        assert sentence.endswith(".")
        assert ", men " in sentence


@given(STATE.filter(lambda state: state not in ("done", "dropped")), CONDITIONS)
def test_green_names_every_prerequisite_that_is_not_in_place(state, conditions):
    lacking = [kind for kind, each in conditions.items() if each != "met"]
    found = contradictions(state, "green", conditions)
    assert len(found) == len(lacking)
    assert all(any(rules.KINDS[kind] in sentence for sentence in found) for kind in lacking)
