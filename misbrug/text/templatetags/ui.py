"""The components of the interface as template tags: `{% load ui %}`.

What has a place for other markup is a block tag (`{% alert %}…{% endalert %}`), the rest are single tags. Tags
that a page repeats hundreds of times (icon, tile) write their markup themselves: a template for each would cost
the page its time.
"""

import zlib
from functools import cache, lru_cache

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from misbrug.text import marks

register = template.Library()


@cache
def _sprite():
    return static("dkfds/img/all-svg-icons.svg")


@register.simple_tag
def icon(name, css=""):
    """An icon of the design system's sprite, such as "check". Decoration: the words beside it say the same."""
    return _icon(name, css)


# Names and classes are the pages' own, so there are few of them; what people write is never kept like this.
@lru_cache(maxsize=256)
def _icon(name, css):
    return format_html(
        '<svg class="icon-svg {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        _sprite(),
        name,
    )


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts):
    """The way to the page: label and address in turn, at the end the page's own label without an address."""
    labels, addresses = parts[0::2], parts[1::2]
    addresses = [*addresses, ""][: len(labels)]
    return {"items": [{"label": label, "url": url} for label, url in zip(labels, addresses, strict=True)]}


@register.simple_tag
def state_tag(text, kind="plain"):
    """A small word about the state of a thing.

    `kind`: "done" (check and plain word), "progress" (outlined, tinted), "none" (not begun: dashed) or
    "plain" (outlined).
    """
    mark = icon("check", "icon-svg--small") if kind == "done" else ""
    return format_html('<span class="state-tag state-tag--{}">{}{}</span>', kind, mark, text)


@register.simple_tag
def example(shown=True):
    """The small word "eksempel" beside text that is invented; nothing where `shown` is false."""
    return mark_safe('<span class="example">eksempel</span>') if shown else ""


@register.simple_tag
def progress(done, total, unit="", label=""):
    """How far something is: cells up to 20 units, above that one bar, and always "13 af 15 svar" beside it."""
    return format_html(
        '<span class="progress">{}{}<span class="progress__text">{} af {}{}</span></span>',
        format_html('<span class="progress__label">{}</span>', label) if label else "",
        _progress_cells(int(done), int(total)),
        done,
        total,
        f" {unit}" if unit else "",
    )


@lru_cache(maxsize=1024)
def _progress_cells(done, total):
    return render_to_string("components/progress.html", {"progress": marks.progress(done, total)})


@register.inclusion_tag("components/legend.html")
def legend(*keys, tiles=False, split=False):
    """What the marks mean. Without keys all five; `tiles`: as in the matrix, `split`: with the corner."""
    chosen = [state for state in marks.STATES if not keys or state.key in keys]
    return {"states": chosen, "tiles": tiles, "split": split}


@register.simple_tag
def bar(counts, title, href="", unit=34, longest=None, fit=340, id=""):
    """A stacked bar of how many municipalities answered what.

    `counts`: a mapping or object with ja, nej, afventer, ikke_besvaret, ikke_relevant. `title` names the bar for
    those who do not see it ("1.1 i Klynge Syd") and must differ from bar to bar on a page, or `id` must. `href`
    makes the bar a link. See `marks.bar` for `unit`, `longest` and `fit`.
    """
    width, sentence, parts = _bar_parts(tuple(marks.tally(counts).items()), unit, longest, fit)
    svg = format_html(
        '<svg class="bar" role="img" aria-labelledby="{0}-t {0}-d" width="{1}" height="26">'
        '<title id="{0}-t">{2}</title><desc id="{0}-d">{3}</desc>{4}</svg>',
        id or f"bar-{zlib.crc32(str(title).encode()):x}",
        width,
        title,
        sentence,
        parts,
    )
    return format_html('<a class="bar-link" href="{}">{}</a>', href, svg) if href else svg


@lru_cache(maxsize=2048)
def _bar_parts(counts, unit, longest, fit):
    """Width, words and marks of a bar. A page has hundreds of bars but few different ones, so each is drawn once."""
    drawn = marks.bar(dict(counts), unit=unit, longest=longest, fit=fit)
    return str(drawn.width), drawn.sentence, render_to_string("components/bar.html", {"bar": drawn})


@register.inclusion_tag("components/count_table.html")
def count_table(rows, caption, head="Klynge", summary="Vis som tabel", about=""):
    """The numbers behind bars as a table behind "Vis som tabel".

    `rows`: (label, counts) each, or (label, counts, links), where links are the addresses behind the numbers by state
    key and "" for their sum; 0 leads nowhere. `about` tells the summary from others to those who hear it.
    """
    listed = []
    for label, counts, *more in rows:
        links = more[0] if more else {}
        numbers = marks.tally(counts)
        total = sum(numbers.values())
        cells = [(number, links.get(key, "") if number else "") for key, number in numbers.items()]
        listed.append({"label": label, "cells": cells, "total": (total, links.get("", "") if total else "")})
    return {
        "rows": listed,
        "states": marks.STATES,
        "caption": caption,
        "head": head,
        "summary": summary,
        "about": about,
    }


@register.filter
def in_words(counts):
    """Counts as words: "14 ja, 2 nej"."""
    return marks.in_words(counts)


@register.simple_tag
def counts_text(counts):
    """Counts as in the last column of the dashboard: **14** ja · **2** nej."""
    parts = [(n, marks.STATE_BY_KEY[key].word) for key, n in marks.tally(counts).items() if n]
    return format_html_join(" · ", '<span class="nowrap"><b>{}</b> {}</span>', parts)


@register.simple_tag
def tile(key, href="", label="", split=False, **data):
    """A tile of the matrix: `key` is a state, `label` what a screen reader says, `split` marks a split effort.

    Further arguments become data attributes (`rule="…"` → `data-rule`), for the strip that explains the chosen
    tile.
    """
    return format_html(
        '<{0} class="tile tile--{1}{2}"{3}{4}><span class="tile__mark" aria-hidden="true">{5}</span>'
        '<span class="sr-only">{6}</span></{0}>',
        "a" if href else "span",
        key,
        " tile--split" if split else "",
        format_html(' href="{}"', href) if href else "",
        format_html_join("", ' data-{}="{}"', ((name.replace("_", "-"), value) for name, value in data.items())),
        _tile_mark(key),
        label or marks.STATE_BY_KEY[key].word,
    )


@cache
def _tile_mark(key):
    state = marks.STATE_BY_KEY[key]
    return format_html("<span>{}</span>", state.tile) if state.tile else icon("check", "icon-svg--small")


@register.inclusion_tag("components/unanimous.html")
def unanimous(total, href="", scope="Alle klynger"):
    """The band that takes the place of the bars where every participant of every cluster is ja."""
    return {"total": total, "href": href, "scope": scope}


@register.simple_block_tag
def alert(content, kind="info", title="", level=2, id=""):
    """A message on the page with a bar to the left. `kind`: info, success, warning, error, locked, plain."""
    heading = ""
    if title:
        mark = icon("lock", "icon-svg--small") if kind == "locked" else ""
        heading = format_html('<h{} class="alert-heading">{}{}</h{}>', level, mark, title, level)
    return format_html(
        '<div class="alert alert-{}"{}>{}<div class="alert-text">{}</div></div>',
        kind,
        format_html(' id="{}"', id) if id else "",
        heading,
        content,
    )


@register.simple_block_tag
def empty_state(content, title="", level=3):
    """Where there is nothing to show: what is true, then the one thing to do."""
    return format_html(
        '<div class="card card--empty"><h{} class="card__title">{}</h{}>{}</div>',
        level,
        title,
        level,
        content,
    )


@register.simple_block_tag
def filter_bar(content, current="", action="", label="Filtrér", button="Vis", folded=False, opened=False):
    """A form of choices kept in the address. `current` says them in words: a phone shows it on the closed bar.

    `folded`: a wide page closes the bar too. `opened`: it starts open there.
    """
    return format_html(
        '<details class="filter-toggle{}"{}><summary>{}<span>{}: {}</span></summary></details>'
        '<form class="filter-bar" method="get" action="{}" role="search" aria-label="{}">{}'
        '<button class="button button-secondary" type="submit">{}</button></form>',
        " filter-toggle--always" if folded else "",
        mark_safe(" open") if folded and opened else "",
        icon("tune"),
        label,
        current,
        action,
        label,
        content,
        button,
    )


@register.inclusion_tag("components/error_summary.html")
def error_summary(*sources):
    """ "Der er problemer" above the h1, with a link to each field; nothing where there are no errors.

    `sources`: forms, formsets and lists of (message, address) in any order; what is None is left out.
    """
    return {"errors": [error for source in sources if source for error in _errors_of(source)]}


def _errors_of(source):
    """Give (message, address) of a form's errors in the order of its fields, "" where there is no field."""
    if hasattr(source, "forms"):
        whole = [(message, "") for message in source.non_form_errors()]
        return whole + [error for form in source.forms for error in _errors_of(form)]
    if not hasattr(source, "non_field_errors"):
        return source
    found = [(message, "") for message in source.non_field_errors()]
    for field in source:
        # "Dette felt er påkrævet" says nothing until one knows which; a message of the form's own says it all.
        label, generic = str(field.label).rstrip(".:?"), _generic_messages(field.field)
        for message in field.errors:
            found.append((f"{label}: {message}" if message in generic else message, f"#{focus_id(field)}"))
    return found


def _generic_messages(field):
    """Give the messages that every field of its class has, which do not name what it asks for."""
    classes = type(field).__mro__
    return {str(text) for each in classes for text in getattr(each, "default_error_messages", {}).values()}


@register.filter
def page_numbers(page):
    """The numbers of the pages to choose between: the first, those around this one, the last, and marks for gaps."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def focus_id(field):
    """The id that a link to the field leads to: its control, or the first choice of a group."""
    choices = getattr(field.field.widget, "input_type", "") in ("radio", "checkbox") and hasattr(
        field.field.widget, "choices"
    )
    return f"{field.auto_id}_0" if choices else field.id_for_label or field.auto_id
