"""What became of a run: the receipt, taking it back, and giving up one that is not stored."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from misbrug.imports import workflow
from misbrug.imports.models import ImportRun
from misbrug.imports.pages import onward, receipt_facts
from misbrug.imports.permissions import visible_runs
from misbrug.imports.previews import Preview
from misbrug.imports.trying import in_the_way_of_undo
from misbrug.imports.views.access import BLOBS, find_run, posted
from misbrug.imports.views.stream import carry_out
from misbrug.tables.plan import CannotUndo

State = ImportRun.State
# Trying takes some milliseconds for each row.
TRIED_AT_ONCE = 500
LATER_SHOWN = 5
HEADINGS = {State.APPLIED: "Importeret", State.UNDONE: "Fortrudt", State.DROPPED: "Ikke importeret"}


@login_required
@require_safe
def receipt(request, pk):
    """What happened, and how to take it back. Also for a run that was undone or given up."""
    run = find_run(request.user, pk, "plan")
    if run.is_under_way:
        return redirect("imports:preview", pk)
    context = {
        "run": run,
        "kind": workflow.kind_of(run),
        "heading": HEADINGS[run.state],
        "stored": run.state == State.APPLIED,
        "undone": run.state == State.UNDONE,
        "facts": receipt_facts(run) if run.state == State.APPLIED else None,
        "onward": onward(run, request.user),
        "has_file": run.file_until is not None,
        "preview": None,
    }
    if run.plan is not None and run.applied_at:
        shown = Preview(run, word=request.GET.get("vis", ""), page=request.GET.get("side"))
        context |= {
            "preview": shown,
            "faults": shown.faults(),
            "earlier_notes": [note for note in shown.plan.notes if note not in run.notes] if not run.undone_at else [],
            "left_out": run.plan["left_out"],
            "left_out_count": run.plan["left_out_count"],
        }
    return render(request, "imports/receipt.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, pk):
    """Ask whether the run is to be taken back, and take it back."""
    run = find_run(request.user, pk)
    if run.state != State.APPLIED:
        return redirect("imports:receipt" if run.applied_at else "imports:preview", pk)
    if request.method == "POST":
        return carry_out(request, _take_back(request, run))
    if not _is_tried_at_once(run):
        return _undo_page(request, run)
    try:
        refusals = in_the_way_of_undo(pk, actor=request.user, at=timezone.now())
    except workflow.RunError:
        return redirect("imports:receipt", pk)
    return _undo_page(request, run, refusals)


def _is_tried_at_once(run):
    """Say whether a run is so small that one sees what is in the way before one asks to take it back."""
    return run.counts.get("changed", 0) + run.counts.get("new", 0) <= TRIED_AT_ONCE


def _undo_page(request, run, refusals=(), status=200):
    context = {
        "run": run,
        "kind": workflow.kind_of(run),
        "refusals": [(message, "") for message in refusals],
        "is_tried": _is_tried_at_once(run),
        "was_asked": request.method == "POST",
        "later": _later_runs(request.user, run) if refusals else [],
    }
    return render(request, "imports/undo.html", context, status=status)


def _later_runs(user, run):
    """Give the imports that may have touched the same values since, the latest first: those that one may open."""
    later = visible_runs(user).filter(kind=run.kind, state=State.APPLIED, applied_at__gt=run.applied_at)
    if run.target_slug:
        later = later.filter(target_slug__in=["", run.target_slug])
    return list(later.order_by("-applied_at").defer(*BLOBS)[:LATER_SHOWN])


def _take_back(request, run):
    try:
        yield from workflow.undo(run.pk, actor=request.user, at=timezone.now())
    except CannotUndo as refusal:
        return _undo_page(request, run, refusal.messages, status=409)
    except workflow.RunError:
        # Somebody was faster; the receipt says who.
        pass
    return redirect("imports:receipt", run.pk)


@login_required
@posted
def drop(request, pk):
    """Give up a run that is not stored: its file and its preview are forgotten."""
    run = find_run(request.user, pk)
    try:
        workflow.drop(run.pk)
    except workflow.RunError:
        return redirect("imports:receipt", pk)
    messages.info(request, f"Importen af ”{run.file_name}” er droppet. Intet er gemt.")
    return redirect("imports:index")
