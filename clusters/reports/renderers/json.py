"""The report as data: the sealed facts as they are, described by docs/statusrapport.schema.json. Pure."""

from clusters.reports.facts import ReportFacts
from clusters.reports.sealing import to_json

MEDIA_TYPE = "application/json"


def render_json(facts: ReportFacts) -> bytes:
    """Give the canonical JSON of a report as UTF-8: the bytes that an edition's hash is made over."""
    return to_json(facts).encode()
