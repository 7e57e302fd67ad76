"""What a file says stays text on every page, no post goes without its token, and nobody is led elsewhere."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from misbrug.imports.models import ImportRun
from tests import factories
from tests.catalogues import small_catalogue
from tests.imports.pages import address, columns, latest, press, upload
from tests.imports.runs import applied
from tests.tables.workbooks import of_sheets

pytestmark = pytest.mark.django_db

PLACES = "kommunekode;navn;region\n0320;Faxe;Region Sjælland\n"
BAD = '<script>alert("1")</script>\'"><img src=x onerror=alert(1)>'
MARKUP = re.compile(r"<script>alert|<img src=x|'\"><")


@pytest.fixture
def boss(client):
    """An administrator, logged in, and Faxe."""
    applied("municipalities", PLACES)
    user = factories.administrator()
    client.force_login(user)
    return user


def pages(client, run):
    """Give the source of all pages that tell of a run."""
    names = ("understood", "preview", "receipt", "undo")
    found = [client.get(address(name, run), follow=True) for name in names]
    return [*(page.content.decode() for page in found), client.get(reverse("imports:index")).content.decode()]


def test_what_a_file_says_is_text_on_every_page(client, boss):
    rows = [["kommunekode", "navn", "region", BAD], ["0320", BAD, BAD, BAD], ["9<b>", "x", "Region Sjælland", ""]]
    upload(client, "kommuner", of_sheets(**{"Ark <b>'\"": rows}), f"{BAD.replace('/', '')}.xlsx")
    run = latest()
    chosen = {"kommunekode": "kommunekode", "navn": "navn", "region": "region", BAD: ""}
    client.post(address("understood"), columns(chosen))
    ImportRun.objects.filter(pk=run.pk).update(notes=[BAD], target_name=BAD, maker_name=BAD)
    run.refresh_from_db()
    assert run.counts["error"] == 2
    for source in pages(client, run):
        assert not MARKUP.search(source)
    assert "&lt;script&gt;" in client.get(address("preview")).content.decode()
    assert "&lt;b&gt;" in client.get(address("preview")).content.decode()


def test_what_was_stored_and_decided_is_text_on_every_page(client, boss):
    catalogue = small_catalogue(published=False)
    titled = BAD.replace('"', '""').join('""')
    upload(client, "anbefalinger", f"nummer;titel\n91;{titled}\n", target=catalogue.slug)
    press(client, "apply")
    run = latest()
    assert run.state == "applied"
    ImportRun.objects.filter(pk=run.pk).update(notes=[BAD], undone_by_name=BAD)
    for source in pages(client, run):
        assert not MARKUP.search(source)
    upload(client, "klynger", 'klynge;kommune\n<b>"Syd";"Fax<b>"\n')
    for source in pages(client, latest()):
        assert "<b>Syd" not in source
        assert "Fax<b>" not in source


def test_every_post_needs_its_token(client, boss):
    upload(client, "kommuner", PLACES.replace("Faxe", "Fakse"))
    run = latest()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(boss)
    posts = [address(name) for name in ("understood", "preview", "apply", "drop", "undo")]
    posts.append(reverse("imports:new", args=["kommuner"]))
    assert [strict.post(url, {"shown": run.plan_digest}).status_code for url in posts] == [403] * len(posts)
    assert latest().state == "planned"


@pytest.mark.parametrize("name", ["next", "to", "url", "nyt", "vis", "side"])
def test_no_address_in_a_request_leads_anywhere(client, boss, name):
    upload(client, "indbyggertal", "kommunekode;indbyggertal;opgjort\n0320;36000;2026-01-01\n")
    evil = {name: "https://evil.example/"}
    shown = client.get(address("preview"), evil)
    assert "evil.example" not in shown.content.decode()
    stored = client.post(f"{address('apply')}?{name}=https://evil.example/", {"shown": latest().plan_digest, **evil})
    assert (stored.status_code, stored.headers.get("Location")) == (302, address("receipt"))
