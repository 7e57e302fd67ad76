"""Deleting in the administration: read afterwards, brought back whole, refused where others need it."""

import pytest
from django.urls import reverse

from clusters.models import Cluster, Deletion, NeedRate, Round
from clusters.workflow.administered import delete_administered, undelete_administered
from clusters.workflow.content import Held
from clusters.workflow.errors import Locked, WorkflowError
from indicators.models import Area, Catalogue, Indicator, Recommendation
from tests import factories as make
from tests import strategies as of_strategies
from tests.catalogues import small_catalogue
from tests.clusters.pages import text_of

pytestmark = pytest.mark.django_db
NOW = make.NOW
LISTED = "clusters:administered_deletions"


@pytest.fixture
def boss(client):
    who = make.administrator()
    client.force_login(who)
    return who


@pytest.fixture
def draft():
    return small_catalogue("kladden", published=False)


def page(row, name):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def delete(client, row):
    """Delete a row in the administration as a person does, and give the Deletion."""
    client.post(page(row, "delete"), {"post": "yes"})
    assert not type(row).objects.filter(pk=row.pk).exists()
    return Deletion.objects.latest("pk")


def address(deletion):
    return reverse("clusters:administered_deletion", args=[deletion.pk])


def everything(catalogue):
    """Give all that is in a catalogue."""
    indicators = catalogue.indicators.order_by("pk")
    return (
        list(Catalogue.objects.filter(pk=catalogue.pk).values()),
        list(catalogue.areas.order_by("pk").values()),
        list(catalogue.recommendations.order_by("pk").values()),
        list(indicators.values()),
        [list(row.areas.values_list("slug", flat=True)) for row in indicators],
    )


def test_a_draft_comes_back_with_all_its_content(client, boss, draft):
    before = everything(draft)
    deletion = delete(client, draft)
    assert not Indicator.objects.exists()
    assert address(deletion) in client.get(reverse("admin:indicators_catalogue_changelist")).text
    listed = client.get(reverse(LISTED))
    assert str(draft) in text_of(listed)
    assert boss.name in text_of(listed)
    shown = text_of(client.get(address(deletion)))
    assert "Familien indgår i behandlingen" in shown
    assert "Misbrugscenter, Familieafdeling og Jobcenter" in shown
    back = client.post(address(deletion))
    assert back.url == page(draft, "change")
    assert everything(draft) == before
    assert draft.history.latest("history_id").history_user == boss
    assert address(deletion) not in client.get(reverse(LISTED)).text
    assert client.post(address(deletion)).status_code == 302
    assert Catalogue.objects.count() == 1


@pytest.mark.parametrize("kind", ["recommendation", "indicator", "rate", "cluster", "round"])
def test_every_kind_comes_back_and_its_history_is_read_meanwhile(client, boss, draft, kind):
    row = {
        "recommendation": lambda: draft.recommendations.get(number=1),
        "indicator": lambda: draft.indicators.get(number="1.1"),
        "rate": lambda: NeedRate.objects.create(name="Børn", count=1, population=9, year=2014, source="Opdigtet"),
        "cluster": lambda: make.cluster_of(2),
        "round": lambda: make.RoundFactory(catalogue=small_catalogue()),
    }[kind]()
    model, before = type(row), list(type(row).objects.order_by("pk").values())
    deletion = delete(client, row)
    assert page(row, "history") in client.get(address(deletion)).text
    history = client.get(page(row, "history"))
    assert history.status_code == 200
    assert "slettet" in text_of(history)
    assert client.post(address(deletion)).status_code == 302
    assert list(model.objects.order_by("pk").values()) == before


def test_a_clusters_members_come_back_with_it(client, boss):
    cluster = make.cluster_of(2)
    members = set(cluster.municipalities.values_list("pk", flat=True))
    client.post(address(delete(client, cluster)))
    assert set(Cluster.objects.get(pk=cluster.pk).municipalities.values_list("pk", flat=True)) == members


def test_what_a_strategy_serves_is_not_deleted(client, boss, draft):
    strategy = of_strategies.strategy(make.MunicipalityFactory())
    row = draft.recommendations.get(number=1)
    of_strategies.goal(strategy, "Familien med", links={"recommendations": [row]})
    assert client.post(page(row, "delete"), {"post": "yes"}).status_code == 403
    assert Recommendation.objects.filter(pk=row.pk).exists()
    with pytest.raises(Held):
        delete_administered(row, actor=boss, at=NOW)


def test_nothing_goes_or_comes_once_the_catalogue_is_published(client, boss, draft):
    stale = draft.recommendations.get(number=2)
    deletion = delete(client, draft.recommendations.get(number=1))
    Catalogue.objects.filter(pk=draft.pk).update(state="published", published_at=NOW)
    with pytest.raises(Locked):
        delete_administered(stale, actor=boss, at=NOW)
    with pytest.raises(Locked):
        undelete_administered(deletion, actor=boss, at=NOW)
    response = client.post(address(deletion))
    assert response.status_code == 409
    assert "offentliggjort" in text_of(response)
    assert draft.recommendations.count() == 2


def test_what_it_belonged_to_has_to_come_back_first(client, boss, draft):
    first = delete(client, draft.recommendations.get(number=1))
    second = delete(client, draft)
    refused = client.post(address(first))
    assert refused.status_code == 409
    assert "Gendan først" in text_of(refused)
    client.post(address(second))
    assert client.post(address(first)).status_code == 302
    assert Recommendation.objects.count() == 3
    assert Area.objects.exists()


def test_what_has_taken_its_place_is_not_replaced(client, boss):
    rate = {"name": "Børn", "count": 1, "population": 9, "year": 2014, "source": "Opdigtet"}
    deletion = delete(client, NeedRate.objects.create(**rate))
    NeedRate.objects.create(**rate | {"count": 2})
    assert client.post(address(deletion)).status_code == 409
    assert NeedRate.objects.get().count == 2


def test_a_round_that_is_gone_already_is_told_of(boss):
    row = make.RoundFactory(catalogue=small_catalogue())
    Round.objects.filter(pk=row.pk).delete()
    with pytest.raises(WorkflowError):
        delete_administered(row, actor=boss, at=NOW)


def test_nobody_but_administrators_finds_what_was_deleted(client, boss, draft):
    deletion = delete(client, draft)
    for user in (make.UserFactory(), make.project_member(make.RegionFactory())):
        client.force_login(user)
        assert client.get(reverse(LISTED)).status_code == 404
        assert client.get(address(deletion)).status_code == 404
        assert client.post(address(deletion)).status_code == 404
    assert not Catalogue.objects.filter(pk=draft.pk).exists()


def test_a_deletion_of_a_municipalitys_own_is_not_the_administrators(client, boss):
    strategy = of_strategies.strategy(make.MunicipalityFactory())
    part = of_strategies.part(strategy, "Vision")
    deletion = of_strategies.workflow.delete(part, actor=boss, at=NOW)
    assert client.get(address(deletion)).status_code == 404
    assert client.post(address(deletion)).status_code == 404
