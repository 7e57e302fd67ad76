"""An agenda item as a Word document: facts in, bytes out. Real styles, so that it can be worked on in Word."""

import io
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from strategies.agenda import AgendaFacts
from strategies.renderers.agenda_sections import EXAMPLE, head, marks, sections

LANGUAGE = "da-DK"
FONT = "Calibri"
INK, MUTED, LINE = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x5C, 0x5C, 0x5C), "BFBFBF"
TEXT_WIDTH, NAMES_WIDTH = 16.0, 3.5
# So many rows of numbers are always kept on one page.
KEPT_ROWS = 15
# A column has room for a word of so many letters, though its own are shorter.
SHORTEST_WORD = 8
# What no XML may hold, though a database can.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_agenda_docx(facts: AgendaFacts, *, site: str, at: datetime) -> bytes:
    """Give the document. `site` is the installation's address, for the links to annexes that are files."""
    document = Document()
    _set_up(document, facts, at)
    document.add_paragraph(plain(facts.title), style="Title")
    for mark in marks(facts):
        document.add_paragraph(mark, style="Subtitle")
    _facts_table(document, head(facts))
    writer = _Writer(document, site)
    for section in sections(facts):
        writer.write(section)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def plain(text: str) -> str:
    """Give a text as a document can hold it: as typed, without the characters that XML forbids."""
    return _NOT_XML.sub("", text)


# ---- the document as a whole --------------------------------------------------------------------------


def _set_up(document, facts, at):
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin, page.bottom_margin = Cm(2.5), Cm(2)
    _styles(document.styles)
    document.settings.element.find(qn("w:themeFontLang")).set(qn("w:val"), LANGUAGE)
    properties = document.core_properties
    properties.title, properties.subject = plain(facts.title)[:255], "Dagsordenspunkt"
    properties.author = plain(facts.responsible or ", ".join(facts.places))[:255]
    properties.language = LANGUAGE
    properties.created = properties.modified = at.replace(tzinfo=None)
    properties.comments = properties.last_modified_by = ""
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run("Side ")
    _field(footer, "PAGE")
    footer.add_run(" af ")
    _field(footer, "NUMPAGES")


def _styles(styles):
    normal = styles["Normal"]
    _font(normal, 11, INK)
    normal.paragraph_format.space_after = Pt(6)
    language = normal.element.get_or_add_rPr().find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        normal.element.get_or_add_rPr().append(language)
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    for element in (language, defaults):
        if element is not None:
            element.set(qn("w:val"), LANGUAGE)
    for name, size, before in (("Title", 22, 0), ("Heading 1", 15, 18), ("Heading 2", 12, 12)):
        style = styles[name]
        _font(style, size, INK, bold=True)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.paragraph_format.keep_with_next = True
        _no_border(style)
    _font(styles["Subtitle"], 11, MUTED)
    _font(styles["Caption"], 9, MUTED)
    styles["Caption"].paragraph_format.keep_with_next = True
    for name in ("List Bullet", "List Bullet 2", "List Number"):
        styles[name].paragraph_format.space_after = Pt(3)


def _font(style, size, colour, *, bold=None):
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    style.font.bold, style.font.italic = bold, False
    for spacing in style.element.get_or_add_rPr().findall(qn("w:spacing")):
        spacing.getparent().remove(spacing)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # The template's theme fonts would win over the name.
    for name in [name for name in fonts.attrib if "theme" in name.lower()]:
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _no_border(style):
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _field(paragraph, code):
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


# ---- the parts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the parts of one agenda item into a document."""

    document: Document
    site: str

    def write(self, section):
        """Write one part under its heading."""
        self.document.add_heading(section.heading, level=1)
        for block in section.blocks:
            self._block(block)
        for point in section.points:
            self.document.add_paragraph(f"at {plain(point)}", style="List Number")
        for heading, items in section.lists:
            self.document.add_heading(heading, level=2)
            for item in items:
                self._item(item)
        if section.table:
            self._table(section.table)
        for annex in section.annexes:
            self._annex(annex)

    def _block(self, block):
        for line in block.lines:
            self.document.add_paragraph(plain(line), style="List Bullet" if block.is_list else None)

    def _item(self, item, style="List Bullet"):
        paragraph = self.document.add_paragraph(plain(item.text), style=style)
        _mark_example(paragraph, item)
        for each in item.below:
            self._item(each, "List Bullet 2")

    def _table(self, table):
        if table.heading:
            self.document.add_heading(plain(table.heading), level=2)
        self.document.add_paragraph(plain(table.note)).paragraph_format.keep_with_next = True
        self.document.add_paragraph(plain(table.caption), style="Caption")
        _number_table(self.document, table)

    def _annex(self, annex):
        paragraph = self.document.add_paragraph(style="List Bullet")
        _link(paragraph, urljoin(self.site, annex.address), annex.title)
        if annex.note:
            paragraph.add_run(f" ({annex.note})")
        _mark_example(paragraph, annex)


def _mark_example(paragraph, what):
    """Say beside what is invented that it is, as the page does."""
    if what.is_example:
        paragraph.add_run(f" [{EXAMPLE}]").font.color.rgb = MUTED


def _link(paragraph, address, text):
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(plain(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(plain(text))
    run.font.underline, run.font.color.rgb = True, RGBColor(0x00, 0x59, 0xB3)
    link.append(run._r)
    paragraph._p.append(link)


# ---- tables -------------------------------------------------------------------------------------------


def _facts_table(document, rows):
    """Write what the item is about: the first column is the heads of the rows."""
    table = document.add_table(rows=0, cols=2)
    _looks(table, (4.0, TEXT_WIDTH - 4.0), "Dagsordenspunktets oplysninger", first_row=False)
    for label, value in rows:
        cells = table.add_row().cells
        _cell(cells[0], label, bold=True)
        _cell(cells[1], value)
    _finish(table, (4.0, TEXT_WIDTH - 4.0))


def _number_table(document, content):
    """Write a table of numbers: its head stands again on each page, no row is parted by one, nor the sums from it."""
    widths = _widths((content.head, *content.rows, content.foot))
    table = document.add_table(rows=0, cols=len(content.head))
    _looks(table, widths, content.caption, first_row=True)
    for cells, bold in ((content.head, True), *((row, False) for row in content.rows), (content.foot, True)):
        row = table.add_row()
        for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            _cell(cell, text, bold=bold, right=place > 0, size=9 if cells is content.head else 10)
    _mark(table.rows[0], "w:tblHeader")
    _finish(table, widths)
    _keep_together(table.rows)


def _widths(rows):
    """Give the columns of numbers room by their longest words, so that no word is broken."""
    columns = list(zip(*rows, strict=True))[1:]
    longest = [max(len(word) for cell in column for word in cell.split(" ")) for column in columns]
    # As much as two letters is taken by the space between the columns; short words stand several on a line.
    shares = [max(letters, SHORTEST_WORD) + 2 for letters in longest]
    return (NAMES_WIDTH, *((TEXT_WIDTH - NAMES_WIDTH) * share / sum(shares) for share in shares))


def _keep_together(rows):
    """Keep a short table on one page, and of a long one the beginning and the sums with a row each."""
    rows = list(rows)[:-1]
    for row in rows if len(rows) <= KEPT_ROWS else (*rows[:2], rows[-1]):
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _looks(table, widths, title, *, first_row):
    """Give a table its horizontal rules, its name for those who cannot see it, and which of its cells are heads."""
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.append(look)
    for name in list(look.attrib):
        del look.attrib[name]
    look.set(qn("w:val"), "04A0" if first_row else "0480")
    for name, value in (("firstRow", first_row), ("lastRow", False), ("firstColumn", True), ("lastColumn", False)):
        look.set(qn(f"w:{name}"), "1" if value else "0")
    look.set(qn("w:noHBand"), "0")
    look.set(qn("w:noVBand"), "1")
    # The schema wants the rules before the layout, and the caption after the look.
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders) if layout is not None else look.addprevious(borders)
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), plain(title))
    look.addnext(caption)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)


def _finish(table, widths):
    for row in table.rows:
        _mark(row, "w:cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def _mark(row, name):
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement(name)
    # The schema wants cantSplit before tblHeader.
    properties.insert(0, mark) if name == "w:cantSplit" else properties.append(mark)


def _cell(cell, text, *, bold=False, right=False, size=10):
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(plain(text))
    run.bold, run.font.size = bold or None, Pt(size)
