"""What is said of rows that cannot be used: first what stands in the way, and what to do about it."""

import pytest

from clusters import workflow
from clusters.models import Round, SelfAssessment
from tests import factories as make
from tests.imports.pages import address, text_of
from tests.imports.runs import AT, applied, planned, undone
from tests.tables.workbooks import of_sheets

pytestmark = pytest.mark.django_db
HEADING = "kommune;spor;indikator;svar;uddybning\n"


@pytest.fixture
def admin(db):
    return make.administrator()


@pytest.fixture
def assessment(db):
    cluster = make.cluster_of(make.MunicipalityFactory(name="Faxe"))
    return make.opened_round(cluster, slug="nu", name="Runde 2026").assessments.get()


def messages(text, round_, admin):
    _, plan = planned("answers", text, target=round_, actor=admin)
    return [problem.message for problem in plan.problems()]


def test_a_part_of_a_track_is_told_once_for_the_municipality(admin, assessment):
    make.begun(assessment, groups=(("alkohol", "stof"),))
    rows = "".join(f"Faxe;{area};1.1;ja;\n" for area in ("Alkohol", "Stof"))
    assert set(messages(HEADING + rows, assessment.round, admin)) == {
        "Faxe svarer for alkohol og stof i ét spor. Saml svarene i én kolonne eller ét ark, "
        "eller lad kommunen dele sporene først."
    }


def test_a_sheet_that_is_called_stoffer_is_the_track_stof(admin, assessment):
    make.begun(assessment)
    sheet = [["Nr.", "Indikator", "Faxe"], ["1.1", "Familien", "ja"]]
    _, plan = planned(
        "answers", of_sheets(Alkohol=sheet, Stoffer=sheet), target=assessment.round, actor=admin, name="skema.xlsx"
    )
    assert [row.label for row in plan.rows] == ["Faxe · Alkohol · 1.1", "Faxe · Stof · 1.1"]
    assert not plan.problems()


def test_a_closed_round_is_told_of_before_other_faults(admin, assessment):
    make.begun(assessment)
    Round.objects.update(state=Round.State.CLOSED, label="2014")
    SelfAssessment.objects.update(locked=True)
    found = messages(HEADING + "Faxe;Alkohol;1.1;måske;\nFaxe;Alkohol;1.2;ja;\n", assessment.round, admin)
    assert found[0] == found[2] == "Runden 2014 er afsluttet og tager ikke imod svar."


def test_that_no_answer_is_taken_is_told_with_the_other_faults(admin, assessment):
    make.submitted(make.begun(assessment, groups=(("alkohol", "stof"),)))
    found = messages(HEADING + "Faxe;Alkohol;1.1;måske;\nFaxe;Alkohol;1.1;;\n", assessment.round, admin)
    assert [each.partition(".")[0] for each in found] == [
        "Selvvurderingen er indsendt",
        "Faxe svarer for alkohol og stof i ét spor",
        "”måske” er ikke et svar",
        "Faxe svarer for alkohol og stof i ét spor",
    ]


def test_a_municipality_that_takes_no_part_is_told_so(admin, assessment):
    workflow.withdraw(assessment.pk, actor=admin, at=AT, reason="Har travlt")
    found = messages(HEADING + "Faxe;Alkohol;1.1;ja;\n", assessment.round, admin)
    assert found == ["Kommunen deltager ikke i runden, så filens svar kan ikke bruges."]


def test_an_unknown_round_names_those_there_are(admin, assessment):
    text = "runde;kommune;spor;indikator;svar\n1999;Faxe;Alkohol;1.1;ja\n"
    assert messages(text, None, admin)[0] == "Den runde kan du ikke importere svar til. Skriv ”Runde 2026”."


def test_notes_tell_of_elaborations_that_stay_or_are_missing(admin, assessment):
    make.begun(assessment)
    applied("answers", HEADING + "Faxe;Alkohol;1.1;ja;Hver gang\n", target=assessment.round, actor=admin)
    text = "kommune;spor;indikator;svar\nFaxe;Alkohol;1.1;nej\nFaxe;Alkohol;1.2;delvis\n"
    _, plan = planned("answers", text, target=assessment.round, actor=admin)
    assert "I 1 række bliver den gamle uddybning stående under et nyt svar: række 2." in plan.notes
    assert "1 delvis mangler en uddybning og kan ikke indsendes sådan: række 3." in plan.notes


def test_a_note_tells_that_a_track_reported_finished_is_changed(admin, assessment):
    track = make.track_of(make.begun(assessment), "alkohol")
    track.done_at = make.NOW
    track.save()
    _, plan = planned("answers", HEADING + "Faxe;Alkohol;1.1;ja;\n", target=assessment.round, actor=admin)
    assert "Filen ændrer i spor, der er meldt færdige: Alkohol i Faxe." in plan.notes


def test_what_an_import_would_change_is_not_told_once_it_is_undone(client, admin, assessment):
    client.force_login(admin)
    track = make.track_of(make.begun(assessment), "alkohol")
    track.done_at = make.NOW
    track.save()
    run, _ = applied("answers", HEADING + "Faxe;Alkohol;1.1;ja;\n", target=assessment.round, actor=admin)
    words = "Filen ændrer i spor, der er meldt færdige"
    assert words in text_of(client.get(address("receipt", run)))
    undone(run, actor=admin)
    run.refresh_from_db()
    assert run.notes == []
    assert words not in text_of(client.get(address("receipt", run)))


def test_old_words_under_a_new_answer_are_told_of_by_their_cell_in_a_questionnaire(admin, assessment):
    make.begun(assessment)
    applied("answers", HEADING + "Faxe;Alkohol;1.1;ja;Hver gang\n", target=assessment.round, actor=admin)
    data = of_sheets(Alkohol=[["Nr.", "Faxe"], ["1.1", "Nej"]])
    _, plan = planned("answers", data, name="svar.xlsx", target=assessment.round, actor=admin)
    assert "I 1 række bliver den gamle uddybning stående under et nyt svar: B2." in plan.notes
