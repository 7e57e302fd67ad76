"""Writing answers with their history in two statements for every 2,000: a model instance each takes seconds more."""

import json
from collections import namedtuple
from itertools import islice

from django.db import connection

from clusters.models import Answer
from clusters.workflow.answers import WRITTEN

BATCH = 2000
History = Answer.history.model

# One answer as it is to stand. Its version was settled under the lock of its assessment.
Change = namedtuple(
    "Change",
    "track indicator value elaboration version is_example is_carried value_by_other elaboration_by_other",
)
_COLUMNS = ("track_id", "indicator_id", *Change._fields[2:])
_TYPES = ("bigint", "bigint", "text", "text", "integer", *["boolean"] * 4)


def write_answers(changes, *, actor, at, reason):
    """Store some `Change`s as the next versions of their answers, each with its row of history; yields (id, version).

    `actor` None is the command. In the caller's transaction, which has locked the assessments.
    """
    by, moment = (actor.pk if actor else None), connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        for rows in batched(changes, BATCH):
            cursor.execute(_upsert(), [by, moment, json.dumps(rows)])
            written = cursor.fetchall()
            cursor.execute(_history(len(written)), [moment, reason, by, *(pk for pk, _ in written)])
            yield from written


def _upsert():
    """Give the statement that takes rows as JSON, since a statement takes few parameters on SQLite."""
    if connection.vendor == "postgresql":
        values = [f"(item ->> {place})::{type_}" for place, type_ in enumerate(_TYPES)]
        moment, source = "%s::timestamptz", "json_array_elements(%s::json) AS item"
    else:
        values = [f"json_extract(value, '$[{place}]')" for place in range(len(_TYPES))]
        moment, source = "%s", "json_each(%s)"
    columns = [Answer._meta.get_field(name).column for name in WRITTEN]
    taken_over = ", ".join(f"{column} = excluded.{column}" for column in columns)
    # SQLite needs the WHERE, or it takes ON CONFLICT for a condition of a join.
    return (
        f"INSERT INTO {Answer._meta.db_table} (changed_by_id, changed_at, {', '.join(_COLUMNS)}) "  # noqa: S608
        f"SELECT %s, {moment}, {', '.join(values)} FROM {source} WHERE true "
        f"ON CONFLICT (track_id, indicator_id) DO UPDATE SET {taken_over} RETURNING id, version"
    )


def _history(count):
    """Give the statement that copies so many answers, as they stand now, into the history."""
    names = ", ".join(connection.ops.quote_name(field.column) for field in Answer._meta.concrete_fields)
    return (
        f"INSERT INTO {History._meta.db_table} "  # noqa: S608, names of ours
        f"({names}, history_date, history_change_reason, history_user_id, history_type) "
        f"SELECT {names}, %s, %s, %s, CASE version WHEN 1 THEN '+' ELSE '~' END "
        f"FROM {Answer._meta.db_table} WHERE id IN ({', '.join(['%s'] * count)}) ORDER BY id"
    )


def batched(items, size):
    """Cut some items into lists of a size, the last one shorter."""
    items = iter(items)
    while group := list(islice(items, size)):
        yield group
