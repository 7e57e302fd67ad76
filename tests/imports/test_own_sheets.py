"""What we hand out comes back without a word on the sheets that nobody fills in."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from misbrug.imports.exports import template_file
from misbrug.imports.kinds import KINDS
from tests import factories as make
from tests.imports.runs import planned
from tests.tables.workbooks import of_sheets, saved

pytestmark = pytest.mark.django_db
PLACES = [["kommunekode", "navn", "region"], ["0320", "Faxe", "Ukendt"]]
QUESTIONS = [["Nr.", "Faxe"], ["1.1", "Måske"]]


@pytest.fixture
def admin(client):
    user = make.administrator()
    client.force_login(user)
    return user


def with_errors(client, run):
    return load_workbook(io.BytesIO(client.get(reverse("imports:errors", args=[run.pk])).content))


@pytest.mark.parametrize(
    ("kind", "sheet", "rows", "cell", "right"),
    [("municipalities", "Kommuner", PLACES, "C2", "Region Sjælland"), ("answers", "Stof", QUESTIONS, "B2", "Nej")],
)
def test_the_list_of_errors_is_passed_over_and_made_anew(client, admin, kind, sheet, rows, cell, right):
    make.RegionFactory(name="Region Sjælland")
    round_ = make.opened_round(make.cluster_of(make.MunicipalityFactory(code="0320", name="Faxe")))
    where = {"name": "fil.xlsx", "actor": admin} | ({"target": round_} if kind == "answers" else {})
    run, _ = planned(kind, of_sheets(**{sheet: rows}), **where)
    workbook = with_errors(client, run)
    assert workbook.sheetnames == [sheet, "Fejl"]
    again, _ = planned(kind, saved(workbook), **where)
    assert with_errors(client, again).sheetnames == [sheet, "Fejl"]
    workbook[sheet][cell] = right
    _, plan = planned(kind, saved(workbook), **where)
    assert plan.problems() == []
    assert not any("Fejl" in note for note in plan.notes)


def test_the_guide_of_an_empty_table_is_passed_over(admin):
    make.RegionFactory(name="Region Sjælland")
    workbook = load_workbook(io.BytesIO(template_file(KINDS["municipalities"]).content))
    for column, text in zip("ABC", ("0320", "Faxe", "Region Sjælland"), strict=True):
        workbook.worksheets[0][f"{column}2"] = text
    _, plan = planned("municipalities", saved(workbook), name="skabelon.xlsx", actor=admin)
    assert not any("Vejledning" in note for note in plan.notes)
    assert len(plan.rows) == 1
