"""Taking an import back: former values, no new rows, and a refusal that names what stands in the way."""

from datetime import timedelta

import pytest

from clusters.models import Cluster, ClusterMembership, Municipality, MunicipalityAlias, PopulationFigure, Region
from indicators.models import Catalogue
from indicators.workflow import publish
from misbrug.imports.kinds import KINDS
from misbrug.tables.plan import CannotUndo
from strategies.models import ActionPlan, Activity, FocusArea
from strategies.workflow import add_note
from tests import factories
from tests import strategies as make
from tests.imports.runs import AT, applied, undone

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=1)
PLACES = "kommunekode;navn;region;andre_navne\n320;Faxe;Region Sjælland;Fakse\n0259;Køge;Region Sjælland;\n"


@pytest.fixture
def places():
    """Faxe, also known as Fakse, and Køge in Region Sjælland."""
    applied("municipalities", PLACES)


def cells(slug, target=None):
    """Give what an export holds."""
    return list(KINDS[slug].export(target))


def test_changed_values_come_back_and_new_rows_go(places):
    before = cells("municipalities")
    text = "kommunekode;navn;region;andre_navne\n320;Faxe;Region Sjælland;Fakse|Faxø\n751;Aarhus;Region Midtjylland;"
    run, done = applied("municipalities", text, agree=True)
    assert (done.new, done.changed) == (1, 1)
    assert cells("municipalities") != before
    result = undone(run, at=LATER)
    assert cells("municipalities") == before
    assert result.notes == ("1 værdi er sat tilbage og 1 ny række er slettet.",)
    assert not Region.objects.filter(name="Region Midtjylland").exists()
    run.refresh_from_db()
    assert (run.state, run.undone_at) == ("undone", LATER)


def test_the_history_says_why(places):
    user = factories.UserFactory()
    run, _ = applied(
        "municipalities", "kommunekode;navn;region\n320;Fakse Ladeplads;Region Sjælland", name="nye.csv", agree=True
    )
    undone(run, actor=user, at=LATER)
    first, second = Municipality.objects.get(code="0320").history.order_by("-history_id")[:2]
    assert (first.name, first.history_change_reason) == ("Faxe", "Fortrudt: Import af nye.csv")
    assert (first.history_user, first.history_date) == (user, LATER)
    assert second.history_change_reason == "Import af nye.csv"


def test_a_value_that_somebody_changed_since_is_named_and_nothing_is_undone(places):
    text = "kommunekode;navn;region\n320;Faxe Syd;Region Sjælland\n259;Køge Bugt;Region Sjælland"
    run, _ = applied("municipalities", text, agree=True)
    Municipality.objects.filter(code="0259").update(name="Køge By")
    with pytest.raises(CannotUndo) as refused:
        undone(run)
    assert refused.value.messages == ("Køge Bugt, Navn: der står nu ”Køge By”. Importen skrev ”Køge Bugt”.",)
    assert Municipality.objects.get(code="0320").name == "Faxe Syd"
    run.refresh_from_db()
    assert run.state == "applied"


def test_a_later_import_that_was_taken_back_itself_stands_in_no_way(places):
    head = "kommunekode;indbyggertal;opgjort\n"
    applied("populations", head + "320;1;2020-01-01")
    first, _ = applied("populations", head + "320;2;2020-01-01")
    second, _ = applied("populations", head + "320;3;2020-01-01")
    with pytest.raises(CannotUndo):
        undone(first)
    undone(second)
    undone(first)
    assert PopulationFigure.objects.get().count == 1


def test_a_value_that_was_changed_and_set_back_is_what_the_import_wrote(places):
    run, _ = applied("clusters", "klynge;kommune;rolle\nKlynge A;Faxe;deltager")
    row = ClusterMembership.objects.get()
    for role in ("tovholder", "deltager"):
        row.role = role
        row.save()
    undone(run)
    assert not ClusterMembership.objects.exists()


def test_another_value_of_the_same_row_may_have_changed_since(places):
    run, _ = applied("municipalities", "kommunekode;navn;region\n320;Faxe Syd;Region Sjælland", agree=True)
    row = Municipality.objects.get(code="0320")
    row.aliases.create(name="Fakse Ladeplads")
    row.save()
    undone(run)
    row.refresh_from_db()
    assert row.name == "Faxe"
    assert {alias.name for alias in row.aliases.all()} == {"Fakse", "Fakse Ladeplads"}


def test_new_rows_in_use_stay_and_are_named(places):
    run, _ = applied("municipalities", "kommunekode;navn;region\n751;Aarhus;Region Midtjylland", agree=True)
    applied("populations", "kommunekode;indbyggertal;opgjort\n751;1000;2020-01-01")
    with pytest.raises(CannotUndo) as refused:
        undone(run)
    assert refused.value.messages == ("”Aarhus” kan ikke slettes, for det er i brug: 1 indbyggertal.",)
    assert PopulationFigure.objects.count() == 1


def test_a_new_row_that_somebody_deleted_stands_in_no_way(places):
    run, _ = applied("populations", "kommunekode;indbyggertal;opgjort\n320;1;2020-01-01\n259;2;2020-01-01")
    PopulationFigure.objects.get(municipality__code="0320").delete()
    undone(run)
    assert not PopulationFigure.objects.exists()


def test_a_changed_row_that_somebody_deleted_stands_in_the_way(places):
    head = "kommunekode;indbyggertal;opgjort\n"
    applied("populations", head + "320;1;2020-01-01")
    run, _ = applied("populations", head + "320;2;2020-01-01")
    PopulationFigure.objects.all().delete()
    with pytest.raises(CannotUndo, match="rækken er slettet siden"):
        undone(run)


def test_names_that_moved_from_row_to_row_move_back(places):
    text = "kommunekode;navn;region;andre_navne\n320;Fakseby;Region Sjælland;\n259;Faxe;Region Sjælland;"
    before = cells("municipalities")
    run, _ = applied("municipalities", text, agree=True)
    undone(run)
    assert cells("municipalities") == before
    assert MunicipalityAlias.objects.get().name == "Fakse"


def test_a_cluster_that_the_import_made_goes_with_its_members_unless_it_is_used(places):
    text = "klynge;kommune\nKlynge A;Faxe\nKlynge B;Køge"
    run, _ = applied("clusters", text)
    user = factories.UserFactory()
    user.memberships.create(role="cluster_lead", cluster=Cluster.objects.get(name="Klynge B"))
    result = undone(run)
    assert not ClusterMembership.objects.exists()
    assert [row.name for row in Cluster.objects.all()] == ["Klynge B"]
    assert result.notes[1:] == ("”Klynge B” kan ikke slettes, for det er i brug: 1 rolle. Derfor bliver det stående.",)


def test_a_municipality_that_moved_is_back_where_it_was(places):
    applied("clusters", "klynge;kommune;fra\nKlynge A;Faxe;2014-01-01")
    before = cells("clusters")
    run, _ = applied(
        "clusters", "klynge;kommune;fra;til\nKlynge A;Faxe;2014-01-01;2019-12-31\nKlynge B;Faxe;2020-01-01;"
    )
    undone(run)
    assert cells("clusters") == before


def test_what_went_into_a_catalogue_that_is_published_now_stays():
    catalogue = Catalogue.objects.create(slug="kladde", title="Kladde", publisher="KL", year=2012)
    catalogue.areas.create(slug="alkohol", name="Alkohol")
    applied("recommendations", "nummer;titel\n1;Forebyg", target=catalogue)
    run, _ = applied("indicators", "nummer;anbefaling;indikator;svartype\n1.1;1;Er det sket?;ja_nej", target=catalogue)
    publish(catalogue, at=AT)
    with pytest.raises(CannotUndo, match="er offentliggjort"):
        undone(run)


def test_a_recommendation_with_indicators_stays():
    catalogue = Catalogue.objects.create(slug="kladde", title="Kladde", publisher="KL", year=2012)
    catalogue.areas.create(slug="alkohol", name="Alkohol")
    run, _ = applied("recommendations", "nummer;titel\n1;Forebyg", target=catalogue)
    text = "nummer;anbefaling;indikator;svartype\n1.1;1;Er det sket?;ja_nej"
    questions, _ = applied("indicators", text, target=catalogue)
    with pytest.raises(CannotUndo, match="1 indikator"):
        undone(run)
    undone(questions)
    undone(run)
    assert not catalogue.recommendations.exists()


# Activities


@pytest.fixture
def strategy():
    """A draft with one activity."""
    strategy = make.strategy(slug="plan")
    applied("activities", "fokusområde;aktivitet;årlig_udgift_mio;klar\nUnge;Samtaler;1,5;gul", target=strategy)
    return strategy


def test_activities_come_back_with_focus_areas_and_plans(strategy):
    before = cells("activities", strategy)
    text = (
        "fokusområde;aktivitet;handleplan;årlig_udgift_mio;mål\nUnge;Samtaler;Handleplan;2;\n"
        "Voksne;Netværk;Handleplan 2030;0,5;"
    )
    run, _ = applied("activities", text, target=strategy)
    assert (FocusArea.objects.count(), ActionPlan.objects.count()) == (2, 2)
    undone(run)
    assert cells("activities", strategy) == before
    assert (FocusArea.objects.count(), ActionPlan.objects.count()) == (1, 1)


def test_state_and_readiness_move_back_by_a_note_of_its_own(strategy):
    run, _ = applied(
        "activities", "fokusområde;aktivitet;tilstand;klar\nUnge;Samtaler;i gang;grøn", target=strategy, name="p.csv"
    )
    undone(run, at=LATER)
    activity = Activity.objects.get()
    assert (activity.state, activity.get_readiness_display()) == ("planned", "gul")
    assert [(note.text, note.state_to) for note in activity.notes.order_by("pk")] == [
        ("Import af p.csv.", "active"),
        ("Fortrudt: Import af p.csv.", "planned"),
    ]


def test_a_state_that_a_note_has_moved_since_stands_in_the_way(strategy):
    run, _ = applied("activities", "fokusområde;aktivitet;tilstand\nUnge;Samtaler;i gang", target=strategy)
    activity = Activity.objects.get()
    add_note(
        activity.pk,
        text="Lukket.",
        on=AT.date(),
        state="done",
        readiness=activity.readiness,
        actor=factories.UserFactory(),
        at=LATER,
    )
    with pytest.raises(CannotUndo, match="Samtaler, Tilstand: der står nu ”afsluttet”"):
        undone(run)


def test_a_new_activity_with_notes_stays(strategy):
    run, _ = applied("activities", "fokusområde;aktivitet\nUnge;Ture", target=strategy)
    activity = Activity.objects.get(title="Ture")
    add_note(
        activity.pk,
        text="Vi er i gang.",
        on=AT.date(),
        state=activity.state,
        readiness=activity.readiness,
        actor=factories.UserFactory(),
        at=LATER,
    )
    with pytest.raises(CannotUndo, match="”Ture” kan ikke slettes, for det er i brug: 1 notat"):
        undone(run)
