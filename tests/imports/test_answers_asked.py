"""What stands and is not the importer's own: when he is asked, what he is shown, and for how long a decision counts."""

import pytest

from misbrug.imports.workflow import Moved, decide, preview
from misbrug.imports.workflow import apply as apply_run
from misbrug.tables.kind import finish
from tests import factories as make
from tests.imports.answer_files import standing, table
from tests.imports.runs import AT, applied, planned, rows_of, undone

pytestmark = pytest.mark.django_db
WITH_VERSION = "kommune;spor;indikator;svar;uddybning;version"


@pytest.fixture
def round_():
    return make.opened_round()


@pytest.fixture
def faxe(round_):
    return make.begun(round_.assessments.get(municipality_name="Faxe 0"))


@pytest.fixture
def track(faxe):
    return make.track_of(faxe, "alkohol")


@pytest.fixture
def worker(faxe):
    return make.caseworker(faxe.municipality)


def plan_of(round_, actor, *rows, **kwargs):
    return planned("answers", table(*rows, **kwargs.pop("table", {})), target=round_, actor=actor, **kwargs)[1]


@pytest.mark.parametrize("alone", [False, True])
def test_a_decision_counts_for_the_versions_it_was_made_about(round_, track, worker, alone):
    for number in ("1.1", "1.2"):
        make.answered(track, number, "ja")
    text = table("Faxe 0;Alkohol;1.1;nej;", "Faxe 0;Alkohol;1.2;nej;")
    run, plan = planned("answers", text, target=round_, actor=worker)
    keys = [row.key for row in plan.rows] if alone else [plan.questions[0].key]
    decide(run.pk, decisions=dict.fromkeys(keys, "file"))
    assert finish(preview(run.pk, actor=worker, at=AT)).counts()["changed"] == 2
    make.answered(track, "1.1", "delvis", "Skrevet lige nu")
    with pytest.raises(Moved):
        finish(apply_run(run.pk, actor=worker, at=AT))
    again = finish(preview(run.pk, actor=worker, at=AT))
    assert again.rows[0].act == "ask"
    assert again.rows[0].cells[0] == ("delvis", "nej")
    assert standing()["Faxe 0", "Alkohol", "1.1"][:2] == ("delvis", "Skrevet lige nu")


def test_a_standing_decision_counts_whatever_the_version(round_, track):
    make.answered(track, "1.1", "ja")
    plan = plan_of(round_, None, "Faxe 0;Alkohol;1.1;nej;", decisions={"newer": "file"})
    assert plan.counts()["changed"] == 1


def test_an_answer_that_a_person_has_cleared_is_asked_about(round_, track, worker):
    make.answered(track, "1.1", "ja")
    make.answered(track, "1.1", "")
    plan = plan_of(round_, worker, "Faxe 0;Alkohol;1.1;nej;")
    assert plan.counts()["ask"] == 1


def test_what_an_undone_import_left_blank_is_not_asked_about(round_, track, worker):
    text = table("Faxe 0;Alkohol;1.1;nej;")
    run, _ = applied("answers", text, target=round_, actor=worker)
    undone(run, actor=worker)
    assert plan_of(round_, worker, "Faxe 0;Alkohol;1.1;nej;").counts()["new"] == 1


def test_a_blank_elaboration_stays_as_it_is_unless_the_row_builds_on_a_version(round_, track, worker):
    make.answered(track, "1.1", "ja", "Om dagen", actor=worker)
    newer = {"newer": "file"}
    plan = plan_of(round_, worker, "Faxe 0;Alkohol;1.1;nej;", decisions=newer)
    assert plan.rows[0].cells[1] == (None, "Om dagen")
    rows = ("Faxe 0;Alkohol;1.1;nej;;1", "Faxe 0;Alkohol;1.2;nej;;")
    plan = plan_of(round_, worker, *rows, table={"headings": WITH_VERSION})
    assert plan.rows[0].cells[1] == ("Om dagen", "")
    applied("answers", table("Faxe 0;Alkohol;1.1;nej;"), target=round_, actor=worker, decisions=newer)
    assert standing()["Faxe 0", "Alkohol", "1.1"] == ("nej", "Om dagen", 2)
    text = table("Faxe 0;Alkohol;1.1;nej;;2", headings=WITH_VERSION)
    applied("answers", text, target=round_, actor=worker)
    assert standing()["Faxe 0", "Alkohol", "1.1"] == ("nej", "", 3)


def test_what_stands_is_unchanged_though_it_looks_like_a_fault_of_excel(round_, track, worker):
    make.answered(track, "1.1", "ja", "#REF!")
    plan = plan_of(round_, worker, "Faxe 0;Alkohol;1.1;ja;#REF!", "Faxe 0;Alkohol;1.2;ja;#REF!")
    assert [act for act, _ in rows_of(plan)] == ["unchanged", "error"]


def test_a_preview_does_not_tell_whether_the_file_says_what_is_hidden(round_, track):
    make.answered(track, "1.1", "ja", "Om dagen")
    admin = make.administrator()
    plans = [
        plan_of(round_, admin, f"Faxe 0;Alkohol;1.1;{value};{words}")
        for value, words in (("ja", "Om dagen"), ("nej", "Om dagen"), ("ja", ""), ("ja", "#REF!"))
    ]
    assert [plan.rows[0].act for plan in plans] == ["ask", "ask", "ask", "error"]
    assert "Om dagen" not in str(plans[2].rows)
    same, other, *_ = (plan.rows[0].cells for plan in plans)
    assert [before for before, _ in same] == [before for before, _ in other] == ["(ikke vist)"] * 2
    kept = plan_of(round_, admin, "Faxe 0;Alkohol;1.1;ja;", decisions={"newer": "keep"})
    assert kept.rows[0].act == "unchanged"
    assert kept.rows[0].cells == ((None, "(ikke vist)"),) * 2
    used = plan_of(round_, admin, "Faxe 0;Alkohol;1.1;ja;", decisions={"newer": "file"})
    assert used.rows[0].act == "changed"


def test_two_rows_about_a_hidden_answer_do_not_tell_it(round_, track):
    make.answered(track, "1.1", "delvis", "Om dagen")
    rows = ("Faxe 0;Alkohol;1.1;nej;", "Faxe 0;Alkohol;1.1;;Andre ord")
    plan = plan_of(round_, make.administrator(), *rows)
    assert plan.counts()["error"] == 2
    assert "delvis" not in str(plan.rows).casefold()
