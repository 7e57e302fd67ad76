"""The report as a PDF: a snapshot in, bytes out. Asks the database nothing, and the same facts give the same bytes.

What is said is put together here and in pdf_parts.py and pdf_annexes.py as plain data; report.typ says how it looks.
"""

from datetime import datetime
from pathlib import Path

from clusters.reports import guide, narrative, needs
from clusters.reports.facts import ReportFacts
from clusters.reports.renderers.pdf_annexes import annexes
from clusters.reports.renderers.pdf_parts import aside, cooperation, head, part, reading_guide, recommendations, table
from clusters.reports.renderers.pdf_text import part as written_part
from clusters.reports.renderers.pdf_text import shown
from clusters.reports.renderers.typesetting import set_pdf
from misbrug.text.danish import bind, date_long, date_time, decimal

TEMPLATE = Path(__file__).with_name("report.typ")
ALL_EXAMPLES = "Alle svar og tekster i rapporten er eksempler."
NOT_SHOWN = "Tegn, som skriften ikke har, står i rapporten som �."


def render_pdf(facts: ReportFacts, *, at: datetime | None = None) -> bytes:
    """Give the whole report as a PDF by PDF/UA-1 and PDF/A-2a.

    `at` is when it was made, which is written into it: without it when the edition was released, and for a draft when
    the snapshot was taken. Raises TypesettingError with a Danish message where it cannot be set.
    """
    return set_pdf(TEMPLATE, document(facts), at=at or _moment(facts))


def document(facts: ReportFacts) -> dict:
    """Give what the template shows, as JSON can hold it."""
    data, lacking = shown(content(facts))
    if lacking:
        data["foot_note"] = NOT_SHOWN
    return data


def content(facts: ReportFacts) -> dict:
    """Give what the report says in the order it stands, with every character; the Word document is made of it too."""
    return {
        "title": facts.title,
        "author": facts.title_page.publisher or facts.catalogue.publisher or facts.round.region,
        "description": bind(guide.basis(facts)),
        "running": facts.title if facts.round.region in facts.title else f"{facts.title} · {facts.round.region}",
        "foot": _foot(facts),
        "cover": _cover(facts),
        "changes": _changes(facts),
        "elements": [
            *_introduction(facts),
            *_conclusions(facts),
            *cooperation(facts),
            *recommendations(facts),
            *reading_guide(facts),
            *annexes(facts),
        ],
    }


def _moment(facts):
    return facts.edition.released_at if facts.edition else facts.taken_at


def _foot(facts):
    if facts.edition:
        words = f"{facts.edition.number}. udgave, {date_long(facts.edition.released_at)}"
    elif facts.published_at:
        words = f"Offentliggjort {date_long(facts.published_at)}"
    else:
        words = f"Udkast, tal fra {date_time(facts.taken_at)}"
    return f"{words} · eksempel" if facts.round.is_example else words


def _cover(facts):
    if facts.edition:
        state = f"{facts.edition.number}. udgave, {date_long(facts.edition.released_at)}"
    else:
        state = f"Offentliggjort {date_long(facts.published_at)}" if facts.published_at else "Udkast"
    return {
        "region": facts.round.region,
        "title": facts.title,
        "subtitle": facts.title_page.subtitle,
        "publisher": facts.title_page.publisher,
        "state": bind(state),
        "basis": [
            bind(f"{guide.basis(facts)}."),
            facts.catalogue.title,
            *([] if facts.edition else [bind(f"Tal fra {date_time(facts.taken_at)}")]),
        ],
        "example": ALL_EXAMPLES if facts.round.is_example else "",
    }


def _changes(facts):
    """Say what this edition says otherwise than the one before; nothing in the first one."""
    if not facts.edition or not facts.edition.changes:
        return None
    before = f"{facts.edition.number - 1}. udgave"
    return {"title": bind(f"Ændret siden {before}"), "items": [bind(each) for each in facts.edition.changes]}


# ---- introduction and conclusions ------------------------------------------------------------------------


def _introduction(facts):
    text = written_part(facts.introduction, narrative.draft_introduction(facts), facts)
    nothing = "" if text["blocks"] else "Der er ikke skrevet en indledning."
    yield part("indledning", "Indledning", example=text.pop("example", False))
    yield {"is": "text", **text} if text["blocks"] else aside(nothing)
    yield {"is": "strip", "items": _strip(facts)}
    yield head("Kommunerne i rapporten")
    if facts.clusters:
        rows = [[cluster.name, _members(cluster)] for cluster in facts.clusters]
        yield table(["Klynge", "Kommuner"], rows, widths=["110pt", "1fr"], strong=[0])
    else:
        yield aside("Runden har ingen kommuner endnu.")
    yield from _needs(facts)


def _members(cluster):
    names = [f"{row.name} (tovholder)" if row.is_lead else row.name for row in cluster.participants]
    absent = [f"{row.name} deltager ikke: {row.absence}" for row in cluster.absent]
    return {"lines": [[", ".join(names) or "Ingen deltager"]], "fine": [bind(each) for each in absent]}


def _strip(facts):
    """Give the facts under the introduction in digits, since they are no running text."""
    strip = [
        (facts.n, f"af {len(facts.members)}", "kommuner deltager"),
        (len(facts.answered), f"af {len(facts.recommendations)}", "anbefalinger er besvaret af kommuner"),
        (sum(row.unanimous for row in facts.verdicts), f"af {len(facts.verdicts)}", "indikatorer har ja fra alle"),
    ]
    if facts.waiting:
        strip.append((facts.waiting, "", "svar afventer vurdering"))
    if facts.unanswered:
        strip.append((facts.unanswered, "", "spørgsmål er ikke besvaret"))
    return [{"number": decimal(number), "of": of, "label": label} for number, of, label in strip]


def _needs(facts):
    rows = needs.need_rows(facts)
    if not rows:
        return
    yield head(needs.HEADING)
    yield aside(needs.WHAT_THEY_ARE)
    heads = ["Skøn for", "Indbyggere", *(row.name for row in facts.needs)]
    told = [[row.place, decimal(row.population), *(f"ca. {decimal(each)}" for each in row.estimates)] for row in rows]
    many = len(heads) - 2
    yield table(heads, told, widths=["1.4fr", "64pt", *["1fr"] * many], strong=[0], right=list(range(1, many + 2)))
    yield aside(" ".join(bind(each) for each in needs.sources(facts)))


def _conclusions(facts):
    text = written_part(facts.conclusions, narrative.draft_conclusions(facts), facts)
    yield part("konklusioner", "Overordnede konklusioner", example=text.pop("example", False))
    if facts.priorities:
        yield head("Anbefalinger af særlig vægt")
        yield {
            "is": "terms",
            "items": [
                {
                    "term": f"{row.short_title}",
                    "fine": bind(f"anbefaling {row.number}"),
                    "to": f"anbefaling-{row.number}",
                    "text": [bind(row.priority_reason)],
                    "example": row.priority_is_example and not facts.round.is_example,
                }
                for row in facts.priorities
            ],
        }
        if text["blocks"]:
            yield head("Konklusioner")
    yield {"is": "text", **text} if text["blocks"] else aside("Der er ikke skrevet overordnede konklusioner.")
