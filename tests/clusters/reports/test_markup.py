"""The plain format of texts: what is a paragraph, a list or bold, and that all else is text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.reports.markup import parse
from clusters.reports.parts import part_of
from clusters.reports.renderers.html import render_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" \n\n ", ""),
        ("Et afsnit\nover to linjer.\n\nEt til.", "<p>Et afsnit over to linjer.</p><p>Et til.</p>"),
        ("Der er:\n- ét\n- to\n  ting\n\nSlut.", "<p>Der er:</p><ul><li>ét</li><li>to ting</li></ul><p>Slut.</p>"),
        ("- ét\n\n- to", "<ul><li>ét</li><li>to</li></ul>"),
        ("**Familien** først", "<p><strong>Familien</strong> først</p>"),
        ("2 ** 3 og **åben", "<p>2 ** 3 og **åben</p>"),
        ("-uden mellemrum", "<p>-uden mellemrum</p>"),
        ("- ", "<p>-</p>"),
    ],
)
def test_the_format(text, expected):
    assert render_text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{ settings.SECRET_KEY }}",
        '<img src=x onerror="x">',
        "**<b>**",
        "- <i>",
        "&lt;",
        "[a](javascript:x)",
    ],
)
def test_what_is_typed_comes_out_as_text(text):
    html = render_text(text)
    assert "<script" not in html
    assert "<img" not in html
    assert "<i>" not in html
    assert "<b>" not in html
    assert "href" not in html


@given(st.text())
def test_no_word_is_lost(text):
    words = "".join(run.text for block in parse(text) for line in block.lines for run in line)
    kept = [char for char in words if char.isalnum()]
    assert kept == [char for char in text if char.isalnum()]


@pytest.mark.parametrize(
    ("slug", "kind", "number"),
    [
        ("indledning", "introduction", None),
        ("konklusioner", "conclusions", None),
        ("status-2", "status", 2),
        ("det-anbefales-12", "advice", 12),
    ],
)
def test_parts_have_names_in_addresses(slug, kind, number):
    part = part_of(slug)
    assert (part.kind, part.number) == (kind, number)


@pytest.mark.parametrize(
    "slug", ["status", "status-0", "indledning-1", "status-1a", "andet", "det-anbefales-", "status-99999999"]
)
def test_other_names_are_no_parts(slug):
    with pytest.raises(ValueError, match="No part"):
        part_of(slug)
