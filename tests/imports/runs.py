"""Builders of runs for tests: a file's way through the workflow, from its bytes to the receipt."""

from datetime import datetime
from zoneinfo import ZoneInfo

from misbrug.imports import workflow
from misbrug.imports.kinds import KINDS
from misbrug.tables.kind import STOP, finish

AT = datetime(2026, 11, 21, 10, 42, tzinfo=ZoneInfo("Europe/Copenhagen"))


def started(slug, text, *, target=None, actor=None, at=AT, name="fil.csv"):
    """Give a new run of a table written as text or bytes."""
    data = text if isinstance(text, bytes) else text.encode()
    return workflow.start(KINDS[slug], data, name, actor=actor, at=at, target=target)


def planned(slug, text, *, decisions=None, options=None, on_error=STOP, agree=False, **kwargs):
    """Give (the run, its plan); with `agree` the first choice is taken wherever it asks."""
    run = started(slug, text, **kwargs)
    workflow.decide(run.pk, decisions=decisions, options=options, on_error=on_error)
    plan = finish(workflow.preview(run.pk, actor=kwargs.get("actor"), at=kwargs.get("at", AT)))
    while agree and plan.questions:
        decisions = {question.key: question.choices[0][0] for question in plan.questions}
        workflow.decide(run.pk, decisions=decisions)
        plan = finish(workflow.preview(run.pk, actor=kwargs.get("actor"), at=kwargs.get("at", AT)))
    return run, plan


def applied(slug, text, **kwargs):
    """Give (the run, what was applied)."""
    run, _ = planned(slug, text, **kwargs)
    done = finish(workflow.apply(run.pk, actor=kwargs.get("actor"), at=kwargs.get("at", AT)))
    run.refresh_from_db()
    return run, done


def undone(run, *, actor=None, at=AT):
    """Take a run back and give what was undone."""
    return finish(workflow.undo(run.pk, actor=actor, at=at))


def rows_of(plan):
    """Give (act, label) of each row."""
    return [(row.act.value, row.label) for row in plan.rows]


def kept_preview(run):
    """Give all that is kept of a run's preview, as text."""
    run.refresh_from_db()
    return str([run.plan, *run.chunks.values_list("rows", flat=True)])
