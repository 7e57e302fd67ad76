"""Deleting and bringing back: a strategy is as it was, whatever was deleted in it, or the whole draft of it."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import serializers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from clusters.models import AgendaItem, Annex, Case, Deletion, Hearing, HearingParty, Route, Task
from clusters.workflow import deleting
from strategies import workflow
from strategies.history import changes_in, changes_of, read_changes
from strategies.models import (
    Activity,
    FocusArea,
    Goal,
    Part,
    Prerequisite,
    ProgressNote,
    Relation,
    Strategy,
    StrategyEvent,
    StrategyMunicipality,
    TheoryColumn,
    TheoryLink,
    TheoryOfChange,
    TheoryStep,
)
from tests import factories
from tests import strategies as make
from tests.strategies.theories import Theory

pytestmark = pytest.mark.django_db
AT = make.AT
IN_IT = (
    *(Strategy, StrategyMunicipality, StrategyEvent, Case, Part, FocusArea, Goal, Activity, Prerequisite, ProgressNote),
    *(TheoryOfChange, TheoryColumn, TheoryStep, TheoryLink, AgendaItem, Hearing, HearingParty, Route, Task, Annex),
)


def later(minutes):
    return AT + timedelta(minutes=minutes)


@pytest.fixture
def place():
    return factories.MunicipalityFactory(name="Faxe")


@pytest.fixture
def strategy(place):
    return make.strategy(place)


@pytest.fixture
def editor(strategy):
    return make.editor(strategy)


def filled(strategy, editor):
    """Give a strategy with a row of nearly every kind, tied together."""
    recommendation = factories.RecommendationFactory()
    area = make.focus_area(strategy, "Unge", actor=editor)
    goal = make.goal(strategy, "Mål", actor=editor, focus_area=area, links={"recommendations": [recommendation]})
    sub = Goal(strategy=strategy, title="Delmål", kind="sub_goal", parent=goal)
    workflow.save(sub, actor=editor, at=AT)
    make.part(strategy, "Vision", text="Vi vil.", actor=editor)
    activity = make.activity(strategy, "Opsøgende", actor=editor, focus_area=area, links={"goals": [goal, sub]})
    workflow.save(Prerequisite(activity=activity, kind="staff", note="To"), actor=editor, at=AT)
    workflow.add_note(activity.pk, text="I gang.", on=AT.date(), state="active", readiness="green", actor=editor, at=AT)
    theory = Theory(strategy, editor)
    first, second = theory.step(0, activity=activity), theory.step(1, "Flere")
    theory.link(first, second)
    theory.link(second, theory.step(2, goal=goal))
    body = make.body(strategy.places[0], "Byrådet")
    case = {"case": strategy.case}
    workflow.save(Route(**case, body=body, role="decides"), actor=editor, at=AT)
    item = workflow.save(AgendaItem(**case, body=body, date=AT.date()), actor=editor, at=AT)
    workflow.save(AgendaItem(**case, body=body, date=AT.date(), renews=item), actor=editor, at=AT)
    hearing = workflow.save(Hearing(**case, title="Høring", sent_on=AT.date()), actor=editor, at=AT)
    workflow.save(HearingParty(hearing=hearing, name="Rådet", answer="Ja", answered_on=AT.date()), actor=editor, at=AT)
    workflow.save(Task(**case, title="Opgave", owner="Staben", agenda_item=item), actor=editor, at=AT)
    workflow.save(Annex(**case, title="Notat", url="https://example.dk/"), actor=editor, at=AT)
    return strategy


def picture():
    """Give every row of every table, with what it chose, without its version and what the search keeps."""
    rows = serializers.serialize("python", [row for model in IN_IT for row in model.objects.order_by("pk")])
    for row in rows:
        for name in ("version", "searchable"):
            row["fields"].pop(name, None)
        # Who last wrote in the strategy is moved by every act.
        if row["model"] == "strategies.strategy":
            row["fields"].pop("changed_at"), row["fields"].pop("changed_by")
    return rows


def delete_one(choice, **given):
    """Delete the row at a place in the list of all, or the next that nothing points to; give the Deletion."""
    models = (Part, Goal, Activity, Prerequisite, TheoryOfChange, TheoryColumn, TheoryStep, FocusArea, Hearing)
    models += (AgendaItem, Task, Annex, HearingParty)
    rows = [row for model in models for row in model.objects.order_by("pk")]
    place = choice % len(rows)
    for row in (*rows[place:], *rows[:place]):
        with suppress(workflow.Held):
            return workflow.delete(row, **given)
    return None


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=some.lists(some.integers(0, 30), min_size=1, max_size=4))
def test_whatever_is_deleted_comes_back_as_it_was(strategy, editor, choices):
    if not strategy.parts.exists():
        filled(strategy, editor)
    before, deletions = picture(), []
    for number, choice in enumerate(choices):
        deletions.append(delete_one(choice, actor=editor, at=later(number)))
    assert picture() != before
    for deletion in reversed(deletions):
        assert workflow.undelete(deletion, actor=editor, at=later(60))
    assert picture() == before


def test_edits_go_on_where_a_row_was_brought_back(strategy, editor):
    part = make.part(strategy, "Vision", text="Før", actor=editor)
    pk = part.pk
    deletion = workflow.delete(part, actor=editor, at=later(1))
    assert not Part.objects.exists()
    workflow.undelete(deletion, actor=editor, at=later(2))
    stored = Part.objects.get(pk=pk)
    assert (stored.text, stored.version) == ("Før", 2)
    stored.text = "Efter"
    workflow.save(stored, actor=editor, at=later(3), base_version=2)
    told = [change.verb for change in read_changes(changes_of(strategy, Part, pk))]
    assert told == ["rettede", "gendannede", "slettede", "tilføjede"]
    newest = read_changes(changes_of(strategy, Part, pk))
    assert newest[1].reason.replace("\u00a0", " ").startswith("Gendannet efter sletning 20. nov. 2026 kl. 10.01")


def test_what_chose_others_is_told_as_brought_back_and_not_as_changed(strategy, editor):
    recommendation = factories.RecommendationFactory()
    goal = make.goal(strategy, "Mål", actor=editor, links={"recommendations": [recommendation]})
    deletion = workflow.delete(goal, actor=editor, at=later(1))
    workflow.undelete(deletion, actor=editor, at=later(2))
    newest, deleted, added = read_changes(changes_of(strategy, Goal, deletion.row_id))
    assert (newest.verb, newest.fields, deleted.verb, added.verb) == ("gendannede", (), "slettede", "tilføjede")
    stored = Goal.objects.get()
    stored.title = "Andet mål"
    workflow.save(stored, actor=editor, at=later(3), base_version=2, links={"recommendations": [recommendation]})
    newest = read_changes(changes_of(strategy, Goal, stored.pk))[0]
    assert (newest.verb, [field.label for field in newest.fields]) == ("rettede", ["Mål"])


def test_twice_is_once(strategy, editor):
    deletion = workflow.delete(make.part(strategy, "Vision", actor=editor), actor=editor, at=later(1))
    workflow.undelete(deletion, actor=editor, at=later(2))
    assert workflow.undelete(deletion, actor=editor, at=later(3)) == ()
    assert Part.history.count() == 3


def test_what_went_along_is_signed_and_comes_back_with_it(strategy, editor):
    activity = Activity.objects.get(pk=make.activity(filled(strategy, editor), "Ny", actor=editor).pk)
    workflow.save(Prerequisite(activity=activity, kind="premises"), actor=editor, at=AT)
    workflow.add_note(activity.pk, text="Noteret.", on=AT.date(), state="active", readiness="", actor=editor, at=AT)
    deletion = workflow.delete(Activity.objects.get(pk=activity.pk), actor=editor, at=later(1))
    gone = Prerequisite.history.filter(history_type="-").latest("history_id")
    assert (gone.history_user, gone.history_date) == (editor, later(1))
    assert editor.name not in str(deletion.content)
    editor.name = "tidligere medarbejder i Faxe Kommune"
    editor.save()
    workflow.undelete(deletion, actor=editor, at=later(2))
    note = ProgressNote.objects.get(text="Noteret.")
    assert note.author_name == "tidligere medarbejder i Faxe Kommune"
    assert Prerequisite.objects.filter(activity_id=activity.pk, kind="premises").exists()


def test_what_it_points_to_has_to_come_back_first(strategy, editor):
    area = make.focus_area(strategy, "Unge", actor=editor)
    goal = make.goal(strategy, "Mål", actor=editor, focus_area=area)
    first = workflow.delete(goal, actor=editor, at=later(1))
    second = workflow.delete(FocusArea.objects.get(), actor=editor, at=later(2))
    with pytest.raises(workflow.WorkflowError, match="Gendan først ”Unge”"):
        workflow.undelete(first, actor=editor, at=later(3))
    workflow.undelete(second, actor=editor, at=later(4))
    workflow.undelete(first, actor=editor, at=later(5))
    assert Goal.objects.get().focus_area == FocusArea.objects.get()


def test_what_another_row_has_taken_the_place_of_is_refused_in_words(strategy, editor):
    deletion = workflow.delete(make.focus_area(strategy, "Unge", actor=editor), actor=editor, at=later(1))
    make.focus_area(strategy, "Unge", actor=editor)
    with pytest.raises(workflow.WorkflowError, match="allerede et fokusområde med det navn"):
        workflow.undelete(deletion, actor=editor, at=later(2))
    assert FocusArea.objects.count() == 1
    assert Deletion.objects.get().restored_at is None


def test_a_chain_is_not_closed_to_a_ring_by_what_comes_back(strategy, editor):
    theory = Theory(strategy, editor)
    first, middle, last = (theory.step(0, word) for word in ("A", "B", "C"))
    theory.link(first, middle)
    theory.link(middle, last)
    deletion = workflow.delete(TheoryStep.objects.get(pk=middle.pk), actor=editor, at=later(1))
    theory.link(last, first)
    with pytest.raises(workflow.WorkflowError, match="ring"):
        workflow.undelete(deletion, actor=editor, at=later(2))
    assert TheoryStep.objects.count() == 2


def test_a_party_whose_hearing_is_gone_is_refused_in_words(strategy, editor):
    hearing = workflow.save(Hearing(case=strategy.case, title="Høring", sent_on=AT.date()), actor=editor, at=AT)
    party = workflow.save(HearingParty(hearing=hearing, name="Rådet"), actor=editor, at=AT)
    first = workflow.delete(party, actor=editor, at=later(1))
    workflow.delete(Hearing.objects.get(), actor=editor, at=later(2))
    with pytest.raises(workflow.WorkflowError, match="Gendan først ”Høring”"):
        workflow.undelete(first, actor=editor, at=later(3))


def test_nothing_comes_back_into_a_retired_strategy(strategy, editor, place):
    deletion = workflow.delete(make.part(strategy, "Vision", actor=editor), actor=editor, at=later(1))
    make.adopt(strategy, place)
    workflow.retire(strategy.pk, actor=factories.municipal_lead(place), at=later(2), reason="Ny.")
    with pytest.raises(workflow.WorkflowError, match="afløst"):
        workflow.undelete(deletion, actor=editor, at=later(3))


def test_a_whole_draft_comes_back_with_all_that_was_in_it(strategy, editor, place):
    filled(strategy, editor)
    other = make.strategy(place, title="En anden")
    related = workflow.save(Relation(strategy=other, title="Den første", other=strategy), actor=editor, at=AT)
    before, history = picture(), [(each.verb, each.title) for each in read_changes(changes_in(strategy))]
    lead = factories.municipal_lead(place)
    pk = strategy.pk
    deletion = workflow.delete_draft(pk, actor=lead, at=later(1))
    assert not Strategy.objects.filter(pk=pk).exists()
    assert not Activity.objects.exists()
    assert Relation.objects.get(pk=related.pk).other is None
    assert (deletion.whole_kind, deletion.whole_id) == (deleting.label_of(place), place.pk)
    back = workflow.undelete_draft(deletion, actor=lead, at=later(2))
    assert back.pk == pk
    assert picture() == before
    assert Relation.objects.get(pk=related.pk).other_id == pk
    told = [(each.verb, each.title) for each in read_changes(changes_in(back))]
    assert set(history) <= set(told)
    assert "opsoegende" in Strategy.objects.get(pk=pk).searchable


def test_a_draft_whose_address_is_taken_gets_another(strategy, place):
    lead = factories.municipal_lead(place)
    deletion = workflow.delete_draft(strategy.pk, actor=lead, at=later(1))
    taken = make.strategy(place)
    assert taken.slug == strategy.slug
    assert workflow.undelete_draft(deletion, actor=lead, at=later(2)).slug == f"{strategy.slug}-2"
