"""What is exported comes back unchanged, for every kind, whatever people have written."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clusters.models import Answer, MunicipalityAlias, PopulationFigure, Round
from indicators.models import Indicator, Recommendation
from indicators.values import clean_text
from misbrug.accounts.models import User
from misbrug.imports import workflow
from misbrug.imports.exports import export_file
from misbrug.imports.kinds import KINDS
from misbrug.tables.kind import finish
from misbrug.tables.plan import Act
from strategies.models import Activity
from tests import factories
from tests.imports.runs import AT, planned
from tests.imports.stored import TARGETS, everything_stored, fill, target_of

pytestmark = pytest.mark.django_db
SUFFIXES = (".xlsx", ".csv")


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """Have something of every kind in the database, once for the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill()
        yield
        transaction.set_rollback(True)


def test_every_kind_is_tried():
    assert set(TARGETS) == set(KINDS)


def come_back(slug, suffix, target):
    """Export a kind, plan its import, and give (number of rows written, run, plan)."""
    made = export_file(KINDS[slug], suffix, at=AT, target=target)
    run, plan = planned(slug, made.content, target=target, name=f"fil{suffix}")
    return made.rows, run, plan


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("slug", KINDS)
def test_nothing_changes(filled, db, slug, suffix):
    before = everything_stored()
    rows, run, plan = come_back(slug, suffix, target_of(slug))
    assert [str(problem) for problem in plan.problems()] == []
    assert [(row.label, row.cells) for row in plan.rows if row.act != Act.UNCHANGED] == []
    assert (rows, plan.unusable) == (len(plan.rows), "")
    assert rows > 0
    assert [note for note in plan.notes if not note.startswith("Filen ændrer intet")] == []
    done = finish(workflow.apply(run.pk, actor=None, at=AT))
    assert (done.new, done.changed, done.unchanged) == (0, 0, rows)
    assert everything_stored() == before


# A database takes no lone surrogates, and PostgreSQL no zero.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
SPOILED = {
    "answers": lambda text: Answer.objects.filter(indicator__number="1.7").update(
        value=clean_text(text) or "x", elaboration=clean_text(text)
    ),
    "activities": lambda text: Activity.objects.filter(start_year=2013).update(text=text, effect=text, partners=text),
    "indicators": lambda text: Indicator.objects.filter(catalogue__slug="kladde", number="1.7").update(
        help_text=text, text=f"{text}?"
    ),
    "municipalities": lambda text: MunicipalityAlias.objects.filter(name="'-5").update(name=f"{text}?"),
    "populations": lambda text: PopulationFigure.objects.update(source=text),
    "recommendations": lambda text: Recommendation.objects.filter(catalogue__slug="kladde", number=1).update(
        explanation=text
    ),
}


@pytest.mark.parametrize("slug", SPOILED)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, suffix=st.sampled_from(SUFFIXES))
@example(text="100.15", suffix=".csv")
@example(text="#I/T", suffix=".csv")
@example(text="#REF!", suffix=".xlsx")
@example(text="(formel uden værdi)", suffix=".csv")
@example(text="'(formel uden værdi)", suffix=".csv")
@example(text=" \t=1\r\n\x0b'\u2028|", suffix=".xlsx")
@example(text=" \t=1\r\n\x0b'\u2028|", suffix=".csv")
def test_no_text_is_lost_on_the_way(filled, db, slug, text, suffix):
    with transaction.atomic():
        assert SPOILED[slug](text)
        _, _, plan = come_back(slug, suffix, target_of(slug))
        assert {row.act for row in plan.rows} == {Act.UNCHANGED}, [str(problem) for problem in plan.problems()]
        transaction.set_rollback(True)


def test_several_rounds_go_into_one_file(filled, db):
    cluster = factories.cluster_of(factories.MunicipalityFactory(code="0990", name="Anden"), slug="ny", name="Ny")
    catalogue = Round.objects.get().catalogue
    who = User.objects.first()
    closed = factories.opened_round(cluster, catalogue=catalogue, slug="runde-2", name="Runde to", actor=who)
    track = factories.begun(closed.assessments.first(), actor=who).tracks.first()
    factories.answered(track, "1.1", "ja", actor=who)
    Round.objects.filter(pk=closed.pk).update(state=Round.State.CLOSED)
    rows, _, plan = come_back("answers", ".csv", None)
    assert {row.act for row in plan.rows} == {Act.UNCHANGED}
    assert len(plan.rows) == rows == 36
