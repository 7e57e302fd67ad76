"""Log lines as an installation in use writes them."""

import io
import json
import logging
import logging.config

import pytest
from django.conf import settings


class Lines:
    """What was logged: `parsed` line by line, or `text`."""

    def __init__(self, stream):
        self._stream = stream

    @property
    def text(self):
        return self._stream.getvalue()

    @property
    def parsed(self):
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, logger):
        return [line for line in self.parsed if line["logger"].startswith(logger)]


@pytest.fixture
def log():
    """Log by the settings of an installation in use, into memory."""
    stream = io.StringIO()
    config = settings.LOGGING | {
        "handlers": {"console": settings.LOGGING["handlers"]["console"] | {"formatter": "json", "stream": stream}},
        "root": {"handlers": ["console"], "level": "INFO"},
    }
    handlers, level = logging.root.handlers[:], logging.root.level
    logging.config.dictConfig(config)
    # pytest's own handlers stay, or it would report nothing.
    logging.root.handlers += [each for each in handlers if each not in logging.root.handlers]
    yield Lines(stream)
    logging.config.dictConfig(settings.LOGGING)
    logging.root.handlers[:], logging.root.level = handlers, level
