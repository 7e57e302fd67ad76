"""The styles of the report in Word: what each looks like, and which of a template's own stands for it. Pure.

Word stores its own styles by their English names whatever its language, but gives them ids in that language, and
other programs store the translated names too; so a style is known by any of them.
"""

from dataclasses import dataclass

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from clusters.reports.renderers.docx_xml import NAMESPACES

INK, MUTED, LINE, GROUND = "1A1A1A", "5C5C5C", "DCDCDC", "F5F5F5"
STRONG_LINE, ACCENT, LINK, YES_LINE, YES_GROUND = "454545", "12406B", "004D99", "0E6760", "DCEBE9"


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its kind, Word's name and id for it, what else it may be called, and how it looks where it is new.

    `based` and `follows` are keys of other styles.
    """

    kind: str
    name: str
    ident: str
    looks: str
    others: tuple[str, ...] = ()
    based: str = ""
    follows: str = ""
    gallery: bool = True


def _paragraph(name, ident, look, letters="", *others, based="normal", follows="normal", gallery=True):
    looks = f"<w:pPr>{look}</w:pPr>" + (f"<w:rPr>{letters}</w:rPr>" if letters else "")
    return Style("paragraph", name, ident, looks, others, based, follows, gallery)


def _letters(name, ident, letters, *others):
    return Style("character", name, ident, f"<w:rPr>{letters}</w:rPr>", others, "", "", False)


def _space(before, after, line=0):
    leading = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{leading}/>'


def _size(half_points, *, bold=False, colour=""):
    shade = f'<w:color w:val="{colour}"/>' if colour else ""
    return f'{"<w:b/><w:bCs/>" if bold else ""}{shade}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _heading(level, half_points, before, after):
    space = _space(before, after, 240)
    look = f'<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/>{space}<w:outlineLvl w:val="{level - 1}"/>'
    return _paragraph(f"heading {level}", f"Heading{level}", look, _size(half_points, bold=True), f"Overskrift {level}")


def _edge(side, colour, size=8, space=4):
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


_TABLE = (
    '<w:tblPr><w:tblBorders><w:top w:val="nil"/>'
    f"{_edge('bottom', 'BFBFBF', 4, 0)}{_edge('insideH', LINE, 4, 0)}</w:tblBorders>"
    '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>'
    f'{_edge("bottom", STRONG_LINE, 12, 0)}</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>'
)
_GRID = (
    '<w:tblPr><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="170" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
_TITLE = f'<w:suppressAutoHyphens/>{_space(0, 160, 240)}<w:ind w:right="1700"/>'
# Which numbers their lists have is not known before the document is.
_BULLET, _NUMBER = '<w:numPr><w:numId w:val="{bullet}"/></w:numPr>', '<w:numPr><w:numId w:val="{number}"/></w:numPr>'
_QUOTE = f'<w:pBdr>{_edge("left", "8E8E8E", 12, 10)}</w:pBdr>{_space(0, 120)}<w:ind w:left="284"/>'
_BAND = (
    f"<w:pBdr>{_edge('top', YES_LINE)}{_edge('left', YES_LINE)}{_edge('bottom', YES_LINE)}{_edge('right', YES_LINE)}"
    f'</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{YES_GROUND}"/><w:suppressAutoHyphens/>'
    f"{_space(80, 120, 240)}"
    '<w:ind w:left="113" w:right="113"/>'
)

STYLES = {
    "normal": Style(
        "paragraph", "Normal", "Normal", f"<w:pPr>{_space(0, 110, 269)}</w:pPr>", ("Standard",), "", "", True
    ),
    "title": _paragraph("Title", "Title", _TITLE, _size(60, bold=True), "Titel", follows="subtitle"),
    "subtitle": _paragraph(
        "Subtitle", "Subtitle", f"<w:suppressAutoHyphens/>{_space(0, 240, 264)}", _size(32, colour=MUTED), "Undertitel"
    ),
    "heading1": _heading(1, 36, 400, 120),
    "heading2": _heading(2, 26, 250, 70),
    "heading3": _heading(3, 22, 200, 40),
    "heading4": _heading(4, 21, 160, 40),
    "toc_heading": _paragraph(
        "TOC Heading",
        "TOCHeading",
        f"<w:keepNext/>{_space(0, 240, 240)}",
        _size(40, bold=True),
        "Indholdsfortegnelsesoverskrift",
    ),
    "toc1": _paragraph(
        "toc 1",
        "TOC1",
        f'{_space(0, 100, 252)}<w:ind w:right="850"/>',
        "",
        "Indholdsfortegnelse 1",
        "Contents 1",
        gallery=False,
    ),
    "caption": _paragraph(
        "caption", "Caption", f"<w:keepNext/><w:keepLines/>{_space(60, 100, 240)}", _size(18), "Billedtekst"
    ),
    "bullet": _paragraph(
        "List Bullet",
        "ListBullet",
        f"{_BULLET}{_space(0, 60)}",
        "",
        "Opstilling - punkttegn",
        "Opstilling punkttegn",
        "Punktopstilling",
        follows="",
    ),
    "number": _paragraph(
        "List Number",
        "ListNumber",
        f"{_NUMBER}{_space(0, 60)}",
        "",
        "Opstilling - tal eller bogst.",
        "Opstilling - talellerbogst",
        "Talopstilling",
        follows="",
    ),
    "quote": _paragraph("Quote", "Quote", _QUOTE, "", "Citat", follows=""),
    "header": _paragraph(
        "header", "Header", _space(0, 0, 240), _size(18, colour=MUTED), "Sidehoved", follows="", gallery=False
    ),
    "footer": _paragraph(
        "footer", "Footer", _space(0, 0, 240), _size(18, colour=MUTED), "Sidefod", follows="", gallery=False
    ),
    "note_text": _paragraph(
        "footnote text", "FootnoteText", _space(0, 40, 240), _size(18), "Fodnotetekst", follows="", gallery=False
    ),
    "note_mark": _letters(
        "footnote reference", "FootnoteReference", '<w:vertAlign w:val="superscript"/>', "Fodnotehenvisning"
    ),
    "link": _letters("Hyperlink", "Hyperlink", f'<w:color w:val="{LINK}"/><w:u w:val="single"/>', "Link"),
    "cover": _paragraph("Rapport forside", "RapportForside", _space(0, 40, 264), _size(24)),
    "aside": _paragraph("Rapport note", "RapportNote", _space(0, 120, 252), _size(19, colour=MUTED)),
    "cell": _paragraph("Rapport tabeltekst", "RapportTabeltekst", _space(40, 40, 240), _size(19), follows=""),
    "fine": _paragraph(
        "Rapport tabelnote", "RapportTabelnote", _space(0, 40, 240), _size(17, colour=MUTED), follows=""
    ),
    "gap": _paragraph(
        "Rapport luft",
        "RapportLuft",
        '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>',
        _size(8),
        follows="",
        gallery=False,
    ),
    "tile": _paragraph(
        "Rapport svarfelt", "RapportSvarfelt", f'{_space(40, 40, 240)}<w:jc w:val="center"/>', _size(16), follows=""
    ),
    "indicator": _paragraph(
        "Rapport indikator", "RapportIndikator", f"<w:keepNext/><w:keepLines/>{_space(60, 80, 240)}", _size(18)
    ),
    "band": _paragraph("Rapport alle klynger", "RapportAlleKlynger", _BAND, _size(18)),
    "key": _paragraph(
        "Rapport nøgletal", "RapportNoegletal", f"<w:keepNext/>{_space(60, 0, 240)}", _size(20), follows="key_words"
    ),
    "key_words": _paragraph(
        "Rapport nøgletalstekst", "RapportNoegletalstekst", _space(0, 100, 240), _size(18, colour=MUTED), follows=""
    ),
    "term": _paragraph("Rapport begreb", "RapportBegreb", f"<w:keepNext/>{_space(120, 20, 264)}", "<w:b/><w:bCs/>"),
    "tag": _letters(
        "Rapport mærkat",
        "RapportMaerkat",
        f'{_size(16, colour=MUTED)}<w:bdr w:val="single" w:sz="4" w:space="0" w:color="8E8E8E"/>',
    ),
    "muted": _letters("Rapport dæmpet", "RapportDaempet", f'<w:color w:val="{MUTED}"/>'),
    "key_number": _letters("Rapport stort tal", "RapportStortTal", _size(40, bold=True)),
    "table": Style("table", "Rapport tabel", "RapportTabel", _TABLE, (), "table_normal", "", False),
    "grid": Style("table", "Rapport opstilling", "RapportOpstilling", _GRID, (), "table_normal", "", False),
    "table_normal": Style(
        "table",
        "Normal Table",
        "TableNormal",
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>",
        ("Tabel - Normal", "Table Normal"),
        "",
        "",
        False,
    ),
}


def settle_styles(element, lists: dict[str, int]) -> dict[str, str]:
    """Give the id of each style in a document's styles, after adding those that are not there.

    `lists` are the numbers of the lists that new styles of items belong to.
    """
    known, taken = _known(element)
    ids = {}
    for key, style in STYLES.items():
        names = [(style.kind, _folded(name)) for name in (style.name, style.ident, *style.others)]
        ids[key] = next((known[name] for name in names if name in known), "")
    ids["normal"] = known.get("default") or ids["normal"]
    new = [key for key, ident in ids.items() if not ident]
    for key in new:
        ids[key] = _free(STYLES[key].ident, taken)
    for key in new:
        element.append(parse_xml(_made(key, ids, lists)))
    return ids


def _known(element):
    """Give the ids of the styles that are there by kind and name or id, that of the default one, and all ids."""
    by_id, by_name, taken = {}, {}, set()
    for style in element.findall(qn("w:style")):
        ident, kind = style.get(qn("w:styleId"), ""), style.get(qn("w:type"), "paragraph")
        named = style.find(qn("w:name"))
        taken.add(ident)
        by_id[kind, _folded(ident)] = ident
        if named is not None:
            by_name[kind, _folded(named.get(qn("w:val"), ""))] = ident
        if kind == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on"):
            by_name["default"] = ident
    return by_id | by_name, taken


def _folded(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _free(ident: str, taken: set[str]) -> str:
    """Give an id that no style has."""
    found, number = ident, 1
    while found in taken:
        number += 1
        found = f"{ident}{number}"
    taken.add(found)
    return found


def _made(key: str, ids: dict[str, str], lists: dict[str, int]) -> str:
    style = STYLES[key]
    default = ' w:default="1"' if key in ("normal", "table_normal") else ""
    own = "" if style.name in _BUILT_IN else ' w:customStyle="1"'
    based = f'<w:basedOn w:val="{ids[style.based]}"/>' if style.based else ""
    follows = f'<w:next w:val="{ids[style.follows]}"/>' if style.follows else ""
    looks = style.looks.format(**lists) if key in lists else style.looks
    shown = '<w:uiPriority w:val="10"/><w:qFormat/>' if style.gallery else '<w:uiPriority w:val="99"/>'
    return (
        f'<w:style {NAMESPACES} w:type="{style.kind}"{default}{own} w:styleId="{ids[key]}">'
        f'<w:name w:val="{style.name}"/>{based}{follows}{shown}{looks}</w:style>'
    )


_BUILT_IN = {style.name for style in STYLES.values() if not style.name.startswith("Rapport ")}
