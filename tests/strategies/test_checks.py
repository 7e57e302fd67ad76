"""Each rule that spans a strategy's rows is broken behind the workflow's back, and the check says so."""

import datetime

import pytest
from django.core.management import call_command

from clusters.models import Route
from strategies import checks, workflow
from strategies.models import (
    Activity,
    Part,
    Strategy,
    StrategyMunicipality,
    TheoryColumn,
    TheoryLink,
    TheoryOfChange,
    TheoryStep,
)
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole():
    """Give a strategy with one of everything that the rules are about."""
    strategy = make.strategy(title="Hel")
    actor = make.editor(strategy)
    area = make.focus_area(strategy, "Unge", actor=actor)
    goal = make.goal(strategy, "Flere i behandling", actor=actor)
    activity = make.activity(strategy, "Etniske unge", focus_area=area, links={"goals": [goal]}, actor=actor)
    note = {"text": "Begyndt.", "on": make.AT.date(), "state": "active", "readiness": "green"}
    workflow.add_note(activity.pk, **note, actor=actor, at=make.AT)
    make.part(strategy, "Vision", actor=actor)
    theory = workflow.save(TheoryOfChange(strategy=strategy, title="Samlet"), actor=actor, at=make.AT)
    column = workflow.save(TheoryColumn(theory=theory, title="Aktiviteter"), actor=actor, at=make.AT)
    steps = [
        workflow.save(TheoryStep(theory=theory, column=column, text=text), actor=actor, at=make.AT) for text in "AB"
    ]
    workflow.save(TheoryLink(theory=theory, source=steps[0], target=steps[1]), actor=actor, at=make.AT)
    return strategy


def elsewhere():
    """Give another strategy."""
    return make.strategy(title="En anden")


def without_municipality(strategy):
    StrategyMunicipality.objects.filter(strategy=strategy).delete()


def adopted_by_nobody(strategy):
    Strategy.objects.filter(pk=strategy.pk).update(state="adopted")
    strategy.events.update(to_state="adopted")


def draft_with_an_adoption(strategy):
    StrategyMunicipality.objects.filter(strategy=strategy).update(adopted_on=datetime.date(2026, 1, 1))


def state_without_event(strategy):
    Strategy.objects.filter(pk=strategy.pk).update(state="hearing")


def foreign_adopter(strategy):
    make.adopt(strategy, strategy.places[0])
    body = make.body(factories.MunicipalityFactory())
    StrategyMunicipality.objects.filter(strategy=strategy).update(adopted_by=body)


def activity_in_a_foreign_focus_area(strategy):
    Activity.objects.filter(strategy=strategy).update(focus_area=make.focus_area(elsewhere(), "Fremmed"))


def activity_for_a_foreign_goal(strategy):
    Activity.objects.get(strategy=strategy).goals.add(make.goal(elsewhere(), "Fremmed"))


def step_in_a_foreign_column(strategy):
    other = elsewhere()
    actor = make.editor(other)
    theory = workflow.save(TheoryOfChange(strategy=other, title="Anden"), actor=actor, at=make.AT)
    column = workflow.save(TheoryColumn(theory=theory, title="Aktiviteter"), actor=actor, at=make.AT)
    TheoryStep.objects.filter(theory__strategy=strategy).update(column=column)


def step_for_a_foreign_goal(strategy):
    step = TheoryStep.objects.filter(theory__strategy=strategy).first()
    TheoryStep.objects.filter(pk=step.pk).update(goal=make.goal(elsewhere(), "Fremmed"))


def arrows_in_a_ring(strategy):
    link = TheoryLink.objects.get(theory__strategy=strategy)
    TheoryLink.objects.create(theory=link.theory, source=link.target, target=link.source, changed_at=make.AT)


def activity_beside_its_notes(strategy):
    Activity.objects.filter(strategy=strategy).update(readiness="red")


def treated_elsewhere(strategy):
    body = make.body(factories.MunicipalityFactory())
    Route.objects.create(case=strategy.case, body=body, changed_at=make.AT)


def number_in_a_text(strategy):
    Part.objects.filter(strategy=strategy).update(text="Borgeren 070761-4285")


BREACHES = {
    without_municipality: "Hel: ingen kommune står bag.",
    adopted_by_nobody: "Hel: vedtaget, men ingen kommune har vedtaget den.",
    draft_with_an_adoption: "Hel: kladde, men en kommune har vedtaget den.",
    state_without_event: "Hel: tilstanden er ikke den, som den seneste hændelse førte til.",
    foreign_adopter: "Socialudvalget hører ikke til kommunen.",
    activity_in_a_foreign_focus_area: "Etniske unge peger på noget i en anden strategi (fokusområde).",
    activity_for_a_foreign_goal: "Etniske unge tjener et mål i en anden strategi (Fremmed).",
    step_in_a_foreign_column: "A står i en kolonne i en anden forandringsteori.",
    step_for_a_foreign_goal: "A peger på noget i en anden strategi.",
    arrows_in_a_ring: "Samlet: pilene går i ring.",
    activity_beside_its_notes: "Etniske unge er ikke, hvor det seneste notat satte den.",
    treated_elsewhere: "Socialudvalget hører ikke til en af strategiens kommuner.",
    number_in_a_text: "teksten indeholder et CPR-nummer.",
}


def test_what_the_workflow_writes_breaks_nothing(whole):
    assert list(checks.breaches()) == []


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: breach.__name__)
def test_a_breach_is_found_and_named(whole, breach):
    breach(whole)
    assert any(BREACHES[breach] in found for found in checks.breaches())


def test_the_command_finds_them(whole, capsys):
    state_without_event(whole)
    with pytest.raises(SystemExit):
        call_command("check_data")
    assert "Hel: tilstanden" in capsys.readouterr().out
