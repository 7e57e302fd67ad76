"""What was previewed of answers is what is stored: what has changed in between is shown anew."""

import pytest

from clusters.models import Answer, Municipality, MunicipalityAlias
from misbrug.imports import workflow
from misbrug.tables.kind import finish
from tests import factories as make
from tests.imports.runs import AT, planned

pytestmark = pytest.mark.django_db

HEAD = "kommune;spor;indikator;svar;uddybning\n"


@pytest.fixture
def round_():
    """An open round with two municipalities; the first has answered 1.1 and 1.2 about alkohol."""
    made = make.opened_round(municipalities=2)
    track = make.track_of(make.begun(made.assessments.order_by("pk")[0]), "alkohol")
    make.answered(track, "1.1", "ja", "Først")
    make.answered(track, "1.2", "nej", "")
    return made


@pytest.fixture
def places(round_):
    """The round's two municipalities."""
    return list(Municipality.objects.order_by("pk")[:2])


def seen(round_, name):
    """Give a run that would change 1.1 and leave 1.2, and its plan. The question about newer answers is answered."""
    text = f"{HEAD}{name};alkohol;1.1;delvis;Nu\n{name};alkohol;1.2;nej;\n"
    return planned("answers", text, target=round_, decisions={"newer": "file"})


def store(run):
    """Store a run."""
    return finish(workflow.apply(run.pk, actor=None, at=AT))


@pytest.mark.parametrize(
    ("number", "value", "elaboration"), [("1.1", "nej", "Først"), ("1.1", "ja", "Andet"), ("1.2", "nej", "Ny grund")]
)
def test_an_answer_typed_since_the_preview_is_not_written_over(round_, places, number, value, elaboration):
    run, _ = seen(round_, places[0].name)
    make.answered(make.track_of(round_.assessments.order_by("pk")[0], "alkohol"), number, value, elaboration)
    with pytest.raises(workflow.Moved):
        store(run)
    assert not Answer.objects.filter(value="delvis").exists()


@pytest.mark.parametrize("change", [{"elaboration": "Andet"}, {"value": "nej"}])
def test_not_even_one_that_kept_its_version(round_, places, change):
    run, _ = seen(round_, places[0].name)
    Answer.objects.filter(indicator__number="1.1").update(**change)
    with pytest.raises(workflow.Moved):
        store(run)


def test_answers_that_would_go_to_another_municipality_are_not_stored(round_, places):
    alias = MunicipalityAlias.objects.create(municipality=places[0], name="Storbyen")
    run, _ = planned("answers", f"{HEAD}Storbyen;stof;2.1;ja;\n", target=round_)
    MunicipalityAlias.objects.filter(pk=alias.pk).update(municipality=places[1])
    with pytest.raises(workflow.Moved):
        store(run)


def test_a_municipality_that_is_called_something_else_is_the_same(round_, places):
    text = f"kommunekode;spor;indikator;svar\n{places[0].code};alkohol;2.1;ja\n"
    run, plan = planned("answers", text, target=round_)
    assert places[0].name in plan.rows[0].label
    Municipality.objects.filter(pk=places[0].pk).update(name="Ny Kommune")
    round_.assessments.update(municipality_name="Ny Kommune")
    assert store(run).new == 1


def test_the_same_preview_twice_is_the_same(round_, places):
    (_, first), (run, second) = seen(round_, places[0].name), seen(round_, places[0].name)
    assert first.digest() == second.digest()
    assert store(run).changed == 1
    assert first.digest() != seen(round_, places[0].name)[1].digest()
