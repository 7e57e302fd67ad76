"""The rows of every table as lines of JSON that mean the same on both databases."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import ExpressionWrapper, F

# Whoever has logged in does so again after a restore: a backup that has been stolen opens no session.
# Attempts at logging in are forgotten within a day anyway.
LEFT_OUT = frozenset({"django_session", "accounts_session", "misbrug_cache"})

# So many rows are held in memory at a time; one, where a single row may hold a file of some megabytes.
CHUNK = 500

PLAIN = (str, int, float, type(None))  # bool is an int


class Column:
    """A column, and how its values are written as JSON and read again."""

    def __init__(self, column: models.Field):
        self.attname = column.attname
        self.name = column.column
        self.is_json = isinstance(column, models.JSONField)
        self.is_binary = isinstance(column, models.BinaryField)
        # JSON as its text and packed values as their bytes, so that each comes back as it was.
        stand_in = models.TextField() if self.is_json else models.BinaryField() if self.is_binary else None
        self.field = stand_in or column
        self.raw = ExpressionWrapper(F(column.attname), output_field=stand_in) if stand_in else None

    @staticmethod
    def plain(value):
        """Give what JSON can hold for a value of the database. Raises TypeError for a kind that is not known here."""
        if isinstance(value, PLAIN):
            return value
        if isinstance(value, date | time):  # datetime is a date
            return value.isoformat()
        if isinstance(value, Decimal | UUID):
            return str(value)
        if isinstance(value, bytes | memoryview):
            return b64encode(value).decode("ascii")
        raise TypeError(f"a backup holds no {type(value).__name__}")

    def stored(self, value):
        """Give what the database is to store for a value of a line."""
        if value is not None:
            value = b64decode(value) if self.is_binary else self.field.to_python(value)
        return self.field.get_db_prep_save(value, connection)


@dataclass
class Sum:
    """How many rows were seen, and a SHA-256 over them in the order of their keys."""

    rows: int = 0
    digest: "sha256" = field(default_factory=sha256)

    def add(self, line: bytes):
        """Count one row."""
        self.rows += 1
        self.digest.update(line)


class Table:
    """One table; `columns` are those that it stores itself."""

    def __init__(self, model):
        self.model = model
        self.name = model._meta.db_table
        self.columns = [Column(each) for each in model._meta.local_concrete_fields if not each.generated]

    @property
    def column_names(self) -> list[str]:
        """Give the names of the columns in the order in which a line has their values."""
        return [column.name for column in self.columns]

    def follow(self, names: list[str]):
        """Put the columns into the order of a backup. Raises KeyError, ValueError where they are not the same ones."""
        by_name = {column.name: column for column in self.columns}
        if len(names) != len(by_name):
            raise ValueError(f"{self.name} has {len(by_name)} columns, not {len(names)}")
        self.columns = [by_name[name] for name in names]

    def lines(self, counted: Sum) -> Iterator[bytes]:
        """Give each row as a line of JSON, by its key, and count it. Holds no more than CHUNK rows at a time."""
        raw = {f"raw_{column.name}": column.raw for column in self.columns if column.raw}
        names = [f"raw_{column.name}" if column.raw else column.attname for column in self.columns]
        rows = self.model._base_manager.annotate(**raw).order_by("pk").values_list(*names)
        for row in rows.iterator(chunk_size=1 if self._is_heavy else CHUNK):
            values = [Column.plain(value) for value in row]
            line = json.dumps(values, separators=(",", ":")).encode("ascii") + b"\n"
            counted.add(self._comparable(line, values))
            yield line

    def count(self) -> Sum:
        """Read all rows and give their number and sum."""
        counted = Sum()
        for _ in self.lines(counted):
            pass
        return counted

    def insert(self, lines: Iterable[bytes]):
        """Store rows as they are: no default, no time of saving and no signal changes them."""
        rows = map(self._stored, lines)
        most = self._rows_at_a_time()
        while batch := list(islice(rows, most)):
            self._insert(batch)

    @property
    def _is_heavy(self):
        return any(column.is_binary for column in self.columns)

    def _comparable(self, line, values):
        """Give what a row is compared by: PostgreSQL stores what a JSON text means, not how it is written."""
        if not any(column.is_json for column in self.columns):
            return line
        pairs = zip(self.columns, values, strict=True)
        meant = [_meaning(value) if column.is_json and value is not None else value for column, value in pairs]
        return json.dumps(meant, sort_keys=True, default=_number).encode("ascii")

    def _stored(self, line):
        values = json.loads(line)
        return [column.stored(value) for column, value in zip(self.columns, values, strict=True)]

    def _rows_at_a_time(self):
        if self._is_heavy:
            return 1
        return min(CHUNK, connection.ops.bulk_batch_size([column.field for column in self.columns], range(CHUNK)))

    def _insert(self, rows):
        quote = connection.ops.quote_name
        row = f"({', '.join(['%s'] * len(self.columns))})"
        columns = ", ".join(quote(name) for name in self.column_names)
        # Every name is one of our own models'.
        statement = f"INSERT INTO {quote(self.name)} ({columns}) VALUES {', '.join([row] * len(rows))}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in rows for value in row])


def all_tables(registry=apps) -> list[Table]:
    """Give every table that a backup holds, by name; `registry` may be that of an older state of the migrations."""
    found = {table.name: table for table in map(Table, _stored_models(registry)) if table.name not in LEFT_OUT}
    return [found[name] for name in sorted(found)]


def every_name(registry=apps) -> list[str]:
    """Give the name of every table of the product, those that a backup leaves out as well."""
    return sorted({model._meta.db_table for model in _stored_models(registry)})


def _stored_models(registry):
    models_of_all = registry.get_models(include_auto_created=True)
    return [model for model in models_of_all if model._meta.managed and not model._meta.proxy]


def _meaning(text):
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def _number(number):
    """Write a number so that 1, 1.0 and 10e-1 are the same, as they are to PostgreSQL."""
    return ["number", str((number + 0).normalize())]
