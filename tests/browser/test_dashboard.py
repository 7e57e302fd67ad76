"""The pages about a round in a browser: keyboard, filters, the way to the answers, a ruling, and accessibility."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from clusters.models import Answer, Ruling
from tests.clusters.page_rounds import mixed_round, sent
from tests.factories import MunicipalityFactory, cluster_of, opened_round, project_member

pytestmark = pytest.mark.django_db(transaction=True)

# The page's own overflow, and what sticks out of it where there is any.
TOO_WIDE = """
  () => {
    const width = document.documentElement.clientWidth;
    const parts = [...document.querySelectorAll("main *")].filter((part) => !part.closest("thead, .tabs, .sr-only"));
    const out = parts.filter((part) => part.getBoundingClientRect().right > width + 1);
    const names = out.map((part) => `${part.tagName} ${part.getAttribute("class")} ${part.textContent.slice(0, 30)}`);
    return document.documentElement.scrollWidth > width ? names : [];
  }
"""
ONE_TRACK = (("alkohol", "stof", "unge"),)


def log_in(page, user, base_url):
    """Let the browser be logged in as the user."""
    client = Client()
    client.force_login(user)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": base_url}
    page.context.add_cookies([cookie])


@pytest.fixture
def round_(db):
    """Give a round with two clusters: Øst with a delvis each of Faxe and Greve, a ja and a split nej; Vest open."""
    names = ("Faxe", "Greve", "Køge", "Lejre")
    east = cluster_of(*(MunicipalityFactory(name=name) for name in names), name="Klynge Øst", slug="oest", order=1)
    west = cluster_of(MunicipalityFactory(name="Holbæk"), name="Klynge Vest", slug="vest", order=2)
    opened = opened_round(east, west, slug="runde", name="Runde")
    values = ({"1.1": "delvis"}, {"1.1": "delvis"}, {})
    for name, answers in zip(names, values, strict=False):
        sent(opened.assessments.get(municipality_name=name), answers, groups=ONE_TRACK)
    sent(opened.assessments.get(municipality_name="Lejre"), {("stof", "1.1"): "nej"})
    return opened


@pytest.fixture
def project_page(page, round_, live_server):
    """Give a browser page logged in as a member of the project group."""
    log_in(page, project_member(round_.region), live_server.url)
    return page


def test_the_matrix_is_one_tab_stop_with_arrow_keys_inside(project_page, round_):
    page = project_page
    page.goto(reverse("clusters:matrix", args=[round_.slug]))
    expect(page.locator("a.tile[tabindex='0']")).to_have_count(1)
    page.locator("a.tile[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="Faxe, 1.2: ja")).to_be_focused()
    strip = page.locator("#matrix-strip")
    expect(strip).to_contain_text("Faxe, 1.2")
    page.keyboard.press("ArrowLeft")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(strip).to_contain_text("Lejre, 1.1")
    expect(strip).to_contain_text(
        "Delt indsats. Sporet ”Stof” har svaret nej, så kommunen som helhed opfylder ikke indikatoren."
    )
    expect(strip).to_contain_text(re.compile(r"Alkohol\s+ja\s+Stof\s+nej"), use_inner_text=True)
    page.keyboard.press("End")
    expect(strip).to_contain_text("Lejre, 2.1")
    page.keyboard.press("Control+Home")
    expect(strip).to_contain_text("Faxe, 1.1")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/kommuner/\d{4}/1\.1/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Faxe, 1.1")


def test_the_first_click_chooses_a_tile_and_the_second_follows_it(project_page, round_):
    page = project_page
    page.goto(reverse("clusters:matrix", args=[round_.slug]))
    tile = page.get_by_role("link", name="Køge, 1.1: ja")
    tile.click()
    expect(page.locator("#matrix-strip")).to_contain_text("Køge, 1.1")
    expect(page).to_have_url(re.compile("/kommuner/$"))
    tile.click()
    page.wait_for_url(re.compile(r"/1\.1/$"))


def test_tiles_are_large_enough_and_links_without_javascript(new_context, round_, live_server):
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, project_member(round_.region), live_server.url)
    page.goto(reverse("clusters:matrix", args=[round_.slug]))
    box = page.get_by_role("link", name="Køge, 1.1: ja").bounding_box()
    assert box["width"] >= 24
    assert box["height"] >= 24
    page.get_by_role("link", name="Køge, 1.1: ja").click()
    page.wait_for_url(re.compile(r"/1\.1/$"))


def test_clusters_fold_where_there_are_many_municipalities(page, live_server):
    big = mixed_round(24, 3)
    log_in(page, project_member(big.region), live_server.url)
    page.goto(reverse("clusters:matrix", args=[big.slug]))
    rows = page.locator("table.matrix tbody").first.locator("tr:visible")
    folded = page.locator("button[data-fold]").first
    expect(folded).to_have_attribute("aria-expanded", "true")
    before = rows.count()
    folded.click()
    expect(rows).to_have_count(2)
    folded.click()
    expect(rows).to_have_count(before)


def test_a_filter_is_kept_in_the_address_and_leads_to_the_answers(project_page, round_):
    page = project_page
    page.goto(reverse("clusters:dashboard", args=[round_.slug]))
    page.get_by_label("Klynge", exact=True).select_option("oest")
    page.get_by_label("Anbefaling", exact=True).select_option("1")
    page.get_by_role("button", name="Vis", exact=True).click()
    page.wait_for_url(re.compile(r"klynge=oest&anbefaling=1"))
    page.reload()
    expect(page.get_by_label("Klynge", exact=True)).to_have_value("oest")
    expect(page.locator("table.figures thead")).to_be_visible()
    assert page.locator("table.figures thead").inner_text().count("Klynge") == 1
    page.get_by_role("link", name="1.1 i Klynge Øst").click()
    page.wait_for_url(re.compile(r"/tal/1\.1/\?klynge=oest"))
    page.get_by_role("link", name="Lejre").click()
    expect(page.locator("main")).to_contain_text("Delt indsats", use_inner_text=True)


def test_a_total_leads_to_the_municipalities_behind_it(project_page, round_):
    page = project_page
    page.goto(reverse("clusters:dashboard", args=[round_.slug]))
    page.locator("table.figures").get_by_role("link", name="2 afventer", exact=True).first.click()
    page.wait_for_url(re.compile("svar=afventer"))
    expect(page.get_by_role("heading", level=2)).to_have_text(["Afventer 2 kommuner"], use_inner_text=True)


def test_a_doubtful_answer_is_settled(project_page, round_):
    page = project_page
    page.goto(reverse("clusters:ruling_queue", args=[round_.slug]))
    page.get_by_role("link", name="Begynd med Faxe, 1.1").click()
    page.get_by_role("button", name="Gem og gå til Greve, 1.1").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Vælg, om svaret tæller som ja eller nej.").click()
    page.keyboard.press("Space")
    expect(page.get_by_label("Ja, svaret tæller som ja")).to_be_checked()
    told = page.locator(".consequence")
    expect(told).to_contain_text("Klynge Øst går fra 1 til 2 ja af 4.", use_inner_text=True)
    expect(told).not_to_contain_text("nej af 4", use_inner_text=True)
    page.get_by_label("Begrundelse").fill("Aftalen er skriftlig.")
    page.get_by_role("button", name="Gem og gå til Greve, 1.1").click()
    page.get_by_role("heading", name=re.compile("Greve, 1.1")).wait_for()
    expect(page.locator("main")).to_contain_text("Vurderingen er gemt: 1.1 Faxe tæller som ja.", use_inner_text=True)
    page.get_by_label("Nej, svaret tæller som nej").click(force=True)
    page.get_by_label("Begrundelse").fill("Der er ingen aftale.")
    page.get_by_role("button", name="Gem vurderingen").click()
    page.get_by_text("Ingen svar afventer vurdering").wait_for()
    assert list(Ruling.objects.order_by("pk").values_list("outcome", flat=True)) == ["ja", "nej"]


def addresses(round_):
    """Give one address of each kind of page about a round."""
    doubtful = Answer.objects.filter(track__assessment__round=round_, value="delvis").first()
    code = doubtful.track.assessment.municipality.code
    named = [(name, []) for name in ("dashboard", "matrix", "ruling_queue", "ruling_list", "round_manage")]
    named += [("cell", [code, "1.1"]), ("count", ["1.1"]), ("ruling", [doubtful.pk])]
    return [reverse("clusters:round_list"), *(reverse(f"clusters:{n}", args=[round_.slug, *rest]) for n, rest in named)]


@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_is_accessible_and_fits(project_page, round_, assert_accessible, width):
    page = project_page
    page.set_viewport_size({"width": width, "height": 900})
    for address in addresses(round_):
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate(TOO_WIDE) == [], address


def test_pages_with_errors_are_accessible(project_page, round_, assert_accessible):
    MunicipalityFactory(name="Stevns", region=round_.region)
    page = project_page
    page.goto(addresses(round_)[-1])
    page.get_by_role("button", name=re.compile("^Gem")).click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
    page.goto(reverse("clusters:round_manage", args=[round_.slug]))
    page.get_by_role("button", name="Tag kommunen med").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)


def test_the_opened_table_and_the_phone_filter_are_accessible(project_page, round_, assert_accessible):
    page = project_page
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto(reverse("clusters:dashboard", args=[round_.slug]))
    page.get_by_text("Filtrér: alle klynger og anbefalinger").click()
    page.get_by_text("Vis som tabel").click()
    expect(page.locator("details.as-table table").first).to_be_visible()
    assert_accessible(page)
