"""The form of an activity: folded, with its prerequisites as rows that are saved with it, or not at all."""

import re

import pytest
from django.urls import reverse

from strategies import workflow
from strategies.models import ActionPlan, Activity, Prerequisite
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy():
    return make.strategy()


@pytest.fixture
def actor(strategy, client):
    user = make.editor(strategy)
    client.force_login(user)
    return user


def adding(strategy):
    return reverse("strategies:content_add", args=[strategy.slug, "aktivitet"])


def editing(activity):
    return reverse("strategies:content_edit", args=[activity.strategy.slug, "aktivitet", activity.pk])


def new(**values):
    return {"base_version": "0", "title": "Samtaler", "state": "planned", "readiness": "none", **values}


def sent(client, activity, **values):
    """Give what the open form of an activity sends, with some values changed."""
    form = client.get(editing(activity)).context["form"]
    values_now = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values_now.items() if value not in (None, False)} | values


def conditions(activity):
    return {row.kind: (row.state, row.note) for row in activity.conditions.all()}


def open_parts(page):
    return re.findall(r'<details class="(?:form-part|serves)" open>\s*<summary>\s*(.*?)\s*<', page, re.DOTALL)


# --- its parts ----------------------------------------------------------------------------------------------


def test_what_matters_first_stands_first_and_the_rest_is_folded(client, strategy, actor):
    make.goal(strategy, "Færre unge")
    page = client.get(adding(strategy)).content.decode()
    places = [page.index(f'name="{name}"') for name in ("title", "goals", "focus_area", "state", "readiness")]
    assert places == sorted(places)
    assert places[-1] < page.index('<details class="form-part"')
    assert open_parts(page) == []
    for heading in ("Økonomi", "Forudsætninger", "Hvem og hvornår", "Flere oplysninger"):
        assert re.search(rf"<summary>\s*{heading}", page)


def test_the_part_with_an_error_is_open(client, strategy, actor):
    page = client.post(adding(strategy), new(annual_cost="mange")).content.decode()
    assert open_parts(page) == ["Økonomi"]


def test_the_list_of_indicators_is_folded_and_says_what_is_chosen(client, strategy, actor):
    indicator = factories.IndicatorFactory()
    page = client.get(f"{adding(strategy)}?indikator={indicator.pk}").content.decode()
    assert f"Valgt: {indicator.number}<" in page
    assert open_parts(page) == []


def test_another_can_be_written_at_once_with_the_same_links(client, strategy, actor):
    goal = make.goal(strategy, "Færre unge")
    address = f"{adding(strategy)}?maal={goal.pk}"
    assert "Gem og skriv en til" in client.get(address).content.decode()
    assert client.post(address, new(goals=[goal.pk], act="again")).url == address


# --- prerequisites ------------------------------------------------------------------------------------------


def test_prerequisites_are_entered_with_the_activity(client, strategy, actor):
    client.post(adding(strategy), new(staff_state="missing", staff_note="To stillinger", decision_state="met"))
    activity = strategy.activities.get()
    assert conditions(activity) == {"staff": ("missing", "To stillinger"), "decision": ("met", "")}


def test_a_refused_prerequisite_leaves_neither_activity_nor_plan(client, strategy, actor):
    typed = new(staff_state="missing", staff_note="Ring til 010190-1234")
    response = client.post(adding(strategy), typed)
    page = response.content.decode()
    assert list(response.context["form"].errors) == ["staff_note"]
    assert "010190-1234" in page
    assert open_parts(page) == ["Forudsætninger"]
    assert response.context["is_new"]
    assert not Activity.objects.exists()
    assert not ActionPlan.objects.exists()


def test_a_note_without_a_state_is_not_lost(client, strategy, actor):
    response = client.post(adding(strategy), new(staff_note="To stillinger"))
    assert response.context["form"].errors["staff_state"] == ["Vælg, hvordan det står til, eller slet noten."]
    assert 'value="To stillinger"' in response.content.decode()


def test_prerequisites_are_edited_and_taken_away_with_the_activity(client, strategy, actor):
    activity = make.activity(strategy, "Samtaler")
    for kind in ("staff", "method", "premises"):
        workflow.save(Prerequisite(activity=activity, kind=kind, state="missing"), actor=actor, at=make.AT)
    typed = sent(client, activity, title="Flere samtaler", staff_state="met", method_state="")
    assert client.post(editing(activity), typed).status_code == 302
    activity.refresh_from_db()
    assert activity.title == "Flere samtaler"
    assert conditions(activity) == {"staff": ("met", ""), "premises": ("missing", "")}
    assert Prerequisite.history.filter(kind="staff").count() == 2
    assert Prerequisite.history.filter(kind="premises").count() == 1


def test_what_another_wrote_of_a_prerequisite_is_not_overwritten(client, strategy, actor):
    activity = make.activity(strategy, "Samtaler")
    row = workflow.save(Prerequisite(activity=activity, kind="staff", state="missing"), actor=actor, at=make.AT)
    typed = sent(client, activity, title="Flere samtaler", staff_state="met")
    row.note = "Andet"
    other = factories.caseworker(strategy.places[0])
    workflow.save(row, actor=other, at=make.AT, base_version=row.version)
    response = client.post(editing(activity), typed)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Det, der står nu" in page
    assert page.index('form="content-form"') < page.index('id="content-form"')
    assert re.search(r'<section class="conflict"[^>]*tabindex="-1"', page)
    assert other.name in page
    assert conditions(activity) == {"staff": ("missing", "Andet")}
    assert Activity.objects.get().title == "Samtaler"
    context = response.context
    again = typed | {
        "act": "replace",
        "newer_version": context["newer"].version,
        "conditions_seen": context["form"]["conditions_seen"].value(),
    }
    assert client.post(editing(activity), again).status_code == 302
    assert conditions(activity) == {"staff": ("met", "")}


def test_the_page_of_one_prerequisite_names_its_activity(client, strategy, actor):
    activity = make.activity(strategy, "Samtaler")
    address = reverse("strategies:content_add", args=[strategy.slug, "forudsaetning"])
    assert "Ny forudsætning for ”Samtaler”" in client.get(f"{address}?i={activity.pk}").content.decode()


def test_the_start_is_read_in_words(client, strategy, actor):
    activity = make.activity(strategy, "Samtaler", start_year=2027, start_month=3)
    for address in (
        reverse("strategies:activity", args=[strategy.slug, activity.pk]),
        reverse("strategies:plan", args=[strategy.slug]),
    ):
        page = client.get(address).content.decode()
        assert "marts 2027" in page
        assert "03-2027" not in page
