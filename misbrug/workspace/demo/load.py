"""Loads the demo: all or nothing, and twice gives the same as once."""

from django.db import transaction

from clusters import workflow
from clusters.loading import load_shipped_places
from clusters.models import ReportText, Round
from indicators.loading import load_shipped_catalogue
from misbrug.workspace.demo import strategies
from misbrug.workspace.demo.answers import read, read_table
from misbrug.workspace.demo.people import People, the_region
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
    catalogue = load_shipped_catalogue(at(2013, 9, 2))
    region = the_region()
    split = read_table("svar-2014.csv").split() | {NEWCOMER}
    people = People(region, split)
    if not _has_rounds():
        before = play_2014(catalogue, region, people)
        _write_report(before, people)
        end_2014(before, people)
        play_2026(catalogue, region, people, before)
    if not strategies.is_loaded():
        strategies.play_strategies(people, catalogue)
    return True


def _write_report(round_, people):
    """Write the texts of the report of 2014."""
    recommendations = {row.number: row for row in round_.catalogue.recommendations.all()}
    for position, row in enumerate(read("rapport-2014.csv")):
        workflow.save_text(
            round_id=round_.pk,
            kind=ReportText.Kind(row["del"]),
            recommendation=recommendations[int(row["anbefaling"])] if row["anbefaling"] else None,
            text=row["tekst"].replace("\\n", "\n"),
            base_version=0,
            actor=people["projektgruppe.holbaek"],
            at=at(2014, 5, 26, 10, position),
            is_example=row["eksempel"] == "ja",
        )
