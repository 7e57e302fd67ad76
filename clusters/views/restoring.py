"""The page that puts an earlier version back: it shows what is replaced, and saves as typing does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from clusters.forms.restoring import RestoreForm
from clusters.versions import Pair, restored_from
from clusters.workflow.errors import Conflict, WorkflowError
from misbrug.text.danish import date_time


@dataclass(frozen=True, slots=True)
class Restoring:
    """An earlier version of a row that somebody may put back.

    `pairs` show what stands and what would; none where they are the same. `version` is that of the row that stands.
    `save` takes base_version, cpr_confirmed, reason, actor and at, and raises what the workflow raises. `closed` says
    why it cannot be done now; `warnings` what does not come back with it. `edit` is where it can be mended instead.
    """

    page: str
    at: datetime
    pairs: tuple[Pair, ...]
    version: int
    save: Callable
    back: str
    closed: str = ""
    warnings: tuple[str, ...] = ()
    edit: str = ""

    @property
    def heading(self):
        """Give the page's heading."""
        return f"Gendan udgaven fra {date_time(self.at)}?"


def find_version(history, pk):
    """Give one version in a row's history. Raises Http404 for one of another row, and for its deletion."""
    row = history.filter(history_id=pk).exclude(history_type="-").first()
    if row is None:
        raise Http404
    return row


def restore_page(request, restoring, context):
    """Show what would be replaced, and put the earlier version back once that is confirmed.

    Where a newer version was saved in the meantime, nothing is written, and the page shows what is replaced now.
    """
    form, newer = RestoreForm(initial={"base_version": restoring.version}), False
    if request.method == "POST" and not restoring.closed:
        form = RestoreForm(request.POST)
        if not form.is_valid():
            return redirect(request.path)
        try:
            restoring.save(
                base_version=form.cleaned_data["base_version"],
                cpr_confirmed=form.cleaned_data["cpr_confirmed"],
                reason=restored_from(restoring.at),
                actor=request.user,
                at=timezone.now(),
            )
        except Conflict:
            newer, form = True, RestoreForm(initial={"base_version": restoring.version})
        except WorkflowError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Udgaven fra {date_time(restoring.at)} er gendannet.")
            return redirect(restoring.back)
    status = 409 if newer or (request.method == "POST" and restoring.closed) else 200
    shown = context | {"restoring": restoring, "heading": restoring.heading, "form": form, "newer": newer}
    return render(request, "clusters/restore.html", shown, status=status)
