"""Restore a backup into an empty installation: all of it, compared with what was backed up, or nothing."""

from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DatabaseError, IntegrityError, connection, transaction

from misbrug.workspace.backup import BackupError, uploads
from misbrug.workspace.backup.archive import Archive
from misbrug.workspace.backup.engines import go_on_after
from misbrug.workspace.backup.migrations import Upgrade
from misbrug.workspace.backup.tables import all_tables, every_name

# `migrate` fills them itself; the backup's rows take their place, since other rows refer to them by number.
FILLED_BY_MIGRATE = frozenset({"django_content_type", "auth_permission"})


@dataclass(frozen=True)
class Restored:
    """What came back."""

    tables: int
    rows: int
    files: int


def rows_there() -> dict[str, int]:
    """Give the tables that are not empty, with their number of rows; those that `migrate` fills do not count."""
    found = {}
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for name in every_name():
            if name in there and name not in FILLED_BY_MIGRATE:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
                found[name] = cursor.fetchone()[0]
    return {name: count for name, count in found.items() if count}


def restore_backup(path: Path, *, replace: bool = False) -> Restored:
    """Put all that a backup holds where it belongs, in one transaction; with `replace`, instead of what is there.

    Raises BackupError, with nothing changed, where the file is damaged or of another version, where there are rows
    already, or where a table afterwards is not what was backed up.
    """
    with Archive(path) as archive:
        archive.verify()
        upgrade = Upgrade(archive.manifest["migrations"])
        registry = upgrade.prepare() or apps
        with uploads.restoring(archive, replace=replace) as put_back, transaction.atomic():
            if not replace and rows_there():
                raise BackupError("Installationen er ikke tom. Intet er ændret.")
            _restore_tables(archive, registry)
            put_back()
        ContentType.objects.clear_cache()
        upgrade.finish()
        said = archive.manifest
        return Restored(len(said["tables"]), sum(each["rows"] for each in said["tables"]), len(said["files"]))


def _restore_tables(archive, registry):
    pairs = _pairs(archive.manifest, all_tables(registry))
    _empty(registry)
    for table, said in pairs:
        try:
            table.insert(archive.lines(said["member"]))
        except (DatabaseError, ValueError, TypeError) as error:
            raise BackupError(f"Rækkerne i {table.name} kan ikke gemmes i denne database. Intet er ændret.") from error
        go_on_after(table.model, said["last_number"])
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise BackupError("Rækkerne henviser til noget, der ikke er i sikkerhedskopien. Intet er ændret.") from error
    for table, said in pairs:
        counted = table.count()
        if (counted.rows, counted.digest.hexdigest()) != (said["rows"], said["digest"]):
            raise BackupError(
                f"{table.name} blev ikke, som den var: {counted.rows} rækker af {said['rows']}, eller med et andet "
                "indhold. Intet er ændret."
            )


def _pairs(manifest, tables):
    """Give each table with what the manifest says of it. Raises BackupError where the two do not fit."""
    said = {each["name"]: each for each in manifest["tables"]}
    try:
        if said.keys() != {table.name for table in tables}:
            raise ValueError("other tables")
        for table in tables:
            # A model of an older state of the migrations has the same columns, but in the order they were added in.
            table.follow(said[table.name]["columns"])
    except (KeyError, ValueError) as error:
        raise BackupError(
            "Sikkerhedskopiens tabeller er ikke dem, som dens version af databasen har. Intet er ændret."
        ) from error
    return [(table, said[table.name]) for table in tables]


def _empty(registry):
    """Take every row away, log-ins too, of which a backup holds none."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), every_name(registry)):
            cursor.execute(statement)
