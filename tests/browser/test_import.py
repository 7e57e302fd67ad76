"""The import in a browser: an error, a corrected file, storing, taking back; and how long work is told."""

import threading

import pytest
from playwright.sync_api import expect

from clusters.models import PopulationFigure
from misbrug.imports.kinds import KINDS
from misbrug.imports.models import ImportRun
from misbrug.tables.plan import Progress
from tests import factories
from tests.imports.runs import applied

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = "kommunekode;navn;region\n0320;Faxe;Region Sjælland\n0259;Køge;Region Sjælland\n0253;Greve;Region Sjælland\n"
FIGURES = "kommunekode;indbyggertal;opgjort\n0320;36000;2026-01-01\n0259;60000;2026-01-01\n"
WRONG = "kommunekode;indbyggertal;opgjort\n0320;36500;2026-01-01\n0259;mange;2026-01-01\n0253;50000;2026-01-01\n"
RIGHT = WRONG.replace("mange", "60000")


@pytest.fixture
def new_page(logged_in, db):
    """Give the page that takes a file of populations, for an administrator."""
    applied("municipalities", PLACES)
    applied("populations", FIGURES)
    user = factories.administrator()
    return lambda **options: logged_in(user, "/import/ny/indbyggertal/", **options)


def choose(page, text, name="tal.csv"):
    """Choose a file and ask what it changes."""
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode("cp1252")}
    )
    page.get_by_role("button", name="Se, hvad der ændres").click()


def people_in_faxe():
    return PopulationFigure.objects.get(municipality__code="0320").count


def fits(page):
    """Say whether the page is no wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_an_error_a_corrected_file_stored_and_taken_back(new_page, assert_accessible):
    page = new_page()
    assert_accessible(page)
    choose(page, WRONG)
    expect(page.get_by_role("heading", name="Forhåndsvisning: indbyggertal")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Række 3, Indbyggertal").click()
    row = page.get_by_role("row", name="0259")
    expect(row).to_be_focused()
    expect(row).to_contain_text("Skriv et helt tal")
    store = page.get_by_role("button", name="Gem 1 ændring og 1 ny")
    expect(store).to_be_hidden()
    page.get_by_role("radio", name="Spring den over, og gem de 2 andre").check()
    expect(store).to_be_visible()
    page.get_by_role("link", name="Vælg en rettet fil").click()

    choose(page, RIGHT)
    expect(page.get_by_text("Intet er gemt endnu.")).to_be_visible()
    expect(page.get_by_role("row", name="Faxe")).to_contain_text("36500")
    assert people_in_faxe() == 36_000
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        assert fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Gem 1 ændring og 1 ny").click()
    expect(page.get_by_role("heading", name="Importeret: indbyggertal")).to_be_visible()
    assert_accessible(page)
    assert people_in_faxe() == 36_500

    page.get_by_role("link", name="Fortryd importen").click()
    assert_accessible(page)
    page.get_by_role("button", name="Fortryd importen").click()
    expect(page.get_by_role("heading", name="Fortrudt: indbyggertal")).to_be_visible()
    assert people_in_faxe() == 36_000
    assert not PopulationFigure.objects.filter(municipality__code="0253").exists()
    page.get_by_role("link", name="Alle importer").click()
    expect(page.get_by_role("row", name="tal.csv")).to_have_count(2)
    assert_accessible(page)


def test_a_file_that_cannot_be_read_says_so_without_leaving_the_page(new_page, assert_accessible):
    page = new_page()
    choose(page, "%PDF-1.7", "plan.pdf")
    summary = page.get_by_role("alert").filter(has_text="Der er problemer")
    expect(summary).to_contain_text("”plan.pdf”")
    expect(summary).to_be_focused()
    assert_accessible(page)
    choose(page, RIGHT)
    expect(page.get_by_text("Intet er gemt endnu.")).to_be_visible()


def test_columns_are_matched_by_hand(new_page, assert_accessible):
    page = new_page()
    choose(page, RIGHT.replace("indbyggertal", "hvor mange"))
    expect(page.get_by_role("heading", name="Sådan er filen læst")).to_be_visible()
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        assert fits(page)
    page.get_by_label("hvor mange").select_option("indbyggertal")
    page.get_by_role("region", name="kolonne kendes ikke").get_by_role("button").click()
    expect(page.get_by_text("3 af 3 er genkendt.")).to_be_visible()


def test_long_work_tells_how_far_it_is(new_page, monkeypatch, assert_accessible):
    go_on = threading.Event()
    kind = KINDS["populations"]
    apply = kind.apply

    def slowly(plan, job):
        yield Progress("Gemmer", 12_000, 44_100)
        go_on.wait(30)
        return (yield from apply(plan, job))

    monkeypatch.setattr(kind, "apply", slowly)
    page = new_page()
    choose(page, RIGHT)
    page.get_by_role("button", name="Gem 1 ændring og 1 ny").click()
    expect(page.get_by_text("Gemmer: 12.000 af 44.100")).to_be_visible()
    assert page.get_by_role("progressbar").get_attribute("value") == "12000"
    assert_accessible(page)
    go_on.set()
    expect(page.get_by_role("heading", name="Importeret: indbyggertal")).to_be_visible()


def test_a_lost_connection_says_what_is_known_and_lets_one_try_again(new_page):
    page = new_page()
    page.route("**/import/ny/indbyggertal/", lambda route: route.abort(), times=1)
    choose(page, RIGHT)
    failed = page.get_by_role("alert")
    expect(failed).to_contain_text("Forbindelsen blev afbrudt.")
    page.get_by_role("button", name="Se, hvad der ændres").click()
    expect(page.get_by_text("Intet er gemt endnu.")).to_be_visible()
    page.route("**/gem/", lambda route: route.abort())
    page.get_by_role("button", name="Gem 1 ændring og 1 ny").click()
    expect(failed).to_contain_text("Forbindelsen blev afbrudt.")
    page.get_by_role("link", name="Se importen").click()
    expect(page.get_by_role("heading", name="Forhåndsvisning: indbyggertal")).to_be_visible()
    assert ImportRun.objects.latest("pk").applied_at is None
