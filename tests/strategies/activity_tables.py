"""What the tests of the table of activities have in common."""

import tablib

from misbrug.tables.resource import import_table
from strategies.models import Activity, FocusArea
from strategies.resources import ActivityResource
from tests import strategies as make

AT = make.AT
LABELS = {column.spec.name: column.spec.label for column in ActivityResource.fields.values()}


def table(*rows, headings=("fokusområde", "aktivitet")):
    """Give a dataset as it is read from a file."""
    return tablib.Dataset(*rows, headers=list(headings))


def take(strategy, dataset, actor=None, **options):
    """Import a dataset into a strategy and give the outcome."""
    return import_table(
        ActivityResource(strategy=strategy, at=AT, actor=actor, file_name="plan.csv"), dataset, **options
    )


def one(strategy, heading, cell):
    """Import one activity with one more cell and give it. Fails with the file's problems."""
    outcome = take(strategy, table(("Unge", "Samtaler", cell), headings=("fokusområde", "aktivitet", heading)))
    assert [str(problem) for problem in outcome.problems] == []
    return Activity.objects.get(strategy=strategy, title="Samtaler")


def problem(strategy, heading, cell):
    """Give the message of the one problem of a cell, and see that nothing was stored."""
    outcome = take(strategy, table(("Unge", "Samtaler", cell), headings=("fokusområde", "aktivitet", heading)))
    assert not outcome.stored
    assert not Activity.objects.exists()
    assert not FocusArea.objects.exists()
    (found,) = outcome.problems
    assert (found.row, found.column) == (2, LABELS[heading])
    return found.message


def state_of(strategy):
    """Give everything that an import may write, without times."""
    rows = Activity.objects.filter(strategy=strategy).order_by("plan__order", "focus_area__order", "order")
    fields = [field.attname for field in Activity._meta.concrete_fields if field.attname != "changed_at"]
    return [
        (
            [getattr(row, name) for name in fields],
            [list(getattr(row, name).order_by("pk")) for name in ("goals", "recommendations", "indicators", "notes")],
            list(row.conditions.order_by("pk").values()),
            row.history.count(),
        )
        for row in rows
    ]
