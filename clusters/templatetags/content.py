"""What the pages that write rows share: `{% load content %}`."""

import re

from django import template
from django.forms import Textarea
from django.utils.html import format_html, format_html_join

from clusters.reports.renderers.html import render_text
from misbrug.text.danish import bind, soft_hyphens

register = template.Library()

_SUBHEADING = re.compile(r"(?:^|\n[ \t]*\n)[ \t]*\*\*(?=\S)([^*\n]+)(?<=\S)\*\*[ \t]*(?=\n[ \t]*\n|$)")


@register.filter
def prose(text, level=3):
    """``{{ part.text|prose }}`` → paragraphs, lists and bold; a line alone in bold is a heading of a level."""
    level = int(level)
    pieces = _SUBHEADING.split((text or "").replace("\r\n", "\n").strip())
    parts = [render_text(pieces[0])]
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        parts.append(format_html("<h{0}>{1}</h{0}>", level, soft_hyphens(bind(heading))))
        parts.append(render_text(body))
    return format_html_join("", "{}", ((part,) for part in parts))


@register.filter
def has_text(form):
    """Whether a form has texts whose look can be shown beforehand: those in more than one line."""
    return any(isinstance(field.widget, Textarea) for field in form.fields.values())


@register.simple_tag(takes_context=True)
def whole_url(context, page, *arguments):
    """The address of a page of the whole that is shown: `{% whole_url "content_edit" "bilag" annex.pk %}`."""
    return context["whole"].address(page, *arguments)


@register.simple_tag(takes_context=True)
def agenda_url(context, item):
    """The address at which an agenda item can be taken along, "" where there is none."""
    return context["whole"].agenda_address(item)


@register.simple_tag(takes_context=True)
def place_bodies_url(context, place):
    """The address of the page on the bodies of one of the whole's places."""
    return context["whole"].bodies_address(place)


@register.simple_tag(takes_context=True)
def body_url(context, page="bodies", *arguments):
    """The address of the bodies of the place that is shown, or of a page below it (`"body_edit" body.pk`)."""
    return context["pages"].address(context["place"], page, *arguments)
