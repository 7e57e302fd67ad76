"""An old round brought in, submitted on the municipalities' behalf and counted; and imports of answers taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.checks import CHECKS
from clusters.dashboard import load_picture
from clusters.models import Answer, Round, SelfAssessment, Submission, Transition
from misbrug.tables.kind import SKIP
from misbrug.tables.plan import CannotUndo
from tests import factories as make
from tests.imports.answer_files import every_answer, standing, table
from tests.imports.runs import AT, applied, planned, undone

pytestmark = pytest.mark.django_db
ON_BEHALF = {"submit": True, "submit_reason": "Runden fra 2014 hentes ind fra regneark."}


@pytest.fixture
def admin():
    return make.administrator()


@pytest.fixture
def round_():
    return make.opened_round(at=AT - timedelta(days=4000), label="2014")


def state_of(name):
    return SelfAssessment.objects.get(municipality_name=name).state


def test_an_old_round_is_imported_submitted_closed_and_counted(client, round_, admin):
    text = every_answer(round_, numbers=("1.1", "1.2", "2.1")).replace("Greve 1;Stof;2.1;ja;", "Greve 1;Stof;2.1;nej;")
    text += every_answer(round_, numbers=("1.1", "1.2"), tracks=("Unge",)).partition("\n")[2]
    _, plan = planned("answers", text, target=round_, actor=admin, options=ON_BEHALF)
    assert plan.notes[-1] == "Selvvurderingerne indsendes på vegne af kommunerne i Faxe 0 og Greve 1."
    run, done = applied("answers", text, target=round_, actor=admin, options=ON_BEHALF)
    assert done.new == 16
    submission = Submission.objects.get(assessment__municipality_name="Faxe 0")
    assert submission.confirmed_missing == 3
    assert submission.submitter_name == "Administrator på vegne af kommunen"
    act = Transition.objects.filter(act=Transition.Act.SUBMIT_FOR).first()
    assert (act.reason, act.from_state, act.to_state) == (ON_BEHALF["submit_reason"], "draft", "submitted")
    workflow.start_processing(round_.pk, actor=admin, at=AT)
    workflow.close_round(round_.pk, actor=admin, at=AT)
    cluster = load_picture(Round.objects.get(pk=round_.pk)).clusters[0]
    by_number = {make.question(round_, number).pk: number for number in ("1.1", "2.1")}
    counts = {number: cluster.counts(pk) for pk, number in by_number.items()}
    assert [(counts[number].ja, counts[number].nej) for number in ("1.1", "2.1")] == [(2, 0), (1, 1)]
    assert not [fault for check in CHECKS for fault in check()]
    with pytest.raises(CannotUndo):
        undone(run, actor=admin)


def test_the_history_and_the_log_tell_of_the_submission_on_behalf(client, round_, admin):
    applied("answers", every_answer(round_), target=round_, actor=admin, options=ON_BEHALF)
    assessment = round_.assessments.get(municipality_name="Faxe 0")
    client.force_login(make.municipal_lead(assessment.municipality))
    place = {"round": round_.slug, "code": assessment.municipality.code}
    page = client.get(reverse("clusters:assessment_history", kwargs=place)).content.decode()
    assert "indsendte på vegne af kommunen" in page
    assert ON_BEHALF["submit_reason"] in page
    client.force_login(make.project_member(round_.region))
    page = client.get(reverse("clusters:round_manage", args=[round_.slug])).content.decode()
    assert "indsendte på vegne af kommunen: Faxe 0" in page


def test_what_stops_a_submission_is_an_error_of_its_row(round_, admin):
    text = table("Faxe 0;Alkohol;1.1;delvis;", "Greve 1;Alkohol;1.1;ja;")
    _, plan = planned("answers", text, target=round_, actor=admin, options=ON_BEHALF)
    problem = plan.problems()[0]
    assert (problem.row, problem.column) == (2, "Uddybning")
    assert problem.message.startswith("Skriv en uddybning.")
    applied("answers", text, target=round_, actor=admin, options=ON_BEHALF, on_error=SKIP)
    assert (state_of("Faxe 0"), state_of("Greve 1")) == ("not_started", "submitted")


def test_only_administrators_submit_on_behalf_and_only_with_a_reason(round_, admin):
    faxe = round_.assessments.get(municipality_name="Faxe 0")
    text = table("Faxe 0;Alkohol;1.1;ja;")
    lead = make.municipal_lead(faxe.municipality)
    _, plan = planned("answers", text, target=round_, actor=lead, options=ON_BEHALF)
    assert plan.unusable == "Kun administratorer kan indsende på vegne af kommuner."
    _, plan = planned("answers", text, target=round_, actor=admin, options={"submit": True})
    assert plan.unusable == "Skriv en begrundelse."


def test_undo_brings_back_what_stood_as_new_versions_and_takes_the_submission_back(round_, admin):
    faxe = make.begun(round_.assessments.get(municipality_name="Faxe 0"))
    make.answered(make.track_of(faxe, "alkohol"), "1.1", "delvis", "Om dagen", is_example=True)
    text = every_answer(round_)
    run, _ = applied("answers", text, target=round_, actor=admin, options=ON_BEHALF, decisions={"newer": "file"})
    assert standing()["Faxe 0", "Alkohol", "1.1"] == ("ja", "Om dagen", 2)
    receipt = undone(run, actor=admin)
    assert receipt.values == 8
    found = standing()
    assert found.pop(("Faxe 0", "Alkohol", "1.1")) == ("delvis", "Om dagen", 3)
    assert set(found.values()) == {("", "", 2)}
    answer = Answer.objects.get(value="delvis")
    assert answer.is_example
    assert answer.history.first().history_change_reason == "Fortrydelse af import af fil.csv"
    assert (state_of("Faxe 0"), state_of("Greve 1")) == ("draft", "not_started")
    assert not Submission.objects.exists()
    assert Transition.objects.filter(act=Transition.Act.TAKE_BACK).exclude(reason="").count() == 1
    assert not [fault for check in CHECKS for fault in check()]


def test_a_submission_that_counted_before_counts_again_after_undo(round_, admin):
    faxe = round_.assessments.get(municipality_name="Faxe 0")
    applied("answers", table("Faxe 0;Alkohol;1.1;ja;"), target=round_, actor=admin, options=ON_BEHALF)
    earlier = SelfAssessment.objects.get(pk=faxe.pk).submission_id
    workflow.return_(faxe.pk, actor=admin, at=AT, reason="Ret 1.1")
    text = table("Faxe 0;Alkohol;1.1;nej;")
    run, _ = applied("answers", text, target=round_, actor=admin, options=ON_BEHALF)
    assert SelfAssessment.objects.get(pk=faxe.pk).submission_id != earlier
    undone(run, actor=admin)
    assert SelfAssessment.objects.get(pk=faxe.pk).submission_id == earlier


def test_undo_is_refused_where_a_person_has_written_since_and_says_where(round_, admin):
    run, _ = applied("answers", every_answer(round_), target=round_, actor=admin)
    faxe = round_.assessments.get(municipality_name="Faxe 0")
    track = make.track_of(faxe, "stof")
    make.answered(track, "1.2", "nej", actor=make.caseworker(faxe.municipality), at=AT)
    before = standing()
    with pytest.raises(CannotUndo) as refused:
        undone(run, actor=admin)
    assert refused.value.messages == (
        "Faxe 0, Region Sjælland, runde 0, 1.2 Stof: ændret 21.\xa0nov.\xa02026 af Sagsbehandler, Faxe 0.",
    )
    assert standing() == before


def test_undo_is_refused_where_the_municipality_has_submitted_since(round_, admin):
    run, _ = applied("answers", every_answer(round_), target=round_, actor=admin)
    faxe = round_.assessments.get(municipality_name="Faxe 0")
    workflow.submit(faxe.pk, actor=make.municipal_lead(faxe.municipality), at=AT, confirm_missing=True)
    with pytest.raises(CannotUndo, match="Selvvurderingen er indsendt"):
        undone(run, actor=admin)
