"""A backup of the demo, made once."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from misbrug.accounts.models import User
from misbrug.workspace.backup.make import Made, make_backup
from tests.workspace.backup.cases import files_below, rows_of_all_tables


@dataclass(frozen=True)
class BackedUp:
    """A backup, and what was in the installation when it was made; the user `gone` had been there before."""

    path: Path
    made: Made
    rows: dict
    files: dict
    gone: int


@pytest.fixture(scope="session")
def demo_backup(rows_of_the_demo, django_db_blocker, tmp_path_factory):
    """Back the demo up, and leave the database empty."""
    path = tmp_path_factory.mktemp("backup") / "demo.zip"
    with django_db_blocker.unblock():
        rows_of_the_demo.restore()
        try:
            user = User.objects.create_user("gone@example.dk", name="Borte")
            gone = user.pk
            user.delete()
            made = make_backup(path)
            return BackedUp(path, made, rows_of_all_tables(), files_below(settings.MEDIA_ROOT), gone)
        finally:
            call_command("flush", interactive=False, verbosity=0)
            connection.close()


@pytest.fixture
def empty(demo_backup, transactional_db, settings, tmp_path):
    """Have an empty installation: tables without rows, and a folder for uploads that does not exist yet."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT
