"""Answers under headings that name tracks, from the file that is sent to what is stored."""

import pytest
from openpyxl import Workbook

from clusters.models import Municipality, MunicipalityAlias
from misbrug.tables.plan import Act
from tests.factories import MunicipalityFactory, administrator, begun, opened_round
from tests.imports.answer_files import standing
from tests.imports.pages import columns, latest, press, text_of, upload
from tests.imports.runs import planned
from tests.tables.workbooks import saved

pytestmark = pytest.mark.django_db
ROLES = ["", "Svar", "Bemærkning", "Svar", "Bemærkning"]


@pytest.fixture
def assessment(db):
    return begun(opened_round(slug="runde-2026").assessments.first())


def workbook(assessment, left, right, *rows):
    """Give the bytes of a municipality's workbook with two headings, each merged over an answer and the words to it."""
    book = Workbook()
    for row in ([f"Kommune: {assessment.municipality.name}"], ["Nr.", left, None, right, None], ROLES, *rows):
        book.active.append(row)
    book.active.merge_cells("B2:C2")
    book.active.merge_cells("D2:E2")
    return saved(book)


def bring(assessment, *cells, **options):
    return planned("answers", workbook(assessment, *cells), target=assessment.round, name="b.xlsx", **options)[1]


@pytest.mark.parametrize("heading", ["Stoffer", "Stofmisbrug", "Stofområdet", "Stof"])
def test_answers_in_the_second_group_alone_are_of_its_track(assessment, heading):
    plan = bring(assessment, "Alkohol", heading, ["1.1", None, None, "Nej", None])
    assert [row.label for row in plan.rows] == [f"{assessment.municipality.name} · Stof · 1.1"]
    plan = bring(assessment, "Alkohol", heading, ["1.1", "Ja", None, "Ja", None])
    assert [row.act for row in plan.rows] == [Act.NEW, Act.NEW]


def test_a_heading_that_nobody_knows_is_asked_about_and_remembered(client, assessment):
    client.force_login(administrator())
    data = workbook(assessment, "Alkohol", "Narkotika", ["1.1", "Ja", None, "Ja", None])
    page = upload(client, "svar", data, name="b.xlsx", target=assessment.round.slug)
    assert "Over svar står ”Narkotika” (D2), som ikke er navnet på et spor." in text_of(page)
    assert "Svar for sporet Stof" in text_of(page)
    assert latest().state == "read"
    chosen = {name: name for name in ("kommune", "spor", "indikator", "svar")} | {"Narkotika": "svar for sporet Stof"}
    press(client, "understood", columns(chosen), follow=True)
    assert (latest().state, latest().counts["new"]) == ("planned", 2)
    press(client, "apply", follow=True)
    name_of = assessment.municipality.name
    assert standing() == {(name_of, "Alkohol", "1.1"): ("ja", "", 1), (name_of, "Stof", "1.1"): ("ja", "", 1)}
    again = workbook(assessment, "Alkohol", "Narkotika", ["1.2", None, None, "Nej", None])
    page = upload(client, "svar", again, name="b.xlsx", target=assessment.round.slug)
    assert "Overskriften ”Narkotika” er læst som ”svar for sporet Stof”, ligesom i en tidligere fil." in text_of(page)
    assert "· Stof · 1.2" in text_of(page)


# ---- what is wrong, at its own cell -----------------------------------------------------------------------


def by_place(assessment, *headings, rows=(("1.1", "Ja", "Nej"),)):
    """Give the plan of a sheet with a column for each municipality."""
    book = Workbook()
    for row in (["Nr.", *headings], *rows):
        book.active.append(row)
    book.active.title = "Stof"
    return planned("answers", saved(book), target=assessment.round, name="svar.xlsx")[1]


def test_a_fault_of_a_heading_has_the_headings_cell_and_its_words(assessment):
    outside = MunicipalityFactory(name="Aarhus")
    MunicipalityAlias.objects.create(municipality=outside, name="Århus")
    own = assessment.municipality.name
    plan = by_place(assessment, own, "ÅRHUS kommune, svar", rows=[["1.1", "Ja", "Nej"], ["1.2", "Ja", "Ja"]])
    wrong = [row for row in plan.rows if row.act == Act.ERROR]
    assert [(row.at, row.line) for row in wrong] == [("C2", 2), ("C3", 3)]
    problem = wrong[0].problems[0]
    assert (problem.column, problem.value, problem.cell) == ("Kommune", "ÅRHUS kommune, svar", "C1")
    assert str(problem) == "Arket ”Stof”, celle C1, Kommune: ”ÅRHUS kommune, svar”. Kommunen er ikke med i runden."
    assert plan.faults()[0][2] == "”ÅRHUS kommune, svar” (C1). Kommunen er ikke med i runden."


def test_a_fault_of_the_track_is_shown_under_the_track_with_its_words(client, assessment):
    client.force_login(administrator())
    data = workbook(assessment, "Alkohol", "Ungeområdet", ["1.1", "Ja", None, "Ja", None], ["1.2", "Ja", None, "Ja"])
    page = upload(client, "svar", data, name="b.xlsx", target=assessment.round.slug)
    preview = page.context["preview"]
    assert "Spor" in [label for label, _ in preview.columns]
    wrong = preview.rows[0]
    assert not wrong.problems
    (cell,) = [cell for cell in wrong.cells if cell.problems]
    assert (cell.column, cell.after) == ("Spor", "Ungeområdet")


def test_an_answer_whose_municipality_is_asked_about_has_nothing_before(assessment):
    other = assessment.round.assessments.exclude(pk=assessment.pk).get()
    Municipality.objects.filter(pk=other.municipality_id).update(name="Guldborgsund")
    plan = by_place(assessment, assessment.municipality.name, "Guldborgssund")
    asked = [row for row in plan.rows if row.act == Act.ASK]
    assert [row.cells[:2] for row in asked] == [((None, "nej"), (None, ""))]


def test_a_yes_to_the_municipality_finds_what_is_wrong_with_the_track(assessment):
    Municipality.objects.filter(pk=assessment.municipality_id).update(name="Guldborgsund")
    book = Workbook()
    other = assessment.round.assessments.exclude(pk=assessment.pk).get()
    for row in (["Nr.", other.municipality.name, "Guldborgssund"], ["1.1", None, "Nej"]):
        book.active.append(row)
    book.active.title = "Unge"
    question, code = "municipality:guldborgssund", assessment.municipality.code
    kwargs = {"target": assessment.round, "name": "svar.xlsx"}
    first = planned("answers", saved(book), **kwargs)[1].rows[0]
    assert (first.act, first.question) == (Act.ASK, question)
    after = planned("answers", saved(book), decisions={question: code}, **kwargs)[1].rows[0]
    assert (after.act, after.problems[0].column) == (Act.ERROR, "Spor")
    assert "svarer i sporene Alkohol og Stof" in after.problems[0].message
    assert after.problems[0].short == "Det spor har kommunen ikke."


def test_what_holds_for_all_rows_of_a_municipality_is_short_on_each_of_them(client, db):
    assessment = begun(opened_round(slug="nu").assessments.first(), groups=(("alkohol", "stof"), ("unge",)))
    client.force_login(administrator())
    data = workbook(assessment, "Alkohol", "Unge", *([number, "Ja", None, None, None] for number in ("1.1", "1.2")))
    page = upload(client, "svar", data, name="b.xlsx", target="nu")
    ((message, _),) = page.context["faults"]
    assert "svarer for alkohol og stof i ét spor. Saml svarene i én kolonne" in message
    said = [problem.message for row in page.context["preview"].rows for cell in row.cells for problem in cell.problems]
    assert said == ["Kommunen svarer for alkohol og stof i ét spor."] * 2
