"""The way of a run: what is shown is what is stored, the same file again says so, and files are forgotten in time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from clusters.models import Municipality, PopulationFigure, Region
from misbrug.imports import workflow
from misbrug.imports.chunks import read_rows
from misbrug.imports.models import ImportRun
from misbrug.tables.kind import SKIP, finish
from misbrug.tables.plan import CannotUndo, plan_from_plain
from strategies.models import Activity
from tests import factories
from tests import strategies as make
from tests.imports.runs import AT, applied, kept_preview, planned, rows_of, started, undone
from tests.tables.workbooks import of_sheets

pytestmark = pytest.mark.django_db

PLACES = "kommunekode;navn;region\n320;Faxe;Region Sjælland\n0376;Guldborgsund;Region Sjælland"
HEAD = "kommunekode;indbyggertal;opgjort\n"


@pytest.fixture
def places():
    """Faxe and Guldborgsund."""
    return applied("municipalities", PLACES)[0]


# The preview


def test_a_preview_shows_each_row_and_stores_nothing(places):
    text = (
        "kommunekode;navn;region\n320;Fakse;Region Sjælland\n376;Guldborgsund;Region Sjælland\n751;Aarhus;Region Midt\n"
    )
    run, plan = planned("municipalities", text, agree=True)
    assert rows_of(plan) == [("changed", "Fakse"), ("unchanged", "Guldborgsund"), ("new", "Aarhus")]
    assert plan.columns == ("Kommunekode", "Navn", "Region")
    assert plan.rows[0].cells == ((None, "0320"), ("Faxe", "Fakse"), (None, "Region Sjælland"))
    assert plan.rows[2].cells == ((None, "0751"), (None, "Aarhus"), (None, "Region Midt"))
    assert plan.notes == ("Ny region: Region Midt.",)
    assert not Region.objects.filter(name="Region Midt").exists()
    run.refresh_from_db()
    kept = plan_from_plain(run.plan)
    assert kept.counts() == plan.counts()
    assert replace(kept, tally=None) == replace(plan, rows=())
    assert sorted(read_rows(run, range(3))) == list(enumerate(plan.rows))
    assert plan.counts() == {"error": 0, "ask": 0, "changed": 1, "new": 1, "unchanged": 1, "unused": 0}
    assert run.counts.items() >= plan.counts().items()


def test_the_same_file_gives_the_same_plan(places):
    text = HEAD + "320;1;2020-01-01\nGuldborgssund;2;2020-01-01\nx;3;2020-01-01"
    assert planned("populations", text)[1].digest() == planned("populations", text)[1].digest()


def test_a_problem_names_its_cell_and_no_cpr_number_is_kept(places):
    run, plan = planned("populations", HEAD + "320;mange;2020-01-01\n070761-4285;1;2020-01-01", name="070761-4285.csv")
    first, second = plan.problems()
    assert (first.row, first.column, first.cell, first.value) == (2, "Indbyggertal", "B2", "mange")
    assert (second.row, second.cell) == (3, "A3")
    assert "mange" in kept_preview(run)
    assert "4285" not in kept_preview(run) + run.file_name + bytes(run.file).decode("latin-1")


def test_a_row_is_named_by_its_sheet_where_there_are_several(places):
    data = of_sheets(
        **{
            "2020": [("kommunekode", "indbyggertal", "opgjort"), ("320", "x", "2020-01-01")],
            "2021": [("kommunekode", "indbyggertal", "opgjort"), ("320", "1", "2021-01-01"), ("376", "", "2021-01-01")],
        }
    )
    _, plan = planned("populations", data, name="tal.xlsx")
    assert [(row.sheet, row.line, row.act) for row in plan.rows] == [
        ("2020", 2, "error"),
        ("2021", 2, "new"),
        ("2021", 3, "error"),
    ]
    assert str(plan.problems()[0]).startswith("Arket ”2020”, række 2, Indbyggertal: ”x”. ")


def test_of_two_rows_that_disagree_both_are_wrong_and_of_two_alike_one(places):
    text = HEAD + "320;1;2020-01-01\n320;2;2020-01-01\n376;5;2020-01-01\n376;5;2020-01-01"
    run, plan = planned("populations", text)
    assert [row.act for row in plan.rows] == ["error", "error", "new", "error"]
    assert [(problem.column, problem.value, problem.cell, problem.message) for problem in plan.problems()] == [
        ("Indbyggertal", "1", "B2", "Række 3 siger ”2” om det samme. Behold den række, der er rigtig."),
        ("Indbyggertal", "2", "B3", "Række 2 siger ”1” om det samme. Behold den række, der er rigtig."),
        ("Kommunekode", "376", "A5", "Det samme står i række 4. Slet den ene."),
    ]
    workflow.decide(run.pk, on_error=SKIP)
    finish(workflow.apply(run.pk, actor=None, at=AT))
    assert [(row.municipality.name, row.count) for row in PopulationFigure.objects.all()] == [("Guldborgsund", 5)]


def test_rows_that_differ_in_how_they_are_written_alone_say_the_same(places):
    text = HEAD + "320;60.722;2020-01-01\nFaxe;60722;01-01-2020\n"
    assert [each.message for each in planned("populations", text)[1].problems()] == [
        "Det samme står i række 2. Slet den ene."
    ]


def test_a_name_says_which_municipality_it_is_where_the_code_is_missing(places):
    text = "kommunekode;navn;indbyggertal;opgjort\n;Guldborgssund;1;2020-01-01\n;Faxe;1;2020-01-01\n"
    text += ";Ukendtby;1;2020-01-01\n;Guldborgssund;x;2021-01-01\n;;1;2020-01-01\n"
    run, plan = planned("populations", text)
    assert [row.act for row in plan.rows] == ["ask", "new", "error", "error", "error"]
    assert [(each.row, each.cell, each.value, each.message.partition(".")[0]) for each in plan.problems()] == [
        (4, "B4", "Ukendtby", "Der findes ingen kommune med det navn"),
        (5, "C5", "x", plan.problems()[1].message.partition(".")[0]),
        (5, "B5", "Guldborgssund", "Der findes ingen kommune, der hedder ”Guldborgssund”"),
        (6, "A6", "", "Her mangler en kommune"),
    ]
    assert "?" not in plan.problems()[2].message
    key = plan.questions[0].key
    workflow.decide(run.pk, decisions={key: "0376"}, on_error=SKIP)
    finish(workflow.preview(run.pk, actor=None, at=AT))
    finish(workflow.apply(run.pk, actor=None, at=AT))
    assert {row.municipality.name for row in PopulationFigure.objects.all()} == {"Guldborgsund", "Faxe"}


def test_the_sums_of_a_strategy_move():
    strategy = make.strategy(slug="plan")
    head = "fokusområde;aktivitet;årlig_udgift_mio;etablering_mio\n"
    applied("activities", head + "Unge;Samtaler;1,5;0\nUnge;Ture;;0,25", target=strategy)
    _, plan = planned("activities", head + "Unge;Samtaler;2;0\nUnge;Ny;0,5;1", target=strategy)
    assert [(each.label, each.before, each.after) for each in plan.sums] == [
        ("Årligt", "1,5 mio. kr., 1 ukendt", "2,5 mio. kr., 1 ukendt"),
        ("Etablering", "0,25 mio. kr.", "1,25 mio. kr."),
    ]
    assert Activity.objects.count() == 2


# Questions


NEAR = HEAD + "Guldborgssund;60722;2020-01-01\n320;36576;2020-01-01"


def test_a_near_miss_is_asked_about_once_and_never_assumed(places):
    run, plan = planned("populations", NEAR + "\nGuldborgssund;1;2021-01-01")
    assert rows_of(plan)[0][0] == "ask"
    assert plan.counts() == {"error": 0, "ask": 2, "changed": 0, "new": 1, "unchanged": 0, "unused": 0}
    (question,) = plan.questions
    assert (question.key, question.text) == ("municipality:guldborgssund", "Er ”Guldborgssund” Guldborgsund?")
    assert plan.rows[0].cells[0] == (None, "Guldborgssund")
    with pytest.raises(workflow.Blocked):
        finish(workflow.apply(run.pk, actor=None, at=AT))


def test_an_answer_counts_for_all_rows_and_a_rows_own_for_it_alone(places):
    text = NEAR + "\nGuldborgssund;1;2021-01-01"
    _, done = applied("populations", text, decisions={"municipality:guldborgssund": "0376", "!4": "no"}, on_error=SKIP)
    assert (done.new, done.skipped) == (2, 1)
    _, plan = planned("populations", text, decisions={"municipality:guldborgssund": "no"})
    assert [row.act for row in plan.rows] == ["error", "unchanged", "error"]


def test_rows_that_wait_for_an_answer_are_left_out_when_errors_are_skipped(places):
    _, done = applied("populations", NEAR, on_error=SKIP)
    assert (done.new, done.skipped) == (1, 1)
    assert PopulationFigure.objects.get().municipality.name == "Faxe"


def test_a_row_in_doubt_with_another_problem_is_wrong_and_says_both(places):
    _, plan = planned("populations", HEAD + "Guldborgssund;mange;2020-01-01")
    (row,) = plan.rows
    assert (row.act, plan.questions) == ("error", ())
    assert [problem.column for problem in row.problems] == ["Indbyggertal", "Kommunekode"]


# Storing


def test_what_is_no_longer_what_was_shown_is_not_stored(places):
    run, _ = planned("municipalities", "kommunekode;navn;region\n320;Fakse;Region Sjælland", agree=True)
    Municipality.objects.filter(code="0320").update(name="Faxe By")
    with pytest.raises(workflow.Moved):
        finish(workflow.apply(run.pk, actor=None, at=AT))
    run.refresh_from_db()
    assert (run.state, Municipality.objects.get(code="0320").name) == ("planned", "Faxe By")


def test_a_second_click_stores_nothing_twice(places):
    with pytest.raises(workflow.AlreadyApplied):
        finish(workflow.apply(places.pk, actor=None, at=AT))


def test_an_apply_that_is_left_in_the_middle_stores_nothing(places):
    run, _ = planned("populations", HEAD + "320;1;2020-01-01")
    with transaction.atomic():
        work = workflow.apply(run.pk, actor=None, at=AT)
        for progress in work:
            if progress.text == "Husker, hvad der blev ændret":
                break
        assert PopulationFigure.objects.exists()
        work.close()
    assert not PopulationFigure.objects.exists()
    run.refresh_from_db()
    assert run.state == "planned"


def test_the_same_file_again_changes_nothing_and_says_so(places):
    user = factories.UserFactory(name="Chefen", is_staff=True)
    applied("populations", HEAD + "320;1;2020-01-01\n", actor=user)
    run, plan = planned("populations", HEAD + "320;1;2020-01-01\n", actor=user)
    assert plan.notes == (
        "Den samme fil blev importeret 21. november 2026 kl. 10.42 af Chefen.",
        "Filen ændrer intet: det, den siger, står der allerede.",
    )
    finish(workflow.apply(run.pk, actor=user, at=AT))
    run.refresh_from_db()
    assert run.notes == ["Filen ændrede intet."]
    with pytest.raises(CannotUndo, match="intet at fortryde, for filen ændrede intet"):
        undone(run)


def test_an_import_that_was_taken_back_is_not_mentioned(places):
    run, _ = applied("populations", HEAD + "320;1;2020-01-01\n")
    undone(run)
    assert planned("populations", HEAD + "320;1;2020-01-01\n")[1].notes == ()
    with pytest.raises(workflow.RunError):
        undone(run)


# Forgetting


def test_files_are_forgotten_in_time_and_the_import_can_still_be_taken_back(places):
    late = AT + timedelta(days=31)
    seen, _ = planned("populations", HEAD + "320;1;2020-01-01\n")
    started("populations", HEAD + "320;2;2020-01-01", at=late)
    places.refresh_from_db()
    seen.refresh_from_db()
    assert (places.file, places.state) == (None, "applied")
    assert (seen.file, seen.state, seen.plan) == (None, "dropped", None)
    assert ImportRun.objects.filter(file__isnull=False).count() == 1
    undone(places, at=late)
    assert not Municipality.objects.exists()
