"""The demo, loaded once for a run of the tests and from then on copied row by row, which takes a fraction of the time.

What is copied is what `load_demo` has really stored, as the database has it: with its keys, and with its files. Every
worker of a run gets the copy that the first of them made.
"""

import os
import pickle
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from misbrug.workspace.demo.load import load_demo

try:
    import fcntl
except ImportError:  # Windows, where the workers then load one each.
    fcntl = None


@dataclass(frozen=True)
class DemoRows:
    """The rows of every table that the demo fills, in the database's own form, and its files by their path."""

    tables: dict
    files: dict

    def restore(self):
        """Put the demo into the database, whose tables it fills must be empty; all or nothing."""
        with transaction.atomic():
            for table, rows in self.tables.items():
                _insert(table, rows)
            _continue_after_the_rows(self.tables)
            # Once here, and not again at the end of every test that is rolled back to this state.
            connection.check_constraints()
        for name, content in self.files.items():
            path = Path(settings.MEDIA_ROOT) / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def demo_rows(folder):
    """Give the demo of this run, from the folder that its workers share; who comes first loads it there."""
    file = folder / f"demo-{connection.vendor}.pickle"
    with (folder / "demo.lock").open("w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            written = folder / f"{file.name}.{os.getpid()}"
            written.write_bytes(pickle.dumps(_loaded()))
            written.replace(file)
    return pickle.loads(file.read_bytes())  # noqa: S301 - what this run has written itself


def _loaded():
    """Load the demo, copy it, and take it back."""
    there = _files()
    with transaction.atomic():
        before = _counts()
        assert load_demo() is True
        after = _counts()
        filled = [table for table, count in after.items() if count != before[table]]
        # A table that the migrations fill may be in another state where the copy goes.
        assert not any(before[table] for table in filled), "the demo adds to what stands there already"
        tables = {table: _select(table) for table in filled}
        transaction.set_rollback(True)
    files = {name: (Path(settings.MEDIA_ROOT) / name).read_bytes() for name in _files() - there}
    return DemoRows(tables, files)


def _files():
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def _counts():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return counts


def _columns(table):
    """Give the quoted columns of a table of SQLite, without those that it works out itself."""
    rows = connection.connection.execute(f"PRAGMA table_info({connection.ops.quote_name(table)})")
    return [connection.ops.quote_name(row[1]) for row in rows]


def _select(table):
    """Give a table's rows as the database has them, not as the driver reads them."""
    name = connection.ops.quote_name(table)
    if connection.vendor == "postgresql":
        copied = BytesIO()
        with connection.connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {name} TO STDOUT", copied)
        return copied.getvalue()
    # The plus keeps SQLite's driver from reading dates and the like by the type of the column.
    read = ", ".join(f"+{column}" for column in _columns(table))
    return connection.connection.execute(f"SELECT {read} FROM {name}").fetchall()  # noqa: S608


def _insert(table, rows):
    name = connection.ops.quote_name(table)
    if connection.vendor == "postgresql":
        with connection.connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {name} FROM STDIN", BytesIO(rows))
        return
    columns = _columns(table)
    places = ", ".join("?" * len(columns))
    connection.connection.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608


def _continue_after_the_rows(tables):
    """Let PostgreSQL number new rows from where the copied ones end; SQLite does so of its own accord."""
    models = list(connection.introspection.installed_models(list(tables)))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
