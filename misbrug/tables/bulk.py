"""Writing and deleting many rows of one model with their history: a few statements for each batch of rows.

The rows are signed already (`_history_user`, `_history_date`, `_change_reason`), in the caller's transaction. What the
model itself would refuse has been looked at by the caller; what the database refuses is raised as IntegrityError.
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

CREATED, CHANGED, DELETED = "+", "~", "-"
BATCH = 500


@dataclass(slots=True)
class Waiting:
    """A row of a model that was looked at and signed and waits to be written with others."""

    instance: object
    is_new: bool

    def begin_again(self):
        """Forget what a try to write it has left on it; the database has gone back already."""
        if self.is_new:
            self.instance.pk, self.instance._state.adding = None, True


def in_batches(items):
    """Cut a list into lists of no more than BATCH."""
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


@contextmanager
def told_by_constraints(instance):
    """Write in a savepoint. Raises ValidationError in the words of the model where a constraint of it is in the way."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        instance.validate_unique()
        instance.validate_constraints()
        raise


def write_rows(rows, act):
    """Store new or changed rows of one model, whole, with their history. New ones get their primary keys."""
    store_rows(rows, act)
    remember_rows(rows, act)


def store_rows(rows, act):
    """Store new or changed rows of one model; their history is left to `remember_rows`."""
    if not rows:
        return
    model = type(rows[0])
    if act == CREATED:
        model._base_manager.bulk_create(rows)
    else:
        # An insert that gives way, since `bulk_update` writes a CASE for each cell and takes ten times as long.
        names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        model._base_manager.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=names)


def delete_rows(rows):
    """Delete rows with their own choices among other rows, and remember them.

    Nothing else may point to them: the database refuses it, at the latest when the transaction ends.
    """
    if not rows:
        return
    model = type(rows[0])
    keys = [row.pk for row in rows]
    for field in model._meta.many_to_many:
        through = field.remote_field.through
        through._base_manager.filter(**{f"{field.m2m_field_name()}__in": keys}).delete()
    remember_rows(rows, DELETED)
    # No signals, which would write the history row by row.
    stored = model._base_manager.filter(pk__in=keys)
    stored._raw_delete(stored.db)


def remember_rows(rows, act):
    """Write a row of history for each row, with its choices among other rows as they stand now."""
    if not rows or not hasattr(type(rows[0]), "history"):
        return
    history = type(rows[0]).history.model
    records = history.objects.bulk_create(
        history(
            history_type=act,
            history_date=getattr(row, "_history_date", None) or timezone.now(),
            history_user=row._history_user,
            history_change_reason=row._change_reason,
            **{field.attname: getattr(row, field.attname) for field in history.tracked_fields},
        )
        for row in rows
    )
    for field in getattr(history, "_history_m2m_fields", ()):
        _remember_choices(field, {row.pk: record for row, record in zip(rows, records, strict=True)})


def _remember_choices(field, records):
    """Copy the rows of a many-to-many field to the records of history, which are by primary key."""
    through = field.remote_field.through
    history = apps.get_model(through._meta.app_label, f"Historical{through.__name__}")
    owner = through._meta.get_field(field.m2m_field_name()).attname
    names = [each.attname for each in through._meta.concrete_fields]
    chosen = through._base_manager.filter(**{f"{owner}__in": list(records)}).order_by("pk")
    history.objects.bulk_create(history(history=records[values[owner]], **values) for values in chosen.values(*names))
