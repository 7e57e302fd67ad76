"""Tables of other kinds than answers are written and taken back in batches; one by one where a row is refused."""

import pytest
import tablib

from clusters.models import PopulationFigure
from clusters.resources import PopulationResource
from misbrug.imports import workflow
from misbrug.tables.kind import SKIP, finish
from misbrug.tables.plan import CannotUndo
from misbrug.tables.resource import import_table
from strategies.models import Activity, FocusArea, Prerequisite, ProgressNote
from tests import strategies as make
from tests.factories import MunicipalityFactory
from tests.imports.runs import AT, applied, planned, undone

pytestmark = pytest.mark.django_db

FEW, MANY = 40, 120
# As many statements as there may be more for three times the rows: SQLite takes few parameters in one.
MORE = 20


@pytest.fixture
def strategy():
    return make.strategy()


def populations(count, source="DST"):
    """Give a table of the figures of one municipality."""
    rows = (f"0320;{1000 + year};{1900 + year}-01-01;{source}" for year in range(count))
    return "kommunekode;indbyggertal;opgjort;kilde\n" + "\n".join(rows) + "\n"


def activities(count, state="i gang", note="mangler"):
    """Give a table of activities with all that belongs to them."""
    rows = (f"Område {number % 2};Aktivitet {number};{number};{state};lokaler: {note}" for number in range(count))
    return "fokusområde;aktivitet;antal_borgere;tilstand;forudsætningstyper\n" + "\n".join(rows) + "\n"


def queries_of(count_queries, slug, first, second, target=None):
    """Give the number of queries of each step: to preview and store a file, then another one, and to take it back."""
    found = {}

    def step(name, work):
        with count_queries() as queries:
            value = work()
        found[name] = len(queries)
        return value

    for name, text in (("new", first), ("changed", second)):
        run, plan = step(f"preview {name}", lambda text=text: planned(slug, text, target=target))
        assert not plan.problems()
        step(f"store {name}", lambda run=run: finish(workflow.apply(run.pk, actor=None, at=AT)))
        run.refresh_from_db()
        found[f"run {name}"] = run
    step("undo changed", lambda: undone(found.pop("run changed")))
    step("undo new", lambda: undone(found.pop("run new")))
    return found


def differences(few, many):
    return {name: many[name] - few[name] for name in few if many[name] - few[name] > MORE}


def test_queries_of_populations_grow_with_batches_and_not_with_rows(count_queries):
    MunicipalityFactory(code="0320", name="Faxe")
    few, many = (
        queries_of(count_queries, "populations", populations(count), populations(count, "Andre"))
        for count in (FEW, MANY)
    )
    assert differences(few, many) == {}
    assert max(many.values()) < 100
    assert not PopulationFigure.objects.exists()


def test_queries_of_activities_grow_with_batches_and_not_with_rows(strategy, count_queries):
    few, many = (
        queries_of(count_queries, "activities", activities(count), activities(count, note="på plads"), strategy)
        for count in (FEW, MANY)
    )
    assert differences(few, many) == {}
    assert not any(model.objects.exists() for model in (Activity, FocusArea, Prerequisite))


def test_so_do_those_of_activities_that_move_and_of_their_refused_undo(strategy, count_queries):
    """What has notes is not deleted: the undo says so of each row."""
    found = []
    for count in (FEW, MANY):
        run, _ = applied("activities", activities(count), target=strategy)
        with count_queries() as moved:
            applied("activities", activities(count, "afsluttet"), target=strategy)
        with count_queries() as refused, pytest.raises(CannotUndo) as refusal:
            undone(run)
        found.append({"moved": len(moved), "refused": len(refused)})
        assert len(refusal.value.messages) == count
        ProgressNote.objects.all().delete()
        Activity.objects.all().delete()
    assert differences(*found) == {}


def test_what_is_written_together_has_its_version_its_place_and_one_history_each(strategy):
    applied("activities", activities(4), target=strategy)
    rows = list(Activity.objects.filter(strategy=strategy).order_by("focus_area__order", "order"))
    assert [(row.title, row.order, row.version) for row in rows] == [
        ("Aktivitet 0", 1, 1),
        ("Aktivitet 2", 2, 1),
        ("Aktivitet 1", 1, 1),
        ("Aktivitet 3", 2, 1),
    ]
    for row in (*rows, *Prerequisite.objects.all()):
        (record,) = row.history.all()
        assert (record.history_type, record.history_change_reason, record.history_date) == (
            "+",
            "Import af fil.csv",
            AT,
        )


def test_a_change_of_state_is_one_version_more_with_its_note(strategy):
    applied("activities", activities(2), target=strategy)
    applied("activities", activities(2, "afsluttet"), target=strategy)
    for row in Activity.objects.filter(strategy=strategy):
        assert (row.version, row.state, row.order) == (2, "done", 1)
        assert [record.state for record in row.history.order_by("history_id")] == ["active", "done"]
    assert {(note.state_from, note.state_to) for note in ProgressNote.objects.all()} == {("active", "done")}
    assert {row.version for row in Prerequisite.objects.all()} == {1}


def test_a_strategy_that_is_retired_takes_no_change_of_state(strategy):
    applied("activities", activities(2), target=strategy)
    strategy.state = "retired"
    strategy.save()
    _, plan = planned("activities", activities(2, "afsluttet"), target=strategy)
    assert plan.counts()["error"] == 2
    assert "meldt afløst" in plan.problems()[0].message


def test_a_name_that_cannot_be_seen_is_none(strategy):
    _, plan = planned("activities", "fokusområde;aktivitet\nUnge;\u200b\nUnge;Samtaler\n", target=strategy)
    assert [row.act.value for row in plan.rows] == ["error", "new"]


def test_one_row_that_the_database_refuses_is_told_and_the_others_are_stored():
    """As where somebody else has stored the same figure in between."""
    faxe = MunicipalityFactory(code="0320", name="Faxe")

    class Blind(PopulationResource):
        def existing(self):
            return {}

    PopulationFigure.objects.create(municipality=faxe, date="1901-01-01", count=7, source="før")
    rows = [("0320", "1000", "1900-01-01"), ("0320", "1001", "1901-01-01"), ("0320", "1002", "1902-01-01")]
    dataset = tablib.Dataset(*rows, headers=["kommunekode", "indbyggertal", "opgjort"])
    outcome = import_table(Blind(at=AT), dataset, on_error=SKIP)
    assert (outcome.new, [problem.row for problem in outcome.problems]) == (2, [3])
    assert sorted(PopulationFigure.objects.values_list("count", flat=True)) == [7, 1000, 1002]
