"""Make a backup: every row as of one moment, every upload, and a manifest."""

from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection
from django.utils import timezone

from misbrug.workspace.backup import archive, migrations, uploads
from misbrug.workspace.backup.engines import last_number, one_moment
from misbrug.workspace.backup.tables import LEFT_OUT, Sum, all_tables


@dataclass(frozen=True)
class Made:
    """What a backup holds."""

    tables: int
    rows: int
    files: int
    bytes: int
    missing_files: tuple[str, ...]


def make_backup(path: Path, *, force: bool = False) -> Made:
    """Write a backup to `path`, which is either whole or not there.

    Raises BackupError where the name is taken, cannot be written, or the database is not migrated.
    """
    made_at = timezone.now()
    with archive.new_file(path, force=force) as writer:
        with one_moment():
            applied = migrations.applied()
            tables = all_tables()
            said = [_write_table(writer, table) for table in tables]
            named = set(uploads.names_in(tables))
        # After the rows: a row is stored only once its file is, so that what the rows tell of is there.
        files = uploads.write_all(writer)
        missing = sorted(named - {each["name"] for each in files})
        writer.finish(
            {
                "format": archive.FORMAT,
                "made_at": made_at.isoformat(timespec="seconds"),
                "engine": connection.vendor,
                "django": django.get_version(),
                "migrations": applied,
                "left_out": sorted(LEFT_OUT),
                "tables": said,
                "files": files,
                "missing_files": missing,
            }
        )
    rows = sum(each["rows"] for each in said)
    return Made(len(said), rows, len(files), path.stat().st_size, tuple(missing))


def _write_table(writer, table):
    counted = Sum()
    name = f"tables/{table.name}.jsonl"
    with writer.member(name) as member:
        for line in table.lines(counted):
            member.write(line)
    return {
        "name": table.name,
        "member": name,
        "columns": table.column_names,
        "rows": counted.rows,
        "digest": counted.digest.hexdigest(),
        "last_number": last_number(table.model),
        "size": member.size,
        "sha256": member.sha256,
    }
