"""WordprocessingML as text: runs, paragraphs, fields, tables and pictures. Pure.

Whatever people have written goes through `safe`; it is text or the value of an attribute, and never a field or an
element. The order of elements is that of the schema (ISO/IEC 29500-1), which Word insists on.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape

from docx.oxml.ns import nsdecls

NAMESPACES = nsdecls("w", "r", "wp", "a", "pic")
TWIPS_PER_POINT = 21.6
"""Words take more room here than in the PDF, whose columns are measured in points."""
EMU_PER_TWIP = 635
MOST_LETTERS = 250
"""So long the title of a table may be."""

# What XML cannot hold, and invisible characters that turn the direction of the text around them.
_NOT_SHOWN = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SPECIAL = re.compile("(\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]|\t|\u00ad)")
_ELEMENTS = {"\t": "<w:tab/>", "\u00ad": "<w:softHyphen/>"}


def safe(text: str) -> str:
    """Give a text as XML holds it, in an element or between quotes."""
    return escape(clean(text))


def clean(text: str) -> str:
    """Give a text without the characters that a document cannot hold."""
    return _NOT_SHOWN.sub("", text)


def run(text: str, properties: str = "") -> str:
    """Give a run of text; line breaks, tabs and soft hyphens become what Word has for them."""
    pieces = _SPECIAL.split(text) if _SPECIAL.search(text) else [text]
    content = "".join(
        _ELEMENTS.get(piece, "<w:br/>") if place % 2 else f'<w:t xml:space="preserve">{safe(piece)}</w:t>'
        for place, piece in enumerate(pieces)
        if piece
    )
    return f"<w:r>{_wrapped('rPr', properties)}{content}</w:r>" if content else ""


def styled(style: str) -> str:
    """Give the property of a run that it has a character style."""
    return f'<w:rStyle w:val="{style}"/>'


BOLD = "<w:b/>"


def paragraph(content: str, style: str = "", properties: str = "") -> str:
    """Give a paragraph of runs; `properties` follow the style in the order of the schema."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p>{_wrapped('pPr', named + properties)}{content}</w:p>"


def _wrapped(name: str, content: str) -> str:
    return f"<w:{name}>{content}</w:{name}>" if content else ""


def bookmark(name: str, number: int, content: str) -> str:
    """Give runs with a name that fields and links find them by."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{safe(name)}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def inner_link(anchor: str, content: str) -> str:
    """Give runs that lead to a bookmark."""
    return f'<w:hyperlink w:anchor="{safe(anchor)}" w:history="1">{content}</w:hyperlink>'


def field(code: str, shown: str, properties: str = "") -> str:
    """Give a field of our own; `shown` is what it says until Word works it out."""
    return f'<w:fldSimple w:instr=" {safe(code)} " w:dirty="true">{run(shown, properties)}</w:fldSimple>'


def field_mark(kind: str) -> str:
    """Give a run with one of the three marks of a long field: begin, separate or end."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(code: str) -> str:
    """Give the run that says what a long field does."""
    return f'<w:r><w:instrText xml:space="preserve"> {safe(code)} </w:instrText></w:r>'


# ---- tables ----------------------------------------------------------------------------------------------


def cell(content: str, width: int, *, span: int = 1, fill: str = "", properties: str = "") -> str:
    """Give a cell of whole paragraphs. `width` is in twips, `fill` a colour as hex."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    filled = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{filled}{properties}</w:tcPr>{content}</w:tc>'


def row(cells: Iterable[str], *, head: bool = False) -> str:
    """Give a row that no page parts; a head stands again on each page."""
    again = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{''.join(cells)}</w:tr>"


def table(
    rows: Iterable[str],
    widths: Sequence[int],
    *,
    style: str,
    title: str,
    head: bool = True,
    first_column: bool = False,
    margins: str = "",
) -> str:
    """Give a table of a style. `title` names it for those who do not see it."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = 0x0400 | (0x20 if head else 0) | (0x80 if first_column else 0) | 0x0200
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{margins}<w:tblLook w:val="{look:04X}" w:firstRow="{int(head)}" w:lastRow="0" '
        f'w:firstColumn="{int(first_column)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{safe(title[:MOST_LETTERS])}"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def shares(widths: Sequence[str], total: int) -> list[int]:
    """Give columns as twips: "80pt" is 80 points of the PDF, and what "1fr" and "2fr" part is left over."""
    fixed = sum(TWIPS_PER_POINT * float(each[:-2]) for each in widths if each.endswith("pt"))
    parts = sum(float(each[:-2]) for each in widths if each.endswith("fr"))
    # Where the page is so narrow that nothing would be left, all shrink.
    scale = 1 if fixed <= 0.7 * total or not parts else 0.7 * total / fixed
    left = (total - fixed * scale) / parts if parts else 0
    return [int(float(each[:-2]) * (TWIPS_PER_POINT * scale if each.endswith("pt") else left)) for each in widths]


# ---- pictures --------------------------------------------------------------------------------------------


def picture(relation: str, number: int, *, name: str, alt: str, width: int, height: int) -> str:
    """Give a run with a picture in the line. Sizes in EMU; `alt` says in words what it shows."""
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="{safe(name)}" descr="{safe(alt)}"/><wp:cNvGraphicFramePr>'
        '<a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="{safe(name)}" descr="{safe(alt)}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
