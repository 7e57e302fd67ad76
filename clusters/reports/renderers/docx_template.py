"""A region's own Word template: what is taken, how it is opened, and where in it the report stands. Pure."""

import io
import logging
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import contextmanager

from docx import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from clusters.reports.renderers.docx_package import Lists, file_of, speak_danish, update_fields
from clusters.reports.renderers.docx_styles import settle_styles
from clusters.reports.renderers.docx_text import Words
from clusters.reports.renderers.docx_xml import NAMESPACES, run
from clusters.uploads import UploadRefused, read_upload

logger = logging.getLogger(__name__)

MARK = "{{rapport}}"
SIZE_LIMIT = 5 * 1024 * 1024
UNPACKED_LIMIT = 40 * 1024 * 1024
LONGEST = 30
"""Paragraphs that a template without a mark may have: with more it is a whole document rather than a template."""
NARROWEST = 4500
"""Twips of text on a line: on a narrower page nothing of a report would fit."""

_TEMPLATE_MAIN = CT.WML_DOCUMENT_MAIN.replace("document.main", "template.main")
_ORIGIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
_TYPES = "[Content_Types].xml"
_A4_TEXT = 9070
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".svg")
_NO_WORD_FILE = "Filen er ikke et Word-dokument. Åbn skabelonen i Word, og gem den som .docx eller .dotx."
_NARROW = "Der er for lidt plads mellem skabelonens margener. Gør siden bredere, og gem den igen."
_DECLARES = (
    "Skabelonen indeholder en teknisk erklæring (DOCTYPE), som Word ikke selv skriver. Åbn den i Word, gem den igen "
    "som .docx, og prøv med den nye fil."
)
_REACHES_OUT = (
    "Skabelonen henter billeder eller andet indhold fra et andet sted. Sæt det ind i selve skabelonen, og gem den igen."
)
_WRITTEN_IN = (
    f"Skabelonen har selv meget tekst eller en tabel. Skriv {MARK} i et afsnit for sig, hvor rapporten skal stå, og "
    "slet det, der ikke skal med i rapporten."
)
_UNREADABLE = "Skabelonen kan ikke læses. Åbn den i Word, gem den igen som .docx, og prøv med den nye fil."
# All that python-docx and what it builds on raise for files that are damaged on purpose or by accident.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, AssertionError, LxmlError),
)


class TemplateRefused(ValueError):
    """A template that no report can be poured into. `str()` is a Danish message that says what to do."""


def check_template(content: bytes) -> None:
    """Look into a template before it is stored, and try it. Raises TemplateRefused.

    Refused are empty, large, encrypted and damaged files, those with macros, what is no Word document or template,
    what declares entities or fetches content from elsewhere, and whole documents that do not say where a report goes.
    """
    if not content:
        raise TemplateRefused("Filen er tom. Vælg den rigtige fil.")
    if len(content) > SIZE_LIMIT:
        most = SIZE_LIMIT // (1024 * 1024)
        raise TemplateRefused(f"Skabelonen er større end {most} MB. Gør billederne i den mindre.")
    _refuse_others(content)
    try:
        read_upload("skabelon.docx", content, SIZE_LIMIT)
    except UploadRefused as problem:
        raise TemplateRefused(str(problem)) from problem
    document = open_template(content)
    with _readable():
        mark = mark_of(document)
        if mark is None and _is_written_in(document):
            raise TemplateRefused(_WRITTEN_IN)
        if text_width(document, mark) < NARROWEST:
            raise TemplateRefused(_NARROW)
        words = writer_of(document)
        trial = [*words.items("number", [run("1") + words.note(["1"])]), words.heading(1, run("1"), name="1")]
        pour(document, words, trial, mark)
        has_running_heads(document)
        file_of(document)


@contextmanager
def _readable():
    """Refuse the template that something cannot be read in."""
    try:
        yield
    except TemplateRefused:
        raise
    except _DAMAGED as problem:
        logger.warning("A Word template could not be read", exc_info=True)
        raise TemplateRefused(_UNREADABLE) from problem


def _refuse_others(content):
    """Refuse what is no Word file, in words that fit a template."""
    if not content.startswith(b"PK"):
        # Office wraps what is locked with a password in its old format; read_upload says so.
        if content.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
            return
        raise TemplateRefused(_NO_WORD_FILE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except _DAMAGED as problem:
        raise TemplateRefused(_NO_WORD_FILE) from problem
    if not {_TYPES, "word/document.xml"} <= {entry.filename for entry in entries}:
        raise TemplateRefused(_NO_WORD_FILE)
    if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        raise TemplateRefused("Skabelonen fylder urimeligt meget, når den pakkes ud. Gem den igen i Word.")


def open_template(content: bytes):
    """Open a template as a document that content can be poured into. Raises TemplateRefused."""
    with _readable():
        _refuse_declarations(content)
        document = Document(io.BytesIO(_as_document(content)))
        if document.element.body is None:
            raise TemplateRefused(_UNREADABLE)
        _forget_origin(document)
        # A link waits for a click; all else would be fetched when the report is opened.
        reached = (each.reltype for each in document.part.package.iter_rels() if each.is_external)
        if any(each != RT.HYPERLINK for each in reached):
            raise TemplateRefused(_REACHES_OUT)
    return document


def _refuse_declarations(content):
    """Refuse XML that declares a document type: Word writes none, and what it declares ends in every report."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(_PICTURES):
                continue
            part = archive.read(name)
            if any(f"<!{word}".encode(code) in part for word in ("DOCTYPE", "ENTITY") for code in _ENCODINGS):
                raise TemplateRefused(_DECLARES)


def _is_written_in(document):
    """Say whether a template has so much in it that a report at its end would follow another text."""
    body = document.element.body
    paragraphs = sum(1 for _ in body.iter(qn("w:p")))
    return paragraphs > LONGEST or next(body.iter(qn("w:tbl")), None) is not None


def _as_document(content):
    """Give the same file with the type of a document, where it has that of a template."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read(_TYPES)
        if _TEMPLATE_MAIN.encode() not in types:
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
            for name in archive.namelist():
                changed = types.replace(_TEMPLATE_MAIN.encode(), CT.WML_DOCUMENT_MAIN.encode())
                made.writestr(name, changed if name == _TYPES else archive.read(name))
    return out.getvalue()


def _forget_origin(document):
    """Let the report not open the file that the template itself was made from: it is on somebody's own drive."""
    settings = document.settings.element
    for each in settings.findall(qn("w:attachedTemplate")):
        settings.remove(each)
    rels = document.part.part_related_by(RT.SETTINGS).rels
    for key in [key for key, each in rels.items() if each.reltype == _ORIGIN]:
        del rels[key]


# ---- where the report stands -----------------------------------------------------------------------------


def mark_of(document):
    """Give the paragraph that says {{rapport}} and nothing else, None where there is none."""
    for paragraph in document.element.body.iter(qn("w:p")):
        words = "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        if words.strip() == MARK:
            return paragraph
    return None


def writer_of(document) -> Words:
    """Let a document have the styles and lists of a report, and give what writes into it."""
    lists = Lists(document)
    styles = settle_styles(document.styles.element, lists.ours)
    lists.settle(document.styles.element, styles)
    return Words(document, styles, lists)


def pour(document, words: Words, content: Iterable[str], mark) -> None:
    """Put paragraphs and tables with their notes into a document in the place of its mark, or at its end."""
    _place(document.element.body, list(parse_xml(f"<w:body {NAMESPACES}>{''.join(content)}</w:body>")), mark)
    words.notes.save()
    speak_danish(document)
    update_fields(document)


def _place(body, elements, mark):
    if mark is None:
        last = body.find(qn("w:sectPr"))
        for each in elements:
            body.append(each) if last is None else last.addprevious(each)
        return
    block = _block_of(body, mark)
    for each in elements:
        block.addprevious(each)
    breaks = mark.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    if block is mark and not breaks:
        block.getparent().remove(block)
        return
    # A mark that ends a section, or stands in a table or a box, leaves an empty paragraph.
    for each in [each for each in mark if each.tag != qn("w:pPr")]:
        mark.remove(each)


def _block_of(body, mark):
    """Give what the content is put before: the mark itself, or the table or box around it."""
    block = mark
    while block.getparent() is not body and not _is_open(block.getparent(), body):
        block = block.getparent()
    return block


def _is_open(parent, body):
    """Say whether it is a content control that holds paragraphs of the document itself."""
    return parent.tag == qn("w:sdtContent") and parent.getparent().getparent() is body


def text_width(document, mark=None) -> int:
    """Give the width of the text in twips, in the section that the content stands in."""
    section = _section_of(document.element.body, mark)
    if section is None:
        return _A4_TEXT
    size, margins, columns = (section.find(qn(name)) for name in ("w:pgSz", "w:pgMar", "w:cols"))
    if size is None or margins is None:
        return _A4_TEXT
    sides = sum(int(float(margins.get(qn(name), "0"))) for name in ("w:left", "w:right", "w:gutter"))
    width = int(float(size.get(qn("w:w"), "11906"))) - sides
    many = int(columns.get(qn("w:num"), "1")) if columns is not None else 1
    return (width - 708 * (many - 1)) // max(many, 1)


def _section_of(body, mark):
    sections = list(body.iter(qn("w:sectPr")))
    if mark is None or not sections:
        return sections[-1] if sections else None
    # A section's properties stand at its end.
    place = {id(each): number for number, each in enumerate(body.iter())}
    after = [each for each in sections if place[id(each)] > place[id(mark)]]
    return after[0] if after else sections[-1]


def ends_in_content(document) -> bool:
    """Say whether the last thing in a document is words or a picture, and no break after them."""
    last = [each for each in document.element.body if each.tag != qn("w:sectPr")][-1:]
    shown = (qn(name) for name in ("w:t", "w:drawing", "w:pict", "w:object"))
    return any(next(each.iter(name), None) is not None for each in last for name in shown) and not any(
        each.get(qn("w:type")) == "page" for each in last[0].iter(qn("w:br"))
    )


def has_running_heads(document) -> bool:
    """Say whether any section of a document has a header or a footer of its own."""
    body = document.element.body
    return any(next(body.iter(qn(name)), None) is not None for name in ("w:headerReference", "w:footerReference"))
