"""Loads the demo: all or nothing, and twice gives the same as once."""

from django.db import transaction

from clusters.loading import load_shipped_needs, load_shipped_places
from clusters.models import Round
from indicators.loading import load_shipped_catalogue
from misbrug.workspace.demo import strategies
from misbrug.workspace.demo.answers import read_table
from misbrug.workspace.demo.people import People, the_region
from misbrug.workspace.demo.reports import play_report_2014, play_report_2026
from misbrug.workspace.demo.rounds import at, end_2014, play_2014, play_2026

NEWCOMER = "Lolland"


def is_loaded():
    """Say whether the demo's rounds and strategies are there."""
    return _has_rounds() and strategies.is_loaded()


def _has_rounds():
    return Round.objects.filter(slug="region-sjaelland-2026").exists()


@transaction.atomic
def load_demo():
    """Load what of the demo is not there yet, and say whether anything was loaded now."""
    if is_loaded():
        return False
    load_shipped_places()
    load_shipped_needs()
    catalogue = load_shipped_catalogue(at(2013, 9, 2))
    region = the_region()
    split = read_table("svar-2014.csv").split() | {NEWCOMER}
    people = People(region, split)
    if not _has_rounds():
        before = play_2014(catalogue, region, people)
        play_report_2014(before, people)
        end_2014(before, people)
        now = play_2026(catalogue, region, people, before)
        play_report_2026(now, people)
    if not strategies.is_loaded():
        strategies.play_strategies(people, catalogue)
    return True
