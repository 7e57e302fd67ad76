"""The report as a page: a snapshot in, markup out through templates. Asks the database nothing.

Who reads decides what leads where (`Reader`); the text and the numbers are the same for everybody.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from clusters.consolidation import Rule
from clusters.reports import charts, guide, narrative
from clusters.reports.facts import ADVICE, RecommendationFacts, ReportFacts
from clusters.reports.phrases import Live, Paragraph, Sentence, plain
from clusters.reports.renderers.html_text import count_url, render_text
from misbrug.text.danish import bind, soft_hyphens
from misbrug.text.templatetags.ui import tile

# Stand-ins for what differs between two tiles of a kind. No name or address holds them.
LABEL, ADDRESS = "⟦label⟧", "⟦address⟧"
# Rules whose name says no more than the value does.
SELF_EXPLAINING = {Rule.ALL_YES, Rule.NO_ANSWERED, Rule.UNANSWERED, Rule.NOT_RELEVANT}


@dataclass(frozen=True, slots=True)
class Reader:
    """What the one who reads may open: the pages behind the counts, those behind an answer, the editor."""

    counts: bool = False
    answers: bool = False
    writes: bool = False


PUBLIC = Reader()


def render_report(facts: ReportFacts, reader: Reader = PUBLIC) -> SafeString:
    """Give the whole report as markup: contents, text, figures and annexes."""
    return render_to_string("clusters/report_article.html", article(facts, reader))


def article(facts: ReportFacts, reader: Reader) -> dict:
    """Give what the templates of the report show."""
    figures = charts.figures(facts.verdicts)
    writer = _Writer(facts, reader)
    return {
        "facts": facts,
        "reader": reader,
        "unit": charts.UNIT,
        "fit": charts.FIT,
        "tagged": not facts.round.is_example,
        "strip": _strip(facts),
        "contents": _contents(facts),
        "introduction": writer.text("indledning", facts.introduction, narrative.draft_introduction, facts),
        "conclusions": writer.text("konklusioner", facts.conclusions, narrative.draft_conclusions, facts),
        "rules": guide.rules(facts.rules),
        "rulings_told": guide.rulings_told(facts.rulings, facts.rules) if facts.rulings else "",
        "sections": [_section(row, facts, figures, writer) for row in facts.recommendations],
        "annexes": [_annex(cluster, facts, reader) for cluster in facts.clusters],
        "numbers": [(row.number, f"{row.number}: {row.text}") for row in facts.verdicts],
    }


def _strip(facts):
    """Give the facts under the heading: digits, since they are no running text."""
    strip = [
        {"number": facts.n, "of": f"af {len(facts.members)}", "label": "kommuner deltager"},
        {
            "number": len(facts.answered),
            "of": f"af {len(facts.recommendations)}",
            "label": "anbefalinger er besvaret af kommuner",
        },
        {
            "number": sum(row.unanimous for row in facts.verdicts),
            "of": f"af {len(facts.verdicts)}",
            "label": "indikatorer har ja fra alle",
        },
    ]
    if facts.waiting:
        strip.append({"number": facts.waiting, "of": "", "label": "svar afventer vurdering"})
    if facts.unanswered:
        strip.append({"number": facts.unanswered, "of": "", "label": "spørgsmål er ikke besvaret"})
    return strip


def _contents(facts):
    """List the parts in the order they stand: conclusions first, how they were counted after all that is said."""

    def group(title, *rows):
        items = [{"number": number, "label": label, "url": f"#{anchor}"} for number, label, anchor in rows]
        return {"title": title, "items": items}

    return [
        group("", ("", "Indledning", "indledning"), ("", "Overordnede konklusioner", "konklusioner")),
        group(
            "Anbefalinger",
            *((row.number, soft_hyphens(row.short_title), f"anbefaling-{row.number}") for row in facts.recommendations),
        ),
        group(
            "Læsevejledning og bilag",
            ("", "Læsevejledning", "laesevejledning"),
            *((row.letter, row.name, f"bilag-{row.letter.lower()}") for row in facts.clusters),
        ),
    ]


# ---- recommendations -------------------------------------------------------------------------------------


def _section(row: RecommendationFacts, facts, figures, writer):
    shown = [figures[each.number] for each in row.verdicts if each.number in figures]
    return {
        "row": row,
        "figures": [_figure(each, figures.get(each.number), writer) for each in row.verdicts],
        "legend": charts.legend(shown),
        "tallied": [writer.sentence(told) for each in row.tallied if (told := narrative.tally_sentence(each))],
        "notes": [note for each in row.verdicts for note in _notes(each)],
        "status": writer.text(f"status-{row.number}", row.status, narrative.draft_status, row, facts.before),
        "advice": row.advice if row.shows(ADVICE) else (),
    }


def _figure(indicator, figure, writer):
    """Give one indicator as its templates show it; without a figure it is unanimous, or nobody takes part."""

    def live(counts, cluster=""):
        return writer.piece(Live(f"{counts.ja} af {counts.n}", indicator.number, cluster))

    shown = {"indicator": indicator, "figure": figure, "unanimous": indicator.unanimous}
    if figure is None:
        everybody = Live("", indicator.number)
        return shown | {"href": count_url(writer.slug, everybody) if writer.reader.counts else ""}
    rows = [
        {
            "name": row.name,
            "live": live(row.counts, row.slug),
            "counts": row.counts,
            "title": f"{indicator.number} i {row.name}",
        }
        for row in figure.rows
    ]
    table = [(row.name, row.counts) for row in figure.rows] + [("I alt", figure.total)]
    return shown | {"rows": rows, "total": live(figure.total), "table": table}


def _notes(indicator):
    """Give what is said under the figures: rulings, and municipalities whose tracks differ."""
    for outcome in ("ja", "nej"):
        ruled = [ruling for ruling in indicator.rulings if ruling.outcome == outcome]
        if ruled:
            yield {
                "number": indicator.number,
                "ruled": len(ruled),
                "outcome": outcome,
                "at": max(ruling.at for ruling in ruled),
            }
    if indicator.splits:
        yield {"number": indicator.number, "splits": indicator.splits}


# ---- annexes ---------------------------------------------------------------------------------------------


def _annex(cluster, facts, reader):
    pattern = reverse("clusters:cell", args=[facts.round.slug, "CODE", "NUMBER"]) if reader.answers else ""
    return {
        "cluster": cluster,
        "rows": [
            {
                "member": member,
                "tiles": [_tile(member, value, pattern) for value in member.values],
                "groups": _groups(member.values),
            }
            for member in cluster.members
        ],
    }


def _tile(member, value, pattern):
    href = ""
    if pattern and member.has_submitted:
        href = pattern.replace("CODE", member.code).replace("NUMBER", quote(value.number))
    drawn = _drawn_tile(value.value, value.split, bool(href))
    label = conditional_escape(f"{member.name}, {value.number}: {value.words}")
    return mark_safe(drawn.replace(ADDRESS, conditional_escape(href)).replace(LABEL, label))  # noqa: S308


@lru_cache(maxsize=32)
def _drawn_tile(key, split, linked):
    """Draw a tile once for all municipalities: an annex has hundreds, of a handful of kinds."""
    return tile(key, href=ADDRESS if linked else "", label=LABEL, split=split)


def _groups(values):
    """Gather the values of one municipality that have the same reason, in the order they first occur."""
    groups = {}
    for value in values:
        reason = (value.value, value.words, value.rule, value.explanation, value.is_example)
        groups.setdefault(reason, []).append(value.number)
    return [
        {
            "tile": mark_safe(_drawn_tile(key, rule == Rule.SPLIT, False).replace(LABEL, "")),  # noqa: S308
            "words": words,
            "rule": "" if rule in SELF_EXPLAINING else rule.label,
            "why": why,
            "example": example,
            "numbers": numbers,
        }
        for (key, words, rule, why, example), numbers in groups.items()
    ]


# ---- texts -----------------------------------------------------------------------------------------------


class _Writer:
    """Turns texts and drafts to markup for one reader, and finds drafted sentences in what was written."""

    def __init__(self, facts, reader):
        self.facts, self.reader, self.slug = facts, reader, facts.round.slug
        # A supplementary question is shown on the page of its indicator.
        rows = [row for recommendation in facts.recommendations for row in recommendation.indicators]
        self.pages = {each.number: row.number for row in rows for each in (row, *row.supplements)}

    def text(self, slug, written, draft_of, *arguments):
        """Give one part for the templates: its markup, whether it is a draft, and where it is edited.

        `draft_of(*arguments)` gives the draft; it is not asked for where nothing of it would show.
        """
        draft = draft_of(*arguments) if self.reader.counts or not written else ()
        sentences = [sentence for paragraph in draft for sentence in paragraph]
        html = self._written(slug, written.text, sentences) if written else self._drafted(draft)
        return {
            "html": html,
            "is_draft": not written and bool(draft),
            "is_example": bool(written) and written.is_example and not self.facts.round.is_example,
            "edit": reverse("clusters:report_edit", args=[self.slug, slug]) if self.reader.writes else "",
        }

    def _written(self, slug, text, sentences):
        """Where a sentence stands as it was drafted, its figures are right and lead to the answers."""
        live = {plain(each): each for each in sentences if any(isinstance(piece, Live) for piece in each)}
        known = {words: self.sentence(each) for words, each in live.items()} if self.reader.counts else {}
        return render_text(text, known, facts=self.facts, address=self.address, ident=slug)

    def address(self, live: Live) -> str:
        """Give where a figure leads; "" where the reader may not follow it, and where it is of the whole report."""
        if not self.reader.counts or live.number not in self.pages:
            return ""
        return count_url(self.slug, replace(live, number=self.pages[live.number]))

    def _drafted(self, draft: tuple[Paragraph, ...]):
        paragraphs = ((format_html_join(" ", "{}", ((self.sentence(s),) for s in each)),) for each in draft)
        return format_html_join("", "<p>{}</p>", paragraphs)

    def sentence(self, sentence: Sentence) -> SafeString:
        """Give a sentence as markup, its figures as links where the reader may follow them."""
        return format_html_join("", "{}", ((self.piece(piece),) for piece in sentence))

    def piece(self, piece):
        if not isinstance(piece, Live):
            return soft_hyphens(bind(piece))
        words, address = bind(piece.text), self.address(piece)
        return format_html('<a class="live-number" href="{}">{}</a>', address, words) if address else words
