"""Backups to try: changed ones, and what a database and a folder hold, read in another way than the product's own."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from misbrug.workspace.backup.archive import MANIFEST
from misbrug.workspace.backup.tables import LEFT_OUT
from tests.demo_rows import _counts, _select

ROOT = Path(__file__).resolve().parents[3]


def rows_of_all_tables():
    """Give the rows of every table as the database itself writes them, in an order of their own."""
    return {table: _sorted(_select(table)) for table in _counts() if table not in {*LEFT_OUT, "django_migrations"}}


def _sorted(rows):
    return sorted(rows.splitlines()) if isinstance(rows, bytes) else sorted(map(repr, rows))


def files_below(folder):
    """Give the files of a folder by their path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def manifest_of(path):
    """Give what a backup says about itself."""
    with zipfile.ZipFile(path) as backup:
        return json.loads(backup.read(MANIFEST))


def rewritten(path, target, change=lambda manifest: None, **members):
    """Write a copy of a backup whose manifest has been changed by `change`, and tables replaced by other lines.

    The checksums of replaced tables are set right, so that only what their rows say is wrong. A table that the changed
    manifest does not name is left out.
    """
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read(MANIFEST))
        change(manifest)
        for said in (*manifest["tables"], *manifest["files"]):
            content = members.get(said["name"])
            if content is None:
                content = old.read(said["member"])
            else:
                said["sha256"] = hashlib.sha256(content).hexdigest()
            new.writestr(said["member"], content)
        new.writestr(MANIFEST, json.dumps(manifest))
    return target


def said_of(manifest, table):
    """Give what a manifest says of one table."""
    return next(said for said in manifest["tables"] if said["name"] == table)


def database_url():
    """Give the address of the test's own database, for another process."""
    its = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{its['NAME']}"
    return f"postgres://{its['USER']}:{its['PASSWORD']}@{its['HOST']}:{its['PORT']}/{its['NAME']}"


def start(*arguments, url="", media="", **options):
    """Start manage.py in a process of its own, on the test's database and files unless told otherwise."""
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-tests",
        "DATABASE_URL": url or database_url(),
        "MEDIA_ROOT": str(media or settings.MEDIA_ROOT),
    }
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def manage(*arguments, **options):
    """Run manage.py to its end; gives exit code, what it said and what it complained of."""
    process = start(*arguments, **options)
    said, complained = process.communicate(timeout=300)
    return process.returncode, said, complained
