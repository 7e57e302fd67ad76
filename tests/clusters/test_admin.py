"""Places, rounds and roles in the administration: what is frozen is for reading, and answers are nowhere."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from clusters.models import (
    Cluster,
    ClusterMembership,
    Membership,
    Municipality,
    MunicipalityAlias,
    PopulationFigure,
    Region,
    Round,
)
from indicators.models import Catalogue
from misbrug.accounts.models import User
from tests.catalogues import small_catalogue
from tests.factories import (
    MunicipalityFactory,
    RegionFactory,
    RoundFactory,
    UserFactory,
    administrator,
    answered,
    begun,
    cluster_of,
    opened_round,
    track_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    who = administrator()
    client.force_login(who)
    return who


def page(name, *args):
    return reverse(f"admin:{name}", args=args)


def text_of(response):
    """Give what a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def inline(prefix, *rows, initial=0):
    """Give the data of a formset."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data.update({f"{prefix}-{number}-{name}": value for name, value in row.items()})
    return data


# Municipalities


@pytest.mark.parametrize("words", ["aarhus", "ÅRHUS", "århus", "smilets", "0751"])
def test_a_municipality_is_found_by_any_of_its_names_and_its_code(client, boss, words):
    municipality = MunicipalityFactory(code="0751", name="Aarhus")
    municipality.aliases.create(name="Smilets by")
    MunicipalityFactory(name="Ærø")
    response = client.get(page("clusters_municipality_changelist"), {"q": words})
    assert list(response.context["cl"].result_list) == [municipality]


def test_names_and_populations_are_written_on_the_municipality(client, boss):
    region = RegionFactory()
    data = {
        "code": "0751",
        "name": "Aarhus",
        "region": region.pk,
        **inline("aliases", {"name": "Smilets by"}),
        **inline("populations", {"date": "01.01.2020", "count": "349983", "source": "Danmarks Statistik"}),
    }
    assert client.post(page("clusters_municipality_add"), data).status_code == 302
    assert MunicipalityAlias.objects.get().folded == "smilets by"
    assert PopulationFigure.objects.get().count == 349983


def test_a_name_of_another_municipality_is_refused(client, boss):
    region = RegionFactory()
    MunicipalityFactory(code="0751", name="Aarhus", region=region)
    data = {"code": "0999", "name": "Ny", "region": region.pk, **inline("populations")}
    response = client.post(page("clusters_municipality_add"), data | inline("aliases", {"name": "ÅRHUS"}))
    assert "ÅRHUS er allerede navn for Aarhus (0751)." in text_of(response)
    response = client.post(page("clusters_municipality_add"), data | inline("aliases") | {"name": "Århus"})
    assert "Århus er allerede navn for Aarhus (0751)." in text_of(response)
    twins = inline("aliases", {"name": "Det nye sted"}, {"name": "det-nye sted"})
    response = client.post(page("clusters_municipality_add"), data | twins)
    assert "To af navnene er det samme, måske stavet forskelligt." in text_of(response)
    assert Municipality.objects.count() == 1


def test_the_lists_lead_to_the_import_of_their_rows(client, boss):
    paths = {"clusters_municipality": ("kommuner", "indbyggertal"), "clusters_cluster": ("klynger",)}
    for name, kinds in paths.items():
        shown = client.get(page(f"{name}_changelist")).content.decode()
        for path in kinds:
            assert f'href="/import/ny/{path}/"' in shown


# Clusters


def test_a_municipality_in_two_clusters_at_once_is_refused(client, boss):
    cluster = cluster_of(1)
    municipality = cluster.municipalities.get()
    data = {"name": "Klynge Ny", "slug": "klynge-ny", "region": cluster.region_id, "order": 1}
    row = {"municipality": municipality.pk, "role": "deltager", "valid_from": "01.01.2020", "valid_to": ""}
    response = client.post(page("clusters_cluster_add"), data | inline("memberships", row))
    assert f"Kommunen er i {cluster} fra" in text_of(response)
    row |= {"valid_from": "01.01.1990", "valid_to": "31.12.1999"}
    assert client.post(page("clusters_cluster_add"), data | inline("memberships", row)).status_code == 302
    assert ClusterMembership.objects.filter(municipality=municipality).count() == 2


# Rounds


def round_data(cluster, **fields):
    catalogue = Catalogue.objects.first() or small_catalogue()
    data = {"name": "Runde", "label": "2026", "slug": "runde", "region": cluster.region_id, "catalogue": catalogue.pk}
    return (
        data | {"deadline": "", "previous": ""} | inline("round_clusters", {"cluster": cluster.pk, "order": 1}) | fields
    )


def test_a_round_is_planned_here(client, boss):
    cluster = cluster_of(1)
    assert client.post(page("clusters_round_add"), round_data(cluster)).status_code == 302
    round_ = Round.objects.get()
    assert (round_.state, round_.clusters.get()) == ("planned", cluster)


def test_a_round_asks_clusters_of_its_own_region_and_published_catalogues(client, boss):
    cluster = cluster_of(1)
    other = RegionFactory(slug="region-fyn", name="Region Fyn")
    response = client.post(page("clusters_round_add"), round_data(cluster, region=other.pk))
    assert "Vælg klynger i rundens egen region." in text_of(response)
    draft = small_catalogue("kladde", published=False)
    response = client.post(page("clusters_round_add"), round_data(cluster, catalogue=draft.pk))
    assert "catalogue" in response.context["adminform"].form.errors
    assert not Round.objects.exists()


def test_what_the_opening_froze_cannot_be_changed_here(client, boss):
    round_ = opened_round()
    cluster = round_.clusters.get()
    other = small_catalogue("andet")
    data = round_data(cluster, name="Nyt navn", catalogue=other.pk, slug="ny-adresse", state="closed")
    extra = inline("round_clusters", {"cluster": cluster_of(1, region=cluster.region).pk, "order": 2})
    response = client.post(page("clusters_round_change", round_.pk), data | extra)
    assert response.status_code == 302
    before = round_
    round_ = Round.objects.get(pk=round_.pk)
    assert round_.name == "Nyt navn"
    assert (round_.slug, round_.catalogue, round_.state) == (before.slug, before.catalogue, "open")
    assert round_.clusters.get() == cluster
    assert client.post(page("clusters_round_delete", round_.pk), {"post": "yes"}).status_code == 403


def test_a_closed_round_is_for_reading(client, boss):
    round_ = opened_round()
    Round.objects.filter(pk=round_.pk).update(state="closed")
    response = client.get(page("clusters_round_change", round_.pk))
    assert reverse("clusters:round_manage", args=[round_.slug]) in response.content.decode()
    assert client.post(page("clusters_round_change", round_.pk), {"name": "x"}).status_code == 403


def test_a_round_that_was_never_opened_can_be_deleted(client, boss):
    round_ = RoundFactory()
    client.post(page("clusters_round_delete", round_.pk), {"post": "yes"})
    assert not Round.objects.exists()


# What is not here


def test_no_page_shows_what_a_municipality_answers(client, boss):
    round_ = opened_round()
    assessment = begun(round_.assessments.first())
    answered(track_of(assessment, "stof"), "1.1", "delvis", "Det er en hemmelighed.")
    models = {model._meta.model_name for model in admin.site._registry}
    assert not models & {"answer", "submission", "ruling", "transition", "track", "historicalanswer", "reporttext"}
    for address in (
        page("clusters_selfassessment_changelist"),
        page("clusters_selfassessment_change", assessment.pk),
        page("clusters_round_change", round_.pk),
        page("clusters_round_history", round_.pk),
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert "hemmelighed" not in text_of(response)


def test_assessments_are_for_reading(client, boss):
    assessment = opened_round().assessments.first()
    assert client.get(page("clusters_selfassessment_add")).status_code == 403
    address = page("clusters_selfassessment_change", assessment.pk)
    assert client.post(address, {"state": "reviewed"}).status_code == 403
    assert client.post(page("clusters_selfassessment_delete", assessment.pk), {"post": "yes"}).status_code == 403


# Roles


def user_data(user, *rows):
    return {"email": user.email, "name": user.name, "is_active": "on", **inline("memberships", *rows)}


def test_roles_are_given_on_the_users_page(client, boss):
    small_catalogue()
    user, municipality = UserFactory(), MunicipalityFactory()
    row = {"role": "caseworker", "municipality": municipality.pk, "cluster": "", "region": "", "area": "stof"}
    assert client.post(page("accounts_user_change", user.pk), user_data(user, row)).status_code == 302
    role = Membership.objects.get()
    assert (role.user, role.municipality, role.area) == (user, municipality, "stof")


@pytest.mark.parametrize(
    "row",
    [
        {"role": "caseworker", "municipality": "", "cluster": "", "region": "", "area": ""},
        {"role": "reader", "municipality": "", "cluster": "", "region": "", "area": ""},
    ],
)
def test_a_role_without_its_place_is_told_in_danish(client, boss, row):
    user = UserFactory()
    response = client.post(page("accounts_user_change", user.pk), user_data(user, row))
    assert "Rollen hører til et bestemt sted" in text_of(response)
    assert not Membership.objects.exists()


def test_the_index_lists_what_is_used_most_first(client, boss):
    apps = client.get(page("index")).context["app_list"]
    assert [app["app_label"] for app in apps] == ["clusters", "indicators", "accounts"]
    assert [model["object_name"] for model in apps[0]["models"]] == [
        "Round",
        "SelfAssessment",
        "Cluster",
        "Municipality",
        "Region",
        "NeedRate",
    ]
    assert User in admin.site._registry
    assert Region in admin.site._registry
    assert Cluster in admin.site._registry
