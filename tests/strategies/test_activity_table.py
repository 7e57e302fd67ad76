"""The table of activities: what a file makes of a strategy, cell by cell."""

from decimal import Decimal
from pathlib import Path

import pytest

from misbrug.tables.files import read, read_file
from misbrug.tables.kind import SKIP
from misbrug.tables.writing import write
from strategies.models import Prerequisite
from strategies.resources import ActivityResource
from tests import strategies as make
from tests.strategies.activity_tables import one, problem, state_of, table, take

pytestmark = pytest.mark.django_db
AT = make.AT
COPENHAGEN = Path(__file__).parent / "data" / "koebenhavn-aktiviteter.csv"


@pytest.fixture
def strategy():
    return make.strategy()


@pytest.fixture
def actor(strategy):
    return make.editor(strategy)


# ---- the plan of Copenhagen ---------------------------------------------------------------------------


def test_the_plan_of_copenhagen_goes_in_as_it_is(strategy, actor):
    outcome = take(strategy, read_file(COPENHAGEN), actor)
    assert (outcome.new, outcome.problems, outcome.stored) == (25, (), True)
    areas = list(strategy.focus_areas.order_by("order"))
    assert [area.title for area in areas] == [
        "Tidlig indsats",
        "Unge",
        "Borgere med langvarigt misbrug og afhængighed",
        "Familier med misbrug",
        "Mindske gener for omgivelserne",
    ]
    annual = [sum(row.annual_cost or 0 for row in area.activities.all()) for area in areas]
    assert annual == [Decimal(each) for each in ("16.3", "4.7", "5.0", "2.5", "27.0")]
    rows = strategy.activities.all()
    assert sum(annual) == Decimal("55.5")
    assert sum(row.establishment_cost for row in rows) == Decimal("13.8")
    assert [row.title for row in rows if row.annual_cost is None] == ["Stofindtagelsesrum"]
    assert strategy.plans.get().title == "Handleplan"
    assert {row.plan_id for row in rows} == {strategy.plans.get().pk}


def test_its_cells_are_read_as_what_they_are(strategy):
    take(strategy, read_file(COPENHAGEN))
    one_off = strategy.activities.get(title="Udbud eller akkreditering")
    assert (one_off.funding, one_off.funding_years, one_off.is_one_off) == ("Budgettilførsel", 1, True)
    first = strategy.activities.get(title="Anonym behandling")
    assert (first.citizens, first.start_year, first.start_month, first.effect) == (
        70,
        2011,
        None,
        "Mindsket misbrug, flere i behandling",
    )
    assert (first.funding, first.funding_years, first.state, first.readiness) == (
        "Satspuljemidler",
        None,
        "planned",
        "",
    )
    assert strategy.activities.get(title="Psykiater").citizens is None


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_same_again_and_its_own_export_change_nothing(strategy, actor, suffix):
    take(strategy, read_file(COPENHAGEN), actor)
    before, signed = state_of(strategy), strategy.changed_at
    exported = write(ActivityResource(strategy=strategy).export(), suffix)
    for dataset in (read_file(COPENHAGEN), read(exported, suffix)):
        outcome = take(strategy, dataset, actor)
        assert (outcome.new, outcome.changed, outcome.unchanged, outcome.problems) == (0, 0, 25, ())
    strategy.refresh_from_db()
    assert (state_of(strategy), strategy.changed_at) == (before, signed)


def test_what_is_written_is_signed_and_found_by_the_search(strategy, actor):
    take(strategy, read_file(COPENHAGEN), actor)
    row = strategy.activities.get(title="Misbrugs-Hot Spot")
    entry = row.history.get()
    assert (entry.history_user, entry.history_change_reason, entry.history_date) == (actor, "Import af plan.csv", AT)
    assert (row.version, row.changed_by, row.changed_at) == (1, actor, AT)
    area = strategy.focus_areas.first()
    assert area.history.get().history_change_reason == "Import af plan.csv"
    strategy.refresh_from_db()
    assert "misbrugs hot spot" in strategy.searchable
    assert strategy.changed_by == actor


# ---- one cell after the other -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "amount"), [("1,6", "1.6"), ("1.6", "1.6"), ("0", "0"), ("", None), ("1,625", "1.625")]
)
def test_amounts_are_read_as_they_are_typed(strategy, cell, amount):
    assert one(strategy, "årlig_udgift_mio", cell).annual_cost == (Decimal(amount) if amount else None)


@pytest.mark.parametrize("cell", ["ca. 2", "-1", "1.600.000", "1.600", "ukendt", "to", "1,6,2"])
@pytest.mark.parametrize("heading", ["årlig_udgift_mio", "etablering_mio"])
def test_other_amounts_are_refused(strategy, heading, cell):
    assert problem(strategy, heading, cell).endswith(".")


@pytest.mark.parametrize(
    ("cell", "start"),
    [("2013", "2013"), ("03-2013", "03-2013"), ("2013-03", "03-2013"), ("3-2013", "03-2013"), ("", "")],
)
def test_a_start_is_a_year_or_a_month(strategy, cell, start):
    assert one(strategy, "start", cell).start == start


@pytest.mark.parametrize("cell", ["13-2013", "2013-00", "1713", "snart", "01-02-2013"])
def test_other_starts_are_refused(strategy, cell):
    assert "for eksempel 2013 eller 03-2013" in problem(strategy, "start", cell)


def test_a_month_that_a_spreadsheet_made_a_date_is_still_a_month(strategy):
    assert one(strategy, "start", "2013-03-01").start == "03-2013"


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("tilstand", "i gang", "state", "active"),
        ("klar", "Gul", "readiness", "yellow"),
        ("klar", "ikke vurderet", "readiness", ""),
        ("prioritet", "høj", "priority", "high"),
        ("prioritet", "ikke angivet", "priority", ""),
        ("prioritet", "ikke prioriteret", "priority", ""),
        ("ansvarlig", "Misbrugscentret", "responsible", "Misbrugscentret"),
        ("beskrivelse", "=1+1", "text", "=1+1"),
        ("finansiering", "Satspulje (3 år)", "funding_years", 3),
        ("antal_borgere", "1.200", "citizens", 1200),
    ],
)
def test_words_and_numbers_are_read(strategy, heading, cell, field, value):
    assert getattr(one(strategy, heading, cell), field) == value


@pytest.mark.parametrize(
    ("heading", "cell", "words"),
    [
        ("tilstand", "måske", "planlagt, i gang, afsluttet, opgivet"),
        ("klar", "blå", "grøn, gul, rød"),
        ("prioritet", "1", "høj, middel, lav"),
        ("antal_borgere", "mange", "helt tal"),
        ("finansiering", "Puljen (99 år)", "fra 1 til 30"),
        ("forudsætningstyper", "penge: mangler", "finansiering, lovhjemmel"),
        ("forudsætningstyper", "finansiering: måske", "på plads, mangler, ikke afklaret"),
        ("forudsætningstyper", "metode | metode: mangler", "to gange"),
        ("mål", "Et mål, der ikke er der", "Målet findes ikke i strategien. Der er: ingen endnu."),
        ("ansvarlig", "Ring om 010190-1234", "CPR"),
        ("beskrivelse", "x" * 20_001, "Forkort den"),
        ("ansvarlig", "x" * 161, "160"),
    ],
)
def test_a_cell_that_cannot_be_read_says_what_would_be(strategy, heading, cell, words):
    message = problem(strategy, heading, cell)
    assert words in message
    assert "010190-1234" not in message


def test_a_name_that_is_too_long_or_holds_a_citizen_makes_no_focus_area(strategy):
    for title in ("x" * 161, "Om 010190-1234"):
        outcome = take(strategy, table((title, "Samtaler"), ("Unge", "Besøg")), on_error=SKIP)
        assert [found.column for found in outcome.problems] == ["Fokusområde"]
        assert "010190-1234" not in str(outcome.problems[0])
    assert [row.title for row in strategy.focus_areas.all()] == ["Unge"]


def test_without_a_focus_area_an_activity_stands_alone(strategy):
    take(strategy, table(("", "Samtaler")))
    assert strategy.activities.get().focus_area is None
    assert take(strategy, table(("", "Samtaler"))).unchanged == 1
    assert not strategy.focus_areas.exists()


def test_a_focus_area_in_other_letters_is_the_same(strategy):
    area = make.focus_area(strategy, "Unge")
    take(strategy, table(("UNGE", "Samtaler"), ("unge ", "Besøg")))
    assert {row.focus_area for row in strategy.activities.all()} == {area}


def test_typed_prerequisites_become_rows_and_keep_their_history(strategy, actor):
    activity = one(
        strategy, "forudsætningstyper", "lokaler: på plads (fra 2014 (ca.)) | finansiering: mangler | metode"
    )
    rows = {row.kind: row for row in activity.conditions.all()}
    assert [(row.kind, row.state, row.note) for row in rows.values()] == [
        ("financing", "missing", ""),
        ("premises", "met", "fra 2014 (ca.)"),
        ("method", "unclear", ""),
    ]
    one(strategy, "forudsætningstyper", "finansiering: på plads | lokaler: på plads (fra 2014 (ca.))")
    stored = {row.kind: row for row in activity.conditions.all()}
    assert set(stored) == {"financing", "premises"}
    assert stored["premises"].version == 1
    assert (stored["financing"].pk, stored["financing"].state) == (rows["financing"].pk, "met")
    assert Prerequisite.history.filter(kind="method", history_type="-").count() == 1
