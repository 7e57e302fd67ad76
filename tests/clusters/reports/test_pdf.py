"""The PDF read back: tags, words and numbers, what may stand in a text, and the same bytes from every process."""

import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from clusters.consolidation import Rule
from clusters.models import Round
from clusters.reports import charts
from clusters.reports.facts import EditionFacts, TextFacts, ValueFacts
from clusters.reports.reasons import reasons
from clusters.reports.renderers import typesetting
from clusters.reports.renderers.glyphs import UNKNOWN, displayable
from clusters.reports.renderers.pdf import MOST_NOTES, NOT_SHOWN, content, document, render_pdf
from clusters.reports.renderers.svg import draw
from clusters.reports.renderers.typesetting import TypesettingError, rasterise, set_pdf
from clusters.reports.snapshot import RELATED, take_snapshot
from clusters.reports.written import AdviceFacts, TitleFacts
from tests.clusters.reports.whole_reports import AT, HOSTILE, report

LONG_WORD = "selvvurderingsskema" * 12
TYPED = "\n\n".join(
    (
        *(text for text in HOSTILE if 0 < len(text) < 300 and "\u2028" not in text),
        "$x^2$ *stjerner* _streg_ `kode` = overskrift @henvisning \\ <etiket>",
        LONG_WORD,
    )
)


def read(facts):
    """Give the pages of a report's PDF."""
    return PdfReader(io.BytesIO(render_pdf(facts)))


def words(reader):
    """Give all text of a PDF, with single spaces and words that go over lines in one."""
    text = " ".join(page.extract_text() for page in reader.pages)
    # A hyphen is the same glyph as a soft one; what it stands for is said in a way that pypdf does not read.
    text = re.sub("[\u00ad\u2010-]\n", "", text).replace("\u00ad", "-").replace("\u200b", "")
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def elements(reader):
    """Give every element of the structure that a screen reader follows."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        each = waiting.pop().get_object()
        if isinstance(each, list):
            waiting += [child for child in each if not isinstance(child, int)]
        elif "/S" in each or "/K" in each:
            if each.get("/S"):
                yield each
            if not isinstance(each.get("/K", 0), int):
                waiting.append(each["/K"])


def tops(reader):
    """Give the outline's entries of the first level."""
    return [each for each in reader.outline if not isinstance(each, list)]


def bookmarks(outline):
    """Give the titles of an outline, those inside others as well."""
    for each in outline:
        if isinstance(each, list):
            yield from bookmarks(each)
        else:
            yield each.title


def fonts(reader):
    """Give the fonts of all pages."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            (inner,) = font.get_object()["/DescendantFonts"]
            found[inner.get_object()["/BaseFont"]] = inner.get_object()["/FontDescriptor"].get_object()
    return found


@pytest.fixture
def of_2014(demo, made=[]):  # noqa: B006 - kept, so that the demo's report is set once
    """Give the facts of the demo's round of 2014 and its PDF."""
    if not made:
        facts = take_snapshot(Round.objects.select_related(*RELATED).get(slug="region-sjaelland-2014"), at=AT)
        made[:] = [facts, read(facts)]
    return made


class TestDemo:
    def test_every_figure_is_there_with_its_numbers_in_words(self, of_2014):
        facts, reader = of_2014
        figures = charts.figures(facts.verdicts)
        assert len(figures) == 10
        drawn = [each["/Alt"] for each in elements(reader) if each["/S"] == "/Figure"]
        assert {f"{each.title}. {each.description}" for each in figures.values()} <= set(drawn)
        said = words(reader)
        assert all(f"Figur {each.number} {each.indicator.number} " in said for each in figures.values())
        assert said.count("Alle klynger – ja i alle 16 kommuner") == sum(row.unanimous for row in facts.verdicts)
        bands = [page.extract_text().split("Alle klynger")[1:] for page in reader.pages]
        assert not any(re.search("[\u00ad\u2010-]\n", each[:30]) for page in bands for each in page)

    def test_can_be_read_by_everybody(self, of_2014):
        facts, reader = of_2014
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"].startswith("da")
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata.title == facts.title
        about = root["/Metadata"].get_data().decode()
        assert re.search(r"pdfuaid:part>1<", about)
        assert re.search(r"pdfaid:part>2<.*pdfaid:conformance>A<", about)
        kinds = {each["/S"] for each in elements(reader)}
        assert {"/H1", "/H2", "/Table", "/TH", "/Figure", "/Caption", "/Note", "/TOC", "/Link", "/L"} <= kinds
        assert all("/FontFile2" in each or "/FontFile3" in each for each in fonts(reader).values())
        assert {name.partition("+")[2] for name in fonts(reader)} == {"IBMPlexSans-Regular"}

    def test_contents_lead_to_the_pages(self, of_2014):
        facts, reader = of_2014
        titles = list(bookmarks(reader.outline))
        assert [each for each in titles if each.startswith("Anbefaling\u00a0")] == [
            f"Anbefaling\u00a0{row.number}: {row.title}" for row in facts.recommendations
        ]
        assert "Indikatorer" not in titles
        assert {"Indledning", "Overordnede konklusioner", "Læsevejledning", "Bilag\u00a0A: Klynge Syd"} <= set(titles)
        contents = " ".join(reader.pages[2].extract_text().split())
        for outline in reader.outline:
            if not isinstance(outline, list) and outline.title != "Indhold":
                page = reader.get_destination_page_number(outline) + 1
                title = outline.title.rpartition(": ")[2].replace("\u00a0", " ")
                assert re.search(rf"{re.escape(title)} {page}\b", contents.replace("\u00a0", " "))

    def test_a_short_recommendation_takes_no_page_of_its_own(self, of_2014):
        _facts, reader = of_2014
        pages = {each.title.split(":")[0]: reader.get_destination_page_number(each) for each in tops(reader)}
        on = [pages[f"Anbefaling\u00a0{number}"] for number in range(1, 13)]
        assert on[2] == on[3]
        assert on[7] == on[8]
        assert on[10] in (on[9], on[11])
        assert len({*on}) <= 9

    def test_what_is_written_and_every_ruling(self, of_2014):
        facts, reader = of_2014
        said = words(reader)
        for row in facts.recommendations:
            for item in row.advice:
                assert " ".join(item.text.split()) in said
        for ruling in facts.rulings:
            assert all(each in said for each in (ruling.municipality, ruling.reason, ruling.role))
        assert "Stevns deltager ikke: klyngen kender ikke årsagen" in said


def test_what_people_type_is_text():
    reader = read(report(2, clusters=1, indicators=(1,), words=TYPED))
    said = words(reader)
    for typed in (
        '#read("/etc/passwd")',
        "<script>alert(1)</script>",
        "{{ secret }} {% debug %}",
        '=cmd|" /C calc"!A0',
    ):
        assert typed in said
    assert "$x^2$ *stjerner* _streg_ `kode` = overskrift @henvisning \\ <etiket>" in said
    assert "root:" not in said
    assert NOT_SHOWN in said


def test_what_cannot_be_shown_is_left_out_of_running_heads():
    told = document(replace(report(2), title_page=TitleFacts("Kvalitet 🧪")))
    assert told["running"] == "Kvalitet  · Region Sjælland"
    assert told["cover"]["title"] == f"Kvalitet {UNKNOWN}"
    assert told["foot_note"] == NOT_SHOWN


def test_long_words_stay_on_the_paper():
    reader = read(report(2, clusters=1, indicators=(1,), words=f"{LONG_WORD} {'x' * 400} https://kl.dk/{'y' * 300}"))
    edges = []
    for page in reader.pages:
        page.extract_text(visitor_text=lambda text, _cm, tm, _font, size: edges.append(tm[4] + len(text) * size * 0.3))
    assert len(edges) > 100
    assert max(edges) < 595
    assert words(reader).replace(" ", "").count(LONG_WORD) >= 5


@pytest.mark.parametrize(
    "facts",
    [
        report(0, clusters=0, indicators=(), written=False),
        report(1, clusters=1),
        report(words=""),
        replace(report(written=False), recommendations=()),
        replace(report(written=False), title_page=TitleFacts("x" * 33_000)),
    ],
    ids=["empty", "nobody takes part", "nothing written", "no recommendations", "endless title"],
)
def test_built_whatever_is_there_or_missing(facts):
    assert "Indledning" in words(read(facts))


def test_edition_says_its_number_and_what_it_changed():
    changes = ("Faxe tæller nu som ja ved 1.1.",)
    facts = replace(report(), edition=EditionFacts(2, AT, changes))
    said = words(read(facts))
    assert "2. udgave, 21. november 2026" in said
    assert f"Ændret siden 1. udgave – {changes[0]}" in said
    assert "Kladde, tal fra" not in said


@pytest.mark.parametrize(
    ("invented", "tells", "numbers", "is_example", "starred"),
    [
        ((False, True, False), True, "1.1, 1.2*, 1.3", False, "* eksempel"),
        ((True, True, True), True, "1.1, 1.2, 1.3", True, ""),
        ((False, False, False), True, "1.1, 1.2, 1.3", False, ""),
        ((False, True, False), False, "1.1, 1.2, 1.3", False, ""),
    ],
)
def test_a_reason_is_told_once_and_its_invented_numbers_have_stars(invented, tells, numbers, is_example, starred):
    values = [
        ValueFacts(f"1.{place}", "ja", "ja", Rule.ALL_YES, "Alle spor har svaret ja.", split=False, is_example=example)
        for place, example in enumerate(invented, start=1)
    ]
    (reason,) = reasons(values, tells=tells)
    assert (reason.numbers, reason.is_example, reason.starred) == (numbers, is_example, starred)


@pytest.mark.parametrize(("owned", "in_columns"), [(1, False), (2, False), (3, True), (5, True)])
def test_owner_and_deadline_have_columns_where_most_items_have_them(owned, in_columns):
    items = tuple(
        AdviceFacts(f"Punkt {n}", "KKR", *(("tovholderne", None, "4. kvartal") if n < owned else ())) for n in range(5)
    )
    facts = replace(report(), cooperation_advice=items)
    (found,) = [each for each in content(facts)["elements"] if each["is"] == "table" and len(each["rows"]) == 5]
    assert found["heads"] == ["", "Anbefaling", "Adressat", *(["Ansvarlig", "Frist"] if in_columns else [])]
    below = [row[1]["fine"] for row in found["rows"]]
    told = ["Ansvarlig: Tovholderne · Frist: 4. kvartal"]
    assert [[each.replace("\u00a0", " ") for each in one] for one in below] == [
        told if n < owned and not in_columns else [] for n in range(5)
    ]


@pytest.mark.parametrize(("lines", "rows"), [(18, [7, 2]), (25, [9])])
def test_two_rows_at_least_stand_on_each_side_of_a_pages_foot(lines, rows):
    text = TextFacts("\n\n".join(["Linje"] * lines), 1, "projektgruppen", AT, is_example=False)
    items = tuple(AdviceFacts(f"Række {n}", "KKR") for n in range(9))
    facts = replace(report(1, clusters=1, indicators=(1,)), cooperation=text, cooperation_advice=items)
    parted = [page.extract_text() for page in read(facts).pages if "Række" in page.extract_text()]
    assert [page.count("Række") for page in parted] == rows
    assert "Det anbefales" in parted[0]


def test_annexes_with_their_fingerprints():
    facts = report()
    file, link = facts.annexes
    facts = replace(facts, annexes=(replace(file, title="Kortlægning"), replace(link, title="Vejledning")))
    reader = read(facts)
    assert {"Bilag\u00a0C: Kortlægning", "Bilag\u00a0D: Vejledning"} <= {each.title for each in tops(reader)}
    said = words(reader)
    assert f"bilag.pdf, 12,3 kB SHA-256: {'a' * 64} Fra 1. maj 2026" in said
    assert "kan enhver se, at en fil er den" in said
    assert "fingeraftrykket" not in words(read(replace(facts, annexes=facts.annexes[1:])))


def test_hundreds_of_footnotes_stand_in_the_text():
    assert words(read(report(words=f"Svaret{'^[Noten.] ' * 40}"))).count("(Noten.)") > MOST_NOTES


def test_same_facts_give_the_same_bytes_in_every_process():
    program = (
        "import hashlib\n"
        "from clusters.reports.renderers.pdf import render_pdf\n"
        "from tests.clusters.reports.whole_reports import report\n"
        "print(hashlib.sha256(render_pdf(report())).hexdigest())\n"
    )
    run = [sys.executable, "-c", program]
    root = Path(__file__).parents[3]
    others = {
        subprocess.run(
            run, cwd=root, env={"PYTHONHASHSEED": seed, "TZ": zone}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert others == {hashlib.sha256(render_pdf(report())).hexdigest()}


# ---- typesetting -----------------------------------------------------------------------------------------


def test_a_document_that_cannot_be_set_gives_a_message(tmp_path):
    template = tmp_path / "wrong.typ"
    template.write_text("#panic()")
    with pytest.raises(TypesettingError, match="Filen kunne ikke dannes"):
        set_pdf(template, {}, at=AT)


def test_a_document_that_never_ends_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(typesetting, "TIME_LIMIT", 0.5)
    template = tmp_path / "endless.typ"
    template.write_text("#let f(n) = { let x = 0; for i in range(100000000) { x += i }; x }\n#f(1)")
    with pytest.raises(TypesettingError, match="blev ikke færdig"):
        set_pdf(template, {}, at=AT)


def test_pictures_of_drawings():
    figure = charts.figures(report().verdicts)["1.1"]
    first, second = rasterise([draw(figure), draw(figure, width=520)])
    assert first[:8] == second[:8] == b"\x89PNG\r\n\x1a\n"
    width = int.from_bytes(first[16:20])
    assert width == pytest.approx(260 / 96 * 220, abs=2)
    assert int.from_bytes(second[16:20]) == pytest.approx(2 * width, abs=2)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ærø – 27 °C → ja ½", "Ærø – 27 °C → ja ½"),
        ("a\u030arhus", "århus"),
        ("\x00\x07hej\u202e", "hej"),
        ("👩‍👩‍👧 🧪", f"{UNKNOWN} {UNKNOWN}"),
        ("𝐇𝐞𝐣 ✅", "Hej ✓"),
    ],
)
def test_characters_that_can_be_shown(typed, shown):
    assert displayable(typed) == shown
