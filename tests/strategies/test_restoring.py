"""Putting an earlier version of a strategy's row back: as a new version, by those who may edit, with what it served."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clusters.models import AgendaItem, Annex
from strategies import workflow
from strategies.models import Activity, FocusArea, Goal, Part, TheoryStep
from tests import factories
from tests import strategies as make
from tests.clusters.pages import fields_of, text_of, unmarked
from tests.strategies.theories import Theory

pytestmark = pytest.mark.django_db
AT = make.AT


def later(minutes):
    return AT + timedelta(minutes=minutes)


@pytest.fixture
def strategy():
    return make.strategy(factories.MunicipalityFactory(name="Faxe"))


@pytest.fixture
def editor(strategy):
    return make.editor(strategy)


def restore_url(strategy, kind, row, version=None):
    version = version or row.history.earliest("history_id").history_id
    return reverse("strategies:content_restore", args=[strategy.slug, kind, row.pk, version])


def post(client, url):
    return client.post(url, {name: values[0] for name, values in fields_of(client.get(url)).items()})


def edited(row, editor, **fields):
    """Give a row once somebody has changed some fields."""
    stored = type(row).objects.get(pk=row.pk)
    for name, value in fields.items():
        setattr(stored, name, value)
    return workflow.save(stored, actor=editor, at=later(1), base_version=stored.version)


def rows_of_every_kind(strategy, editor):
    """Give (word, row, field, what it was, what it is now) of each kind of text that is put back."""
    theory = Theory(strategy, editor)
    body = make.body(strategy.places[0], "Byrådet")
    item = workflow.save(AgendaItem(case=strategy.case, body=body, date=AT.date()), actor=editor, at=AT)
    annex = workflow.save(Annex(case=strategy.case, title="Før", url="https://example.dk/"), actor=editor, at=AT)
    return [
        ("afsnit", make.part(strategy, "Vision", text="Før", actor=editor), "text"),
        ("fokusomraade", make.focus_area(strategy, "Før", actor=editor), "title"),
        ("maal", make.goal(strategy, "Før", actor=editor), "title"),
        ("aktivitet", make.activity(strategy, "Før", actor=editor), "title"),
        ("trin", theory.step(0, "Før"), "text"),
        ("dagsordenspunkt", edited(item, editor, proposals="Før"), "proposals"),
        ("bilag", annex, "title"),
    ]


def test_every_kind_of_row_comes_back_as_a_new_version(client, strategy, editor):
    client.force_login(editor)
    for kind, row, field in rows_of_every_kind(strategy, editor):
        before = row.history.latest("history_id").history_id
        changed = edited(row, editor, **{field: "Efter"})
        url = restore_url(strategy, kind, row, before)
        history = client.get(reverse("strategies:content_history", args=[strategy.slug, kind, row.pk]))
        assert url in history.text, kind
        shown = unmarked(client.get(url))
        assert shown.index("Efter") < shown.rindex("Før"), kind
        assert post(client, url).status_code == 302, kind
        stored = type(row).objects.get(pk=row.pk)
        assert (getattr(stored, field), stored.version) == ("Før", changed.version + 1), kind
        newest = stored.history.latest("history_id")
        assert newest.history_change_reason.startswith("Gendannet fra"), kind
        assert newest.history_user == editor


def test_what_an_activity_served_comes_back_and_its_state_stays(client, strategy, editor):
    first, second = make.goal(strategy, "Første", actor=editor), make.goal(strategy, "Anden", actor=editor)
    activity = make.activity(strategy, "Opsøgende", actor=editor, links={"goals": [first]})
    step = Activity.history.filter(id=activity.pk).latest("history_id").history_id
    workflow.save(
        Activity.objects.get(pk=activity.pk), actor=editor, at=later(1), base_version=1, links={"goals": [second]}
    )
    workflow.add_note(
        activity.pk, text="Begyndt.", on=AT.date(), state="active", readiness="green", actor=editor, at=later(2)
    )
    client.force_login(editor)
    assert post(client, restore_url(strategy, "aktivitet", activity, step)).status_code == 302
    stored = Activity.objects.get(pk=activity.pk)
    assert list(stored.goals.all()) == [first]
    assert (stored.state, stored.readiness) == ("active", "green")


def test_what_is_gone_does_not_come_with_it_and_that_is_said(client, strategy, editor):
    area = make.focus_area(strategy, "Unge", actor=editor)
    goal = make.goal(strategy, "Mål", actor=editor, focus_area=area)
    edited(goal, editor, focus_area=None, title="Nyt mål")
    workflow.delete(FocusArea.objects.get(pk=area.pk), actor=editor, at=later(2))
    client.force_login(editor)
    url = restore_url(strategy, "maal", goal)
    assert "er slettet og kommer ikke med" in text_of(client.get(url))
    assert post(client, url).status_code == 302
    stored = Goal.objects.get(pk=goal.pk)
    assert (stored.title, stored.focus_area) == ("Mål", None)


def test_what_cannot_be_without_what_is_gone_is_not_restored(client, strategy, editor):
    theory = Theory(strategy, editor)
    step = theory.step(0, "Trin")
    first = step.column
    edited(step, editor, column=theory.columns[1])
    workflow.delete(first, actor=editor, at=later(2))
    client.force_login(editor)
    url = restore_url(strategy, "trin", step)
    assert "Gendan det først" in text_of(client.get(url))
    assert client.post(url, {"base_version": 2}).status_code == 409
    assert TheoryStep.objects.get(pk=step.pk).version == 2


def test_a_newer_version_is_not_replaced_unseen(client, strategy, editor):
    part = make.part(strategy, "Vision", text="Før", actor=editor)
    edited(part, editor, text="Efter")
    client.force_login(editor)
    url = restore_url(strategy, "afsnit", part)
    stale = {name: values[0] for name, values in fields_of(client.get(url)).items()}
    edited(part, editor, text="Nyere")
    response = client.post(url, stale)
    assert response.status_code == 409
    assert "Nyere" in text_of(response)
    assert Part.objects.get(pk=part.pk).text == "Nyere"


def test_a_retired_strategy_stands_as_it_was(client, strategy, editor):
    part = make.part(strategy, "Vision", text="Før", actor=editor)
    edited(part, editor, text="Efter")
    make.adopt(strategy, strategy.places[0])
    lead = factories.municipal_lead(strategy.places[0])
    workflow.retire(strategy.pk, actor=lead, at=later(2), reason="Ny politik.")
    client.force_login(editor)
    url = restore_url(strategy, "afsnit", part)
    assert client.post(url, {"base_version": 2}).status_code in (403, 409)
    assert Part.objects.get(pk=part.pk).text == "Efter"


def test_a_number_that_may_be_a_cpr_number_is_asked_about_again(client, strategy, editor):
    part = make.part(strategy, "Vision", text="Før", actor=editor)
    stored = Part.objects.get(pk=part.pk)
    stored.text = "Sag 311299-4321 er nævnt."
    workflow.save(stored, actor=editor, at=later(1), base_version=1, cpr_confirmed=True)
    version = stored.history.latest("history_id").history_id
    edited(part, editor, text="Uden nummer")
    client.force_login(editor)
    url = restore_url(strategy, "afsnit", part, version)
    refused = post(client, url)
    assert refused.status_code == 200
    assert Part.objects.get(pk=part.pk).text == "Uden nummer"


@pytest.mark.parametrize(
    ("who", "draft", "adopted"),
    [("caseworker", 302, 302), ("municipal_lead", 302, 302), ("stranger", 404, 403), ("administrator", 404, 403)],
)
def test_only_the_strategys_own_people_restore(client, strategy, editor, who, draft, adopted):
    user = {
        "caseworker": lambda: make.editor(strategy),
        "municipal_lead": lambda: factories.municipal_lead(strategy.places[0]),
        "stranger": lambda: factories.caseworker(factories.MunicipalityFactory()),
        "administrator": lambda: factories.administrator(),
    }[who]()
    part = make.part(strategy, "Vision", text="Før", actor=editor)
    edited(part, editor, text="Efter")
    client.force_login(user)
    url = restore_url(strategy, "afsnit", part)
    assert client.post(url, {"base_version": 2}).status_code == draft
    make.adopt(strategy, strategy.places[0])
    edited(part, editor, text="Igen")
    version = Part.objects.get(pk=part.pk).version
    assert client.post(url, {"base_version": version}).status_code == adopted


def test_a_cases_texts_come_back_as_a_new_version(client, strategy, editor):
    case = strategy.case
    for number, text in enumerate(("Det første resumé.", "Det andet resumé."), start=1):
        case.summary = text
        case = workflow.save_case(case, base_version=number, actor=editor, at=later(number))
    client.force_login(editor)
    first = case.history.get(summary="Det første resumé.").history_id
    url = reverse("strategies:case_restore", args=[strategy.slug, first])
    history = client.get(reverse("strategies:case_history", args=[strategy.slug]))
    assert url in history.text
    assert "Det første resumé." in unmarked(history)
    assert (
        reverse("strategies:case_history", args=[strategy.slug])
        in client.get(reverse("strategies:case", args=[strategy.slug])).text
    )
    stale = client.post(url, {"base_version": 2})
    assert stale.status_code == 409
    assert post(client, url).status_code == 302
    case.refresh_from_db()
    assert (case.summary, case.version) == ("Det første resumé.", 4)
    assert case.history.latest("history_id").history_change_reason.startswith("Gendannet fra")
