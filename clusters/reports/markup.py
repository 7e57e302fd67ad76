"""The plain format of the report's texts. Pure: text in, blocks out.

A blank line parts paragraphs. `# ` begins a heading (`## ` is the same), `- ` an item of a list, `1. ` a numbered
one. Inside a line `**bold**`, `[text](https://…)` (http, https and mailto), `^[footnote]` and `[[bound figure]]`, whose
inside clusters/reports/bound.py reads. As in Markdown a footnote may also be `[^1]`, with `[^1]: text` on a line below;
one place leads to each. Nothing else means anything: whatever else is written, markup of other kinds included, comes
out as it was typed. Time grows with the length of the text, whatever is in it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Literal

from clusters.reports.phrases import Live

Kind = Literal["heading", "paragraph", "bullets", "numbered"]

LONGEST_FIGURE = 120
LONGEST_ADDRESS = 2000

_HEADING = re.compile(r"#{1,2} +(?=\S)")
_BULLET = re.compile(r"[-–•] +(?=\S)")
# "1. januar" is a date, wherever the line is broken.
_NUMBERED = re.compile(
    r"(\d{1,3})\. +(?=\S)(?!(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    r"|jan\.|feb\.|mar\.|apr\.|jun\.|jul\.|aug\.|sep\.|okt\.|nov\.|dec\.)(?!\w))",
    re.IGNORECASE | re.ASCII,
)

_NOTE_BELOW = re.compile(r"\[\^(\w{1,20})\]: *(?=\S)")

_MARK = re.compile(r"\*\*|\^\[|\[\[|\[")
_CLOSING_STARS = re.compile(r"(?<=\S)\*\*")
_BRACKET = re.compile(r"[\[\]]")
_FIGURE = re.compile(rf"\[\[([^\[\]]{{1,{LONGEST_FIGURE}}})\]\]")
# One pair of brackets inside an address belongs to it, as many addresses of articles have.
_ADDRESS = re.compile(
    r"\((?P<url>(?:https?://|mailto:)(?:[^\s()<>\"\\]|\([^\s()<>\"\\]*+\))++)\)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: text, bold or not, with the address it leads to, "" where it leads nowhere.

    A footnote's mark has no text but `note`, the runs of the note. A bound figure has what was typed as its text and
    what stands inside the brackets as `figure`; once it is resolved (clusters/reports/bound.py) `text` are its words
    and `live` says what they count. `start` and `end` are where it was typed, counted in characters.
    """

    text: str
    bold: bool = False
    link: str = ""
    note: "tuple[Run, ...] | None" = None
    figure: str = ""
    live: Live | None = None
    start: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or paragraph (one line), or a list (a line an item)."""

    kind: Kind
    lines: tuple[Line, ...]

    @property
    def is_list(self) -> bool:
        """Say whether its lines are items."""
        return self.kind in ("bullets", "numbered")


class _Typed:
    """A line as it is read: broken lines joined by a space, each character knowing where it was typed."""

    def __init__(self, text, offset):
        self.pieces, self.begins, self.offsets, self.length = [text], [0], [offset], len(text)

    def add(self, text, offset):
        self.pieces.append(text)
        self.begins.append(self.length + 1)
        self.offsets.append(offset)
        self.length += len(text) + 1

    def at(self, position: int) -> int:
        """Give where a character of the line was typed."""
        place = bisect_right(self.begins, position) - 1
        return self.offsets[place] + position - self.begins[place]


def parse(text: str) -> tuple[Block, ...]:
    """Give the blocks of a text. A line break inside a paragraph is a space, and one item may go over lines.

    >>> [block.kind for block in parse("# Først\\nDernæst:\\n\\n- ét\\n- to")]
    ['heading', 'paragraph', 'bullets']
    """
    blocks, defined, used = _blocks(text, None)
    # A footnote that nothing leads to is text, or it would be lost.
    return blocks if used >= defined else _blocks(text, used)[0]


def _blocks(text: str, labels: Set[str] | None) -> tuple[tuple[Block, ...], Set[str], Set[str]]:
    """Give the blocks of a text, and which footnotes below it are defined and which are led to.

    Only those with these labels are footnotes, all where `labels` is None. The first one of a label counts.
    """
    found: list[tuple[Kind, list[_Typed]]] = []
    notes: dict[str, _Typed] = {}
    # What a line without a mark of its own goes on; None after a blank line and after a heading.
    going_on, offset = None, 0
    for raw in text.splitlines(keepends=True):
        line, start = raw.strip(), offset + len(raw) - len(raw.lstrip())
        offset += len(raw)
        if not line:
            going_on = None
            continue
        note = _NOTE_BELOW.match(line)
        if note and note[1] not in notes and (labels is None or note[1] in labels):
            going_on = notes[note[1]] = _Typed(line[note.end() :], start + note.end())
            continue
        kind, mark = _kind_of(line, found[-1][0] if found else None)
        typed = line[mark:], start + mark
        if kind == "paragraph" and going_on is not None and not note:
            going_on.add(*typed)
            continue
        going_on = _Typed(*typed)
        # Who spaces items out means one list.
        if kind in ("bullets", "numbered") and found and found[-1][0] == kind:
            found[-1][1].append(going_on)
        else:
            found.append((kind, [going_on]))
        if kind == "heading":
            going_on = None
    used: set[str] = set()
    blocks = (
        Block(kind, tuple(_Line(each, notes, used).runs(0, each.length) for each in lines)) for kind, lines in found
    )
    return tuple(blocks), notes.keys(), used


def _kind_of(line: str, before: Kind | None) -> tuple[Kind, int]:
    """Give what a line begins, "paragraph" where it has no mark, and how long its mark is."""
    if mark := _HEADING.match(line):
        return "heading", mark.end()
    if mark := _BULLET.match(line):
        return "bullets", mark.end()
    # A list begins with 1, so that "16. i rækken" at the beginning of a line stays as it is.
    if (mark := _NUMBERED.match(line)) and (mark[1] == "1" or before == "numbered"):
        return "numbered", mark.end()
    return "paragraph", 0


# ---- inside a line ---------------------------------------------------------------------------------------


def is_figure(text: str) -> bool:
    """Say whether a text is one bound figure and nothing else.

    >>> is_figure("[[1.1 kommuner]]")
    True
    """
    return bool(_FIGURE.fullmatch(text))


def runs(line: str) -> Line:
    """Give the runs of one line. Stars and brackets that have no partner stay as they are."""
    return _Line(_Typed(line, 0)).runs(0, len(line))


@dataclass(frozen=True, slots=True)
class _Style:
    """What the runs of a stretch have in common, and which marks mean nothing inside it."""

    bold: bool = False
    link: str = ""
    in_note: bool = False


class _Line:
    """Reads one line. Partners of brackets are found once, so that no mark is looked for twice from one place."""

    def __init__(self, typed: _Typed, notes: Mapping[str, _Typed] | None = None, used: set[str] | None = None):
        """Take the line, the footnotes below the text by label, and where to put the labels that lead to one."""
        self.notes, self.used = notes or {}, used if used is not None else set()
        self.typed, self.text = typed, " ".join(typed.pieces)
        self.partner = _partners(self.text)

    def runs(self, start: int, end: int, style: _Style | None = None) -> Line:
        """Give the runs between two places."""
        style = style or _Style()
        found, place, seek, stars_close = [], start, start, True
        while mark := _MARK.search(self.text, seek, end):
            made, after = (), 0
            if mark[0] != "**":
                made, after = self._bracketed(mark, end, style)
            elif not style.bold and stars_close:
                made, after, stars_close = self._bold(mark, end, style)
            if not after:
                # Two brackets that are no figure may still be one bracket before a link.
                seek = mark.start() + (1 if mark[0] == "[[" else len(mark[0]))
                continue
            found += [self._plain(place, mark.start(), style), *made]
            place = seek = after
        return tuple(run for run in (*found, self._plain(place, end, style)) if run.text or run.note)

    def _plain(self, start, end, style):
        return self._run(start, end, text=self.text[start:end], bold=style.bold, link=style.link)

    def _run(self, start, end, **fields):
        return Run(**fields, start=self.typed.at(start), end=self.typed.at(end - 1) + 1)

    def _bold(self, mark, end, style):
        """Give the runs between stars, where they end, and whether any closing stars are left in the line."""
        if mark.end() >= end or self.text[mark.end()].isspace():
            return (), 0, True
        close = _CLOSING_STARS.search(self.text, mark.end() + 1, end)
        if close is None:
            return (), 0, False
        return self.runs(mark.end(), close.start(), replace(style, bold=True)), close.end(), True

    def _bracketed(self, mark, end, style):
        """Give the runs of what a bracket begins and where it ends; 0 where the bracket is text."""
        at = mark.start()
        if mark[0] == "[[":
            figure = _FIGURE.match(self.text, at, end)
            if figure and figure[1].strip():
                raw = figure[1].strip()
                run = self._run(at, figure.end(), text=figure[0], bold=style.bold, link=style.link, figure=raw)
                return (run,), figure.end()
        close = self.partner.get(mark.end() - 1 if mark[0] == "^[" else at, end)
        if close >= end:
            return (), 0
        if mark[0] == "^[":
            return self._note(mark, close, style)
        return self._note_below(at, close, style) or self._link(at, close, end, style)

    def _note_below(self, at, close, style):
        """Give the run that `[^1]` is and where it ends; () where it leads to no footnote."""
        label = self.text[at + 2 : close] if self.text[at + 1 : at + 2] == "^" else ""
        if label not in self.notes or label in self.used or style.in_note or style.link:
            return ()
        typed = self.notes[label]
        note = _Line(typed).runs(0, typed.length, _Style(in_note=True))
        self.used.add(label)
        return (self._run(at, close + 1, text="", bold=style.bold, note=note),), close + 1

    def _note(self, mark, close, style):
        note = () if style.in_note or style.link else self.runs(mark.end(), close, _Style(in_note=True))
        if not any(run.text.strip() for run in note):
            return (), 0
        return (self._run(mark.start(), close + 1, text="", bold=style.bold, note=note),), close + 1

    def _link(self, at, close, end, style):
        address = None if style.link else _ADDRESS.match(self.text, close + 1, min(end, close + LONGEST_ADDRESS))
        if not address or not self.text[at + 1 : close].strip():
            return (), 0
        return self.runs(at + 1, close, replace(style, link=address["url"])), address.end()


def _partners(text: str) -> dict[int, int]:
    """Give for each opening bracket that is closed where it is closed."""
    opened, partner = [], {}
    for bracket in _BRACKET.finditer(text):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif opened:
            partner[opened.pop()] = bracket.start()
    return partner


# ---- what is in blocks -----------------------------------------------------------------------------------


def every_run(blocks: Iterable[Block]) -> Iterator[Run]:
    """Give every run in the order it was typed, those of a footnote right after its mark."""
    for block in blocks:
        for line in block.lines:
            for run in line:
                yield run
                yield from run.note or ()


def footnotes(blocks: Iterable[Block]) -> tuple[Line, ...]:
    """Give the footnotes in the order of their numbers, the first one being 1."""
    return tuple(run.note for run in every_run(blocks) if run.note)


def map_runs(blocks: Iterable[Block], change) -> tuple[Block, ...]:
    """Give the same blocks with `change(line)` in the place of each line, inside footnotes as well."""

    def changed(line):
        return tuple(replace(run, note=changed(run.note)) if run.note else run for run in change(line))

    return tuple(Block(block.kind, tuple(changed(line) for line in block.lines)) for block in blocks)
