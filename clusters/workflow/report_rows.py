"""Writing the rows of a report and of its case, row by row, under the report's lock.

See `clusters.workflow.content` for what each takes, gives and raises. What the report itself says (advice, priorities,
annexes) is refused with Locked while it is released; its political treatment goes on.
"""

from django.db import transaction
from django.utils import timezone

from clusters.models import Annex, HearingParty, StatusReport
from clusters.models.cases import CaseContent
from clusters.workflow import cases, content
from clusters.workflow.acts import lock_round
from clusters.workflow.cases import lock_case
from clusters.workflow.errors import Locked
from clusters.workflow.report_texts import RELEASED, lock_report_of, report_of


def open_report(round_id, *, actor, at=None):
    """Give the report of a round with its case; the first time it is asked for, both are made."""
    with transaction.atomic():
        return report_of(lock_round(round_id), actor=actor, at=at or timezone.now())


def save_row(row, **given):
    """Store a row of a report or of its case, and give it."""
    return content.save_content(row, lock=_lock, **given)


def delete_row(row, **given):
    """Delete a row of a report or of its case, and give its Deletion. Its history stays."""
    return content.delete_content(row, lock=_lock, **given)


def undelete_row(deletion, **given):
    """Bring a deleted row of a report or of its case back."""
    return content.undelete_content(deletion, lock=_lock, **given)


def move_row(row, place, **given):
    """Put a row of a report or of its case at a place among its siblings, 0 for the first."""
    content.move_content(row, place, lock=_lock, **given)


def _lock(row):
    if not isinstance(row, CaseContent | HearingParty):
        return lock_report_of(row)
    report = StatusReport.objects.select_for_update(of=("self",)).get(case_id=row.case_id)
    if isinstance(row, Annex) and report.is_released:
        raise Locked(RELEASED)
    lock_case(row.case_id)
    return report


# What is done with the case apart from writing its rows. See `clusters.workflow.cases`.
CASE_ACTS = {
    "close_task": cases.close_task,
    "reopen_task": cases.reopen_task,
    "save_case": cases.save_case,
    "save_routing": cases.save_routing,
}
