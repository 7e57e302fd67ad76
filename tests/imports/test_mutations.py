"""Real files, spoiled as people and machines do: each is read or refused with a message, and never half stored.

Each file goes from upload to undo. 300 of them are tried; `MUTATIONS=2000` in the environment tries so many. A test's
name holds the seed: the same name is the same file.
"""

import csv
import json
import os
import random
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction

from clusters.answer_tables.questionnaire import load_empty_questionnaires
from clusters.answer_tables.questionnaire_xlsx import render_questionnaire
from clusters.models import Round
from misbrug.imports import workflow
from misbrug.imports.kinds import KINDS
from misbrug.imports.models import ImportRun
from misbrug.tables.book import UnusableFile
from misbrug.tables.columns import plain
from misbrug.tables.kind import SKIP, STOP, finish
from misbrug.tables.plan import Act, CannotUndo
from misbrug.tables.reading import read_book
from tests.imports import mutating
from tests.imports.runs import AT
from tests.imports.stored import OURS, TARGETS, fill, target_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("MUTATIONS", "300"))
SLUGS = sorted(TARGETS)
CATALOGUE = ROOT / "indicators/data/kl-2012"
REAL = {
    "municipalities": [ROOT / "clusters/data/kommuner.csv"],
    "populations": [ROOT / "clusters/data/kommuner.csv"],
    "clusters": [ROOT / "clusters/data/klynger-region-sjaelland.csv"],
    "recommendations": [CATALOGUE / "anbefalinger.csv"],
    "indicators": [CATALOGUE / "indikatorer.csv"],
    "supplementary": [CATALOGUE / "supplerende.csv"],
    "activities": [ROOT / "misbrug/workspace/demo/data/strategier/koebenhavn-aktiviteter.csv"],
    "answers": [ROOT / "misbrug/workspace/demo/data/svar-2026.csv", ROOT / "misbrug/workspace/demo/data/svar-2014.csv"],
}


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker):
    """Have something of every kind in the database, once for the module; give the files to spoil and what is stored."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill()
        yield {slug: list(_files(slug)) for slug in SLUGS}, all_rows()
        transaction.set_rollback(True)


def _files(slug):
    """Give tables of a kind, each as {sheet: rows}: what is exported, what comes along, and the questionnaires."""
    exported = KINDS[slug].export(target_of(slug))
    yield {"": [list(exported.headers), *map(list, exported)]}
    for path in REAL.get(slug, ()):
        with path.open(encoding="utf-8", newline="") as file:
            yield {"": list(csv.reader(file, delimiter=";"))[:40]}
    if slug == "answers":
        for questionnaire in load_empty_questionnaires(Round.objects.get()):
            book = read_book(render_questionnaire(questionnaire, AT), "skema.xlsx")
            yield {sheet.name: [list(row) for row in sheet.rows] for sheet in book.sheets}


def all_rows():
    """Give the rows of the apps' tables as the database holds them: {table: rows}. The histories count too."""
    tables = [
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS
    ]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = frozenset(map(repr, cursor.fetchall()))
    return found


@pytest.mark.parametrize("seed", [f"{SLUGS[number % len(SLUGS)]}-{number}" for number in range(COUNT)])
def test_a_spoiled_file_is_told_or_imported_whole(stored, db, seed):
    files, before = stored
    slug = seed.rpartition("-")[0]
    chance = random.Random(seed)
    name, data = mutating.saved(chance, mutating.spoiled(chance, chance.choice(files[slug])))
    target = target_of(slug)
    if KINDS[slug].target and KINDS[slug].target.optional and chance.random() < 0.5:
        target = Round.objects.get()
    try:
        run = workflow.start(KINDS[slug], data, name, actor=None, at=AT, target=target)
    except UnusableFile as problem:
        assert_is_a_message(problem)
        assert all_rows() == before
        return
    _go_on(chance, run, before, _table(KINDS[slug], target))
    assert_no_cpr(run)


def _go_on(chance, run, before, exported):
    """Take a run from its preview to its undo, as far as it gets."""
    try:
        _map_columns(chance, run)
        plan = _decided(chance, run)
        assert all_rows() == before
        done = finish(workflow.apply(run.pk, actor=None, at=AT))
    except workflow.Moved:
        raise
    except (UnusableFile, workflow.RunError) as problem:
        assert_is_a_message(problem)
        assert all_rows() == before
        return
    counts = plan.counts()
    assert (done.new, done.changed) == (counts[Act.NEW], counts[Act.CHANGED])
    if not done.new and not done.changed:
        assert all_rows() == before
    _assert_done_once(run)
    _undo(run, exported)


def _map_columns(chance, run):
    """Now and then take some heading for some column."""
    understood = workflow.understand(run)
    headings = [heading for table in understood.tables for heading in table.headings if heading]
    if headings and chance.random() < 0.2:
        name = chance.choice([spec.name for spec in understood.specs] + [""])
        workflow.map_columns(run.pk, columns={chance.choice(headings): name})


def _decided(chance, run):
    """Give the plan after all questions are answered, by chance."""
    on_error = chance.choice((STOP, SKIP, SKIP))
    workflow.decide(run.pk, on_error=on_error)
    plan = finish(workflow.preview(run.pk, actor=None, at=AT))
    if plan.questions and chance.random() < 0.8:
        answers = {question.key: chance.choice(question.choices)[0] for question in plan.questions}
        workflow.decide(run.pk, decisions=answers)
        plan = finish(workflow.preview(run.pk, actor=None, at=AT))
    return plan


def _assert_done_once(run):
    """What is stored already is not stored again: the same file has nothing new and nothing changed."""
    again = workflow.start(
        workflow.kind_of(run), bytes(run.file), _kept_name(run), actor=None, at=AT, target=workflow.target_of(run)
    )
    again.mapping = ImportRun.objects.get(pk=run.pk).mapping
    again.save()
    workflow.decide(again.pk, decisions=ImportRun.objects.get(pk=run.pk).decisions, on_error=SKIP)
    counts = finish(workflow.preview(again.pk, actor=None, at=AT)).counts()
    assert (counts[Act.NEW], counts[Act.CHANGED]) == (0, 0)


def _kept_name(run):
    return f"{run.file_name}.xlsx" if run.is_redacted else run.file_name


def _undo(run, exported):
    """Take it back: then the kind's table is as before, or a message says why not and nothing is changed."""
    kind, target = workflow.kind_of(run), workflow.target_of(run)
    applied = all_rows()
    try:
        finish(workflow.undo(run.pk, actor=None, at=AT))
    except CannotUndo as problem:
        assert_is_a_message(problem)
        assert all_rows() == applied
    else:
        assert _table(kind, target) == exported


def _table(kind, target):
    """Give what is stored of a kind, as a table without versions, which go on counting, and without blank answers.

    Without the spaces around a text, which no table can bring.
    """
    rows = [{key: plain(cell) for key, cell in row.items() if key != "version"} for row in kind.export(target).dict]
    return [row for row in rows if kind.slug != "answers" or row["svar"] or row["uddybning"]]


def assert_is_a_message(problem):
    """A person reads this: a whole sentence, without a word of the machine."""
    text = str(problem)
    assert text.endswith(".")
    assert not any(word in text for word in ("Error", "Traceback", "None", "object at"))


def assert_no_cpr(run):
    """Nothing that is kept of a run holds the number."""
    kept = ImportRun.objects.get(pk=run.pk)
    texts = json.dumps([kept.plan, kept.notes, kept.decisions, kept.mapping, kept.changes], ensure_ascii=False)
    assert mutating.CPR not in texts + kept.file_name
    assert mutating.CPR.encode() not in bytes(kept.file)
