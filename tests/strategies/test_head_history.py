"""The history of what a strategy says of itself: old and new, who, why, and putting an earlier version back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from clusters.workflow.errors import CprRefused
from strategies import workflow
from strategies.models import Strategy
from tests import factories
from tests import strategies as make
from tests.clusters.pages import fields_of, text_of, unmarked

pytestmark = pytest.mark.django_db
AT = make.AT


def later(minutes):
    return AT + timedelta(minutes=minutes)


@pytest.fixture
def strategy():
    made = make.strategy(factories.MunicipalityFactory(name="Faxe"), title="Den første titel", summary="Kort.")
    return change(made, title="Den anden titel", valid_from=date(2026, 1, 1), summary="")


@pytest.fixture
def editor(strategy):
    return make.editor(strategy)


def change(made, minutes=1, **facts):
    """Give the strategy once one of its leads has changed some facts."""
    stored = Strategy.objects.get(pk=made.pk)
    for name, value in facts.items():
        setattr(stored, name, value)
    who = factories.municipal_lead(made.places[0])
    return workflow.save_strategy(stored, base_version=stored.version, actor=who, at=later(minutes))


def history_url(strategy):
    return reverse("strategies:head_history", args=[strategy.slug])


def restore_url(strategy, version=None):
    version = version or strategy.history.earliest("history_id").history_id
    return reverse("strategies:head_restore", args=[strategy.slug, version])


def post(client, url):
    return client.post(url, {name: values[0] for name, values in fields_of(client.get(url)).items()})


def test_the_facts_come_back_as_a_new_version(client, strategy, editor):
    client.force_login(editor)
    shown = unmarked(client.get(history_url(strategy)))
    assert "Den første titel" in shown
    assert "1. januar 2026" in shown
    assert restore_url(strategy) in shown
    assert restore_url(strategy, strategy.history.latest("history_id").history_id) not in shown
    page = unmarked(client.get(restore_url(strategy)))
    assert page.index("Den anden titel") < page.rindex("Den første titel")
    assert post(client, restore_url(strategy)).url == history_url(strategy)
    stored = Strategy.objects.get(pk=strategy.pk)
    assert (stored.title, stored.summary, stored.valid_from, stored.version) == ("Den første titel", "Kort.", None, 3)
    assert "den foerste titel kort." in stored.searchable
    newest = stored.history.latest("history_id")
    assert newest.history_change_reason.startswith("Gendannet fra")
    assert newest.history_user == editor
    assert "Gendannet fra" in text_of(client.get(history_url(strategy)))


def test_the_way_of_a_strategy_is_no_part_of_what_comes_back(client, strategy, editor):
    workflow.send_to_hearing(strategy.pk, actor=editor, at=later(2))
    client.force_login(editor)
    shown = unmarked(client.get(history_url(strategy)))
    assert "høringsudkast" in shown
    assert post(client, restore_url(strategy)).status_code == 302
    stored = Strategy.objects.get(pk=strategy.pk)
    assert (stored.title, stored.state) == ("Den første titel", "hearing")
    assert stored.places == strategy.places


def test_what_was_saved_meanwhile_is_not_replaced_unseen(client, strategy, editor):
    client.force_login(editor)
    stale = {name: values[0] for name, values in fields_of(client.get(restore_url(strategy))).items()}
    change(strategy, 3, title="Den nyere titel")
    response = client.post(restore_url(strategy), stale)
    assert response.status_code == 409
    assert "Den nyere titel" in unmarked(response)
    assert Strategy.objects.get(pk=strategy.pk).title == "Den nyere titel"


def test_a_retired_strategys_facts_are_read_and_not_restored(client, strategy, editor):
    make.adopt(strategy, strategy.places[0])
    workflow.retire(strategy.pk, actor=editor, at=later(2), reason="Ny politik.")
    client.force_login(editor)
    assert "Den første titel" in unmarked(client.get(history_url(strategy)))
    assert restore_url(strategy) not in client.get(history_url(strategy)).text
    assert "Det er låst" in text_of(client.get(restore_url(strategy)))
    assert client.post(restore_url(strategy), {"base_version": 2}).status_code == 409
    assert Strategy.objects.get(pk=strategy.pk).title == "Den anden titel"


def test_another_strategys_version_is_not_there(client, strategy, editor):
    other = make.strategy(strategy.places[0], title="En anden")
    client.force_login(editor)
    url = restore_url(strategy, other.history.get().history_id)
    assert client.get(url).status_code == 404
    assert client.post(url, {"base_version": 2}).status_code == 404


def test_the_form_and_the_whole_history_lead_there(client, strategy, editor):
    case = strategy.case
    case.summary = "Et resumé."
    workflow.save_case(case, base_version=1, actor=editor, at=later(2))
    client.force_login(editor)
    assert history_url(strategy) in client.get(reverse("strategies:edit", args=[strategy.slug])).text
    whole = client.get(reverse("strategies:history", args=[strategy.slug])).text
    assert f'<a href="{history_url(strategy)}">strategiens oplysninger</a>' in whole
    assert f'<a href="{reverse("strategies:case_history", args=[strategy.slug])}">sagens tekster</a>' in whole


def test_a_cpr_number_is_refused_in_the_facts_however_they_are_stored(strategy, editor):
    stored = Strategy.objects.get(pk=strategy.pk)
    stored.source = "Sag 010190-1234"
    with pytest.raises(CprRefused) as refused:
        workflow.save_strategy(stored, base_version=2, actor=editor, at=later(2))
    assert refused.value.field == "source"
    assert Strategy.objects.get(pk=strategy.pk).version == 2


@pytest.mark.parametrize(
    ("who", "draft", "adopted"),
    [("caseworker", 200, 200), ("municipal_lead", 200, 200), ("stranger", 404, 403), ("administrator", 404, 403)],
)
def test_only_the_strategys_own_people_see_and_restore(client, strategy, who, draft, adopted):
    user = {
        "caseworker": lambda: make.editor(strategy),
        "municipal_lead": lambda: factories.municipal_lead(strategy.places[0]),
        "stranger": lambda: factories.caseworker(factories.MunicipalityFactory()),
        "administrator": lambda: factories.administrator(),
    }[who]()
    client.force_login(user)
    assert client.get(history_url(strategy)).status_code == draft
    assert client.get(restore_url(strategy)).status_code == draft
    make.adopt(strategy, strategy.places[0])
    assert client.get(history_url(strategy)).status_code == adopted
    posted = client.post(restore_url(strategy), {"base_version": 2})
    assert posted.status_code == (302 if adopted == 200 else adopted)
    assert (Strategy.objects.get(pk=strategy.pk).title == "Den første titel") == (adopted == 200)
