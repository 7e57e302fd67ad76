"""One line of log for each request, and on every other line of log which request it belongs to."""

import logging
import re
import time
import uuid
from contextvars import ContextVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.signals import request_finished
from django.db import Error
from django.dispatch import receiver

from misbrug.operations import health

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# A line break in an address would begin a line of its own in the log.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LONGEST_PATH = 300


class _Current:
    """A request under way, as the log tells of it."""

    def __init__(self, request):
        given = request.headers.get(HEADER, "")
        self.request_id = given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        self.method = request.method
        self.path = CONTROL.sub("\N{REPLACEMENT CHARACTER}", request.path)[:LONGEST_PATH]
        self._request = request

    @property
    def user(self):
        """Give the number of the user, None for nobody; asks the database nothing that was not asked before."""
        session = getattr(self._request, "session", None)
        if session is None or not session.accessed:
            return None
        try:
            number = session.get(SESSION_KEY)
        except Error:
            return None
        return None if number is None else int(number)


_current: ContextVar[_Current | None] = ContextVar("request", default=None)


@receiver(request_finished)
def _forget(**_):
    """End what is logged of a request when its response is closed: one that streams is still being made before."""
    _current.set(None)


class RequestLogMiddleware:
    """Names each request, gives the name back as X-Request-ID, and logs how the request was answered.

    Stands before all other middleware, so that what they answer is logged as well. Answers of the probe that are well
    and static files are logged at DEBUG alone.
    """

    def __init__(self, get_response):
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Give the response, once it is logged."""
        current, began = _Current(request), time.perf_counter()
        _current.set(current)
        response = self.get_response(request)
        response[HEADER] = current.request_id
        extra = {"status": response.status_code, "ms": round((time.perf_counter() - began) * 1000, 1)}
        line = (current.method, current.path, response.status_code)
        logger.log(_level(request, response.status_code), "%s %s %s", *line, extra=extra)
        return response


def _level(request, status):
    if status >= 500:
        return logging.ERROR
    if status >= 400:
        return logging.WARNING
    is_routine = health.is_probe(request) or request.path.startswith(settings.STATIC_URL)
    return logging.DEBUG if is_routine else logging.INFO


class OfRequest(logging.Filter):
    """Marks each record with the request under way, and takes the traceback from what is a refusal and no fault."""

    def filter(self, record):
        """Let every record pass."""
        current = _current.get()
        for name in ("request_id", "user", "method", "path"):
            setattr(record, name, getattr(current, name, None))
        if record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None
        return True
