"""The agenda item in a browser: led to from its meeting, readable with any aid, and no wider than a phone."""

import datetime

import pytest
from django.urls import reverse

from clusters.models import AgendaItem
from strategies import workflow
from tests import strategies as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def strategy(db):
    """A strategy on two agendas, with names and words that are hard to fit."""
    made = make.strategy(title="Politik for rusmidler")
    actor = make.editor(made)
    make.activity(made, "A", actor=actor, annual_cost="1.6", focus_area=make.focus_area(made, "W" * 160))
    for day, name in ((1, "Socialudvalget"), (2, "Byrådet")):
        body = make.body(made.places[0], name)
        item = AgendaItem(case=made.case, body=body, date=datetime.date(2026, 3, day), proposals="V" * 200)
        workflow.save(item, actor=actor, at=make.AT)
    return made


@pytest.mark.parametrize("width", [1280, 375])
def test_an_agenda_item_is_led_to_and_read(logged_in, strategy, assert_accessible, width):
    page = logged_in(make.editor(strategy), reverse("strategies:track", args=[strategy.slug]), width)
    page.get_by_role("link", name="Som dagsordenspunkt Socialudvalget").click()
    page.get_by_role("row", name="Udvalg Socialudvalget").wait_for()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Byrådet, 2. marts 2026").click()
    page.get_by_role("row", name="Udvalg Byrådet").wait_for()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hent som Word").click()
    assert fetched.value.suggested_filename == f"dagsordenspunkt-{strategy.slug}-byraadet-2026-03-02.docx"
