"""A strategy from its first word to its adoption in a browser, and axe on each page of the way."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from strategies.models import Strategy
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lead(db):
    return factories.municipal_lead(factories.MunicipalityFactory(name="Ishøj"))


@pytest.fixture
def page(logged_in, lead):
    return logged_in(lead, "/strategier/")


def test_a_joint_strategy_is_started_found_and_adopted(page, assert_accessible):
    factories.MunicipalityFactory(name="Vallensbæk")
    assert_accessible(page)
    page.get_by_role("link", name="Ny strategi").click()
    expect(page.get_by_label("Titel")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Titel").fill("Fælles rusmiddelpolitik")
    page.get_by_label("Fælles med andre kommuner").fill("Valensbæk")
    page.get_by_label("Gælder fra").fill("2026-01-01")
    page.get_by_role("button", name="Opret strategien").click()
    page.get_by_role("link", name="Vi kender ikke ”Valensbæk”").click()
    expect(page.get_by_label("Fælles med andre kommuner")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("Vallensbæk")
    page.get_by_role("button", name="Opret strategien").click()
    page.get_by_role("heading", name="Fælles rusmiddelpolitik", level=1).wait_for()
    made = Strategy.objects.get()
    page.goto(reverse("strategies:way", args=[made.slug]))
    assert_accessible(page)
    page.get_by_role("link", name="Registrér, at Ishøj har vedtaget strategien").click()
    expect(page.get_by_label("Hvornår vedtog Ishøj den?")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Hvornår vedtog Ishøj den?").fill("2026-02-03")
    page.get_by_role("button", name="Registrér vedtagelsen").click()
    page.get_by_text("Vedtagelsen i Ishøj er registreret.").wait_for()
    page.goto(reverse("strategies:history", args=[made.slug]))
    assert_accessible(page)
    page.goto("/strategier/?soeg=FAELLES+rusmiddel&tilstand=vedtaget")
    page.get_by_role("link", name="Fælles rusmiddelpolitik").wait_for()
    assert_accessible(page)


def test_the_overview_fits_a_phone(page, assert_accessible):
    make.strategy(
        factories.MunicipalityFactory(name="Lyngby-Taarbæk"), title="Misbrugsbehandlingspolitik", adopted=True
    )
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto("/strategier/")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    expect(page.get_by_label("Kommune", exact=True)).to_be_hidden()
    page.get_by_text("Søg og filtrér: alle").click()
    page.get_by_label("Kommune", exact=True).select_option(label="Lyngby-Taarbæk")
    page.get_by_role("button", name="Vis").click()
    page.get_by_text("Søg og filtrér: Lyngby-Taarbæk").wait_for()
    assert_accessible(page)
