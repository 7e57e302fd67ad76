"""The start page: each role finds what waits, and nothing of what is not theirs."""

from datetime import date

import pytest
from django.utils.html import escape

from misbrug.accounts.models import User
from misbrug.workspace.demo.people import email

pytestmark = pytest.mark.django_db

ROUND = "region-sjaelland-2026"


@pytest.fixture
def page_of(client, demo):
    """Give the start page of a demo user, with its soft hyphens and non-breaking spaces made plain."""

    def get(local):
        client.force_login(User.objects.get(email=email(local)))
        response = client.get("/")
        assert response.status_code == 200
        return response.content.decode().replace("\xa0", " ").replace("\xad", "")

    return get


# Who, what must be there, what must not.
PAGES = [
    (
        "sagsbehandler.faxe.stof",
        ["Fortsæt ved 1.3 i Stof og unge", "Besvar 12.1 i Stof og unge", "Faxe i 2014", "6 af 8 anbefalinger"],
        ["Vurdér", "Gennemgå"],
    ),
    ("sagsbehandler.faxe.stof", ["Faxe har nej til otte indikatorer i 2014.", "Se alle otte fra nej til handling"], []),
    ("sagsbehandler.faxe.alkohol", ["Alkohol er meldt færdig 19. november 2026"], ["Indsend for Faxe"]),
    ("sagsbehandler.lolland.alkohol", ["Begynd selvvurderingen", "om 27 dage"], ["Besvar 1.1"]),
    (
        "ansvarlig.solroed",
        ["Ret selvvurderingen", "Uddybningen til 1.3 beskriver en anden kommunes tilbud", "Under rettelse"],
        [],
    ),
    ("ansvarlig.stevns", ["Stevns deltager ikke i runden: Kommunen omlægger sit tilbud"], ["Begynd selvvurderingen"]),
    (
        "ansvarlig.guldborgsund",
        ["Indsendt", "Guldborgsund i 2014", "Guldborgsund har nej til to indikatorer i 2026."],
        ["Indsend for Guldborgsund"],
    ),
    ("tovholder.syd", ["Tre kommuner i Klynge Syd har ikke indsendt", "Faxe, Lolland og Vordingborg"], ["Gennemgå"]),
    (
        "projektgruppe.lejre",
        ["Vurdér tre svar, der afventer", "Greve, Køge og Odsherred", "Gennemgå Guldborgsund"],
        ["Greve, Køge, Lejre"],
    ),
    ("projektgruppe.holbaek", ["Vurdér fire svar, der afventer", "Greve, Køge, Lejre og Odsherred"], []),
    ("styregruppe", ["16 af 17 kommuner deltager"], ["Vurdér", "Gennemgå", "Fra nej til handling"]),
    ("laeser", ["Statusrapport, Region Sjælland 2014"], ["Venter på dig", "Klynge Syd", "2026</a>"]),
    ("admin", ["Kommuner, klynger, kataloger, runder og brugere"], ["Venter på dig"]),
]


@pytest.mark.parametrize(("local", "there", "not_there"), PAGES)
def test_what_each_finds(page_of, monkeypatch, local, there, not_there):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 11, 21))
    page = page_of(local)
    assert [text for text in there if escape(text) not in page and text not in page] == []
    assert [text for text in not_there if text in page] == []


def test_nobody_logged_in_sees_published_reports_and_the_way_to_strategies(client, demo):
    page = client.get("/").content.decode()
    assert "Region Sjælland 2014" in page
    assert ROUND not in page
    assert 'href="/strategier/">Læs kommunernes strategier</a>' in page


def test_a_closed_installation_asks_for_the_log_in_first(client, demo, settings):
    settings.PUBLIC_READING = False
    response = client.get("/")
    assert response.status_code == 302
    assert response.url.startswith("/konto/log-ind/")
