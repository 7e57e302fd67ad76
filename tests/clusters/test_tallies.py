"""Numbers, choices and texts: tallied per track, with what was not answered beside."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.tallies import tally_choices, tally_numbers, tally_texts


def test_choices_are_counted_in_the_catalogues_order():
    tally = tally_choices(["Partner", "Forældre", "Børn"], ["Børn", "Partner|Børn", "", "Partner|Børn"])
    assert tally.options == (("Partner", 2), ("Forældre", 0), ("Børn", 3))
    assert (tally.answered, tally.unanswered, tally.not_relevant, tally.n) == (3, 1, 0, 4)


def test_a_choice_that_is_no_longer_offered_is_listed_last():
    assert tally_choices(["ASI", "Andet"], ["DSM", "ASI"]).options == (("ASI", 1), ("Andet", 0), ("DSM", 1))


def test_not_relevant_is_no_choice():
    tally = tally_choices(["ja", "nej"], ["ja", "ikke_relevant", "nej", "ja"])
    assert tally.options == (("ja", 2), ("nej", 1))
    assert (tally.answered, tally.not_relevant, tally.n) == (3, 1, 4)


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        (["3", "12", "1.5"], ("1.5", "3", "12")),
        (["3", "", "4", "ikke_relevant"], ("3", "3.5", "4")),
        (["0"], ("0", "0", "0")),
        # As text, 9 would be more than 10.
        (["9", "10"], ("9", "9.5", "10")),
    ],
)
def test_numbers_have_a_lowest_a_middle_and_a_highest(values, spread):
    tally = tally_numbers(values)
    assert (tally.minimum, tally.median, tally.maximum) == tuple(map(Decimal, spread))


def test_numbers_that_nobody_gave_have_no_spread():
    tally = tally_numbers(["", "ikke_relevant"])
    assert (tally.minimum, tally.median, tally.maximum) == (None, None, None)
    assert (tally.answered, tally.unanswered, tally.not_relevant) == (0, 1, 1)


def test_a_text_is_answered_or_not_whatever_it_says():
    tally = tally_texts(["Lederen", "", "ikke_relevant", "a|b"])
    assert (tally.answered, tally.unanswered, tally.not_relevant, tally.n) == (3, 1, 0, 4)


@given(st.lists(st.sampled_from(["", "ikke_relevant", "1", "2.5", "10"])))
def test_the_parts_make_up_n(values):
    for tally in (tally_numbers(values), tally_choices(["1", "2.5", "10"], values), tally_texts(values)):
        assert tally.n == len(values) == tally.answered + tally.unanswered + tally.not_relevant
