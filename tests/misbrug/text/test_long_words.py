"""One endless word in a text costs no more than words do: nothing that shows texts is tried from every letter."""

import time

import pytest
from django.utils.safestring import mark_safe

from clusters.reports.markup import parse
from clusters.reports.renderers.html import render_text
from clusters.templatetags.content import prose
from misbrug.text.templatetags.danish import bind, blode, genitiv, stort

LENGTH = 20_000
SECONDS = 0.1
SHAPES = ("1", "a", "(", "[a](", ".", "&", "a@", "www.", "misbrugs", " **a", "a\u00ad", "1.")
SHOWN = {
    **{each.__name__: each for each in (bind, blode, stort, genitiv, prose, render_text, parse)},
    "bind, of markup": lambda text: bind(mark_safe(text)),  # noqa: S308 - a made-up text
    "blode, of markup": lambda text: blode(mark_safe(text)),  # noqa: S308 - a made-up text
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_an_endless_word_is_shown_at_once(show, shape):
    word = (shape * LENGTH)[:LENGTH]

    assert min(_seconds(show, word) for _ in range(3)) < SECONDS


def _seconds(show, word):
    start = time.process_time()
    show(word)
    return time.process_time() - start
