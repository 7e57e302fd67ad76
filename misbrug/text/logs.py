"""Keep CPR numbers out of the log, whichever way they got into a message, an address or a traceback."""

import logging

from misbrug.text.cpr import redact


class RedactingFormatter(logging.Formatter):
    """A formatter that puts dots for CPR numbers in the finished line, with its exception and stack.

    A formatter and not a filter, since only here is the text complete. For ``LOGGING``:
    ``{"()": "misbrug.text.logs.RedactingFormatter", "format": ..., "style": "{"}``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what an address writes as %20 becomes a space, so that it hides nothing."""
        return redact(super().format(record).replace("%20", " "))
