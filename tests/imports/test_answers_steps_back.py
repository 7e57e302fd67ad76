"""Imports of the same answers, taken back one after the other; and what a person has written between them."""

import pytest

from misbrug.tables.plan import CannotUndo
from tests import factories as make
from tests.imports.answer_files import standing, table
from tests.imports.runs import applied, undone

pytestmark = pytest.mark.django_db
PLACE = ("Faxe 0", "Alkohol", "1.1")


@pytest.fixture
def round_():
    return make.opened_round()


@pytest.fixture
def track(round_):
    return make.track_of(make.begun(round_.assessments.get(municipality_name="Faxe 0")), "alkohol")


@pytest.fixture
def bring(round_):
    return lambda value: applied(
        "answers", table(f"Faxe 0;Alkohol;1.1;{value};"), target=round_, decisions={"newer": "file"}
    )[0]


def test_three_imports_are_taken_back_one_by_one(track, bring):
    make.answered(track, "1.1", "delvis", "Om dagen")
    runs = [bring(value) for value in ("ja", "nej", "ja")]
    for run, value in zip(reversed(runs), ("nej", "ja", "delvis"), strict=True):
        undone(run)
        assert standing()[PLACE][0] == value
    assert standing()[PLACE] == ("delvis", "Om dagen", 7)


def test_they_are_taken_back_in_their_order_alone(track, bring):
    first, second = bring("ja"), bring("nej")
    with pytest.raises(CannotUndo):
        undone(first)
    undone(second)
    third = bring("delvis")
    with pytest.raises(CannotUndo):
        undone(first)
    undone(third)
    undone(first)
    assert standing()[PLACE][0] == ""


@pytest.mark.parametrize("values", [("nej",), ("nej", "ja")])
def test_what_a_person_wrote_later_stands_in_the_way_though_it_was_put_right_again(track, bring, values):
    run = bring("ja")
    for value in values:
        make.answered(track, "1.1", value)
    with pytest.raises(CannotUndo) as refused:
        undone(run)
    assert "1.1 Alkohol: ændret" in refused.value.messages[0]


def test_what_a_person_wrote_between_two_imports_stands_in_the_way_of_the_first(round_, track, bring):
    first = bring("ja")
    make.answered(track, "1.1", "delvis", "Om dagen")
    text = table("Faxe 0;Alkohol;1.1;nej;")
    second, _ = applied("answers", text, target=round_, decisions={"newer": "file"})
    undone(second)
    with pytest.raises(CannotUndo):
        undone(first)
    assert standing()[PLACE] == ("delvis", "Om dagen", 4)
