"""Before a session ends the page says so; after it the page stays as it is, behind the dialog."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from misbrug.accounts.models import Session
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = 60_000


@pytest.fixture
def page(logged_in, settings):
    """Give the start page of somebody, with a clock that the test moves."""
    settings.SESSION_IDLE_MINUTES = 30
    page = logged_in(make.UserFactory(), "/tilgaengelighed/")
    page.clock.install()
    page.goto("/")
    return page


def let_pass(page, minutes, left):
    """Let time pass in the browser; at the server the session is as old as it would be then."""
    # A request that waits would meet its own time limit by this clock: a timer that asks has to be the last to run.
    ended = timezone.now() + timedelta(seconds=left)
    Session.objects.update(seen_at=ended - timedelta(minutes=30), expire_date=ended)
    page.clock.run_for(minutes * MINUTE)


@pytest.mark.parametrize("width", [1280, 375])
def test_two_minutes_before_the_end_one_is_warned_and_may_stay(page, width, assert_accessible):
    page.set_viewport_size({"width": width, "height": 720})
    let_pass(page, 28, left=110)
    warning = page.get_by_role("dialog", name="Du bliver snart logget ud")
    expect(warning).to_contain_text("Du bliver logget ud om 2 minutter")
    assert_accessible(page)
    warning.get_by_role("button", name="Bliv logget ind").click()
    expect(warning).to_be_hidden()
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_after_the_end_the_page_stands_behind_the_dialog(page):
    let_pass(page, 28, left=110)
    expect(page.get_by_role("dialog", name="Du bliver snart logget ud")).to_be_visible()
    let_pass(page, 110 / 60, left=-1)
    expect(page.get_by_role("dialog", name="Du er blevet logget ud")).to_be_visible()
    expect(page.get_by_role("heading", name="Mit arbejde", include_hidden=True)).to_be_attached()


def test_a_short_session_warns_in_its_last_quarter(logged_in, settings):
    settings.SESSION_IDLE_MINUTES = 1
    page = logged_in(make.UserFactory(), "/tilgaengelighed/")
    page.clock.install()
    page.goto("/")
    page.clock.run_for(40_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    ended = timezone.now() + timedelta(seconds=14)
    Session.objects.update(seen_at=ended - timedelta(minutes=1), expire_date=ended)
    page.clock.run_for(6_000)
    expect(page.get_by_role("dialog", name="Du bliver snart logget ud")).to_contain_text("sekunder")


def test_who_is_typing_is_not_idle(page):
    page.clock.run_for(27 * MINUTE)
    page.keyboard.press("a")
    let_pass(page, 1, left=110)
    expect(page.get_by_role("dialog")).to_have_count(0)
    for _ in range(50):
        if Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29):
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("The session was not put off")
    expect(page.get_by_role("dialog")).to_have_count(0)
