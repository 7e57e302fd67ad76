"""What the pages about rounds repeat hundreds of times, drawn fast: `{% load rounds %}`."""

from functools import cache

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from misbrug.text import marks
from misbrug.text.templatetags import ui

register = template.Library()

# Stand-ins for what differs between two tiles of the same kind. No name or address holds them.
TITLE, ADDRESS, ID = "⟦title⟧", "⟦address⟧", "⟦id⟧"


@register.simple_tag
def matrix_tile(tile, first=None):
    """Write the cell of a matrix.Tile, in the markup of `{% tile %}`: drawn once for each kind, then filled in.

    The `first` tile of the matrix can be linked to as #felter.
    """
    drawn = _tile(tile.key, tile.split)
    for stand_in, value in ((TITLE, tile.label), (ADDRESS, tile.href), (ID, tile.why)):
        drawn = drawn.replace(stand_in, conditional_escape(value))
    if tile is first:
        drawn = drawn.replace("<a ", '<a id="felter" ', 1)
    opened = '<td class="matrix__first">' if tile.first else "<td>"
    return mark_safe(f"{opened}{drawn}</td>")  # noqa: S308


@cache
def _tile(key, split):
    return str(ui.tile(key, href=ADDRESS, label=TITLE, split=split, why=ID))


@register.simple_tag
def bar_title(number, figure):
    """Name a figure's bar: "1.1 i Klynge Syd"."""
    return f"{number} i {figure.scope}"


def _address(figure, key):
    return conditional_escape(f"{figure.url}{'&' if '?' in figure.url else '?'}svar={key}")


@register.simple_tag
def total_links(figure):
    """Write a figure's counts as words, each a link to the municipalities behind: **14** ja · **2** nej."""
    counted = [(key, number) for key, number in marks.tally(figure.counts).items() if number]
    link = '<a class="live-number nowrap" href="{}"><b>{}</b> {}</a>'
    parts = [link.format(_address(figure, key), number, marks.STATE_BY_KEY[key].word) for key, number in counted]
    return mark_safe(" · ".join(parts) or "ingen deltager")  # noqa: S308


@register.simple_tag
def number_cells(figure):
    """Write a figure's counts and N as cells of a table, each number but 0 a link to the municipalities behind."""
    cells = []
    for key, number in marks.tally(figure.counts).items():
        shown = f'<a href="{_address(figure, key)}">{number}</a>' if number else "0"
        cells.append(f'<td class="number">{shown}</td>')
    return mark_safe("".join(cells) + f'<td class="number"><b>{figure.counts.n}</b></td>')  # noqa: S308


@register.simple_tag
def tally_link(figure):
    """Write a tally in words, linked to the answers behind: **3** Jobcenter · **2** Skole, 1 ikke besvaret."""
    tally = figure.tally
    words = format_html_join(" · ", "<b>{}</b> {}", tally.parts)
    told = format_html('<a class="live-number" href="{}">{}</a>', figure.url, words) if words else "ingen svar"
    return format_html('{} <span class="hint">{}</span>', told, tally.note) if tally.note else told


@register.filter
def at(mapping, key):
    """Give what a mapping holds under a key, None where it holds nothing."""
    return mapping.get(key)
