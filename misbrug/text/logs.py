"""Keep personal data out of the log, whichever way it got into a message, an address or a traceback.

What a log may hold of a person is the number of the user, which means nothing outside the system. CPR numbers, e-mail
addresses, the secrets in links, query strings and clients' addresses are replaced by dots.
"""

import logging
import re
import traceback

from django.db import utils
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from pythonjsonlogger.json import JsonFormatter

from misbrug.text.cpr import redact

DOTS = "●"
# Whatever is asked for is after the question mark: searches, names, answers of a login provider.
# These two begin where a stretch begins and go back over nothing, or each character of a long one would begin anew.
_QUERY = re.compile(r"(?<![^\s?'\"])([^\s?'\"/]*+/[^\s?'\"]*+)\?[^\s'\"]+")
_HIDDEN = (
    # Links that let a person choose a password, also where they were mistyped.
    (re.compile(r"(konto/(?:invitation|glemt-adgangskode/ny)/)[^\s'\"?]+"), rf"\1{DOTS}"),
    (re.compile(r"\b[0-9a-z]{6,7}-[0-9a-f]{32}\b"), DOTS),
    (re.compile(r"(?<![^\s@<>\"'(),;:=/?&])[^\s@<>\"'(),;:=/?&]+(?:@|%40)[^\s@<>\"'(),;:=/?&]+"), DOTS),
    (re.compile(r"\bip=\S*[^\s:,]"), f"ip={DOTS}"),
)

# Errors whose message speaks of the program and its tables. Any other may quote what somebody has written.
_OF_THE_PROGRAM = (
    *(AttributeError, ImportError, NameError, TemplateDoesNotExist, TemplateSyntaxError),
    *(utils.IntegrityError, utils.InterfaceError, utils.OperationalError, utils.ProgrammingError),
)

FIELDS = ("time", "level", "logger", "message", "request_id", "user", "method", "path", "status", "ms", "exception")


def scrub(text: str) -> str:
    """Return ``text`` with dots for all that a log may not hold; a %20 becomes a space, so that it hides nothing."""
    text = _QUERY.sub(rf"\1?{DOTS}", text).replace("%20", " ")
    for pattern, dots in _HIDDEN:
        text = pattern.sub(dots, text)
    return redact(text)


class RedactingFormatter(logging.Formatter):
    """Plain lines for a developer's machine, scrubbed as a whole, with the messages of exceptions.

    A formatter and not a filter, since only here is the text complete. For ``LOGGING``:
    ``{"()": "misbrug.text.logs.RedactingFormatter", "format": ..., "style": "{"}``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return scrub(super().format(record))


class JsonLines(JsonFormatter):
    """One JSON object a line, with FIELDS and no others, for an installation in use.

    An exception is told with where it happened and its type; its message is left out unless it can only speak of the
    program, and no values of variables are in it.
    """

    def __init__(self):
        super().__init__(
            [name for name in FIELDS if name not in ("time", "level", "logger", "exception")] + ["levelname", "name"],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict) -> dict:
        """Keep FIELDS in their order where they have a value, scrubbed."""
        log_data["time"] = log_data["time"].isoformat(timespec="milliseconds")
        kept = {name: log_data[name] for name in FIELDS if log_data.get(name) not in (None, "")}
        return {name: value if isinstance(value, int | float) else scrub(str(value)) for name, value in kept.items()}

    def formatException(self, ei) -> str:
        """Tell an exception and those that led to it, the first cause first."""
        told, error, seen = [], ei[1], set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            frames = "".join(traceback.format_tb(error.__traceback__))
            told.append(f"{frames}{_name_and_message(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\n".join(reversed(told))


def _name_and_message(error):
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, _OF_THE_PROGRAM):
        # PostgreSQL's further lines hold the row.
        return f"{name}: {(str(error).splitlines() or [''])[0]}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}: [Errno {error.errno}]"
    return name
