"""An import in steps: the library's is one call, and a person who waits for a long file is told how far it has come.

The rows of a step are written together where the resource says that they may be, and one by one where the database
refuses that.
"""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from import_export.results import RowResult

from misbrug.tables.book import UnusableFile
from misbrug.tables.bulk import told_by_constraints
from misbrug.tables.plan import Progress

STEP = 500


def import_in_steps(resource, dataset, text):
    """Import a dataset as the resource's `import_data` does, and give its result as the value of a generator of
    `Progress`, which is called `text`.

    In the caller's transaction, which is not rolled back for what is wrong with rows: the result tells.
    """
    result = resource.get_result_class()()
    result.diff_headers = resource.get_diff_headers()
    try:
        with transaction.atomic():
            resource.before_import(dataset)
    except UnusableFile as unusable:
        resource.handle_import_error(result, unusable)
    result.total_rows = len(dataset)
    for start in range(0, len(dataset), STEP):
        yield Progress(text, start, len(dataset))
        rows = {
            number: dict(zip(dataset.headers, dataset[number - 1], strict=True))
            for number in range(start + 1, min(start + STEP, len(dataset)) + 1)
        }
        done = _import_together(resource, rows) if resource.in_batches else _import_one_by_one(resource, rows)
        for number, row in rows.items():
            _tell(result, number, row, done[number])
    with transaction.atomic():
        resource.after_import(dataset, result)
    resource.tell_problems(result)
    return result


def _import_one_by_one(resource, rows):
    """Give the library's result of each row by its number. One that goes wrong, or is only tried, leaves nothing."""
    done = {}
    for number, row in rows.items():
        with transaction.atomic():
            done[number] = resource.import_row(row, None, dry_run=False, using_transactions=True, row_number=number)
            if not done[number].is_valid() or number in resource.tried:
                transaction.set_rollback(True)
    return done


def _import_together(resource, rows):
    """Give the same of rows that are looked at one by one and written together."""
    waiting, done = {}, {}
    for number, row in rows.items():
        done[number] = resource.import_row(row, None, dry_run=False, row_number=number, waiting=waiting)
    try:
        with transaction.atomic():
            resource.write(list(waiting.values()))
    except (DatabaseError, ValidationError):
        for each in waiting.values():
            each.begin_again()
        for number, each in waiting.items():
            _write_alone(resource, each, number, rows[number], done[number])
    return done


def _write_alone(resource, waiting, number, row, done):
    """Write one row, and put into its result what keeps it from being written."""
    try:
        with told_by_constraints(waiting.instance):
            resource.write([waiting])
    except ValidationError as refused:
        done.import_type, done.validation_error, done.diff = RowResult.IMPORT_TYPE_INVALID, refused, None
    except DatabaseError as error:
        done.import_type, done.diff = RowResult.IMPORT_TYPE_ERROR, None
        done.errors.append(resource.get_error_result_class()(error, row=row, number=number))


def _tell(result, number, row, done):
    result.increment_row_result_total(done)
    if done.errors:
        result.append_error_row(number, row, done.errors)
    elif done.validation_error:
        result.append_invalid_row(number, row, done.validation_error)
    result.append_row_result(done)
