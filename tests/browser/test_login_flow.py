"""The way in from end to end, as a person goes it: invitation, second factor, recovery codes, sessions."""

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from misbrug.accounts.invitations import invite
from tests.accounts.conftest import NEW_PASSWORD, link_in
from tests.accounts.second_factors import code_of
from tests.factories import UserFactory

EMAIL = "administrator@region.dk"


@pytest.fixture
def invited(transactional_db, settings):
    """An administrator, of whom a second factor is asked, with a link in the mailbox."""
    settings.SECOND_FACTOR = "privileged"
    user = UserFactory(email=EMAIL, name="Administrator, Region Sjælland", is_staff=True, password=None)
    invite(user, at=timezone.now())
    return link_in(mail.outbox[0])


def button(page, name):
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def give_password(page):
    page.goto("/konto/log-ind/")
    page.get_by_role("main").get_by_label("E-mail").fill(EMAIL)
    page.get_by_role("main").get_by_label("Adgangskode").fill(NEW_PASSWORD)
    button(page, "Log ind").click()
    expect(page.get_by_role("heading", name="Skriv koden fra din app")).to_be_visible()


def give_code(page, code):
    page.get_by_role("main").get_by_label("Kode", exact=True).fill(code)
    button(page, "Log ind").click()


def log_out(page):
    page.goto("/konto/log-ud/")
    button(page, "Log ud").click()
    expect(page.get_by_text("Du er logget ud.")).to_be_visible()


def set_up(page, assert_accessible):
    """Set up the second factor; gives the app's secret."""
    expect(page.get_by_role("heading", name="Sæt to-faktor-godkendelse op")).to_be_visible()
    expect(page.get_by_role("img", name="QR-kode")).to_be_visible()
    assert_accessible(page)
    secret = "".join(page.locator(".secret-key span").all_inner_texts())
    page.get_by_role("main").get_by_label("Kode", exact=True).fill("000000")
    button(page, "Slå to-faktor-godkendelse til").click()
    expect(page.get_by_text("Koden passer ikke.").first).to_be_visible()
    assert "".join(page.locator(".secret-key span").all_inner_texts()) == secret
    page.get_by_role("main").get_by_label("Kode", exact=True).fill(code_of(secret))
    button(page, "Slå to-faktor-godkendelse til").click()
    expect(page.get_by_role("heading", name="Gem dine genoprettelseskoder")).to_be_visible()
    return secret


def save_codes(page, assert_accessible):
    """Save the recovery codes as a file; gives them."""
    assert_accessible(page)
    codes = page.locator("[data-codes] li").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent som fil").click()
    assert download.value.suggested_filename == "misbrug-genoprettelseskoder.txt"
    assert all(code in download.value.path().read_text() for code in codes)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button(page, "Kopiér").click()
    expect(page.get_by_text("Kopieret")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split() == codes
    return codes


def test_from_invitation_to_sessions(new_context, invited, assert_accessible):
    page = new_context().new_page()
    page.goto(invited)
    page.get_by_label("Ny adgangskode", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Gentag den nye adgangskode").fill(NEW_PASSWORD)
    button(page, "Gem adgangskoden og log ind").click()
    secret = set_up(page, assert_accessible)
    codes = save_codes(page, assert_accessible)
    page.get_by_role("link", name="Jeg har gemt koderne: gå videre").click()
    expect(page.get_by_role("link", name="Administration")).to_be_visible()
    log_out(page)

    give_password(page)
    # The app's next code: the one that set it up is spent.
    give_code(page, code_of(secret, steps=1))
    expect(page.locator("details.account")).to_be_visible()

    other = new_context().new_page()
    give_password(other)
    assert_accessible(other)
    give_code(other, codes[0])
    expect(other.locator("details.account")).to_be_visible()

    page.goto("/konto/sessioner/")
    assert_accessible(page)
    expect(page.get_by_text("Her sidder du nu")).to_have_count(1)
    page.get_by_role("main").get_by_role("button", name="Log ud på Chrome på Linux").click()
    expect(page.get_by_text("Du er logget ud der.")).to_be_visible()
    other.goto("/konto/")
    expect(other.get_by_role("heading", name="Log ind")).to_be_visible()
    page.goto("/konto/to-faktor/")
    expect(page.get_by_text("9 koder tilbage")).to_be_visible()
