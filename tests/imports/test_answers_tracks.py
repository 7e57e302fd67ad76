"""Answers under headings that name tracks, from the file that is sent to what is stored."""

import pytest
from openpyxl import Workbook

from misbrug.tables.plan import Act
from tests.factories import administrator, begun, opened_round
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
