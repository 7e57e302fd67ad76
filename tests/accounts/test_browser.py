"""The login pages in a browser: accessible, in bounds on a phone, and working without scripts."""

import re

import pytest
from playwright.sync_api import expect

from misbrug.accounts import demo
from misbrug.accounts.invitations import invite
from tests.accounts.conftest import NEW_PASSWORD, link_in
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = [1280, 375]


@pytest.fixture
def in_bounds(page, assert_accessible):
    """Check the page as it stands: the rules of accessibility, and nothing that sticks out to the side."""

    def check():
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    return check


@pytest.mark.parametrize("width", WIDTHS)
def test_in_out_and_wrong(page, in_bounds, user, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/konto/")
    expect(page).to_have_url(re.compile(r"/konto/log-ind/\?next=/konto/$"))
    in_bounds()
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_role("main").get_by_role("button", name="Log ind").click()
    expect(page.get_by_role("link", name=re.compile("Skriv din adgangskode"))).to_be_visible()
    in_bounds()
    page.get_by_role("link", name=re.compile("Skriv din adgangskode")).click()
    expect(page.get_by_label("Adgangskode")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/konto/")
    expect(page.get_by_role("heading", name="Min konto")).to_be_visible()
    in_bounds()
    page.goto("/konto/log-ud/")
    in_bounds()
    page.get_by_role("main").get_by_role("button", name="Log ud").click()
    expect(page.get_by_text("Du er logget ud.")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_accepting(page, in_bounds, mailoutbox, width):
    page.set_viewport_size({"width": width, "height": 900})
    from tests.factories import NOW

    invite(UserFactory(email="en.meget.lang.adresse.i.en.stor.forvaltning@vordingborg.dk", password=None), at=NOW)
    page.goto(link_in(mailoutbox[0]))
    in_bounds()
    page.get_by_label("Ny adgangskode", exact=True).fill("kort")
    page.get_by_role("button", name="Gem adgangskoden og log ind").click()
    expect(page.locator(".error-summary")).to_be_visible()
    in_bounds()
    page.get_by_label("Ny adgangskode", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Gentag den nye adgangskode").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Gem adgangskoden og log ind").click()
    expect(page.get_by_text("Din adgangskode er gemt, og du er logget ind.")).to_be_visible()
    page.goto(link_in(mailoutbox[0]))
    in_bounds()
    expect(page.get_by_role("heading", name="Invitationen virker ikke længere")).to_be_visible()


@pytest.mark.parametrize("path", ["glemt-adgangskode/", "glemt-adgangskode/sendt/", "opret/", "lukket/"])
def test_the_other_pages(page, in_bounds, db, path):
    page.goto(f"/konto/{path}")
    in_bounds()


@pytest.mark.parametrize("width", WIDTHS)
def test_demo_list(page, in_bounds, settings, monkeypatch, width):
    settings.DEMO = True
    page.set_viewport_size({"width": width, "height": 900})
    for number in range(3):
        UserFactory(email=f"bruger{number}@{demo.DOMAIN}", name=f"Sagsbehandler, By {number}")
    monkeypatch.setattr(demo, "SUGGESTED", {"bruger1": "sagsbehandler midt i en selvvurdering"})
    page.goto("/konto/log-ind/?next=/konto/")
    in_bounds()
    page.get_by_text("Vis de andre 2 brugere").click()
    expect(page.get_by_role("button", name="Log ind som Sagsbehandler, By 2")).to_be_visible()
    in_bounds()
    page.get_by_role("button", name="Log ind som Sagsbehandler, By 1").click()
    page.wait_for_url("**/konto/")
    expect(page.get_by_text("Det er dig")).to_be_visible()
    in_bounds()


def test_without_scripts(new_context, user):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/konto/log-ind/?next=/konto/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Adgangskode").fill("forkert-adgangskode")
    page.get_by_role("main").get_by_role("button", name="Log ind").click()
    expect(page.get_by_text("E-mail og adgangskode passer ikke sammen.")).to_be_visible()
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log ind").click()
    expect(page.get_by_role("heading", name="Min konto")).to_be_visible()


def test_inviting(page, administrator, mailoutbox):
    page.goto("/admin/accounts/user/")
    page.get_by_label("E-mail").fill(administrator.email)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log ind").click()
    expect(page.get_by_label("Søg på navn eller e-mail.")).to_be_visible()
    page.get_by_role("link", name="Tilføj bruger").click()
    # The page puts the cursor in its first field once it is there; what is filled in before that goes astray.
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.get_by_label("E-mail").fill("ny@greve.dk")
    page.get_by_label("Navn").fill("Sagsbehandler, Greve")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_text("Invitationen er sendt til ny@greve.dk.")).to_be_visible()
    assert mailoutbox[0].to == ["ny@greve.dk"]
