"""A questionnaire's whole way: fetched, filled in, and brought in again by those who answer for the municipality."""

import io
import zipfile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from clusters.answer_tables.questionnaire import load_empty_questionnaires
from clusters.answer_tables.questionnaire_reading import read_questionnaire
from clusters.models import Answer, Municipality, Round
from misbrug.tables.plan import Act
from misbrug.tables.reading import read_book
from tests.factories import (
    administrator,
    answered,
    begun,
    caseworker,
    opened_round,
    project_member,
    submitted,
    track_of,
)
from tests.imports.runs import applied, planned, undone

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def assessment(db):
    """An assessment in two tracks; in one of them three answers stand."""
    found = begun(opened_round(slug="runde-2026").assessments.first())
    track = track_of(found, "alkohol")
    answered(track, "1.1", "delvis", "Kun\nvoksne")
    answered(track, "1.1a", ["Misbrugscenter", "Jobcenter"])
    answered(track, "1.2", "nej")
    return found


@pytest.fixture
def worker(assessment):
    return caseworker(assessment.municipality)


def fetched(client, user, assessment):
    """Give the response that hands out an assessment's workbook."""
    client.force_login(user)
    place = {"round": assessment.round.slug, "code": assessment.municipality.code}
    return client.get(reverse("clusters:assessment_questionnaire", kwargs=place))


def filled(data, **cells):
    """Give a workbook with cells written: filled(data, Alkohol={"C6": "Ja"})."""
    book = load_workbook(io.BytesIO(data))
    for sheet, values in cells.items():
        for coordinate, value in values.items():
            assert not book[sheet][coordinate].protection.locked
            book[sheet][coordinate] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(data, user, assessment, **options):
    """Give the run and the plan of importing a workbook."""
    return planned("answers", data, actor=user, target=assessment.round, name="skema.xlsx", **options)


def acts(plan):
    return [row.act for row in plan.rows]


def test_a_workbook_brought_back_untouched_changes_nothing(client, assessment, worker):
    response = fetched(client, worker, assessment)
    name = f"selvvurdering-{assessment.municipality.name.lower().replace(' ', '-')}-2026.xlsx"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == XLSX
    _, plan = bring(response.content, worker, assessment)
    assert acts(plan) == [Act.UNCHANGED] * 3


def test_what_is_filled_in_is_stored_on_top_of_what_stood(client, assessment, worker):
    data = filled(
        fetched(client, worker, assessment).content,
        # 1.1 with its words; of 1.1a's options the second is chosen and the third taken away.
        Alkohol={"C6": "Ja", "D6": "Alle", "C9": "x", "C10": None},
        Stof={"C6": "Nej"},
    )
    run, done = applied("answers", data, actor=worker, target=assessment.round, name="skema.xlsx")
    assert (done.new, done.changed, done.unchanged) == (1, 2, 1)
    stored = {
        (row.track.area_key, row.indicator.number): (row.value, row.elaboration, row.version)
        for row in Answer.objects.select_related("track", "indicator")
    }
    assert stored == {
        ("alkohol", "1.1"): ("ja", "Alle", 2),
        ("alkohol", "1.1a"): ("Misbrugscenter|Familieafdeling", "", 2),
        ("alkohol", "1.2"): ("nej", "", 1),
        ("stof", "1.1"): ("nej", "", 1),
    }
    undone(run, actor=worker)
    assert Answer.objects.get(track=track_of(assessment, "alkohol"), indicator__number="1.1").value == "delvis"
    assert Answer.objects.get(track=track_of(assessment, "stof"), indicator__number="1.1").value == ""


def test_an_answer_that_is_newer_than_the_workbook_is_asked_about(client, assessment, worker):
    data = fetched(client, worker, assessment).content
    answered(track_of(assessment, "alkohol"), "1.2", "ja")
    answered(track_of(assessment, "stof"), "1.2", "ja")
    _, plan = bring(filled(data, Stof={"C11": "Nej"}), worker, assessment)
    asked = [(row.sheet, row.question) for row in plan.rows if row.act == Act.ASK]
    assert len(asked) == 2
    assert {sheet for sheet, _ in asked} == {"Alkohol", "Stof"}


def test_what_cannot_be_read_is_named_at_its_cell(client, assessment, worker):
    data = filled(
        fetched(client, worker, assessment).content, Alkohol={"C6": "Ja – men kun for voksne", "C11": "måske"}
    )
    _, plan = bring(data, worker, assessment)
    problems = plan.problems()
    assert [(problem.sheet, problem.cell, problem.value) for problem in problems] == [
        ("Alkohol", "C6", "Ja – men kun for voksne"),
        ("Alkohol", "C11", "måske"),
    ]
    assert "flyt ”men kun for voksne” over i uddybningen" in problems[0].message
    assert "Skriv ja, nej, delvis eller ikke relevant" in problems[1].message


def test_a_cpr_number_is_refused_in_its_cell_and_kept_nowhere(client, assessment, worker):
    number = "010203-1234"
    data = filled(fetched(client, worker, assessment).content, Alkohol={"D11": f"Ring til {number}"}, Stof={"C6": "Ja"})
    run, plan = bring(data, worker, assessment)
    assert run.is_redacted
    assert [(problem.sheet, problem.cell) for problem in plan.problems()] == [("Alkohol", "D11")]
    assert number not in str(plan)
    assert acts(plan).count(Act.NEW) == 1


def test_words_without_a_column_of_their_own_stay(assessment):
    other = begun(assessment.round.assessments.exclude(pk=assessment.pk).get())
    answered(track_of(other, "alkohol"), "1.2", "ja", "Står her")
    one, two = assessment.municipality.name, other.municipality.name
    lines = f"Indikator;{one};Bemærkning;{two}\n1.2;Ja;Altid;Nej"
    decided = {"actor": administrator(), "target": assessment.round, "decisions": {"newer": "file"}}
    applied("answers", lines.encode(), name="alkohol.csv", **decided)
    stored = Answer.objects.filter(indicator__number="1.2", track__area_key="alkohol")
    assert sorted(stored.values_list("value", "elaboration")) == [("ja", "Altid"), ("nej", "Står her")]


def test_a_grid_of_all_municipalities_comes_in_by_the_same_way(assessment):
    other = assessment.round.assessments.exclude(pk=assessment.pk).get()
    begun(other)
    one, two = assessment.municipality.name, other.municipality.name
    lines = [f"Indikator;{one};Bemærkning;{two}", "1.2;Ja;;Nej", "2.1;Nej;På vej;Ja", "Antal ja;1;;1"]
    admin = administrator()
    _, done = applied(
        "answers",
        "\n".join(lines).encode(),
        actor=admin,
        target=assessment.round,
        name="svar stof.csv",
        decisions={"newer": "file"},
    )
    assert (done.new, done.changed) == (4, 0)
    stof = track_of(assessment, "stof")
    assert Answer.objects.get(track=stof, indicator__number="2.1").elaboration == "På vej"
    assert Answer.objects.get(track=track_of(other, "stof"), indicator__number="1.2").value == "nej"


# ---- who gets what ----------------------------------------------------------------------------------------


def test_who_manages_the_round_gets_it_empty(client, assessment):
    for user in (project_member(assessment.round.region), administrator()):
        response = fetched(client, user, assessment)
        found = read_questionnaire(read_book(response.content, "a.xlsx"), {}, assessment.round)
        assert [table.rows for table in found.tables] == [(), ()]
        assert [table.sheet for table in found.tables] == ["Alkohol", "Stof"]
        book = load_workbook(io.BytesIO(response.content))
        assert not [1 for sheet in book for row in sheet for cell in row if "voksne" in str(cell.value)]


def test_others_get_none(client, assessment):
    stranger = caseworker(Municipality.objects.exclude(pk=assessment.municipality_id).first())
    assert fetched(client, stranger, assessment).status_code == 404
    submitted(assessment)
    assert fetched(client, stranger, assessment).status_code == 403


def test_all_questionnaires_of_a_round_come_in_one_file(client, assessment):
    client.force_login(project_member(assessment.round.region))
    response = client.get(reverse("clusters:round_questionnaires", args=["runde-2026"]))
    assert response["Content-Disposition"] == 'attachment; filename="spoergeskemaer-runde-2026.zip"'
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert len(archive.namelist()) == 2
    for name in archive.namelist():
        found = read_questionnaire(read_book(archive.read(name), name), {}, assessment.round)
        assert all(not table.rows for table in found.tables)


def test_one_that_has_not_begun_gets_a_sheet_for_each_area(client, assessment):
    other = assessment.round.assessments.exclude(pk=assessment.pk).get()
    book = load_workbook(io.BytesIO(fetched(client, caseworker(other.municipality), other).content))
    assert book.sheetnames == ["Vejledning", "Alkohol", "Stof", "Unge", "Valgmuligheder"]
    # 2.1 is not asked of the young.
    assert [cell.value for cell in book["Unge"]["A"] if cell.value in ("1.1", "1.1a", "1.2", "2.1")] == [
        "1.1",
        "1.1a",
        "1.2",
    ]


def test_the_number_of_queries_does_not_grow_with_the_municipalities(assessment, django_assert_num_queries):
    round_ = Round.objects.select_related("catalogue").get(pk=assessment.round_id)
    with django_assert_num_queries(6):
        assert len(list(load_empty_questionnaires(round_))) == 2
