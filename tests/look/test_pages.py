"""The sample pages in a browser: accessible, no wider than the screen, usable by keyboard, printable."""

import re

import pytest
from playwright.sync_api import expect

PAGES = ("/", "/form/", "/matrix/", "/assessment/")

pytestmark = pytest.mark.usefixtures("sample_pages", "transactional_db")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 375])
def test_pages_are_accessible_and_fit_the_screen(page, assert_accessible, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_refused_form_is_accessible(page, assert_accessible):
    page.goto("/form/")
    page.get_by_role("button", name="Gem").click()
    expect(page).to_have_title(re.compile("^Fejl: "))
    assert_accessible(page)


def test_the_summary_takes_the_focus_and_leads_to_the_fields(page):
    page.goto("/form/")
    page.get_by_role("button", name="Gem").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Svar: Dette felt er påkrævet.", exact=True).click()
    expect(page.get_by_role("radio", name="Ja")).to_be_focused()
    summary.get_by_role("link", name="Navn: Dette felt er påkrævet.").click()
    expect(page.get_by_label("Navn")).to_be_focused()


def test_the_summary_stands_above_the_heading(page):
    page.goto("/form/")
    page.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("alert")).to_be_visible()
    top = page.get_by_role("alert").bounding_box()["y"]
    assert top < page.get_by_role("heading", level=1).bounding_box()["y"]


def test_a_pasted_text_is_counted_and_never_cut(page):
    page.goto("/form/")
    field = page.get_by_label("Uddybning")
    counter = page.locator(".counter")
    expect(counter).to_be_hidden()
    field.fill("æøå\nabc")
    expect(counter).to_have_text("7 af 50 tegn")
    field.fill("x" * 63)
    expect(counter).to_have_text("13 tegn for meget")
    expect(field).to_have_value("x" * 63)


def test_the_menu_opens_on_a_phone_without_javascript(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto("/")
    place = page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="Selvvurdering")
    expect(place).to_be_hidden()
    page.locator("summary", has_text="Menu").click()
    expect(place).to_be_visible()


def test_filters_hide_behind_a_line_that_says_the_choice_on_a_phone(page):
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto("/")
    choice = page.get_by_label("Klynge", exact=True)
    expect(choice).to_be_hidden()
    page.locator("summary", has_text="Filtrér: alle klynger").click()
    expect(choice).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 700})
    expect(page.locator("summary", has_text="Filtrér")).to_be_hidden()


def test_the_account_menu_closes_by_escape(page):
    page.goto("/")
    page.locator(".account summary").click()
    expect(page.get_by_role("button", name="Log ud")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Log ud")).to_be_hidden()


def test_the_first_tab_stop_leads_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Gå til indholdet")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#indhold")).to_be_focused()


def test_the_focus_shows_in_accent(page):
    page.goto("/form/")
    page.get_by_label("Navn").focus()
    outline = page.get_by_label("Navn").evaluate("e => getComputedStyle(e).outline")
    assert "rgb(18, 64, 107)" in outline
    assert "3px" in outline


def test_the_matrix_is_one_tab_stop_with_arrow_keys(page):
    page.goto("/matrix/")
    page.locator("a.tile").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("a.tile:focus")).to_have_attribute("data-place", "Guldborgsund, 1.2")
    page.keyboard.press("End")
    expect(page.locator("a.tile:focus")).to_have_attribute("data-place", "Guldborgsund, 5.3")
    page.keyboard.press("Control+Home")
    expect(page.locator("a.tile:focus")).to_have_attribute("data-place", "Faxe, 1.1")
    expect(page.locator('a.tile[tabindex="0"]')).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator("table :focus")).to_have_count(0)


def test_the_strip_says_what_the_chosen_tile_means(page, assert_accessible):
    page.goto("/matrix/")
    strip = page.locator("#matrix-strip")
    expect(strip).to_contain_text("Vælg et felt")
    page.locator('a.tile[data-place="Lolland, 2.2"]').focus()
    expect(strip).to_contain_text("Lolland, 2.2")
    expect(strip).to_contain_text("Reglen for Lolland.")
    expect(strip).not_to_contain_text("Vælg et felt", use_inner_text=True)
    link = strip.get_by_role("link", name="Se svar og uddybning")
    expect(link).to_have_attribute("href", re.compile("/svar/Lolland/2.2/$"))
    assert_accessible(page)


def test_a_cluster_folds_to_its_sum(page):
    page.goto("/matrix/")
    button = page.get_by_role("button", name="Vis kommunerne i Klynge Syd")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("rowheader", name="Faxe")).to_be_hidden()
    expect(page.get_by_role("rowheader", name="Ja i Klynge Syd")).to_be_visible()
    button.click()
    expect(page.get_by_role("rowheader", name="Faxe")).to_be_visible()


def test_a_phone_shows_one_track_at_a_time(page):
    page.goto("/assessment/")
    expect(page.locator(".answer.is-other")).to_be_visible()
    expect(page.get_by_role("navigation", name="Spor")).to_be_hidden()
    page.set_viewport_size({"width": 375, "height": 700})
    expect(page.locator(".answer.is-other")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Spor")).to_be_visible()


def test_controls_are_tall_enough_for_a_finger(page):
    page.goto("/assessment/")
    for control in page.locator(".choice-row .form-group-radio, .button, .form-input").all():
        assert control.bounding_box()["height"] >= 44


def test_paper_has_neither_menu_nor_buttons(page):
    page.goto("/")
    page.emulate_media(media="print")
    for screen_only in (".main-nav", ".account", ".breadcrumbs", ".tabs", ".button-row", ".page-foot", ".filter-bar"):
        expect(page.locator(screen_only).first, screen_only).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "IBM Plex Sans" in page.evaluate("getComputedStyle(document.body).fontFamily")
