"""From a nej to an activity in one click, and on from yellow to green, as a caseworker does it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from strategies.models import Activity
from tests import factories
from tests import strategies as make
from tests.clusters.page_rounds import sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def assessment(transactional_db):
    """A municipality that has submitted, with nej to 1.1."""
    round_ = factories.opened_round(municipalities=2, label="2026")
    return sent(round_.assessments.first(), {"1.1": "nej"})


@pytest.fixture
def caseworker(page, assessment):
    """The page of a caseworker who has logged in."""
    user = factories.caseworker(assessment.municipality)
    page.goto("/konto/log-ind/")
    page.get_by_label("E-mail").first.fill(user.email)
    page.get_by_label("Adgangskode", exact=True).fill(factories.PASSWORD)
    page.get_by_role("button", name="Log ind", exact=True).click()
    page.get_by_role("heading", name="Mit arbejde", level=1).wait_for()
    return page


def remedies(assessment):
    return reverse("strategies:remedies", args=[assessment.round.slug, assessment.municipality.code])


def test_an_activity_starts_from_a_nej_and_goes_from_yellow_to_green(caseworker, assessment, assert_accessible):
    page = caseworker
    make.strategy(assessment.municipality, title="Rusmiddelpolitik")
    assert_accessible(page)
    page.get_by_role("link", name="Se mere fra nej til handling").click()
    page.get_by_role("heading", name=re.compile("^Fra nej til handling"), level=1).wait_for()
    assert_accessible(page)
    need = page.get_by_role("article", name=re.compile(r"^1\.1 "))
    need.get_by_text("Ingen mål eller aktiviteter endnu.").wait_for()

    # One click: the form opens with the link made and shown.
    need.get_by_role("link", name="Start en aktivitet").click()
    page.get_by_text("Aktiviteten bliver knyttet til").wait_for()
    page.get_by_text("Valgt: 1.1").click()
    expect(page.get_by_role("checkbox", name=re.compile(r"^1\.1 "))).to_be_checked()
    page.get_by_label("Aktivitet", exact=True).fill("Samtaler med familien")
    page.get_by_role("radio", name=re.compile("^Gul")).check()
    page.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_role("heading", name="Samtaler med familien", level=1).wait_for()

    # The nej now leads to it.
    page.goto(remedies(assessment))
    expect(need.get_by_text("Gul")).to_be_visible()
    expect(need.get_by_text("Knyttet til indikatoren")).to_be_visible()
    assert_accessible(page)

    # From yellow to green, with a note.
    need.get_by_role("link", name="Samtaler med familien").click()
    page.get_by_role("link", name="Skriv notat").first.click()
    page.get_by_label("Hvad er der sket?").fill("To medarbejdere er ansat.")
    page.get_by_role("radio", name="I gang", exact=True).check()
    page.get_by_role("radio", name=re.compile("^Grøn")).check()
    page.get_by_role("button", name=re.compile("Gem")).first.click()
    page.get_by_text("Notatet er gemt.").wait_for()
    history = page.locator("#historik").locator("xpath=ancestor-or-self::section[1]")
    expect(history.get_by_text("To medarbejdere er ansat.")).to_be_visible()
    expect(history).to_contain_text("gul", ignore_case=True, use_inner_text=True)
    expect(history).to_contain_text("grøn", ignore_case=True, use_inner_text=True)

    activity = Activity.objects.get(title="Samtaler med familien")
    assert [row.number for row in activity.indicators.all()] == ["1.1"]
    assert (activity.state, activity.readiness) == ("active", "green")
    assert list(activity.history.order_by("history_id").values_list("readiness", flat=True))[-2:] == ["yellow", "green"]
    page.goto(remedies(assessment))
    expect(need.get_by_text("Grøn")).to_be_visible()


def test_what_is_there_already_is_tied_to_a_nej(caseworker, assessment, assert_accessible):
    page = caseworker
    make.activity(make.strategy(assessment.municipality), "Åben rådgivning")
    page.goto(remedies(assessment))
    need = page.get_by_role("article", name=re.compile(r"^1\.1 "))
    need.get_by_role("link", name="Knyt til noget, I allerede har").click()
    expect(page.get_by_role("button", name="Knyt til 1.1")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Knyt til 1.1").click()
    page.get_by_text("Vælg et mål eller en aktivitet.").first.wait_for()
    page.get_by_label("Mål eller aktivitet").select_option(label="Åben rådgivning (planlagt)")
    page.get_by_role("button", name="Knyt til 1.1").click()
    page.get_by_text("er knyttet til 1.1").wait_for()
    expect(need.get_by_role("link", name="Åben rådgivning")).to_be_visible()


def test_the_coverage_fits_a_phone_and_is_accessible(caseworker, assessment, assert_accessible):
    page = caseworker
    strategy = make.strategy(assessment.municipality, adopted=True)
    demand = assessment.round.catalogue.recommendations.get(number=1)
    make.activity(strategy, "Åben rådgivning", links={"recommendations": [demand]})
    page.goto(reverse("strategies:coverage"))
    assert_accessible(page)
    page.set_viewport_size({"width": 375, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 375
    page.get_by_role("link", name=re.compile(r"anbefaling 1:")).click()
    page.get_by_role("link", name="Åben rådgivning").wait_for()
    assert_accessible(page)
