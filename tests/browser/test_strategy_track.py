"""The political treatment in a browser: from an empty track to a remark with its tasks, on screen and phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from clusters.models import AgendaItem, Route, Task
from tests import strategies as make

pytestmark = pytest.mark.django_db(transaction=True)

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def strategy(db):
    return make.strategy(title="Strategi på misbrugsområdet")


@pytest.fixture
def writer(logged_in, strategy):
    """Give a page of a caseworker, at the strategy's political treatment."""
    return logged_in(make.editor(strategy), reverse("strategies:track", args=[strategy.slug]))


def write_bodies(page, place, assert_accessible):
    page.get_by_role("link", name=f"Udvalg og råd i {place}").first.click()
    page.get_by_role("link", name="Nyt udvalg eller råd").click()
    page.get_by_label("Navn").fill("Børne- og Familieudvalget")
    page.get_by_label("Forkortelse").fill("BFU")
    page.get_by_role("button", name="Gem og tilføj endnu en").click()
    expect(page.get_by_label("Navn")).to_have_value("")
    page.get_by_label("Navn").fill("Byrådet")
    assert_accessible(page)
    page.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_role("heading", name="Udvalg og råd").wait_for()
    assert_accessible(page)


def test_a_case_is_written_by_hand(writer, strategy, assert_accessible):
    page, place = writer, strategy.places[0]
    assert_accessible(page)
    write_bodies(page, place, assert_accessible)

    page.goto(reverse("strategies:routing", args=[strategy.slug]))
    page.get_by_label("BFU").select_option("behandler")
    page.get_by_label("Byrådet").select_option("beslutter")
    assert_accessible(page)
    page.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_role("link", name="Nyt dagsordenspunkt").first.wait_for()
    expect(page.get_by_text("beslutter")).to_be_visible()

    page.get_by_role("link", name="Nyt dagsordenspunkt").first.click()
    page.get_by_label("Udvalg eller råd").select_option(label=f"Børne- og Familieudvalget (BFU), {place}")
    page.get_by_label("Mødedato").fill("2015-03-18")
    page.get_by_label("Indstilling").fill("målsætningerne godkendes\nstrategien sendes i høring")
    page.get_by_label("Resultat").select_option("remark")
    page.get_by_label("Bemærkning").fill("Flere aktører skal med.")
    assert_accessible(page)
    page.get_by_role("button", name="Gem", exact=True).click()

    page.get_by_role("link", name="Tilføj opgave fra bemærkningen").click()
    page.get_by_label("Opgave", exact=True).fill("Spørg aktørerne")
    page.get_by_label("Hvem").fill("Sekretariatet")
    page.get_by_label("Frist").fill("2015-04-30")
    page.get_by_role("button", name="Gem og tilføj endnu en").click()
    page.get_by_text("er tilføjet").wait_for()
    expect(page.get_by_label("Opgave", exact=True)).to_have_value("")
    page.get_by_label("Opgave", exact=True).fill("Skriv et tillæg")
    page.get_by_label("Hvem").fill("Sekretariatet")
    page.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_role("heading", name="Åbne opgaver 2").wait_for()
    expect(page.get_by_text("overskredet")).to_have_count(1)
    assert_accessible(page)

    page.get_by_role("link", name="Afslut Spørg aktørerne").click()
    page.get_by_label("Hvad kom der ud af det?").fill("Tre aktører er spurgt.")
    assert_accessible(page)
    page.get_by_role("button", name="Afslut opgaven").click()
    page.get_by_role("heading", name="Åbne opgaver 1").wait_for()
    page.get_by_text("Én afsluttet opgave").click()
    page.get_by_text("Tre aktører er spurgt.").wait_for()

    page.set_viewport_size({"width": 375, "height": 800})
    page.reload()
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1]
    assert_accessible(page)

    item = AgendaItem.objects.get()
    assert item.points == ["målsætningerne godkendes", "strategien sendes i høring"]
    assert set(item.tasks.values_list("state", flat=True)) == {Task.State.DONE, Task.State.OPEN}
    assert set(Route.objects.values_list("role", flat=True)) == {"treats", "decides"}


def test_a_file_is_chosen_again_where_something_else_was_wrong(writer, strategy, assert_accessible):
    page = writer
    page.goto(reverse("strategies:content_add", args=[strategy.slug, "bilag"]))
    chosen = {"name": "Udkast.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("Fil", exact=False).first.set_input_files(chosen)
    page.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_role("link", name="Vælg filen igen.").wait_for()
    assert_accessible(page)
    page.get_by_label("Titel").fill("Udkast")
    page.locator("input[type=file]").set_input_files(chosen)
    page.get_by_role("button", name="Gem", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Udkast", exact=True).click()
    assert download.value.suggested_filename == "Udkast.pdf"
    assert download.value.path().read_bytes() == PDF
