"""Tables of places: municipalities are found by code, name or another name, and nothing is assumed or half written."""

from datetime import UTC, date, datetime

import pytest

from clusters.loading import load_shipped_places, shipped_clusters
from clusters.matching import MunicipalityFinder
from clusters.models import Cluster, ClusterMembership, Municipality, MunicipalityAlias, PopulationFigure, Region
from clusters.resources import ClusterResource, MunicipalityResource, PopulationResource
from misbrug.tables.files import read
from misbrug.tables.kind import SKIP
from misbrug.tables.resource import import_table
from misbrug.tables.writing import write

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def load(resource_class, text, *, file_name="fil.csv", **options):
    """Import a table written as text and give the outcome."""
    return import_table(resource_class(at=AT, file_name=file_name), read(text.encode(), ".csv"), **options)


def messages(outcome):
    """Give the problems as people read them."""
    return [str(problem) for problem in outcome.problems]


@pytest.fixture
def places(db):
    """Faxe and Køge in Region Sjælland, Aarhus with another name in Region Midtjylland."""
    load(
        MunicipalityResource,
        "kommunekode;navn;region;andre_navne\n320;Faxe;Region Sjælland;Fakse\n0259;Køge;Region Sjælland;\n"
        "751;Aarhus;Region Midtjylland;Smilets by",
    )


# What comes with the product


def test_the_shipped_places_are_the_whole_country():
    load_shipped_places(AT)
    assert Municipality.objects.count() == 98
    assert sum(PopulationFigure.objects.values_list("count", flat=True)) == 5_822_679
    assert set(PopulationFigure.objects.values_list("date", flat=True)) == {date(2020, 1, 1)}
    assert Region.objects.count() == 5
    clusters = {row.name: row.memberships.count() for row in Cluster.objects.all()}
    assert clusters == {"Klynge Syd": 6, "Klynge Øst": 5, "Klynge Vest": 6}
    leads = ClusterMembership.objects.filter(role="tovholder").values_list("municipality__name", flat=True)
    assert set(leads) == {"Næstved", "Roskilde", "Slagelse"}
    assert [row["kommune"] for row in shipped_clusters() if row["deltog_2014"] == "nej"] == ["Stevns"]


def test_loading_the_places_twice_changes_nothing():
    load_shipped_places(AT)
    before = (Municipality.history.count(), ClusterMembership.history.count(), MunicipalityAlias.objects.count())
    load_shipped_places()
    after = (Municipality.history.count(), ClusterMembership.history.count(), MunicipalityAlias.objects.count())
    assert after == before


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("resource_class", [MunicipalityResource, PopulationResource, ClusterResource])
def test_export_comes_back_unchanged(resource_class, suffix):
    load_shipped_places(AT)
    exported = resource_class().export()
    outcome = import_table(resource_class(), read(write(exported, suffix), suffix))
    assert (outcome.unchanged, outcome.problems, outcome.notes) == (len(exported), (), ())


def test_what_is_exported_builds_the_same_places_anew():
    load_shipped_places(AT)
    tables = [(each, each().export()) for each in (MunicipalityResource, PopulationResource, ClusterResource)]
    for model in (ClusterMembership, Cluster, Municipality, Region):
        model.objects.all().delete()
    for resource_class, exported in tables:
        assert import_table(resource_class(at=AT), exported).stored
    assert [list(each().export()) for each, _ in tables] == [list(exported) for _, exported in tables]


# Municipalities


def test_codes_get_their_zero_back_and_a_new_region_is_made_and_named(db):
    outcome = load(MunicipalityResource, "kommunekode;navn;region\n376;Guldborgsund;Region Sjælland")
    assert outcome.notes == ("Ny region: Region Sjælland.",)
    municipality = Municipality.objects.get(code="0376")
    assert (municipality.name, municipality.region.slug) == ("Guldborgsund", "region-sjaelland")


def test_a_region_that_looks_like_a_slip_is_not_made(places):
    outcome = load(MunicipalityResource, "kommunekode;navn;region\n376;Guldborgsund;Region Sjæland")
    assert "Regionen findes ikke. Der er: " in messages(outcome)[0]
    assert Region.objects.count() == 2


def test_a_region_of_which_no_row_is_stored_is_not_left_behind(places):
    text = "kommunekode;navn;region\nx;Odense;Region Syddanmark\n376;Guldborgsund;Region Sjælland"
    outcome = load(MunicipalityResource, text, on_error=SKIP)
    assert (outcome.stored, outcome.new) == (True, 1)
    assert not Region.objects.filter(name="Region Syddanmark").exists()


def test_other_names_are_replaced_and_a_blank_cell_or_a_file_without_the_column_leaves_them(places):
    load(MunicipalityResource, "kommunekode;navn;region\n751;Aarhus;Region Midtjylland")
    assert MunicipalityAlias.objects.filter(municipality__code="0751").count() == 1
    text = "kommunekode;navn;region;andre_navne\n751;Aarhus;Region Midtjylland;Århus|Smilets by"
    assert load(MunicipalityResource, text).changed == 1
    assert load(MunicipalityResource, text).unchanged == 1
    load(MunicipalityResource, "kommunekode;navn;region;andre_navne\n751;Aarhus;Region Midtjylland;")
    assert MunicipalityAlias.objects.filter(municipality__code="0751").count() == 2
    load(MunicipalityResource, "kommunekode;navn;region;andre_navne\n751;Aarhus;Region Midtjylland;|")
    assert not MunicipalityAlias.objects.filter(municipality__code="0751").exists()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("376;Fakse;Region Sjælland;", "Navn: ”Fakse”. Fakse er allerede navn for Faxe (0320)."),
        ("376;Guldborgsund;Region Sjælland;Koge|Køge", "Andre navne: ”Koge|Køge”. Køge er allerede navn for Køge"),
        ("37a;Guldborgsund;Region Sjælland;", "Kommunekode: ”37a”. Skriv kommunekoden med fire cifre"),
        (";Guldborgsund;Region Sjælland;", "Kommunekode: Her mangler noget."),
        ("376;;Region Sjælland;", "Navn: Her mangler noget."),
    ],
)
def test_a_wrong_municipality_says_where(places, row, message):
    outcome = load(MunicipalityResource, f"kommunekode;navn;region;andre_navne\n{row}")
    assert not outcome.stored
    assert message in messages(outcome)[0]


# Finding


@pytest.mark.parametrize(
    "text", ["0320", "320", "Faxe", "faxe", "FAXE KOMMUNE", "Fakse", "320 Faxe", "0320 Fakse Kommune", " Faxe "]
)
def test_a_municipality_is_found_by_code_name_and_other_names(places, text):
    assert MunicipalityFinder().find(text).code == "0320"


@pytest.mark.parametrize("text", ["Århus", "ÅRHUS", "Aarhus kommune", "751 Århus"])
def test_aa_and_å_are_the_same(places, text):
    assert MunicipalityFinder().find(text).name == "Aarhus"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Fahxe", "Der findes ingen kommune med det navn. Mente du Faxe?"),
        ("Atlantis", "Der findes ingen kommune med det navn."),
        ("999", "Der findes ingen kommune med koden 0999."),
        ("320 Køge", "Koden hører til Faxe, ikke til Køge. Ret den ene."),
        ("", "Her mangler en kommune. Skriv dens navn eller kode."),
    ],
)
def test_a_near_miss_is_proposed_and_never_assumed(places, text, message):
    with pytest.raises(ValueError, match=message.replace("?", r"\?")) as refused:
        MunicipalityFinder().find(text)
    assert str(refused.value) == message


# Populations


def test_populations_take_the_file_as_their_source_where_it_names_none(places):
    text = "kommunekode;indbyggertal;opgjort\n0320;36.576;01-01-2020"
    assert load(PopulationResource, text, file_name="tal.csv").stored
    figure = PopulationFigure.objects.get()
    assert (figure.count, figure.date, figure.source) == (36576, date(2020, 1, 1), "Importeret fra tal.csv")


def test_a_figure_for_another_date_is_a_new_one(places):
    head = "kommunekode;indbyggertal;opgjort\n"
    load(PopulationResource, head + "320;100;2020-01-01")
    assert load(PopulationResource, head + "320;200;2021-01-01\n320;101;2020-01-01").new == 1
    assert PopulationFigure.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("320;Køge;1;2020-01-01", "Navn: ”Køge”. Koden hører til Faxe. Ret koden eller navnet."),
        ("320;;mange;2020-01-01", "Indbyggertal: ”mange”. Skriv et helt tal med cifre, for eksempel 60.722."),
        ("320;;36,000;2020-01-01", "Indbyggertal: ”36,000”. Kommaet læses som decimaltegn. Skriv 36.000, eller vælg"),
        ("320;;-4;2020-01-01", "Indbyggertal: ”-4”. Skriv et helt tal"),
        ("320;;99999999999;2020-01-01", "Indbyggertal: ”99999999999”. Tallet skal være mellem 0 og"),
        ("320;;1;30. februar", "Opgjort: ”30. februar”. Det er ikke en dato. Skriv for eksempel 1. januar 2020."),
        ("999;;1;2020-01-01", "Kommunekode: ”999”. Der findes ingen kommune med koden 0999."),
    ],
)
def test_a_wrong_figure_says_where(places, row, message):
    outcome = load(PopulationResource, f"kommunekode;navn;indbyggertal;opgjort\n{row}")
    assert len(outcome.problems) == 1
    assert message in messages(outcome)[0]


# Clusters


def test_a_cluster_is_made_with_its_members_from_the_day_of_the_import(places):
    outcome = load(ClusterResource, "klynge;kommune;rolle\nKlynge Øst;Faxe;tovholder\nklynge øst;Køge;\n")
    assert outcome.notes == ("Ny klynge: Klynge Øst (Region Sjælland).",)
    cluster = Cluster.objects.get()
    assert (cluster.slug, cluster.region.name) == ("klynge-oest", "Region Sjælland")
    members = {row.municipality.name: (row.role, row.valid_from) for row in cluster.memberships.all()}
    assert members == {"Faxe": ("tovholder", AT.date()), "Køge": ("deltager", AT.date())}


def test_the_same_file_later_changes_nothing(places):
    text = "klynge;kommune\nKlynge Øst;Faxe"
    load(ClusterResource, text)
    later = ClusterResource(at=datetime(2027, 1, 1, tzinfo=UTC))
    assert import_table(later, read(text.encode(), ".csv")).unchanged == 1


def test_clusters_of_the_same_name_in_two_regions_are_two(places):
    load(ClusterResource, "klynge;kommune\nKlynge Øst;Faxe\nKlynge Øst;Aarhus")
    assert set(Cluster.objects.values_list("slug", flat=True)) == {"klynge-oest", "klynge-oest-2"}


def test_a_municipality_moves_when_the_first_membership_ends(places):
    text = (
        "klynge;kommune;fra;til\nKlynge A;Faxe;2014-01-01;2019-12-31\nKlynge B;Faxe;2020-01-01;\n"
        "Klynge A;Køge;2014-01-01;"
    )
    outcome = load(ClusterResource, text)
    assert (outcome.new, outcome.problems) == (3, ())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Klynge B;Faxe;deltager;2021-01-01;", "”Faxe”. Kommunen er i Klynge A fra 1.\u00a0januar 2020. Afslut"),
        ("Klynge B;Faxee;deltager;;", "Kommune: ”Faxee”. Der findes ingen kommune med det navn. Mente du Faxe?"),
        ("Klynge B;Køge;formand;;", "Rolle: ”formand”. Skriv et af ordene: tovholder, projektgruppe, deltager."),
        ("Klynge B;Køge;;2020-01-01;2019-01-01", "Datoen i ”til” ligger før datoen i ”fra”."),
        (";Køge;;;", "Klynge: Her mangler en klynge."),
    ],
)
def test_a_wrong_member_says_where_and_leaves_no_cluster_behind(places, row, message):
    load(ClusterResource, "klynge;kommune;fra\nKlynge A;Faxe;2020-01-01")
    outcome = load(ClusterResource, f"klynge;kommune;rolle;fra;til\n{row}", on_error=SKIP)
    assert message in messages(outcome)[0]
    assert Cluster.objects.count() == 1


def test_a_cpr_number_for_a_name_makes_no_cluster(places):
    outcome = load(ClusterResource, "klynge;kommune\n070761-4285;Faxe", on_error=SKIP)
    assert "CPR-nummer" in messages(outcome)[0]
    assert not Cluster.objects.exists()
    assert not Cluster.history.exists()
