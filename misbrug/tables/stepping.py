"""An import in steps: the library's is one call, and a person who waits for a long file is told how far it has come."""

from django.db import transaction

from misbrug.tables.book import UnusableFile
from misbrug.tables.plan import Progress

STEP = 200


def import_in_steps(resource, dataset, text):
    """Import a dataset row by row as the resource's `import_data` does, and give its result as the value of a
    generator of `Progress`, which is called `text`.

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
    for number, cells in enumerate(dataset, 1):
        if number % STEP == 1:
            yield Progress(text, number - 1, len(dataset))
        _import_row(resource, result, number, dict(zip(dataset.headers, cells, strict=True)))
    with transaction.atomic():
        resource.after_import(dataset, result)
    resource.tell_problems(result)
    return result


def _import_row(resource, result, number, row):
    with transaction.atomic():
        done = resource.import_row(row, None, dry_run=False, using_transactions=True, row_number=number)
    result.increment_row_result_total(done)
    if done.errors:
        result.append_error_row(number, row, done.errors)
    elif done.validation_error:
        result.append_invalid_row(number, row, done.validation_error)
    result.append_row_result(done)
