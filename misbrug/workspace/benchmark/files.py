"""The files of a report as they are built: from a fresh snapshot to the bytes, all queries counted."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.utils import timezone

from clusters.reports import build
from misbrug.workspace.benchmark.measure import Limits, Page

# Milliseconds for a report of 17 municipalities and of 98.
SMALL = {"html": 200, "pdf": 500, "docx": 800, "xlsx": 800, "json": 200}
LARGE = {"html": 600, "pdf": 1200, "docx": 3000, "xlsx": 3000, "json": 600}
QUERIES = 15
TIMED = 10


@dataclass(frozen=True, slots=True)
class ReportFile:
    """Builds one round's report in one format each time it is called."""

    slug: str
    kind: str

    def __call__(self):
        """Build the file and give it as a response would be."""
        facts = build.draft_of(self.slug, at=timezone.now())
        content = build.FORMATS[self.kind].render(
            facts, build.word_template(self.slug) if self.kind == "docx" else None
        )
        return SimpleNamespace(status_code=200, content=content)


def report_files(slug, label, limits=SMALL):
    """Give a Page for each format of a round's report."""
    return [
        Page(f"report as {kind}, {label}", ReportFile(slug, kind), Limits(ms=ms, queries=QUERIES), most=TIMED)
        for kind, ms in limits.items()
    ]
