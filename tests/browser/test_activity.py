"""The action plan in a browser: an activity moves by a note and keeps its history, the order by keyboard, and axe."""

from functools import partial

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from strategies import workflow
from strategies.models import Prerequisite
from tests import strategies as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def strategy(db):
    return make.strategy(title="Misbrugspolitik")


@pytest.fixture
def actor(strategy):
    return make.editor(strategy)


@pytest.fixture
def writer(logged_in, actor):
    """Give a page of the strategy's caseworker, logged in, at an address."""
    return partial(logged_in, actor)


def url(name, strategy, *rest):
    return reverse(f"strategies:{name}", args=[strategy.slug, *rest])


def test_an_activity_goes_from_yellow_to_green_with_a_note(strategy, actor, writer, assert_accessible):
    activity = make.activity(strategy, "Psykiater", actor=actor, readiness="yellow")
    workflow.save(Prerequisite(activity=activity, kind="staff", state="met"), actor=actor, at=make.AT)
    page = writer(url("plan", strategy))
    assert_accessible(page)
    page.get_by_role("link", name="Psykiater", exact=True).click()
    expect(page.get_by_role("heading", name="Psykiater", level=1)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Skriv notat").first.click()
    page.get_by_label("Hvad er der sket?").fill("Psykiateren er ansat og begynder nu.")
    page.get_by_role("radio", name="I gang", exact=True).click()
    page.get_by_role("radio", name="Grøn").click()
    assert_accessible(page)
    page.get_by_role("button", name="Gem notatet").click()
    page.get_by_text("Notatet er gemt.").wait_for()
    first = page.locator("#historik .note-list__item").first
    for words in ("Gul", "Grøn", "planlagt", "i gang", "Psykiateren er ansat og begynder nu.", actor.name):
        expect(first).to_contain_text(words)
    expect(page.locator("#historik .note-list__item").last).to_contain_text("Gul")
    page.goto(url("movement", strategy))
    moved = page.get_by_role("listitem").filter(has_text="Psykiateren er ansat").first
    expect(moved.get_by_role("link", name="Psykiater", exact=True)).to_be_visible()
    assert_accessible(page)


def test_activities_are_ordered_by_keyboard(strategy, actor, writer):
    for title in ("Først", "Midt", "Sidst"):
        make.activity(strategy, title, actor=actor)
    page = writer(f"{url('plan', strategy)}?raekkefoelge=ja")
    page.get_by_role("button", name="Op Sidst").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Sidst er nu nummer 2 af 3.").wait_for()
    expect(page.locator("button:focus")).to_contain_text("Op")
    page.keyboard.press("Enter")
    page.get_by_text("Sidst er nu nummer 1 af 3.").wait_for()
    expect(page.locator("tbody th[scope=row] a")).to_have_text(["Sidst", "Først", "Midt"])
    assert list(strategy.activities.order_by("order").values_list("title", flat=True)) == ["Sidst", "Først", "Midt"]


def test_the_plan_and_its_economy_fit_a_phone(strategy, actor, writer, assert_accessible):
    area = make.focus_area(strategy, "Borgere med langvarigt misbrug og afhængighed", actor=actor)
    make.activity(strategy, "Arbejdsmarked og rusmidler", actor=actor, focus_area=area, readiness="red", annual_cost=3)
    page = writer(url("plan", strategy), width=375)
    for name in ("plan", "economy", "movement"):
        page.goto(url(name, strategy))
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert_accessible(page)
