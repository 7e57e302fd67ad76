"""What has been deleted from a strategy, a report or a place: the list, what one act took, and bringing it back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.deleted_rows import contents_of
from clusters.models import Deletion
from clusters.versions import ROLE_PLACES, roles_of
from clusters.workflow.deleting import label_of, rows_of
from clusters.workflow.errors import WorkflowError

ON_A_PAGE = 30
# Begins the tag of a message that offers to undo; the address of the deletion follows.
UNDO = "fortryd:"


@dataclass(frozen=True, slots=True)
class Undoing:
    """How one place's deletions are shown and undone.

    `page` is the template that both pages extend, `address(pk)` leads to a deletion and `home` to their list; `run`
    brings one back and gives the rows, `back(deletion)` is where one goes then. `closed` says why not now.
    `versions(label, pk)` leads to the earlier versions of a row, "" where it has no such page; `history(pk)` to those
    of all that went in one act.
    """

    page: str
    home: str
    address: Callable
    run: Callable
    back: Callable
    context: dict[str, Any]
    closed: str = ""
    versions: Callable = lambda label, pk: ""
    history: Callable = lambda pk: ""


def deletions_from(whole, **more):
    """Give what was deleted from a whole and is not brought back yet, the newest first."""
    rows = Deletion.objects.filter(whole_kind=label_of(whole), whole_id=whole.pk, restored_at=None, **more)
    return rows.select_related("deleted_by").defer("content")


def tell_deleted(request, text, address):
    """Say that something was deleted, with a button that undoes it."""
    messages.success(request, text, extra_tags=f"{UNDO}{address}")


def show_list(request, deletions, undoing):
    """List what was deleted: 4 queries."""
    page = Paginator(deletions, ON_A_PAGE).get_page(request.GET.get("side"))
    prefetch_related_objects([each.deleted_by for each in page if each.deleted_by], *ROLE_PLACES)
    lines = [(each, roles_of(each.deleted_by), undoing.address(each.pk)) for each in page]
    context = undoing.context | {"undoing": undoing, "page": page, "lines": lines, "heading": "Slettede"}
    return render(request, "clusters/deletion_list.html", context)


def show_one(request, deletion, undoing):
    """Show what went in one act, and bring it back when that is asked for."""
    if deletion.restored_at:
        messages.info(request, f"”{deletion}” er gendannet allerede.")
        return redirect(undoing.home)
    refused = undoing.closed if request.method == "POST" else ""
    if request.method == "POST" and not undoing.closed:
        try:
            undoing.run(deletion, actor=request.user, at=timezone.now())
        except WorkflowError as refusal:
            refused = refusal.message
        else:
            messages.success(request, f"”{deletion}” er gendannet.")
            return redirect(undoing.back(deletion))
    contents = contents_of(deletion)
    context = undoing.context | {
        "undoing": undoing,
        "deletion": deletion,
        "role": roles_of(deletion.deleted_by),
        "rows": [(row, undoing.versions(row.label, row.pk)) for row in contents.rows],
        "left_out": contents.left_out,
        "history": undoing.history(deletion.pk),
        "refused": refused,
        "heading": f"Gendan ”{deletion}”?",
    }
    return render(request, "clusters/deletion.html", context, status=409 if refused else 200)


def _word_of(site, kind):
    """Give the word in the address of the kind of row that has a label; "" of one without pages."""
    return next((word for word, each in site.kinds.items() if each.form._meta.model._meta.label_lower == kind), "")


def _undoing(whole, site, closed=""):
    def back(deletion):
        found = site.kinds.get(_word_of(site, deletion.kind))
        row = found and found.rows(whole.owner).filter(pk=deletion.row_id).first()
        return found.back(whole.owner, row) if row else whole.address("document")

    def versions(label, pk):
        word = _word_of(site, label)
        return whole.address("content_history", word, pk) if word else ""

    return Undoing(
        page=whole.page,
        home=whole.address("deletions"),
        address=lambda pk: whole.address("deletion", pk),
        run=whole.undelete,
        back=back,
        context=whole.context(may_edit=True),
        closed=closed,
        versions=versions,
    )


@login_required
@require_safe
def deletion_list(request, site, **where):
    """List what was deleted from a strategy or a report, for those who may edit it."""
    whole = site.find_editable(request.user, **where)
    return show_list(request, deletions_from(whole.owner), _undoing(whole, site))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request, site, pk, **where):
    """Show what was deleted from a strategy or a report in one act, and bring it back. Raises Http404 for another's."""
    whole = site.find_editable(request.user, **where)
    rows = Deletion.objects.select_related("deleted_by")
    found = get_object_or_404(rows, pk=pk, whole_kind=label_of(whole.owner), whole_id=whole.owner.pk)
    # Some kinds of rows are written by fewer than the rest.
    site.find_editable(request.user, **where, kind=_word_of(site, found.kind))
    return show_one(request, found, _undoing(whole, site, whole.closed(rows_of(found)[0].object)))
