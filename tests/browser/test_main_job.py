"""The main job, done as people do it: answer in two tracks, submit, be sent back, submit again, be ruled on, be read.

Each person has a browser of their own, so that nobody borrows another's session.
"""

import re

import pytest
from playwright.sync_api import expect

from clusters.models import SelfAssessment, Track
from indicators.models import Indicator
from misbrug.accounts.demo import PASSWORD
from misbrug.workspace.demo.people import email

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

ROUND = "region-sjaelland-2026"
CODE = "0360"
PLACE = f"/selvvurderinger/{ROUND}/{CODE}/"
RECOMMENDATIONS = (1, 2, 5, 6, 7, 9, 10, 12)


@pytest.fixture
def person(new_context, assert_accessible, settings):
    """Give a page of a demo user who has logged in through the login page."""
    settings.DEMO = True

    def log_in(local):
        page = new_context().new_page()
        page.goto("/konto/log-ind/")
        page.get_by_label("E-mail").first.fill(email(local))
        page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Log ind", exact=True).click()
        page.get_by_role("heading", name="Mit arbejde", level=1).wait_for()
        assert_accessible(page)
        return page

    return log_in


def answer(page, track, number, value, words=""):
    """Choose an answer, write its elaboration, and wait until the page says that both are saved."""
    indicator = Indicator.objects.get(catalogue__slug="kl-2012", number=number)
    place = page.locator(f"#svar-{track.pk}-{indicator.pk}")
    with page.expect_response(re.compile("/gem/")) as saved:
        place.locator(f"input[value='{value}']").first.click()
    assert saved.value.ok
    if words:
        with page.expect_response(re.compile("/gem/")) as saved:
            place.get_by_role("textbox").first.fill(words)
            place.get_by_role("textbox").first.blur()
        assert saved.value.ok
    place.get_by_text(re.compile(r"^Gemt \d\d?\.\d\d")).first.wait_for()


def fill_track(page, track, values):
    """Answer every main indicator of a track: ja, unless `values` says otherwise."""
    for number in RECOMMENDATIONS:
        page.goto(f"{PLACE}anbefaling/{number}/")
        main = Indicator.objects.filter(
            catalogue__slug="kl-2012", recommendation__number=number, parent__isnull=True
        ).order_by("order")
        for indicator in main:
            value, words = values.get(indicator.number, ("ja", ""))
            answer(page, track, indicator.number, value, words)


def test_from_the_first_answer_to_the_report(person, rows_of_the_demo, assert_accessible):
    rows_of_the_demo.restore()
    alcohol = person("sagsbehandler.lolland.alkohol")
    drugs = person("sagsbehandler.lolland.stof")
    lead = person("ansvarlig.lolland")
    chair = person("projektgruppe.lejre")

    begin_in_two_tracks(alcohol, assert_accessible)
    first, second = Track.objects.filter(assessment__round__slug=ROUND, assessment__municipality__code=CODE)
    fill_track(alcohol, first, {"2.1": ("nej", "Vi er begyndt at skrive den.")})
    fill_track(drugs, second, {"5.2": ("delvis", "Vi ringer efter en måned, når borgeren vil.")})
    assert_accessible(drugs)
    for page in (alcohol, drugs):
        page.goto(PLACE)
        assert_accessible(page)
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("færdig", re.IGNORECASE)).first.click()

    submit(lead, assert_accessible)
    numbers_before = dashboard_row(chair, "1.1")
    return_and_resubmit(chair, lead, assert_accessible)
    rule(chair, assert_accessible)
    check_dashboard_and_report(chair, numbers_before, assert_accessible)
    assessment = SelfAssessment.objects.get(round__slug=ROUND, municipality__code=CODE)
    assert assessment.submissions.count() == 2


def begin_in_two_tracks(page, assert_accessible):
    """Choose two tracks for a municipality that has not begun; last round's single one is filled in already."""
    page.get_by_role("link", name="Begynd selvvurderingen").first.click()
    expect(page.get_by_label("Ét sæt svar for alle områder")).to_be_checked()
    assert_accessible(page)
    page.get_by_label("Egne tilbud", exact=True).check()
    page.get_by_label("Flere spor med hver sine svar").check()
    for area, track in (("Alkohol", "Spor 1"), ("Stof", "Spor 2"), ("Unge", "Spor 2")):
        page.get_by_role("group", name=area).get_by_label(track).check()
    page.get_by_role("button", name="Begynd selvvurderingen").click()
    page.get_by_role("heading", level=1, name=re.compile("Lolland")).wait_for()
    assert_accessible(page)


def submit(page, assert_accessible):
    """Submit as the lead: confirm that the supplementary questions are missing."""
    page.goto(f"{PLACE}indsend/")
    assert_accessible(page)
    page.get_by_role("button", name="Indsend for Lolland").click()
    page.get_by_role("heading", name="Der er problemer").wait_for()
    assert_accessible(page)
    page.get_by_label(re.compile("Vi indsender uden disse svar")).check()
    page.get_by_role("button", name="Indsend for Lolland").click()
    page.get_by_text("Selvvurderingen er indsendt for Lolland").first.wait_for()
    assert_accessible(page)


def return_and_resubmit(chair, lead, assert_accessible):
    """Let the project group send it back with a reason, and the lead correct and submit it again."""
    chair.goto(f"{PLACE}send-tilbage/")
    chair.get_by_role("button", name=re.compile("Send tilbage", re.IGNORECASE)).click()
    chair.get_by_role("heading", name="Der er problemer").wait_for()
    assert_accessible(chair)
    chair.get_by_label("Hvad skal rettes?").fill("Skriv, hvad der mangler i 2.1.")
    with chair.expect_navigation():
        chair.get_by_role("button", name=re.compile("Send tilbage", re.IGNORECASE)).click()
    lead.goto(PLACE)
    lead.get_by_text("Skriv, hvad der mangler i 2.1.").first.wait_for()
    assert_accessible(lead)
    track = Track.objects.filter(assessment__round__slug=ROUND, assessment__municipality__code=CODE).first()
    lead.goto(f"{PLACE}anbefaling/2/")
    indicator = Indicator.objects.get(catalogue__slug="kl-2012", number="2.1")
    words = lead.locator(f"#svar-{track.pk}-{indicator.pk}").get_by_role("textbox").first
    with lead.expect_response(re.compile("/gem/")):
        words.fill("Strategien er et udkast, som udvalget ser i januar.")
        words.blur()
    lead.goto(f"{PLACE}indsend/")
    lead.get_by_label(re.compile("Vi indsender uden disse svar")).check()
    lead.get_by_role("button", name="Indsend for Lolland").click()
    lead.get_by_text("Selvvurderingen er indsendt for Lolland").first.wait_for()
    chair.goto(PLACE)
    chair.get_by_role("button", name=re.compile("gennemgået", re.IGNORECASE)).click()
    chair.get_by_text("Lolland er markeret som gennemgået").first.wait_for()


def rule(page, assert_accessible):
    """Rule on Lolland's delvis in 5.2: no reason is refused, then it counts as ja."""
    page.goto(f"/klynger/{ROUND}/vurdering/")
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("5.2 Lolland")).first.click()
    page.get_by_text("Vi ringer efter en måned, når borgeren vil.").first.wait_for()
    assert_accessible(page)
    page.get_by_label(re.compile("tæller som ja")).check()
    page.locator("form").get_by_role("button", name=re.compile("^Gem")).click()
    page.get_by_role("heading", name="Der er problemer").wait_for()
    assert_accessible(page)
    page.get_by_label("Begrundelse").fill("Opringningen er fast for alle, der siger ja, som hos de andre.")
    page.locator("form").get_by_role("button", name=re.compile("^Gem")).click()
    page.get_by_text("Lolland tæller som ja").first.wait_for()


def dashboard_row(page, number):
    """Give the last column of an indicator on the dashboard, as words."""
    page.goto(f"/klynger/{ROUND}/")
    row = page.locator("tr", has=page.get_by_text(number, exact=True)).first
    expect(row).to_be_visible()
    return row.inner_text()


def check_dashboard_and_report(page, before, assert_accessible):
    """Find the new numbers on the dashboard, in the matrix, behind the number and in the report."""
    row = dashboard_row(page, "1.1")
    assert row == before, "a returned assessment counts as last submitted, and 1.1 was not changed"
    assert re.search(r"\b12 ja\b", row)
    assert re.search(r"\b4 ja\b", dashboard_row(page, "5.2"))
    assert_accessible(page)
    page.goto(f"/klynger/{ROUND}/kommuner/")
    assert_accessible(page)
    page.goto(f"/klynger/{ROUND}/kommuner/{CODE}/5.2/")
    page.get_by_text("Opringningen er fast for alle, der siger ja, som hos de andre.").first.wait_for()
    assert_accessible(page)
    page.goto(f"/klynger/{ROUND}/tal/5.2/")
    page.get_by_text("Lolland").first.wait_for()
    assert_accessible(page)
    page.goto(f"/statusrapporter/{ROUND}/")
    section = page.locator("#anbefaling-5")
    section.wait_for()
    expect(section).to_contain_text(re.compile(r"4\s+af\s+16"), use_inner_text=True)
    assert_accessible(page)
