"""What SQLite and PostgreSQL do differently: seeing one moment of the database, and numbering new rows."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment():
    """Let all that is read inside be the database as it was when the block began, while others go on writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        # Not atomic(), which takes the write lock at once: a transaction that only reads keeps nobody waiting.
        cursor.execute("BEGIN DEFERRED")
        try:
            # The moment is that of the first read.
            cursor.execute("SELECT count(*) FROM sqlite_master")
            yield
        finally:
            cursor.execute("ROLLBACK")


def last_number(model) -> int:
    """Give the highest number that a table's rows have ever had, 0 for none or for keys that are not numbered.

    It may be that of a row that was deleted, of which the history tells: no new row may take it.
    """
    if not model._meta.auto_field:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            return (cursor.fetchone() or [0])[0]
        # The name comes quoted from the database itself.
        cursor.execute(f"SELECT last_value, is_called FROM {_sequence(cursor, model)}")  # noqa: S608
        number, is_used = cursor.fetchone()
        return number if is_used else 0


def go_on_after(model, number: int):
    """Let new rows of a table be numbered from the one after `number`; 0 leaves it as it is."""
    if not number:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [model._meta.db_table, number])
        else:
            cursor.execute("SELECT setval(%s, %s)", [_sequence(cursor, model), number])


def _sequence(cursor, model):
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, model._meta.auto_field.column])
    return cursor.fetchone()[0]
