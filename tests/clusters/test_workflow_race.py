"""Two people at once, on connections of their own: what SQLite's single writer cannot show."""

import threading

import pytest
from django.db import connection, connections, transaction

from clusters import workflow
from clusters.models import Answer, Submission
from tests import factories as make

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def assessment():
    return make.begun(make.opened_round().assessments.first())


@pytest.fixture
def stof(assessment):
    return make.track_of(assessment, "stof")


def together(*acts):
    """Run the acts at the same moment, each on a connection of its own; give what each returned or raised."""
    start, ends = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            start.wait(10)
            ends[number] = act()
        except Exception as error:
            ends[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return ends


def waiting_for_lock():
    """Say whether another connection waits for a lock of this database."""
    with connection.cursor() as cursor:
        # Within a transaction the view is otherwise as it was when first looked at.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def while_locked(assessment, act, meanwhile):
    """Hold the row, start `act` on another connection, do `meanwhile`, let go; give what `act` ended in."""
    with transaction.atomic():
        type(assessment).objects.select_for_update().get(pk=assessment.pk)
        ends = []

        def run():
            try:
                ends.append(act())
            except Exception as error:
                ends.append(error)
            finally:
                connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        for _ in range(500):
            if waiting_for_lock():
                break
            thread.join(0.02)
        else:
            pytest.fail("The act did not wait for the assessment's row")
        meanwhile()
    thread.join(30)
    return ends[0]


def test_of_two_saves_at_once_one_is_told_of_the_other(stof):
    people = [make.UserFactory(), make.UserFactory()]
    for _ in range(5):
        Answer.objects.all().delete()
        ends = together(
            lambda: make.answered(stof, "1.1", "ja", version=0, actor=people[0]),
            lambda: make.answered(stof, "1.1", "nej", version=0, actor=people[1]),
        )
        kinds = sorted(type(end).__name__ for end in ends)
        assert kinds == ["Conflict", "Saved"], ends
        conflict = next(end for end in ends if isinstance(end, workflow.Conflict))
        assert conflict.current.value == Answer.objects.get().value != conflict.mine.value
        assert Answer.objects.get().version == 1


def test_a_save_and_its_retry_at_once_are_one(stof):
    actor = make.UserFactory()
    ends = together(*[lambda: make.answered(stof, "1.1", "ja", version=0, actor=actor)] * 4)
    assert [type(end).__name__ for end in ends] == ["Saved"] * 4
    assert sum(end.changed for end in ends) == 1
    assert Answer.objects.get().history.count() == 1


def test_a_save_that_waited_for_the_lock_of_the_round_is_refused(assessment, stof):
    actor = make.UserFactory()
    end = while_locked(
        assessment,
        act=lambda: make.answered(stof, "1.1", "ja", version=0, actor=actor),
        meanwhile=lambda: workflow.start_processing(assessment.round_id, actor=actor, at=make.NOW),
    )
    assert isinstance(end, workflow.Locked)
    assert not Answer.objects.exists()


def test_a_save_that_waited_for_a_submission_is_refused(assessment, stof):
    actor = make.UserFactory()
    make.answer_all(assessment)
    end = while_locked(
        assessment,
        act=lambda: make.answered(stof, "1.1", "nej", version=1, actor=actor),
        meanwhile=lambda: workflow.submit(assessment.pk, actor=actor, at=make.NOW),
    )
    assert isinstance(end, workflow.Locked)
    assert stof.answers.get(indicator__number="1.1").value == "ja"


def test_two_submissions_at_once_are_one(assessment):
    make.answer_all(assessment)
    actor = make.UserFactory()
    ends = together(*[lambda: workflow.submit(assessment.pk, actor=actor, at=make.NOW)] * 3)
    assert sorted(type(end).__name__ for end in ends) == ["IllegalTransition", "IllegalTransition", "SelfAssessment"]
    assert Submission.objects.count() == 1


def test_two_who_begin_at_once_begin_once():
    assessment = make.opened_round().assessments.first()
    actor = make.UserFactory()

    def begin(*group):
        return workflow.begin(assessment.pk, groups=[list(group)], provision="own", actor=actor, at=make.NOW)

    ends = together(lambda: begin("alkohol"), lambda: begin("stof"))
    assert sorted(type(end).__name__ for end in ends) == ["IllegalTransition", "SelfAssessment"]
    assert assessment.tracks.count() == 1
