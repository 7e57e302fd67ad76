"""The workbook, read back: its numbers are the facts', its texts are texts, its charts point at the right cells."""

import io
import time
import zipfile
from dataclasses import replace
from datetime import UTC

import pytest
from openpyxl import load_workbook

from clusters.consolidation import Counts, Outcome
from clusters.reports.charts import figures
from clusters.reports.facts import EditionFacts
from clusters.reports.renderers.xlsx import render_xlsx
from clusters.reports.renderers.xlsx_cells import chunks, spread
from misbrug.tables.excel import MOST_CHARACTERS, clean
from tests.clusters.reports.random_facts import random_facts
from tests.clusters.reports.whole_reports import AT, HOSTILE, report

SHEETS = [
    *("Om rapporten", "Læsevejledning", "Indikatorer", "Diagrammer", "Klynger", "Kommuner", "Svar og regler"),
    *("Vurderinger", "Supplerende", "Det anbefales", "Tekster", "Behov", "Bilag", "Siden sidste udgave"),
]
WIDE = (Outcome.YES, Outcome.NO)


def opened(facts):
    """The workbook of a report."""
    return load_workbook(io.BytesIO(render_xlsx(facts)))


def rows_of(sheet):
    """The rows of a sheet's table by heading."""
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def cells_of(book, reference):
    """The values behind a chart's reference."""
    sheet, _, cells = reference.rpartition("!")
    found = book[sheet.strip("'")][cells.replace("$", "")]
    return [cell.value for (cell,) in found] if isinstance(found, tuple) else found.value


@pytest.fixture(scope="module")
def facts():
    """A report with every kind of value and an edition."""
    return replace(
        report(9, indicators=(3, 2)), edition=EditionFacts(2, AT, ("1.1: 7 ja er blevet 8.", "Titlen er ny."))
    )


@pytest.fixture(scope="module")
def book(facts):
    """Its workbook."""
    return opened(facts)


def test_counts_are_numbers_in_total_and_by_cluster(book, facts):
    totals, clusters = rows_of(book["Indikatorer"]), rows_of(book["Klynger"])
    assert [row["Indikator"] for row in totals] == [row.number for row in facts.verdicts]
    for row, indicator in zip(totals, facts.verdicts, strict=True):
        assert counts(row) == indicator.counts
        assert (row["N"], row["Ja, 2014"], row["N, 2014"]) == (8, 3, 4)
        mine = [each for each in clusters if each["Indikator"] == indicator.number]
        assert [counts(each) for each in mine] == [each.counts for each in indicator.clusters]


def counts(row):
    return Counts(row["Ja"], row["Nej"], row["Afventer"], row["Ikke besvaret"], row["Ikke relevant"])


def test_every_municipality_and_value(book, facts):
    matrix, answers = rows_of(book["Kommuner"]), rows_of(book["Svar og regler"])
    assert [row["Kode"] for row in matrix] == [row.code for row in facts.members]
    for row, member in zip(matrix, facts.members, strict=True):
        assert [row[i.number] for i in facts.verdicts] == ([v.words for v in member.values] or [None] * 5)
        assert row["Indbyggere"] == member.population
    (out,) = [row for row in matrix if row["Deltager"] == "nej"]
    assert out["Hvorfor ikke"] == "Tekst"
    assert len(answers) == facts.n * len(facts.verdicts)
    expected = [(m.code, v.number, v.rule.label, v.explanation) for m in facts.participants for v in m.values]
    told = [(row["Kode"], row["Indikator"], row["Regel"], row["Forklaring"]) for row in answers]
    assert sorted(told) == sorted(expected)
    assert all(row["Svar i spor"].startswith("Alkohol: ja\nStof: delvis") for row in answers)


def test_dates_numbers_and_texts_keep_their_kind(book, facts):
    about = {row["Oplysning"]: row["Indhold"] for row in rows_of(book["Om rapporten"])}
    assert (about["Kommuner, der deltager (N)"], about["Udgave"]) == (8, 2)
    moments = [about[name].isoformat() for name in ("Svarfrist", "Frigivet")]
    assert moments == ["2026-12-01T00:00:00", "2026-11-21T10:30:00"]
    assert about["Kommune 9 deltager ikke"] == "Tekst"
    assert "Kommune 9" not in about["Klynge 1, deltager"]
    advice = rows_of(book["Det anbefales"])
    assert {row["Frist"] and row["Frist"].isoformat() for row in advice} == {None, "2027-01-01T00:00:00"}
    assert {row["Slags"] for row in advice} == {"det anbefales", "opfølgning"}
    (annex, link) = rows_of(book["Bilag"])[-2:]
    assert (annex["Dato"].isoformat(), annex["Størrelse, byte"]) == ("2026-05-01T00:00:00", 12_345)
    assert link["Adresse"] == "https://example.dk/bilag"
    (ruling, *_) = rows_of(book["Vurderinger"])
    assert (ruling["Dato"].isoformat(), ruling["Rolle"]) == ("2026-11-21T10:30:00", "Projektgruppe, Lejre")
    assert [row["Ændring"] for row in rows_of(book["Siden sidste udgave"])] == list(facts.edition.changes)


def test_tallies_and_estimates(book):
    tallied = [row for row in rows_of(book["Supplerende"]) if row["Indikator"] == "1.1"]
    assert [(row["Spørgsmål"], row["Svarmulighed"], row["Antal spor"], row["Har svaret"]) for row in tallied] == [
        ("1.1a", "brev", 1, 2),
        ("1.1a", "mail", 1, 2),
        ("1.1b", "tal", 2, 2),
        ("1.1c", "fritekst", 1, 1),
    ]
    assert [tallied[2][name] for name in ("Mindst", "Midterst", "Størst")] == [1, 1.75, 2.5]
    need = rows_of(book["Behov"])[0]
    assert (need["Sted"], need["Skøn, antal"], need["Skøn"]) == ("En kommune med 40.000 indbyggere", 190, "ca. 190")
    assert (need["År"], need["Kilde"]) == (2013, "KL om rusmiddelområdet")


def test_a_native_chart_for_each_figure(book, facts):
    drawn = book["Diagrammer"]._charts
    shown = figures(facts.verdicts)
    assert len(drawn) == len(shown) == 5
    for chart, figure in zip(drawn, shown.values(), strict=True):
        assert (chart.type, chart.grouping, chart.overlap) == ("bar", "stacked", 100)
        states = [cells_of(book, each.tx.strRef.f) for each in chart.series]
        assert len(states) > 1
        for each, state in zip(chart.series, states, strict=True):
            key = state.lower().replace(" ", "_")
            expected = [getattr(row.counts, key) for row in figure.rows]
            assert cells_of(book, each.val.numRef.f) == expected
            assert [int(point.v) for point in each.val.numRef.numCache.pt] == expected
            assert cells_of(book, each.cat.strRef.f) == [row.name for row in figure.rows]
            silent = [label.idx for label in each.dLbls.dLbl if not label.showVal]
            assert silent == [place for place, count in enumerate(expected) if not count]
        title = "".join(run.t for run in chart.title.tx.rich.p[0].r)
        assert title == f"{figure.title} ({figure.total.ja} af {figure.total.n} ja)"


def test_no_chart_is_cut_by_a_page(book):
    sheet = book["Diagrammer"]
    tops = sorted(chart.anchor._from.row for chart in sheet._charts)
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert breaks
    assert set(breaks) < set(tops)
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    # Every page holds the charts that begin on it: rows of 15 points, in pages of 600.
    for first, after in zip([0, *breaks], [*breaks, sheet.max_row], strict=True):
        heights = (sheet.row_dimensions[row].height or 15 for row in range(first + 1, after + 1))
        assert sum(heights) <= 600


def test_a_chart_is_told_in_words(facts):
    with zipfile.ZipFile(io.BytesIO(render_xlsx(facts))) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    (figure, *_) = figures(facts.verdicts).values()
    assert f'name="Figur 1" descr="{figure.title}. {figure.description}"' in drawing


def test_every_table_filters_stays_in_sight_and_prints(book):
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert sheet.freeze_panes
        if sheet.title == "Diagrammer":
            continue
        assert sheet.print_title_rows == "$1:$1"
        (table,) = sheet.tables.values()
        assert table.ref == sheet.dimensions == table.autoFilter.ref
        assert [each.name for each in table.tableColumns] == [cell.value for cell in sheet[1]]
        assert all(sheet.column_dimensions[cell.column_letter].width > 5 for cell in sheet[1])


def test_the_same_facts_give_the_same_bytes(facts, book):
    assert render_xlsx(facts) == render_xlsx(facts)
    assert book.properties.modified == book.properties.created == AT.astimezone(UTC).replace(tzinfo=None)


LIKE_FORMULAS = [words for words in HOSTILE if words.startswith(("=", "+", "-", "@", "\t"))]
OTHERS = "\n".join(words for words in HOSTILE if words not in LIKE_FORMULAS and len(words) < 1000 and "[[" not in words)


@pytest.mark.parametrize("words", [*LIKE_FORMULAS, OTHERS, max(HOSTILE, key=len), "", " "], ids=range(9))
def test_whatever_people_write_stays_text(words):
    """Every text of the report comes out as it was typed, and nothing becomes a formula."""
    book = opened(report(3, indicators=(1,), words=words))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    if words.strip() and len(words) < MOST_CHARACTERS:
        held = [cell for cell in cells if cell.value == clean(words)]
        assert len(held) > 10
        assert all(cell.quotePrefix == (words in LIKE_FORMULAS) for cell in held)


def test_a_text_longer_than_a_cell_is_parted_without_loss():
    words = "".join(f"ord{number} " for number in range(9_000))
    book = opened(report(3, indicators=(1,), words=words.strip()))
    rows = [row for row in rows_of(book["Tekster"]) if row["Del"].startswith("Indledning")]
    assert [row["Del"] for row in rows] == [
        "Indledning", "Indledning (fortsat, 2 af 3)", "Indledning (fortsat, 3 af 3)",
    ]  # fmt: skip
    assert "".join(row["Tekst"] for row in rows) == words.strip()
    assert [row["Version"] for row in rows] == [1, None, None]


@pytest.mark.parametrize("text", ["👩" * 40_000, "_x0041_" * 9_000, "x" * 100_000, "\x00" * 40_000, "å \n" * 20_000])
def test_every_piece_fits_a_cell(text):
    pieces = chunks(text)
    assert all(len(piece.encode("utf-16-le")) // 2 <= MOST_CHARACTERS for piece in pieces)
    # As Excel shows it: the code for "_" is one.
    assert "".join(pieces).replace("_x005F_", "_") == clean(text).replace("_x005F_", "_")
    assert len(list(spread((1, text, "kort")))) == len(pieces)


@pytest.mark.parametrize(
    "facts",
    [
        report(0, indicators=(), written=False),
        report(1, clusters=1, outcomes=WIDE, written=False),
        report(2, indicators=()),
    ],
)
def test_a_report_with_nothing_in_it_is_a_workbook(facts):
    book = opened(facts)
    assert book.sheetnames == SHEETS
    assert book["Siden sidste udgave"]["A2"].value.startswith("Det er et udkast.")
    assert not book["Siden sidste udgave"].tables


@pytest.mark.parametrize("seed", range(8))
def test_facts_that_make_no_sense_are_a_workbook_all_the_same(seed):
    book = opened(random_facts(seed))
    assert book.sheetnames == SHEETS
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_98_municipalities_are_quick():
    facts = report(98, clusters=20, indicators=(5, 5, 5), words="Tekst om noget. " * 20)
    began = time.process_time()
    render_xlsx(facts)
    assert time.process_time() - began < 3
