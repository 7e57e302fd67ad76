"""Nothing that is written in an assessment gets lost: without a connection, without a session, without the tab."""

import pytest
from playwright.sync_api import expect

from clusters.models import Answer
from misbrug.accounts.models import Session
from tests import factories as make
from tests.accounts.second_factors import code_of, give_second_factor
from tests.browser.form.steps import SAVED, at, choose, no_wider_than_the_screen, saved, stored
from tests.browser.kept import wait_until_kept

pytestmark = pytest.mark.django_db(transaction=True)


def words_of(page, track, number):
    return at(page, track, number).get_by_role("textbox").first


def all_saved(page):
    expect(page.locator("[data-page-status]")).to_have_text(SAVED)


# --- A lost connection --------------------------------------------------------------------------------------


def test_without_a_connection_answers_wait_in_order_and_are_saved_once(page, url, stof, assert_accessible):
    page.goto(url)
    page.context.set_offline(True)
    choose(page, stof, "1.1", "Delvis")
    words_of(page, stof, "1.1").fill("Kun for unge")
    choose(page, stof, "1.2", "Nej")
    bar = page.locator("[data-away-bar]")
    expect(bar).to_contain_text("2 svar er ikke gemt endnu")
    expect(at(page, stof, "1.1")).to_contain_text("Ikke gemt endnu")
    assert_accessible(page)
    wait_until_kept(page, 2)
    sent = []
    page.on("request", lambda request: request.url.endswith("/gem/") and sent.append(request.post_data))
    page.context.set_offline(False)
    all_saved(page)
    expect(bar).to_be_hidden()
    assert stored(stof, "1.1") == ("delvis", "Kun for unge")
    assert stored(stof, "1.2") == ("nej", "")
    assert "delvis" in sent[0]
    assert "Kun" not in sent[0]
    # "delvis" as it was sent first, then the text, then the other answer: each once.
    assert Answer.history.count() == len(sent) == 3
    wait_until_kept(page, 0)


def test_an_answer_that_the_server_has_stored_is_no_conflict_when_it_is_sent_again(page, url, stof):
    """As after a server that died between storing and answering."""
    page.goto(url)
    cut = [True]

    def gate(route):
        route.fetch() if cut[0] else route.continue_()
        route.abort() if cut[0] else None
        cut[0] = False

    page.route("**/gem/", gate)
    choose(page, stof, "1.1", "Ja")
    expect(page.locator("[data-away-bar]")).to_be_visible()
    assert stored(stof, "1.1") == ("ja", "")
    page.locator("[data-away-bar] button").click()
    all_saved(page)
    expect(at(page, stof, "1.1").locator(".conflict")).to_have_count(0)
    assert Answer.history.count() == 1


# --- A closed tab -------------------------------------------------------------------------------------------


def type_unsaved(page, url, stof, text="Mine ord"):
    """Type without a connection."""
    page.goto(url)
    page.route("**/gem/", lambda route: route.abort())
    choose(page, stof, "1.2", "Delvis")
    words_of(page, stof, "1.2").fill(text)
    expect(page.locator("[data-away-bar]")).to_be_visible()
    wait_until_kept(page, 1)


def leave_unsaved(page, url, stof):
    """Type without a connection, and close the tab."""
    type_unsaved(page, url, stof)
    page.close()


def test_a_text_left_in_a_closed_tab_is_offered_and_saved_by_choice(page, url, stof, assert_accessible):
    context = page.context
    leave_unsaved(page, url, stof)
    start = context.new_page()
    start.goto("/selvvurderinger/")
    notice = start.locator("[data-left-behind]")
    expect(notice).to_contain_text("Du har tekst, der ikke er gemt endnu")
    assert_accessible(start)
    notice.get_by_role("link").click()
    box = at(start, stof, "1.2").locator(".unsent")
    expect(box).to_contain_text("Det er fra i dag kl.")
    expect(box).to_contain_text("Mine ord")
    expect(box.locator("[data-newer]")).to_be_hidden()
    assert_accessible(start)
    assert stored(stof, "1.2") is None
    box.get_by_role("button", name="Gem det, du skrev").click()
    all_saved(start)
    assert stored(stof, "1.2") == ("delvis", "Mine ord")
    wait_until_kept(start, 0)


def test_a_newer_answer_is_shown_beside_a_text_left_in_a_closed_tab(page, url, stof):
    context = page.context
    leave_unsaved(page, url, stof)
    make.answered(stof, "1.2", "nej", "Kollegas ord")
    again = context.new_page()
    again.goto(url)
    box = at(again, stof, "1.2").locator(".unsent")
    expect(box).to_contain_text("Der er gemt et nyere svar siden.")
    expect(box).to_contain_text("Kollegas ord")
    expect(box).to_contain_text("Mine ord")
    box.get_by_role("button", name="Kassér det").click()
    expect(box).to_have_count(0)
    assert stored(stof, "1.2") == ("nej", "Kollegas ord")
    wait_until_kept(again, 0)
    again.get_by_role("button", name="Fortryd").click()
    expect(box).to_contain_text("Mine ord")
    wait_until_kept(again, 1)


def test_what_turns_out_to_be_saved_is_not_offered(page, url, stof):
    context = page.context
    leave_unsaved(page, url, stof)
    make.answered(stof, "1.2", "delvis", "Mine ord")
    again = context.new_page()
    again.goto(url)
    wait_until_kept(again, 0)
    expect(again.locator(".unsent")).to_have_count(0)


def test_what_can_no_longer_be_saved_can_be_copied(page, url, stof):
    context = page.context
    leave_unsaved(page, url, stof)
    make.submitted(stof.assessment)
    again = context.new_page()
    again.goto(url)
    notice = again.locator("[data-left-behind]")
    expect(notice.get_by_role("textbox")).to_have_value("1.2 Stof: delvis\nMine ord")
    notice.get_by_role("button", name="Kassér den").click()
    expect(notice).to_contain_text("Teksten er kasseret.")
    wait_until_kept(again, 0)
    notice.get_by_role("button", name="Fortryd").click()
    expect(notice.get_by_role("textbox")).to_have_value("1.2 Stof: delvis\nMine ord")
    wait_until_kept(again, 1)


# --- An expired session -------------------------------------------------------------------------------------


def log_in_again(page, password=make.PASSWORD):
    dialog = page.get_by_role("dialog", name="Du er blevet logget ud")
    dialog.get_by_label("Adgangskode").fill(password)
    dialog.get_by_role("button", name="Log ind", exact=True).click()
    return dialog


@pytest.mark.parametrize("width", [1280, 375])
def test_after_a_session_ended_one_logs_in_where_one_is_and_goes_on(page, url, stof, width, assert_accessible):
    page.set_viewport_size({"width": width, "height": 720})
    page.goto(url)
    Session.objects.all().delete()
    if width < 700:
        page.get_by_role("button", name="Stof").click()
    choose(page, stof, "1.1", "Delvis")
    dialog = page.get_by_role("dialog", name="Du er blevet logget ud")
    expect(dialog.get_by_label("Adgangskode")).to_be_focused()
    assert_accessible(page)
    no_wider_than_the_screen(page)
    page.keyboard.press("Escape")
    bar = page.locator("[data-session-bar]")
    expect(bar).to_contain_text("Du er logget ud.")
    words_of(page, stof, "1.1").fill("Skrevet bagefter")
    bar.get_by_role("button", name="Log ind igen").click()
    log_in_again(page, "forkert")
    expect(dialog.get_by_role("alert")).to_contain_text("E-mail og adgangskode passer ikke sammen")
    link = dialog.get_by_role("alert").get_by_role("link", name="vælg en ny adgangskode")
    expect(link).to_have_attribute("href", "/konto/glemt-adgangskode/")
    page.keyboard.type(make.PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    all_saved(page)
    assert stored(stof, "1.1") == ("delvis", "Skrevet bagefter")
    assert Answer.history.count() == 2


def test_the_second_factor_is_asked_for_in_the_dialog(page, url, stof, worker):
    page.goto(url)
    secret = give_second_factor(worker)
    Session.objects.all().delete()
    choose(page, stof, "1.1", "Ja")
    dialog = log_in_again(page)
    dialog.get_by_label("Kode", exact=True).fill(code_of(secret))
    dialog.get_by_role("button", name="Log ind", exact=True).click()
    expect(dialog).to_be_hidden()
    all_saved(page)
    assert stored(stof, "1.1") == ("ja", "")


def test_the_dialog_lets_nobody_else_in_by_mistake(page, url, stof):
    page.goto(url)
    Session.objects.all().delete()
    choose(page, stof, "1.2", "Nej")
    dialog = page.get_by_role("dialog", name="Du er blevet logget ud")
    expect(dialog.locator("[name=login]")).not_to_be_editable()
    page.once("dialog", lambda asked: asked.accept())
    dialog.get_by_role("link", name="Log ind på loginsiden").click()
    expect(page.get_by_role("heading", name="Log ind", exact=True)).to_be_visible()


@pytest.fixture
def other_is_logged_in(page, url, stof, assessment, log_in):
    """Let a colleague log in, in the browser of somebody whose answer cannot be sent; and have the page notice."""
    page.goto(url)
    page.route("**/gem/", lambda route: route.abort())
    words_of(page, stof, "1.2").fill("Mine ord")
    expect(page.locator("[data-away-bar]")).to_be_visible()
    wait_until_kept(page, 1)
    page.unroute("**/gem/")
    other = make.caseworker(assessment.municipality, name="Kollega, Faxe")
    log_in(page.context, other).close()
    return other


@pytest.mark.parametrize("width", [1280, 375])
def test_who_else_is_logged_in_hands_the_page_back_and_nothing_is_lost(
    page, other_is_logged_in, stof, assert_accessible, width
):
    page.set_viewport_size({"width": width, "height": 720})
    page.locator("[data-away-bar] button").click()
    dialog = page.get_by_role("dialog", name="Du er nu logget ind som en anden")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    no_wider_than_the_screen(page)
    assert stored(stof, "1.2") is None
    dialog.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("dialog", name="Du er blevet logget ud")).to_be_visible()
    wait_until_kept(page, 1)
    log_in_again(page)
    all_saved(page)
    assert stored(stof, "1.2") == ("", "Mine ord")
    wait_until_kept(page, 0)


def test_who_logs_out_is_told_of_the_text_of_another(page, other_is_logged_in):
    colleague = page.context.new_page()
    page.close()
    colleague.goto("/")
    asked = []
    colleague.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    colleague.locator("details.account summary").click()
    colleague.get_by_role("button", name="Log ud").click()
    expect(colleague.get_by_role("button", name="Log ud")).to_be_visible()
    wait_until_kept(colleague, 1)
    assert asked == [
        "En anden har tekst her, der ikke er gemt. Den forsvinder, når du logger ud. Vil du logge ud alligevel?"
    ]


# --- Two tabs, and logging out ------------------------------------------------------------------------------


def test_a_second_tab_follows_where_it_is_untouched_and_meets_the_rest_at_once(page, url, stof):
    second = page.context.new_page()
    page.goto(url)
    second.goto(url)
    second.route("**/gem/", lambda route: route.abort())
    words_of(second, stof, "1.2").fill("Fra den anden fane")
    expect(second.locator("[data-away-bar]")).to_be_visible()
    second.unroute("**/gem/")
    choose(page, stof, "1.1", "Ja")
    expect(at(second, stof, "1.1").get_by_label("Ja", exact=True)).to_be_checked()
    choose(page, stof, "1.2", "Nej")
    saved(page, stof, "1.2")
    second.locator("[data-away-bar] button").click()
    box = at(second, stof, "1.2").locator(".conflict")
    expect(box).to_contain_text("Du gemte ”nej” i et andet vindue")
    assert stored(stof, "1.2") == ("nej", "")
    assert Answer.history.count() == 2


def test_after_logging_out_nothing_is_left_in_the_browser(page, url, stof):
    second = page.context.new_page()
    second.goto(url)
    page.goto(url)
    page.route("**/gem/", lambda route: route.abort())
    words_of(page, stof, "1.2").fill("Mine ord")
    expect(page.locator("[data-away-bar]")).to_be_visible()
    second.route("**/gem/", lambda route: route.abort())
    words_of(second, stof, "1.1").fill("Også mine ord")
    expect(second.locator("[data-away-bar]")).to_be_visible()
    asked = []

    def decide(dialog):
        """First no, then yes."""
        asked.append(dialog.message)
        dialog.accept() if len(asked) > 1 else dialog.dismiss()

    page.on("dialog", decide)
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("button", name="Log ud")).to_be_visible()
    wait_until_kept(page, 2)
    page.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("link", name="Log ind").first).to_be_visible()
    assert asked == ["Du har tekst, der ikke er gemt. Den forsvinder, når du logger ud. Vil du logge ud alligevel?"] * 2
    assert page.evaluate("localStorage.length") == 0
    expect(second.get_by_role("heading", name="Log ind", exact=True)).to_be_visible()
    assert second.evaluate("localStorage.length") == 0


def test_logging_out_without_the_script_empties_the_browser_too(page, url, stof):
    type_unsaved(page, url, stof)
    page.evaluate("document.querySelector('form[action=\"/konto/log-ud/\"]').submit()")
    expect(page.get_by_role("link", name="Log ind").first).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
