"""The region's own Word template: what is refused, and what stays of one that the report is poured into."""

import io
import re
import zipfile

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, RGBColor

from clusters.consolidation import Outcome
from clusters.reports.renderers.docx import TemplateRefused, check_template, render_docx
from tests.clusters.reports.whole_reports import report

ORIGIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
TEXT = "Indledt^[En note.].\n\n1. ét\n2. to\n\n- punkt"
DOCUMENT, TEMPLATE = b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml"
# As Word with a Danish face stores its own styles: English names, Danish ids.
DANISH = {"Heading1": "Overskrift1", "Title": "Titel", "ListBullet": "Opstilling-punkttegn", "Heading3": "Overskrift3"}


def facts(**options):
    """Give a report without figures, since they take time to draw."""
    return report(4, indicators=(1,), words=TEXT, outcomes=(Outcome.YES,), **options)


def saved(document):
    """Give a document as a file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(content, change):
    """Give a Word file with `change(name, bytes)` in the place of each of its parts; None takes one away."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as made:
        for name in archive.namelist():
            part = change(name, archive.read(name))
            if part is not None:
                made.writestr(name, part)
    return out.getvalue()


def own_template(*, mark="{{rapport}}"):
    """Give a template with a front page, a part for the report and a colophon, in Danish and in the region's look."""
    document = Document()
    for style in document.styles.element.findall(qn("w:style")):
        ident = style.get(qn("w:styleId"))
        style.set(qn("w:styleId"), DANISH.get(ident, ident))
        if ident in ("Caption", "TOCHeading"):
            document.styles.element.remove(style)
        # Other programs translate the name as well.
        if ident == "Heading2":
            style.set(qn("w:styleId"), "Overskrift2")
            style.find(qn("w:name")).set(qn("w:val"), "Overskrift 2")
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x80, 0x00, 0x40)
    document.sections[0].header.paragraphs[0].text = "Region Sjællands brevhoved"
    document.add_paragraph("Forside")
    document.add_section(WD_SECTION.NEW_PAGE).page_width = Cm(18)
    if mark:
        paragraph = document.add_paragraph()
        # Word parts words as it likes.
        for piece in (mark[:3], mark[3:]):
            paragraph.add_run(piece)
    document.add_paragraph("Kolofon")
    return document


def words(document):
    """Give the words of each paragraph in the body of a document, in order."""
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def test_the_report_stands_in_the_templates_place_with_the_templates_looks():
    content = saved(own_template())
    check_template(content)
    document = Document(io.BytesIO(render_docx(facts(), template=content)))
    told = words(document)
    assert "{{rapport}}" not in told
    assert told.index("Forside") < told.index("Region Sjælland") < told.index("Læsevejledning") < told.index("Kolofon")
    by_words = {
        "".join(t.text or "" for t in p.iter(qn("w:t"))): p.style for p in document.element.body.iter(qn("w:p"))
    }
    assert by_words["Læsevejledning"] == "Overskrift1"
    assert by_words["Sådan er svarene talt"] == "Overskrift2"
    assert by_words["Det er klyngen enig om"] == "Overskrift3"
    assert by_words["punkt"] == "Opstilling-punkttegn"
    ids = [style.get(qn("w:styleId")) for style in document.styles.element.findall(qn("w:style"))]
    assert len(ids) == len(set(ids))
    assert "Heading1" not in ids
    assert {"Caption", "RapportTabel"} <= set(ids)
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0x80, 0x00, 0x40)
    assert document.sections[0].header.paragraphs[0].text == "Region Sjællands brevhoved"
    assert len(document.sections) == 2
    # The tables are as wide as the part of the template that they stand in.
    section = document.sections[1]
    room = Emu(section.page_width - section.left_margin - section.right_margin).twips
    widths = [
        sum(int(c.get(qn("w:w"))) for c in t.iter(qn("w:gridCol"))) for t in document.element.body.iter(qn("w:tbl"))
    ]
    assert max(widths) <= room
    assert max(widths) > 0.98 * room


def test_without_a_mark_the_report_stands_at_the_end_with_running_heads_where_there_are_none():
    document = own_template(mark="")
    header = document.sections[0].header
    header.is_linked_to_previous = True
    made = Document(io.BytesIO(render_docx(facts(), template=saved(document))))
    told = words(made)
    assert told.index("Kolofon") < told.index("Region Sjælland")
    # The template's last words keep their page.
    (first, *_others) = [each for each in made.paragraphs if each.text == "Region Sjælland"]
    assert first.paragraph_format.page_break_before
    assert made.element.body[-1].tag == qn("w:sectPr")
    assert "Region Sjælland" in made.sections[0].header.paragraphs[0].text
    assert made.sections[0].footer.paragraphs[0].text.startswith("Kladde, tal fra")


def test_a_report_follows_an_empty_line_on_its_page():
    document = own_template(mark="")
    document.sections[0].header.is_linked_to_previous = True
    document.add_paragraph("")
    made = Document(io.BytesIO(render_docx(facts(), template=saved(document))))
    (first, *_others) = [each for each in made.paragraphs if each.text == "Region Sjælland"]
    assert not first.paragraph_format.page_break_before
    assert "STYLEREF 1 " in made.sections[0].header._element.xml


def test_a_mark_in_a_table_leaves_the_table_and_one_that_ends_a_section_leaves_the_break():
    document = Document()
    document.add_table(1, 1).cell(0, 0).paragraphs[0].text = "{{rapport}}"
    made = Document(io.BytesIO(render_docx(facts(), template=saved(document))))
    assert "{{rapport}}" not in words(made)
    assert all(len(cell) for row in made.element.body.iter(qn("w:tr")) for cell in row.iter(qn("w:tc")))
    document = Document()
    document.add_paragraph("{{rapport}}")
    document.add_section(WD_SECTION.NEW_PAGE)
    paragraph = document.paragraphs[0]
    paragraph._p.get_or_add_pPr().append(document.element.body.find(f".//{qn('w:pPr')}/{qn('w:sectPr')}"))
    made = Document(io.BytesIO(render_docx(facts(), template=saved(document))))
    assert len(made.sections) == 2
    assert "{{rapport}}" not in words(made)


def test_what_is_written_is_no_mark():
    made = Document(
        io.BytesIO(render_docx(report(2, indicators=(), words="{{rapport}}"), template=saved(own_template())))
    )
    told = words(made)
    assert told.count("{{rapport}}") >= 3
    assert told.index("Forside") < told.index("{{rapport}}") < told.index("Kolofon")


def test_a_dotx_becomes_a_document_and_forgets_where_it_came_from():
    document = own_template()
    settings = document.settings
    key = document.part.part_related_by(RT.SETTINGS).relate_to("file:///H:/skabelon.dotm", ORIGIN, is_external=True)
    attached = settings.element.makeelement(qn("w:attachedTemplate"), {qn("r:id"): key})
    settings.element.insert(1, attached)
    content = changed(saved(document), lambda name, part: part.replace(DOCUMENT, TEMPLATE))
    check_template(content)
    made = render_docx(facts(), template=content)
    assert "Læsevejledning" in words(Document(io.BytesIO(made)))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"skabelon.dotm" not in everything
    assert TEMPLATE not in everything


def test_footnotes_of_the_template_stay_beside_those_of_the_report():
    first = render_docx(facts(), template=saved(own_template()))
    document = Document(io.BytesIO(first))
    document.add_paragraph("{{rapport}}")
    again = Document(io.BytesIO(render_docx(facts(), template=saved(document))))
    (part,) = [rel.target_part for rel in again.part.rels.values() if rel.reltype == RT.FOOTNOTES]
    ids = [note.get(qn("w:id")) for note in part.element.findall(qn("w:footnote"))]
    marks = [mark.get(qn("w:id")) for mark in again.element.body.iter(qn("w:footnoteReference"))]
    assert len(ids) == len(set(ids))
    assert sorted(marks) == sorted(set(ids) - {"-1", "0"})
    bookmarks = [mark.get(qn("w:id")) for mark in again.element.body.iter(qn("w:bookmarkStart"))]
    assert len(bookmarks) == len(set(bookmarks))


def _bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", DOCUMENT)
        archive.writestr("word/document.xml", bytes(60_000_000))
    return out.getvalue()


def _with(name, content):
    return lambda: changed(saved(Document()), lambda part, old: content if part == name else old)


def _narrow():
    document = Document()
    document.sections[0].page_width = Cm(8)
    return saved(document)


def _reaching(kind, where="document"):
    """A template in which one of its parts has a relationship to elsewhere."""
    document = Document()
    part = document.part if where == "document" else document.sections[0].header.part
    part.relate_to("http://example.org/x", kind, is_external=True)
    return saved(document)


def _long(paragraphs, *, table=False, mark=False):
    """A document of some length, such as a report that was written before."""
    document = Document()
    for number in range(paragraphs):
        document.add_paragraph(f"Afsnit {number}")
    if table:
        document.add_table(1, 1)
    if mark:
        document.add_paragraph("{{rapport}}")
    return saved(document)


DECLARED = '<?xml version="1.0"?><!DOCTYPE w:x [<!ENTITY a "b">]><w:x/>'
REFUSED = {
    "whole report": (lambda: _long(31), "Skriv {{rapport}} i et afsnit for sig"),
    "table": (lambda: _long(1, table=True), "Skriv {{rapport}} i et afsnit for sig"),
    "entity": (
        lambda: changed(
            saved(Document()),
            lambda name, part: (
                part.replace(b"<w:styles", b'<!DOCTYPE w:styles [<!ENTITY a "b">]><w:styles', 1)
                if name == "word/styles.xml"
                else part
            ),
        ),
        "DOCTYPE",
    ),
    "wide doctype": (_with("docProps/app.xml", DECLARED.encode("utf-16")), "DOCTYPE"),
    "picture elsewhere": (lambda: _reaching(RT.IMAGE), "fra et andet sted"),
    "object elsewhere": (lambda: _reaching(RT.OLE_OBJECT, "header"), "fra et andet sted"),
    "template elsewhere": (lambda: _reaching(ORIGIN), "fra et andet sted"),
    "empty": (lambda: b"", "Filen er tom"),
    "pdf": (lambda: b"%PDF-1.7\n%%EOF", "ikke et Word-dokument"),
    "text": (lambda: b"PK og mere", "ikke et Word-dokument"),
    "spreadsheet": (_with("word/document.xml", None), "ikke et Word-dokument"),
    "locked": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "adgangskode"),
    "bomb": (_bomb, "urimeligt meget"),
    "large": (lambda: b"PK" + bytes(6_000_000), "større end 5 MB"),
    "macros": (
        lambda: changed(
            saved(Document()),
            lambda name, part: part.replace(DOCUMENT, b"wordprocessingml.document.macroEnabled.main+xml"),
        ),
        "makroer",
    ),
    "broken": (_with("word/document.xml", b"<w:document"), "kan ikke læses"),
    "strict": (_with("_rels/.rels", b"<Relationships xmlns='http://x'/>"), "kan ikke læses"),
    "lists": (
        _with(
            "word/numbering.xml",
            f'<w:numbering {nsdecls("w")}><w:num w:numId="x"/></w:numbering>'.encode(),
        ),
        "kan ikke læses",
    ),
    "narrow": (_narrow, "for lidt plads"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_no_report_can_be_poured_into_is_refused_in_danish(kind):
    make, words_of_it = REFUSED[kind]
    with pytest.raises(TemplateRefused, match=re.escape(words_of_it)):
        check_template(make() if callable(make) else make)


def test_links_stay_and_a_long_template_says_where_the_report_goes():
    check_template(_reaching(RT.HYPERLINK))
    check_template(_long(30))
    check_template(_long(60, table=True, mark=True))
    # Templates that were taken before are held to it as well.
    with pytest.raises(TemplateRefused, match="fra et andet sted"):
        render_docx(facts(), template=_reaching(RT.IMAGE))
