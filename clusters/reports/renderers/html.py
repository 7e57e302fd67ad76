"""The report as a page: a snapshot in, markup out through templates. Asks the database nothing.

Who reads decides what leads where (`Reader`); the text and the numbers are the same for everybody.
"""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from clusters.reports import charts, guide, narrative
from clusters.reports.facts import ReportFacts
from clusters.reports.renderers.html_annexes import answers, cluster_annexes, other_annexes, span
from clusters.reports.renderers.html_parts import Writer, advice, needs, priorities, section, strip
from clusters.reports.renderers.html_text import render_text
from clusters.reports.renderers.html_ways import ALL_ANSWERS, PUBLIC, Reader
from misbrug.text.danish import NBSP, date_long, date_time, soft_hyphens

__all__ = ["PUBLIC", "Reader", "render_report", "render_text", "state_told"]


def render_report(facts: ReportFacts, reader: Reader = PUBLIC) -> SafeString:
    """Give the whole report as markup: contents, text, figures and annexes."""
    return render_to_string("clusters/report_article.html", article(facts, reader))


def article(facts: ReportFacts, reader: Reader) -> dict:
    """Give what the templates of the report show."""
    figures = charts.figures(facts.verdicts)
    writer = Writer(facts, reader)
    cooperation = _cooperation(facts, writer)
    files = other_annexes(facts, writer)
    behind = answers(facts) if reader.standalone else []
    return {
        "facts": facts,
        "reader": reader,
        "tagged": not facts.round.is_example,
        "imprint": _imprint(facts),
        "strip": strip(facts),
        "contents_note": "" if reader.standalone else facts.title_page.publisher,
        "contents": _contents(facts, bool(cooperation), bool(behind)),
        "changes_title": _changes_title(facts),
        "introduction": writer.text("indledning", facts.introduction, narrative.draft_introduction, facts),
        "needs": needs(facts),
        "conclusions": writer.text("konklusioner", facts.conclusions, narrative.draft_conclusions, facts),
        "priorities": priorities(facts, writer),
        "cooperation": cooperation,
        "rules": guide.rules(facts.rules),
        "counted": guide.counted(facts),
        "rulings_told": guide.rulings_told(facts.rulings, facts.rules) if facts.rulings else "",
        "reply_told": guide.reply_told(facts.reply),
        "sections": [section(row, facts, figures, writer) for row in facts.recommendations],
        "annexes": cluster_annexes(facts, writer),
        "files": files,
        "files_span": span([row.letter for row in facts.annexes]) if files else "",
        "numbers": [(row.number, f"{row.number}: {row.text}") for row in facts.verdicts],
        "answers": behind,
    }


def _imprint(facts):
    """Give what a title page says besides the title, as (label, words)."""
    said = (
        ("Udgiver", facts.title_page.publisher),
        ("Region", facts.round.region),
        ("Runde", facts.round.name),
        ("Udgave", state_told(facts)),
        ("Grundlag", f"{guide.basis(facts)}. {facts.catalogue.title}"),
    )
    return [(label, words) for label, words in said if words]


def state_told(facts: ReportFacts) -> str:
    """Say which edition it is, or of when the draft's numbers are."""
    if facts.edition:
        return f"{facts.edition.number}.{NBSP}udgave, {date_long(facts.edition.released_at)}"
    if facts.published_at:
        return f"Offentliggjort {date_long(facts.published_at)}"
    return f"Kladde, tal fra {date_time(facts.taken_at)}"


def _changes_title(facts):
    """Head what this edition says otherwise than the one before; "" where it says nothing otherwise."""
    if not facts.edition or not facts.edition.changes:
        return ""
    return f"Ændret siden {facts.edition.number - 1}.{NBSP}udgave" if facts.edition.number > 1 else "Ændret"


def _cooperation(facts, writer):
    """Give the part on the clusters' cooperation; None where there is nothing and nobody to write it."""
    said = facts.cooperation or facts.cooperation_advice or facts.cooperation_follow_ups
    if not said and not writer.reader.writes:
        return None
    return {
        "text": writer.text("klyngesamarbejdet", facts.cooperation),
        "advice": advice("klyngerne", facts.cooperation_advice, facts.cooperation_follow_ups, writer),
    }


def _contents(facts, cooperation, behind):
    """List the parts in the order they stand: how the answers were counted comes before all that is said of them."""

    def group(title, *rows):
        items = [{"number": number, "label": label, "url": f"#{anchor}"} for number, label, anchor in rows if label]
        return {"title": title, "items": items}

    return [
        group(
            "",
            ("", _changes_title(facts), "aendret"),
            ("", "Indledning", "indledning"),
            ("", "Læsevejledning", "laesevejledning"),
            ("", "Overordnede konklusioner", "konklusioner"),
            ("", "Klyngesamarbejdet" if cooperation else "", "klyngesamarbejdet"),
        ),
        group(
            "Anbefalinger",
            *((row.number, soft_hyphens(row.short_title), f"anbefaling-{row.number}") for row in facts.recommendations),
        ),
        group(
            "Bilag",
            *((row.letter, row.name, f"bilag-{row.letter.lower()}") for row in facts.clusters),
            *((row.letter, soft_hyphens(row.title) or "Bilag", f"bilag-{row.letter.lower()}") for row in facts.annexes),
            ("", "Svarene bag tallene" if behind else "", ALL_ANSWERS),
        ),
    ]
