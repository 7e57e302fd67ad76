"""One snapshot, five formats: each is read back, and all of them say what the database says."""

import io
import json
import re
from dataclasses import dataclass, field

import pytest
from docx import Document
from docx.oxml.ns import qn
from jsonschema import Draft202012Validator
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from clusters.consolidation import Counts
from clusters.dashboard import load_picture
from clusters.models import Round
from clusters.reports.need import estimates
from clusters.reports.renderers.docx import render_docx
from clusters.reports.renderers.html_file import render_html
from clusters.reports.renderers.json import render_json
from clusters.reports.renderers.pdf import render_pdf
from clusters.reports.renderers.xlsx import render_xlsx
from clusters.reports.schema import schema
from clusters.reports.snapshot import RELATED, take_snapshot
from misbrug.text.marks import STATES
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SLUG = "region-sjaelland-2014"
BY_WORD = {state.word: state.key for state in STATES}
# How a value stands in the matrix of the annexes on paper.
BY_TILE = {"ja": "ja"} | {state.tile: state.key for state in STATES if state.tile}
EVERYBODY = re.compile(r"Alle klynger\W+ja i alle (\d+) kommuner")


@dataclass
class Told:
    """What a format says: counts by indicator and cluster where there is a figure, who is unanimous, every value.

    `words` is all its text, on one line and without hyphenation.
    """

    figures: dict = field(default_factory=dict)
    unanimous: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    words: str = ""

    def numbers(self):
        """Give what has to be the same in all formats."""
        return self.figures, self.unanimous, self.values


def test_one_snapshot_gives_the_same_numbers_in_all_formats(demo):
    round_ = Round.objects.select_related(*RELATED).get(slug=SLUG)
    facts = take_snapshot(round_, at=NOW)
    expected = in_database(round_)
    assert (len(expected.figures), len(expected.unanimous), len(expected.values)) == (10, 5, 16 * 15)
    told = {
        "json": read_json(render_json(facts)),
        "html": read_html(render_html(facts)),
        "pdf": read_pdf(render_pdf(facts), facts),
        "docx": read_docx(render_docx(facts)),
        "xlsx": read_xlsx(render_xlsx(facts)),
    }
    for name, found in told.items():
        assert found.numbers() == expected.numbers(), name
    estimated = {each.words for group in estimates(facts) for each in group.rows if group.municipality is each}
    assert estimated == {"ca. 1.000", "ca. 1.400", "ca. 190"}
    everywhere = {each.words for group in estimates(facts) for each in (group.municipality, *group.clusters)}
    for name, found in told.items():
        lacking = [words for words in everywhere if words not in found.words]
        assert not lacking, name


def in_database(round_):
    """What the submitted answers come to."""
    picture = load_picture(round_)
    told = Told()
    for indicator in picture.verdicts:
        if picture.is_unanimous(indicator.pk):
            told.unanimous[indicator.number] = picture.n
        else:
            told.figures[indicator.number] = {row.name: row.counts(indicator.pk) for row in picture.clusters} | {
                "I alt": picture.counts(indicator.pk)
            }
        for row in picture.rows:
            told.values[row.name, indicator.number] = row.results[indicator.pk].value.value
    return told


def read_json(data):
    """The numbers of the JSON, read as anybody would, who may hold it against its schema first."""
    value = json.loads(data)
    Draft202012Validator(schema()).validate(value)
    told = Told()
    for recommendation in value["recommendations"]:
        for row in recommendation["indicators"]:
            if row["counts"] is None:
                continue
            if row["unanimous"]:
                told.unanimous[row["number"]] = row["counts"]["ja"]
            else:
                rows = {each["name"]: Counts(**each["counts"]) for each in row["clusters"]}
                told.figures[row["number"]] = rows | {"I alt": Counts(**row["counts"])}
    for cluster in value["clusters"]:
        for member in cluster["members"]:
            told.values |= {(member["name"], each["number"]): each["value"] for each in member["values"]}
    # Estimates are reckoned from what is sealed.
    told.words = " ".join(each["words"] for each in value["told"]["needs"])
    return told


def read_html(data):
    """The numbers in the tables, marks and words of the page."""
    page = html.fromstring(data.decode())
    told = Told(words=one_line(page.text_content()))
    for figure in page.find_class("figure--chart"):
        (number,) = figure.xpath("figcaption/b/text()")
        head = [BY_WORD.get(one_line(each.text_content()), "") for each in figure.xpath(".//thead//th")]
        rows = {}
        for row in figure.xpath(".//tbody/tr|.//tfoot/tr"):
            name, *cells = (one_line(each.text_content()) for each in row)
            rows[name] = Counts(**{key: int(cell) for key, cell in zip(head[1:], cells, strict=True) if key})
            assert rows[name].n == int(cells[-1])
        told.figures[number] = rows
    for figure in page.find_class("unanimous"):
        (number,) = figure.xpath("preceding-sibling::p[1]/b/text()")
        told.unanimous[number] = int(EVERYBODY.search(one_line(figure.text_content()))[1])
    for label in page.xpath("//*[contains(@class, 'tile')]//*[@class='sr-only']/text()"):
        if match := re.fullmatch(r"(.+), ([\d.]+): (.+)", one_line(label)):
            told.values[match[1], match[2]] = BY_WORD[match[3]]
    return told


def read_pdf(data, facts):
    """The numbers in the texts that stand for the figures, and in the words on the pages."""
    reader = PdfReader(io.BytesIO(data))
    text = " ".join(page.extract_text() for page in reader.pages)
    told = Told(words=one_line(text), figures=dict(filter(None, map(described, alternatives(reader)))))
    told.unanimous = dict(everybody(told.words))
    numbers = [row.number for row in facts.verdicts]
    for member in facts.participants:
        tiles = "|".join(map(re.escape, BY_TILE))
        (row,) = re.findall(rf"\b{member.name} ((?:(?:{tiles}) ){{{len(numbers)}}})", told.words)
        told.values |= {(member.name, number): BY_TILE[tile] for number, tile in zip(numbers, row.split(), strict=True)}
    return told


def alternatives(reader):
    """Give the text that stands for each picture of a PDF."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        each = waiting.pop().get_object()
        children = each if isinstance(each, list) else [each.get("/K", 0)]
        if not isinstance(each, list) and "/Alt" in each:
            yield str(each["/Alt"])
        waiting += [child for child in children if not isinstance(child, int)]


def read_docx(data):
    """The numbers in the texts that stand for the figures, and in the tables of the document."""
    document = Document(io.BytesIO(data))
    body = document.element.body
    described_ = (each.get("descr") or "" for each in body.iter(qn("wp:docPr")))
    told = Told(figures=dict(filter(None, map(described, described_))))
    told.words = one_line(" ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))))
    told.unanimous = dict(everybody(told.words))
    for table in document.tables:
        head, *rows = ([cell.text for cell in row.cells] for row in table.rows)
        if head[0] == "Kommune" and re.fullmatch(r"\d+\.\d+", head[1]):
            # Below the municipalities stands how many are ja, and one that is out has words in the place of marks.
            for name, *tiles in (row for row in rows if row[1].rstrip("*") in BY_TILE):
                values = (BY_TILE[tile.rstrip("*")] for tile in tiles)
                told.values |= {(name, number): value for number, value in zip(head[1:], values, strict=True)}
    return told


def read_xlsx(data):
    """The numbers in the cells behind the charts, in the tables and in the matrix."""
    book = load_workbook(io.BytesIO(data))
    told = Told(words=" ".join(str(cell.value) for row in book["Behov"].iter_rows() for cell in row))
    for chart in book["Diagrammer"]._charts:
        number = re.match(r"Figur \d+\. (\S+)", chart.title.tx.rich.p[0].r[0].t)[1]
        rows = {}
        for series in chart.series:
            (key,) = (BY_WORD[name.lower()] for name in cells(book, series.tx.strRef.f))
            names, counts = cells(book, series.cat.strRef.f), cells(book, series.val.numRef.f)
            for name, count in zip(names, counts, strict=True):
                rows[name] = rows.get(name, Counts()) + Counts(**{key: count})
        told.figures[number] = rows
    headings = [cell.value for cell in book["Indikatorer"][1]]
    for row in book["Indikatorer"].iter_rows(min_row=2, values_only=True):
        by_heading = dict(zip(headings, row, strict=True))
        if by_heading["Alle klynger"]:
            told.unanimous[by_heading["Indikator"]] = by_heading["Ja"]
        else:
            counts = {state.key: by_heading[state.word.capitalize()] for state in STATES}
            told.figures[by_heading["Indikator"]]["I alt"] = Counts(**counts)
    numbers = [cell.value for cell in book["Kommuner"][1]]
    for row in book["Kommuner"].iter_rows(min_row=2, values_only=True):
        found = dict(zip(numbers, row, strict=True))
        told.values |= {
            (found["Kommune"], name): BY_WORD[value]
            for name, value in found.items()
            if re.fullmatch(r"\d+\.\d+", name) and value
        }
    return told


def cells(book, reference):
    """Give the values behind a reference of a chart."""
    sheet, _, place = reference.rpartition("!")
    found = book[sheet.strip("'")][place.replace("$", "")]
    return [cell.value for (cell,) in found] if isinstance(found, tuple) else [found.value]


def described(text):
    """Give an indicator and its counts from the text that stands for its figure, None for another picture."""
    match = re.fullmatch(r"Figur \d+\. (\S+) .*?\. (.+?: \d.+)\. I alt: (.+)\.", text)
    if match is None:
        return None
    rows = dict(each.split(": ") for each in match[2].split("; ")) | {"I alt": match[3]}
    return match[1], {name: counts(words) for name, words in rows.items()}


def counts(words):
    """Give the counts of "3 ja, 1 nej, 1 ikke relevant"."""
    pairs = (each.split(" ", 1) for each in words.split(", "))
    return Counts(**{BY_WORD[word]: int(number) for number, word in pairs})


def everybody(words):
    """Give each indicator that is said to have ja from all, and how many those are."""
    for match in EVERYBODY.finditer(words):
        yield re.findall(r"\b\d+\.\d+(?= )", words[: match.start()])[-1], int(match[1])


def one_line(text):
    """Give a text with single spaces, its hyphenated words in one."""
    text = re.sub("[\u00ad\u2010] ?\n|\u00ad ?", "", text).replace("\u00a0", " ")
    return " ".join(text.split())
