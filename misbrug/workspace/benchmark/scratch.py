"""A database that exists for the benchmark alone, on the server and disk of the real one, which is never opened."""

import os
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.test import override_settings

HOST = "testserver"


class NoScratch(Exception):
    """The database cannot be made; the message says why."""


@contextmanager
def scratch_site():
    """Let the site run on an empty, migrated database, with the settings of an installation in use.

    Whatever happens inside, the database is gone and the old one named in the settings again at the end. Debugging is
    off and static files are not looked for, since both cost time that no installation in use pays.
    Raises NoScratch where the server does not answer or allows no new database.
    """
    with tempfile.TemporaryDirectory(prefix="misbrug-benchmark-", dir=_folder()) as folder, _installed(folder):
        old_name, new_name = connection.settings_dict["NAME"], _new_name(folder)
        test = connection.settings_dict["TEST"]
        old_test_name, test["NAME"] = test["NAME"], new_name
        try:
            _create()
            yield
        finally:
            test["NAME"] = old_test_name
            if connection.settings_dict["NAME"] == new_name:
                connection.creation.destroy_test_db(old_name, verbosity=0)


def _create():
    try:
        # Nothing is asked: a name that was drawn just now stands for no database that anybody could miss.
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    except DatabaseError as error:
        raise NoScratch(f"No database can be made where DATABASE_URL points: {str(error).strip()}") from error


def _new_name(folder):
    if connection.vendor == "sqlite":
        return str(Path(folder) / "benchmark.sqlite3")
    return f"misbrug_benchmark_{os.getpid()}_{uuid.uuid4().hex[:12]}"


def _folder():
    """Give the folder of an SQLite database, since another disk may be slower or faster; None for any."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or connection.creation.is_in_memory_db(name):
        return None
    folder = Path(name).resolve().parent
    return str(folder) if folder.is_dir() else None


def _installed(folder):
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(
        DEBUG=False,
        ALLOWED_HOSTS=[HOST],
        PUBLIC_READING=True,
        # The demo's people have none; asked for one, they would be sent to its page instead of the one measured.
        SECOND_FACTOR="none",
        STATIC_ROOT=folder,
        STORAGES=settings.STORAGES | {"staticfiles": static},
        WHITENOISE_AUTOREFRESH=False,
        WHITENOISE_USE_FINDERS=False,
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    )
