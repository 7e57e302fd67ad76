"""The report as a Word document that an office can go on writing in: a snapshot in, bytes out. Pure.

It says what the PDF says (pdf.py), with Word's own styles, fields, captions and footnotes. A region may have its own
template: its styles, headers, footers and first page stay, and what is missing is added.
"""

from docx.oxml import parse_xml

from clusters.reports.facts import ReportFacts
from clusters.reports.renderers import pdf
from clusters.reports.renderers.docx_elements import Elements
from clusters.reports.renderers.docx_package import empty_document, file_of, set_properties
from clusters.reports.renderers.docx_styles import ACCENT
from clusters.reports.renderers.docx_template import (
    TemplateRefused,
    check_template,
    ends_in_content,
    has_running_heads,
    mark_of,
    open_template,
    pour,
    text_width,
    writer_of,
)
from clusters.reports.renderers.docx_text import OPENS
from clusters.reports.renderers.docx_xml import (
    BOLD,
    NAMESPACES,
    clean,
    field,
    field_mark,
    instruction,
    paragraph,
    run,
)

USUAL_STOPS = (4513, 4536, 4680, 4819, 9026, 9072, 9360, 9638)
"""Where a template's style of headers may stop, in twips: our own have one stop, at the margin."""

__all__ = ["TemplateRefused", "check_template", "render_docx"]


def render_docx(facts: ReportFacts, *, template: bytes | None = None) -> bytes:
    """Give the whole report as a Word document; `template` is the region's own .docx or .dotx.

    The same facts give the same bytes. Raises TemplateRefused where the template cannot be read, and TypesettingError
    where the figures cannot be drawn, both with a Danish message.
    """
    content = pdf.content(facts)
    document = empty_document() if template is None else open_template(template)
    mark = mark_of(document)
    width = text_width(document, mark)
    words = writer_of(document)
    follows = mark is None and ends_in_content(document)
    pour(document, words, _body(content, words, width, own=template is None, follows=follows), mark)
    if not has_running_heads(document):
        _running_heads(document, content, words, width)
    set_properties(
        document,
        title=clean(content["title"]),
        author=clean(content["author"]),
        subject=clean(content["description"]),
        at=facts.edition.released_at if facts.edition else facts.taken_at,
    )
    return file_of(document)


def _body(content, words, width, *, own, follows):
    elements = Elements(words, width)
    elements.draw(content["elements"])
    yield from _cover(content["cover"], words, own=own, follows=follows)
    yield from elements.write(content["elements"][: content["opening"]])
    parts = [each for each in content["elements"] if each["is"] == "part"]
    yield from _contents(parts, words)
    if content["changes"]:
        yield words.heading(2, run(content["changes"]["title"]))
        yield from words.items("bullet", [run(each) for each in content["changes"]["items"]])
    yield from elements.write(content["elements"][content["opening"] :])


def _cover(cover, words, *, own, follows):
    """Give the title page. In our own document it fills a page; in a template it stands where that lets it.

    `follows` says that something of the template stands before it, whose page it does not share.
    """
    edge = f'<w:pBdr><w:top w:val="single" w:sz="24" w:space="10" w:color="{ACCENT}"/></w:pBdr>' if own else ""
    opening = OPENS if follows else ""
    yield words.of("cover", run(cover["region"]), opening + edge + ('<w:spacing w:after="3400"/>' if own else ""))
    yield words.of("title", run(cover["title"]))
    if cover["subtitle"]:
        yield words.of("subtitle", run(cover["subtitle"]))
    yield words.of("cover", run(cover["state"], BOLD), '<w:spacing w:before="360"/>')
    for each in cover["basis"]:
        yield words.of("cover", run(each))
    if cover["publisher"]:
        yield words.of("cover", run(cover["publisher"], BOLD), '<w:spacing w:before="360"/>')
    if cover["example"]:
        yield words.of("quote", run(cover["example"]), '<w:spacing w:before="360"/>')


def _contents(parts, words):
    """Give the contents as Word's own field. Every entry is in it before Word has worked out the pages."""
    begin = field_mark("begin") + instruction('TOC \\o "1-1" \\h \\z \\u') + field_mark("separate")
    lines = []
    for place, part in enumerate(parts):
        entry = words.leading(part["id"], part["full"])
        lines.append(words.of("toc1", ("" if place else begin) + entry))
    if not lines:
        lines.append(words.of("toc1", begin))
    lines.append(paragraph(field_mark("end")))
    heading = words.of("toc_heading", run("Indhold"), "<w:pageBreakBefore/>")
    yield (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{heading}{''.join(lines)}</w:sdtContent></w:sdt>"
    )


def section_name(words):
    """Give the field that says on each page what part of the report it is in, on a line of its own.

    Word knows its own headings by number in every language, and those that a template has made by their name.
    """
    name = words.name_of("heading1")
    which = "1" if name.casefold() == "heading 1" else f'"{name}"'
    return "<w:r><w:br/></w:r>" + field(f"STYLEREF {which}", "")


def _running_heads(document, content, words, width):
    """Give every page but the first a head with the title and a foot with edition and page number."""
    stops = "".join(f'<w:tab w:val="clear" w:pos="{each}"/>' for each in USUAL_STOPS if each != width)
    stop = f'<w:tabs>{stops}<w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    line = '<w:pBdr><w:{side} w:val="single" w:sz="4" w:space="5" w:color="8E8E8E"/></w:pBdr>'
    pages = run("\tSide ") + field("PAGE", "1") + run(" af ") + field("NUMPAGES", "1")
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for story, style, side, runs in (
        (section.header, "header", "bottom", run(content["running"]) + section_name(words)),
        (section.footer, "footer", "top", run(content["foot"]) + pages),
    ):
        xml = words.of(style, runs, line.format(side=side) + stop)
        new = parse_xml(xml.replace("<w:p>", f"<w:p {NAMESPACES}>", 1))
        for old in list(story.paragraphs):
            old._p.getparent().replace(old._p, new)
