"""The table of activities: what it ties them to, what it leaves alone, and that an export is an import's inverse."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import workflow as catalogues
from indicators.models import Indicator, Recommendation
from misbrug.tables.files import read, read_file
from misbrug.tables.kind import SKIP
from misbrug.tables.writing import write
from strategies import workflow
from strategies.models import ActionPlan, Activity, FocusArea, Prerequisite
from strategies.resources import ActivityResource
from tests import strategies as make
from tests.catalogues import small_catalogue
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


# ---- what ties an activity to catalogues and goals ----------------------------------------------------


@pytest.fixture
def newest():
    """The recommendations of a published catalogue, "lille"."""
    small_catalogue()
    return Recommendation.objects.filter(catalogue__slug="lille")


def test_numbers_are_those_of_the_newest_published_catalogue(strategy, newest):
    activity = one(strategy, "anbefalinger", f"{newest[0].number}")
    assert list(activity.recommendations.all()) == [newest[0]]
    indicator = Indicator.objects.filter(catalogue__slug="lille").first()
    activity = one(strategy, "indikatorer", indicator.number.replace(".", ","))
    assert list(activity.indicators.all()) == [indicator]
    assert list(activity.recommendations.all()) == [newest[0]]


def test_another_catalogue_is_named_in_front_and_written_so(strategy, newest):
    other = catalogues.copy(newest[0].catalogue, slug="kladde", at=AT)
    row = other.recommendations.first()
    activity = one(strategy, "anbefalinger", f"{other.slug}:{row.number}|{newest[0].number}")
    assert set(activity.recommendations.all()) == {row, newest[0]}
    exported = ActivityResource(strategy=strategy).export()
    assert set(exported["anbefalinger"][0].split("|")) == {f"kladde:{row.number}", f"{newest[0].number}"}
    before = state_of(strategy)
    assert take(strategy, exported).unchanged == 1
    assert state_of(strategy) == before


def test_a_number_or_catalogue_that_is_not_there_is_refused(strategy, newest):
    assert "findes ikke i lille" in problem(strategy, "anbefalinger", "99")
    assert "findes ikke i lille" in problem(strategy, "indikatorer", "9.9")
    assert "Der er: lille" in problem(strategy, "indikatorer", "kl-1900:1.1")


def test_goals_are_found_by_their_titles(strategy):
    first, second = make.goal(strategy, "Færre ødelægges"), make.goal(strategy, "Flere | hurtigere")
    activity = one(strategy, "mål", "Flere / hurtigere | færre ødelægges")
    assert set(activity.goals.all()) == {first, second}
    assert take(strategy, ActivityResource(strategy=strategy).export()).unchanged == 1


def test_two_goals_of_one_name_are_not_guessed_at_but_stay(strategy):
    twins = [make.goal(strategy, "Ro"), make.goal(strategy, "Ro")]
    assert "To mål i strategien hedder det samme" in problem(strategy, "mål", "Ro")
    make.activity(strategy, "Samtaler", links={"goals": twins})
    assert take(strategy, ActivityResource(strategy=strategy).export()).unchanged == 1


# ---- what stands already ------------------------------------------------------------------------------


def test_a_column_that_is_not_there_leaves_its_values_alone(strategy, actor):
    one(strategy, "årlig_udgift_mio", "1,6")
    one(strategy, "klar", "gul")
    row = one(strategy, "ansvarlig", "Misbrugscentret")
    assert (row.annual_cost, row.readiness, row.responsible) == (Decimal("1.6"), "yellow", "Misbrugscentret")


def test_a_blank_cell_empties_but_never_the_state(strategy):
    one(strategy, "årlig_udgift_mio", "1,6")
    assert one(strategy, "årlig_udgift_mio", "").annual_cost is None
    one(strategy, "tilstand", "i gang")
    assert one(strategy, "tilstand", "").state == "active"


def test_state_and_readiness_move_by_a_dated_note(strategy, actor):
    make.activity(strategy, "Samtaler", actor=actor, focus_area=make.focus_area(strategy, "Unge"))
    headings = ("fokusområde", "aktivitet", "tilstand", "klar", "ansvarlig")
    outcome = take(strategy, table(("Unge", "Samtaler", "i gang", "grøn", "Centret"), headings=headings), actor)
    assert (outcome.changed, outcome.problems) == (1, ())
    activity = strategy.activities.get()
    assert (activity.state, activity.readiness, activity.responsible) == ("active", "green", "Centret")
    note = activity.notes.get()
    assert (note.state_from, note.state_to, note.readiness_from, note.readiness_to) == (
        "planned",
        "active",
        "",
        "green",
    )
    assert (note.text, note.author, note.date, note.at) == ("Import af plan.csv.", actor, AT.date(), AT)
    newest, before = activity.history.all()[:2]
    assert (newest.state, before.state, newest.history_change_reason) == ("active", "planned", "Import af plan.csv")


def test_a_note_of_the_command_line_says_that_it_was_an_import(strategy):
    one(strategy, "klar", "rød")
    row = one(strategy, "klar", "gul")
    assert (row.notes.get().author, row.notes.get().author_name) == (None, "Import")


def test_a_new_activity_has_its_state_without_a_note(strategy):
    row = one(strategy, "tilstand", "i gang")
    assert (row.state, row.notes.count(), row.version) == ("active", 0, 1)


def test_plans_are_found_by_name_and_the_first_one_meant_without(strategy):
    first = make.plan(strategy, "Plan 2013")
    headings = ("fokusområde", "aktivitet", "handleplan")
    rows = (("Unge", "Samtaler", ""), ("Unge", "Samtaler", "Plan 2014"), ("Unge", "Besøg", "plan 2013"))
    outcome = take(strategy, table(*rows, headings=headings))
    assert (outcome.new, outcome.notes) == (3, ("Ny handleplan: Plan 2014.", "Nyt fokusområde: Unge."))
    assert [row.title for row in first.activities.order_by("order")] == ["Samtaler", "Besøg"]
    assert take(strategy, table(("Unge", "Samtaler"))).unchanged == 1
    assert strategy.activities.count() == 3


def test_one_wrong_row_stores_nothing_unless_the_others_are_wanted(strategy):
    headings = ("fokusområde", "aktivitet", "årlig_udgift_mio")
    rows = (
        ("Unge", "Samtaler", "ca. 2"),
        ("Familier", "Besøg", "2"),
        ("Familier", "", "1"),
        ("Familier", "Besøg", "3"),
        ("Familier", "Ture", "4"),
    )
    outcome = take(strategy, table(*rows, headings=headings))
    # Of two rows that disagree nobody knows which is right, so both are wrong.
    assert [(found.row, found.column) for found in outcome.problems] == [
        (2, "Årlig udgift, mio. kr."),
        (3, "Årlig udgift, mio. kr."),
        (4, "Aktivitet"),
        (5, "Årlig udgift, mio. kr."),
    ]
    assert not any(model.objects.exists() for model in (FocusArea, ActionPlan, Activity))
    assert take(strategy, table(*rows, headings=headings), on_error=SKIP).new == 1
    assert [row.title for row in strategy.focus_areas.all()] == ["Familier"]
    assert [(row.title, row.annual_cost) for row in strategy.activities.all()] == [("Ture", 4)]


def test_another_strategy_is_left_alone(strategy):
    other = make.strategy(title="En anden")
    make.activity(other, "Samtaler", focus_area=make.focus_area(other, "Unge"))
    before = state_of(other)
    take(strategy, table(("Unge", "Samtaler")))
    assert state_of(other) == before
    assert len(ActivityResource(strategy=strategy).export()) == 1


def test_reading_asks_the_database_the_same_however_many_there_are(strategy, count_queries):
    resource = ActivityResource(strategy=strategy)
    take(strategy, table(("Unge", "Samtaler")))
    with count_queries(exactly=6):
        resource.export()
    take(strategy, read_file(COPENHAGEN))
    resource = ActivityResource(strategy=strategy)
    with count_queries(exactly=6):
        resource.export()


# ---- the rule -----------------------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Nd")), max_size=30)
AMOUNTS = st.none() | st.decimals(0, 1000, places=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {
            "effect": WORDS,
            "funding": WORDS | st.just("Puljen (2 år)"),
            "funding_years": st.none() | st.integers(1, 30),
            "prerequisites": WORDS | st.just("a | b"),
            "annual_cost": AMOUNTS,
            "establishment_cost": AMOUNTS,
            "citizens": st.none() | st.integers(0, 5_000_000),
            "start_year": st.integers(1990, 2100),
            "start_month": st.none() | st.integers(1, 12),
            "readiness": st.sampled_from(Activity.Readiness.values),
            "state": st.sampled_from(Activity.State.values),
            "priority": st.sampled_from(["", "high", "medium", "low"]),
        }
    ),
    WORDS,
    st.sampled_from([".csv", ".xlsx"]),
)
def test_an_export_imports_again_without_a_change(strategy, actor, fields, note, suffix):
    for row in list(strategy.activities.all()):
        workflow.delete(row, actor=actor, at=AT)
    activity = make.activity(strategy, "Æbler, øl & å", actor=actor, **fields)
    condition = Prerequisite(activity=activity, kind="method", state="met", note=note)
    workflow.save(condition, actor=actor, at=AT)
    before = state_of(strategy)
    data = write(ActivityResource(strategy=strategy).export(), suffix)
    outcome = take(strategy, read(data, suffix), actor)
    assert (outcome.unchanged, outcome.problems) == (1, ())
    assert state_of(strategy) == before
