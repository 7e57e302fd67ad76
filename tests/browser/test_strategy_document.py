"""A strategy's document in a browser: edited in place, put in order by keyboard and mouse, read on screen and paper."""

import re

import pytest
from playwright.sync_api import expect

from strategies.models import BudgetLine, Goal, Part
from tests import strategies as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def strategy(db):
    """A draft with something of everything."""
    made = make.strategy(summary="En plan for det hele.", review_months=24, review_owner="Driftssektionen")
    actor = make.editor(made)
    for heading in ("Vision", "Mission", "Værdier"):
        make.part(made, heading, text="Først.\n\n**Dernæst**\n\n- ét\n- to", actor=actor)
    guiding = make.goal(made, "Flere i behandling", kind=Goal.Kind.GUIDING, actor=actor)
    make.goal(made, "Flere tidligt", kind=Goal.Kind.GUIDING, actor=actor)
    goal = make.goal(made, "Færre unge med misbrug", actor=actor)
    make.goal(made, "Ophør", kind=Goal.Kind.SUB_GOAL, parent=goal, actor=actor)
    make.goal_group(made, "Forebyggelse", actor=actor)
    make.focus_area(
        made, "Unge", challenge="De kommer sent.", priority="high", priority_reason="Det virker.", actor=actor
    )
    make.target_group(made, "Unge under 25", challenge="Risiko.", goal=guiding, responsible="Børn", actor=actor)
    whole = make.budget_line(made, "Hele området", amount="203", actor=actor)
    make.budget_line(made, "Stof", amount="165", part_of=whole, actor=actor)
    make.budget_line(made, "Alkohol", amount="38", part_of=whole, actor=actor)
    make.relation(made, "Sundhedspolitik", url="https://eksempel.dk/politik", actor=actor)
    return made


@pytest.fixture
def writer(logged_in, strategy):
    """Give a page of a caseworker, at the strategy's document."""

    def log_in(width=1280, **options):
        page = logged_in(make.editor(strategy), f"/strategier/{strategy.slug}/", width, **options)
        page.get_by_role("heading", name=strategy.title, level=1).wait_for()
        return page

    return log_in


def stored(strategy):
    return list(strategy.parts.values_list("heading", flat=True))


def expect_shown(page, *headings):
    expect(page.locator("#afsnit > section h2")).to_have_text(headings, use_inner_text=True)


def test_the_keyboard_puts_parts_in_order(writer, strategy):
    page = writer()
    handle = page.get_by_role("button", name="Tag fat i ”Værdier”")
    status = page.locator("[data-order-status]")
    handle.focus()
    page.keyboard.press("Space")
    expect(status).to_contain_text("”Værdier” er taget. Plads 3 af 3.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(status).to_have_text("Plads 1 af 3.")
    assert stored(strategy) == ["Vision", "Mission", "Værdier"]
    page.keyboard.press("Escape")
    expect_shown(page, "Vision", "Mission", "Værdier")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    page.get_by_text("”Værdier” er flyttet og gemt. Plads 2 af 3.").wait_for()
    expect_shown(page, "Vision", "Værdier", "Mission")
    assert stored(strategy) == ["Vision", "Værdier", "Mission"]
    expect(handle).to_be_focused()


def test_the_mouse_puts_parts_in_order(writer, strategy):
    page = writer()
    handle = page.get_by_role("button", name="Tag fat i ”Vision”")
    handle.scroll_into_view_if_needed()
    start, goal = handle.bounding_box(), page.locator("#afsnit > section").nth(2).bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, goal["y"] + goal["height"] - 5, steps=8)
    page.mouse.up()
    page.get_by_text("”Vision” er flyttet og gemt.").wait_for()
    expect_shown(page, "Mission", "Værdier", "Vision")
    assert stored(strategy) == ["Mission", "Værdier", "Vision"]
    page.get_by_role("button", name="Flyt ”Vision” op").click()
    page.get_by_text("”Vision” er flyttet og gemt. Plads 2 af 3.").wait_for()
    assert stored(strategy) == ["Mission", "Vision", "Værdier"]


def test_an_order_that_is_not_saved_goes_back(writer, strategy):
    page = writer()
    page.route("**/flyt/", lambda route: route.abort())
    page.get_by_role("button", name="Flyt ”Mission” op").click()
    page.get_by_text("”Mission” kunne ikke flyttes og står, hvor den stod. Prøv igen om lidt.").wait_for()
    expect_shown(page, "Vision", "Mission", "Værdier")
    assert stored(strategy) == ["Vision", "Mission", "Værdier"]


def test_cards_and_budget_lines_move_too(writer, strategy):
    page = writer()
    page.get_by_role("button", name="Flyt ”Flere tidligt” op").click()
    page.get_by_text("”Flere tidligt” er flyttet og gemt.").wait_for()
    expect(page.locator(".guiding__number")).to_have_text(["Pejlemærke 1", "Pejlemærke 2"])
    page.get_by_role("button", name="Flyt ”Alkohol” op").click()
    page.get_by_text("”Alkohol” er flyttet og gemt.").wait_for()
    guiding = strategy.goals.filter(kind=Goal.Kind.GUIDING)
    assert list(guiding.values_list("title", flat=True)) == ["Flere tidligt", "Flere i behandling"]
    shares = BudgetLine.objects.filter(part_of__isnull=False)
    assert list(shares.values_list("label", flat=True)) == ["Alkohol", "Stof"]


def test_a_part_is_edited_in_its_place(writer, strategy, assert_accessible):
    page = writer()
    page.get_by_role("link", name="Ret ”Mission”").click()
    box = page.locator(".in-place")
    box.get_by_label("Tekst").fill("Vi hjælper.")
    assert_accessible(page)
    box.get_by_label("Overskrift").fill("x" * 170)
    box.get_by_role("button", name="Gem", exact=True).click()
    box.get_by_role("heading", name="Der er problemer").wait_for()
    expect(box.get_by_label("Tekst")).to_have_value("Vi hjælper.")
    box.get_by_label("Overskrift").fill("Vores mission")
    box.get_by_role("button", name="Se, hvordan det bliver").click()
    box.get_by_role("heading", name="Sådan bliver det").wait_for()
    box.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_text("”Vores mission” er gemt.").wait_for()
    part = Part.objects.get(heading="Vores mission")
    assert part.text == "Vi hjælper."
    expect(page).to_have_url(re.compile(f"#afsnit-{part.pk}$"))


def test_what_undoes_stands_apart_from_the_text_and_headings_close_to_it(writer):
    page = writer()
    page.get_by_role("link", name="Slet ”Mission”").click()
    page.set_viewport_size({"width": 375, "height": 800})
    heading, first = page.locator("h1").bounding_box(), page.locator(".page-heading + *").bounding_box()
    assert first["y"] - heading["y"] - heading["height"] < 30
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Slet", exact=True).click()
    undo = page.locator(".messages")
    expect(undo.get_by_role("button", name="Fortryd")).to_be_in_viewport()
    box, text = undo.bounding_box(), page.get_by_role("heading", name="Vision").bounding_box()
    assert box["y"] + box["height"] <= text["y"]
    undo.get_by_role("button", name="Fortryd").click()
    page.get_by_text("”Mission” er gendannet.").wait_for()


def test_what_is_typed_is_not_left_without_asking(writer):
    page = writer()
    page.get_by_role("link", name="Ret ”Mission”").click()
    text = page.locator(".in-place").get_by_label("Tekst")
    text.fill("Halvt skrevet")
    asked = []

    def answer(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    page.keyboard.press("Escape")
    page.locator(".in-place").get_by_role("link", name="Fortryd").click()
    page.get_by_role("link", name="Ret ”Vision”").click()
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Strategier").first.click()
    assert asked == ["confirm", "confirm", "confirm", "beforeunload"]
    expect(text).to_have_value("Halvt skrevet")
    page.remove_listener("dialog", answer)
    page.on("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Escape")
    text.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".in-place")).to_have_count(0)
    expect(page.get_by_role("link", name="Ret ”Mission”")).to_be_focused()


def test_a_lost_connection_keeps_what_was_typed(writer):
    page = writer()
    page.get_by_role("link", name="Tilføj målgruppe").click()
    box = page.locator(".in-place")
    box.get_by_label("Målgruppe").fill("Forældre")
    page.route("**/maalgruppe/ny/", lambda route: route.abort())
    box.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_text("Det er ikke gemt.").wait_for()
    expect(box.get_by_label("Målgruppe")).to_have_value("Forældre")
    page.unroute("**/maalgruppe/ny/")
    box.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_text("”Forældre” er tilføjet.").wait_for()


def test_everything_works_without_script(writer, strategy):
    page = writer(java_script_enabled=False)
    page.get_by_role("button", name="Flyt ”Mission” op").click()
    expect_shown(page, "Mission", "Vision", "Værdier")
    page.get_by_role("link", name="Ret ”Mission”").click()
    page.get_by_label("Tekst").fill("Vi hjælper.")
    page.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_text("”Mission” er gemt.").wait_for()
    assert Part.objects.get(heading="Mission").text == "Vi hjælper."


@pytest.mark.parametrize("width", [1280, 375])
def test_the_document_fits_and_is_accessible(writer, strategy, assert_accessible, width):
    page = writer(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    part = strategy.parts.first()
    goal = strategy.goals.first()
    for address in (f"maal/{goal.pk}/ret/", "budgetlinje/ny/", "beslaegtet/ny/", f"afsnit/{part.pk}/slet/"):
        page.goto(f"/strategier/{strategy.slug}/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)


def test_it_prints_as_a_document(writer):
    page = writer()
    page.emulate_media(media="print")
    for hidden in (".contents", ".row-tools", ".add-link", ".page-heading__actions", ".tabs"):
        expect(page.locator(f"{hidden}:visible"), hidden).to_have_count(0)
    expect(page.get_by_role("heading", name="Vision")).to_be_visible()
