"""What the form says in a browser when something is missing, differs or is locked, and how it stands at any width."""

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.form.steps import SAVED, at, choose, no_wider_than_the_screen, saved, stored
from tests.catalogues import make_catalogue
from tests.clusters.pages import address

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_conflict_names_what_will_be_saved(page, new_context, log_in, assessment, url, stof):
    page.goto(url)
    make.answered(stof, "1.2", "ja", "Kollegas ord")
    words = at(page, stof, "1.2").get_by_role("textbox")
    words.fill("Mine ord")
    choose(page, stof, "1.2", "Nej")
    box = at(page, stof, "1.2").locator(".conflict")
    expect(box).to_contain_text("Dit ”nej” er ikke gemt.")
    expect(box.locator("[data-mine]")).to_have_text("Brug mit ”nej”")
    choose(page, stof, "1.2", "Ja")
    expect(box.locator("[data-mine]")).to_have_text("Brug min uddybning")
    expect(box.locator("[data-keep]")).to_have_text("Behold kollegaens uddybning")
    words.fill("Mine nyere ord")
    expect(box.locator("[data-my-words]")).to_have_text("Mine nyere ord")
    choose(page, stof, "1.2", "Delvis")
    box.get_by_role("button", name="Brug mit ”delvis”").click()
    saved(page, stof, "1.2")
    assert stored(stof, "1.2") == ("delvis", "Mine nyere ord")


def test_only_what_is_saved_is_counted(page, url, stof):
    page.goto(url)
    counter = page.locator(".assessment__head [data-answered]").nth(1)
    page.route("**/gem/", lambda route: route.abort())
    choose(page, stof, "1.1", "Ja")
    expect(page.locator("[data-away-bar]")).to_be_visible()
    expect(counter).to_have_text("0")
    page.unroute("**/gem/")
    expect(page.locator("[data-page-status]")).to_have_text(SAVED, timeout=15_000)
    expect(counter).to_have_text("1")


def test_words_that_are_missing_are_said_once_the_answer_is_saved(page, url, stof, assert_accessible):
    page.goto(url)
    note = at(page, stof, "1.1").locator("[data-lack]").first
    expect(note).to_be_hidden()
    choose(page, stof, "1.1", "Delvis")
    expect(note).to_be_visible()
    expect(note).to_contain_text("Uddybning mangler.")
    assert_accessible(page)
    at(page, stof, "1.1").get_by_role("textbox").first.fill("Kun for unge")
    expect(note).to_be_hidden()


def test_a_lock_is_said_once_with_all_that_is_not_saved(page, assessment, url, stof, assert_accessible):
    page.goto(url)
    choose(page, stof, "1.1", "Ja")
    saved(page, stof, "1.1")
    make.submitted(assessment, {("stof", "1.1"): "ja"})
    words = at(page, stof, "1.2").get_by_role("textbox")
    words.fill("Mine ord\nog flere")
    words.blur()
    expect(page.locator("[data-page-notice]")).to_contain_text("Selvvurderingen er indsendt.")
    expect(page.locator("[data-page-notice] textarea")).to_have_value("1.2 Stof: ikke besvaret\nMine ord\nog flere")
    expect(page.locator("[data-page-status]")).to_have_text("Svarene er låst")
    expect(page.get_by_role("heading", name="Svarene er låst")).to_have_count(1)
    expect(words).not_to_be_editable()
    expect(at(page, stof, "1.1").get_by_label("Nej", exact=True)).to_be_disabled()
    for name in ("Fjern svaret", "Gem og gå til anbefaling 2"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_role("button", name="Kopiér teksten").click()
    expect(page.get_by_role("button", name="Kopieret")).to_be_visible()
    assert_accessible(page)


def test_without_javascript_an_answer_can_be_taken_away(new_context, log_in, worker, url, stof):
    make.answered(stof, "1.1", "ja")
    page = log_in(new_context(java_script_enabled=False), worker)
    page.goto(url)
    at(page, stof, "1.1").get_by_label("Intet svar").first.click(force=True)
    page.get_by_role("button", name="Gem og gå til anbefaling 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kommunerne skal følge op på behandlingen")
    assert stored(stof, "1.1") == ("", "")


@pytest.mark.parametrize("tracks", [1, 2, 3, 4, 5])
def test_every_track_stands_under_its_own_head(new_context, log_in, tracks):
    areas = [(f"omraade{n}", f"Område {n}") for n in range(1, 6)]
    catalogue = make_catalogue("mange", [{"number": "1.1", "text": "Kommunen gør det"}], areas=areas)
    round_ = make.opened_round(catalogue=catalogue, municipalities=1)
    groups = [(slug,) for slug, _ in areas[: tracks - 1]] + [tuple(slug for slug, _ in areas[tracks - 1 :])]
    assessment = make.begun(round_.assessments.select_related("municipality").get(), groups)
    page = log_in(new_context(), make.caseworker(assessment.municipality))
    page.goto(address(assessment, "assessment_recommendation", number=1))

    def edges(selector):
        return [box["x"] for box in (each.bounding_box() for each in page.locator(selector).all())]

    heads, cells = edges(".assessment__head > div"), edges(".assessment__cell")
    assert len(heads) == tracks
    assert heads == cells
    no_wider_than_the_screen(page)
    if tracks > 2:
        expect(page.locator(".assessment__head")).not_to_contain_text("Indikator")
        expect(page.locator(".assessment__name").last).to_be_visible()


def test_a_long_choice_stays_inside_its_column(new_context, log_in):
    text = "Erhvervsuddannelsesinstitutionerne"
    question = {
        "number": "1.1",
        "text": "Hvem",
        "answer_type": "multiple_choice",
        "options": [text, "Uddannelsesinstitutioner"],
    }
    round_ = make.opened_round(catalogue=make_catalogue("lange", [question]), municipalities=1)
    assessment = make.begun(
        round_.assessments.select_related("municipality").get(), (("alkohol",), ("stof",), ("unge",))
    )
    page = log_in(new_context(), make.caseworker(assessment.municipality))
    for width in (1280, 720, 375):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address(assessment, "assessment_recommendation", number=1))
        for label in page.locator(".assessment__cell:not(.is-other) .choice-list label").all():
            assert label.evaluate("each => each.scrollWidth <= each.parentElement.clientWidth + 1"), width
