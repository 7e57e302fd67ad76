"""The settings of the tests: the project's own, in an environment that no developer's `.env` changes."""

import os
import tempfile

os.environ.update(
    {
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-tests",
        "DEBUG": "false",
        "HTTPS": "false",
        "STATIC_FROM_SOURCE": "true",
        "ALLOWED_HOSTS": "localhost,testserver",
        "PUBLIC_READING": "true",
        "DEMO": "false",
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", "sqlite:///:memory:"),
        "LOG_LEVEL": "WARNING",
        # In memory: it is emptied before each test, also before those that may not touch the database.
        "CACHE_URL": "locmemcache://misbrug",
        # Only the tests of the second factor ask for one.
        "SECOND_FACTOR": "none",
        "MEDIA_ROOT": tempfile.mkdtemp(prefix="misbrug-tests-"),
    }
)

from misbrug.settings import *  # noqa: F403

# The real hasher takes a tenth of a second by design.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A test database need not survive a power cut.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405
