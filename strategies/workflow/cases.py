"""What is done with a strategy's case apart from writing its rows, and keeping what the search reads of it.

See `clusters.workflow.cases` for what each takes, gives and raises.
"""

from django.db import transaction

from clusters.models import Case, Task
from clusters.workflow import cases
from clusters.workflow.content import Gone
from strategies.workflow.content import lock_strategy_of
from strategies.workflow.search import refresh_search


def close_task(task_id, **given):
    """Close an open task. See `clusters.workflow.cases.close_task`."""
    return _write(_case_of(task_id), cases.close_task, task_id, **given)


def reopen_task(task_id, **given):
    """Open a closed task again. See `clusters.workflow.cases.reopen_task`."""
    return _write(_case_of(task_id), cases.reopen_task, task_id, **given)


def save_routing(case_id, changes, **given):
    """Write marks of the routing matrix. See `clusters.workflow.cases.save_routing`."""
    return _write(case_id, cases.save_routing, case_id, changes, **given)


def save_case(case: Case, **given):
    """Store the texts that all bodies get. See `clusters.workflow.cases.save_case`."""
    return _write(case.pk, cases.save_case, case, **given)


def _write(case_id, act, *rows, **given):
    with transaction.atomic():
        strategy = lock_strategy_of(case_id)
        result = act(*rows, **given)
        refresh_search(strategy)
        return result


def _case_of(task_id):
    case_id = Task.objects.values_list("case_id", flat=True).filter(pk=task_id).first()
    if case_id is None:
        raise Gone("Opgaven er slettet i mellemtiden.")
    return case_id
