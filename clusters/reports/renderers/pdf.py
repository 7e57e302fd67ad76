"""The report as a PDF: a snapshot in, bytes out. Asks the database nothing, and the same facts give the same bytes.

What is said is put together here and in pdf_parts.py and pdf_annexes.py as plain data; report.typ says how it looks.
"""

from datetime import datetime
from pathlib import Path

from clusters.reports import guide, narrative
from clusters.reports.facts import ReportFacts
from clusters.reports.need import estimates, populations_told, source
from clusters.reports.renderers.glyphs import UNKNOWN
from clusters.reports.renderers.pdf_annexes import annexes
from clusters.reports.renderers.pdf_parts import aside, cooperation, head, part, reading_guide, recommendations, table
from clusters.reports.renderers.pdf_text import count_notes, one_line, shown
from clusters.reports.renderers.pdf_text import part as written_part
from clusters.reports.renderers.svg import draw_mark
from clusters.reports.renderers.typesetting import set_pdf
from misbrug.text.danish import NBSP, bind, date_long, date_time, decimal
from misbrug.text.marks import STATES

TEMPLATE = Path(__file__).with_name("report.typ")
ALL_EXAMPLES = "Alle svar og tekster i rapporten er eksempler."
MOST_RUNNING = 70
MOST_NOTES = 300
"""Where there are more footnotes than these they stand in the text: setting them takes time by their square."""

NOT_SHOWN = "Tegn, som skriften ikke har, står i rapporten som �."


def render_pdf(facts: ReportFacts, *, at: datetime | None = None) -> bytes:
    """Give the whole report as a PDF by PDF/UA-1 and PDF/A-2a.

    `at` is when it was made, which is written into it: without it when the edition was released, and for a draft when
    the snapshot was taken. Raises TypesettingError with a Danish message where it cannot be set.
    """
    return set_pdf(TEMPLATE, document(facts), at=at or _moment(facts))


def document(facts: ReportFacts) -> dict:
    """Give what the template shows, as JSON can hold it."""
    told = content(facts)
    data, lacking = shown(told | {"name": told["title"]})
    if lacking:
        data["foot_note"] = NOT_SHOWN
        for each in (data, *data["elements"]):
            if "running" in each:
                each["running"] = each["running"].replace(UNKNOWN, "").strip()
    data["notes_in_text"] = count_notes(data["elements"]) > MOST_NOTES
    return data


def content(facts: ReportFacts) -> dict:
    """Give what the report says in the order it stands, with every character; the Word document is made of it too.

    The contents follow the first `opening` elements, as in the report of 2014.
    """
    introduction = list(_introduction(facts))
    return {
        "title": facts.title,
        "author": facts.title_page.publisher or facts.catalogue.publisher or facts.round.region,
        "description": bind(guide.basis(facts)),
        "running": _running(facts),
        "foot": f"{_state(facts)} · eksempel" if facts.round.is_example else _state(facts),
        "cover": _cover(facts),
        "marks": {state.key: {"svg": draw_mark(state)} for state in STATES},
        "changes": _changes(facts),
        "opening": len(introduction),
        "elements": [
            *introduction,
            *reading_guide(facts),
            *_conclusions(facts),
            *cooperation(facts),
            *recommendations(facts),
            *annexes(facts),
        ],
    }


def _moment(facts):
    return facts.edition.released_at if facts.edition else facts.taken_at


def _running(facts):
    """Give what stands on top of every page, on one line."""
    title = " ".join(facts.title.split())
    title = title if len(title) <= MOST_RUNNING else f"{title[:MOST_RUNNING].rstrip()}…"
    return title if facts.round.region in title else f"{title} · {facts.round.region}"


def _state(facts):
    """Say which edition it is, or of when the draft's numbers are."""
    if facts.edition:
        return f"{facts.edition.number}.{NBSP}udgave, {date_long(facts.edition.released_at)}"
    if facts.published_at:
        return f"Offentliggjort {date_long(facts.published_at)}"
    return f"Kladde, tal fra {date_time(facts.taken_at)}"


def _cover(facts):
    return {
        "region": facts.round.region,
        # The name of the region stays together in large letters.
        "title": facts.title.replace(facts.round.region, facts.round.region.replace(" ", NBSP)),
        "subtitle": facts.title_page.subtitle,
        "publisher": facts.title_page.publisher,
        "state": _state(facts),
        "basis": [bind(f"{guide.basis(facts)}."), facts.catalogue.title],
        "example": ALL_EXAMPLES if facts.round.is_example else "",
    }


def _changes(facts):
    """Say what this edition says otherwise than the one before; nothing in the first one."""
    if not facts.edition or not facts.edition.changes:
        return None
    title = f"Ændret siden {facts.edition.number - 1}.{NBSP}udgave" if facts.edition.number > 1 else "Ændret"
    return {"title": title, "items": [bind(each) for each in facts.edition.changes]}


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
    told = guide.key_figures(facts)
    return [{"number": decimal(number), "of": of, "label": label} for number, of, label in told]


def _needs(facts):
    """Give the estimates as a table, a place a row and a target group a column."""
    groups = estimates(facts)
    places = [row for row in zip(*(group.rows for group in groups), strict=True) if any(each.words for each in row)]
    if not places:
        return
    yield head("Skøn over målgrupperne")
    yield aside(
        "Tallene er skøn: hele landets tal fordelt efter indbyggere. Ingen har talt, hvor mange der faktisk er i den "
        "enkelte klynge eller kommune."
    )
    rows = [
        [row[0].place, decimal(row[0].population), *(each.words or "ukendt" for each in row)]
        if row[0].population is not None
        else [row[0].place, "ukendt", *("ukendt" for _ in row)]
        for row in places
    ]
    many = len(groups)
    heads = ["Sted", "Indbyggere", *(group.need.name for group in groups)]
    widths = ["1.1fr", "60pt", *["1fr"] * many]
    yield table(heads, rows, widths=widths, strong=[0], right=list(range(1, many + 2)))
    told = [f"{group.need.name}: {source(group.need)}." for group in groups]
    yield aside(bind(" ".join([*told, populations_told(facts)]).rstrip()))


def _conclusions(facts):
    text = written_part(facts.conclusions, narrative.draft_conclusions(facts), facts)
    yield part("konklusioner", "Overordnede konklusioner", example=text.pop("example", False))
    if facts.priorities:
        yield head("Anbefalinger med særlig vægt")
        yield {
            "is": "terms",
            "items": [
                {
                    "term": row.short_title,
                    "fine": bind(f"anbefaling {row.number}"),
                    "to": f"anbefaling-{row.number}",
                    "text": one_line(row.priority_reason, facts),
                    "example": row.priority_is_example and not facts.round.is_example,
                }
                for row in facts.priorities
            ],
        }
        if text["blocks"]:
            yield head("Konklusioner")
    under = 3 if facts.priorities else 2
    if text["blocks"]:
        yield {"is": "text", "level": under, **text}
    else:
        yield aside("Der er ikke skrevet overordnede konklusioner.")
