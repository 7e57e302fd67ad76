"""The one drawing of a chart, as an SVG that stands alone: on the page, in the PDF and, as a picture, in Word. Pure.

The marks, their order and their words are those of misbrug/text/marks.py. Everything is said by presentation
attributes, since a page may hold no inline style and the other formats know no style sheet.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from clusters.reports.charts import FIT, UNIT, Figure
from misbrug.text.lettering import width_of, wrap
from misbrug.text.marks import Bar, State, bar

WIDTH = 260
"""Width of a drawing in pixels, where nothing else is said: a third of the report's column."""

FONT = "IBM Plex Sans"
INK, INK_2, RULE, ACCENT = "#1a1a1a", "#454545", "#dcdcdc", "#12406b"
MOST_ROOMY = 8
"""More clusters than these stand one line each, so that the figure fits on a page."""

_MARKS = {
    "ja": ("#0e6760", ""),
    "nej": (
        "#8a5a12",
        '<pattern id="{id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="7" height="7" fill="#f0d9b0"/><rect width="2" height="7" fill="#8a5a12"/></pattern>',
    ),
    "afventer": (
        "#454545",
        '<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" fill="#efefef"/><circle cx="3" cy="3" r="1.2" fill="#454545"/></pattern>',
    ),
    "ikke_besvaret": ("#707070", ""),
    "ikke_relevant": (
        "#8e8e8e",
        '<pattern id="{id}" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<rect width="5" height="5" fill="#ffffff"/><rect y="2" width="5" height="1" fill="#8e8e8e"/></pattern>',
    ),
}
_PLAIN_FILL = {"ja": "#0e6760", "ikke_besvaret": "#ffffff"}
_PLATE = {"nej": "#fdf7ea", "afventer": "#ffffff", "ikke_besvaret": "#ffffff", "ikke_relevant": "#ffffff"}
_DIGITS = {"ja": "#ffffff", "nej": "#3f2803", "afventer": INK, "ikke_besvaret": INK, "ikke_relevant": INK}
# Characters that XML cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts of a row stand, in pixels from its upper left corner."""

    text: int
    line: int
    baseline: int
    bar_x: float
    bar_y: float
    bar_height: int
    fit: float
    pitch: int
    name_room: float
    most_lines: int


def _layout(width: float, names: Sequence[str], counts_width: float) -> _Layout:
    if len(names) <= MOST_ROOMY:
        room = width - counts_width - 10
        return _Layout(14, 17, 13, 0, 19, 26, width - (WIDTH - FIT), 55, room, 2)
    name = min(0.4 * width, max(width_of(name, 12) for name in names) + 1)
    return _Layout(12, 16, 13, name + 6, 1, 16, width - name - counts_width - 18, 21, name, 1)


def draw(figure: Figure, *, links: Mapping[str, str] | None = None, width: float = WIDTH) -> str:
    """Give the drawing of a figure, `width` pixels wide and as high as it needs to be.

    `links` are the addresses behind the figures, by the slug of the cluster and "" for the total. The drawing has the
    figure's title and description; the ids in it are unique as long as the figure's number is.
    """
    links = links or {}
    key = f"f{figure.number}"
    counts_width = max(width_of(_of(counts), 14) for counts in (figure.total, *(row.counts for row in figure.rows)))
    layout = _layout(width, [row.name for row in figure.rows], counts_width)
    rows, y = [], 0
    for row in figure.rows:
        drawn, y = _row(figure, row, layout, key, y, width, links.get(row.slug, ""))
        rows.append(drawn)
    total, height = _total(figure, layout, y, width, links.get("", ""))
    # What is in an image is not read out, and links have to be.
    role = "group" if links else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_px(width)}" height="{_px(height)}" '
        f'viewBox="0 0 {_px(width)} {_px(height)}" role="{role}" aria-labelledby="{key}-title" '
        f'aria-describedby="{key}-desc" font-family="{FONT}, sans-serif" font-size="{layout.text}" fill="{INK}">'
        f'<title id="{key}-title">{_safe(figure.title)}</title><desc id="{key}-desc">{_safe(figure.description)}</desc>'
        f"{_patterns(key, figure.total)}{''.join(rows)}{total}</svg>"
    )


def draw_legend(states: Sequence[State], *, key: str = "legend", size: int = 14) -> str:
    """Give a drawing of the marks with their words on one line. `key` makes its ids unique on a page."""
    x, parts = 0.0, []
    for state in states:
        parts.append(_mark(state.key, key, x + 0.5, 2.5, 27, 15))
        parts.append(f'<text x="{_px(x + 36)}" y="15">{state.word}</text>')
        x += 36 + width_of(state.word, size) + 20
    width = max(x - 20, 1)
    words = ", ".join(state.word for state in states)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_px(width)}" height="20" viewBox="0 0 {_px(width)} 20" '
        f'role="img" aria-label="Tegnforklaring: {words}" font-family="{FONT}, sans-serif" font-size="{size}" '
        f'fill="{INK}"><defs>{"".join(_pattern(state.key, key) for state in states)}</defs>{"".join(parts)}</svg>'
    )


def draw_mark(state: State) -> str:
    """Give a drawing of one mark alone, to stand beside its word."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="12" viewBox="0 0 16 12">'
        f"<defs>{_pattern(state.key, 'mark')}</defs>{_mark(state.key, 'mark', 0.5, 0.5, 15, 11)}</svg>"
    )


# ---- the parts -------------------------------------------------------------------------------------------


def _row(figure, row, layout, key, y, width, href):
    """Give one cluster: its name, "3 af 5" and its bar; and where the next row begins."""
    lines = _name(row.name, layout)
    extra = layout.line * (len(lines) - 1)
    texts = [
        f'<text x="0" y="{_px(y + layout.baseline + layout.line * number)}">{_safe(line)}</text>'
        for number, line in enumerate(lines)
    ]
    label = f"{figure.indicator.number} i {row.name}: {_of(row.counts)}"
    texts.append(_figure_of(row.counts, layout, width, y + layout.baseline, href, label))
    laid = bar(row.counts, unit=UNIT, longest=figure.longest, fit=layout.fit)
    drawn = _bar(laid, layout, key, y + layout.bar_y + extra)
    return "".join((*texts, drawn)), y + layout.pitch + extra


def _total(figure, layout, y, width, href):
    label = f"{figure.indicator.number} i alt: {_of(figure.total)}"
    baseline = y + 19
    parts = (
        f'<line x1="0" y1="{_px(y + 0.5)}" x2="{_px(width)}" y2="{_px(y + 0.5)}" stroke="{RULE}"/>',
        f'<g font-weight="600"><text x="0" y="{_px(baseline)}">I alt</text>',
        _figure_of(figure.total, layout, width, baseline, href, label),
        "</g>",
    )
    return "".join(parts), y + 26


def _figure_of(counts, layout, width, baseline, href, label):
    """Give "3 af 5" at the right edge, as a link where it leads anywhere."""
    words = _of(counts)
    text = f'<text x="{_px(width)}" y="{_px(baseline)}" text-anchor="end">{words}</text>'
    if not href:
        return text
    left = width - width_of(words, layout.text)
    under = (
        f'<line x1="{_px(left)}" y1="{_px(baseline + 4)}" x2="{_px(width)}" y2="{_px(baseline + 4)}" '
        f'stroke="{ACCENT}" stroke-width="1.5" stroke-dasharray="1.5 2"/>'
    )
    # The room around the words is part of what can be hit.
    target = (
        f'<rect x="{_px(left - 8)}" y="{_px(baseline - 17)}" width="{_px(width - left + 8)}" height="24" '
        'fill="#ffffff" fill-opacity="0"/>'
    )
    return f'<a href="{_safe(href)}" aria-label="{_safe(label)}">{target}{text}{under}</a>'


def _bar(laid: Bar, layout, key, y):
    parts = []
    for each in laid.segments:
        x, width = layout.bar_x + each.edge_x, max(each.edge_width, 0.5)
        parts.append(_mark(each.state.key, key, x, y + 0.5, width, layout.bar_height - 1))
        if each.numbered:
            parts.append(_number(each, layout, y))
    return "".join(parts)


def _number(each, layout, y):
    state, size = each.state.key, min(layout.text, 14)
    middle = y + layout.bar_height / 2
    plate = ""
    if state in _PLATE:
        height = min(18, layout.bar_height - 4)
        plate = (
            f'<rect x="{_px(layout.bar_x + each.plate_x)}" y="{_px(middle - height / 2)}" '
            f'width="{_px(each.plate_width)}" height="{height}" rx="2" fill="{_PLATE[state]}"/>'
        )
    return (
        f'{plate}<text x="{_px(layout.bar_x + each.middle)}" y="{_px(middle + size * 0.35)}" text-anchor="middle" '
        f'font-weight="600" font-size="{size}" fill="{_DIGITS[state]}">{each.count}</text>'
    )


def _mark(state, key, x, y, width, height):
    stroke = _MARKS[state][0]
    fill = _PLAIN_FILL.get(state) or f"url(#{key}-{state})"
    dashes = ' stroke-dasharray="3 2"' if state == "ikke_besvaret" else ""
    return (
        f'<rect x="{_px(x)}" y="{_px(y)}" width="{_px(width)}" height="{_px(height)}" rx="2" fill="{fill}" '
        f'stroke="{stroke}"{dashes}/>'
    )


def _patterns(key, total):
    drawn = "".join(_pattern(state, key) for state in _MARKS if getattr(total, state))
    return f"<defs>{drawn}</defs>" if drawn else ""


def _pattern(state, key):
    return _MARKS[state][1].format(id=f"{key}-{state}")


def _name(name, layout):
    """Give a name in as many lines as there is room for, the last one cut short where it has to be."""
    lines = wrap(_NOT_XML.sub("", name), layout.name_room, layout.text) or [""]
    kept = lines[: layout.most_lines]
    if len(lines) > len(kept):
        last = kept[-1].rstrip("-")
        while last and width_of(f"{last}…", layout.text) > layout.name_room:
            last = last[:-1]
        kept[-1] = f"{last.rstrip()}…"
    return kept


def _of(counts):
    return f"{counts.ja} af {counts.n}"


def _px(value):
    """Give a length with one decimal at most, the same in every process."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.1f}"


def _safe(text):
    return escape(_NOT_XML.sub("", text))
