"""An import and the rulings of the project group: what it changes loses its ruling, what it leaves keeps it."""

import pytest

from clusters import workflow
from clusters.dashboard import load_picture
from clusters.models import Answer, Round, SelfAssessment
from clusters.submitted import mark_of, unseal
from indicators.models import Indicator
from tests import factories as make
from tests.imports.answer_files import table
from tests.imports.runs import AT, applied

pytestmark = pytest.mark.django_db


@pytest.fixture
def faxe():
    """Give a submitted assessment whose one delvis, 1.1 in Alkohol, is ruled ja, returned to be corrected."""
    round_ = make.opened_round()
    faxe = make.submitted(
        round_.assessments.get(municipality_name="Faxe 0"), {("alkohol", "1.1"): "delvis"}, at=make.NOW
    )
    answer = Answer.objects.get(track__assessment=faxe, value="delvis")
    track = next(each for each in unseal(faxe.submission.content) if each.id == answer.track_id)
    supplements = Indicator.objects.filter(parent=answer.indicator_id).values_list("pk", flat=True)
    workflow.rule(
        answer_id=answer.pk,
        outcome="ja",
        reason="Det gælder alle.",
        expected=mark_of(track, answer.indicator_id, supplements),
        actor=make.project_member(round_.region),
        at=AT,
    )
    workflow.return_(faxe.pk, actor=make.administrator(), at=AT, reason="Ret 1.1")
    return SelfAssessment.objects.select_related("round", "municipality").get(pk=faxe.pk)


def after_import(faxe, row):
    """Give (ja, afventer) of 1.1 once the municipality's lead has imported a row and submitted again."""
    lead = make.municipal_lead(faxe.municipality)
    applied("answers", table(row), target=faxe.round, actor=lead, decisions={"newer": "file"})
    workflow.submit(faxe.pk, actor=lead, at=AT, confirm_missing=True)
    cluster = load_picture(Round.objects.get(pk=faxe.round_id)).clusters[0]
    counts = cluster.counts(make.question(faxe, "1.1").pk)
    return counts.ja, counts.afventer


def test_an_import_voids_the_ruling_on_a_delvis_that_it_changes(faxe):
    assert after_import(faxe, "Faxe 0;Alkohol;1.1;delvis;Nu kun om natten") == (0, 1)


def test_an_import_that_changes_nothing_leaves_the_ruling(faxe):
    assert after_import(faxe, "Faxe 0;Alkohol;1.1;delvis;Hvorfor 1.1") == (1, 0)
