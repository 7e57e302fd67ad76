"""The sealed form of a report: frozen facts to canonical JSON and back, and the hash over an edition. Pure.

The same facts give the same bytes in every process: keys sorted, no spaces, times in UTC, letters as they are.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from clusters.reports.facts import SCHEMA, ReportFacts
from clusters.tallies import ChoiceTally, NumberTally, TrackTally

# Where a field may hold one of several kinds, the sealed value says which.
KINDS = {"texts": TrackTally, "choices": ChoiceTally, "numbers": NumberTally}
_NAMES = {kind: name for name, kind in KINDS.items()}


class UnknownSchema(ValueError):
    """A sealed report of a schema that this version cannot read."""


def to_json(facts: ReportFacts) -> str:
    """Give the canonical JSON of a report."""
    return canonical(_plain(facts))


def canonical(value: Any) -> str:
    """Give plain values as JSON in one way only."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> ReportFacts:
    """Give the report that canonical JSON holds. Raises UnknownSchema, ValueError for what is no sealed report."""
    value = json.loads(text)
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise UnknownSchema(f"Unknown schema of a report: {value.get('schema') if isinstance(value, dict) else None!r}")
    try:
        return _built(ReportFacts, value)
    except (TypeError, KeyError, AttributeError, ArithmeticError) as error:
        raise ValueError("Something in the sealed report is of another kind than it has to be.") from error


def digest(*texts: str, files: Iterable[str] = ()) -> str:
    """Give the SHA-256 (hex) over the sealed texts in order and the SHA-256 of each annex."""
    found = hashlib.sha256()
    for text in (*texts, *files):
        found.update(hashlib.sha256(text.encode()).digest())
    return found.hexdigest()


def _plain(value):
    if is_dataclass(value):
        plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return plain | {"kind": _NAMES[type(value)]} if type(value) in _NAMES else plain
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"Cannot be sealed: {type(value).__name__}")


@cache
def _hints(kind):
    return get_type_hints(kind)


def _built(kind, value):
    """Build a value of a type from plain JSON. Raises ValueError or TypeError where it does not fit."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if value is None:
            return None
        (only,) = (each for each in get_args(kind) if each is not NoneType)
        return _built(only, value)
    if origin is tuple:
        return _tuple(get_args(kind), value)
    if is_dataclass(kind):
        return _built_dataclass(kind, value)
    return _built_scalar(kind, value)


def _built_dataclass(kind, value):
    if kind in _NAMES:
        kind = KINDS[value["kind"]]
        value = {name: each for name, each in value.items() if name != "kind"}
    hints = _hints(kind)
    if set(value) != set(hints):
        raise ValueError(f"{kind.__name__} has other fields than those sealed.")
    return kind(**{name: _built(hint, value[name]) for name, hint in hints.items()})


def _built_scalar(kind, value):
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if kind is Decimal or issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, kind):
        raise ValueError(f"{value!r} is no {kind.__name__}.")
    return value


def _tuple(kinds, values):
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_built(kinds[0], each) for each in values)
    return tuple(_built(kind, each) for kind, each in zip(kinds, values, strict=True))
