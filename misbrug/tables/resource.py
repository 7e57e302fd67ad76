"""What every table that can be imported and exported has in common, on top of django-import-export.

One path for the commands, the administration and the data that ships with the product: a row becomes new,
changed, unchanged or wrong; a wrong row leaves nothing behind; all problems come at once and in Danish.
"""

from dataclasses import asdict, dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.html import format_html
from import_export import resources
from import_export.results import Result, RowResult

from misbrug.tables.files import UnusableFile
from misbrug.tables.kind import STOP
from misbrug.tables.plan import Problem
from misbrug.text import cpr
from misbrug.text.danish import loose_fold

REFUSED = "refused"
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do: counts, problems, what is worth knowing, and whether it was stored."""

    new: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    stored: bool = False
    unusable: bool = False

    def as_dict(self):
        """Give the outcome as plain values, for JSON."""
        return asdict(self)


class PlainDiff(resources.Diff):
    """A row's changes, cell by cell. Without the library's colours, which are style attributes."""

    def as_html(self):
        """Give each cell: as it is, or before and after."""
        return [self._cell(before, after) for before, after in zip(self.left, self.right, strict=True)]

    def _cell(self, before, after):
        if self.new or before == after:
            return format_html("{}", after)
        return format_html('<del class="before">{}</del> <ins class="after">{}</ins>', before, after)


class TableResult(Result):
    """The library's result, with the problems in the words of the file."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.problems = []
        self.notes = []


class TableResource(resources.ModelResource):
    """Base of the tables. Subclasses declare `Column`s, the `key` they are found by, and `existing()`.

    `at` and `actor` go into the history of what is written, `file_name` into its reason.
    """

    key = ()

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True

    def __init__(self, *, at=None, actor=None, file_name="", **kwargs):
        super().__init__(**kwargs)
        self.at, self.actor, self.file_name = at, actor, file_name
        self.lines, self.notes = [], []
        self._known, self._seen = None, {}

    # To be given by subclasses

    def existing(self):
        """Give what is stored by key, as a dict; asked once an import."""
        raise NotImplementedError

    def refusal(self):
        """Say in Danish why nothing may be written now; "" where it may."""
        return ""

    def rule_problems(self, instance):
        """Give what is wrong with an instance beyond its single cells, as pairs of attribute ("" for the whole row)
        and Danish message."""
        return ()

    # What the library asks

    @classmethod
    def get_diff_class(cls):
        """Use differences without inline styles."""
        return PlainDiff

    @classmethod
    def get_result_class(cls):
        """Use a result that holds problems."""
        return TableResult

    def before_import(self, dataset, **kwargs):
        """Match the headings to the columns. Raises UnusableFile, and empties the dataset, where one is missing."""
        self._known, self._seen, self.notes = None, {}, []
        self.lines = getattr(dataset, "lines", None) or list(range(2, len(dataset) + 2))
        self.file_name = self.file_name or kwargs.get("file_name") or ""
        try:
            self._match_headings(dataset)
        except UnusableFile:
            # The library goes on to the rows after an error here; there is nothing to be said of them.
            dataset.wipe()
            raise

    def _match_headings(self, dataset):
        by_name = {loose_fold(column.column_name): column.column_name for column in self.fields.values()}
        headings = [by_name.get(loose_fold(heading), heading) for heading in dataset.headers or []]
        double = {heading for heading in headings if headings.count(heading) > 1}
        if double:
            raise UnusableFile(f"To kolonner hedder det samme: {', '.join(sorted(double))}. Slet den ene.")
        required = [column.column_name for column in self.fields.values() if column.required]
        missing = [heading for heading in required if heading not in headings]
        if missing:
            raise UnusableFile(
                f"Filen mangler kolonnen {', '.join(missing)}. Den har: {', '.join(headings)}. "
                "Overskrifterne skal stå i første række og kolonnerne være skilt af semikolon."
            )
        unknown = [heading for heading in headings if heading not in by_name.values()]
        if unknown:
            self.notes.append(f"Bruges ikke: {', '.join(unknown)}.")
        dataset.headers = headings

    def get_instance(self, instance_loader, row):
        """Find the stored row by its key, or None. Raises ValidationError with all the row's problems where the key
        cannot be read or stands in the file already."""
        values, errors = {}, {}
        for name, column in self.fields.items():
            if column.column_name in row:
                try:
                    values[name] = column.clean(row)
                except ValueError as error:
                    errors[column.attribute] = ValidationError(str(error))
        if any(self.fields[name].attribute in errors for name in self.key):
            raise ValidationError(errors)
        key = tuple(values.get(name) for name in self.key)
        if key in self._seen:
            twice = f"Det samme står i række {self._seen[key]}. Slet den ene."
            raise ValidationError({**errors, self.fields[self.key[0]].attribute: twice})
        self._seen[key] = self.lines[self._row_number - 1]
        if self._known is None:
            self._known = self.existing()
        return self._known.get(key)

    def import_row(self, row, instance_loader, **kwargs):
        """Import one row; one that goes wrong leaves nothing behind."""
        self._row_number = kwargs["row_number"]
        result = super().import_row(row, instance_loader, **kwargs)
        if not result.is_valid() and kwargs.get("using_transactions"):
            # The library has made a savepoint for the row, but goes back to it only for what it does not catch.
            transaction.set_rollback(True)
        return result

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Check an instance that would be written and raise all that is wrong with it as one ValidationError."""
        refusal = self.refusal()
        if refusal:
            raise ValidationError(refusal, code=REFUSED)
        errors = dict(import_validation_errors or {})
        try:
            instance.full_clean(exclude=errors.keys(), validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if not import_validation_errors:
            for attribute, message in self.rule_problems(instance):
                errors.setdefault(attribute or NON_FIELD_ERRORS, []).append(ValidationError(message))
        if errors:
            raise ValidationError(errors)
        # Last, since their messages can only name the constraint: the rules above say it better.
        instance.validate_unique()
        instance.validate_constraints()

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Say whether the row changes nothing."""
        if original._state.adding or import_validation_errors:
            return False
        return all(column.get_value(instance) == column.get_value(original) for column in self.get_import_fields())

    def before_save_instance(self, instance, row, **kwargs):
        """Sign what is written."""
        self.sign(instance)

    def sign(self, instance):
        """Give the history of an instance its time, its actor and its reason."""
        if self.at:
            instance._history_date = self.at
        instance._history_user = self.actor
        instance._change_reason = f"Import af {self.file_name}" if self.file_name else "Import"

    def handle_import_error(self, result, error, raise_errors=False):
        """Keep what is wrong with the file as a whole; let everything else be the error that it is."""
        if not isinstance(error, UnusableFile):
            raise error
        super().handle_import_error(result, error, raise_errors)

    def import_data(self, dataset, *args, **kwargs):
        """Import a dataset; the result also has `problems` and `notes`."""
        result = super().import_data(dataset, *args, **kwargs)
        result.problems = list(self._problems(result))
        result.notes = list(self.notes)
        return result

    # Problems

    def _problems(self, result):
        for error in result.base_errors:
            yield Problem(None, "", "", str(error.error))
        refused = [row for row in result.invalid_rows if getattr(row.error, "code", "") == REFUSED]
        if refused:
            rows = ", ".join(str(self.lines[row.number - 1]) for row in refused[:10])
            more = " …" if len(refused) > 10 else ""
            yield Problem(None, "", "", f"{refused[0].error.message} Det ville ændre række {rows}{more}.")
        found = [problem for row in result.invalid_rows if row not in refused for problem in self._of(row)]
        for row in result.error_rows:
            message = "Rækken kan ikke gemmes. Intet af den er gemt."
            found.append(Problem(self.lines[row.number - 1], "", "", message))
        yield from sorted(found, key=lambda problem: problem.row)

    def _of(self, invalid):
        """Give the problems of one row, in the order of the file's columns."""
        cells = dict(zip([column.column_name for column in self.get_import_fields()], invalid.values, strict=True))
        headings = {column.attribute: column.column_name for column in self.fields.values()}
        order = list(cells)
        # What has no column of its own goes wrong because of what has one.
        told = any(attribute in headings for attribute in invalid.error_dict)
        found = [
            (headings.get(attribute, ""), message)
            for attribute, messages in invalid.error_dict.items()
            for message in messages
            if not told or attribute in headings or attribute == NON_FIELD_ERRORS
        ]
        for heading, message in sorted(found, key=lambda item: order.index(item[0]) if item[0] else -1):
            value = cells.get(heading, "")
            yield Problem(self.lines[invalid.number - 1], heading, quote("" if value == "---" else value), message)


def quote(value):
    """Give a cell short enough for a message, and without any CPR number."""
    text = cpr.redact(" ".join(str(value or "").split()))
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def import_table(resource, dataset, *, dry_run=False, on_error=STOP):
    """Take a dataset's rows into the database and give the `Outcome`.

    All or nothing with `on_error=STOP`; with SKIP the rows without problems are stored. A file that cannot be
    used at all, and a target that may not be written, store nothing either way.
    """
    result = resource.import_data(
        dataset, dry_run=dry_run, rollback_on_validation_errors=on_error == STOP, raise_errors=False
    )
    failed = result.has_errors() or (on_error == STOP and result.has_validation_errors())
    return Outcome(
        new=result.totals[RowResult.IMPORT_TYPE_NEW],
        changed=result.totals[RowResult.IMPORT_TYPE_UPDATE],
        unchanged=result.totals[RowResult.IMPORT_TYPE_SKIP],
        problems=tuple(result.problems),
        notes=tuple(result.notes),
        stored=not dry_run and not failed,
        unusable=bool(result.base_errors),
    )
