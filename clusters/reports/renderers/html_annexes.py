"""The annexes as their templates show them: what each cluster wrote and answered, then files and links."""

from functools import lru_cache
from urllib.parse import quote

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from clusters.reports.facts import ReportFacts
from clusters.reports.reasons import reasons
from clusters.reports.renderers.html_parts import Writer
from clusters.reports.renderers.html_ways import answers_anchor
from misbrug.text.danish import decimal, file_size
from misbrug.text.marks import STATES
from misbrug.text.templatetags.ui import tile

# Stand-ins for what differs between two tiles of a kind. No name or address holds them.
LABEL, ADDRESS = "⟦label⟧", "⟦address⟧"


def cluster_annexes(facts: ReportFacts, writer: Writer) -> list[dict]:
    """Give the annex of each cluster: its own report, its values, and the rule behind each."""
    pattern = writer.ways.cell()
    return [
        {
            "cluster": cluster,
            "parts": _own_report(cluster, writer),
            "example": bool(cluster.report) and writer.tags(cluster.report),
            "rows": [_member(member, pattern, writer) for member in cluster.members],
        }
        for cluster in facts.clusters
    ]


def _own_report(cluster, writer):
    parts = cluster.report.parts if cluster.report else ()
    named = ((title, text, f"klynge-{cluster.letter}-{place}") for place, (title, text) in enumerate(parts, start=1))
    return [{"title": title, "html": writer.piece_of(text, ident.lower(), level=5)} for title, text, ident in named]


def _member(member, pattern, writer):
    return {
        "member": member,
        "tiles": mark_safe("".join(f"<td>{_tile(member, value, pattern)}</td>" for value in member.values)),  # noqa: S308
        "reasons": [
            {
                "tile": mark_safe(_drawn_tile(each.value, each.is_split, False).replace(LABEL, "")),  # noqa: S308
                "reason": each,
                "example": each.is_example,
            }
            for each in reasons(member.values, tells=not writer.facts.round.is_example)
        ],
    }


def _tile(member, value, pattern):
    href = ""
    if pattern and member.has_submitted:
        href = pattern.replace("CODE", member.code).replace("NUMBER", quote(value.number))
    drawn = _drawn_tile(value.value, value.split, bool(href))
    label = conditional_escape(f"{member.name}, {value.number}: {value.words}")
    return drawn.replace(ADDRESS, conditional_escape(href)).replace(LABEL, label)


@lru_cache(maxsize=32)
def _drawn_tile(key, split, linked):
    """Draw a tile once for all municipalities: an annex has hundreds, of a handful of kinds."""
    return str(tile(key, href=ADDRESS if linked else "", label=LABEL, split=split))


# ---- files and links -------------------------------------------------------------------------------------


def other_annexes(facts: ReportFacts, writer: Writer) -> list[dict]:
    """Give the annexes that are files or links, with where they are fetched."""
    return [
        {
            "annex": row,
            "anchor": f"bilag-{row.letter.lower()}",
            "href": row.url or writer.ways.annex(row.letter),
            "size": file_size(row.size) if row.size is not None else "",
            "example": writer.tags(row),
        }
        for row in facts.annexes
    ]


def span(letters: list[str]) -> str:
    """Name a row of letters: "D", "D–F"."""
    return letters[0] if len(letters) == 1 else f"{letters[0]}–{letters[-1]}"


# ---- the answers behind the numbers, in a file -----------------------------------------------------------


def answers(facts: ReportFacts) -> list[dict]:
    """Give for each indicator who answered what, cluster by cluster, and for each tally what was chosen.

    A page of the site has these behind its figures; a file has to have them inside.
    """
    shown = []
    for recommendation in facts.answered:
        for row in recommendation.indicators:
            clusters = [] if row.tally else [_answers_of(cluster, row.number) for cluster in facts.clusters]
            tallies = ((row.tally,) if row.tally else ()) + row.supplements
            shown.append(
                {
                    "number": row.number,
                    "anchor": answers_anchor(row.number),
                    "text": row.text,
                    "clusters": [each for each in clusters if each["states"]],
                    "tallies": [_tally(each, each is row.tally) for each in tallies],
                }
            )
    return shown


def _answers_of(cluster, number):
    names = {state.key: [] for state in STATES}
    for member in cluster.participants:
        for value in member.values:
            if value.number == number:
                names[value.value].append(member.name)
    return {
        "name": cluster.name,
        "anchor": answers_anchor(number, cluster.slug),
        "states": [(state.word, ", ".join(names[state.key])) for state in STATES if names[state.key]],
    }


def _tally(row, is_main):
    tally = row.tally
    told = []
    if hasattr(tally, "options"):
        told = [f"{name}: {times}" for name, times in tally.options if times]
    elif getattr(tally, "median", None) is not None:
        unit = f" ({row.unit})" if row.unit else ""
        told = [
            f"mindst {decimal(tally.minimum)}",
            f"midterst {decimal(tally.median)}",
            f"højst {decimal(tally.maximum)}{unit}",
        ]
    return {
        "number": row.number,
        # The main question of an indicator has the anchor of the indicator.
        "anchor": "" if is_main else answers_anchor(row.number),
        "text": row.text,
        "told": "; ".join(told),
        "answered": tally.answered,
        "n": tally.n,
    }
