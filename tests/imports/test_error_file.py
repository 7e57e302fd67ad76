"""The file with its errors marked: each at the cell where the answer stands, with whose it is, and what is not sure."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests import factories as make
from tests.imports.runs import planned
from tests.tables.workbooks import of_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = make.administrator()
    client.force_login(user)
    return user


@pytest.fixture
def round_(db):
    cluster = make.cluster_of(
        make.MunicipalityFactory(code="0376", name="Guldborgsund"), make.MunicipalityFactory(code="0320", name="Faxe")
    )
    found = make.opened_round(cluster, slug="nu")
    for assessment in found.assessments.all():
        make.begun(assessment)
    return found


def error_file(client, run):
    content = client.get(reverse("imports:errors", args=[run.pk])).content
    return load_workbook(io.BytesIO(content))


def listed(workbook):
    return [[cell.value for cell in row] for row in workbook["Fejl"].iter_rows(min_row=2)]


def test_a_questionnaire_is_marked_where_the_answer_stands_and_the_list_says_whose(client, admin, round_):
    sheet = [
        ["Nr.", "Indikator", "Faxe", "Guldborgssund"],
        ["1.1", "Familien", "måske ja", "ja"],
        ["1.2", "Partnere", "ja", "nej"],
    ]
    run, _ = planned("answers", of_sheets(Alkohol=sheet), target=round_, actor=admin, name="skema.xlsx")
    workbook = error_file(client, run)
    rows = listed(workbook)
    assert [row[:4] for row in rows] == [
        ["C2", "Alkohol", "2", "Faxe · Alkohol · 1.1"],
        ["D2", "Alkohol", "2", "Guldborgssund · Alkohol · 1.1"],
        ["D3", "Alkohol", "3", "Guldborgssund · Alkohol · 1.2"],
    ]
    assert "Er ”Guldborgssund” Guldborgsund?" in rows[1][6]
    assert "Er ”Guldborgssund” Guldborgsund?" in workbook["Alkohol"]["D2"].comment.text


def test_what_stands_in_no_cell_is_marked_at_the_answer(client, admin, round_):
    sheet = [["Nr.", "Indikator", "Faxe"], ["1.1", "Familien", "ja"], ["1.2", "Partnere", "nej"]]
    run, _ = planned("answers", of_sheets(Unge=sheet), target=round_, actor=admin, name="skema.xlsx")
    assert [row[0] for row in listed(error_file(client, run))] == ["C2", "C3"]


def test_a_csv_invents_no_name_for_its_sheet(client, admin, round_):
    text = "kommune;spor;indikator;svar;uddybning\nFaxe;Alkohol;1.1;måske;\nFaxe;Alkohol;1.2;ja;010190-1234\n"
    run, plan = planned("answers", text, target=round_, actor=admin, name="svar.csv")
    assert {row.sheet for row in plan.rows} == {""}
    workbook = error_file(client, run)
    assert workbook.sheetnames == ["svar", "Fejl"]
    assert not any("Ark1" in str(cell) for row in listed(workbook) for cell in row)


def test_a_csv_is_told_as_it_is_written(client, admin, round_):
    text = "kommune,spor,indikator,svar\nFaxe,Alkohol,99.1,0.25\nFaxe,Alkohol,98.1,0.75\n"
    _, plan = planned("answers", text, target=round_, actor=admin, name="svar.csv")
    assert [problem.value for problem in plan.problems()] == ["99.1", "98.1"]
