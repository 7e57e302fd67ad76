"""The recommendations and the reading guide as the PDF's template reads them, and what its parts are made of. Pure."""

import re

from clusters.reports import charts, guide, narrative
from clusters.reports.facts import ADVICE, EXPLANATION, INDICATORS, STATUS, ReportFacts
from clusters.reports.renderers.pdf_text import one_line, tagged
from clusters.reports.renderers.pdf_text import part as written_part
from clusters.reports.renderers.svg import draw, draw_legend
from misbrug.text.danish import NBSP, amount, bind, date_long, first_upper

FIGURE_WIDTH = 244
"""Width of a drawing in its own pixels; set a third of the page wide, its text is then 8.5 points."""


_HEIGHT = re.compile(r'<svg [^>]*?height="([0-9.]+)"')

SHORT = 27
"""So many lines a recommendation may take that is kept on the page of the one before. A page has about 48."""

OWN_PAGE, ROOM, WHOLE = "page", "room", "whole"


# ---- elements --------------------------------------------------------------------------------------------


def part(anchor, title, *, eyebrow="", remark="", opens=True, example=False, annex=False, place=OWN_PAGE):
    """Give a heading of the first level; `remark` follows the eyebrow.

    `opens` says whether it begins a page. Where it does not, `place` says what room it asks for below the part before:
    ROOM for its beginning, WHOLE for all of it.
    """
    full = f"{eyebrow}: {title}" if eyebrow else title
    return {
        "is": "part",
        "id": anchor,
        "eyebrow": eyebrow,
        "remark": remark,
        "title": title,
        "full": full,
        "running": eyebrow or title,
        "opens": opens,
        "place": place,
        "example": example,
        "annex": annex,
    }


def head(title, *, example=False, level=2, note=""):
    """Give a heading inside a part."""
    return {"is": "head", "title": title, "level": level, "example": example, "note": note}


def aside(text):
    """Give a small remark."""
    return {"is": "aside", "text": text}


def table(heads, rows, *, widths, strong=(), right=()):
    """Give a table; a cell is text, a line, or lines with small ones under them."""
    return {
        "is": "table",
        "heads": heads,
        "rows": [[_cell(each) for each in row] for row in rows],
        "widths": widths,
        "strong": list(strong),
        "right": list(right),
    }


def _cell(cell):
    if isinstance(cell, dict):
        return {"fine": [], "example": False} | cell
    return {"lines": [cell if isinstance(cell, list) else [cell]], "fine": [], "example": False}


# ---- recommendations -------------------------------------------------------------------------------------


def cooperation(facts: ReportFacts):
    """Give the part on the clusters' cooperation, where anything is said on it."""
    if not (facts.cooperation or facts.cooperation_advice or facts.cooperation_follow_ups):
        return
    text = written_part(facts.cooperation, (), facts)
    yield part("klyngesamarbejdet", "Klyngesamarbejdet", example=text.pop("example", False))
    if text["blocks"]:
        yield {"is": "text", **text}
    yield from _advice(facts.cooperation_advice, facts.cooperation_follow_ups, facts)


def recommendations(facts: ReportFacts):
    """Give every recommendation: explanation, indicators, status and what is recommended."""
    figures = charts.figures(facts.verdicts)
    short = False
    for number, row in enumerate(facts.recommendations):
        after_short, told = short, list(_recommendation(row, facts, figures))
        short = _lines(told) <= SHORT
        # A short one leaves no empty page behind: it stands below the one before, and the next one below it.
        opens = number == 0 or not (short or after_short)
        place = OWN_PAGE if opens else WHOLE if short else ROOM
        name = f"Anbefaling{NBSP}{row.number}"
        weight = " · særlig vægt" if row.priority else ""
        title = bind(row.title)
        yield part(f"anbefaling-{row.number}", title, eyebrow=name, opens=opens, remark=weight, place=place)
        yield from told


def _recommendation(row, facts, figures):
    if row.shows(EXPLANATION):
        yield from _explanation(row, facts)
    if not row.answered:
        yield aside(f"Adressat: {row.addressee}. Kommunerne svarer ikke på anbefalingen.")
    elif row.shows(INDICATORS):
        yield from _indicators(row, facts, figures)
    if row.shows(STATUS):
        yield from _status(row, facts)
    if row.shows(ADVICE):
        yield from _advice(row.advice, row.follow_ups, facts)


def _lines(elements):
    """Estimate how many lines elements take, rather too many than too few."""
    return sum(_LINES[each["is"]](each) for each in elements)


def _text_lines(lines, width=85):
    """Estimate the lines of stretches in a column so many letters wide."""
    taken = 0
    for line in lines:
        words = "".join(each if isinstance(each, str) else each["text"] for each in line)
        notes = sum(2 + len(str(each["note"])) // width for each in line if not isinstance(each, str) and each["note"])
        taken += notes + sum(1 + len(each) // width for each in words.splitlines() or [""])
    return taken


def _figure_lines(each):
    """Estimate the lines of figures: three beside each other, as high as their clusters are many, with their notes."""
    rows = -(-len(each["items"]) // 3)
    # A drawing's pixel is 0.6 points wide on the page, and a line 14.6 points high.
    drawn = max((int(float(_HEIGHT.match(item["svg"])[1]) / 24) for item in each["items"] if "svg" in item), default=4)
    caption = max(len(item["text"]) for item in each["items"]) // 25
    return 3 + rows * (drawn + caption) + 2 * sum(bool(item["notes"]) for item in each["items"])


_LINES = {
    "head": lambda each: 3,
    "aside": lambda each: _text_lines([[each["text"]]]),
    "text": lambda each: sum(_text_lines(block["lines"]) + 1 for block in each["blocks"]),
    "figures": _figure_lines,
    "table": lambda each: (
        2
        + sum(
            1 + max(_text_lines([*cell["lines"], *([line] for line in cell["fine"])], 30) for cell in row)
            for row in each["rows"]
        )
    ),
}


def _explanation(row, facts):
    if row.written_explanation is not None:
        yield {"is": "text", **written_part(row.written_explanation, (), facts)}
    elif row.explanation:
        paragraphs = [bind(" ".join(each.split())) for each in row.explanation.split("\n\n") if each.strip()]
        yield {"is": "text", "blocks": [{"kind": "paragraph", "lines": [[each]]} for each in paragraphs]}


def _indicators(row, facts, figures):
    if row.verdicts:
        shown = [figures[each.number] for each in row.verdicts if each.number in figures]
        states = charts.legend(shown)
        words = ", ".join(state.word for state in states)
        yield {
            "is": "figures",
            "title": "Indikatorer",
            "remark": "Tallene er antal kommuner",
            "legend": {"svg": draw_legend(states), "alt": f"Tegnforklaring: {words}"} if states else None,
            "items": [_figure(each, figures.get(each.number), facts) for each in row.verdicts],
        }
    told = [sentence for each in row.tallied if (sentence := narrative.tally_sentence(each))]
    if told:
        lines = [narrative.plain(sentence) for sentence in told]
        yield {"is": "text", "blocks": [{"kind": "paragraph", "lines": [[bind(line)]]} for line in lines]}


def _figure(indicator, figure, facts):
    """Give one indicator: its numbered figure, or the band where all are ja."""
    shown = {
        "number": indicator.number,
        "text": bind(indicator.text),
        "example": tagged(indicator, facts),
        "notes": [bind(first_upper(note.words)) for note in guide.notes(indicator, facts)],
    }
    if figure:
        drawn = draw(figure, width=FIGURE_WIDTH)
        return shown | {
            "figure": f"Figur {figure.number}",
            "svg": drawn,
            "alt": f"{figure.title}. {figure.description}",
        }
    if indicator.unanimous:
        return shown | {"band": bind(f"ja i alle {indicator.counts.n} kommuner")}
    return shown | {"empty": "Ingen kommuner deltager."}


def _status(row, facts):
    text = written_part(row.status, narrative.draft_status(row, facts.before), facts)
    if text["blocks"]:
        yield head("Status", example=text.pop("example", False))
        yield {"is": "text", "level": 3, **text}


def _advice(items, follow_ups, facts):
    if follow_ups:
        yield head("Det blev anbefalet sidst")
        if facts.before:
            yield aside(f"Fra rapporten for {facts.before}, og hvad der er blevet af det.")
        yield _follow_up_table(follow_ups, facts)
    if items:
        every = all(tagged(each, facts) for each in items)
        yield head("Det anbefales", example=every)
        yield _advice_table(items, facts, tags=not every)


def _follow_up_table(follow_ups, facts):
    rows = [
        [
            {
                "lines": [one_line(each.item.text, facts)],
                "fine": [", ".join(_whose(each.item))],
                "example": tagged(each.item, facts),
            },
            first_upper(each.outcome) or "Ikke oplyst",
            {"lines": [one_line(each.text, facts)] if each.text else [], "example": tagged(each, facts)},
        ]
        for each in follow_ups
    ]
    return table(["Anbefaling", "Nu", "Hvad det blev til"], rows, widths=["1.2fr", "90pt", "1fr"], strong=[1])


def _whose(item):
    told = [first_upper(item.addressee)]
    told += [f"ansvarlig: {item.owner}"] if item.owner else []
    return [*told, f"frist: {_deadline(item)}"] if _deadline(item) else told


def _advice_table(items, facts, *, tags):
    """Give the items. Owner and deadline have columns where half of the items have them, else a line under theirs."""
    seldom = [
        ("Ansvarlig", "84pt", [first_upper(each.owner) for each in items]),
        ("Frist", "80pt", [_deadline(each) for each in items]),
    ]
    below = [column for column in seldom if 2 * sum(map(bool, column[2])) < len(items)]
    columns = [
        ("", "20pt", [str(place) for place in range(1, len(items) + 1)]),
        ("Anbefaling", "1fr", [_advised(each, place, facts, tags, below) for place, each in enumerate(items)]),
        ("Adressat", "86pt", [first_upper(each.addressee) for each in items]),
        *(column for column in seldom if column not in below),
    ]
    heads, widths, cells = zip(*columns, strict=True)
    return table(list(heads), [list(row) for row in zip(*cells, strict=True)], widths=list(widths), strong=[0, 2])


def _deadline(each):
    return date_long(each.deadline) if each.deadline else first_upper(each.deadline_words)


def _advised(each, place, facts, tags, below):
    """Give what is recommended, and under it what has no column."""
    fine = " · ".join(f"{title}: {said[place]}" for title, _width, said in below if said[place])
    return {
        "lines": [one_line(each.text, facts)],
        "fine": [bind(fine)] if fine else [],
        "example": tags and tagged(each, facts),
    }


# ---- the reading guide -----------------------------------------------------------------------------------


def reading_guide(facts: ReportFacts):
    """Give how the answers were counted: the rules that fired, then every ruling with its reason and role."""
    asked = f"{facts.catalogue.title} ({facts.catalogue.year})"
    absent = " Kommuner, der ikke deltager, er ikke med i noget tal." if facts.absent else ""
    yield part("laesevejledning", "Læsevejledning")
    yield _plain(
        f"Kommunerne har vurderet sig selv. Hver kommune har svaret på indikatorerne i {asked}, og det er det, "
        "kommunen har indsendt, der tæller.",
        f"Indikatorernes tal er antal kommuner. De {facts.n} kommuner, der deltager, tæller med i dem alle, også når "
        f"de ikke har svaret.{absent}",
        "Før udgivelsen kan hver kommune se, hvordan den er vist, og bede om at blive vist anderledes. "
        f"{guide.reply_told(facts.reply)}",
    )
    used = guide.rules(facts.rules)
    if used:
        yield head("Sådan er svarene talt")
        yield _plain(guide.counted(facts))
        yield {
            "is": "terms",
            "items": [
                {"term": name, "fine": amount(times, "samlet svar", "samlede svar"), "text": [bind(words)]}
                for name, words, times in used
            ],
        }
    if facts.rulings:
        yield from _rulings(facts)


def _rulings(facts):
    yield head("Projektgruppens vurderinger")
    yield _plain(
        "Et ”delvis” er vurderet til ja eller nej, når det afgør, hvad kommunen tæller som. Ingen vurderer sin egen "
        f"kommune. {guide.rulings_told(facts.rulings, facts.rules)}"
    )
    rows = [
        [
            each.number,
            {"lines": [[each.municipality]], "fine": [each.track] if each.track else []},
            each.outcome,
            {"lines": [[each.reason]], "example": tagged(each, facts)},
            {"lines": [[date_long(each.at)]], "fine": [each.role]},
        ]
        for each in facts.rulings
    ]
    heads = ["Indikator", "Kommune", "Tæller som", "Begrundelse", "Vurderet"]
    yield table(heads, rows, widths=["52pt", "80pt", "58pt", "1fr", "92pt"], strong=[0])


def _plain(*paragraphs):
    return {"is": "text", "blocks": [{"kind": "paragraph", "lines": [[bind(each)]]} for each in paragraphs]}
