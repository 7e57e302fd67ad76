"""The caseworker's form in a browser: every change saves itself, nothing typed is lost, and everybody can use it."""

import pytest
from playwright.sync_api import expect

from clusters import workflow
from clusters.models import Answer
from tests import factories as make
from tests.browser.form.steps import PHONE, SAVED, at, choose, no_wider_than_the_screen, saved, stored
from tests.catalogues import catalogue_of_every_type
from tests.clusters.pages import address, place

pytestmark = pytest.mark.django_db(transaction=True)


# --- Saving itself ------------------------------------------------------------------------------------------


def test_a_choice_and_a_text_save_themselves_and_stand_there_after_a_reload(page, url, stof):
    page.goto(url)
    choose(page, stof, "1.1", "Delvis")
    saved(page, stof, "1.1")
    assert stored(stof, "1.1") == ("delvis", "")
    words = page.locator(f"#{place(stof, make.question(stof.assessment, '1.1'))}-elaboration")
    words.fill("Kun for unge.\nSnart alle.")
    expect(page.get_by_role("status").filter(has_text="Ikke alt er gemt endnu")).to_be_visible()
    words.blur()
    expect(page.locator("[data-page-status]")).to_have_text(SAVED)
    assert stored(stof, "1.1") == ("delvis", "Kun for unge.\nSnart alle.")
    page.reload()
    expect(words).to_have_value("Kun for unge.\nSnart alle.")
    expect(at(page, stof, "1.1").get_by_label("Delvis", exact=True)).to_be_checked()


def test_a_text_saves_itself_after_a_pause_too(page, url, stof):
    page.goto(url)
    at(page, stof, "1.2").get_by_role("textbox").press_sequentially("Vi er i gang")
    saved(page, stof, "1.2")
    assert stored(stof, "1.2") == ("", "Vi er i gang")


def test_the_supplementary_question_appears_where_it_applies(page, url, stof):
    page.goto(url)
    below = at(page, stof, "1.1a")
    expect(below).to_be_hidden()
    choose(page, stof, "1.1", "Ja")
    expect(below).to_be_visible()
    below.get_by_label("Jobcenter").click(force=True)
    below.get_by_label("Misbrugscenter").click(force=True)
    saved(page, stof, "1.1a")
    expect(page.locator("[data-page-status]")).to_have_text(SAVED)
    assert stored(stof, "1.1a") == ("Misbrugscenter|Jobcenter", "")
    choose(page, stof, "1.1", "Nej")
    expect(below).to_be_hidden()


def test_the_words_say_when_they_are_needed(page, url, stof):
    page.goto(url)
    note = at(page, stof, "1.2").locator("[data-group=elaboration] label")
    expect(note).to_contain_text("(skal udfyldes ved delvis)")
    choose(page, stof, "1.2", "Ja")
    expect(note).to_contain_text("(frivilligt)")
    choose(page, stof, "1.2", "Ikke relevant")
    expect(note).to_contain_text("Begrundelse (skal udfyldes ved ikke relevant)")


def test_an_answer_can_be_taken_away(page, url, stof):
    page.goto(url)
    choose(page, stof, "1.2", "Ja")
    saved(page, stof, "1.2")
    at(page, stof, "1.2").get_by_role("button", name="Fjern svaret").click()
    expect(at(page, stof, "1.2").get_by_label("Ja", exact=True)).not_to_be_checked()
    expect(page.locator("[data-page-status]")).to_have_text(SAVED)
    assert stored(stof, "1.2") == ("", "")


def test_the_keyboard_is_enough(page, url, stof):
    page.goto(url)
    at(page, stof, "1.1").get_by_label("Ja", exact=True).focus()
    page.keyboard.press("ArrowRight")
    saved(page, stof, "1.1")
    assert stored(stof, "1.1")[0] == "nej"


def test_a_save_that_fails_is_sent_again_as_it_was(page, url, stof):
    page.goto(url)
    bodies, away = [], [True]

    def gate(route):
        bodies.append(route.request.post_data)
        route.abort() if away[0] else route.continue_()

    page.route("**/gem/", gate)
    choose(page, stof, "1.1", "Ja")
    expect(page.locator("[data-away-bar]")).to_contain_text("Der er ingen forbindelse. Ét svar er ikke gemt endnu.")
    away[0] = False
    choose(page, stof, "1.1", "Nej")
    expect(page.locator("[data-page-status]")).to_have_text(SAVED, timeout=15_000)
    assert bodies[0] == bodies[1]
    assert stored(stof, "1.1") == ("nej", "")


def test_leaving_with_something_unsaved_asks_first(page, url, stof):
    page.goto(url)
    page.route("**/gem/", lambda route: route.abort())
    choose(page, stof, "1.1", "Ja")
    expect(page.locator("[data-away-bar]")).to_be_visible()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/selvvurderinger/")
    assert asked == ["beforeunload"]


def test_an_error_stands_at_its_field_and_a_possible_number_is_confirmed(page, url, stof, assert_accessible):
    page.goto(url)
    words = at(page, stof, "1.2").get_by_role("textbox")
    words.fill("Se sag 010203-1234")
    words.blur()
    expect(at(page, stof, "1.2").locator(".form-error-message")).to_contain_text("der kan være et CPR-nummer")
    assert_accessible(page)
    assert stored(stof, "1.2") is None
    at(page, stof, "1.2").get_by_label("Tallet er ikke et CPR-nummer").click(force=True)
    saved(page, stof, "1.2")
    expect(at(page, stof, "1.2").locator(".form-error-message")).to_have_count(0)
    assert stored(stof, "1.2") == ("", "Se sag 010203-1234")


# --- Two people ---------------------------------------------------------------------------------------------


def test_the_second_of_two_is_told_and_chooses(page, new_context, log_in, assessment, url, stof, assert_accessible):
    other = log_in(new_context(), make.caseworker(assessment.municipality, name="Kollega, Faxe"))
    page.goto(url)
    other.goto(url)
    choose(other, stof, "1.1", "Nej")
    saved(other, stof, "1.1")
    choose(page, stof, "1.1", "Ja")
    box = at(page, stof, "1.1").locator(".conflict")
    expect(box).to_contain_text("Kollega, Faxe gemte ”nej”")
    assert_accessible(page)
    assert stored(stof, "1.1") == ("nej", "")
    box.get_by_role("button", name="Brug mit ”ja”").click()
    saved(page, stof, "1.1")
    assert stored(stof, "1.1") == ("ja", "")

    choose(other, stof, "1.1", "Delvis")
    box = at(other, stof, "1.1").locator(".conflict")
    box.get_by_role("button", name="Behold ”ja”").click()
    expect(at(other, stof, "1.1").get_by_label("Ja", exact=True)).to_be_checked()
    expect(box).to_have_count(0)
    assert stored(stof, "1.1") == ("ja", "")


def test_both_texts_are_shown_where_they_differ(page, url, stof):
    page.goto(url)
    make.answered(stof, "1.2", "nej", "Kollegas ord")
    words = at(page, stof, "1.2").get_by_role("textbox")
    words.fill("Mine ord")
    words.blur()
    box = at(page, stof, "1.2").locator(".conflict")
    expect(box).to_contain_text("Kollegas ord")
    expect(box).to_contain_text("Mine ord")
    expect(words).to_have_value("Mine ord")
    box.get_by_role("button", name="Behold ”nej”").click()
    expect(words).to_have_value("Kollegas ord")
    expect(at(page, stof, "1.2").locator(".counter")).to_have_text("12 af 10.000 tegn")
    words.fill("Kollegas ord og mine")
    words.blur()
    saved(page, stof, "1.2")
    assert stored(stof, "1.2") == ("nej", "Kollegas ord og mine")


def test_after_a_lock_the_words_stay_on_the_screen(page, assessment, url, stof):
    page.goto(url)
    workflow.start_processing(assessment.round_id, actor=make.UserFactory(), at=make.NOW)
    words = at(page, stof, "1.1").get_by_role("textbox").first
    words.fill("Mine ord")
    words.blur()
    expect(at(page, stof, "1.1")).to_contain_text("Svarene er låst")
    expect(words).to_have_value("Mine ord")


# --- On a phone, without JavaScript, from a link ------------------------------------------------------------


def test_a_phone_shows_one_track_at_a_time(new_context, log_in, worker, assessment, url, stof):
    page = log_in(new_context(), worker, PHONE)
    page.goto(url)
    alkohol = make.track_of(assessment, "alkohol")
    expect(at(page, stof, "1.1")).to_be_visible()
    expect(at(page, alkohol, "1.1")).to_be_hidden()
    choose(page, stof, "1.1", "Ja")
    expect(page.get_by_role("button", name="Stof")).to_contain_text("1 af 2")
    page.get_by_role("button", name="Alkohol").click()
    expect(at(page, alkohol, "1.1")).to_be_visible()
    expect(at(page, stof, "1.1")).to_be_hidden()


def test_a_link_to_what_is_missing_leads_into_its_field(new_context, log_in, worker, assessment, stof):
    make.answer_all(assessment, {("alkohol", "1.2"): "", ("stof", "1.1"): ""})
    page = log_in(new_context(), worker, PHONE)
    page.goto(address(assessment))
    page.get_by_role("link", name="Partnere inddrages").click()
    field = at(page, make.track_of(assessment, "alkohol"), "1.2").get_by_label("Ja", exact=True)
    expect(field).to_be_focused()


def test_without_javascript_the_button_saves_and_a_conflict_is_decided(new_context, log_in, worker, url, stof):
    page = log_in(new_context(java_script_enabled=False), worker)
    page.goto(url)
    expect(at(page, stof, "1.1a")).to_be_visible()
    expect(at(page, stof, "1.1a")).to_contain_text("Besvares ved ja eller delvis")
    make.answered(stof, "1.1", "nej")
    choose(page, stof, "1.1", "Ja")
    at(page, stof, "1.2").get_by_label("Nej", exact=True).click(force=True)
    page.get_by_role("button", name="Gem og gå til anbefaling 2").click()
    expect(page.locator(".error-summary")).to_contain_text("1.1 Stof: Et nyere svar står her.")
    assert stored(stof, "1.2") == ("nej", "")
    page.get_by_label("Brug mit ”ja”").click(force=True)
    page.get_by_role("button", name="Gem og gå til anbefaling 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kommunerne skal følge op på behandlingen")
    assert stored(stof, "1.1") == ("ja", "")


def test_beginning_shows_the_areas_only_where_they_are_asked(new_context, log_in, assessment, assert_accessible):
    other = assessment.round.assessments.exclude(pk=assessment.pk).select_related("round", "municipality").get()
    page = log_in(new_context(), make.caseworker(other.municipality))
    page.goto(address(other))
    areas = page.locator("[data-areas]")
    expect(areas).to_be_hidden()
    page.get_by_label("Flere spor med hver sine svar").click(force=True)
    expect(areas).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Egne tilbud", exact=True).click(force=True)
    page.get_by_role("button", name="Begynd selvvurderingen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Selvvurdering 2026, Køge")
    expect(page.get_by_role("columnheader")).to_have_text(["Nr.", "Anbefaling", "Alkohol", "Stof", "Unge"])


# --- For everybody ------------------------------------------------------------------------------------------


def pages_of(assessment):
    """The addresses of the pages, by who looks: the caseworker, the lead, the project group."""
    answer = Answer.objects.filter(track__assessment=assessment).first()
    return {
        "worker": [
            "/selvvurderinger/",
            address(assessment),
            address(assessment, "assessment_recommendation", number=1),
            address(assessment, "assessment_tracks"),
            address(assessment, "assessment_history"),
            address(assessment, "assessment_print"),
            address(assessment, "answer_history", answer=answer.pk),
        ],
        "lead": [address(assessment, "assessment_submit"), address(assessment, "assessment_participation")],
    }


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE], ids=["wide", "phone"])
def test_every_page_is_accessible_and_fits(new_context, log_in, worker, assessment, stof, viewport, assert_accessible):
    make.answer_all(assessment, {("stof", "1.1"): "delvis", ("stof", "1.2"): "", ("alkohol", "1.2"): "ikke_relevant"})
    people = {"worker": worker, "lead": make.municipal_lead(assessment.municipality)}
    for who, addresses in pages_of(assessment).items():
        page = log_in(new_context(), people[who], viewport)
        for each in addresses:
            page.goto(each)
            assert_accessible(page)
            no_wider_than_the_screen(page)
    workflow.submit(assessment.pk, actor=people["lead"], at=make.NOW, confirm_missing=True)
    page = log_in(new_context(), make.project_member(assessment.round.region), viewport)
    names = [("assessment", {}), ("assessment_recommendation", {"number": 1}), ("assessment_return", {})]
    for name, extra in names:
        page.goto(address(assessment, name, **extra))
        assert_accessible(page)
        no_wider_than_the_screen(page)


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE], ids=["wide", "phone"])
def test_forms_with_errors_are_accessible(new_context, log_in, worker, assessment, stof, viewport, assert_accessible):
    make.answered(stof, "1.1", "delvis", "")
    lead = log_in(new_context(), make.municipal_lead(assessment.municipality), viewport)
    lead.goto(address(assessment, "assessment_submit"))
    lead.get_by_role("button", name="Indsend for Faxe").click()
    expect(lead.locator(".error-summary")).to_be_focused()
    assert_accessible(lead)
    page = log_in(new_context(), worker, viewport)
    page.goto(address(assessment, "assessment_recommendation", number=1))
    page.route("**/gem/", lambda route: route.abort())
    make.answered(stof, "1.1", "nej", "Kollegas")
    choose(page, stof, "1.1", "Ja")
    at(page, stof, "1.2").get_by_role("textbox").fill("070761-4285")
    # The page that somebody without the script gets.
    page.evaluate("document.querySelector('[data-assessment]').submit()")
    expect(page.locator(".error-summary")).to_be_focused()
    assert_accessible(page)
    no_wider_than_the_screen(page)


def test_every_type_of_answer_saves_itself(new_context, log_in, assert_accessible):
    round_ = make.opened_round(catalogue=catalogue_of_every_type(), municipalities=1)
    assessment = make.begun(round_.assessments.select_related("municipality").get(), (("boern", "aeldre"),))
    track = make.track_of(assessment, "boern+aeldre")
    page = log_in(new_context(), make.caseworker(assessment.municipality))
    page.goto(address(assessment, "assessment_recommendation", number=1))
    choose(page, track, "1.1", "Nej")
    choose(page, track, "1.3", "4 – Systematisk")
    choose(page, track, "1.5", "Centerchef")
    at(page, track, "1.4").get_by_role("textbox").first.fill("2,5")
    at(page, track, "1.7").get_by_role("textbox").fill("Vi skriver en plan.")
    page.keyboard.press("Tab")
    for number in ("1.1", "1.3", "1.4", "1.5", "1.7"):
        saved(page, track, number)
    assert dict(Answer.objects.values_list("indicator__number", "value")) == {
        "1.1": "nej",
        "1.3": "4",
        "1.4": "2.5",
        "1.5": "Centerchef",
        "1.7": "Vi skriver en plan.",
    }
    assert_accessible(page)
