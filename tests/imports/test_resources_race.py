"""Somebody saves what an import is about to write: the import waits, sees it and asks again."""

import threading

import pytest
from django.db import connections, transaction

from clusters.models import ClusterMembership, Membership, Municipality, MunicipalityAlias, PopulationFigure
from indicators.models import Catalogue, Recommendation
from misbrug.accounts.models import User
from misbrug.imports import workflow as runs
from misbrug.tables.kind import finish
from tests.clusters.test_workflow_race import waiting_for_lock
from tests.imports.runs import AT, applied, planned

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stored():
    """A row or two of each kind; gives the catalogue."""
    applied("municipalities", "kommunekode;navn;region;andre_navne\n320;Faxe;Region Sjælland;Fakse|Faxø")
    applied("populations", "kommunekode;indbyggertal;opgjort\n320;1;2020-01-01")
    applied("clusters", "klynge;kommune;fra\nKlynge Syd;Faxe;2020-01-01")
    applied("users", "e-mail;navn;rolle;kommune\na@example.dk;Faxe;sagsbehandler;Faxe")
    catalogue = Catalogue.objects.create(slug="k", title="K", publisher="KL", year=2012)
    catalogue.areas.create(slug="alkohol", name="Alkohol")
    applied("recommendations", "nummer;titel\n1;Forebyg", target=catalogue)
    return catalogue


def while_changed(change, act):
    """Change something, start an act on a connection of its own, and commit once it waits; give what it raised."""
    ends = []

    def run():
        try:
            ends.append(act())
        except Exception as error:
            ends.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        change()
        thread.start()
        for _ in range(500):
            if waiting_for_lock():
                break
            thread.join(0.02)
        else:
            pytest.fail("The import did not wait for what somebody was about to save")
    thread.join(30)
    return ends[0]


@pytest.mark.parametrize(
    ("slug", "text", "change"),
    [
        (
            "municipalities",
            "kommunekode;navn;region\n320;Faxe;Region Nord",
            lambda: Municipality.objects.update(name="Faxe By"),
        ),
        (
            "municipalities",
            "kommunekode;navn;region;andre_navne\n320;Faxe;Region Sjælland;Fakse",
            lambda: MunicipalityAlias.objects.get(name="Fakse").delete(),
        ),
        (
            "populations",
            "kommunekode;indbyggertal;opgjort\n320;2;2020-01-01",
            lambda: PopulationFigure.objects.update(count=3),
        ),
        (
            "clusters",
            "klynge;kommune;fra;rolle\nKlynge Syd;Faxe;2020-01-01;tovholder",
            lambda: ClusterMembership.objects.update(role="projektgruppe"),
        ),
        ("users", "e-mail;navn\na@example.dk;Faxe By", lambda: User.objects.update(name="Faxe Havn")),
        (
            "users",
            "e-mail;rolle;kommune;område\na@example.dk;sagsbehandler;Faxe;Alkohol",
            lambda: Membership.objects.all().delete(),
        ),
    ],
)
def test_what_somebody_saves_while_an_import_waits_is_not_written_over(stored, slug, text, change):
    run, _ = planned(slug, text)
    assert isinstance(while_changed(change, lambda: finish(runs.apply(run.pk, actor=None, at=AT))), runs.Moved)


def test_what_somebody_saves_in_a_catalogue_meanwhile_is_not_written_over(stored):
    run, _ = planned("recommendations", "nummer;titel\n1;Behandl", target=stored)
    end = while_changed(
        lambda: Recommendation.objects.update(title="Forebyg mere"),
        lambda: finish(runs.apply(run.pk, actor=None, at=AT)),
    )
    assert isinstance(end, runs.Moved)
    assert Recommendation.objects.get().title == "Forebyg mere"
