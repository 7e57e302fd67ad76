"""The report as a file of its own: whole, closed, the same bytes, and its figures lead to the answers inside it."""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from clusters.consolidation import Outcome
from clusters.reports.renderers.html_file import render_html
from clusters.reports.written import EditionFacts
from tests.clusters.reports.whole_reports import AT, HOSTILE, report

VOID = {"meta", "link", "br", "hr", "img", "input", "rect", "circle", "line", "path", "use"}


class Tree(HTMLParser):
    """Reads a file: its ids, what it links to, what it fetches, its text, and whether its tags are closed in order."""

    def __init__(self, content: bytes):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.fetched, self.text = [], set(), [], [], [], []
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        if "href" in given:
            (self.links if tag in ("a", "use") else self.fetched).append(given["href"])
        self.fetched += [given[name] for name in ("src", "srcset", "action", "data") if name in given]
        assert "style" not in given
        assert not [name for name in given if name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.text.append(data)


@pytest.fixture(scope="module")
def content():
    """A file in which everything is written."""
    facts = report(8, words="Skrevet^[Kilden.], og [[1.1 ja kommuner]] svarer ja. [KL](https://kl.dk)")
    return render_html(replace(facts, edition=EditionFacts(2, AT, ("Noget er rettet.",))))


def test_the_file_is_whole_and_fetches_nothing(content):
    tree = Tree(content)
    assert content.startswith(b'<!DOCTYPE html>\n<html lang="da"')
    assert tree.open == []
    assert tree.fetched == []
    assert not tree.tags & {"script", "link", "iframe", "img", "object", "form", "base"}
    style = re.search(r"<style>(.*?)</style>", content.decode(), re.DOTALL)[1]
    assert set(re.findall(r"url\(.{6}", style)) == {'url("data:'}
    assert "@import" not in style
    assert style.count("{") == style.count("}")
    outside = {each for each in tree.links if not each.startswith("#")}
    assert outside == {"https://kl.dk", "https://example.dk/bilag"}
    assert len(tree.ids) == len(set(tree.ids))
    assert {each[1:] for each in tree.links if each.startswith("#")} <= set(tree.ids)
    assert len(content) < 1_500_000


def test_it_says_what_it_is(content):
    head = content.decode()[: content.decode().index("<style>")]
    for told in (
        "<title>Skrevet",
        "· Region Sjælland</title>",
        'name="generator"',
        'data-edition="2.\xa0udgave, 21.\xa0november 2026"',
    ):
        assert told in head
    assert "Ændret siden 1.\xa0udgave" in content.decode()


def test_figures_lead_to_the_municipalities_behind_them():
    facts = report(9, outcomes=(Outcome.YES, Outcome.NO), written=False)
    html = render_html(facts).decode()
    row = facts.verdicts[0]
    for cluster in row.clusters:
        assert f'<a href="#svar-1.1-{cluster.slug}" aria-label="1.1 i {cluster.name}: {cluster.counts.ja} af' in html
        start = html.index(f'id="svar-1.1-{cluster.slug}"')
        told = dict(re.findall(r"<b>(\w+)</b>: ([^<]*)</p>", html[start : html.index("</dd>", start)]))
        assert told.keys() <= {"ja", "nej"}
        assert len(told.get("ja", "").split()) / 2 == cluster.counts.ja, "each is called Kommune and a number"
        assert len(told.get("nej", "").split()) / 2 == cluster.counts.nej
    assert "/klynger/" not in html


@pytest.mark.parametrize(
    "facts",
    [
        report(0, clusters=0, indicators=(), written=False),
        report(1, clusters=1, indicators=(1,), outcomes=(Outcome.UNANSWERED,), written=False),
        replace(report(2, clusters=1, written=False), recommendations=(), introduction=None),
        report(6, words=""),
    ],
    ids=["no clusters", "no answers", "no recommendations", "empty texts"],
)
def test_a_report_with_nothing_in_it_is_a_file_too(facts):
    tree = Tree(render_html(facts))
    assert tree.open == []
    assert "Indledning" in " ".join(tree.text)


@pytest.mark.parametrize("text", [each for each in HOSTILE if each.strip()])
def test_what_is_typed_comes_out_as_text(text):
    content = render_html(report(4, indicators=(1,), words=text))
    tree = Tree(content)
    assert not tree.tags & {"script", "img"}
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content)
    if "[[" not in text:
        kept = " ".join(re.sub("[\x00-\x1f\x7f\ufffe\uffff]", "\ufffd", text.strip()).split())
        assert kept in " ".join("".join(tree.text).replace("\xa0", " ").replace("\xad", "").split())


def test_the_same_facts_give_the_same_bytes_in_another_process():
    program = (
        "import django, hashlib; django.setup();"
        "from clusters.reports.renderers.html_file import render_html;"
        "from tests.clusters.reports.whole_reports import report;"
        "print(hashlib.sha256(render_html(report(8))).hexdigest())"
    )
    made = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.strip() == hashlib.sha256(render_html(report(8))).hexdigest()
