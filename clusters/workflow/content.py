"""Writing rows of content: one at a time, under the lock of the whole they belong to.

`lock` is a function that locks the row's whole (a strategy, a case) and gives it; `after` is told of the whole once
something was written. Both are given by who owns the whole.
"""

from datetime import timedelta

from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, router, transaction

from clusters.workflow import deleting
from clusters.workflow.acts import refuse_cpr
from clusters.workflow.errors import Conflict, WorkflowError
from indicators.values import ValueProblem, clean_text
from misbrug.text.danish import amount, join

NEW = 0
# Within this time the same row from the same person is the same act.
AGAIN = timedelta(minutes=1)
# And a whole row within this: whose save got no answer, since the server died, sends by hand what the page has kept.
SENT_AGAIN = timedelta(hours=1)


class Gone(WorkflowError):
    """The row was deleted by somebody else."""


class Held(WorkflowError):
    """The row cannot be deleted: others point to it. `holders` are they."""

    def __init__(self, message, holders):
        super().__init__(message)
        self.holders = holders


def save_content(row, *, lock, actor, at, base_version=NEW, links=None, cpr_confirmed=False, after=None, reason=None):
    """Store a row and give it; a new one comes last among its siblings.

    `base_version` is the version the writer began from, 0 for a new row; `links` gives many-to-many fields by name.
    The same content again writes nothing and is no conflict; a new row sent twice, by a double click or a retry, is
    one row. `reason` goes into the history.
    Raises WorkflowError with the field for what the model refuses, CprRefused, Gone where the row was deleted since,
    Conflict where a newer one stands.
    """
    links = {name: list(chosen) for name, chosen in (links or {}).items()}
    with transaction.atomic():
        whole = lock(row)
        stored = None if row._state.adding else type(row).objects.filter(pk=row.pk).first()
        if stored is None and not row._state.adding:
            raise Gone("Det, du retter, er slettet i mellemtiden. Det, du skrev, er ikke gemt.")
        clean_texts(row)
        if stored is None and (twin := _just_added(row, links, actor, at)):
            return twin
        if stored is not None and _is_same(row, stored, links):
            return stored
        if stored is not None and stored.version != base_version:
            raise Conflict("Andre har gemt noget nyere her. Dit er ikke gemt.", stored, row)
        refuse_cpr_in(row, stored, cpr_confirmed)
        row.version = (stored.version if stored else 0) + 1
        row.order = stored.order if stored else last_order(row) + 1
        row.changed_by, row.changed_at = actor, at
        _check(row)
        _sign(row, actor, at, reason)
        row.save()
        for name, chosen in links.items():
            getattr(row, name).set(chosen)
        if after:
            after(whole, actor=actor, at=at)
        return row


def delete_content(row, *, lock, actor, at, after=None, along=()):
    """Delete a row with what is part of it, and give the Deletion by which it can be brought back. Its history stays.

    Rows of the models in `along` that point to it go with it, and come back with it.
    Raises Held, with a message that names them, where others point to it; Gone where it is deleted already.
    """
    with transaction.atomic():
        whole = lock(row)
        if not type(row).objects.filter(pk=row.pk).exists():
            raise Gone("Det er allerede slettet.")
        pointing = pointing_at(row)
        also = [each for each in pointing if isinstance(each, tuple(along))]
        if holders := [each for each in pointing if each not in also]:
            raise Held(_held_message(row, holders), holders)
        owner = getattr(whole, "owner", whole)
        deletion = deleting.archive([row, *also], whole=owner, title=str(row), actor=actor, at=at)
        if after:
            after(whole, actor=actor, at=at)
        return deletion


def undelete_content(deletion, *, lock, actor, at, after=None, check=None):
    """Bring back what was deleted, as it stood and where it stood, and give the rows; () where it is back already.

    `check` is told of the rows once they are stored, and may raise WorkflowError; then nothing is brought back.
    Raises what `clusters.workflow.deleting.bring_back` raises.
    """
    with transaction.atomic():
        # What the row is part of may be gone too, and then nothing can be locked.
        deleting.refuse_missing(deletion)
        whole = lock(deleting.rows_of(deletion)[0].object)
        rows = deleting.bring_back(deletion, actor=actor, at=at)
        if rows and check:
            check(rows)
        if rows and after:
            after(whole, actor=actor, at=at)
        return rows


def move_content(row, place, *, lock, actor, at, after=None):
    """Put a row at a place (0 is first) among its siblings. A place beyond the last is the last."""
    with transaction.atomic():
        whole = lock(row)
        rows = list(row.siblings().order_by("order", "pk"))
        mine = next((each for each in rows if each.pk == row.pk), None)
        if mine is None:
            raise Gone("Det, du flytter, er slettet i mellemtiden.")
        rows.remove(mine)
        rows.insert(max(0, min(place, len(rows))), mine)
        moved = []
        for number, each in enumerate(rows, start=1):
            if each.order != number:
                each.order = number
                moved.append(each)
        type(row).objects.bulk_update(moved, ["order"])
        if moved and after:
            after(whole, actor=actor, at=at)


def last_order(row):
    """Give the highest place taken among a row's siblings, 0 where there are none."""
    return row.siblings().aggregate(models.Max("order"))["order__max"] or 0


def pointing_at(row):
    """Give the rows that keep a row from being deleted, in the order of their kind.

    Those that chose it among several count too: no database would keep it for them, and their choice would be gone.
    """
    found = NestedObjects(using=router.db_for_write(type(row)))
    found.collect([row])
    holders = set(found.protected)
    for relation in row._meta.related_objects:
        if relation.many_to_many:
            holders.update(getattr(row, relation.get_accessor_name()).all())
    return _named(sorted(holders, key=lambda each: (each._meta.verbose_name, each.pk)))


def taken_along(row):
    """Give the rows that are part of a row and would be deleted with it."""
    found = NestedObjects(using=router.db_for_write(type(row)))
    found.collect([row])
    return _named([each for rows in found.data.values() for each in rows if each != row and not _is_link(each)])


def _named(rows):
    """Fetch what rows take their words from, a fixed number of queries for each kind."""
    kinds = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    for kind, found in kinds.items():
        if names := getattr(kind, "named_by", ()):
            models.prefetch_related_objects(found, *names)
    return rows


def _is_link(row):
    return bool(type(row)._meta.auto_created)


def _held_message(row, holders):
    kinds = {}
    for holder in holders:
        kinds.setdefault(type(holder), []).append(holder)
    words = [
        amount(len(rows), str(kind._meta.verbose_name), str(kind._meta.verbose_name_plural))
        for kind, rows in kinds.items()
    ]
    return f"”{row}” kan ikke slettes, så længe {join(words)} peger på det."


def _text_fields(row):
    return [
        field
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.FileField)
    ]


def clean_texts(row):
    """Make a row's texts ready to store. Raises WorkflowError with the field of one that cannot be."""
    for field in _text_fields(row):
        value = getattr(row, field.attname)
        if not isinstance(value, str) or field.choices:
            continue
        try:
            setattr(row, field.attname, clean_text(value, field.max_length or 20_000))
        except ValueProblem as problem:
            raise WorkflowError(str(problem), field.name) from problem


def _just_added(row, links, actor, at):
    """Give the very row that is asked for, where the same person has just added it; None otherwise."""
    if actor is None:
        return None
    recent = row.siblings().filter(changed_by=actor, version=1, changed_at__gte=at - SENT_AGAIN, changed_at__lte=at)
    return next((each for each in recent if _is_same(row, each, links)), None)


def _is_same(row, stored, links):
    return says_the_same(row, stored) and all(
        {each.pk for each in chosen} == set(getattr(stored, name).values_list("pk", flat=True))
        for name, chosen in links.items()
    )


def says_the_same(row, stored):
    """Say whether two versions of a row differ in nothing but who wrote them when, and their place."""
    bookkeeping = {"id", "order", "version", "changed_by_id", "changed_at"}
    return all(
        field.attname in bookkeeping or getattr(row, field.attname) == getattr(stored, field.attname)
        for field in row._meta.concrete_fields
    )


def refuse_cpr_in(row, stored, confirmed=False):
    """Raise CprRefused for a row with a text that must not be stored, unless it is `stored` or confirmed."""
    for field in _text_fields(row):
        text = getattr(row, field.attname)
        if text and field.editable:
            before = getattr(stored, field.attname, "") if stored else ""
            refuse_cpr(text, field.name, confirmed=confirmed, stored=before or "")


def _check(row):
    # What the writer confirmed is no CPR number must not be refused again by the field's own validator.
    try:
        row.clean()
        row.validate_constraints()
        row.clean_fields(exclude=[field.name for field in _text_fields(row) if not field.choices])
    except ValidationError as problem:
        field, messages = next(iter(problem.update_error_dict({}).items()))
        first = messages[0]
        message = first.messages[0] if isinstance(first, ValidationError) else str(first)
        raise WorkflowError(message, None if field == NON_FIELD_ERRORS else field) from problem
    require_texts(row)


def require_texts(row):
    """Raise WorkflowError with the field of a text that has to be there and is not."""
    for field in _text_fields(row):
        if not field.blank and not getattr(row, field.attname):
            raise WorkflowError("Her mangler noget. Udfyld feltet.", field.name)


def _sign(row, actor, at, reason=None):
    row._history_user, row._history_date = actor, at
    # An import has written its own reason on the row.
    if reason:
        row._change_reason = reason
