"""The rows of a preview as they are kept: in packed chunks, so that a page unpacks no more than it shows.

They are kept by what happens to them, in the order of `Act`, and within that as in the file: what has to be looked at
comes first, and the rows of each act stand together.
"""

from misbrug.imports.models import ImportChunk
from misbrug.tables.plan import Act, row_from_plain

SIZE = 500


def keep_rows(run, rows):
    """Keep the rows of a plan, in the place of those that were kept of the run before."""
    forget_rows([run.pk])
    by_act = {act: [] for act in Act}
    for index, row in enumerate(rows):
        by_act[row.act].append([index, *row.as_plain()])
    ordered = [each for found in by_act.values() for each in found]
    ImportChunk.objects.bulk_create(
        ImportChunk(run=run, number=number, rows=ordered[start : start + SIZE])
        for number, start in enumerate(range(0, len(ordered), SIZE))
    )


def read_rows(run, wanted):
    """Give (index in the file, PlanRow) of the rows whose places in the kept order are in a range. One query, none for
    an empty range."""
    if not wanted:
        return []
    first, last = wanted[0] // SIZE, wanted[-1] // SIZE
    chunks = ImportChunk.objects.filter(run=run, number__range=(first, last)).order_by("number")
    kept = [each for rows in chunks.values_list("rows", flat=True) for each in rows]
    chosen = kept[wanted[0] - first * SIZE : wanted[-1] + 1 - first * SIZE]
    return [(index, row_from_plain(values)) for index, *values in chosen]


def forget_rows(run_ids):
    """Forget the kept rows of some runs: a list of ids, or a queryset of runs."""
    ImportChunk.objects.filter(run__in=run_ids).delete()
