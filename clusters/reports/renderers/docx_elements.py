"""The elements of a report as they look in Word: parts, texts, facts, tables, figures and annexes. Pure.

The elements are those that pdf_parts.py and pdf_annexes.py make, so that Word and PDF say the same.
"""

import io
import re
import struct
from collections.abc import Iterable
from itertools import groupby, zip_longest

from clusters.reports.renderers.docx_text import OPENS, Words
from clusters.reports.renderers.docx_xml import (
    BOLD,
    EMU_PER_TWIP,
    cell,
    picture,
    row,
    run,
    shares,
    styled,
    table,
)
from clusters.reports.renderers.pdf_parts import ROOM
from clusters.reports.renderers.typesetting import rasterise
from misbrug.text.danish import NBSP

FIGURES_BESIDE = 3
"""Figures beside each other on a page of usual width."""

NARROWEST_FIGURE = 2400
"""Twips: on a narrower page fewer figures stand beside each other."""

LOW = '<w:vAlign w:val="bottom"/>'

PPI = 180
"""Pixels per inch of a drawing as it is drawn; on the page, where it is smaller, there are a quarter more."""

GUTTER = 170
LETTER, SIDES, LONGEST_WORD = 135, 130, 20
"""Twips that a bold letter of a wide font and the sides of a cell take; no longer word has room of its own."""
GUIDE = "laesevejledning"
MATRIX_NAME, WIDEST_ANSWER = 1900, 900
_PX = re.compile(r'<svg [^>]*?width="([0-9.]+)"')
# Answers as they stand in a table of municipalities: the colour behind the word.
_FILLS = {"ja": "DCEBE9", "nej": "F0D9B0", "afventer": "EFEFEF"}
# A cell in Word has no black corner for what is split; there it is a star.
SPLIT = "*"
_CORNER = re.compile("(?i)(s)ort hjørne")
_TIGHT = '<w:tblCellMar><w:left w:w="28" w:type="dxa"/><w:right w:w="28" w:type="dxa"/></w:tblCellMar>'
_MEMBER_WIDTHS = ("74pt", "104pt", "1fr")


class Elements:
    """Gives the paragraphs and tables of elements. `width` is that of the text in twips."""

    def __init__(self, words: Words, width: int):
        self.words, self.width = words, width
        self.level, self.title, self.part, self.pictures = 1, "", "", {}
        self.example = False
        self.drawn = words.part.next_id

    def draw(self, elements: Iterable[dict]):
        """Make the pictures of all drawings at once, since each time starts a program."""
        drawings = [each for element in elements for each in _drawings(element)]
        unique = list(dict.fromkeys(drawings))
        self.pictures = dict(zip(unique, rasterise(unique, ppi=PPI), strict=True))

    def write(self, elements: Iterable[dict]):
        """Give each element's paragraphs and tables, in order."""
        gap, open_gap = self._after(), False
        for made in self._written(elements):
            # The paragraph after a table that fills its page would stand on a page of its own.
            if open_gap and OPENS not in made:
                yield gap
            open_gap = made == gap
            if not open_gap:
                yield made
        if open_gap:
            yield gap

    def _written(self, elements):
        for kind, group in groupby(self._kept_asides(elements), lambda each: each["is"]):
            if kind == "member":
                yield from self._members(list(group))
            else:
                for each in group:
                    yield from getattr(self, f"_{kind}")(each)

    def _kept_asides(self, elements):
        """Give the same elements; a remark that a table follows knows that it stays with it."""
        elements = list(elements)
        for each, following in zip_longest(elements, elements[1:]):
            kept = each["is"] == "aside" and following is not None and following["is"] == "table"
            yield each | {"kept": True} if kept else each

    # ---- headings and text ----

    def _part(self, each):
        self.level, self.title, self.part = 1, each["title"], each["full"]
        # How much room there is on a page is not known here.
        opens = each["opens"] or each["place"] == ROOM
        yield self.words.heading(1, run(each["full"]), name=each["id"], opens=opens)
        # In the heading it would be in the contents as well.
        self.example = each["example"]

    def _head(self, each):
        self.level, self.title = each["level"], each["title"]
        tag = self.words.tag() if each["example"] else ""
        yield self.words.heading(each["level"], run(each["title"]) + tag)

    def _aside(self, each):
        if each["text"]:
            kept = _kept(each.get("kept", False))
            yield self.words.of("aside", run(_CORNER.sub(r"\1tjerne", each["text"])), kept)

    def _text(self, each):
        draft = each.get("draft", "")
        if draft:
            yield self.words.of("quote", self.words.tag(draft), "<w:keepNext/>")
        example, self.example = each.get("example", False) or self.example, False
        style = "quote" if draft else "normal"
        yield from self.words.blocks(each["blocks"], self.level + 1, style=style, example=example)

    def _terms(self, each):
        if any("to" in item for item in each["items"]):
            yield from self.words.items("number", [self._weighty(item) for item in each["items"]])
            return
        for item in each["items"]:
            muted = styled(self.words.styles["muted"]) + '<w:b w:val="0"/><w:bCs w:val="0"/>'
            fine = run(f"  {item['fine']}", muted) if item["fine"] else ""
            yield self.words.of("term", run(item["term"]) + fine)
            yield self.words.of("normal", self.words.line(item["text"]) + self._example(item))

    def _weighty(self, item):
        """Give a recommendation of special weight and why it is."""
        fine = run(f" ({item['fine']})") if item["fine"] else ""
        reason = run(": ") + self.words.line(item["text"]) if any(item["text"]) else ""
        return self.words.leading(item["to"], item["term"], BOLD) + fine + reason + self._example(item)

    def _example(self, item):
        return self.words.tag() if item.get("example") else ""

    # ---- facts and tables ----

    def _strip(self, each):
        """Give the facts in large digits beside each other."""
        items = each["items"]
        widths = shares(["1fr"] * len(items), self.width)
        cells = []
        for item, width in zip(items, widths, strict=True):
            of = run(f" {item['of']}", styled(self.words.styles["muted"])) if item["of"] else ""
            number = run(item["number"], styled(self.words.styles["key_number"]))
            words = self.words.of("key", number + of) + self.words.of("key_words", run(item["label"]))
            cells.append(cell(words, width))
        yield from self._laid([row(cells)], widths, "Nøgletal")

    def _table(self, each):
        widths = _widened(shares(each["widths"], self.width), [each["heads"], *each["rows"]])
        right, strong = set(each["right"]), set(each["strong"])
        rows = [row(self._heads(each["heads"], widths, right), head=True)]
        for number, cells in enumerate(each["rows"]):
            # The head stays with the first two rows, and the last row is never alone on a page.
            kept = len(each["rows"]) > 1 and number in (0, len(each["rows"]) - 2)
            made = (
                cell(self._cell(content, place in strong, place in right, kept), width)
                for place, (content, width) in enumerate(zip(cells, widths, strict=True))
            )
            rows.append(row(made))
        yield table(rows, widths, style=self.words.styles["table"], title=self._named(self.title))
        yield self._after()

    def _heads(self, heads, widths, right=()):
        for place, (title, width) in enumerate(zip(heads, widths, strict=True)):
            yield cell(self.words.of("cell", run(title, BOLD), _kept(True) + _side(place in right)), width)

    def _cell(self, content, strong, right, kept):
        lines = [self.words.line(line, strong) for line in content["lines"]] or [""]
        lines[-1] += self._example(content)
        fine = [self.words.line([each]) for each in content["fine"]]
        side = _kept(kept) + _side(right)
        return "".join(self.words.of("cell", line, side) for line in lines) + "".join(
            self.words.of("fine", line, side) for line in fine
        )

    def _laid(self, rows, widths, title):
        """Give a table that is no table to read, but sets things beside each other."""
        yield table(rows, widths, style=self.words.styles["grid"], title=title, head=False)
        yield self._after()

    def _after(self):
        """Give the small paragraph that Word needs after a table."""
        return self.words.of("gap", "")

    def _named(self, title):
        return title if title in self.part else f"{title}, {self.part}"

    # ---- figures ----

    def _figures(self, each):
        self.level, self.title = 2, each["title"]
        yield self.words.heading(2, run(each["title"]))
        legend = f"{self._picture(each['legend'])}{run('   ')}" if each["legend"] else ""
        yield self.words.of("indicator", legend + run(each["remark"], styled(self.words.styles["muted"])))
        columns = max(1, min(FIGURES_BESIDE, self.width // NARROWEST_FIGURE))
        widths = shares(["1fr"] * columns, self.width)
        rows = []
        for start in range(0, len(each["items"]), columns):
            beside = each["items"][start : start + columns]
            # Names take more lines or fewer: the bars of figures beside each other stand at one height.
            cells = [
                cell(self._figure(item), width, properties=LOW if "svg" in item else "")
                for item, width in zip(beside, widths, strict=False)
            ]
            cells += [cell(self.words.of("indicator", ""), width) for width in widths[len(beside) :]]
            rows.append(row(cells))
        yield from self._laid(rows, widths, self._named("Figurer"))

    def _figure(self, item):
        note = self.words.note([" ".join(item["notes"])], self._see_guide()) if item["notes"] else ""
        words = run(item["number"], BOLD) + run(f" {item['text']}") + note + self._example(item)
        if "svg" in item:
            number = int(item["figure"].split()[-1])
            caption = self.words.of("caption", self.words.counted("Figur", number) + run(". ") + words)
            return caption + self.words.of("normal", self._picture(item))
        name = self.words.of("indicator", words)
        if "band" in item:
            return name + self.words.of("band", run("Alle klynger", BOLD) + run(f" – {item['band']}"))
        return name + self.words.of("aside", run(item["empty"]))

    def _see_guide(self):
        see = run(" Se ") + self.words.leading(GUIDE, "læsevejledningen")
        return see + run(f", side{NBSP}") + self.words.page_of(GUIDE) + run(".")

    def _picture(self, item):
        """Give a drawing as a picture, all of them on one scale."""
        png = self.pictures[item["svg"]]
        across, down = struct.unpack_from(">II", png, 16)
        columns = max(1, min(FIGURES_BESIDE, self.width // NARROWEST_FIGURE))
        room = (self.width // columns - GUTTER) * EMU_PER_TWIP
        width = int(room * float(_PX.match(item["svg"])[1]) / self._scale())
        relation, _image = self.words.part.get_or_add_image(io.BytesIO(png))
        self.drawn += 1
        name = f"Figur {item['figure'].split()[-1]}" if "figure" in item else "Tegnforklaring"
        return picture(relation, self.drawn, name=name, alt=item["alt"], width=width, height=width * down // across)

    def _scale(self):
        """Give the width of the widest figure in its own pixels; legends are as large beside it."""
        return max((float(_PX.match(svg)[1]) for svg in self.pictures if "-title" in svg), default=260)

    # ---- annexes ----

    def _matrix(self, each):
        """Give the values of a cluster's municipalities, and under them how many say ja."""
        many = len(each["numbers"])
        column = min((self.width - MATRIX_NAME) // many, WIDEST_ANSWER)
        widths = [MATRIX_NAME, *[column] * many]
        heads = [cell(self.words.of("cell", run("Kommune", BOLD)), MATRIX_NAME)]
        heads += [cell(self.words.of("tile", run(number, BOLD)), column) for number in each["numbers"]]
        rows = [row(heads, head=True), *(row(self._municipality(one, each, column)) for one in each["rows"])]
        counted = [one["values"] for one in each["rows"] if one["values"]]
        sums = [cell(self.words.of("cell", run(f"Ja af {len(counted)}", BOLD)), MATRIX_NAME, fill="F5F5F5")]
        for place in range(many):
            yes = sum(values[place]["key"] == "ja" for values in counted)
            sums.append(cell(self.words.of("tile", run(str(yes), BOLD)), column, fill="F5F5F5"))
        rows.append(row(sums))
        title = self._named("Kommunernes samlede svar")
        yield table(rows, widths, style=self.words.styles["table"], title=title, first_column=True, margins=_TIGHT)
        yield self._after()

    def _municipality(self, one, each, column):
        yield cell(self.words.of("cell", run(one["name"])), MATRIX_NAME)
        if not one["values"]:
            absent = run(each["absent"], styled(self.words.styles["muted"]))
            many = len(each["numbers"])
            yield cell(self.words.of("cell", absent), column * many, span=many)
        for value in one["values"]:
            word = f"{value['word'] or 'ja'}{SPLIT if value['split'] else ''}" if value["key"] else ""
            yield cell(self.words.of("tile", run(word)), column, fill=_FILLS.get(value["key"], ""))

    def _members(self, members):
        """Give the rules behind the values of a cluster's municipalities as one table, each under its name."""
        widths = shares(_MEMBER_WIDTHS, self.width)
        rows = [row(self._heads(("Svar", "Indikatorer", "Reglen bag"), widths), head=True)]
        for member in members:
            rows.append(row([cell(self._name(member), sum(widths), span=len(widths), fill="F5F5F5")]))
            rows += [row(self._reason(reason, widths)) for reason in member.get("reasons", ())]
        yield table(rows, widths, style=self.words.styles["table"], title=self._named("Reglen bag hvert svar"))
        yield self._after()

    def _name(self, member):
        fine = f" ({member['fine']})" if member["fine"] else ""
        absence = f"Deltager ikke: {member['absence']}" if member["absence"] else ""
        below = [each for each in (member["tracks"], absence) if each]
        kept = _kept(bool(member.get("reasons")))
        name = self.words.of("cell", run(member["name"], BOLD) + run(fine), kept)
        return name + "".join(self.words.of("fine", run(each), kept) for each in below)

    def _reason(self, reason, widths):
        rule = [self.words.of("fine", run(reason["rule"]))] if reason["rule"] else []
        yield cell(self.words.of("cell", run(reason["words"])) + "".join(rule), widths[0])
        yield cell(self.words.of("cell", run(reason["numbers"])), widths[1])
        tag = self.words.tag(reason["starred"]) if reason["starred"] else self._example(reason)
        yield cell(self.words.of("cell", run(reason["why"]) + tag), widths[2])


def _widened(widths, rows):
    """Give every column room for its longest word, from those that have more than they need."""
    needed = [
        min(max(_longest(row[place]) for row in rows), LONGEST_WORD) * LETTER + SIDES for place in range(len(widths))
    ]
    lacking = sum(max(need - width, 0) for need, width in zip(needed, widths, strict=True))
    spare = sum(max(width - need, 0) for need, width in zip(needed, widths, strict=True))
    if not lacking or lacking > spare:
        return widths
    return [
        need if width < need else width - (width - need) * lacking // spare
        for need, width in zip(needed, widths, strict=True)
    ]


def _longest(cell):
    """Give how many letters the longest word of a head or a cell has."""
    lines = [cell] if isinstance(cell, str) else cell["lines"]
    stretches = [each for line in lines for each in ([line] if isinstance(line, str) else line)]
    words = (each if isinstance(each, str) else each["text"] for each in stretches)
    return max((len(word) for text in words for word in text.split()), default=0)


def _kept(kept):
    return "<w:keepNext/>" if kept else ""


def _side(right):
    return '<w:jc w:val="right"/>' if right else ""


def _drawings(element):
    if element["is"] == "figures":
        if element["legend"]:
            yield element["legend"]["svg"]
        yield from (item["svg"] for item in element["items"] if "svg" in item)
