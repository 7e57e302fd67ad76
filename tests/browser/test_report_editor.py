"""The editor's script: marks at the cursor, figures that follow the answers, who else is here, what is not saved."""

import pytest
from playwright.sync_api import expect

from clusters.models import ReportText
from tests.clusters.page_rounds import mixed_round
from tests.factories import project_member

pytestmark = pytest.mark.django_db(transaction=True)

EDIT = "/statusrapporter/runde/rediger/status-1/"


@pytest.fixture
def round_(db):
    """An open round with every state that a municipality can be in."""
    return mixed_round(6, slug="runde")


def test_figures_marks_and_each_other(logged_in, round_, assert_accessible):
    page = logged_in(project_member(round_.region, name="Projektgruppe, Lejre"), EDIT)
    text = page.get_by_label("Tekst", exact=True)
    text.fill("Svaret er ja i ")
    page.get_by_label("Hvad skal der stå?").select_option("kommuner")
    expect(page.locator("[data-picker-question] option[data-of='spørgsmål']:not([disabled])")).to_have_count(0)
    page.get_by_label("Hvilket spørgsmål?").select_option("1.1")
    expect(page.get_by_text("Giver nu: ”")).to_be_visible()
    page.get_by_role("button", name="Indsæt i teksten").click()
    expect(text).to_have_value("Svaret er ja i [[1.1 kommuner]]")
    text.press("ControlOrMeta+z")
    expect(text).to_have_value("Svaret er ja i ")
    page.get_by_role("button", name="Indsæt i teksten").click()
    page.get_by_role("button", name="Liste", exact=True).click()
    expect(text).to_have_value("- Svaret er ja i [[1.1 kommuner]]")
    assert_accessible(page)

    # What is not saved is asked for before the page is left.
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Statusrapport", exact=True).click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    page.get_by_role("button", name="Gem teksten").click()
    page.get_by_text("Status, anbefaling 1 er gemt.").wait_for()
    assert ReportText.objects.get().text == "- Svaret er ja i [[1.1 kommuner]]"

    page.goto(EDIT)
    other = logged_in(project_member(round_.region, name="Projektgruppe, Holbæk"), EDIT)
    expect(other.get_by_text("Projektgruppe, Lejre har også teksten åben.")).to_be_visible()
    page.goto("/statusrapporter/")
    other.reload()
    expect(other.get_by_text("har også teksten åben")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_for_writing_fit_and_are_accessible(logged_in, round_, assert_accessible, width):
    page = logged_in(project_member(round_.region), "/statusrapporter/runde/rediger/", width)
    for address in ("/statusrapporter/runde/rediger/", EDIT, "/statusrapporter/runde/rediger/klyngesamarbejdet/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert_accessible(page)
