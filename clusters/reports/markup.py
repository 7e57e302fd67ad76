"""The plain format of the report's texts: paragraphs, lists and **bold**. Pure: text in, blocks out.

A blank line parts paragraphs, a line that begins with "- " is an item of a list, two stars on either side make
bold. Nothing else means anything: whatever else is written, markup included, comes out as it was typed.
"""

import re
from dataclasses import dataclass

_OPENING = re.compile(r"\*\*(?=\S)")
_CLOSING = re.compile(r"(?<=\S)\*\*")
_ITEM = re.compile(r"[-–•] +(?=\S)")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, bold or not."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line) or a list (a line an item). A line is a tuple of Run."""

    is_list: bool
    lines: tuple[tuple[Run, ...], ...]


def parse(text: str) -> tuple[Block, ...]:
    """Give the blocks of a text. A line break inside a paragraph is a space, and one item may go over lines.

    >>> [block.is_list for block in parse("Først.\\n\\n- ét\\n- to")]
    [False, True]
    """
    blocks, lines, is_list = [], [], False
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        item = _ITEM.match(line)
        if lines and (not line or (item and not is_list)):
            blocks.append(_block(is_list, lines))
            lines = []
        if not line:
            continue
        if item:
            is_list = True
            lines.append(line[item.end() :])
        elif lines:
            lines[-1] += f" {line}"
        else:
            is_list = False
            lines.append(line)
    return tuple(_joined(blocks))


def _block(is_list, lines):
    return Block(is_list, tuple(runs(line) for line in lines))


def _joined(blocks):
    """Join lists parted by blank lines alone: who spaces items out means one list."""
    joined = []
    for block in blocks:
        if joined and block.is_list and joined[-1].is_list:
            joined[-1] = Block(True, joined[-1].lines + block.lines)
        else:
            joined.append(block)
    return joined


def runs(line: str) -> tuple[Run, ...]:
    """Give the runs of one line. Stars that have no partner stay as they are."""
    found, place = [], 0
    # Opening and closing stars are looked for apart: where none close, one look is enough for the whole line.
    while (start := _OPENING.search(line, place)) and (end := _CLOSING.search(line, start.end() + 1)):
        found += [Run(line[place : start.start()]), Run(line[start.end() : end.start()], bold=True)]
        place = end.end()
    return tuple(run for run in (*found, Run(line[place:])) if run.text)
