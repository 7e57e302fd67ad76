"""Forms that are sent by a button lose nothing: without a session, without a connection, without the tab."""

import pytest
from playwright.sync_api import expect

from clusters.models import ReportText
from misbrug.accounts.models import Session
from strategies.models import Part
from tests import strategies
from tests.browser.kept import wait_until_kept
from tests.clusters.page_rounds import mixed_round
from tests.factories import PASSWORD, project_member

pytestmark = pytest.mark.django_db(transaction=True)

EDIT = "/statusrapporter/runde/rediger/status-1/"


@pytest.fixture
def page(logged_in):
    """Give the page on which one of the project group writes a text."""
    round_ = mixed_round(6, slug="runde")
    return logged_in(project_member(round_.region), EDIT)


def text_of(page):
    return page.get_by_label("Tekst", exact=True)


def stored():
    return list(ReportText.objects.values_list("text", flat=True))


def save(page):
    page.get_by_role("button", name="Gem teksten").click()


def test_a_form_sent_after_the_session_ended_arrives_after_logging_in(page):
    text_of(page).fill("Skrevet længe")
    Session.objects.all().delete()
    save(page)
    dialog = page.get_by_role("dialog", name="Du er blevet logget ud")
    dialog.get_by_label("Adgangskode").fill(PASSWORD)
    assert stored() == []
    dialog.get_by_role("button", name="Log ind", exact=True).click()
    expect(page.get_by_text("Status, anbefaling 1 er gemt.")).to_be_visible()
    assert stored() == ["Skrevet længe"]
    wait_until_kept(page, 0)
    expect(page.locator("[data-left-behind]")).to_be_hidden()


def test_without_a_connection_nothing_is_sent_and_the_page_says_so(page):
    text_of(page).fill("Skrevet i toget")
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Der er ingen forbindelse lige nu, så det er ikke sendt.")
    expect(text_of(page)).to_have_value("Skrevet i toget")
    page.context.set_offline(False)
    save(page)
    expect(page.get_by_text("Status, anbefaling 1 er gemt.")).to_be_visible()
    assert stored() == ["Skrevet i toget"]


def test_the_page_says_what_is_not_saved_and_whether_the_connection_is_gone(page, assert_accessible):
    bar = page.locator("[data-away-bar]")
    text_of(page).fill("Skrevet i toget")
    expect(page.locator("[data-form-state]")).to_contain_text("Ikke gemt endnu – ligger i din browser")
    page.context.set_offline(True)
    expect(bar).to_contain_text("Forbindelsen er væk.")
    assert_accessible(page)
    page.context.set_offline(False)
    expect(bar).to_contain_text("Forbindelsen er der igen.")
    save(page)
    expect(page.get_by_text("Status, anbefaling 1 er gemt.")).to_be_visible()
    expect(page.locator("[data-form-state]")).to_have_count(0)


def test_a_text_left_in_a_closed_tab_is_offered(page, assert_accessible):
    text_of(page).fill("Skrevet, men ikke gemt")
    wait_until_kept(page, 1)
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(EDIT)
    box = again.locator(".unsent")
    expect(box).to_contain_text("Skrevet, men ikke gemt")
    assert_accessible(again)
    box.get_by_role("button", name="Sæt den ind i felterne").click()
    expect(text_of(again)).to_have_value("Skrevet, men ikke gemt")
    save(again)
    expect(again.get_by_text("Status, anbefaling 1 er gemt.")).to_be_visible()
    wait_until_kept(again, 0)
    assert stored() == ["Skrevet, men ikke gemt"]


def test_what_a_preview_shows_is_not_saved_and_still_kept(page):
    text_of(page).fill("Et forsøg")
    page.get_by_role("button", name="Se, hvordan den bliver").click()
    expect(page.get_by_text("Teksten er ikke gemt endnu.")).to_be_visible()
    expect(page.locator(".unsent")).to_have_count(0)
    wait_until_kept(page, 1)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/statusrapporter/")
    assert asked == ["beforeunload"]
    expect(page.locator("[data-left-behind]").get_by_role("link")).to_have_attribute("href", EDIT)


def test_giving_up_what_was_typed_asks_and_keeps_nothing(page):
    text_of(page).fill("Et forsøg")
    wait_until_kept(page, 1)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("link", name="Fortryd").click()
    page.wait_for_url(lambda url: not url.endswith(EDIT))
    assert asked == ["Det, du har skrevet, er ikke gemt. Vil du kassere det?"]
    wait_until_kept(page, 0)


def test_the_form_of_a_row_is_kept_until_it_is_saved_or_given_up(logged_in):
    made = strategies.strategy()
    writer = strategies.editor(made)
    strategies.part(made, "Vision", text="Først.", actor=writer)
    page = logged_in(writer, f"/strategier/{made.slug}/")
    page.once("dialog", lambda dialog: dialog.accept())
    for press in ("Fortryd", "Gem"):
        page.locator("#afsnit a[data-edit]").first.click()
        page.locator(".in-place textarea").first.fill("Noget nyt.")
        wait_until_kept(page, 1)
        page.locator(".in-place .button-row").get_by_text(press, exact=True).click()
        expect(page.locator(".in-place")).to_have_count(0)
    expect(page.get_by_text("”Vision” er gemt.")).to_be_visible()
    wait_until_kept(page, 0)
    assert Part.objects.get().text == "Noget nyt."


def test_logging_out_asks_once_about_the_form_of_a_row(logged_in):
    made = strategies.strategy()
    writer = strategies.editor(made)
    strategies.part(made, "Vision", text="Først.", actor=writer)
    page = logged_in(writer, f"/strategier/{made.slug}/")
    page.locator("#afsnit a[data-edit]").first.click()
    page.locator(".in-place textarea").first.fill("Noget nyt.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("link", name="Log ind").first).to_be_visible()
    assert asked == ["confirm"]
