"""Takes the time of a request and counts its queries."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Beginnings of what is sent to the database without asking it anything.
NO_QUERY = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")

WARM_UP = 3


class Unexpected(Exception):
    """A page answered with something else than itself, so that its time says nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a page may take: milliseconds at the median, queries. None where nothing is asked of it."""

    ms: float | None = None
    queries: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What is measured: `ask` makes one request and gives its response. `most` bounds how often it is timed."""

    name: str
    ask: Callable
    limits: Limits = Limits()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of a page: queries of one request; median and 95th percentile of many, in ms.

    `cpu` is the median of the processor time that this process took of it: what is left where other programs use the
    machine too, though without the database server's own work.
    """

    name: str
    queries: int
    median: float
    p95: float
    cpu: float
    kilobytes: float
    limits: Limits

    @property
    def broken(self):
        """Give each limit that does not hold, in words: "median 71.3 ms, not 60"."""
        found = []
        if self.limits.ms is not None and self.median > self.limits.ms:
            found.append(f"median {self.median:.1f} ms, not {self.limits.ms:g}")
        if self.limits.queries is not None and self.queries > self.limits.queries:
            found.append(f"{self.queries} queries, not {self.limits.queries}")
        return found


def measure(page, runs):
    """Ask for a page again and again and give its Figures. Raises Unexpected unless each answer is a 200.

    Queries are counted in a request of their own: to note them takes time.
    """
    for _ in range(WARM_UP):
        response = _ask(page)
    queries = count_queries(page)
    times, cpu = zip(*(_timed(page) for _ in range(min(runs, page.most or runs))), strict=True)
    return Figures(
        name=page.name,
        queries=queries,
        median=median(times),
        p95=percentile(sorted(times), 95),
        cpu=median(cpu),
        kilobytes=len(response.content) / 1024,
        limits=page.limits,
    )


def count_queries(page):
    """Count the queries of one request, without BEGIN, COMMIT and savepoints."""
    with CaptureQueriesContext(connection) as captured:
        _ask(page)
    # Counted at once: the next request empties the log.
    return sum(not row["sql"].startswith(NO_QUERY) for row in captured)


def percentile(times, percent):
    """Give the smallest of some sorted times that so many percent of them do not exceed (nearest rank)."""
    return times[max(math.ceil(len(times) * percent / 100), 1) - 1]


def _timed(page):
    """Ask once and give (time on the clock, processor time), in ms."""
    start, cpu_start = time.perf_counter(), time.process_time()
    _ask(page)
    cpu_end, end = time.process_time(), time.perf_counter()
    return (end - start) * 1000, (cpu_end - cpu_start) * 1000


def _ask(page):
    response = page.ask()
    if response.status_code != 200:
        raise Unexpected(f"{page.name}: the server answered {response.status_code} instead of 200")
    return response
