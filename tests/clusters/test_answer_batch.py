"""The batch function of the workflow by itself: it trusts no caller."""

import pytest

from clusters import workflow
from clusters.models import Answer
from clusters.workflow.answer_batch import Entry, load_batch, save_answers
from clusters.workflow.submit_for import submit_for
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment():
    return make.begun(make.opened_round().assessments.first())


def entry(assessment, number="1.1", value="ja", elaboration="", base=0, track="alkohol"):
    return Entry(make.track_of(assessment, track).pk, make.question(assessment, number).pk, value, elaboration, base)


def save(assessment, *entries, allowed=None, locked=True):
    actor = make.UserFactory()
    batch = load_batch([assessment.pk], locked=locked)
    allowed = {assessment.pk} if allowed is None else allowed
    return save_answers(batch, entries, allowed=allowed, actor=actor, at=make.NOW, reason="Import af x.csv")


def test_the_same_content_writes_nothing_whatever_the_version(assessment):
    make.answered(make.track_of(assessment, "alkohol"), "1.1", "ja")
    saved = save(assessment, entry(assessment, value="Ja", base=7))
    assert (saved.written, saved.new, saved.unchanged) == ((), 0, 1)
    assert Answer.objects.get().version == 1


def test_an_answer_to_a_supplementary_question_is_taken_as_a_typed_one_is(assessment):
    assert save(assessment, entry(assessment, "1.1a", "Jobcenter")).new == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"value": "måske"}, workflow.WorkflowError),
        ({"elaboration": "x" * 10_001}, workflow.WorkflowError),
        ({"elaboration": "Ring til 010203-1235"}, workflow.CprRefused),
        ({"base": 3}, workflow.Conflict),
    ],
)
def test_what_a_typed_save_refuses_stops_the_whole_batch(assessment, change, error):
    with pytest.raises(error):
        save(assessment, entry(assessment, "1.2"), entry(assessment, **change))
    assert not Answer.objects.exists()


def test_a_place_twice_is_a_conflict(assessment):
    with pytest.raises(workflow.Conflict):
        save(assessment, entry(assessment), entry(assessment, value="nej"))


def test_nothing_is_written_outside_what_is_allowed_or_in_a_question_not_asked(assessment):
    with pytest.raises(workflow.Locked):
        save(assessment, entry(assessment), allowed=set())
    other = make.begun(assessment.round.assessments.last(), groups=(("unge",),))
    with pytest.raises(workflow.WorkflowError, match="stilles ikke"):
        save(other, entry(other, "2.1", track="unge"))


def test_nothing_is_written_without_a_lock_or_where_answers_are_locked(assessment):
    with pytest.raises(ValueError, match="lock"):
        save(assessment, entry(assessment), locked=False)
    workflow.start_processing(assessment.round_id, actor=make.UserFactory(), at=make.NOW)
    with pytest.raises(workflow.Locked):
        save(assessment, entry(assessment))


def test_submitting_on_behalf_needs_a_reason_a_draft_and_all_elaborations(assessment):
    actor = make.administrator()
    batch = load_batch([assessment.pk], locked=True)
    with pytest.raises(workflow.WorkflowError, match="begrundelse"):
        submit_for(batch, [assessment.pk], actor=actor, at=make.NOW, reason=" ")
    save(assessment, entry(assessment, value="delvis"))
    with pytest.raises(workflow.Incomplete):
        submit_for(batch, [assessment.pk], actor=actor, at=make.NOW, reason="Gammel runde")
    make.answered(make.track_of(assessment, "alkohol"), "1.1", "ja")
    submit_for(batch, [assessment.pk], actor=actor, at=make.NOW, reason="Gammel runde")
    with pytest.raises(workflow.IllegalTransition):
        submit_for(batch, [assessment.pk], actor=actor, at=make.NOW, reason="Gammel runde")
