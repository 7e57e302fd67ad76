"""What a person does in the form, and what is then stored."""

import re

from playwright.sync_api import expect

from clusters.models import Answer
from tests import factories as make
from tests.clusters.pages import place

SAVED = re.compile(r"^Gemt \d{1,2}\.\d\d")
PHONE = {"width": 375, "height": 720}


def at(page, track, number):
    """Give the place of an answer on the page."""
    return page.locator(f"#{place(track, make.question(track.assessment, number))}")


def choose(page, track, number, label):
    """Click an answer. `check` would look at the control again, which a save may just have replaced."""
    at(page, track, number).get_by_label(label, exact=True).first.click(force=True)


def stored(track, number):
    return Answer.objects.filter(track=track, indicator__number=number).values_list("value", "elaboration").first()


def saved(page, track, number):
    """Wait until the place says that it is saved."""
    expect(at(page, track, number).locator("> .answer__meta .saved, > .answer__saved .saved").first).to_have_text(SAVED)


def no_wider_than_the_screen(page):
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
