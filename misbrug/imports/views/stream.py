"""Work that takes seconds, carried out while the page waits: with a script it hears how far it is, without it waits.

The work is a generator of `Progress` whose value is the response to show at its end. Where the script asks, every
`Progress` is sent as a line of JSON, and at last {"to": address} or {"page": the page with what is wrong}.
"""

import json
import logging
from dataclasses import asdict

from django.http import StreamingHttpResponse

from misbrug.tables.kind import finish

LINES = "application/x-ndjson"

logger = logging.getLogger(__name__)


def carry_out(request, work):
    """Carry out the work and give the response: the work's own, or the lines that tell of it."""
    if not wants_lines(request):
        return finish(work)
    response = StreamingHttpResponse(_lines(work), content_type=LINES)
    # A proxy that gathers the lines would hold back what they are for.
    response["X-Accel-Buffering"] = "no"
    return response


def wants_lines(request):
    """Say whether the page's script asks, and not a browser by itself."""
    return request.headers.get("Accept") == LINES


def _lines(work):
    try:
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                yield _line(_told(end.value))
                return
            yield _line(asdict(step))
    except Exception:
        # The answer has begun, so there is no page of errors to give; what the work had begun is rolled back.
        logger.exception("An import came to an unforeseen end")
        yield _line({"failed": True})
    finally:
        # Left before its end where the connection is gone: the transaction inside is rolled back here and now.
        work.close()


def _told(response):
    return {"to": response.url} if hasattr(response, "url") else {"page": response.content.decode()}


def _line(values):
    return json.dumps(values, ensure_ascii=False) + "\n"
