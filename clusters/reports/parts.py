"""The parts of a report that are written, and their names in addresses. Pure."""

import re
from dataclasses import dataclass

from clusters.reports.facts import STATUS, ReportFacts, TextFacts
from clusters.reports.markup import parse
from indicators.values import is_visible
from misbrug.text.danish import NBSP

KINDS = {
    "indledning": ("introduction", "Indledning"),
    "konklusioner": ("conclusions", "Overordnede konklusioner"),
    "klyngesamarbejdet": ("cooperation", "Klyngesamarbejdet"),
    "forklaring": ("explanation", "Forklaring"),
    "status": ("status", "Status"),
}
_SLUG = re.compile(
    r"(?P<name>indledning|konklusioner|klyngesamarbejdet)|(?P<of>forklaring|status)-(?P<number>[1-9][0-9]{0,4})"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One written part: `kind` as it is stored, and the recommendation's number, None for the report's own."""

    slug: str
    kind: str
    title: str
    number: int | None = None

    @property
    def heading(self) -> str:
        """Name the part so that it is told from all others: "Status, anbefaling 2"."""
        return self.title if self.number is None else f"{self.title}, anbefaling{NBSP}{self.number}"


def part_of(slug: str) -> Part:
    """Give the part that an address names. Raises ValueError where there is no such part."""
    match = _SLUG.fullmatch(slug)
    if match is None:
        raise ValueError(f"No part of a report: {slug!r}")
    kind, title = KINDS[match["name"] or match["of"]]
    return Part(slug, kind, title, int(match["number"]) if match["number"] else None)


def is_written(text: TextFacts | None) -> bool:
    """Say whether a part says anything: a heading alone is none, and nor is what cannot be seen."""
    blocks = parse(text.text) if text else ()
    return any(
        is_visible(run.text) for block in blocks if block.kind != "heading" for line in block.lines for run in line
    )


def unwritten(facts: ReportFacts) -> tuple[Part, ...]:
    """Give the parts that are expected and not written, in the order of the report.

    A recommendation that municipalities do not answer may do without texts.
    """
    written = {
        "indledning": facts.introduction,
        "konklusioner": facts.conclusions,
        "klyngesamarbejdet": facts.cooperation,
    }
    written |= {f"status-{row.number}": row.status for row in facts.answered if row.shows(STATUS)}
    return tuple(part_of(slug) for slug, text in written.items() if not is_written(text))
