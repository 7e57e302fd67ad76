"""Every page of the administration: it opens, it is Danish throughout, and it needs nothing inline."""

import re
from contextlib import suppress
from html.parser import HTMLParser
from runpy import run_path

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext
from playwright.sync_api import expect

from clusters.loading import load_shipped_places
from clusters.models import (
    Cluster,
    Municipality,
    MunicipalityAlias,
    PopulationFigure,
    Round,
    RoundCluster,
    SelfAssessment,
)
from indicators.loading import load_shipped_catalogue
from indicators.models import Area, Catalogue, Indicator, Recommendation
from indicators.workflow import copy
from misbrug.accounts.models import User
from misbrug.text.guard import validate_no_cpr
from tests.factories import NOW, RoundFactory, administrator, caseworker, opened_round
from tests.fuzz import crawl

ENGLISH = re.compile(
    r"\b(the|your|you|please|and|not|with|this|that|of|add|delete|change|changed|changes|history|view|save|select|"
    r"selected|search|none|true|false|yes|no|home|submit|remove|today|now|choose|chosen|clear|action|actions|error|"
    r"errors|success|successfully|another|item|items|row|rows|created|object|objects|was|were|user|users|date|time|"
    r"toggle|theme|skip|main|content|close|required|optional|field|fields|unknown|empty|show|hide|results|result|"
    r"password|welcome|log out|site|website|recent|available|counts|model|name|file|upload|download|below|above)\b",
    re.IGNORECASE,
)
SEEN_OR_HEARD = ("title", "alt", "aria-label", "placeholder")


class Words(HTMLParser):
    """Collects what a page says: its text, and the attributes that are shown or read aloud."""

    def __init__(self):
        super().__init__()
        self.words, self.inline, self._silent = [], [], 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self._silent += tag in ("script", "style")
        if tag == "style" or "style" in attrs or (tag == "script" and "src" not in attrs and "type" not in attrs):
            self.inline.append(f"<{tag} {attrs}>")
        self.inline += [f"<{tag} {key}>" for key in attrs if key.startswith("on")]
        self.words += [attrs[key] or "" for key in SEEN_OR_HEARD if key in attrs]
        if tag == "input" and attrs.get("type") in ("submit", "button", "reset"):
            self.words.append(attrs.get("value") or "")

    def handle_endtag(self, tag):
        self._silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data)


def assert_danish_and_plain(response):
    """Fail where a page says an English word, or holds a script or a style that the policy refuses."""
    words = Words()
    words.feed(response.content.decode())
    assert words.inline == [], response.request["PATH_INFO"]
    english = {(each, text.strip()) for text in words.words for each in ENGLISH.findall(text)}
    assert english == set(), response.request["PATH_INFO"]


@pytest.fixture
def boss(client, db):
    """An administrator, logged in at `client`."""
    who = administrator(email="admin@example.dk")
    client.force_login(who)
    return who


@pytest.fixture
def content(db):
    """A published catalogue, a draft of it, the whole country, a planned and an open round, and a user with a role."""
    load_shipped_places(NOW)
    published = load_shipped_catalogue(NOW)
    copy(published, slug="kl-2026", year=2026, at=NOW)
    RoundFactory(catalogue=published, name="Planlagt", slug="planlagt")
    opened_round(Cluster.objects.get(slug="klynge-syd"), catalogue=published, name="Åben", slug="aaben")
    caseworker(Municipality.objects.get(code="0320"), "alkohol")


def addresses():
    """Give every page there is to see in the administration, with the content above."""
    yield reverse("admin:index")
    for app in ("indicators", "clusters", "accounts"):
        yield reverse("admin:app_list", args=[app])
    for model in admin.site._registry:
        info = f"{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"admin:{info}_changelist")
        with suppress(NoReverseMatch):
            yield reverse(f"admin:{info}_export")
        for row in examples(model):
            for page in ("change", "history", "delete"):
                yield reverse(f"admin:{info}_{page}", args=[row.pk])
    draft = Catalogue.objects.get(slug="kl-2026")
    recommendation = draft.recommendations.first()
    for name in ("indicators_catalogue", "clusters_municipality", "clusters_region", "clusters_cluster"):
        yield reverse(f"admin:{name}_add")
    yield reverse("admin:clusters_round_add")
    yield reverse("admin:accounts_user_add")
    yield reverse("admin:indicators_recommendation_add") + f"?catalogue={draft.pk}"
    yield reverse("admin:indicators_indicator_add") + f"?recommendation={recommendation.pk}"
    for catalogue in Catalogue.objects.all():
        yield reverse("admin:catalogue_publish", args=[catalogue.pk])
        yield reverse("admin:catalogue_copy", args=[catalogue.pk])


def examples(model):
    """Give rows that differ in what may be done with them: a published and a draft, a planned and an open one."""
    if model in (Recommendation, Indicator):
        return [model.objects.filter(catalogue=each).first() for each in Catalogue.objects.all()]
    return list(model.objects.all() if model in (Catalogue, Round, User) else model.objects.all()[:1])


def test_every_page_is_danish_and_without_inline_scripts_and_styles(client, boss, content):
    seen = 0
    for address in addresses():
        response = client.get(address, follow=True)
        assert response.status_code in (200, 403), address
        if response.status_code == 200:
            assert_danish_and_plain(response)
            seen += 1
    assert seen > 50


def test_the_danish_of_the_packages_is_what_its_source_says():
    compile_ = run_path(str(settings.BASE_DIR / "misbrug" / "locale" / "compile.py"))
    for folder in settings.LOCALE_PATHS:
        for po in folder.glob("*/LC_MESSAGES/*.po"):
            assert po.with_suffix(".mo").read_bytes() == compile_["compiled"](po.read_text(encoding="utf-8"))
    assert gettext("Skipped") == "Uændret"
    assert ngettext("Export %(len)s selected item.", "Export %(len)s selected items.", 2) == (
        "Eksportér %(len)s valgte rækker."
    )


@pytest.fixture
def open_pages(live_server, transactional_db, client, boss, new_context):
    """Open a browser as the administrator."""

    def open_pages(**arguments):
        context = new_context(**arguments)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return context.new_page()

    return open_pages


def test_every_page_runs_under_the_policy(open_pages, content):
    page = open_pages()
    # What needs no script to be drawn has been read by the test above.
    for address in addresses():
        if re.search("/(delete|history|copy|publish)/", address):
            continue
        page.goto(address)
        expect(page, address).to_have_title(re.compile("Misbrug"))


def test_our_own_pages_are_accessible_and_fit_a_phone(open_pages, content, assert_accessible):
    # axe itself adds a style to pages whose style sheets import others, as Django's do; the policy would refuse it.
    page = open_pages(bypass_csp=True)
    draft = Catalogue.objects.get(slug="kl-2026")
    for address in (
        reverse("admin:index"),
        reverse("admin:clusters_municipality_export"),
        reverse("admin:indicators_catalogue_history", args=[draft.pk]),
        reverse("admin:catalogue_publish", args=[draft.pk]),
        reverse("admin:catalogue_copy", args=[draft.pk]),
    ):
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_every_text_that_can_be_written_here_is_guarded_against_cpr_numbers():
    """A text of fewer than ten characters has no room for one, and a choice is not written."""
    unguarded = [
        f"{model._meta.label}.{field.name}"
        for model in (*admin.site._registry, MunicipalityAlias, PopulationFigure, Area, RoundCluster)
        if model is not User and model is not SelfAssessment
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField", "JSONField") and field.editable and not field.choices
        if (field.max_length or 10) >= 10 and validate_no_cpr not in field.validators
    ]
    # Its values are read from the answers that the question above it can have.
    assert unguarded == ["indicators.Indicator.trigger_values"]


@pytest.mark.parametrize("query", ["next=x", "id__exact=x", "region__nej=1", "q=%00"])
def test_the_export_is_not_upset_by_what_the_address_carries(client, boss, content, query):
    address = reverse("admin:clusters_cluster_export")
    assert client.get(f"{address}?{query}").status_code == 200


def test_an_open_round_can_be_saved_as_it_stands(client, boss, content):
    """Its clusters are frozen, and come back from the form as keys and not as rows."""
    round_ = opened_round()
    address = reverse("admin:clusters_round_change", args=[round_.pk])
    form = next(each for each in crawl.forms_of(client, address) if each.method == "post" and "name" in each.names)
    saved = client.post(address, {name: value for name, _, value in form.fields if value is not None}, follow=True)
    assert saved.status_code == 200
    assert "errors" not in saved.context or not saved.context["errors"]
