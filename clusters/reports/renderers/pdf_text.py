"""Texts as the PDF's template reads them: plain values that JSON can hold. Pure.

A stretch is text alone or `{"text", "bold", "link", "note"}`; a line is a list of stretches. All of it is data: the
template shows what stands in it and reads nothing into it.
"""

import re
from collections.abc import Iterable

from clusters.reports.bound import compose
from clusters.reports.facts import ReportFacts, TextFacts
from clusters.reports.markup import Block, Line, Run
from clusters.reports.phrases import Paragraph, plain
from clusters.reports.renderers.glyphs import UNKNOWN, displayable
from misbrug.text.danish import bind

SOFT_HYPHEN, BREAK_HERE = "\u00ad", "\u200b"
LONGEST = {"name": 500, "author": 500, "description": 500, "full": 500, "alt": 10_000}
"""How much of a name or a description a PDF takes, in characters. A name's whole text stands on the page."""

DRAFTED = "Udkast fra tallene"
FROM_FIGURES = "Fra tallene"
_LONG = re.compile(r"\S{40,}")
_LETTERS = re.compile(r"[^\W\d_]{24}(?=[^\W\d_]{3})")
# A fingerprint has room on a line of its own, and is copied from there.
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SEAMS = re.compile(r"(?<=[/.?&=_,;:+-])(?=[^\s/.?&=_,;:+-])")
_OTHERS = re.compile(rf"[^\s{SOFT_HYPHEN}{BREAK_HERE}]{{24}}(?=[^\s{SOFT_HYPHEN}{BREAK_HERE}]{{2}})")


def written(text: str, facts: ReportFacts) -> list[dict]:
    """Give the blocks of a text with the words of its bound figures."""
    return blocks(compose(text, facts))


def blocks(composed: Iterable[Block]) -> list[dict]:
    """Give blocks as the template reads them."""
    return [{"kind": block.kind, "lines": [_line(line) for line in block.lines]} for block in composed]


def drafted(draft: Iterable[Paragraph]) -> list[dict]:
    """Give the blocks of a draft made from the numbers."""
    return [
        {"kind": "paragraph", "lines": [[" ".join(bind(plain(sentence)) for sentence in paragraph)]]}
        for paragraph in draft
    ]


def one_line(text: str, facts: ReportFacts) -> list:
    """Give a text that stands in a row of a table: its blocks behind each other."""
    stretches = []
    for block in compose(text, facts):
        for line in block.lines:
            stretches += [" ", *_line(line)] if stretches else _line(line)
    return stretches


def part(text: TextFacts | None, draft: Iterable[Paragraph], facts: ReportFacts) -> dict:
    """Give what a part says: the text, or the draft in its place with the words that say so."""
    if text is not None:
        return {"blocks": written(text.text, facts), "example": tagged(text, facts)}
    told = drafted(draft)
    return {"blocks": told, "draft": (FROM_FIGURES if facts.edition else DRAFTED) if told else ""}


def tagged(what, facts: ReportFacts) -> bool:
    """Say whether something is to be tagged as invented: not where the whole report is."""
    return what.is_example and not facts.round.is_example


def _line(line: Line) -> list:
    return [_run(run) for run in line]


def _run(run: Run):
    text = bind(run.text)
    if not (run.bold or run.link or run.note):
        return text
    return {"text": text, "bold": run.bold, "link": run.link, "note": _line(run.note) if run.note else None}


# ---- what a page can show --------------------------------------------------------------------------------


def shown(data) -> tuple[object, bool]:
    """Give the same data with such characters as can be shown and lines that can be broken everywhere.

    And whether any character had to be replaced.
    """
    lacking = False

    def change(value, key=""):
        nonlocal lacking
        if isinstance(value, str):
            text = displayable(value)
            lacking = lacking or text.count(UNKNOWN) > value.count(UNKNOWN)
            # Addresses and drawings are no text, and what is told about the document is not broken over lines.
            if key in LONGEST:
                return text[: LONGEST[key]]
            return text if key in ("link", "svg") else breakable(text)
        if isinstance(value, dict):
            return {name: change(each, name) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [change(each, key) for each in value]
        return value

    return change(data), lacking


def count_notes(data) -> int:
    """Give how many footnotes there are in what a template shows."""
    if isinstance(data, dict):
        return bool(data.get("note")) + sum(count_notes(each) for each in data.values())
    return sum(count_notes(each) for each in data) if isinstance(data, list) else 0


def breakable(text: str) -> str:
    """Give a text whose long stretches can go over lines: words with a hyphen, addresses and codes without.

    Danish words are hyphenated by typst; this is for what no dictionary knows.
    """
    return _LONG.sub(_broken, text)


def _broken(match):
    stretch = match[0]
    if _DIGEST.fullmatch(stretch):
        return stretch
    if "://" in stretch or "@" in stretch or any(each.isdigit() for each in stretch):
        stretch = _SEAMS.sub(BREAK_HERE, stretch)
    else:
        stretch = _LETTERS.sub(rf"\g<0>{SOFT_HYPHEN}", stretch)
    return _OTHERS.sub(rf"\g<0>{BREAK_HERE}", stretch)
