"""The rows of a preview as they are kept: a page of a long one reads as little as a page of a short one."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from misbrug.imports import chunks, workflow
from misbrug.imports.models import ImportChunk, ImportRun
from misbrug.imports.workflow import forget_files
from misbrug.tables.plan import Act, Plan, PlanRow, Problem
from tests import factories
from tests.imports.pages import address
from tests.imports.runs import planned, started

pytestmark = pytest.mark.django_db

PLACES = "kommunekode;navn;region\n0320;Faxe;Region Sjælland\n"
MANY = 44_100
GENEROUS = 1.5


def row(index, act):
    """Give a row of a preview."""
    problems = (Problem(index + 2, "navn", "x", "Forkert.", "", f"B{index + 2}"),) if act == Act.ERROR else ()
    return PlanRow(f"!{index}", "", index + 2, act, f"By {index}", ((None, "0320"), ("Før", "Nu")), problems)


def keep(run, acts):
    """Keep a preview of rows with these acts; gives its rows."""
    rows = tuple(row(index, act) for index, act in enumerate(acts))
    ImportRun.objects.filter(pk=run.pk).update(state="planned", plan=Plan(("kommunekode", "navn"), rows).as_plain())
    chunks.keep_rows(run, rows)
    return rows


@pytest.fixture
def run():
    """A run without a preview."""
    return started("municipalities", PLACES)


def test_rows_are_kept_by_act_and_then_as_in_the_file(run, monkeypatch):
    monkeypatch.setattr(chunks, "SIZE", 3)
    acts = [Act.NEW, Act.UNCHANGED, Act.ERROR, Act.NEW, Act.ASK, Act.CHANGED, Act.ERROR, Act.UNCHANGED]
    rows = keep(run, acts)
    order = [2, 6, 4, 5, 0, 3, 1, 7]
    assert chunks.read_rows(run, range(8)) == [(index, rows[index]) for index in order]
    for start in range(9):
        for end in range(start, 9):
            assert [index for index, _ in chunks.read_rows(run, range(start, end))] == order[start:end]
    assert run.chunks.count() == 3


def test_a_new_preview_takes_the_place_of_the_old(run):
    keep(run, [Act.NEW] * 1200)
    keep(run, [Act.CHANGED])
    assert [row.act for _, row in chunks.read_rows(run, range(10))] == [Act.CHANGED]


@pytest.mark.parametrize("many", [300, MANY])
def test_a_view_of_a_long_preview_is_as_quick_as_one_of_a_short_one(client, run, many):
    client.force_login(factories.administrator())
    keep(run, [Act.ERROR] * (many // 3) + [Act.NEW] * (many // 3) + [Act.UNCHANGED] * (many // 3))
    client.get(address("preview", run))
    for query in ({}, {"vis": "fejl"}, {"vis": "nye"}, {"vis": "alle", "side": many // 100}):
        start = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address("preview", run), query)
        assert time.perf_counter() - start < GENEROUS
        assert len(page.context["preview"].rows) == 100
        assert sum("imports_importchunk" in each["sql"] for each in queries) == 1


@pytest.mark.parametrize(
    "forget",
    [
        lambda run: workflow.drop(run.pk),
        lambda run: forget_files(run.file_until),
        lambda run: ImportRun.objects.get(pk=run.pk).delete(),
        lambda run: workflow.decide(run.pk, decisions={"x": "y"}),
    ],
    ids=["dropped", "forgotten", "deleted", "decided"],
)
def test_a_run_whose_preview_is_forgotten_keeps_no_rows_and_others_keep_theirs(forget):
    run, _ = planned("municipalities", PLACES)
    other, _ = planned("municipalities", PLACES.replace("Faxe", "Fakse"))
    ImportRun.objects.filter(pk=other.pk).update(file=None, file_until=None)
    assert ImportChunk.objects.filter(run=run).exists()
    forget(run)
    assert list(ImportChunk.objects.values_list("run", flat=True)) == [other.pk]
