"""The parts of a report as its templates show them: texts, figures, what is recommended, estimates."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from clusters.reports import charts, guide, narrative
from clusters.reports.facts import ADVICE, EXPLANATION, INDICATORS, STATUS, RecommendationFacts, ReportFacts
from clusters.reports.need import estimates, populations_told, source
from clusters.reports.phrases import Live, Paragraph, Sentence, plain
from clusters.reports.renderers.html_text import render_text
from clusters.reports.renderers.html_ways import Reader, Ways
from clusters.reports.renderers.svg import draw
from misbrug.text.danish import NBSP, bind, date_long, decimal, soft_hyphens
from misbrug.text.marks import STATES


@dataclass(frozen=True, slots=True)
class Written:
    """One written part: its markup, whether it is a draft from the numbers, and where it is edited ("" nowhere)."""

    html: SafeString
    is_draft: bool = False
    is_example: bool = False
    edit: str = ""


class Writer:
    """Turns texts and drafts to markup for one reader, and finds drafted sentences in what was written."""

    def __init__(self, facts: ReportFacts, reader: Reader):
        self.facts, self.reader, self.ways = facts, reader, Ways(facts, reader)

    def text(self, slug, written, draft_of=None, *arguments, level=3) -> Written:
        """Give one part; its own headings are of `level`.

        `draft_of(*arguments)` gives the draft; it is not asked for where nothing of it would show.
        """
        draft = draft_of(*arguments) if draft_of and (self.reader.follows or not written) else ()
        sentences = [sentence for paragraph in draft for sentence in paragraph]
        return Written(
            html=self._written(slug, written.text, sentences, level) if written else self._drafted(draft),
            is_draft=not written and bool(draft),
            is_example=bool(written) and self.tags(written),
            edit=self.ways.edit(slug),
        )

    def tags(self, what) -> bool:
        """Say whether something is tagged as invented: not where the whole report is."""
        return what.is_example and not self.facts.round.is_example

    def piece_of(self, text, ident, level=4) -> SafeString:
        """Give a text that stands in a list or an annex. `ident` tells its footnotes from those of other texts."""
        return render_text(text, facts=self.facts, address=self.ways.count, ident=ident, level=level)

    def _written(self, slug, text, sentences, level):
        """Where a sentence stands as it was drafted, its figures are right and lead to the answers."""
        live = {plain(each): each for each in sentences if any(isinstance(piece, Live) for piece in each)}
        known = {words: self.sentence(each) for words, each in live.items()} if self.reader.follows else {}
        return render_text(text, known, facts=self.facts, address=self.ways.count, ident=slug, level=level)

    def _drafted(self, draft: tuple[Paragraph, ...]):
        paragraphs = ((format_html_join(" ", "{}", ((self.sentence(s),) for s in each)),) for each in draft)
        return format_html_join("", "<p>{}</p>", paragraphs)

    def sentence(self, sentence: Sentence) -> SafeString:
        """Give a sentence as markup, its figures as links where the reader may follow them."""
        return format_html_join("", "{}", ((self.piece(piece),) for piece in sentence))

    def piece(self, piece) -> SafeString | str:
        """Give a piece of a sentence: text, or a figure with its link."""
        if not isinstance(piece, Live):
            return soft_hyphens(bind(piece))
        words, address = bind(piece.text), self.ways.count(piece)
        return format_html('<a class="live-number" href="{}">{}</a>', address, words) if address else words


# ---- introduction and conclusions ------------------------------------------------------------------------


def strip(facts: ReportFacts) -> list[dict]:
    """Give the facts under the introduction: digits, since they are no running text."""
    return [{"number": decimal(number), "of": of, "label": label} for number, of, label in guide.key_figures(facts)]


def needs(facts: ReportFacts) -> dict | None:
    """Give the estimates as a table, a place a row and a target group a column; None where there are no rates."""
    groups = estimates(facts)
    if not groups:
        return None
    places = zip(*(group.rows for group in groups), strict=True)
    rows = [
        {
            "place": row[0].place,
            "population": row[0].population,
            "cells": [{"name": each.need.name, "words": each.words} for each in row],
        }
        for row in places
        if any(each.words for each in row)
    ]
    sources = [f"{group.need.name}: {source(group.need)}." for group in groups]
    sources += [told] if (told := populations_told(facts)) else []
    return {"groups": [group.need.name for group in groups], "rows": rows, "sources": sources} if rows else None


def priorities(facts: ReportFacts, writer: Writer) -> list[dict]:
    """Give the recommendations of special weight with the reason, the weightiest first."""
    return [
        {
            "row": row,
            "title": soft_hyphens(f"Anbefaling{NBSP}{row.number}: {row.title}"),
            "reason": writer.piece_of(row.priority_reason, f"vaegt-{row.number}"),
            "example": row.priority_is_example and not facts.round.is_example,
        }
        for row in facts.priorities
    ]


# ---- what is recommended ---------------------------------------------------------------------------------


def advice(slug, items, follow_ups, writer: Writer) -> dict:
    """Give the items of "Det anbefales" and what became of those of the report before.

    `all_examples` is true where one remark says of all that they are invented.
    """
    every = bool(items) and all(writer.tags(each) for each in items)
    return {
        "items": [_item(each, f"anbefales-{slug}-{place}", writer, not every) for place, each in enumerate(items, 1)],
        "all_examples": every,
        "follow_ups": [_follow_up(each, f"sidst-{slug}-{place}", writer) for place, each in enumerate(follow_ups, 1)],
        "before": writer.facts.before,
    }


def _item(item, ident, writer, tagged):
    return {
        "text": writer.piece_of(item.text, ident),
        "example": tagged and writer.tags(item),
        "addressee": _capital(item.addressee),
        "owner": _capital(item.owner),
        "deadline": date_long(item.deadline) if item.deadline else _capital(item.deadline_words),
    }


def _capital(text):
    """Begin with a capital letter what begins with a letter."""
    return text[:1].upper() + text[1:]


def _follow_up(row, ident, writer):
    return _item(row.item, ident, writer, True) | {
        "outcome": _capital(row.outcome) or "Ikke oplyst",
        "told": writer.piece_of(row.text, f"{ident}-nu") if row.text else "",
        "told_example": writer.tags(row),
    }


# ---- recommendations -------------------------------------------------------------------------------------


def section(row: RecommendationFacts, facts: ReportFacts, figures, writer: Writer) -> dict:
    """Give one recommendation with the parts that are not left out."""
    indicators = row.answered and row.shows(INDICATORS)
    verdicts = row.verdicts if indicators else ()
    tallied = row.tallied if indicators else ()
    return {
        "row": row,
        "explanation": _explanation(row, writer) if row.shows(EXPLANATION) else None,
        "figures": [_figure(each, figures.get(each.number), writer) for each in verdicts],
        "legend": charts.legend(figures[each.number] for each in verdicts if each.number in figures),
        "tallied": [writer.sentence(told) for each in tallied if (told := narrative.tally_sentence(each))],
        "notes": [(each.number, note) for each in verdicts for note in guide.notes(each, facts)],
        "status": _status(row, facts, writer) if row.shows(STATUS) else None,
        "advice": advice(row.number, row.advice, row.follow_ups, writer) if row.shows(ADVICE) else None,
    }


def _explanation(row, writer):
    """Give what the project group has written, else the catalogue's own words."""
    slug = f"forklaring-{row.number}"
    if row.written_explanation:
        return writer.text(slug, row.written_explanation)
    paragraphs = [" ".join(each.split()) for each in row.explanation.split("\n\n") if each.strip()]
    told = format_html_join("", "<p>{}</p>", ((soft_hyphens(bind(each)),) for each in paragraphs))
    return Written(html=told, edit=writer.ways.edit(slug))


def _status(row, facts, writer):
    return writer.text(f"status-{row.number}", row.status, narrative.draft_status, row, facts.before, level=4)


def _figure(indicator, figure, writer):
    """Give one indicator as its templates show it; without a figure it is unanimous, or nobody takes part."""
    shown = {
        "indicator": indicator,
        "figure": figure,
        "unanimous": indicator.unanimous,
        "example": writer.tags(indicator),
    }
    everybody = writer.ways.count(Live("", indicator.number))
    if figure is None:
        return shown | {"href": everybody}
    links = {row.slug: writer.ways.count(Live("", indicator.number, row.slug)) for row in figure.rows} | {"": everybody}
    drawn = draw(figure, links={slug: address for slug, address in links.items() if address})
    return shown | {
        "name": f"figur {figure.number}",
        "drawing": mark_safe(drawn),  # noqa: S308 - escaped in draw()
        "table": _table(figure, writer),
    }


def _table(figure, writer):
    """Give the rows of the table that says the same as the drawing, with where each number leads."""
    rows = [(row.name, row.counts, row.slug) for row in figure.rows] + [("I alt", figure.total, "")]
    keys = [state.key for state in STATES] + [""]
    return [
        (
            name,
            counts,
            {key: writer.ways.count(Live("", figure.indicator.number, cluster, key)) for key in keys},
        )
        for name, counts, cluster in rows
    ]
