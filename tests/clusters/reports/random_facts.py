"""Facts of which every field is random, hostile texts among them: what each type and the schema allow, and no sense."""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from random import Random
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

from clusters.reports.facts import ReportFacts
from clusters.reports.schema import schema
from clusters.reports.sealing import KINDS
from clusters.tallies import TrackTally
from tests.clusters.reports.whole_reports import HOSTILE

WORDS = (
    *(words for words in HOSTILE if len(words) < 1000),
    "Faxe",
    "Køge æøå ÆØÅ",
    "e\u0301",
    '"\\/\b\f',
    "null",
    "\x7f\x85",
)
ZONES = (UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-11, minutes=-30)))


def random_facts(seed):
    """Give a report made by chance; the same seed gives the same one."""
    return _Chance(seed).of(ReportFacts)


class _Chance:
    def __init__(self, seed):
        self.dice = Random(seed)
        found = schema()
        self.allowed = {"ReportFacts": found["properties"]} | {
            name: each["properties"] for name, each in found["$defs"].items()
        }

    def of(self, kind):
        """Give a value of a type."""
        origin = get_origin(kind)
        if origin in (Union, UnionType):
            return None if self.dice.random() < 0.3 else self.of(next(k for k in get_args(kind) if k is not NoneType))
        if origin is tuple:
            first, *rest = get_args(kind)
            many = self.dice.randint(0, 2) if rest == [Ellipsis] else None
            return tuple(self.of(each) for each in ([first] * many if many is not None else (first, *rest)))
        if kind is TrackTally:
            kind = self.dice.choice(list(KINDS.values()))
        if is_dataclass(kind):
            hints = get_type_hints(kind)
            return kind(**{each.name: self._field(kind, each.name, hints[each.name]) for each in fields(kind)})
        return self._scalar(kind)

    def _field(self, kind, name, hint):
        allowed = self.allowed[kind.__name__][name]
        if "const" in allowed:
            return allowed["const"]
        if "enum" in allowed and hint is str:
            return self.dice.choice(allowed["enum"])
        if "enum" in allowed.get("items", {}):
            return tuple(self.dice.sample(allowed["items"]["enum"], 2))
        if hint is str and "pattern" in allowed:
            return f"{self.dice.randint(0, 9999):04}" if name == "code" else self.dice.choice(("", "0f" * 32))
        return self.of(hint)

    def _scalar(self, kind):
        if issubclass(kind, Enum):
            return self.dice.choice(list(kind))
        if kind is datetime:
            moment = datetime(2014, 3, 30, tzinfo=UTC) + timedelta(microseconds=self.dice.randint(0, 10**15))
            return moment.astimezone(self.dice.choice(ZONES))
        return {
            str: lambda: self.dice.choice(WORDS),
            bool: lambda: self.dice.random() < 0.5,
            int: lambda: self.dice.choice((0, 1, 7, 40_000, 2**60)),
            date: lambda: date(2014, 1, 1) + timedelta(days=self.dice.randint(0, 9999)),
            Decimal: lambda: self.dice.choice((Decimal("0"), Decimal("2.50"), Decimal("-3"), Decimal("999999999.99"))),
        }[kind]()
