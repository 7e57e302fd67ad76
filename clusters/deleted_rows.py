"""What was deleted in one act, in words: every row with what a person had written in it."""

from dataclasses import dataclass

from clusters.models.content import Content
from clusters.row_versions import names_of, value_in_words
from clusters.workflow.deleting import NAMES, label_of, rows_of
from misbrug.accounts.models import User
from misbrug.text.danish import first_upper

BOOKKEEPING = {"at", "is_example", "slug", "searchable", *NAMES}
TITLES = ("title", "heading", "name", "label", "body", "kind", "number")
# Of a draft with everything in it as many rows are shown as can be read.
MOST = 300


@dataclass(frozen=True, slots=True)
class DeletedRow:
    """One row: what kind it is, what it is called, and (label, text) of each field that was filled in.

    `label` and `pk` say which row it was: "strategies.goal" and its number.
    """

    kind: str
    title: str
    fields: tuple[tuple[str, str], ...]
    label: str
    pk: int


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows that went in one act, the deleted one first, and how many more there are than are shown."""

    rows: tuple[DeletedRow, ...]
    left_out: int


def contents_of(deletion):
    """Give the Contents of a Deletion: a query for each kind of row that is pointed to.

    What no person wrote is left out: rows that the product made, and what a row only repeats of the deleted one.
    """
    every = [each.object for each in rows_of(deletion)]
    written = [row for row in every if getattr(row, "is_written", True)]
    rows = written[:MOST]
    names = _names(every, names_of(_wanted(rows)))
    first, *others = (_told(row, names) for row in rows)
    told = [each for row, each in zip(rows[1:], others, strict=True) if _says_more(row, each, first)]
    return Contents((first, *told), len(written) - len(rows))


def _says_more(row, told, first):
    """Say whether a row says anything that the deleted one does not; rows of content are shown whatever they say."""
    said = {first.title, *(text for _, text in first.fields)}
    return isinstance(row, Content) or not told.fields or any(text not in said for _, text in told.fields)


def names_in(deletion):
    """Give the names of the rows that went in one act, by model and id: a query for each kind that is pointed to."""
    every = [each.object for each in rows_of(deletion)]
    return _names(every, names_of(_wanted(every)))


def _names(rows, names):
    """Add the names of the rows themselves, which the database no longer has."""
    for row in rows:
        names.setdefault(type(row), {}).setdefault(row.pk, _title(row, names))
    return names


def _fields(row):
    fields = [field for field in row._meta.concrete_fields if field.editable and not field.primary_key]
    left_out = BOOKKEEPING | getattr(row, "belongs_by", set())
    return [field for field in fields if field.name not in left_out and field.related_model is not User]


def _wanted(rows):
    wanted = {}
    for row in rows:
        for field in _fields(row):
            value = getattr(row, field.attname)
            if field.is_relation and value is not None:
                wanted.setdefault(field.related_model, set()).add(value)
    return wanted


def _title(row, names):
    fields = {field.name: field for field in row._meta.concrete_fields}
    found = (value_in_words(fields[name], row, names) for name in TITLES if name in fields)
    return next((title for title in found if title), "")


def _told(row, names):
    # A choice that was not made has a word too.
    filled = [field for field in _fields(row) if getattr(row, field.attname) not in ("", None)]
    shown = [(first_upper(str(field.verbose_name)), value_in_words(field, row, names)) for field in filled]
    kind = first_upper(str(row._meta.verbose_name))
    fields = tuple((label, text) for label, text in shown if text)
    return DeletedRow(kind, names[type(row)][row.pk], fields, label_of(row), row.pk)
