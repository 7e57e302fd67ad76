"""The report in a browser: two people on one text, reading on screen, phone and paper, and axe on every page."""

import re

import pytest
from playwright.sync_api import expect

from clusters import workflow
from clusters.models import ReportText
from tests.clusters.editions import released
from tests.clusters.page_rounds import mixed_round
from tests.factories import NOW, UserFactory, project_member

pytestmark = pytest.mark.django_db(transaction=True)

EDIT = "/statusrapporter/runde/rediger/status-1/"


@pytest.fixture
def round_(db):
    """An open round with every state that a municipality can be in."""
    return mixed_round(6, slug="runde")


@pytest.fixture
def writer(logged_in, round_):
    """Give pages of members of the project group, each logged in to a browser of their own."""

    def log_in(name, width=1280, **options):
        user = project_member(round_.region, name=name)
        page = logged_in(user, "/statusrapporter/runde/", width, **options)
        page.get_by_role("heading", name=round_.name, level=1).wait_for()
        return page

    return log_in


def test_two_people_write_the_same_text(writer, assert_accessible):
    first, second = writer("Projektgruppe, Lejre"), writer("Projektgruppe, Holbæk")
    first.goto(EDIT)
    second.goto(EDIT)
    first.get_by_role("button", name="Indsæt forslag").click()
    expect(first.get_by_label("Tekst", exact=True)).to_have_value(re.compile(r"indikator 1\.1"))
    assert_accessible(first)
    first.get_by_role("button", name="Gem teksten").click()
    first.get_by_text("Status, anbefaling 1 er gemt.").wait_for()
    second.get_by_label("Tekst", exact=True).fill("Skrevet af den anden.")
    second.get_by_role("button", name="Gem teksten").click()
    second.get_by_role("heading", name="En nyere tekst står her").wait_for()
    expect(second.get_by_label("Tekst", exact=True)).to_have_value("Skrevet af den anden.")
    expect(second.locator("#nyere-tekst")).to_contain_text("indikator 1.1")
    assert_accessible(second)
    second.get_by_role("button", name="Gem min tekst i stedet").click()
    second.get_by_text("Status, anbefaling 1 er gemt.").wait_for()
    assert ReportText.objects.get().text == "Skrevet af den anden."
    second.goto(f"{EDIT}historik/")
    expect(second.locator(".change-list__item")).to_have_count(2)
    assert_accessible(second)


def test_writing_needs_no_script(writer):
    page = writer("Projektgruppe, Lejre", java_script_enabled=False)
    page.goto(EDIT)
    page.get_by_label("Tekst", exact=True).fill("- ét\n- to")
    page.get_by_role("button", name="Se, hvordan den bliver").click()
    expect(page.locator("#saadan-bliver-den li")).to_have_count(2)
    page.get_by_role("button", name="Gem teksten").click()
    expect(page.locator("#anbefaling-1 .report__text li")).to_have_count(2)


@pytest.mark.parametrize("width", [1280, 800, 375])
def test_the_report_fits_and_is_accessible(writer, assert_accessible, width):
    page = writer("Projektgruppe, Lejre", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # A drawing that is cut off or pressed together would tell other numbers.
    drawings = page.locator(".figure > svg").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().width - Number(each.getAttribute('width')))"
    )
    assert drawings
    assert max(map(abs, drawings)) < 0.5
    assert_accessible(page)
    for address in (EDIT, "/statusrapporter/", "/statusrapporter/runde/vej/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)


def test_a_figure_leads_to_the_answers_behind_it(writer):
    page = writer("Projektgruppe, Lejre")
    figure = page.locator("#figur-1 > svg a").last
    ja = int(re.match(r"\d+", figure.text_content())[0])
    figure.click()
    expect(page).to_have_url(re.compile(r"/tal/1\.1/"))
    expect(page.locator("main").get_by_text("ja", exact=True).nth(ja - 1)).to_be_attached()


def test_an_anonymous_reader_reads_and_prints(round_, new_context, assert_accessible):
    workflow.start_processing(round_.pk, actor=UserFactory(), at=NOW)
    released(round_)
    page = new_context().new_page()
    page.goto("/statusrapporter/runde/")
    assert_accessible(page)
    expect(page.locator(".report__main")).to_be_visible()
    outside = page.locator(".report__main a[href^='/']:not([href^='/statusrapporter/runde/udgave/1/'])")
    expect(outside).to_have_count(0)
    page.emulate_media(media="print")
    for hidden in (".main-nav", ".page-heading__actions", ".as-table", ".report a.screen-only"):
        expect(page.locator(f"{hidden}:visible"), hidden).to_have_count(0)
    drawings = page.locator(".figure > svg").evaluate_all(
        "all => all.map(d => [d.getBoundingClientRect().right, d.parentElement.getBoundingClientRect().right])"
    )
    assert drawings
    assert all(drawing <= figure + 0.5 for drawing, figure in drawings)
