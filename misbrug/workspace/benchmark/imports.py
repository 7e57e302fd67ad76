"""The whole country's history in one file: how long its preview and its import take, how many queries, how much memory.

Each case runs in a process of its own, since what a process has once used of memory it seldom gives back.
"""

import csv
import io
import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, product
from string import ascii_lowercase

import django
from django.conf import settings
from django.db import connection, connections, transaction
from openpyxl import Workbook

from clusters import workflow
from clusters.models import Cluster, ClusterMembership, Municipality, Region, Round, RoundCluster
from indicators.loading import load_shipped_catalogue
from indicators.models import Indicator
from misbrug.accounts.models import User
from misbrug.imports import workflow as runs
from misbrug.imports.kinds import KINDS
from misbrug.tables.kind import SKIP, finish
from misbrug.workspace.benchmark.measure import NO_QUERY

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HEADINGS = ("runde", "kommunekode", "kommune", "spor", "indikator", "svar", "uddybning")
# Every so many rows are wrong, and every so many answers are delvis.
WRONG, PARTLY = 500, 9
LIMITS = {"csv": 8, "xlsx": 10}
MEGABYTES = 250
SQLITE_FACTOR = 2


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: a file of a format, which turn of answers is in it, and who imports it."""

    format: str
    name: str
    turn: int
    by: str


CASES = tuple(
    Case(format_, name, turn, by)
    for format_ in LIMITS
    for name, turn, by in (
        ("insert", 0, "first"),
        ("update", 1, "first"),
        ("update, asked", 2, "second"),
        ("the same again", 2, "second"),
    )
)


@dataclass(frozen=True, slots=True)
class ImportFigures:
    """What was measured of a case. `seconds` are those of reading, preview and storing together."""

    name: str
    rows: int
    read: float
    preview: float
    store: float
    seconds: float
    cpu: float
    queries: int
    megabytes: float
    stored: int
    limit: float

    @property
    def broken(self):
        """Give each limit that does not hold, in words."""
        found = []
        if self.seconds > self.limit:
            found.append(f"{self.seconds:.1f} s, not {self.limit:g}")
        if self.megabytes > MEGABYTES:
            found.append(f"{self.megabytes:.0f} MB, not {MEGABYTES}")
        return found


@transaction.atomic
def build_history(municipalities=98, rounds=10):
    """Build open rounds for each format in an empty, migrated database, all of the same municipalities, and two
    administrators."""
    catalogue = load_shipped_catalogue(NOW)
    region = Region.objects.create(slug="benchmark", name="Benchmark")
    cluster = Cluster.objects.create(region=region, slug="benchmark", name="Klynge", order=1)
    for number in range(municipalities):
        name = f"By{ascii_lowercase[number // 26]}{ascii_lowercase[number % 26]}borg"
        row = Municipality.objects.create(code=str(9000 + number), name=name, region=region)
        ClusterMembership.objects.create(cluster=cluster, municipality=row, valid_from=NOW.date())
    users = [User.objects.create(email=f"{name}@example.dk", name=name, is_staff=True) for name in ("first", "second")]
    for number, format_ in product(range(rounds), LIMITS):
        round_ = Round.objects.create(
            slug=f"{format_}-{2001 + number}",
            name=f"Runde {2001 + number} ({format_})",
            label=str(2001 + number),
            region=region,
            catalogue=catalogue,
        )
        RoundCluster.objects.create(round=round_, cluster=cluster)
        workflow.open_round(round_.pk, actor=users[0], at=NOW)


def history_rows(format_, turn):
    """Give the rows of the file, its headings first. The answers of one turn differ from those of the next."""
    yield HEADINGS
    questions = list(Indicator.objects.filter(parent=None, areas__isnull=False).distinct().order_by("pk"))
    number = count()
    areas = list(questions[0].catalogue.areas.order_by("order").values_list("name", flat=True))
    for round_ in Round.objects.filter(slug__startswith=f"{format_}-").order_by("slug"):
        for place in Municipality.objects.order_by("code"):
            for area in areas:
                for question in questions:
                    yield (round_.slug, place.code, place.name, area, question.number, *_answer(next(number), turn))


def _answer(number, turn):
    if number % WRONG == WRONG - 1:
        return "måske", ""
    if number % PARTLY == 0:
        return "delvis", f"I svar {number} er kun en del af indsatsen på plads i år {turn}, og resten er planlagt."
    return ("ja", "nej")[(number + turn) % 2], ""


def write_file(format_, turn):
    """Give the bytes of the file in a format."""
    target = io.BytesIO()
    if format_ == "csv":
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows(history_rows(format_, turn))
        return text.getvalue().encode("utf-8-sig")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Svar")
    for row in history_rows(format_, turn):
        sheet.append(row)
    book.save(target)
    return target.getvalue()


def measure_imports():
    """Give the ImportFigures of each case, in the database that is connected, one after the other as they come."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    for case in CASES:
        data = _apart(name, write_file, case.format, case.turn)
        yield _apart(name, run_case, case, data)


def _apart(name, act, *arguments):
    """Do something in the scratch database, in a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn, initializer=django.setup) as pool:
        return pool.submit(_in_database, name, act, *arguments).result()


def _in_database(name, act, *arguments):
    settings.DEBUG = False
    connection.settings_dict["NAME"] = name
    return act(*arguments)


def run_case(case, data):
    """Import one file and give its ImportFigures."""
    actor = User.objects.get(name=case.by)
    queries = _Counter()
    with connection.execute_wrapper(queries):
        start, cpu = time.perf_counter(), time.process_time()
        at = NOW + timedelta(hours=case.turn)
        run = runs.start(KINDS["answers"], data, f"svar.{case.format}", actor=actor, at=at)
        runs.decide(run.pk, on_error=SKIP, decisions={"newer": "file"})
        read = time.perf_counter()
        plan = finish(runs.preview(run.pk, actor=actor, at=at))
        rows = len(plan.rows)
        del plan
        seen = time.perf_counter()
        applied = finish(runs.apply(run.pk, actor=actor, at=at))
        end, cpu_end = time.perf_counter(), time.process_time()
    return ImportFigures(
        name=f"{case.format}, {case.name}",
        rows=rows,
        read=read - start,
        preview=seen - read,
        store=end - seen,
        seconds=end - start,
        cpu=cpu_end - cpu,
        queries=queries.count,
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        stored=applied.new + applied.changed,
        limit=LIMITS[case.format] * (SQLITE_FACTOR if connection.vendor == "sqlite" else 1),
    )


class _Counter:
    """Counts the queries that pass, without BEGIN and savepoints."""

    count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += not sql.startswith(NO_QUERY)
        return execute(sql, params, many, context)
