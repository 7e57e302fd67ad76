"""The plain format of texts: what is a paragraph, a list or bold, and that all else is text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.reports.markup import Run, every_run, footnotes, parse, runs
from clusters.reports.parts import part_of
from clusters.reports.renderers.html_text import render_text


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
        ("# Titel\nTekst\n## Mere", "<h4>Titel</h4><p>Tekst</p><h4>Mere</h4>"),
        ("#mærke", "<p>#mærke</p>"),
        ("1. ét\n1. to\n\n3. tre", "<ol><li>ét</li><li>to</li><li>tre</li></ol>"),
        ("- ét\n1. to", "<ul><li>ét</li></ul><ol><li>to</li></ol>"),
        ("Fristen er\n1. januar 2027.", "<p>Fristen er 1.\u00a0januar 2027.</p>"),
        ("16. i rækken", "<p>16. i rækken</p>"),
        ("1.1 er tal", "<p>1.1 er tal</p>"),
        ("[KL](https://kl.dk/a_(b))", '<p><a href="https://kl.dk/a_(b)" rel="noopener">KL</a></p>'),
        (
            "**[skriv](mailto:a@b.dk) nu**",
            '<p><strong><a href="mailto:a@b.dk" rel="noopener">skriv</a></strong><strong> nu</strong></p>',
        ),
        (
            "Tal^[Se **her**.] og^[der].",
            '<p>Tal<sup>1</sup> og<sup>2</sup>.</p><ol class="footnotes">'
            "<li>Se <strong>her</strong>.</li><li>der</li></ol>",
        ),
        (
            "Tal[^1] og [**fed**[^b]](https://kl.dk) og[^1].\n\n[^1]: Se **her**\n  nu.\n[^b]: Intet.\n\nSlut.",
            '<p>Tal<sup>1</sup> og <strong><a href="https://kl.dk" rel="noopener">fed</a></strong>'
            '<a href="https://kl.dk" rel="noopener">[^b]</a> og[^1].</p><p>[^b]: Intet.</p><p>Slut.</p>'
            '<ol class="footnotes"><li>Se <strong>her</strong> nu.</li></ol>',
        ),
        (
            "Tal[^1] og[^2].\n[^1]: Et [^2].\n[^3]: Tre.",
            '<p>Tal<sup>1</sup> og[^2].</p><p>[^3]: Tre.</p><ol class="footnotes"><li>Et [^2].</li></ol>',
        ),
        ("Tal[^1].\n[^1]:", "<p>Tal[^1]. [^1]:</p>"),
        ("^[] og ^[åben", "<p>^[] og ^[åben</p>"),
        ("[tekst] (https://kl.dk)", "<p>[tekst] (https://kl.dk)</p>"),
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
        "[a](JAVASCRIPT://x)",
        "[a](data:text/html,x)",
        '[a](https://x" onclick="x)',
        "[a](//kl.dk)",
    ],
)
def test_what_is_typed_comes_out_as_text(text):
    html = render_text(text)
    assert "<script" not in html
    assert "<img" not in html
    assert "<i>" not in html
    assert "<b>" not in html
    assert "href" not in html


def test_footnotes_lead_to_their_note_and_back():
    html = render_text("Tal^[Se her.]", ident="status-1")
    assert 'href="#fodnote-status-1-1" id="fodnotetegn-status-1-1"' in html
    assert 'id="fodnote-status-1-1">Se her. <a href="#fodnotetegn-status-1-1"' in html


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[[1.1 ja]]", (Run("[[1.1 ja]]", figure="1.1 ja"),)),
        ("**[[ 1.1 ja ]]**", (Run("[[ 1.1 ja ]]", bold=True, figure="1.1 ja"),)),
        ("[[[1.1 ja]]]", (Run("["), Run("[[1.1 ja]]", figure="1.1 ja"), Run("]"))),
        ("[[]] [[ ]]", (Run("[[]] [[ ]]"),)),
        ("a^[b [[x]] ^[c] d]", (Run("a"), Run("", note=(Run("b "), Run("[[x]]", figure="x"), Run(" ^[c] d"))))),
        ("[a [b](https://c.dk)", (Run("[a "), Run("b", link="https://c.dk"))),
        ("**a [b** c](https://d.dk)", (Run("a [b", bold=True), Run(" c](https://d.dk)"))),
    ],
)
def test_the_runs_of_a_line(line, expected):
    assert runs(line) == expected


marks = st.lists(
    st.sampled_from(
        ["**", "[", "]", "[[", "]]", "^[", "(https://kl.dk)", "# ", "- ", "1. ", "\n", "\r\n", " ", "a", "[[1.1 ja]]"]
        + ["[^1]", "\n[^1]: "]
    ),
    max_size=30,
).map("".join)


@given(st.text() | marks)
def test_no_word_is_lost(text):
    """Whatever is no mark comes out, in order, and every run knows where it was typed."""
    found = list(every_run(parse(text)))
    kept = [char for run in found for char in run.text + run.link if char.isalnum() and char not in "1"]
    typed = [char for char in text if char.isalnum() and char not in "1"]
    # A footnote from below comes where it is led to.
    assert sorted(kept) == sorted(typed) if "[^1]: " in text else kept == typed
    assert sum(len(run.text) for run in found) <= len(text)
    for run in found:
        assert run.note or "".join(run.text.split()) == "".join(text[run.start : run.end].split())
    assert len(footnotes(parse(text))) == sum(run.note is not None for run in found)


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="*[]#-–•1234567890"), min_size=1))
def test_plain_text_stays_as_it_is(text):
    (block,) = parse(text)
    assert block.lines == ((Run(text),),)


@pytest.mark.parametrize(
    ("slug", "kind", "number"),
    [
        ("indledning", "introduction", None),
        ("konklusioner", "conclusions", None),
        ("status-2", "status", 2),
        ("forklaring-12", "explanation", 12),
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
