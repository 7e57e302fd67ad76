"""A caseworker's file with rows about other municipalities: they are not used, and nothing of them is told."""

import pytest

from tests import factories as make
from tests.imports.answer_files import standing, table
from tests.imports.runs import applied, planned, rows_of

pytestmark = pytest.mark.django_db
OWN = "Faxe 0;Alkohol;1.1;nej;"


@pytest.fixture
def round_():
    return make.opened_round()


@pytest.fixture
def faxe(round_):
    return make.begun(round_.assessments.get(municipality_name="Faxe 0"))


@pytest.fixture
def worker(faxe):
    return make.caseworker(faxe.municipality)


def test_rows_about_others_are_told_of_and_the_rest_is_stored(round_, faxe, worker):
    text = table(OWN, "Greve 1;Alkohol;1.1;ja;", "Ukendtby;Alkohol;9.9;måske;x")
    _, plan = planned("answers", text, target=round_, actor=worker)
    assert rows_of(plan) == [
        ("new", "Faxe 0 · Alkohol · 1.1"),
        ("unused", "Greve 1 · Alkohol · 1.1 · bruges ikke"),
        ("unused", "Ukendtby · Alkohol · 9.9 · bruges ikke"),
    ]
    assert plan.notes == ("2\xa0rækker handler om andre kommuner og bruges ikke.",)
    _, done = applied("answers", text, target=round_, actor=worker)
    assert (done.new, done.changed, done.unchanged) == (1, 0, 0)
    assert list(standing()) == [("Faxe 0", "Alkohol", "1.1")]


@pytest.mark.parametrize("name", ["Greve 1", "Udenfor", "Ukendtby"])
def test_they_are_told_alike_in_the_round_or_out_of_it_known_or_not(round_, faxe, worker, name):
    make.MunicipalityFactory(name="Udenfor")
    greve = make.begun(round_.assessments.get(municipality_name="Greve 1"))
    make.answered(make.track_of(greve, "stof"), "1.1", "nej", "Hemmeligt")
    _, plan = planned("answers", table(OWN, f"{name};Stof;1.1;ja;Ord"), target=round_, actor=worker)
    row = plan.rows[1]
    assert (row.act, row.label) == ("unused", f"{name} · Stof · 1.1 · bruges ikke")
    assert row.cells == ((None, "ja"), (None, "Ord"))
    assert plan.notes == ("1\xa0række handler om en anden kommune og bruges ikke.",)


def test_a_file_without_a_row_for_ones_own_cannot_be_used(round_, faxe, worker):
    _, plan = planned("answers", table("Greve 1;Alkohol;1.1;ja;"), target=round_, actor=worker)
    assert plan.unusable == "Der er ingen rækker om Faxe 0 i filen."


def test_ones_own_misspelt_is_asked_about_and_a_missing_one_is_an_error(round_, faxe, worker):
    make.MunicipalityFactory(name="Guldborgsund")
    guldborgsund = make.MunicipalityFactory(name="Odsherred by")
    make.MembershipFactory(user=worker, role="caseworker", municipality=guldborgsund)
    text = table(OWN, "Guldborgssund;Alkohol;1.1;ja;", "Odsherred byy;Alkohol;1.1;ja;", ";Alkohol;1.1;ja;")
    _, plan = planned("answers", text, target=round_, actor=worker)
    assert [act for act, _ in rows_of(plan)] == ["new", "unused", "ask", "error"]
