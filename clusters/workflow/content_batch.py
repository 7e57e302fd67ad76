"""Writing rows of content together, as an import does, under the lock of the whole they belong to."""

from django.db.models import Max

from clusters.workflow.content import clean_texts, refuse_cpr_in, require_texts, says_the_same
from misbrug.tables.bulk import CHANGED, CREATED, delete_rows, remember_rows, store_rows


def prepare_content(row):
    """Make a row's texts ready to store. Raises WorkflowError with the field of one that cannot be, or is missing."""
    clean_texts(row)
    require_texts(row)


def save_contents(rows, *, among, actor, at, reason, touched=()):
    """Store rows of one model, new ones last among their siblings, and give those that were written: what says the
    same as what is stored is left, unless its primary key is `touched`. Their history is left to `remember_contents`.

    `among` names the attributes in which siblings agree. Raises WorkflowError for a text that cannot be stored,
    CprRefused, IntegrityError.
    """
    stored = type(rows[0]).objects.in_bulk([row.pk for row in rows if not row._state.adding]) if rows else {}
    written = []
    for row in rows:
        before = stored.get(row.pk)
        prepare_content(row)
        if before and row.pk not in touched and says_the_same(row, before):
            continue
        refuse_cpr_in(row, before)
        row.version, row.order = (before.version + 1, before.order) if before else (1, 0)
        row.changed_by, row.changed_at = actor, at
        written.append(row)
    sign(written, actor=actor, at=at, reason=reason)
    new = [row for row in written if row.pk not in stored]
    _place_last(new, among)
    store_rows(new, CREATED)
    store_rows([row for row in written if row.pk in stored], CHANGED)
    return written


def remember_contents(rows):
    """Write the history of rows that `save_contents` gave, with what they choose among other rows."""
    remember_rows([row for row in rows if row.version == 1], CREATED)
    remember_rows([row for row in rows if row.version > 1], CHANGED)


def delete_contents(rows, *, actor, at, reason):
    """Delete rows of one model, to which nothing points, with their history."""
    sign(rows, actor=actor, at=at, reason=reason)
    delete_rows(rows)


def sign(rows, *, actor, at, reason):
    """Say to the history of some rows who writes them, when and why."""
    for row in rows:
        row._history_user, row._history_date, row._change_reason = actor, at, reason


def _place_last(rows, among):
    """Put new rows after their siblings, in the order in which they come. One query."""
    if not rows:
        return
    first = among[0]
    stored = type(rows[0]).objects.filter(**{f"{first}__in": {getattr(row, first) for row in rows}}).order_by()
    last = {tuple(key): order for *key, order in stored.values_list(*among).annotate(Max("order"))}
    for row in rows:
        place = tuple(getattr(row, name) for name in among)
        row.order = last[place] = last.get(place, 0) + 1
