"""Where the figures of a report lead for one reader: to pages of the round, of an edition, or inside a file."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote, urlencode

from django.urls import reverse

from clusters.reports.facts import ReportFacts
from clusters.reports.phrases import Live

MEMBERS = "deltagere"
"""Where the municipalities of the report are listed: there a figure of who takes part leads."""
ALL_ANSWERS = "svarene"
"""Where a file has who answered what."""
MEMBER_ANCHOR = "kommune-"
"""What the place of a municipality on an edition's page of an indicator is called, before its code."""
OF_INDICATORS = {"enige", "bevægelse", "bevaegelse"}
"""Forms of figures that are of all indicators and not of who takes part (clusters/reports/bound.py)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What the one who reads may open: the pages behind the counts, those behind an answer, the editor.

    With `edition`, the number of one, figures lead to that edition's own pages for everybody, since what is behind
    them is in its annexes. `standalone` is a file, whose figures lead to places inside it.
    """

    counts: bool = False
    answers: bool = False
    writes: bool = False
    edition: int | None = None
    standalone: bool = False

    @property
    def follows(self) -> bool:
        """Say whether figures lead anywhere."""
        return self.counts or self.standalone or self.edition is not None


PUBLIC = Reader()
FILE = Reader(standalone=True)


class Ways:
    """The addresses of one report for one reader; "" is no way."""

    def __init__(self, facts: ReportFacts, reader: Reader):
        self.slug, self.reader = facts.round.slug, reader
        # A supplementary question is shown on the page of its indicator.
        rows = [row for recommendation in facts.recommendations for row in recommendation.indicators]
        self.pages = {each.number: row.number for row in rows for each in (row, *row.supplements)}
        annexes = [f"bilag-{row.letter.lower()}" for row in facts.clusters]
        self.answers = ALL_ANSWERS if reader.standalone else annexes[0] if annexes else MEMBERS

    def count(self, live: Live) -> str:
        """Give where the municipalities behind a figure are shown."""
        if not self.reader.follows:
            return ""
        if not live.number:
            return f"#{self.answers if live.form in OF_INDICATORS else MEMBERS}"
        if live.number not in self.pages:
            return ""
        if self.reader.standalone:
            # What is tallied is counted in all clusters alike, so its answers stand in one place.
            tallied = live.number != self.pages[live.number]
            return f"#{answers_anchor(live.number, '' if tallied else live.cluster)}"
        return count_url(self.slug, replace(live, number=self.pages[live.number]), self.reader.edition)

    def cell(self) -> str:
        """Give the pattern of the pages behind one answer: CODE is the municipality's, NUMBER the indicator's.

        In an edition it is the place of the municipality on the page of the indicator.
        """
        if self.reader.edition is not None:
            return f"{_count_pattern(self.slug, self.reader.edition)}#{MEMBER_ANCHOR}CODE"
        open_to_them = self.reader.answers and not self.reader.standalone
        return reverse("clusters:cell", args=[self.slug, "CODE", "NUMBER"]) if open_to_them else ""

    def annex(self, letter: str) -> str:
        """Give where the file of an annex is fetched: in an edition alone, which has sealed it."""
        if self.reader.edition is None:
            return ""
        return reverse("clusters:edition_annex", args=[self.slug, self.reader.edition, letter])

    def edit(self, part: str) -> str:
        """Give where a part of the report is written."""
        return reverse("clusters:report_edit", args=[self.slug, part]) if self.reader.writes else ""


def answers_anchor(number: str, cluster: str = "") -> str:
    """Name the place in a file where the answers to an indicator stand, those of one cluster or all."""
    return re.sub(r"[^\w.-]", "-", f"svar-{number}-{cluster}" if cluster else f"svar-{number}")


def count_url(slug: str, live: Live, edition: int | None = None) -> str:
    """Give the address of the page with the municipalities behind a figure, the round's or an edition's."""
    chosen = {"klynge": live.cluster, "svar": live.answer}
    query = urlencode({name: value for name, value in chosen.items() if value})
    address = _count_pattern(slug, edition).replace("NUMBER", quote(live.number))
    return f"{address}?{query}" if query else address


@lru_cache(maxsize=64)
def _count_pattern(slug, edition):
    """Resolve the address once: a report has hundreds of figures."""
    if edition is None:
        return reverse("clusters:count", args=[slug, "NUMBER"])
    return reverse("clusters:edition_count", args=[slug, edition, "NUMBER"])
