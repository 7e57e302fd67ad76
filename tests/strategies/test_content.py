"""Rows of a strategy: stored under its lock, never over somebody else's, never taken from under what points to them."""

import datetime

import pytest

from strategies import workflow
from strategies.models import Activity, FocusArea, Goal, Part, TheoryColumn, TheoryOfChange, TheoryStep
from tests import strategies as make

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def strategy():
    return make.strategy()


@pytest.fixture
def actor(strategy):
    return make.editor(strategy)


def test_a_new_row_comes_last_and_is_signed(strategy, actor):
    first, second = (make.part(strategy, heading, actor=actor) for heading in ("Vision", "Mission"))
    assert [first.order, second.order] == [1, 2]
    assert (second.version, second.changed_by, second.changed_at) == (1, actor, AT)
    assert second.history.get().history_user == actor
    strategy.refresh_from_db()
    assert "mission" in strategy.searchable


def test_the_same_again_writes_nothing(strategy, actor):
    part = make.part(strategy, "Vision", actor=actor)
    workflow.save(Part.objects.get(pk=part.pk), actor=actor, at=AT, base_version=0)
    assert part.history.count() == 1


def test_the_second_of_two_is_told(strategy, actor):
    part = make.part(strategy, "Vision", actor=actor)
    mine, theirs = Part.objects.get(pk=part.pk), Part.objects.get(pk=part.pk)
    theirs.text = "Deres"
    workflow.save(theirs, actor=actor, at=AT, base_version=1)
    mine.text = "Min"
    with pytest.raises(workflow.Conflict) as conflict:
        workflow.save(mine, actor=actor, at=AT, base_version=1)
    assert (conflict.value.current.text, conflict.value.mine.text) == ("Deres", "Min")


def test_what_is_deleted_meanwhile_is_not_written_again(strategy, actor):
    part = make.part(strategy, "Vision", actor=actor)
    workflow.delete(Part.objects.get(pk=part.pk), actor=actor, at=AT)
    part.text = "Mere"
    with pytest.raises(workflow.Gone):
        workflow.save(part, actor=actor, at=AT, base_version=1)
    assert Part.history.filter(history_type="-").get().history_user == actor


def test_what_others_point_to_stays(strategy, actor):
    area = make.focus_area(strategy, "Unge", actor=actor)
    activity = make.activity(strategy, "Etniske unge", focus_area=area, actor=actor)
    with pytest.raises(workflow.Held, match="1\xa0aktivitet peger på det") as held:
        workflow.delete(area, actor=actor, at=AT)
    assert held.value.holders == [activity]
    assert FocusArea.objects.filter(pk=area.pk).exists()


def test_a_goal_that_an_activity_serves_stays(strategy, actor):
    goal = make.goal(strategy, "Flere i behandling", actor=actor)
    activity = make.activity(strategy, "Etniske unge", links={"goals": [goal]}, actor=actor)
    with pytest.raises(workflow.Held) as held:
        workflow.delete(goal, actor=actor, at=AT)
    assert held.value.holders == [activity]
    assert list(activity.goals.all()) == [goal]


@pytest.mark.parametrize(("place", "order"), [(0, "CAB"), (1, "ACB"), (9, "ABC")])
def test_a_row_moves_to_a_place(strategy, actor, place, order):
    parts = {heading: make.part(strategy, heading, actor=actor) for heading in "ABC"}
    workflow.move(parts["C"], place, actor=actor, at=AT)
    assert "".join(strategy.parts.values_list("heading", flat=True)) == order


def test_a_cpr_number_is_refused_at_its_field(strategy, actor):
    with pytest.raises(workflow.CprRefused) as refused:
        make.part(strategy, "Vision", text="Borgeren 010190-1234", actor=actor)
    assert refused.value.field == "text"
    assert not strategy.parts.exists()


def test_a_sub_goal_has_a_goal_of_the_same_strategy(strategy, actor):
    other = make.goal(make.strategy(title="En anden"), "Fremmed")
    with pytest.raises(workflow.WorkflowError) as refused:
        make.goal(strategy, "Ophør", kind=Goal.Kind.SUB_GOAL, parent=other, actor=actor)
    assert refused.value.field == "parent"


def test_a_note_moves_state_and_readiness_and_keeps_the_old(strategy, actor):
    activity = make.activity(strategy, "Psykiater", readiness="yellow", actor=actor)
    note = workflow.add_note(
        activity.pk,
        text="Ansat.",
        on=AT.date(),
        state="active",
        readiness="green",
        actor=actor,
        at=AT,
        expected=("planned", "yellow"),
    )
    activity.refresh_from_db()
    assert (activity.state, activity.readiness, activity.version) == ("active", "green", 2)
    assert (note.state_from, note.readiness_from) == ("planned", "yellow")
    assert list(activity.history.values_list("readiness", flat=True)) == ["green", "yellow"]


def test_a_note_on_an_activity_that_has_moved_is_refused(strategy, actor):
    activity = make.activity(strategy, "Psykiater", readiness="red", actor=actor)
    with pytest.raises(workflow.IllegalTransition, match="den er nu planlagt og rød"):
        workflow.add_note(
            activity.pk,
            text="Ansat.",
            on=AT.date(),
            state="active",
            readiness="green",
            actor=actor,
            at=AT,
            expected=("planned", "yellow"),
        )
    assert not activity.notes.exists()


def test_a_note_of_tomorrow_is_refused(strategy, actor):
    activity = make.activity(strategy, "Psykiater", actor=actor)
    with pytest.raises(workflow.WorkflowError) as refused:
        workflow.add_note(
            activity.pk,
            text="Ansat.",
            on=AT.date() + datetime.timedelta(days=1),
            state="active",
            readiness="green",
            actor=actor,
            at=AT,
        )
    assert refused.value.field == "on"


def test_a_draft_is_deleted_with_all_that_is_in_it(strategy, actor):
    area = make.focus_area(strategy, "Unge", actor=actor)
    goal = make.goal(strategy, "Flere i behandling", actor=actor)
    make.goal(strategy, "Ophør", kind=Goal.Kind.SUB_GOAL, parent=goal, actor=actor)
    activity = make.activity(strategy, "Etniske unge", focus_area=area, actor=actor)
    theory = workflow.save(TheoryOfChange(strategy=strategy, focus_area=area, title="Unge"), actor=actor, at=AT)
    column = workflow.save(TheoryColumn(theory=theory, title="Aktiviteter"), actor=actor, at=AT)
    workflow.save(TheoryStep(theory=theory, column=column, activity=activity), actor=actor, at=AT)
    workflow.delete_draft(strategy.pk, actor=actor, at=AT)
    assert not Activity.objects.exists()
    assert not FocusArea.objects.exists()
    assert not Goal.objects.exists()


def test_a_note_just_after_midnight_may_be_of_today(strategy, actor):
    activity = make.activity(strategy, "Psykiater", actor=actor)
    after_midnight = datetime.datetime(2026, 6, 1, 22, 30, tzinfo=datetime.UTC)  # 0.30 on 2 June in Copenhagen
    note = {"text": "Ansat.", "on": datetime.date(2026, 6, 2), "state": "active", "readiness": "green"}
    assert workflow.add_note(activity.pk, **note, actor=actor, at=after_midnight).date == note["on"]


def test_a_row_sent_twice_is_one(strategy, actor):
    first, again = (make.part(strategy, "Vision", text="Ét", actor=actor) for _ in range(2))
    assert first == again
    assert make.part(strategy, "Vision", text="Ét", actor=make.editor(strategy)) != first
    assert strategy.parts.count() == 2


@pytest.mark.parametrize(("minutes", "rows"), [(50, 1), (70, 2)])
def test_a_row_sent_again_by_hand_is_one(strategy, actor, minutes, rows):
    for at in (AT, AT + datetime.timedelta(minutes=minutes)):
        row = Part(strategy=strategy, heading="Vision", text="Ét")
        workflow.save(row, actor=actor, at=at)
    assert strategy.parts.count() == rows


def test_a_note_sent_twice_is_one(strategy, actor):
    activity = make.activity(strategy, "Psykiater", readiness="yellow", actor=actor)
    note = {
        "text": "Ansat.",
        "on": AT.date(),
        "state": "active",
        "readiness": "green",
        "expected": ("planned", "yellow"),
    }
    first, again = (workflow.add_note(activity.pk, **note, actor=actor, at=AT) for _ in range(2))
    assert first == again
    later = workflow.add_note(
        activity.pk, **note | {"expected": None}, actor=actor, at=AT + datetime.timedelta(minutes=2)
    )
    assert later != first


def test_a_retired_strategy_stands_as_it_was(strategy, actor):
    activity = make.activity(strategy, "Psykiater", actor=actor)
    make.adopt(strategy, strategy.places[0])
    workflow.retire(strategy.pk, actor=actor, at=AT, reason="Afløst af en ny.")
    with pytest.raises(workflow.WorkflowError, match="meldt afløst"):
        make.part(strategy, "Vision", actor=actor)
    note = {"text": "Ansat.", "on": AT.date(), "state": "active", "readiness": "green"}
    with pytest.raises(workflow.WorkflowError, match="meldt afløst"):
        workflow.add_note(activity.pk, **note, actor=actor, at=AT)
    workflow.resume(strategy.pk, actor=actor, at=AT)
    assert make.part(strategy, "Vision", actor=actor).pk
