"""Builds a report in any of its formats: the draft from a fresh snapshot, an edition as it was sealed.

What a format needs is imported when it is asked for, since Word, Excel and typesetting are heavy to load.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from django.utils.text import slugify

from clusters.models import EditionFile, Round, WordTemplate
from clusters.reports.facts import ReportFacts
from clusters.reports.renderers.typesetting import TypesettingError
from clusters.reports.snapshot import RELATED, take_snapshot
from clusters.workflow.reports import MadeFile
from misbrug.text.danish import loose_fold

Kind = EditionFile.Kind


class CannotBeMade(Exception):
    """A file that could not be made until something is mended. Its text is a Danish sentence that says what."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of reports: its word in addresses and as a file's ending, its name, its media type, who makes it."""

    kind: str
    name: str
    media_type: str
    module: str
    function: str

    def render(self, facts: ReportFacts, template: bytes | None = None) -> bytes:
        """Give the file. `template` is the region's Word template, read for Word alone. Raises CannotBeMade."""
        module = import_module(f"clusters.reports.renderers.{self.module}")
        make: Callable = getattr(module, self.function)
        try:
            return make(facts, template=template) if self.kind == Kind.DOCX else make(facts)
        except (TypesettingError, getattr(module, "TemplateRefused", TypesettingError)) as problem:
            raise CannotBeMade(str(problem)) from problem


FORMATS = {
    row.kind: row
    for row in (
        Format(Kind.PDF, "PDF", "application/pdf", "pdf", "render_pdf"),
        Format(
            Kind.DOCX,
            "Word",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
            "render_docx",
        ),
        Format(
            Kind.XLSX,
            "Excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            "render_xlsx",
        ),
        Format(Kind.HTML, "HTML", "text/html; charset=utf-8", "html_file", "render_html"),
        Format(Kind.JSON, "JSON", "application/json", "json", "render_json"),
    )
}


def file_name(facts: ReportFacts, kind: str) -> str:
    """Give the name under which a report is handed out: statusrapport-region-sjaelland-2014-udgave-1.pdf."""
    which = f"udgave-{facts.edition.number}" if facts.edition else "kladde"
    return f"statusrapport-{slugify(loose_fold(facts.round.slug))}-{which}.{kind}"


def make_files(facts: ReportFacts) -> list[MadeFile]:
    """Give an edition's files in all formats. One query, for the region's Word template. Raises CannotBeMade."""
    template = word_template(facts.round.slug)
    return [
        MadeFile(row.kind, file_name(facts, row.kind), row.media_type, row.render(facts, template))
        for row in FORMATS.values()
    ]


def draft_of(slug: str, *, at) -> ReportFacts:
    """Give the facts of a round's draft. Raises Round.DoesNotExist."""
    return take_snapshot(Round.objects.select_related(*RELATED).get(slug=slug), at=at)


def word_template(slug: str) -> bytes | None:
    """Give the Word template of a round's region, None where it has none."""
    content = WordTemplate.objects.filter(region__rounds__slug=slug).values_list("content", flat=True).first()
    return None if content is None else bytes(content)
