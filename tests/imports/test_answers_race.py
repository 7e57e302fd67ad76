"""Somebody types an answer while an import stores: nobody's answer is lost, and neither waits for ever."""

import threading

import pytest
from django.db import connections

from clusters import workflow
from misbrug.imports import workflow as runs
from misbrug.tables.kind import finish
from tests import factories as make
from tests.clusters.test_workflow_race import together
from tests.imports.answer_files import every_answer, standing
from tests.imports.runs import AT, planned

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round_():
    round_ = make.opened_round()
    for assessment in round_.assessments.all():
        make.begun(assessment)
    return round_


def meanwhile(work, step, act):
    """Run some work up to a step, start an act on a connection of its own, and finish the work; give (the work's
    result, the act's)."""
    ends = []

    def run():
        try:
            ends.append(act())
        except Exception as error:
            ends.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    while True:
        try:
            progress = next(work)
        except StopIteration as end:
            thread.join(30)
            assert not thread.is_alive()
            return end.value, ends[0]
        if progress.text == step and thread.ident is None:
            thread.start()
            # It gets far enough to wait for what the import has locked.
            thread.join(0.3)


def test_an_answer_typed_while_an_import_stores_is_saved_or_told_of_the_imports(round_):
    run, _ = planned("answers", every_answer(round_), target=round_)
    track = make.track_of(round_.assessments.get(municipality_name="Faxe 0"), "stof")
    actor = make.UserFactory()
    applied, typed = meanwhile(
        runs.apply(run.pk, actor=None, at=AT),
        "Gemmer svar",
        lambda: (
            make.answered(track, "2.1", "nej", version=0, actor=actor),
            make.answered(track, "1.1", "nej", version=0, actor=actor),
        ),
    )
    assert applied.new == 8
    assert isinstance(typed, workflow.Conflict)
    assert typed.current.value == "ja"
    assert standing()["Faxe 0", "Stof", "2.1"] == ("nej", "", 1)
    assert standing()["Faxe 0", "Stof", "1.1"] == ("ja", "", 1)


def test_an_answer_typed_before_an_import_stores_is_not_written_over(round_):
    run, _ = planned("answers", every_answer(round_), target=round_)
    make.answered(make.track_of(round_.assessments.first(), "stof"), "1.1", "nej")
    with pytest.raises(runs.Moved):
        finish(runs.apply(run.pk, actor=None, at=AT))
    assert [value for value, *_ in standing().values()] == ["nej"]


def test_imports_submissions_and_the_rounds_lock_at_once_end_without_a_deadlock(round_):
    run, _ = planned("answers", every_answer(round_), target=round_)
    actor = make.UserFactory()
    assessment = round_.assessments.last()
    ends = together(
        lambda: finish(runs.apply(run.pk, actor=None, at=AT)),
        lambda: workflow.submit(assessment.pk, actor=actor, at=AT, confirm_missing=True),
        lambda: workflow.start_processing(round_.pk, actor=actor, at=AT),
    )
    refusals = (workflow.WorkflowError, runs.RunError)
    assert all(isinstance(end, refusals) or not isinstance(end, Exception) for end in ends), ends
