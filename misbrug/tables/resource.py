"""What every table that can be imported and exported has in common, on top of django-import-export.

One path for the commands, the administration and the data that ships with the product: a row becomes new,
changed, unchanged or wrong; a wrong row leaves nothing behind; all problems come at once and in Danish.
"""

from dataclasses import asdict, dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from import_export import resources
from import_export.results import RowResult

from misbrug.tables.book import as_written
from misbrug.tables.bulk import CHANGED, CREATED, Waiting, delete_rows, in_batches, told_by_constraints, write_rows
from misbrug.tables.files import UnusableFile
from misbrug.tables.kind import STOP, finish
from misbrug.tables.leaning import leaning_on, parts_of
from misbrug.tables.place import Place
from misbrug.tables.plan import Problem
from misbrug.tables.results import PlainDiff, TableResult
from misbrug.tables.stepping import import_in_steps
from misbrug.tables.twins import told_of_twins
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


class TableResource(resources.ModelResource):
    """Base of the tables. Subclasses declare `Column`s, the `key` they are found by, and `existing()`.

    `at` and `actor` go into the history of what is written, and `reason`, which is the file's name if none is given.
    `label` names the columns that say what a row is about; `parts` are the models of rows that go when theirs goes.
    `stored` are the primary keys of what was written, in order; `made` rows of other models that were made on the way.
    The rows whose numbers are in `tried` are tried and taken back: a person has not decided about them.
    With `in_batches` rows are written together: none is looked at in the light of what another one has written.
    """

    key = ()
    label = ()
    parts = ()
    in_batches = False

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True

    def __init__(self, *, at=None, actor=None, file_name="", reason="", **kwargs):
        super().__init__(**kwargs)
        self.at, self.actor, self.file_name, self._reason = at, actor, file_name, reason
        self.places, self.notes, self.stored, self.made, self.tried = [], [], [], [], frozenset()
        self._known, self._twins = None, {}

    @property
    def reason(self):
        """Give what stands in the history: "Import af plan.csv"."""
        return self._reason or (f"Import af {quote(self.file_name)}" if self.file_name else "Import")

    # To be given by subclasses

    def existing(self):
        """Give what is stored by key, as a dict; asked once an import."""
        raise NotImplementedError

    def alike(self, key):
        """Give what a key is found by where no row has it just so, for keys that may be spelt in more than one way."""
        return key

    def refusal(self):
        """Say in Danish why nothing may be written now; "" where it may."""
        return ""

    def rule_problems(self, instance):
        """Give what is wrong with an instance beyond its single cells, as pairs of attribute ("" for the whole row)
        and Danish message."""
        return ()

    def doubts(self, dataset):
        """Give the `Question` for each cell that only a person can settle, by (place of the row, heading). Its answer
        is what the cell is read as, or "no"."""
        return {}

    def totals(self):
        """Give (label, amount as shown) of the sums that an import moves."""
        return ()

    def lock(self):
        """Lock the stored rows with their parts until the transaction ends: before they are compared and written, and
        before they are taken back. A query for each model."""
        rows = self.get_queryset().order_by().values("pk")
        list(self._meta.model._base_manager.select_for_update().filter(pk__in=rows).order_by("pk"))
        for model in self.parts:
            list(model._base_manager.select_for_update().order_by("pk"))

    def let_blanks_empty(self):
        """Take a blank cell for an empty value in all columns: that is what stood there before an import."""
        for column in self.fields.values():
            column.keeps_when_blank, column.saves_null_values = False, True

    def finish(self):
        """Do what belongs at the end, once rows were taken back."""

    # What is stored

    def snapshot(self):
        """Give what is stored as {primary key: cells}, as the export writes them and in its order."""
        rows = self.get_queryset()
        self.before_export(rows)
        return {row.pk: tuple(self.export_resource(row)) for row in self.iter_queryset(rows)}

    def remove(self, rows):
        """Delete rows of one model with their parts. Raises ValidationError, with a message for each row, where
        something else leans on one."""
        users = leaning_on(rows, self.parts)
        told = [f"”{row}” kan ikke slettes, for det er i brug: {users[row.pk]}." for row in rows if row.pk in users]
        if told:
            raise ValidationError(told)
        self.drop(rows)

    def drop(self, rows):
        """Delete rows of one model with their parts, and sign their history."""
        for group in in_batches(rows):
            for part in parts_of(group, self.parts):
                self.drop(part)
            for row in group:
                self.sign(row)
            delete_rows(group)

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
        self._known, self._twins, self.notes, self.stored, self.made = None, {}, [], [], []
        lines = getattr(dataset, "lines", None) or range(2, len(dataset) + 2)
        self.places = list(getattr(dataset, "places", None) or map(Place, lines))
        self._dataset = dataset
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
        cannot be read or another row of the file has it too."""
        if self._known is None:
            self._known = self.existing()
            self._twins = self._find_twins()
        values, errors = self._read(row, self.key)
        twin = self._twins.get(self._row_number)
        if errors or twin:
            _, others = self._read(row, self.fields)
            raise ValidationError({**({} if errors else twin), **others})
        return self._stored_under(tuple(values.get(name) for name in self.key))

    def _stored_under(self, key):
        return self._known.get(key) or self._known.get(self.alike(key))

    def _read(self, row, names):
        """Give the values of the named columns that the row has, and the errors by attribute."""
        values, errors = {}, {}
        for name in names:
            column = self.fields[name]
            if column.column_name in row:
                try:
                    values[name] = column.clean(row)
                except ValueError as error:
                    errors[column.attribute] = ValidationError(str(error))
        return values, errors

    def _find_twins(self):
        """Say what is wrong with rows about the same, by row number and attribute."""
        groups = {}
        for number, row in enumerate(self._dataset.dict, 1):
            values, errors = self._read(row, self.key)
            if not errors:
                key = tuple(values.get(name) for name in self.key)
                stored = self._stored_under(key)
                groups.setdefault(self.alike(key) if stored is None else stored.pk, []).append(number)
        found = {}
        for numbers in groups.values():
            if len(numbers) > 1:
                said = {number: self._said(number) for number in numbers}
                found |= told_of_twins(said, self.places, self.fields[self.key[0]].attribute)
        return found

    def _said(self, number):
        """Give what a row says beside its key: {attribute: (text, what it means)}; what is unreadable means itself."""
        row = dict(zip(self._dataset.headers, self._dataset[number - 1], strict=True))
        names = [name for name, column in self.fields.items() if column.column_name in row and name not in self.key]
        names = [name for name in names if not self.fields[name].readonly]
        meant, _ = self._read(row, names)
        columns = {name: self.fields[name] for name in names}
        texts = {name: row[column.column_name] for name, column in columns.items()}
        return {columns[name].attribute: (quote(text), meant.get(name, text)) for name, text in texts.items()}

    def import_row(self, row, instance_loader, **kwargs):
        """Import one row."""
        self._row_number = kwargs["row_number"]
        return super().import_row(row, instance_loader, **kwargs)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Check an instance that would be written and raise all that is wrong with it as one ValidationError.

        Without what only the database knows: whether related rows are still there, which were read just now, and
        the constraints, which it tells when it refuses the row.
        """
        refusal = self.refusal()
        if refusal:
            raise ValidationError(refusal, code=REFUSED)
        errors = dict(import_validation_errors or {})
        try:
            known = {*errors, *_related(instance, {column.attribute for column in self.fields.values()})}
            instance.full_clean(exclude=known, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if not import_validation_errors:
            for attribute, message in self.rule_problems(instance):
                errors.setdefault(attribute or NON_FIELD_ERRORS, []).append(ValidationError(message))
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Say whether the row changes nothing."""
        if original._state.adding or import_validation_errors:
            return False
        return all(column.get_value(instance) == column.get_value(original) for column in self.get_import_fields())

    def before_save_instance(self, instance, row, **kwargs):
        """Sign what is written."""
        self.sign(instance)

    def save_instance(self, instance, is_create, row, **kwargs):
        """Write an instance, and remember it in the order of writing; one of a batch waits for `write`. Raises
        ValidationError where a constraint of the model is in the way."""
        if self.in_batches:
            self.before_save_instance(instance, row, **kwargs)
            if self._row_number not in self.tried:
                kwargs["waiting"][self._row_number] = Waiting(instance, is_create)
            return
        with told_by_constraints(instance):
            super().save_instance(instance, is_create, row, **kwargs)
        self.stored.append(instance.pk)

    def write(self, waiting):
        """Write what is `Waiting`, signed already, with its history."""
        write_rows([each.instance for each in waiting if each.is_new], CREATED)
        write_rows([each.instance for each in waiting if not each.is_new], CHANGED)
        self.stored += [each.instance.pk for each in waiting]

    def sign(self, instance):
        """Give the history of an instance its time, its actor and its reason."""
        if self.at:
            instance._history_date = self.at
        instance._history_user = self.actor
        instance._change_reason = self.reason

    def handle_import_error(self, result, error, raise_errors=False):
        """Keep what is wrong with the file as a whole; let everything else be the error that it is."""
        if not isinstance(error, UnusableFile):
            raise error
        super().handle_import_error(result, error, raise_errors)

    # Problems

    def tell_problems(self, result):
        """Put the problems and the notes of an import into its result."""
        result.problems_of = self._problems_of(result)
        result.problems = [*self._problems_of_all(result)]
        for number in sorted(result.problems_of):
            result.problems.extend(result.problems_of[number])
        result.notes = list(self.notes)

    def _problems_of_all(self, result):
        """Give what is wrong with the file as a whole, or keeps all of its rows from being written."""
        for error in result.base_errors:
            yield Problem(None, "", "", str(error.error))
        refused = [row for row in result.invalid_rows if getattr(row.error, "code", "") == REFUSED]
        if refused:
            rows = ", ".join(str(self.places[row.number - 1].line) for row in refused[:10])
            more = " …" if len(refused) > 10 else ""
            yield Problem(None, "", "", f"{refused[0].error.message} Det ville ændre række {rows}{more}.")

    def _problems_of(self, result):
        """Give the problems of single rows by the row's number."""
        own = (row for row in result.invalid_rows if getattr(row.error, "code", "") != REFUSED)
        found = {row.number: list(self._of(row)) for row in own}
        for row in result.error_rows:
            place = self.places[row.number - 1]
            message = "Rækken kan ikke gemmes. Intet af den er gemt."
            found[row.number] = [Problem(place.line, "", "", message, place.sheet)]
        return found

    def _of(self, invalid):
        """Give the problems of one row, in the order of the file's columns."""
        place = self.places[invalid.number - 1]
        cells = dict(zip([column.column_name for column in self.get_import_fields()], invalid.values, strict=True))
        headings = {column.attribute: column.column_name for column in self.fields.values()}
        labels = {column.column_name: column.spec.label for column in self.fields.values()}
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
            value = place.sent(heading)
            if value is None:
                value = cells.get(heading, "")
            value = quote("" if value == "---" else value)
            label = labels.get(heading, "")
            yield Problem(place.line, label, value, message, place.sheet, place.at(heading))


def _related(instance, written):
    """Name the fields with rows that the instance was given as such, or that are not among those `written`."""
    fields = [field for field in instance._meta.fields if field.is_relation]
    sure = (field for field in fields if field.is_cached(instance) or field.name not in written)
    return [field.name for field in sure if getattr(instance, field.attname) is not None]


def quote(value):
    """Give a cell short enough for a message, and without any CPR number."""
    text = cpr.redact(as_written(" ".join(str(value or "").split())))
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def import_table(resource, dataset, *, dry_run=False, on_error=STOP):
    """Take a dataset's rows into the database and give the `Outcome`.

    All or nothing with `on_error=STOP`; with SKIP the rows without problems are stored. A file that cannot be
    used at all, and a target that may not be written, store nothing either way.
    """
    with transaction.atomic():
        result = finish(import_in_steps(resource, dataset, ""))
        failed = result.has_errors() or (on_error == STOP and result.has_validation_errors())
        if dry_run or failed:
            transaction.set_rollback(True)
    return Outcome(
        new=result.totals[RowResult.IMPORT_TYPE_NEW],
        changed=result.totals[RowResult.IMPORT_TYPE_UPDATE],
        unchanged=result.totals[RowResult.IMPORT_TYPE_SKIP],
        problems=tuple(result.problems),
        notes=tuple(result.notes),
        stored=not dry_run and not failed,
        unusable=bool(result.base_errors),
    )
