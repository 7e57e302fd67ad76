"""Trying what a run would do, without doing it."""

from django.db import transaction

from misbrug.imports.workflow import undo
from misbrug.tables.kind import finish
from misbrug.tables.plan import CannotUndo


def in_the_way_of_undo(run_id, *, actor, at):
    """Try to take a run back, in a transaction that is rolled back, and give the Danish messages of what is in the way.

    Nothing is stored. Raises RunError as `undo` does.
    """
    try:
        with transaction.atomic():
            finish(undo(run_id, actor=actor, at=at))
            transaction.set_rollback(True)
    except CannotUndo as refusal:
        return refusal.messages
    return ()
