"""The report as a file of its own in a browser: opened from a disk, on screen, phone and paper."""

from dataclasses import replace

import pytest

from clusters.reports.renderers.html_file import render_html
from clusters.reports.written import EditionFacts
from tests.clusters.reports.whole_reports import AT, report


@pytest.fixture
def opened(new_context, tmp_path):
    """Give a page with a whole report in which every part is written, a word of 200 letters in each."""
    facts = replace(report(8, words=f"Ord^[Note.] {'x' * 200}"), edition=EditionFacts(2, AT, ("Rettet.",)))
    place = tmp_path / "rapport.html"
    place.write_bytes(render_html(facts))
    page = new_context().new_page()
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(place.as_uri())
    assert [url for url in fetched if not url.startswith("data:")] == [place.as_uri()]
    return page


def test_it_fits_a_screen_and_a_phone_and_is_accessible(opened, assert_accessible):
    for width in (1280, 375):
        opened.set_viewport_size({"width": width, "height": 900})
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(opened)
    assert opened.evaluate("document.fonts.check('16px \"IBM Plex Sans\"')")


def test_a_figure_leads_to_the_answers_in_the_file(opened):
    opened.locator("#figur-1 > svg a").first.click()
    assert opened.evaluate("document.querySelector(':target').textContent").split()[:2] == ["Klynge", "1"]


def test_on_paper_nothing_is_cut_and_nothing_leads_anywhere(opened):
    opened.set_viewport_size({"width": 673, "height": 900})
    opened.emulate_media(media="print")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 673
    for hidden in (".as-table", "a.screen-only", ".skipnav", ".figure svg a line"):
        assert opened.locator(f"{hidden}:visible").count() == 0, hidden
    lines = opened.locator(".report a").evaluate_all(
        "all => all.filter(a => getComputedStyle(a).textDecorationLine !== 'none').length"
    )
    assert lines == 0
