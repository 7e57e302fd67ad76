"""Builders of strategies for tests: everything goes through the workflow, so nothing is built that could not be."""

import datetime
from zoneinfo import ZoneInfo

from clusters.models import Body, Municipality
from strategies import workflow
from strategies.models import (
    ActionPlan,
    Activity,
    BudgetLine,
    FocusArea,
    Goal,
    GoalGroup,
    Part,
    Relation,
    TargetGroup,
)
from tests import factories

AT = datetime.datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))


def strategy(*municipalities, title="Misbrugspolitik", actor=None, adopted=False, **fields):
    """Give a draft of one or several municipalities (a new one where none is given); `adopted` by all of them."""
    municipalities = municipalities or (factories.MunicipalityFactory(),)
    made = workflow.create_strategy(
        municipalities=municipalities,
        actor=actor or factories.municipal_lead(municipalities[0]),
        at=AT,
        title=title,
        **fields,
    )
    if adopted:
        for municipality in municipalities:
            adopt(made, municipality)
        made.refresh_from_db()
    return made


def adopt(made, municipality):
    """Record an adoption."""
    lead = factories.municipal_lead(municipality)
    workflow.adopt(made.pk, municipality.pk, on=datetime.date(2026, 1, 15), actor=lead, at=AT)


def editor(made):
    """Give a caseworker of the strategy's first municipality."""
    return factories.caseworker(Municipality.objects.filter(strategies=made).first())


def _save(row, actor, links=None):
    return workflow.save(row, actor=actor or editor(row.strategy), at=AT, links=links)


def part(made, heading, text="", actor=None, **fields):
    """Give a part."""
    return _save(Part(strategy=made, heading=heading, text=text, **fields), actor)


def focus_area(made, title, actor=None, **fields):
    """Give a focus area."""
    return _save(FocusArea(strategy=made, title=title, **fields), actor)


def target_group(made, name, actor=None, **fields):
    """Give a target group."""
    return _save(TargetGroup(strategy=made, name=name, **fields), actor)


def goal_group(made, title, actor=None, **fields):
    """Give a group of goals."""
    return _save(GoalGroup(strategy=made, title=title, **fields), actor)


def budget_line(made, label, actor=None, **fields):
    """Give a line of the background budget."""
    return _save(BudgetLine(strategy=made, label=label, **fields), actor)


def relation(made, title, actor=None, **fields):
    """Give a related strategy or plan."""
    return _save(Relation(strategy=made, title=title, **fields), actor)


def goal(made, title, actor=None, links=None, **fields):
    """Give a goal; `links` are its recommendations and indicators."""
    return _save(Goal(strategy=made, title=title, **fields), actor, links)


def plan(made, title="Handleplan", actor=None, **fields):
    """Give the action plan with a title, the stored one where there is one."""
    return made.plans.filter(title=title).first() or _save(ActionPlan(strategy=made, title=title, **fields), actor)


def activity(made, title, actor=None, links=None, **fields):
    """Give an activity of the strategy's action plan; `links` are goals, recommendations and indicators."""
    fields.setdefault("plan", plan(made, actor=actor))
    return _save(Activity(strategy=made, title=title, **fields), actor, links)


def body(municipality, name="Socialudvalget", **fields):
    """Give a body of a municipality."""
    return Body.objects.create(municipality=municipality, name=name, changed_at=AT, **fields)
