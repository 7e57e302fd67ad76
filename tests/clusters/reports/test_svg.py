"""The drawing of a chart: its numbers, its widths, its words, and what may stand in a name."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.consolidation import Counts
from clusters.reports import charts
from clusters.reports.renderers.svg import draw, draw_legend
from misbrug.text.marks import STATES
from tests.clusters.reports.samples import indicator

SVG = "{http://www.w3.org/2000/svg}"
COLOUR = {"#0e6760": "ja", "#ffffff": "ikke_besvaret"}
counts = st.builds(Counts, **{state.key: st.integers(0, 9) for state in STATES}).filter(lambda each: each.n)


def figure(*clusters, **fields):
    """Give the only figure of a report with these clusters."""
    row = indicator(*clusters, **fields)
    return charts.figures([row])[row.number]


def tree(svg):
    """Parse a drawing, which every reader of XML has to be able to."""
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def marks(root):
    """Give (state, left edge, width) of the parts of all bars, in the order they are drawn."""
    found = []
    for rect in root.iter(f"{SVG}rect"):
        if rect.get("stroke"):
            fill = rect.get("fill")
            state = COLOUR.get(fill) or re.fullmatch(r"url\(#f1-(\w+)\)", fill)[1]
            found.append((state, float(rect.get("x")), float(rect.get("width"))))
    return found


def _numbers(each):
    return [number for state in STATES if (number := getattr(each, state.key))]


def texts(root):
    return [each.text for each in root.iter(f"{SVG}text")]


@settings(max_examples=40, deadline=None)
@given(st.lists(counts, min_size=1, max_size=12))
def test_widths_are_the_numbers_and_the_total_is_their_sum(clusters):
    if all(each.ja == each.n for each in clusters):
        return
    drawn = figure(*clusters)
    root = tree(draw(drawn))
    told = [(s.key, getattr(each, s.key)) for each in clusters for s in STATES if getattr(each, s.key)]
    parts = marks(root)
    assert [state for state, *_ in parts] == [state for state, _ in told]
    # Every part begins where those before it end, one unit for each municipality in all bars alike.
    start = min(x for _, x, _ in parts)
    unit = (max(x + width for _, x, width in parts) + 1 - start) / drawn.longest
    before = [sum(numbers[:place]) for numbers in map(_numbers, clusters) for place in range(len(numbers))]
    assert [x for _, x, _ in parts] == pytest.approx([start + unit * each for each in before], abs=0.3)
    assert all(width <= number * unit for (_, _, width), (_, number) in zip(parts, told, strict=True))
    assert start + unit * drawn.longest <= float(root.get("width"))
    assert texts(root)[-1] == f"{sum(each.ja for each in clusters)} af {sum(each.n for each in clusters)}"


def test_words_and_pattern_of_every_state():
    root = tree(draw(figure(Counts(ja=3, nej=2, afventer=4, ikke_besvaret=5, ikke_relevant=6), Counts(nej=2))))
    assert [each for each in texts(root) if each.isdigit()] == ["3", "2", "4", "5", "6", "2"]
    patterns = {each.get("id") for each in root.iter(f"{SVG}pattern")}
    assert patterns == {"f1-nej", "f1-afventer", "f1-ikke_relevant"}
    assert root.find(f"{SVG}title").text.startswith("Figur 1. 1.1 ")
    assert root.find(f"{SVG}desc").text == (
        "Klynge 1: 3 ja, 2 nej, 4 afventer, 5 ikke besvaret, 6 ikke relevant; Klynge 2: 2 nej. "
        "I alt: 3 ja, 4 nej, 4 afventer, 5 ikke besvaret, 6 ikke relevant."
    )
    assert {state.word for state in STATES} <= set(texts(tree(draw_legend(STATES))))


def test_no_style_that_a_page_forbids():
    svg = draw(figure(Counts(ja=1, nej=1, ikke_besvaret=1)), links={"": "/alt", "klynge-1": "/k"}) + draw_legend(STATES)
    assert not re.search(r"\b(style|class|on\w+)=|<(style|script)", svg)


def test_links_lead_to_the_answers_and_are_read_out():
    root = tree(draw(figure(Counts(ja=1, nej=1), Counts(nej=2)), links={"klynge-2": "/x?a=1&b=2", "": "/alt"}))
    links = {each.get("href"): each.get("aria-label") for each in root.iter(f"{SVG}a")}
    assert links == {"/x?a=1&b=2": "1.1 i Klynge 2: 0 af 2", "/alt": "1.1 i alt: 1 af 4"}
    assert root.get("role") == "group"
    assert tree(draw(figure(Counts(ja=1, nej=1)))).get("role") == "img"


@pytest.mark.parametrize("clusters", [3, 40])
def test_long_and_hostile_names_stay_inside(clusters):
    name = "Klynge <script>alert('Å & \"Ø\"')</script>\x00" + "misbrugsbehandlings" * 12
    rows = [Counts(ja=1, nej=4)] * clusters
    row = indicator(*rows)
    row = type(row)(
        **{each: getattr(row, each) for each in row.__slots__}
        | {"clusters": tuple(type(each)(each.slug, name, each.counts) for each in row.clusters)}
    )
    root = tree(draw(charts.figures([row])["1.1"]))
    assert not list(root.iter(f"{SVG}script"))
    shortened = [each for each in texts(root) if each and each.endswith("…")]
    assert len(shortened) == clusters
    assert float(root.get("height")) < (1000 if clusters == 40 else 300)
    assert name.replace("\x00", "") in root.find(f"{SVG}desc").text
