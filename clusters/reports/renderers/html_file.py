"""The report as one HTML file to take along: no scripts, nothing fetched, the same facts give the same bytes."""

import base64
import re
from functools import lru_cache
from pathlib import Path
from posixpath import join, normpath

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from clusters.reports import guide
from clusters.reports.facts import ReportFacts
from clusters.reports.renderers.html import article, state_told
from clusters.reports.renderers.html_ways import FILE

SCREEN = (
    *("fonts", "tokens", "report-file", "base", "layout", "components", "navigation"),
    *("tables", "charts", "report", "report-parts"),
)
PRINT = ("print", "report-print")
MOST_RUNNING = 80
MEDIA_TYPES = {".svg": "image/svg+xml", ".woff2": "font/woff2"}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_URL = re.compile(r'url\("([^"]+)"\)')
# Where an icon is looked up; nobody can write an element, so nothing but ours is found.
_SPRITE = re.compile(r'<use href="[^"#]+#')
# What a file of HTML cannot hold in any way of writing.
_NOT_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def render_html(facts: ReportFacts) -> bytes:
    """Give the whole report as a file of HTML5 in UTF-8, whose figures lead to the answers inside it."""
    context = article(facts, FILE) | {
        "style": style(),
        "running": _running(facts),
        "author": facts.title_page.publisher or facts.round.region,
        "edition": state_told(facts),
        "basis": guide.basis(facts),
    }
    html = render_to_string("clusters/report_file.html", context).lstrip()
    html = _SPRITE.sub('<use href="#icon-', html)
    return _NOT_HTML.sub("\ufffd", html).encode()


def _running(facts):
    """Give what stands on top of every printed page, on one line."""
    title = " ".join(facts.title.split())
    title = title if len(title) <= MOST_RUNNING else f"{title[:MOST_RUNNING].rstrip()}…"
    return title if facts.round.region in title else f"{title} · {facts.round.region}"


@lru_cache(maxsize=1)
def style() -> str:
    """Give the style sheets of the report as one element, with fonts and patterns inside. Read once a process.

    The file is no page of the site, whose policy would refuse such an element.
    """
    screen = "\n".join(_sheet(name) for name in SCREEN)
    on_paper = "\n".join(_sheet(name) for name in PRINT)
    sheets = mark_safe(f"{screen}\n@media print {{\n{on_paper}\n}}")  # noqa: S308 - our own files
    return format_html("<{0}>{1}</{0}>", "style", sheets)


def _sheet(name):
    css = _COMMENT.sub("", _static(f"css/{name}.css").read_text(encoding="utf-8"))
    lines = (line.strip() for line in _URL.sub(_inside, css).splitlines())
    return "\n".join(line for line in lines if line)


def _inside(match):
    """Give what an address in a style sheet leads to, as data."""
    found = _static(normpath(join("css", match[1])))
    data = base64.b64encode(found.read_bytes()).decode()
    return f'url("data:{MEDIA_TYPES[found.suffix]};base64,{data}")'


def _static(name):
    """Find one of our static files, where it is written or where `collectstatic` has put it."""
    return Path(finders.find(name) or staticfiles_storage.path(name))
