"""One long word in a title breaks; it does not make the page wider than a phone."""

import pytest
from django.urls import reverse

from clusters.models import Annex
from strategies import workflow
from tests import strategies as make

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = 375
WORD = "w" * 200


def test_a_long_word_keeps_to_the_width_of_a_phone(logged_in, db):
    strategy = make.strategy(title=WORD)
    editor = make.editor(strategy)
    annex = Annex(case=strategy.case, title=WORD, url="https://eksempel.dk/")
    workflow.save(annex, actor=editor, at=make.AT, base_version=0)
    track = reverse("strategies:track", args=[strategy.slug])
    page = logged_in(editor, track, PHONE)
    page.get_by_role("heading", name=WORD, level=1).wait_for()
    for address in (track, reverse("strategies:content_edit", args=[strategy.slug, "bilag", annex.pk])):
        assert page.goto(address).ok
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE
