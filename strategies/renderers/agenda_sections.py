"""An agenda item part by part, in the words that the page and the Word document share. Facts in, parts out."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from misbrug.text.danish import amount, count, date_long, decimal, first_upper, join
from strategies import budget
from strategies.agenda import AgendaFacts
from strategies.amounts import told

UNIT = "mio. kr."
_ITEM = re.compile(r"[-–•] +(?=\S)")
EXAMPLE = "eksempel"
KINDS = {"policy": "Politikken", "strategy": "Strategien", "plan": "Planen"}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one text, its line breaks kept) or a list (a text an item)."""

    is_list: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, with the items below it. `is_example` marks it as invented."""

    text: str
    below: tuple["Item", ...] = ()
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first column names the row, the others are numbers. `foot` is the row of sums.

    `heading` is above it where it is not all that its part says, `note` what one must know to read it.
    """

    heading: str
    note: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: `address` is a whole one, or one within the installation; `note` what and from when it is."""

    title: str
    address: str
    note: str = ""
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a heading: running text first, then what is drawn from the facts, as far as there is any."""

    key: str
    heading: str
    blocks: tuple[Block, ...] = ()
    lists: tuple[tuple[str, tuple[Item, ...]], ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None
    annexes: tuple[Annex, ...] = ()


def marks(facts: AgendaFacts) -> tuple[str, ...]:
    """Give what must be known of the whole before it is read: that it is a draft, that it is invented."""
    invented = "Eksempel: strategien er opfundet for at vise, hvordan det kan se ud." if facts.is_example else ""
    return tuple(each for each in (first_upper(facts.unfinished), invented) if each)


def head(facts: AgendaFacts) -> tuple[tuple[str, str], ...]:
    """Give the facts above the text as (what, value); what is not known is left out."""
    meeting = facts.meeting
    rows = [
        ("Kommune" if len(facts.places) == 1 else "Kommuner", join(facts.places)),
        ("Forvaltning", facts.responsible),
    ]
    if meeting:
        rows = [
            ("Udvalg", meeting.body),
            ("Mødedato", f"{date_long(meeting.date)} ({EXAMPLE})" if meeting.is_example else date_long(meeting.date)),
            ("Punkt", meeting.item_number),
            ("Sagsnr.", meeting.case_number),
            *rows,
        ]
    return tuple((label, value) for label, value in rows if value)


def sections(facts: AgendaFacts) -> tuple[Section, ...]:
    """Give the parts of the agenda item in their order; parts with nothing to say are left out."""
    found = (
        Section("resume", "Resumé", blocks=parse(facts.summary or facts.strategy_summary)),
        _presentation(facts),
        _contents(facts),
        _proposals(facts),
        _economy(facts),
        _process(facts),
        _decision(facts),
        Section("bilag", "Bilag", annexes=_annexes(facts)),
    )
    return tuple(each for each in found if each.blocks or each.lists or each.points or each.table or each.annexes)


def _text(*paragraphs):
    return tuple(Block(is_list=False, lines=(text,)) for text in paragraphs if text)


def parse(text: str) -> tuple[Block, ...]:
    """Part a text into paragraphs at blank lines, and its lines that begin with a dash into lists.

    Everything else is as it was typed; nothing in it means anything.
    """
    found = []
    for part in re.split(r"\n[ \t]*\n", text):
        for is_list, lines in groupby(part.strip("\n").split("\n"), lambda line: bool(_ITEM.match(line.strip()))):
            if is_list:
                found.append(Block(True, tuple(_ITEM.sub("", line.strip(), count=1) for line in lines)))
            elif paragraph := "\n".join(lines).strip():
                found.append(Block(False, (paragraph,)))
    return tuple(found)


def _presentation(facts):
    """Give the case's own presentation; without one whose the strategy is and what it says of itself."""
    heading = "Sagsfremstilling"
    if facts.presentation:
        return Section("sagsfremstilling", heading, blocks=parse(facts.presentation))
    whole = f"{KINDS[facts.kind]} ”{facts.strategy_title}” er for {join(facts.places)}" + (
        f" og gælder {facts.period}." if facts.period else "."
    )
    summary = facts.strategy_summary if facts.summary else ""
    return Section("sagsfremstilling", heading, blocks=_text(whole, summary))


def _contents(facts):
    """Give what the strategy wants: its pejlemærker, its focus areas, and its goals by group."""
    kind = KINDS[facts.kind]
    groups = [(f"Mål: {title}" if title else "Mål", aims) for title, aims in facts.goals]
    lists = (("Pejlemærker", facts.guiding), ("Fokusområder", facts.focus_areas), *groups)
    note = f"Her er {kind.lower()}, som den ser ud {date_long(facts.today)}." if facts.is_held else ""
    found = tuple((name, tuple(_aim(aim) for aim in aims)) for name, aims in lists if aims)
    return Section("indhold", f"{kind}s indhold", blocks=_text(note) if found else (), lists=found)


def _aim(aim):
    text = f"{aim.title}: {aim.text}" if aim.text else aim.title
    return Item(text, tuple(_aim(each) for each in aim.below), aim.is_example)


def _proposals(facts):
    meeting = facts.meeting
    if meeting is None or not meeting.points:
        lacks = "Indstillingen er ikke lagt ind." if facts.is_over else "Der er ikke skrevet en indstilling endnu."
        return Section("indstilling", "Indstilling", blocks=_text(lacks))
    who = facts.responsible or "Forvaltningen"
    return Section("indstilling", "Indstilling", blocks=_text(f"{who} indstiller,"), points=meeting.points)


def _economy(facts):
    """Give the case's own words and the plan's sums: in a sentence too only where the case has no words for them."""
    economy = facts.economy
    own = parse(facts.economy_text)
    if not economy.totals.count:
        drawn = () if own else _text("Der er endnu ingen aktiviteter med beløb.")
        return Section("oekonomi", "Økonomi", blocks=(*own, *drawn))
    if economy.totals.annual.is_unknown and economy.totals.establishment.is_unknown:
        return Section("oekonomi", "Økonomi", blocks=(*own, *_text(_sums(economy))))
    table = Table(
        heading=f"Fra {_plan_name(economy)}" if own else "",
        note=_seen_from(facts),
        caption=f"{economy.plan} efter fokusområde, {UNIT}",
        head=("Fokusområde", "Aktiviteter", *budget.SUM_NAMES),
        rows=tuple(_row(area.title or "Uden fokusområde", area.totals) for area in economy.areas),
        foot=_row("I alt", economy.totals),
    )
    return Section("oekonomi", "Økonomi", blocks=own or _text(_sums(economy)), table=table)


def _plan_name(economy):
    return "handleplanen" if economy.plan == "Handleplan" else f"planen ”{economy.plan}”"


def _seen_from(facts):
    """Say from which day the sums are, and what is not in them."""
    words = [f"Opgjort {date_long(facts.today)}."]
    if facts.is_held:
        words.append("Mødet er holdt. Tallene er dem, der gælder i dag.")
    if dropped := facts.economy.totals.dropped:
        words.append(f"{first_upper(count(dropped, 'opgivet aktivitet', 'opgivne aktiviteter'))} er ikke med.")
    return " ".join(words)


def _row(name, totals):
    return (
        name,
        decimal(totals.count),
        *(sum_words(each) for each in totals.sums),
    )


def sum_words(found: budget.Sum) -> str:
    """Give a sum in mio. kr. with what is unknown beside it: "27,0 + 1 ukendt"; "ukendt" where nothing is known."""
    unknown = amount(found.unknown, "ukendt", "ukendte")
    if found.is_unknown:
        return "ukendt"
    return f"{told(found.total)} + {unknown}" if found.unknown else told(found.total)


def _sums(economy):
    totals = economy.totals
    who = "Den" if totals.count == 1 else f"{totals.annual.known} af dem" if totals.annual.unknown else "De"
    words = [f"{first_upper(_plan_name(economy))} har {amount(totals.count, 'aktivitet', 'aktiviteter')}."]
    if not totals.annual.is_unknown:
        words.append(f"{who} koster {told(totals.annual.total)} {UNIT} om året.")
    words += _limited(totals)
    if not totals.establishment.is_unknown:
        words.append(f"Etableringen koster {told(totals.establishment.total)} {UNIT}")
    for found, what in ((totals.annual, "Den årlige udgift"), (totals.establishment, "Etableringen")):
        if found.unknown:
            unknown = count(found.unknown, "aktivitet", "aktiviteter")
            words.append(f"{what} er ukendt for {unknown} og er ikke regnet med.")
    return " ".join(words)


def _limited(totals):
    """Say in a sentence how much of the annual cost is for a limited time, and of that for one year, if any is."""
    if not totals.limited.known:
        return
    rest, one_off = totals.limited.total - totals.one_off.total, totals.one_off
    if not one_off.known:
        within = "tidsbegrænset"
    else:
        within = f"tidsbegrænset, heraf {told(one_off.total)} kun for ét år" if rest else "kun for ét år"
    yield f"Af den årlige udgift er {told(totals.limited.total)} {UNIT} {within}."


def _process(facts):
    coming = tuple(_dated(each) for each in facts.coming)
    routing = tuple(Item(f"{first_upper(role)}: {names}") for role, names in facts.routing)
    lists = tuple((name, items) for name, items in (("Hvem behandler sagen", routing), ("Planlagt", coming)) if items)
    return Section("proces", "Videre proces", blocks=parse(facts.process), lists=lists)


def _dated(each):
    text = f"{date_long(each.date)}: {each.text}" if each.date else f"{each.text}, uden frist"
    return Item(text, is_example=each.is_example)


def _decision(facts):
    meeting = facts.meeting
    tasks = tuple(
        Item(
            each.text + (f", frist {date_long(each.date)}" if each.date else ", uden frist"), is_example=each.is_example
        )
        for each in facts.tasks
    )
    lists = (("Opgaver", tasks),) if tasks else ()
    if meeting is None or not (meeting.is_decided or tasks):
        return Section("beslutning", "Beslutning")
    outcome = f"{first_upper(meeting.outcome)}." if meeting.outcome else ""
    lacks = "" if meeting.is_decided else "Resultatet er ikke skrevet."
    remark = f"Bemærkning: {meeting.remark}" if meeting.remark else ""
    blocks = (*_text(outcome or lacks), *parse(meeting.decision), *_text(remark))
    return Section("beslutning", "Beslutning", blocks=blocks, lists=lists)


def _annexes(facts):
    """Give the strategy itself, its plan, and the case's own annexes."""
    kind, economy = KINDS[facts.kind], facts.economy
    since = f", som {{}} er {date_long(facts.today)}" if facts.is_held else ""
    found = [
        Annex(
            f"{kind}: {facts.strategy_title}",
            reverse("strategies:document", args=[facts.slug]),
            "dokumentet" + since.format("det"),
        )
    ]
    if economy.totals.count:
        address = reverse("strategies:plan_xlsx", args=[facts.slug])
        found.append(
            Annex(_annex_name(economy.plan), f"{address}?plan={economy.plan_pk}", "Excel" + since.format("den"))
        )
    for row in facts.annexes:
        address = row.url or reverse("strategies:annex", args=[facts.slug, row.pk])
        found.append(Annex(row.title, address, date_long(row.date) if row.date else "", row.is_example))
    return tuple(found)


def _annex_name(plan):
    if plan == "Handleplan":
        return "Handleplanen"
    return plan if plan.lower().startswith("handleplan") else f"Handleplanen: {plan}"
