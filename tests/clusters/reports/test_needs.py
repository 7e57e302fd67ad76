"""Estimates of target groups keep to two figures and never claim to be counted."""

import pytest

from clusters.reports.facts import NeedFacts
from clusters.reports.needs import WHAT_THEY_ARE, estimate

ADULTS = NeedFacts("Voksne", 140_000, 5_602_628, 2013, "Sundhedsstyrelsen")


@pytest.mark.parametrize(
    ("population", "many"),
    [(0, 0), (1_000, 25), (3_999, 100), (40_000, 1000), (231_456, 5800), (5_602_628, 140_000)],
)
def test_estimate_has_two_figures(population, many):
    assert estimate(ADULTS, population) == many


def test_rate_of_nobody_gives_nothing():
    assert estimate(NeedFacts("Voksne", 5, 0, 2013, ""), 40_000) == 0


def test_called_estimates():
    assert WHAT_THEY_ARE.startswith("Tallene er skøn.")
