"""Importing answers: what the preview says, and that imported answers are kept as typed ones are."""

import pytest

from clusters import workflow
from clusters.checks import CHECKS
from clusters.models import Answer, Transition
from misbrug.imports.workflow import Blocked, Moved, preview
from misbrug.imports.workflow import apply as apply_run
from misbrug.tables.kind import SKIP, finish
from tests import factories as make
from tests.imports.answer_files import every_answer, standing, table
from tests.imports.runs import AT, applied, kept_preview, planned, rows_of, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return make.opened_round()


@pytest.fixture
def faxe(round_):
    return make.begun(round_.assessments.get(municipality_name="Faxe 0"))


@pytest.fixture
def admin():
    return make.administrator()


def messages(plan):
    return [(problem.row, problem.column, problem.cell, problem.message) for problem in plan.problems()]


def test_an_answer_is_stored_as_a_typed_one_with_its_history(round_, faxe, admin):
    text = table("Faxe 0;Alkohol;1.1;Delvist;Kun om dagen", "0000;stof;1,2;ikke relevant;Ingen partnere")
    text = text.replace("0000", faxe.municipality.code)
    _, done = applied("answers", text, target=round_, actor=admin)
    assert (done.new, done.changed, done.unchanged) == (2, 0, 0)
    assert standing() == {
        ("Faxe 0", "Alkohol", "1.1"): ("delvis", "Kun om dagen", 1),
        ("Faxe 0", "Stof", "1.2"): ("ikke_relevant", "Ingen partnere", 1),
    }
    answer = Answer.objects.get(indicator__number="1.1")
    history = answer.history.get()
    assert (answer.changed_by, answer.changed_at, answer.is_example, answer.is_carried) == (admin, AT, False, False)
    assert (history.value, history.elaboration, history.version) == ("delvis", "Kun om dagen", 1)
    assert (history.history_user, history.history_date, history.history_type) == (admin, AT, "+")
    assert history.history_change_reason == "Import af fil.csv"
    assert (history.track_id, history.indicator_id, history.changed_by) == (answer.track_id, answer.indicator_id, admin)


def test_the_history_of_an_import_is_that_of_a_typed_answer(round_, faxe, admin):
    make.answered(make.track_of(faxe, "alkohol"), "1.1", "delvis", "Om dagen", actor=admin, at=AT)
    applied("answers", table("Faxe 0;Stof;1.1;delvis;Om dagen"), target=round_, actor=admin)
    typed, imported = Answer.history.order_by("track__order").values()
    own = {"id", "history_id", "track_id", "history_change_reason"}
    assert {key: typed[key] for key in typed if key not in own} == {
        key: imported[key] for key in typed if key not in own
    }


def test_the_same_file_twice_changes_nothing_even_where_answers_are_locked(round_, faxe, admin):
    text = table("Faxe 0;Alkohol;1.1;ja;")
    applied("answers", text, target=round_, actor=admin)
    workflow.start_processing(round_.pk, actor=admin, at=AT)
    _, done = applied("answers", text, target=round_, actor=admin)
    assert (done.new, done.changed, done.unchanged) == (0, 0, 1)
    assert Answer.history.count() == 1


@pytest.mark.parametrize(
    ("row", "column", "cell", "message"),
    [
        ("Faxxe 0;Alkohol;9.9;ja;", "Indikator", "C2", "Der er ingen indikator med det nummer i rundens katalog."),
        ("Ukendtby;Alkohol;1.1;ja;", "Kommune", "A2", "Der findes ingen kommune med det navn."),
        ("Faxe 0;Unge;1.1;ja;", "Spor", "B2", "Det spor har Faxe 0 ikke. Kommunen svarer i sporene Alkohol og Stof."),
        ("Faxe 0;;1.1;ja;", "Spor", "B2", "Her mangler et spor. Skriv Alkohol eller Stof."),
        ("Faxe 0;Alkohol;2026-02-05;ja;", "Indikator", "C2", "Nummeret er blevet til en dato."),
        ("Faxe 0;Alkohol;1.1;måske;", "Svar", "D2", "”måske” er ikke et svar. Skriv ja, nej eller delvis."),
        ("Faxe 0;Alkohol;2.1;delvis;", "Svar", "D2", "Her kan man ikke svare ”delvis”."),
        ("Faxe 0;Alkohol;1.1;ja;" + "x" * 10_001, "Uddybning", "E2", "Teksten er på 10.001 tegn."),
        ("Faxe 0;Alkohol;1.1;ja;Ring til 010203-1234", "Uddybning", "E2", "Teksten ser ud til at indeholde et CPR"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(round_, faxe, admin, row, column, cell, message):
    _, plan = planned("answers", table(row), target=round_, actor=admin)
    found = [each for each in messages(plan) if each[1] == column]
    assert [(each[0], each[2]) for each in found] == [(2, cell)], messages(plan)
    assert found[0][3].startswith(message)
    assert plan.counts()["error"] == 1


def test_all_that_is_wrong_in_a_row_is_said_at_once(round_, faxe, admin):
    _, plan = planned("answers", table("Ukendtby;Alkohol;1.1;måske;"), target=round_, actor=admin)
    assert [problem.column for problem in plan.problems()] == ["Kommune", "Svar"]


def test_no_digits_of_a_cpr_number_are_kept_of_a_file(round_, faxe, admin):
    run, plan = planned("answers", table("Faxe 0;Alkohol;1.1;ja;Ring 010203-1234"), target=round_, actor=admin)
    assert "Faxe 0" in kept_preview(run)
    assert "1234" not in kept_preview(run)
    assert "1234" not in str(plan.rows)


def test_a_number_that_stands_confirmed_comes_back_unchanged(round_, faxe):
    worker = make.caseworker(faxe.municipality)
    words = "Sagen har nummer 010203-1235."
    make.answered(make.track_of(faxe, "alkohol"), "1.1", "ja", words, cpr_confirmed=True)
    _, plan = planned("answers", table(f"Faxe 0;Alkohol;1.1;ja;{words}"), target=round_, actor=worker)
    assert plan.counts()["unchanged"] == 1
    assert "1235" not in str(plan.rows)


def test_a_row_without_an_answer_leaves_what_stands(round_, faxe, admin):
    make.answered(make.track_of(faxe, "alkohol"), "1.1", "ja", "Ja da")
    _, done = applied("answers", table("Faxe 0;Alkohol;1.1;;"), target=round_, actor=admin)
    assert (done.new, done.changed, done.unchanged) == (0, 0, 1)
    assert standing()["Faxe 0", "Alkohol", "1.1"] == ("ja", "Ja da", 1)


def test_the_same_place_twice_is_stored_once_and_a_disagreement_is_an_error_of_both(round_, faxe, admin):
    same = table("Faxe 0;Alkohol;1.1;ja;", "Faxe 0;Alkohol;1.1;Ja;")
    _, plan = planned("answers", same, target=round_, actor=admin)
    assert [act for act, _ in rows_of(plan)] == ["new", "unchanged"]
    _, plan = planned("answers", table("Faxe 0;Alkohol;1.1;ja;", "Faxe 0;Alkohol;1.1;nej;"), target=round_, actor=admin)
    assert [act for act, _ in rows_of(plan)] == ["error", "error"]
    assert [problem.message for problem in plan.problems()] == [
        "Filen siger to ting om det samme svar. Række 3 siger ”nej”. Ret eller slet den ene.",
        "Filen siger to ting om det samme svar. Række 2 siger ”ja”. Ret eller slet den ene.",
    ]


def test_another_answer_is_asked_about_and_the_choice_is_heeded(round_, faxe, admin):
    track = make.track_of(faxe, "alkohol")
    make.answered(track, "1.1", "ja")
    make.answered(track, "1.2", "ja")
    text = table("Faxe 0;Alkohol;1.1;nej;", "Faxe 0;Alkohol;1.2;nej;")
    run, plan = planned("answers", text, target=round_, actor=admin)
    question = plan.questions[0].key
    assert [(row.act.value, row.question) for row in plan.rows] == [("ask", question)] * 2
    with pytest.raises(Blocked):
        finish(apply_run(run.pk, actor=admin, at=AT))
    choice = {question: "keep", plan.rows[1].key: "file"}
    _, done = applied("answers", text, target=round_, actor=admin, decisions=choice)
    assert (done.changed, done.unchanged) == (1, 1)
    assert standing()["Faxe 0", "Alkohol", "1.1"][0] == "ja"
    assert standing()["Faxe 0", "Alkohol", "1.2"] == ("nej", "", 2)


def test_ones_own_import_is_replaced_without_a_question_and_another_persons_is_not(round_, faxe, admin):
    applied("answers", table("Faxe 0;Alkohol;1.1;ja;"), target=round_, actor=admin)
    text = table("Faxe 0;Alkohol;1.1;nej;")
    assert rows_of(planned("answers", text, target=round_, actor=admin)[1]) == [("changed", "Faxe 0 · Alkohol · 1.1")]
    other = planned("answers", text, target=round_, actor=make.administrator())[1]
    assert other.counts()["ask"] == 1


def test_the_version_in_the_file_tells_whether_an_answer_is_newer(round_, faxe):
    worker = make.caseworker(faxe.municipality)
    make.answered(make.track_of(faxe, "alkohol"), "1.1", "ja")
    headings = "kommune;spor;indikator;svar;version"
    rows = {version: table(f"Faxe 0;Alkohol;1.1;nej;{version}", headings=headings) for version in ("1", "0", "x")}
    acts = {key: planned("answers", text, target=round_, actor=worker)[1].rows[0].act for key, text in rows.items()}
    assert acts == {"1": "changed", "0": "ask", "x": "error"}


def test_an_answer_that_changes_after_the_preview_stops_the_import_though_it_is_not_shown(round_, faxe, admin):
    track = make.track_of(faxe, "alkohol")
    make.answered(track, "1.1", "ja")
    text = table("Faxe 0;Alkohol;1.1;nej;")
    run, plan = planned("answers", text, target=round_, actor=admin, decisions={"newer": "file"})
    assert plan.rows[0].cells[0] == ("(ikke vist)", "nej")
    make.answered(track, "1.1", "delvis", "Noget nyt")
    with pytest.raises(Moved):
        finish(apply_run(run.pk, actor=admin, at=AT))
    assert standing()["Faxe 0", "Alkohol", "1.1"][0] == "delvis"


def test_a_caseworker_sees_what_stands_at_home(round_, faxe):
    worker = make.caseworker(faxe.municipality)
    make.answered(make.track_of(faxe, "alkohol"), "1.1", "ja", "Fordi")
    text = table("Faxe 0;Alkohol;1.1;nej;Nu ikke")
    _, plan = planned("answers", text, target=round_, actor=worker)
    assert plan.rows[0].cells == (("ja", "nej"), ("Fordi", "Nu ikke"))


def test_a_municipality_that_has_not_begun_begins_with_the_files_tracks(round_, admin):
    greve = round_.assessments.get(municipality_name="Greve 1")
    text = table("Greve 1;Alkohol og stof;1.1;ja;", "Greve 1;Unge;1.2;nej;")
    _, plan = planned("answers", text, target=round_, actor=admin)
    assert plan.notes == ("Selvvurderingen begynder med sporene Alkohol og stof og Unge i Greve 1.",)
    assert not greve.tracks.exists()
    applied("answers", text, target=round_, actor=admin)
    assert sorted(greve.tracks.values_list("area_key", "name", "order")) == [
        ("alkohol+stof", "Alkohol og stof", 1),
        ("unge", "Unge", 2),
    ]
    begun = greve.transitions.get(act=Transition.Act.START)
    assert (begun.reason, begun.detail) == ("Import af fil.csv", "Alkohol og stof, Unge")
    assert not [fault for check in CHECKS for fault in check()]


def test_tracks_that_overlap_are_refused(round_, admin):
    text = table("Greve 1;Alkohol og stof;1.1;ja;", "Greve 1;Stof;1.1;nej;")
    _, plan = planned("answers", text, target=round_, actor=admin)
    assert [act for act, _ in rows_of(plan)] == ["new", "error"]


@pytest.mark.parametrize("state", ["locked", "submitted", "withdrawn"])
def test_nothing_is_written_where_answers_are_locked(round_, faxe, admin, state):
    if state == "locked":
        workflow.start_processing(round_.pk, actor=admin, at=AT)
    elif state == "submitted":
        make.submitted(faxe)
    else:
        workflow.withdraw(faxe.pk, actor=admin, at=AT)
    before = standing()
    text = table("Faxe 0;Alkohol;1.1;nej;")
    _, done = applied("answers", text, target=round_, actor=admin, on_error=SKIP)
    assert (done.new, done.changed, done.skipped) == (0, 0, 1)
    assert standing() == before
    _, plan = planned("answers", text, target=round_, actor=admin)
    said = {
        "locked": f"Runden {round_.label} er under behandling og tager ikke imod svar.",
        "submitted": "Selvvurderingen er indsendt.",
        "withdrawn": "Kommunen deltager ikke i runden",
    }
    assert plan.problems()[0].message.startswith(said[state])


def test_several_rounds_come_in_one_file(round_, faxe, admin):
    old = make.opened_round(round_.clusters.get(), slug="gammel", label="2014")
    rows = [f"{word};Faxe 0;Alkohol;1.1;{value};" for word, value in ((round_.slug, "ja"), ("2014", "nej"))]
    text = table(*rows, headings="runde;kommune;spor;indikator;svar;uddybning")
    applied("answers", text, actor=admin)
    assert list(Answer.objects.order_by("value").values_list("track__assessment__round__slug", "value")) == [
        (round_.slug, "ja"),
        (old.slug, "nej"),
    ]


def test_a_near_miss_of_a_municipality_is_asked_about(admin):
    place = make.MunicipalityFactory(name="Guldborgsund", code="0376")
    round_ = make.opened_round(make.cluster_of(place))
    text = table("Guldborgssund;Alkohol;1.1;ja;")
    _, plan = planned("answers", text, target=round_, actor=admin)
    assert plan.counts()["ask"] == 1
    _, done = applied("answers", text, target=round_, actor=admin, decisions={plan.questions[0].key: "0376"})
    assert done.new == 1


def test_queries_grow_with_batches_and_not_with_rows(round_, faxe, admin, count_queries):
    make.begun(round_.assessments.get(municipality_name="Greve 1"))
    few, many = every_answer(round_, numbers=("1.1",)), every_answer(round_, "nej", numbers=("1.1", "1.2", "2.1"))
    planned("answers", few, target=round_, actor=admin)
    counts = []
    for text in (few, many):
        run = started("answers", text, target=round_, actor=admin)
        with count_queries() as previewing:
            plan = finish(preview(run.pk, actor=admin, at=AT))
        assert not plan.problems()
        with count_queries() as applying:
            finish(apply_run(run.pk, actor=admin, at=AT))
        counts.append((len(plan.rows), len(previewing), len(applying)))
    assert counts == [(4, 24, 23), (12, 25, 24)]
