"""What every test can use: a database of its own, a browser, and a count of queries.

A test that asks for `page`, `context` or `new_context` is a browser test: it gets a running server, and
addresses such as `page.goto("/")` lead there. A test marked `postgres` shows what only PostgreSQL can show; one that
may touch the database is marked `database` here, and to the rest pytest-django refuses it.
Where Chromium or PostgreSQL is missing these are skipped with the reason; under CI=true a skipped test has
failed.
"""

import os
import shutil
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from factory.django import DjangoModelFactory
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import expect

from tests import factories
from tests.demo_rows import demo_rows

# Playwright runs an event loop in the thread of the tests, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# What a page is to show may take its time on a machine that has other work to do.
expect.set_options(timeout=15_000)

# Sixty keep a run short. A developer meets new examples every run; what is taken in meets the same ones each time.
# Time is not what they judge: on a machine with other work to do an example may take its time, as may the making of it.
hypothesis_settings.register_profile(
    "house",
    max_examples=60,
    derandomize=os.environ.get("CI") == "true",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("house")

MAY_SKIP = os.environ.get("CI") != "true"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}
BROWSER_FIXTURES = {"page", "context", "new_context", "browser"}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# --- What can run here ------------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the tests of the browser and the database by what they use, and skip what this machine cannot run."""
    no_chromium = pytest.mark.skip(reason="No Chromium: install it, or name it in CHROMIUM")
    no_postgres = pytest.mark.skip(reason="No PostgreSQL: give the address of a server in TEST_DATABASE_URL")
    for item in items:
        if BROWSER_FIXTURES & set(item.fixturenames):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(no_chromium)
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames):
            item.add_marker(pytest.mark.database)
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(no_postgres)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skipped test into a failed one where none may be skipped."""
    report = yield
    if report.skipped and not MAY_SKIP and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI may skip none. {reason}"
    return report


# --- Database ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """Let SQLite's test database be a file of this test process alone.

    In memory, which is Django's way, the server of the browser tests and the test share one connection, and
    with it each other's transactions: such tests pass or fail by chance.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """Start the server only once the test database is in place: it remembers the one it finds."""
    return live_server


@pytest.fixture(autouse=True)
def empty_cache():
    """Begin with an empty cache, so that no test meets the failed logins that another one has counted up."""
    cache.clear()


@pytest.fixture(autouse=True)
def the_same_names():
    """Let factories count from the beginning, so that a test meets the same names whatever ran before it."""
    for each in vars(factories).values():
        if isinstance(each, type) and issubclass(each, DjangoModelFactory):
            each.reset_sequence(0, force=True)


@pytest.fixture(scope="session")
def rows_of_the_demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Give the demo as `load_demo` stores it: `rows_of_the_demo.restore()` puts it into an empty database."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with django_db_blocker.unblock():
        return demo_rows(folder)


@pytest.fixture(scope="module")
def demo_of_module(rows_of_the_demo, django_db_blocker):
    """Have the demo in the database for a module, in a transaction that is rolled back after it.

    Ask for `demo` instead: it makes each test's own changes vanish too. Not for browser tests, whose server has a
    connection of its own.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        rows_of_the_demo.restore()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(demo_of_module, db):
    """Have the demo's rounds in the database."""


class Queries:
    """The queries of a block of code, in order; filled in when the block ends."""

    def __init__(self):
        self.sql = []

    def __len__(self):
        return len(self.sql)

    def __str__(self):
        return "\n".join(f"{number}. {sql}" for number, sql in enumerate(self.sql, 1))


@pytest.fixture
def count_queries(db):
    """Count queries: `with count_queries(at_most=8): …`, or `exactly=8`, or look at `len(queries)` after it.

    BEGIN, COMMIT, ROLLBACK and savepoints are left out: how many there are says nothing about the work done,
    and differs between the databases.
    """

    @contextmanager
    def count(exactly=None, at_most=None):
        queries = Queries()
        with CaptureQueriesContext(connection) as captured:
            yield queries
        queries.sql = [
            query["sql"]
            for query in captured
            if not query["sql"].startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"))
        ]
        assert exactly is None or len(queries) == exactly, f"{len(queries)}, not {exactly}:\n{queries}"
        assert at_most is None or len(queries) <= at_most, f"{len(queries)}, not {at_most}:\n{queries}"

    return count


# --- Browser ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the machine's own Chromium, which asks no other host for anything."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """A Danish browser of the width that the pages are drawn for, at home on the server of the tests."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "da-DK",
        "timezone_id": "Europe/Copenhagen",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def new_context(new_context):
    """Open further browsers, as for a second person; every one of them fails the test that breaks its rules.

    Those are: no script may end in an error, and nothing may need more than the content security policy
    allows.
    """
    faults = []

    def listen(message):
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    def create(**arguments):
        context = new_context(**arguments)
        context.on("console", listen)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        return context

    yield create
    assert not faults, "The browser reported:\n" + "\n".join(faults)


@pytest.fixture
def assert_accessible():
    """Check a page with axe: `assert_accessible(page)` fails with the rules broken and where."""

    def check(page):
        results = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check
