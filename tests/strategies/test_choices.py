"""Goals and activities are chosen where they stand in the document: under its headings and in its order."""

import re

import pytest
from django.urls import reverse

from strategies.forms.choices import BELOW
from strategies.forms.documents import GoalForm, TargetGroupForm
from strategies.forms.links import LinkForm
from strategies.forms.plans import ActivityForm
from strategies.forms.theories import StepForm
from strategies.models import Activity, Goal, TargetGroup, TheoryOfChange, TheoryStep
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy():
    return make.strategy()


@pytest.fixture
def goals(strategy):
    """Enter goals in another order than that of the document."""
    late = make.goal_group(strategy, "Behandling")
    early = make.goal_group(strategy, "Forebyggelse")
    whole = make.goal(strategy, "Færre unge", group=early)
    make.goal(strategy, "Hurtig hjælp", group=late)
    make.goal(strategy, "Flere samtaler", kind="sub_goal", parent=whole, group=early)
    make.goal(strategy, "Uden gruppe")
    make.goal(strategy, "Alle med", kind="guiding")
    return whole


ORDER = [
    ("Pejlemærker", ["Alle med"]),
    ("Mål uden gruppe", ["Uden gruppe"]),
    ("Behandling", ["Hurtig hjælp"]),
    ("Forebyggelse", ["Færre unge", f"{BELOW}Flere samtaler"]),
]


def sections(field):
    return [(name, [label for _, label in rows]) for name, rows in field.choices if isinstance(rows, list)]


def test_goals_are_chosen_in_the_order_of_the_document(strategy, goals, count_queries):
    assert sections(TargetGroupForm(instance=TargetGroup(strategy=strategy), strategy=strategy).fields["goal"]) == ORDER
    field = ActivityForm(instance=Activity(strategy=strategy), strategy=strategy).fields["goals"]
    with count_queries(exactly=1):
        assert sections(field) == ORDER


def test_a_sub_goal_is_put_under_what_is_no_sub_goal_itself(strategy, goals):
    field = GoalForm(instance=Goal(strategy=strategy), strategy=strategy).fields["parent"]
    assert sections(field)[-1] == ("Forebyggelse", ["Færre unge"])


def test_goals_without_any_heading_are_a_plain_list(strategy):
    make.goal(strategy, "Færre unge")
    field = TargetGroupForm(instance=TargetGroup(strategy=strategy), strategy=strategy).fields["goal"]
    assert [label for _, label in field.choices] == ["Intet mål", "Færre unge"]


def test_a_theory_step_offers_both_under_headings(strategy, goals):
    area = make.focus_area(strategy, "Unge")
    make.activity(strategy, "Sidst")
    make.activity(strategy, "Samtaler", focus_area=area)
    theory = TheoryOfChange.objects.create(strategy=strategy, title="Samlet", changed_at=make.AT)
    form = StepForm(instance=TheoryStep(theory=theory), strategy=strategy)
    assert sections(form.fields["goal"]) == ORDER
    assert sections(form.fields["activity"]) == [("Unge", ["Samtaler"]), ("Uden fokusområde", ["Sidst"])]


def test_what_there_is_already_is_tied_from_lists_in_order(strategy, goals, count_queries):
    area = make.focus_area(strategy, "Unge")
    make.activity(strategy, "Samtaler", focus_area=area)
    with count_queries(exactly=2):
        form = LinkForm(strategies=[strategy], indicator=factories.IndicatorFactory.build(pk=1))
    titles = [heading for heading, _ in form.fields["what"].choices]
    named = [f"Misbrugspolitik: {heading}" for heading, _ in ORDER]
    assert titles == ["", *named, "Misbrugspolitik, handleplan: Unge"]


def test_the_activity_form_sets_sub_goals_below_their_goal(client, strategy, goals):
    client.force_login(make.editor(strategy))
    page = client.get(reverse("strategies:content_add", args=[strategy.slug, "aktivitet"])).content.decode()
    assert re.search(r"<legend>\s*Forebyggelse\s*</legend>", page)
    below = re.findall(r'class="[^"]*choice-below[^"]*">.*?<label[^>]*>([^<]*)</label>', page, re.DOTALL)
    assert [label.strip() for label in below] == ["Flere samtaler"]
