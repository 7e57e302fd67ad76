"""The report as data: the sealed facts and what they say in words (docs/statusrapport.schema.json). Pure."""

import json
from dataclasses import asdict

from clusters.reports.facts import ReportFacts
from clusters.reports.sealing import canonical, to_json
from clusters.reports.told import told

MEDIA_TYPE = "application/json"


def render_json(facts: ReportFacts) -> bytes:
    """Give a report as canonical JSON in UTF-8: the sealed facts with `told` beside them.

    Without `told` it is, written canonically again, the bytes that an edition's hash is made over.
    """
    return canonical(json.loads(to_json(facts)) | {"told": asdict(told(facts))}).encode()
