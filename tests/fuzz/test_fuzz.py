"""Whatever is sent to whichever form or address: an answer that is no failure, and no markup of the sender's in it.

`FUZZ=20000 python3 dev.py test tests/fuzz` sends so many; `--hypothesis-seed` chooses others.
"""

import os
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from misbrug.accounts.models import User
from tests.fuzz.crawl import crawl
from tests.fuzz.hostile import HEADER, MARKUP, WORDS, words

COUNT = int(os.environ.get("FUZZ", "300"))
PEOPLE = (
    "sagsbehandler.faxe.stof",
    "ansvarlig.lolland",
    "tovholder.syd",
    "projektgruppe.holbaek",
    "styregruppe",
    "admin",
)
STARTS = ("/", "/import/", "/eksport/", "/admin/", "/strategier/", "/konto/", "/klynger/")

fuzzed = settings(
    max_examples=COUNT // 3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Visitor:
    """Somebody at a browser, who leaves no trace: what is sent is undone."""

    def __init__(self, name):
        self.name = name
        self.client = Client(raise_request_exception=False)
        if name:
            self.client.force_login(User.objects.get(email=f"{name}@demo.misbrug.example"))
        self.found = crawl(self.client, STARTS)

    @contextmanager
    def afterwards_as_before(self):
        """Undo all that is stored, and forget new cookies."""
        cookies = self.client.cookies.copy()
        try:
            with transaction.atomic():
                yield self.client
                transaction.set_rollback(True)
        finally:
            self.client.cookies = cookies


@pytest.fixture(scope="module")
def visitors(demo_of_module, django_db_blocker):
    with django_db_blocker.unblock():
        return [Visitor(name) for name in (*PEOPLE, "")]


def assert_harmless(response, sent):
    """No failure, no header of the sender's, no markup of the sender's, nothing of the program's inside."""
    assert response.status_code < 500, f"{sent} gave {response.status_code}"
    assert HEADER not in response.headers, sent
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type", "").startswith("application/json"):
        body = str(response.json().get("html", "")).encode() if body.startswith(b"{") else b""
    elif not response.headers.get("Content-Type", "").startswith("text/html"):
        assert response.headers.get("X-Content-Type-Options") == "nosniff", sent
        return
    text = body.decode(errors="replace").lower()
    assert f"<{MARKUP}" not in text, f"{sent} came back as markup"
    assert "traceback (most recent" not in text, sent


def assert_stays_here(response, sent):
    """Whoever is led on is led to a page of ours."""
    if 300 <= response.status_code < 400:
        to = urlsplit(response.headers["Location"])
        assert to.netloc in ("", "testserver"), f"{sent} leads to {response.headers['Location']}"


def filled(form, chosen):
    """Give what is sent: the form as it stood, with some fields' values replaced."""
    values = {}
    for name, kind, value in form.fields:
        if name in chosen:
            values[name] = (
                [SimpleUploadedFile(f"{chosen[name][:60] or 'fil'}.csv", chosen[name].encode()[:2000])]
                if (kind == "file")
                else [chosen[name]]
            )
        elif kind not in ("file", "button", "submit") and value is not None:
            values.setdefault(name, []).append(value)
    return values


@fuzzed
@given(data=st.data())
def test_no_form_fails_or_gives_markup_back(visitors, db, data):
    visitor = data.draw(st.sampled_from([each for each in visitors if each.found.forms]), label="who")
    form = data.draw(st.sampled_from(visitor.found.forms), label="form")
    if not form.names:
        return
    names = data.draw(st.lists(st.sampled_from(form.names), min_size=1, max_size=3, unique=True), label="fields")
    chosen = {name: data.draw(words, label=name) for name in names}
    sent = f"{visitor.name} sent {chosen} to {form.method} {form.action} of {form.page}"
    values = filled(form, chosen)
    with visitor.afterwards_as_before() as client:
        response = getattr(client, form.method)(form.action, values)
        assert_stays_here(response, sent)
        assert_harmless(response, sent)
        if form.method == "post" and 300 <= response.status_code < 400:
            # What was stored is shown on the page one is led to.
            assert_harmless(client.get(response.headers["Location"], follow=True), f"{sent}, then shown")


@fuzzed
@given(data=st.data())
def test_no_query_string_fails_or_gives_markup_back(visitors, db, data):
    visitor = data.draw(st.sampled_from(visitors), label="who")
    address = data.draw(st.sampled_from(sorted(visitor.found.addresses)), label="address")
    known = sorted(visitor.found.addresses[address] | {"side", "q", "next", "vis"})
    names = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True), label="keys")
    query = {name: data.draw(words, label=name) for name in names}
    sent = f"{visitor.name} asked for {address}?{urlencode(query, errors='replace')}"
    with visitor.afterwards_as_before() as client:
        response = client.get(address, query)
        assert_stays_here(response, sent)
        assert_harmless(response, sent)


@fuzzed
@given(data=st.data())
def test_no_address_fails_or_gives_markup_back(visitors, db, data):
    """Parts of an address replaced: names, numbers and keys that nobody has."""
    visitor = data.draw(st.sampled_from(visitors), label="who")
    address = data.draw(st.sampled_from(sorted(visitor.found.addresses)), label="address")
    parts = address.split("/")
    place = data.draw(st.integers(0, len(parts) - 1), label="place")
    parts[place] = data.draw(st.sampled_from([word for word in WORDS if len(word) < 200]), label="part")
    changed = "/".join(parts)
    with visitor.afterwards_as_before() as client:
        response = client.get("/" + changed.lstrip("/"))
        assert_stays_here(response, changed)
        assert_harmless(response, f"{visitor.name} asked for {changed!r}")


def test_there_is_something_to_fuzz(visitors, db):
    views = {form.view for visitor in visitors for form in visitor.found.forms}
    fields = {(form.view, name) for visitor in visitors for form in visitor.found.forms for name in form.names}
    assert len(views) > 60, sorted(views)
    assert len(fields) > 250
