"""The report as a Word document, read back: structure, tables, figures, notes, hostile words, and the same again."""

import io
import re
import struct
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn

from clusters.consolidation import Outcome
from clusters.models import Round
from clusters.reports.facts import INDICATORS, TextFacts, TitleFacts
from clusters.reports.renderers.docx import render_docx
from clusters.reports.snapshot import RELATED, take_snapshot
from clusters.reports.written import AdviceFacts, EditionFacts, FollowUpFacts
from tests.clusters.reports.whole_reports import AT, HOSTILE, report

TEXT = """Klyngerne er nået langt^[Se **bilag A** og [KL's side](https://www.kl.dk/rus).] siden sidst.

# Det går godt

[[1.1 kommuner]] har en **plan**. Skriv til [os](mailto:a@b.dk) eller [dem](javascript:alert(1)).

1. skridt ét
2. skridt to

- et punkt

1. begynder forfra"""


def opened(facts, **options):
    """Give the report as python-docx reads it."""
    return Document(io.BytesIO(render_docx(facts, **options)))


def words_of(element):
    """Give the text in an element, what fields show included, with ordinary spaces."""
    return "".join(each.text or "" for each in element.iter(qn("w:t"))).replace("\u00a0", " ")


def paragraphs(document, style):
    """Give the words of each paragraph of a style by its name, in tables and contents too."""
    ids = {each.style_id for each in document.styles if each.name == style}
    found = (p for p in document.element.body.iter(qn("w:p")) if p.style in ids)
    return [words_of(each) for each in found]


def rows_of(table):
    """Give the words of a table's cells, row by row."""
    return [[words_of(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]


def fields(element):
    """Give what each field in an element asks for."""
    simple = [each.get(qn("w:instr")).strip() for each in element.iter(qn("w:fldSimple"))]
    return simple + [each.text.strip() for each in element.iter(qn("w:instrText"))]


def tables(document, heads):
    """Give the tables whose head says these words."""
    return [table for table in document.element.body.iter(qn("w:tbl")) if rows_of(table)[0] == list(heads)]


# ---- the whole of it -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_demos_report_says_what_the_database_does(demo):
    round_ = Round.objects.select_related(*RELATED).get(slug="region-sjaelland-2014")
    facts = take_snapshot(round_, at=datetime(2026, 11, 21, 9, tzinfo=UTC))
    document = opened(facts)
    headings = paragraphs(document, "Heading 1")
    assert headings[:3] == ["Indledning", "Læsevejledning", "Overordnede konklusioner"]
    assert [each.split(":")[0] for each in headings if each.startswith("Anbefaling")] == [
        f"Anbefaling {number}" for number in range(1, 13)
    ]
    assert [each for each in headings if each.startswith("Bilag")][:3] == [
        f"Bilag {cluster.letter}: {cluster.name}" for cluster in facts.clusters
    ]
    _figures_are_numbered_and_described(document, facts)
    _answers_are_those_of_the_snapshot(document, facts)
    told = words_of(document.element.body)
    assert told.count("Alle klynger – ja i alle") == 5
    assert "Stevns deltager ikke: klyngen kender ikke årsagen" in told
    assert "hjørne" not in told


def _figures_are_numbered_and_described(document, facts):
    captions = paragraphs(document, "Caption")
    figures = [each for each in captions if each.startswith("Figur")]
    assert [each.split(".")[0] for each in figures] == [f"Figur {number}" for number in range(1, 11)]
    assert fields(document.element.body).count("SEQ Figur \\* ARABIC") == 10
    pictures = {each.get("name"): each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))}
    drawn = [row for row in facts.verdicts if not row.unanimous]
    for place, row in enumerate(drawn, start=1):
        assert f"{row.number} {row.text}" in pictures[f"Figur {place}"]
        for cluster in row.clusters:
            assert f"{cluster.name}: {cluster.counts.ja} ja" in pictures[f"Figur {place}"]
    assert pictures["Tegnforklaring"].startswith("Tegnforklaring: ja")


def _answers_are_those_of_the_snapshot(document, facts):
    numbers = [row.number for row in facts.verdicts]
    matrices = tables(document, ["Kommune", *numbers])
    assert len(matrices) == len(facts.clusters) == 3
    for place, (table, cluster) in enumerate(zip(matrices, facts.clusters, strict=True)):
        _head, *rows, sums = rows_of(table)
        assert [row[0] for row in rows] == [member.name for member in cluster.members]
        answered = {row[0]: [each.rstrip("*") for each in row[1:]] for row in rows}
        for member in cluster.members:
            short = {"ikke_besvaret": "?", "afventer": "afv.", "ikke_relevant": "–"}
            expected = [short.get(value.value, value.value) for value in member.values] or ["Deltager ikke"]
            assert answered[member.name] == expected
        yes = [str(row.clusters[place].counts.ja) for row in facts.verdicts]
        assert sums == [f"Ja af {len(cluster.participants)}", *yes]


def test_the_order_of_a_report_and_what_its_recommendations_hold():
    facts = report(6, indicators=(2, 1), words=TEXT)
    facts = replace(facts, annexes=tuple(replace(row, title=f"Fil {row.letter}") for row in facts.annexes))
    document = opened(replace(facts, title_page=TitleFacts("Kvalitet", "Status 2026", "KKR Sjælland")))
    assert paragraphs(document, "Title") == ["Kvalitet"]
    assert paragraphs(document, "Subtitle") == ["Status 2026"]
    assert paragraphs(document, "Heading 1") == [
        *("Indledning", "Læsevejledning", "Overordnede konklusioner", "Klyngesamarbejdet"),
        *(f"Anbefaling {n}: Anbefaling nummer {n}" for n in (1, 2, 3)),
        *("Bilag A: Klynge 1", "Bilag B: Klynge 2", "Bilag C: Fil C", "Bilag D: Fil D"),
    ]
    under = paragraphs(document, "Heading 2")
    held = [each for each in under if each in ("Indikatorer", "Status", "Det anbefales")]
    assert held[1:] == ["Indikatorer", "Status", "Det anbefales"] * 2 + ["Status", "Det anbefales"]
    (weighty,) = [each for each in paragraphs(document, "List Number") if "anbefaling 1" in each]
    assert weighty.startswith("Nummer 1 (anbefaling 1): Klyngerne er nået langt")
    assert paragraphs(document, "Heading 3").count("Det går godt") >= 4
    assert "a" * 64 in words_of(document.element.body)


def test_parts_that_are_left_out_are_not_there_and_figures_keep_their_numbers():
    facts = report(6, indicators=(2, 2))
    first = replace(facts.recommendations[0], left_out=(INDICATORS,))
    document = opened(replace(facts, recommendations=(first, *facts.recommendations[1:])))
    shown = [each for each in paragraphs(document, "Caption") if each.startswith("Figur")]
    asked = [each for each in fields(document.element.body) if each.startswith("SEQ Figur")]
    assert len(shown) == 2
    assert not any("1.1" in each for each in shown)
    # What Word counts to, when it works the fields out, is what stands there.
    number = 0
    for caption, code in zip(shown, asked, strict=True):
        jump = re.search(r"\\r (\d+)", code)
        number = int(jump[1]) if jump else number + 1
        assert caption.startswith(f"Figur {number}. ")


def test_an_edition_says_which_it_is_and_what_has_changed():
    edition = EditionFacts(2, datetime(2026, 12, 1, 8, tzinfo=UTC), ("Faxe er rettet ved 1.1.",))
    document = opened(replace(report(), edition=edition))
    assert "Faxe er rettet ved 1.1." in paragraphs(document, "List Bullet")
    foot = document.sections[0].footer
    assert words_of(foot._element).startswith("2. udgave, 1. december 2026")
    assert fields(foot._element) == ["PAGE", "NUMPAGES"]
    assert words_of(document.sections[0].header._element) == "Tekst · Region Sjælland"
    assert fields(document.sections[0].header._element) == ["STYLEREF 1"]
    assert document.sections[0].different_first_page_header_footer
    assert document.core_properties.modified == datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_a_remark_stays_with_its_table_and_the_first_two_rows_with_their_head():
    items = tuple(AdviceFacts(f"Punkt {n}", "KKR") for n in range(6))
    facts = replace(report(2), before="2014", cooperation_follow_ups=tuple(FollowUpFacts(each) for each in items))
    document = opened(facts)
    (remark, *_others) = [p for p in document.element.body.iter(qn("w:p")) if words_of(p).startswith("Fra rapporten")]
    assert remark.pPr.keepNext is not None
    (table,) = [
        each for each in tables(document, ["Anbefaling", "Nu", "Hvad det blev til"]) if "Punkt 5" in words_of(each)
    ]
    kept = [all(p.pPr.keepNext is not None for p in row.iter(qn("w:p"))) for row in table.iter(qn("w:tr"))]
    assert kept == [True, True, False, False, False, True, False]


def test_the_tag_of_a_part_stands_behind_its_text():
    invented = TextFacts("Første.\n\nSidste.", 1, "projektgruppen", AT, is_example=True)
    document = opened(replace(report(2), introduction=invented))
    told = [words_of(p) for p in document.element.body.iter(qn("w:p"))]
    assert any(each.split() == ["Sidste.", "eksempel"] for each in told)
    assert "eksempel" not in [each.strip() for each in told]


def test_a_column_has_room_for_its_longest_word():
    document = opened(report(6))
    (table,) = [
        each for each in document.element.body.iter(qn("w:tbl")) if rows_of(each)[0][:2] == ["Sted", "Indbyggere"]
    ]
    widths = [int(each.get(qn("w:w"))) for each in table.iter(qn("w:gridCol"))]
    # Ten letters of bold 9.5 points and the sides of the cell, in twips.
    assert widths[1] >= 10 * 110 + 114
    assert sum(widths) <= 9070


# ---- what Word needs -------------------------------------------------------------------------------------


def test_contents_language_properties_and_heads_of_tables():
    facts = replace(report(6, words=TEXT), title_page=TitleFacts("Kvalitet", "", "KKR Sjælland"))
    document = opened(facts)
    body = document.element.body
    contents = next(body.iter(qn("w:sdt")))
    assert fields(contents) == ['TOC \\o "1-1" \\h \\z \\u']
    assert paragraphs(document, "toc 1") == paragraphs(document, "Heading 1")
    links = {each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))} - {None}
    marks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    assert links <= marks
    assert all(re.fullmatch(r"\w{1,40}", each, re.ASCII) for each in marks)
    assert document.settings.element.find(qn("w:updateFields")) is not None
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "da-DK"
    assert document.core_properties.language == "da-DK"
    assert (document.core_properties.title, document.core_properties.author) == ("Kvalitet", "KKR Sjælland")
    data = [table for table in body.iter(qn("w:tbl")) if rows_of(table)[0][0] in ("Kommune", "Svar", "Indikator")]
    assert len(data) >= 5
    for table in data:
        first, *others = table.iter(qn("w:tr"))
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert not any(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in others)
    for table in body.iter(qn("w:tbl")):
        assert table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}").get(qn("w:val"))


def test_every_style_in_use_is_there_and_every_list_begins_at_one():
    document = opened(report(6, words=TEXT))
    ids = {style.style_id for style in document.styles}
    used = {
        each.get(qn("w:val"))
        for name in ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next")
        for root in (document.element, document.styles.element, document.sections[0].footer._element)
        for each in root.iter(qn(name))
    }
    assert used <= ids
    numbers = [
        p.pPr.numPr.numId.val
        for p in document.element.body.iter(qn("w:p"))
        if p.style == "ListNumber" and p.pPr.numPr is not None
    ]
    lists = {each.numId: each for each in document.part.numbering_part.element.findall(qn("w:num"))}
    # Steps one and two are one list, what begins again is another.
    assert numbers[:2] != numbers[1:3]
    assert all(lists[number].find(f".//{qn('w:startOverride')}") is not None for number in numbers)


# The order in which ISO/IEC 29500-1 lets what a thing is like be said: Word refuses a file that has another.
ORDER = """
pPr: pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs suppressAutoHyphens spacing ind jc outlineLvl rPr
rPr: rStyle rFonts b bCs color sz szCs u bdr vertAlign lang
tcPr: tcW gridSpan tcBorders shd vAlign
trPr: cantSplit tblHeader
tblPr: tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption
tbl: tblPr tblGrid tr
pBdr: top left bottom right
style: name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr tblStylePr
settings: zoom defaultTabStop autoHyphenation hyphenationZone characterSpacingControl updateFields footnotePr compat \
themeFontLang decimalSymbol listSeparator
numbering: abstractNum num
sectPr: headerReference footerReference pgSz pgMar cols titlePg
"""


def test_everything_is_said_in_the_order_that_word_wants():
    document = opened(report(6, words=TEXT))
    (notes,) = [rel.target_part for rel in document.part.rels.values() if rel.reltype == RT.FOOTNOTES]
    section = document.sections[0]
    roots = [document.element, document.styles.element, document.settings.element, notes.element]
    roots += [document.part.numbering_part.element, section.header._element, section.footer._element]
    for line in ORDER.strip().splitlines():
        name, order = line.split(": ")
        for element in (each for root in roots for each in root.iter(qn(f"w:{name}"))):
            places = [order.split().index(each.tag.rpartition("}")[2]) for each in element]
            assert places == sorted(places), (name, [each.tag for each in element])
    for element in (*document.element.iter(qn("w:tc")), *notes.element):
        assert element[-1].tag == qn("w:p")
    # Tables that follow each other would become one, and a paragraph behind a full page would be a page.
    body = list(document.element.body)
    for one, other, third in zip(body, body[1:], body[2:], strict=False):
        assert (one.tag, other.tag) != (qn("w:tbl"), qn("w:tbl"))
        opens = third.tag == qn("w:p") and third.pPr is not None and third.pPr.pageBreakBefore_val
        assert not (one.tag == qn("w:tbl") and words_of(other) == "" and opens)


def test_footnotes_and_links_are_words_own():
    document = opened(report(6, words=TEXT))
    (part,) = [rel.target_part for rel in document.part.rels.values() if rel.reltype == RT.FOOTNOTES]
    notes = {each.get(qn("w:id")): words_of(each) for each in part.element.findall(qn("w:footnote"))}
    marks = [each.get(qn("w:id")) for each in document.element.body.iter(qn("w:footnoteReference"))]
    assert len(marks) == len(set(marks)) > 5
    assert set(marks) == set(notes) - {"-1", "0"}
    assert notes[marks[0]].strip() == "Se bilag A og KL's side."
    assert any("vurderet til ja af projektgruppen" in each for each in notes.values())
    referring = [each for each in notes.values() if "af projektgruppen" in each or "har svaret forskelligt" in each]
    assert all(each.endswith("Se læsevejledningen, side ….") for each in referring)
    assert fields(part.element) == ["PAGEREF _rapport_laesevejledning \\h"] * len(referring)
    assert "_rapport_laesevejledning" in {
        each.get(qn("w:name")) for each in document.element.body.iter(qn("w:bookmarkStart"))
    }
    assert {rel.target_ref for rel in part.rels.values()} == {"https://www.kl.dk/rus"}
    addresses = {rel.target_ref for rel in document.part.rels.values() if rel.reltype == RT.HYPERLINK}
    assert addresses == {"mailto:a@b.dk", "https://example.dk/bilag"}
    assert "[dem](javascript:alert(1))" in words_of(document.element.body)


# ---- hostile words, nothing at all, and the same again ---------------------------------------------------


@pytest.mark.parametrize("words", [*HOSTILE, '{ INCLUDETEXT "c:\\\\secret" }', "{{rapport}}", "\ud800]]>"])
def test_whatever_is_written_comes_out_as_text(words):
    # All say ja, so that no figure has to be drawn.
    facts = report(4, indicators=(1,), words=words, outcomes=(Outcome.YES,))
    document = opened(facts)
    body = document.element.body
    allowed = re.compile(r'(?:TOC \\o "1-1" \\h \\z \\u|SEQ Figur \\\* ARABIC)')
    assert all(allowed.fullmatch(each) for each in fields(body))
    # The title page says what was written, but for characters that no document can hold.
    typed = re.sub("[\x00-\x1f\x7f-\x85\u2028\u2029\u202a-\u202e\ufffe\uffff\ud800-\udfff]", "", facts.title)
    shown = "".join(paragraphs(document, "Title"))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", typed)


def test_names_in_figures_and_tables_come_out_as_text():
    facts = report(4, indicators=(1,), outcomes=(Outcome.YES, Outcome.NO), written=False)
    name = '<b>"Ø" & {{ x }}</b>\x00]]>'
    clusters = tuple(
        replace(row, name=name, members=tuple(replace(m, name=name) for m in row.members)) for row in facts.clusters
    )
    (indicator,) = facts.recommendations[0].indicators
    counted = tuple(replace(each, name=name) for each in indicator.clusters)
    first = replace(facts.recommendations[0], title=name, indicators=(replace(indicator, text=name, clusters=counted),))
    document = opened(replace(facts, clusters=clusters, recommendations=(first,)))
    plain = name.replace("\x00", "")
    (figure,) = [each for each in document.element.body.iter(qn("wp:docPr")) if each.get("name") == "Figur 1"]
    assert plain in figure.get("descr")
    assert f"Anbefaling 1: {plain}" in paragraphs(document, "Heading 1")
    assert rows_of(tables(document, ["Kommune", "1.1"])[0])[1][0] == plain


def test_a_report_of_nothing_and_one_that_nobody_takes_part_in():
    empty = opened(report(0, clusters=0, indicators=(), words="", written=False))
    assert paragraphs(empty, "Heading 1")[0] == "Indledning"
    assert "Runden har ingen kommuner endnu." in words_of(empty.element.body)
    facts = report(2, clusters=1, indicators=(1,), written=False)
    out = replace(facts.clusters[0].members[0], participates=False, has_submitted=False, values=(), absence="travlt")
    alone = opened(replace(facts, clusters=(replace(facts.clusters[0], members=(out,)),)))
    assert "Kommune 1 deltager ikke: travlt" in words_of(alone.element.body)


def test_the_same_facts_give_the_same_file_whenever_it_is_made():
    facts = report(6, words=TEXT)
    first, second = render_docx(facts), render_docx(facts)
    assert first == second
    assert document_moment(first) == AT


def document_moment(content):
    """Give when a document says that it was made, after all its pictures are found to be pictures."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        pictures = [archive.read(name) for name in archive.namelist() if name.endswith(".png")]
    assert pictures
    assert all(struct.unpack_from(">II", each, 16)[0] > 300 for each in pictures if len(each) > 5000)
    return Document(io.BytesIO(content)).core_properties.created
