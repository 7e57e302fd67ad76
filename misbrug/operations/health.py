"""/sundhed, for probes: does the site reach its database, and is that migrated?"""

import logging
import threading
from functools import lru_cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import JsonResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

PATH = "/sundhed"
# A probe that has to wait longer takes the site for dead anyway.
SECONDS = 3


class HealthMiddleware:
    """Answers the probe before any other middleware asks for HTTPS, a known host name or a session.

    A load balancer asks each server by its address, over plain HTTP.
    """

    def __init__(self, get_response):
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Answer the probe, or pass the request on."""
        return health(request) if is_probe(request) else self.get_response(request)


def is_probe(request) -> bool:
    """Say whether a request asks for the site's health."""
    return request.path_info.removesuffix("/") == PATH


@require_safe
def health(request):
    """Give 200 and {"database": true, "migrations": true}, or 503 and which of the two fails, within SECONDS."""
    expected = _expected()
    check = _Check.under_way(expected)
    check.join(SECONDS)
    found = {"database": check.database, "migrations": check.migrations}
    response = JsonResponse(found, status=200 if all(found.values()) else 503)
    add_never_cache_headers(response)
    return response


class _Check(threading.Thread):
    """Asks the database, in a thread of its own, since a database that is gone may not say so for minutes.

    There is one at a time: probes that come while it hangs wait for the same one, and start no others.
    """

    _latest = None
    _lock = threading.Lock()

    def __init__(self, expected):
        super().__init__(name="sundhed", daemon=True)
        self.database = self.migrations = False
        self._expected = expected

    @classmethod
    def under_way(cls, expected):
        """Give the check that has not ended yet, or a new one."""
        with cls._lock:
            if cls._latest is None or not cls._latest.is_alive():
                cls._latest = cls(expected)
                cls._latest.start()
            return cls._latest

    def run(self):
        """Note what holds."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                self.database = True
                cursor.execute("SELECT app, name FROM django_migrations")
                self.migrations = self._expected <= set(cursor.fetchall())
        except Error as error:
            logger.warning("The probe met %s", type(error).__name__)
        finally:
            connection.close()


@lru_cache(maxsize=1)
def _expected():
    """Give the migrations that this version's files hold, which do not change while it runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)
