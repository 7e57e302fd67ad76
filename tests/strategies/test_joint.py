"""A joint strategy: either municipality edits it, none takes another out of it, and nobody comes in by surprise."""

import datetime

import pytest
from django.urls import reverse

from strategies import workflow
from strategies.models import Strategy
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return [factories.MunicipalityFactory() for _ in range(3)]


@pytest.fixture
def joint(places):
    return make.strategy(*places[:2], title="Fælles politik")


def save(strategy, places, own):
    strategy = Strategy.objects.get(pk=strategy.pk)
    return workflow.save_strategy(
        strategy,
        municipalities=places,
        own=frozenset(place.pk for place in own),
        base_version=strategy.version,
        actor=factories.caseworker(own[0]),
        at=make.AT,
    )


def names(strategy):
    return {row.municipality.name for row in strategy.adoptions.select_related("municipality")}


def test_nobody_takes_another_municipality_out(joint, places):
    with pytest.raises(workflow.WorkflowError, match="Kun kommunen selv") as refused:
        save(joint, places[:1], own=places[:1])
    assert refused.value.field == "municipalities"
    assert names(joint) == {places[0].name, places[1].name}


def test_the_form_keeps_what_was_typed_and_says_so(client, joint, places):
    client.force_login(factories.caseworker(places[0]))
    url = reverse("strategies:edit", args=[joint.slug])
    response = client.post(url, {"title": "Ny titel", "kind": "policy", "others": "", "base_version": 1})
    assert "Kun kommunen selv kan melde sig ud" in response.content.decode()
    assert "Ny titel" in response.content.decode()
    assert names(joint) == {places[0].name, places[1].name}


def test_a_draft_takes_more_in_and_an_adopted_one_does_not(joint, places):
    save(joint, places, own=places[:1])
    assert len(names(joint)) == 3
    other = make.strategy(places[0], title="Vedtaget", adopted=True)
    with pytest.raises(workflow.WorkflowError, match="Strategien er vedtaget"):
        save(other, places[:2], own=places[:1])


def test_a_joint_draft_is_deleted_once_the_others_have_left(joint, places):
    lead = factories.municipal_lead(places[0])
    with pytest.raises(workflow.IllegalTransition, match="Strategien er fælles"):
        workflow.delete_draft(joint.pk, actor=lead, at=make.AT)
    workflow.leave(joint.pk, places[1].pk, actor=factories.municipal_lead(places[1]), at=make.AT)
    workflow.delete_draft(joint.pk, actor=lead, at=make.AT)
    assert not Strategy.objects.exists()


def test_who_has_adopted_or_is_alone_does_not_leave(joint, places):
    lead = factories.municipal_lead(places[0])
    workflow.adopt(joint.pk, places[0].pk, on=datetime.date(2026, 1, 15), actor=lead, at=make.AT)
    with pytest.raises(workflow.IllegalTransition, match="Træk vedtagelsen tilbage"):
        workflow.leave(joint.pk, places[0].pk, actor=lead, at=make.AT)
    alone = make.strategy(places[2], title="Alene")
    with pytest.raises(workflow.IllegalTransition, match="er alene om strategien"):
        workflow.leave(alone.pk, places[2].pk, actor=factories.municipal_lead(places[2]), at=make.AT)


def test_a_second_draft_of_one_title_is_refused(places):
    make.strategy(places[0], title="Misbrugspolitik")
    with pytest.raises(workflow.WorkflowError, match="allerede en kladde") as refused:
        make.strategy(places[0], title="misbrugspolitik")
    assert refused.value.field == "title"


def test_a_lead_reports_the_municipality_out(client, joint, places):
    url = reverse("strategies:way_act", args=[joint.slug, "meld-ud", places[1].code])
    client.force_login(factories.municipal_lead(places[0]))
    assert client.post(url, {"confirmed": "on"}).status_code == 403
    client.force_login(factories.municipal_lead(places[1]))
    assert f"Meld {places[1].name} ud" in client.get(url).content.decode()
    page = client.post(url, {"confirmed": "on"}, follow=True)
    assert page.status_code == 200
    assert f"{places[1].name} er ikke længere med i strategien." in page.content.decode()
    assert names(joint) == {places[0].name}
