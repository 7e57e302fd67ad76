"""The JSON Schema of a report as data, made from the dataclasses themselves. Pure.

docs/statusrapport.schema.json is what `schema_text()` gives; `python -m clusters.reports.schema` prints it.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from clusters.consolidation import Outcome
from clusters.reports.facts import ADVICE, EXPLANATION, INDICATORS, SCHEMA, STATUS, ReportFacts
from clusters.reports.schema_words import FIELDS
from clusters.reports.sealing import KINDS
from clusters.reports.told import Told
from clusters.tallies import TrackTally
from indicators.values import NO, YES, AnswerType

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_OUTCOMES = {"enum": [outcome.value for outcome in Outcome]}
_ANSWER_TYPES = {"enum": [kind.value for kind in AnswerType]}
# Texts that can only be one of a few.
_NARROWED: Mapping[str, dict] = {
    "ValueFacts.value": _OUTCOMES,
    "RulingNote.outcome": {"enum": [YES, NO]},
    "TrackFacts.ruled": {"enum": ["", YES, NO]},
    "IndicatorFacts.answer_type": _ANSWER_TYPES,
    "TallyFacts.answer_type": _ANSWER_TYPES,
    "RecommendationFacts.left_out": {"type": "array", "items": {"enum": [EXPLANATION, INDICATORS, STATUS, ADVICE]}},
    "ReportFacts.schema": {"const": SCHEMA},
    "MemberFacts.code": {"type": "string", "pattern": "^[0-9]{4}$"},
    "AnnexFacts.sha256": {"type": "string", "pattern": "^([0-9a-f]{64})?$"},
}
_SCALARS: Mapping[type, dict] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$"},
    # Moments are sealed in UTC.
    datetime: {"type": "string", "format": "date-time", "pattern": "[+]00:00$"},
    date: {"type": "string", "format": "date"},
}


def schema() -> dict[str, Any]:
    """Give the schema (2020-12) of a report's file. What is sealed of it is the same without `told`."""
    found: dict[str, Any] = {}
    root = _class(ReportFacts, found)
    root["properties"]["told"] = {"description": FIELDS["told"], **_reference(Told, found)}
    return {
        "$schema": DRAFT,
        "$id": f"urn:misbrug:statusrapport:{SCHEMA}",
        "title": f"Statusrapport, version {SCHEMA}",
        **root,
        "$defs": dict(sorted(found.items())),
    }


def schema_text() -> str:
    """Give the schema as it is kept in docs/."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def described(kind: type, name: str) -> str:
    """Give what a field means. Raises KeyError where nobody has said so."""
    return FIELDS.get(f"{kind.__name__}.{name}") or FIELDS[name]


def _class(kind: type, found: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of a dataclass; those it holds are put into `found`."""
    hints = get_type_hints(kind)
    properties = {}
    for field in fields(kind):
        narrowed = _NARROWED.get(f"{kind.__name__}.{field.name}")
        properties[field.name] = {
            "description": described(kind, field.name),
            **(narrowed or _of(hints[field.name], found)),
        }
    if kind in KINDS.values():
        (name,) = (name for name, each in KINDS.items() if each is kind)
        properties["kind"] = {"description": FIELDS["kind"], "const": name}
    return {
        "description": " ".join((kind.__doc__ or "").split()),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _of(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of a type that a field may have."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        (only,) = (each for each in get_args(kind) if each is not NoneType)
        return {"anyOf": [_of(only, found), {"type": "null"}]}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(get_args(kind)[1], found)}
    if origin is tuple:
        return _tuple(get_args(kind), found)
    if kind is TrackTally:
        return {"oneOf": [_reference(each, found) for each in KINDS.values()]}
    if is_dataclass(kind):
        return _reference(kind, found)
    if issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    return dict(_SCALARS[kind])


def _tuple(kinds: tuple, found: dict[str, Any]) -> dict[str, Any]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return {"type": "array", "items": _of(kinds[0], found)}
    items = [_of(kind, found) for kind in kinds]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


def _reference(kind: type, found: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in found:
        found[kind.__name__] = {}
        found[kind.__name__] = _class(kind, found)
    return {"$ref": f"#/$defs/{kind.__name__}"}


if __name__ == "__main__":
    print(schema_text(), end="")
