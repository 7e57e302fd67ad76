"""A written text as markup for a page; everything typed is escaped."""

import re
from collections.abc import Callable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from clusters.reports.bound import compose
from clusters.reports.facts import ReportFacts
from clusters.reports.markup import Block, Run, footnotes, parse
from clusters.reports.phrases import Live
from misbrug.text.danish import NBSP, bind, soft_hyphens

TAGS = {"paragraph": "p", "bullets": "ul", "numbered": "ol"}


def render_text(
    text: str,
    known: dict[str, SafeString] | None = None,
    *,
    facts: ReportFacts | None = None,
    address: Callable[[Live], str] = lambda live: "",
    ident: str = "",
    level: int = 4,
) -> SafeString:
    """Give a text in the report's plain format as markup.

    `known` are sentences whose markup is already made, by their words. With `facts` bound figures have their words,
    and lead to `address(figure)` where that is not "". `ident` tells this text's footnotes from those of other texts
    on the page; without it they are numbered but no links. `level` is that of its headings.
    """
    blocks = compose(text, facts) if facts else parse(text)
    writer = _TextWriter(known or {}, address, ident, level)
    parts = [writer.block(block) for block in blocks]
    notes = footnotes(blocks)
    if notes:
        items = ((writer.note(number, note),) for number, note in enumerate(notes, start=1))
        parts.append(format_html('<ol class="footnotes">{}</ol>', format_html_join("", "{}", items)))
    return mark_safe("".join(parts))  # noqa: S308 - every part was made by format_html


class _TextWriter:
    """Turns the blocks of one text to markup, counting its footnotes."""

    def __init__(self, known, address, ident, level):
        # A writer's text may hold non-breaking spaces where the draft has ordinary ones.
        spaced = [re.escape(words).replace(r"\ ", f"[ {NBSP}]") for words in known]
        self.found = re.compile("|".join(f"({each})" for each in spaced)) if known else None
        self.markup, self.address, self.ident, self.notes = list(known.values()), address, ident, 0
        self.tags = TAGS | {"heading": f"h{level}"}

    def block(self, block: Block) -> SafeString:
        lines = [(self.line(line),) for line in block.lines]
        inside = format_html_join("", "<li>{}</li>", lines) if block.is_list else lines[0][0]
        return format_html("<{0}>{1}</{0}>", mark_safe(self.tags[block.kind]), inside)  # noqa: S308 - one of four names

    def line(self, line) -> SafeString:
        return format_html_join("", "{}", ((self.run(run),) for run in line))

    def run(self, run: Run) -> SafeString:
        if run.note:
            return self._mark()
        words = self._live(run) if run.live else self._prose(run.text)
        if run.link:
            words = format_html('<a href="{}" rel="noopener">{}</a>', run.link, words)
        return format_html("<strong>{}</strong>", words) if run.bold else words

    def _live(self, run):
        words, address = bind(run.text), "" if run.link else self.address(run.live)
        return format_html('<a class="live-number" href="{}">{}</a>', address, words) if address else words

    def _mark(self):
        self.notes += 1
        number = self.notes
        if not self.ident:
            return format_html("<sup>{}</sup>", number)
        return format_html(
            '<sup><a href="#fodnote-{0}-{1}" id="fodnotetegn-{0}-{1}" aria-label="Fodnote {1}">{1}</a></sup>',
            self.ident,
            number,
        )

    def note(self, number: int, note) -> SafeString:
        if not self.ident:
            return format_html("<li>{}</li>", self.line(note))
        back = format_html(
            ' <a href="#fodnotetegn-{0}-{1}" class="screen-only">Tilbage<span class="sr-only"> til note {1}</span></a>',
            self.ident,
            number,
        )
        return format_html('<li id="fodnote-{}-{}">{}{}</li>', self.ident, number, self.line(note), back)

    def _prose(self, text):
        if self.found is None:
            return _prose(text)
        parts, place = [], 0
        for match in self.found.finditer(text):
            parts += [_prose(text[place : match.start()]), self.markup[match.lastindex - 1]]
            place = match.end()
        return format_html_join("", "{}", ((part,) for part in (*parts, _prose(text[place:]))))


def _prose(text):
    return conditional_escape(soft_hyphens(bind(text)))
