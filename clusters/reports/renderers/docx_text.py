"""The words of a report as Word's runs and paragraphs: stretches, blocks, tags, links and footnotes. Pure.

What is read here are the plain values of pdf_text.py: a stretch is text alone or `{"text", "bold", "link", "note"}`.
"""

import re
from collections.abc import Callable, Iterable

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn

from clusters.reports.renderers.docx_package import Footnotes, Lists
from clusters.reports.renderers.docx_xml import (
    BOLD,
    bookmark,
    clean,
    field,
    inner_link,
    paragraph,
    run,
    safe,
    styled,
)
from misbrug.text.danish import NBSP

EXAMPLE = "eksempel"
UNKNOWN_PAGE = "…"
"""What stands for the number of a page until Word has counted its pages."""
DEEPEST_HEADING = 4
OPENS = "<w:pageBreakBefore/>"
MOST_LETTERS = 40
"""So long the name of a bookmark may be."""
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)


class Words:
    """Writes text into one document, which keeps its links, notes, lists and numbers."""

    def __init__(self, document, styles: dict[str, str], lists: Lists):
        self.part, self.styles, self.lists = document.part, styles, lists
        self.names = {style.style_id: style.element.name_val or "" for style in document.styles}
        self.notes, self.counters = Footnotes(document), {}
        named = document.element.body.iter(qn("w:bookmarkStart"))
        self.bookmarks = max((int(each.get(qn("w:id"), "0")) for each in named), default=0)

    def name_of(self, style: str) -> str:
        """Give the name that a style has in the document, by its key, without what a field cannot hold."""
        return self.names.get(self.styles[style], "").replace('"', "").replace("\\", "")

    def of(self, style: str, content: str, properties: str = "") -> str:
        """Give a paragraph of a style by its key; "normal" is what paragraphs are without saying so."""
        return paragraph(content, "" if style == "normal" else self.styles[style], properties)

    def line(self, stretches: Iterable, bold: bool = False) -> str:
        """Give the runs of a line."""
        return self._runs(stretches, bold, self.part.relate_to)

    def tag(self, words: str = EXAMPLE) -> str:
        """Give the small framed word beside what is invented, or beside a draft."""
        return run(" ") + run(f"{NBSP}{words}{NBSP}", styled(self.styles["tag"]))

    def page_of(self, anchor: str) -> str:
        """Give the number of the page that a bookmark is on, which only Word can tell."""
        return field(f"PAGEREF {_name(anchor)} \\h", UNKNOWN_PAGE)

    def note(self, stretches: Iterable, after: str = "") -> str:
        """Give the mark of a footnote that says these stretches, and `after` them runs of its own."""
        mark = styled(self.styles["note_mark"])

        def relate(address, _kind, *, is_external):
            return self.notes.relate(address)

        # Asked for first, so that the notes know what number theirs is.
        content = self._runs(stretches, False, relate)
        number = self.notes.add(
            self.of("note_text", f"<w:r><w:rPr>{mark}</w:rPr><w:footnoteRef/></w:r>{run(' ')}{content}{after}")
        )
        return f'<w:r><w:rPr>{mark}</w:rPr><w:footnoteReference w:id="{number}"/></w:r>'

    def _runs(self, stretches, bold, relate: Callable) -> str:
        return "".join(self._stretch(each, bold, relate) for each in stretches)

    def _stretch(self, each, bold, relate):
        if isinstance(each, str):
            return run(each, BOLD if bold else "")
        weight = BOLD if bold or each["bold"] else ""
        address = clean(each["link"])
        if address and _ADDRESS.fullmatch(address):
            words = run(each["text"], styled(self.styles["link"]) + weight)
            key = relate(address, RT.HYPERLINK, is_external=True)
            words = f'<w:hyperlink r:id="{safe(key)}" w:history="1">{words}</w:hyperlink>'
        else:
            words = run(each["text"], weight)
        return words + (self.note(each["note"]) if each["note"] else "")

    def blocks(self, blocks: Iterable[dict], level: int, *, style: str = "normal", example: bool = False):
        """Give the paragraphs of a text whose headings are of a level; a tag stands at the end of an example."""
        blocks = list(blocks)
        for place, block in enumerate(blocks):
            tag = self.tag() if example and place == len(blocks) - 1 else ""
            yield from self._block(block, level, style, tag)

    def _block(self, block, level, style, tag):
        lines = [self.line(line) for line in block["lines"]]
        lines[-1] += tag
        if block["kind"] == "heading":
            yield self.of(f"heading{min(level, DEEPEST_HEADING)}", lines[0])
        elif block["kind"] in ("bullets", "numbered"):
            yield from self.items("bullet" if block["kind"] == "bullets" else "number", lines)
        else:
            yield self.of(style, lines[0])

    def items(self, kind: str, lines: Iterable[str]):
        """Give the paragraphs of a list, "bullet" or "number"; each list of numbers begins at 1."""
        properties = self.lists.properties(kind)
        for line in lines:
            yield self.of(kind, line, properties)

    # ---- headings, captions ----

    def heading(self, level: int, content: str, *, name: str = "", opens: bool = False) -> str:
        """Give a heading, with a bookmark where it has a name, at the top of a page where it opens one."""
        if name:
            self.bookmarks += 1
            content = bookmark(_name(name), self.bookmarks, content)
        # On top of a page no space is wanted above.
        opening = f'{OPENS}<w:spacing w:before="0"/>' if opens else ""
        return self.of(f"heading{level}", content, opening)

    def counted(self, label: str, number: int | None = None) -> str:
        """Give "Figur 3" with its number as a field; `number` is the one it has, else it is the next."""
        following = self.counters.get(label, 0) + 1
        self.counters[label] = following if number is None else number
        # Where the report passes a number over, so does Word.
        jump = "" if self.counters[label] == following else f" \\r {number}"
        return run(f"{label} ") + field(f"SEQ {label} \\* ARABIC{jump}", str(self.counters[label]))

    def leading(self, anchor: str, text: str, properties: str = "") -> str:
        """Give words that lead to a bookmark in the document."""
        return inner_link(_name(anchor), run(text, properties))


def _name(anchor):
    """Give the name of a bookmark, which holds no hyphens; one that begins so is not shown among a writer's own."""
    return f"_rapport_{anchor.replace('-', '_')}"[:MOST_LETTERS]
