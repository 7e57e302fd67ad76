"""The benchmark measures what it says, in a database of its own, and says where a limit is broken."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from misbrug.workspace.benchmark.measure import Figures, Limits, Page, Unexpected, measure, percentile

ROOT = Path(__file__).resolve().parents[2]


# Makes the database of the benchmark, looks into it, and says where it was.
VISIT = """
import django
django.setup()
from django.db import connection
from misbrug.accounts.models import User
from misbrug.workspace.benchmark.scratch import scratch_site
with scratch_site():
    print(User.objects.count(), connection.settings_dict["NAME"])
"""


def benchmark(database_url, *arguments):
    """Run the command in a process of its own, as a developer does."""
    return apart(database_url, "manage.py", "benchmark", *arguments)


def apart(database_url, *command):
    """Run Python in a process of its own, whose installation has the database given."""
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment |= {
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "tests.workspace.benchmark_settings",
        "SECRET_KEY": "only-for-tests",
        "DEBUG": "true",
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "WARNING",
    }
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    out, err = process.communicate()
    return SimpleNamespace(pid=process.pid, returncode=process.returncode, stdout=out, stderr=err)


def page(name="page", status=200, sql=(), limits=Limits()):  # noqa: B008 - Limits is frozen
    def ask():
        with connection.cursor() as cursor:
            for statement in sql:
                cursor.execute(statement)
        return SimpleNamespace(status_code=status, content=b"x" * 2048)

    return Page(name, ask, limits)


# --- One page ---------------------------------------------------------------------------------------------


def test_queries_are_counted_without_savepoints(db):
    found = measure(page(sql=["SELECT 1", "SAVEPOINT s", "SELECT 2", "RELEASE SAVEPOINT s"]), runs=5)
    assert found.queries == 2
    assert 0 < found.median <= found.p95
    assert found.cpu > 0
    assert found.kilobytes == 2


@pytest.mark.parametrize("status", [302, 403, 404, 500])
def test_another_answer_than_the_page_is_not_measured(db, status):
    with pytest.raises(Unexpected, match=f"dashboard.*{status}"):
        measure(page("dashboard", status), runs=1)


@pytest.mark.parametrize(
    ("queries", "median", "broken"),
    [(8, 60.0, 0), (9, 60.0, 1), (8, 60.1, 1), (20, 99.0, 2)],
)
def test_a_limit_is_broken_above_it_and_not_at_it(queries, median, broken):
    found = Figures("page", queries, median, median, 1.0, 1.0, Limits(ms=60, queries=8))
    assert len(found.broken) == broken


def test_nothing_is_broken_where_there_is_no_limit():
    assert Figures("page", 900, 900.0, 900.0, 900.0, 1.0, Limits()).broken == []


def test_percentile_is_the_nearest_rank():
    assert percentile(list(range(1, 101)), 95) == 95
    assert percentile(list(range(1, 21)), 95) == 19
    assert percentile([7], 95) == 7


# --- The command ------------------------------------------------------------------------------------------


@pytest.fixture
def installation(db, tmp_path):
    """The address of a database like the tests', and a check that nobody has been at it.

    Both are such that opening them fails: a file that is no database, and a database that is not there.
    """
    if connection.vendor == "sqlite":
        file = tmp_path / "in-use.sqlite3"
        file.write_text("what an installation holds")

        def untouched(pid):
            return file.read_text() == "what an installation holds" and list(tmp_path.iterdir()) == [file]

        return f"sqlite:///{file}", untouched

    def gone(pid):
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database")
            return not any(name.startswith(f"misbrug_benchmark_{pid}_") for (name,) in cursor.fetchall())

    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/not_there", gone


def test_the_database_of_its_own_is_made_and_removed(installation):
    url, is_untouched = installation
    done = apart(url, "-c", VISIT)
    assert done.returncode == 0, done.stderr
    users, name = done.stdout.splitlines()[-1].split()
    assert users == "0"
    assert "misbrug-benchmark-" in name or name.startswith(f"misbrug_benchmark_{done.pid}_")
    assert not Path(name).exists()
    assert is_untouched(done.pid)


# What differs between the databases is how one is made and removed, which the test above asks of both.
@pytest.mark.one_database
def test_whole_run_in_a_database_of_its_own(installation, tmp_path_factory):
    url, is_untouched = installation
    figures = tmp_path_factory.mktemp("figures") / "figures.json"
    done = benchmark(url, "--runs", "1", "--scale", "2", "--json", str(figures))
    assert "Traceback" not in done.stderr
    content = json.loads(figures.read_text())
    assert done.returncode == (1 if any(row["broken"] for row in content["pages"]) else 0), done.stderr
    assert (content["runs"], content["scale"]) == (1, 2)
    assert content["database"].startswith(connection.display_name)
    rows = {row["name"]: row for row in content["pages"]}
    assert rows["autosave"]["limits"] == {"ms": 12, "queries": 8}
    assert rows["dashboard, open round"]["limits"] == {"ms": 60, "queries": 8}
    assert rows["dashboard, 2 municipalities"]["limits"] == {"ms": None, "queries": 8}
    assert all(name in done.stdout for name in rows)
    assert is_untouched(done.pid)


@pytest.mark.parametrize("options", [{"runs": 0}, {"scale": 0}, {"scale": 1001}])
def test_options_that_cannot_be_used(options):
    (name,) = options
    with pytest.raises(CommandError, match=f"--{name} takes a number from 1") as refused:
        call_command("benchmark", **options)
    assert refused.value.returncode == 2


def test_server_that_does_not_answer():
    done = benchmark("postgres://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 2
    assert "No database can be made where DATABASE_URL points" in done.stderr
    assert "Traceback" not in done.stderr
