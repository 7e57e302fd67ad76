"""Before the preview: what one can do where nothing takes a file, the questionnaire to fill in, the columns to name."""

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.models import SelfAssessment
from tests import factories
from tests.catalogues import small_catalogue
from tests.imports.pages import address, latest, text_of, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    """An administrator, logged in."""
    user = factories.administrator()
    client.force_login(user)
    return user


def test_where_every_catalogue_is_published_one_is_led_to_a_new_version(client, boss):
    small_catalogue()
    page = client.get(reverse("imports:new", args=["anbefalinger"]))
    assert "Intet katalog kan ændres nu" in text_of(page)
    assert reverse("admin:indicators_catalogue_changelist") in page.content.decode()
    assert 'type="file"' not in page.content.decode()
    small_catalogue("kladde", published=False)
    assert 'type="file"' in client.get(reverse("imports:new", args=["anbefalinger"])).content.decode()


def test_a_caseworker_is_offered_the_municipalitys_own_questionnaire(client):
    factories.opened_round(slug="runde")
    municipality = SelfAssessment.objects.order_by("pk").first().municipality
    client.force_login(factories.caseworker(municipality))
    address_ = reverse("clusters:assessment_questionnaire", args=["runde", municipality.code])
    for page in ("index", "new"):
        found = client.get(reverse(f"imports:{page}", args=["svar"] if page == "new" else []))
        assert f"Hent skemaet for {municipality.name}" in text_of(found)
        assert address_ in found.content.decode()


def test_columns_that_nobody_knows_come_first_and_how_the_file_is_read_last(client, boss):
    upload(client, "kommuner", "kommunekode;navn;region;areal;borgmester\n0320;Faxe;Region Sjælland;4;Ole\n")
    page = client.get(address("understood"))
    assert [line.heading for line in page.context["open_columns"]] == ["areal", "borgmester"]
    assert [line.heading for part in page.context["parts"] for line in part.columns] == [
        "kommunekode",
        "navn",
        "region",
    ]
    source = page.content.decode()
    places = [source.index(words) for words in ('id="ukendt"', 'id="parret"', 'id="laest"')]
    assert places == sorted(places)
    assert '<details class="as-table">' in source[places[2] :]


def test_a_csv_says_how_it_was_read_wherever_one_looks_at_it(client, boss):
    page = upload(client, "kommuner", "kommunekode;navn;region\n0320;Faxe;Region Sjælland\n".encode("cp1252"))
    assert " som Windows-1252, semikolon" in text_of(page)
    assert " som Windows-1252, semikolon" in text_of(client.get(address("understood")))


def test_a_file_that_does_not_say_its_round_is_put_into_one_without_being_chosen_again(client, boss):
    round_ = factories.opened_round()
    factories.begun(round_.assessments.first())
    code = round_.assessments.first().municipality.code
    page = upload(client, "svar", f"kommunekode;spor;indikator;svar\n{code};Alkohol;1.1;ja\n")
    assert "Filen har ingen kolonne ”Runde”. Vælg runden." in text_of(page)
    assert page.context["into_form"].fields["target"].initial == round_.slug
    nothing = client.post(address("understood"), {"act": "into", "into-target": ""})
    assert nothing.status_code == 422
    assert "Vælg runden, som filen skal ind i." in text_of(nothing)
    page = client.post(address("understood"), {"act": "into", "into-target": round_.slug}, follow=True)
    assert [(row.word, row.row.label.split(" · ")[1:]) for row in page.context["preview"].rows] == [
        ("Ny", ["Alkohol", "1.1"])
    ]
    assert latest().target_slug == round_.slug


def test_a_round_that_takes_nothing_is_refused_there_too(client, boss):
    round_ = factories.opened_round()
    workflow.start_processing(round_.pk, actor=boss, at=factories.NOW)
    upload(client, "svar", "kommunekode;spor;indikator;svar\n0320;Alkohol;1.1;ja\n")
    refused = client.post(address("understood"), {"act": "into", "into-target": round_.slug})
    assert refused.status_code == 422
    assert latest().target_slug == ""
