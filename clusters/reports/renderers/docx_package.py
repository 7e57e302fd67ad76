"""The Word file as a package: the empty document we begin with, its lists, footnotes and settings, and the file. Pure.

python-docx knows neither footnotes nor how to make lists, so those parts are handled here as XML.
"""

import io
import zipfile
from datetime import UTC, datetime

from docx import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import PartFactory, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from clusters.reports.renderers.docx_xml import NAMESPACES, clean

# python-docx keeps the footnotes of a template as bytes unless it is told that they are XML.
PartFactory.part_type_for[CT.WML_FOOTNOTES] = XmlPart

LANGUAGE = "da-DK"
FONT = "Calibri"
# The first moment that a zip file can tell.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_PACKED = (".png", ".jpg", ".jpeg", ".gif")

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMPTY = {
    "[Content_Types].xml": f"""{_HEAD}
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="{CT.OPC_RELATIONSHIPS}"/><Default Extension="xml" ContentType="{CT.XML}"/>
<Override PartName="/word/document.xml" ContentType="{CT.WML_DOCUMENT_MAIN}"/>
<Override PartName="/word/styles.xml" ContentType="{CT.WML_STYLES}"/>
<Override PartName="/word/settings.xml" ContentType="{CT.WML_SETTINGS}"/>
</Types>""",
    "_rels/.rels": f"""{_HEAD}
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>""",
    "word/_rels/document.xml.rels": f"""{_HEAD}
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/></Relationships>""",
    "word/document.xml": f"""{_HEAD}
<w:document {NAMESPACES}><w:body><w:sectPr><w:pgSz w:w="11906" w:h="16838"/>
<w:pgMar w:top="1474" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="624" w:gutter="0"/>
<w:cols w:space="708"/><w:titlePg/></w:sectPr></w:body></w:document>""",
    "word/styles.xml": f"""{_HEAD}
<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/><w:color w:val="1A1A1A"/>
<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="{LANGUAGE}" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr>
</w:rPrDefault><w:pPrDefault/></w:docDefaults>
<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1"
 w:defQFormat="0" w:count="376"/>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>
<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>
<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/>
<w:semiHidden/><w:unhideWhenUsed/></w:style></w:styles>""",
    "word/settings.xml": f"""{_HEAD}
<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:autoHyphenation/>
<w:hyphenationZone w:val="425"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>""",
}


def empty_document():
    """Give a new document: A4, Danish, no content and no styles but the three that Word cannot do without."""
    return Document(io.BytesIO(_zipped(_EMPTY.items())))


def file_of(document) -> bytes:
    """Give a document as a file. The same document gives the same bytes."""
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as archive:
        return _zipped((name, archive.read(name)) for name in archive.namelist())


def _zipped(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            packed = name.lower().endswith(_PACKED)
            archive.writestr(entry, content, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def set_properties(document, *, title: str, author: str, subject: str, at: datetime):
    """Say what the document is, by whom and of when; the same whenever the file is made."""
    properties = document.core_properties
    moment = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title, properties.author, properties.subject = title[:255], author[:255], subject[:255]
    properties.language = LANGUAGE
    properties.created = properties.modified = moment
    properties.last_modified_by, properties.revision = author[:255], 1


def speak_danish(document):
    """Let the language of a document be Danish, where a template says otherwise."""
    styles = document.styles.element
    found = styles.findall(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on"):
            found += style.findall(f"{qn('w:rPr')}/{qn('w:lang')}")
    for each in (*found, *document.settings.element.findall(qn("w:themeFontLang"))):
        each.set(qn("w:val"), LANGUAGE)


# What follows updateFields and footnotePr in the schema of settings.
_AFTER_NOTES = (
    *("endnotePr", "compat", "docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping"),
    *("doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions", "readModeInkLockDown"),
    *("smartTagType", "schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol", "listSeparator"),
)


def update_fields(document):
    """Let Word work out all fields, the contents' page numbers among them, when the document is opened."""
    _add_setting(document, "<w:updateFields {0}/>", ("hdrShapeDefaults", "footnotePr", *_AFTER_NOTES))


def _add_setting(document, xml, followers):
    element = document.settings.element
    new = parse_xml(xml.format(NAMESPACES))
    if element.find(new.tag) is not None:
        return
    names = set(followers)
    later = (each for each in element if isinstance(each.tag, str) and each.tag.rpartition("}")[2] in names)
    before = next(later, None)
    element.append(new) if before is None else before.addprevious(new)


# ---- lists -----------------------------------------------------------------------------------------------

_LEVEL = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr></w:lvl>'
)
_MARKS = {"bullet": ("bullet", "•"), "number": ("decimal", "%1.")}


class Lists:
    """The lists of a document: those of its own styles where it has them, else ours."""

    def __init__(self, document):
        part = _part(document.part, RT.NUMBERING, CT.WML_NUMBERING, "/word/numbering%d.xml", "numbering")
        self.root = part.element
        self.ours = {name: self._add(self._abstract(name)) for name in _MARKS}
        self.of_style = {}

    def settle(self, styles, ids):
        """Learn which list the styles of items belong to; what is left out of a style stands in the paragraphs."""
        known = {style.get(qn("w:styleId")): style for style in styles.findall(qn("w:style"))}
        for name in _MARKS:
            self.of_style[name] = _number_of(known, ids[name])

    def properties(self, name: str) -> str:
        """Give the property that a new list's paragraphs have: "" where their style says it all."""
        number = self.of_style.get(name)
        if name == "bullet":
            return "" if number else _of_list(self.ours[name])
        abstract = self._abstract_of(number) if number else None
        return _of_list(self._add(abstract or self._abstract_of(self.ours[name]), restart=True))

    def _abstract_of(self, number):
        for each in self.root.findall(qn("w:num")):
            if each.get(qn("w:numId")) == str(number):
                return int(each.find(qn("w:abstractNumId")).get(qn("w:val")))
        return None

    def _next(self, name, attribute):
        taken = [int(each.get(qn(attribute))) for each in self.root.findall(qn(name))]
        return max(taken, default=0) + 1

    def _abstract(self, name):
        number = self._next("w:abstractNum", "w:abstractNumId")
        kind, mark = _MARKS[name]
        new = parse_xml(
            f'<w:abstractNum {NAMESPACES} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
            f"{_LEVEL.format(kind=kind, mark=mark)}</w:abstractNum>"
        )
        first = self.root.find(qn("w:num"))
        self.root.append(new) if first is None else first.addprevious(new)
        return number

    def _add(self, abstract, *, restart=False):
        number = self._next("w:num", "w:numId")
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restart else ""
        new = f'<w:num {NAMESPACES} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{again}</w:num>'
        last = self.root.findall(qn("w:num"))
        last[-1].addnext(parse_xml(new)) if last else self.root.append(parse_xml(new))
        return number


def _of_list(number):
    return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'


def _number_of(styles, ident):
    """Give the number of the list that a style belongs to, by itself or by the style it is based on; None if none."""
    seen = set()
    while ident in styles and ident not in seen:
        seen.add(ident)
        number = styles[ident].find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is not None:
            return int(number.get(qn("w:val"), "0")) or None
        based = styles[ident].find(qn("w:basedOn"))
        ident = None if based is None else based.get(qn("w:val"))
    return None


# ---- footnotes -------------------------------------------------------------------------------------------

_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/>'
    f"</w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>"
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)


class Footnotes:
    """The footnotes of a document, beside those that a template may have."""

    def __init__(self, document):
        self.document, self.notes, self.part, self.first, self.had_notes = document, [], None, 1, False

    def relate(self, address: str) -> str:
        """Give the id under which the footnotes know an address."""
        self._open()
        return self.part.relate_to(clean(address), RT.HYPERLINK, is_external=True)

    def add(self, content: str) -> int:
        """Take the paragraphs of a note in and give its number in the file."""
        self._open()
        number = self.first + len(self.notes)
        self.notes.append(f'<w:footnote w:id="{number}">{content}</w:footnote>')
        return number

    def save(self):
        """Write the notes into the document."""
        if not self.notes:
            return
        new = f"<w:footnotes {NAMESPACES}>{''.join(self.notes)}</w:footnotes>"
        for each in list(parse_xml(new)):
            self.part.element.append(each)
        xml = '<w:footnotePr {0}><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        if not self.had_notes:
            _add_setting(self.document, xml, _AFTER_NOTES)

    def _open(self):
        if self.part is not None:
            return
        main = self.document.part
        self.had_notes = any(each.reltype == RT.FOOTNOTES for each in main.rels.values())
        self.part = _part(main, RT.FOOTNOTES, CT.WML_FOOTNOTES, "/word/footnotes%d.xml", "footnotes", _SEPARATORS)
        taken = [int(each.get(qn("w:id"))) for each in self.part.element.findall(qn("w:footnote"))]
        self.first = max((0, *taken)) + 1


# ---- parts -----------------------------------------------------------------------------------------------


def _part(main, relation, kind, name, element, content=""):
    """Give a part of the document, a new one where it has none."""
    for each in main.rels.values():
        if each.reltype == relation and not each.is_external:
            return each.target_part
    root = parse_xml(f"<w:{element} {NAMESPACES}>{content}</w:{element}>")
    part = XmlPart(main.package.next_partname(name), kind, root, main.package)
    main.relate_to(part, relation)
    return part
