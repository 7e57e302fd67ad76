"""Drafts of strategies that a municipality has deleted: the list, what was in one, and bringing it back."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clusters.deleted_rows import names_in
from clusters.models import Deletion, Municipality
from clusters.permissions import standing
from clusters.views.deletions import Undoing, deletions_from, show_list, show_one
from clusters.workflow.deleting import label_of, rows_of
from strategies import workflow
from strategies.history import changes_in, read_changes
from strategies.models import Strategy
from strategies.permissions import may_edit_bodies, may_restore_drafts

KIND = Strategy._meta.label_lower
ON_A_PAGE = 30


def _find(user, code):
    """Give the municipality whose deleted drafts the user may bring back.

    Raises PermissionDenied for its caseworkers, Http404 for everybody else.
    """
    place = Municipality.objects.filter(code=code).first()
    if place is None or not may_edit_bodies(user, place):
        raise Http404
    if not may_restore_drafts(user, place):
        raise PermissionDenied("Det er den kommuneansvarlige, der sletter og gendanner strategier.")
    return place


def places_with_deleted(user):
    """Give the municipalities that the user leads and that have deleted drafts; without a query for all others."""
    leads = standing(user).leads
    if not leads:
        return []
    deleted = Deletion.objects.filter(whole_kind=Municipality._meta.label_lower, kind=KIND, restored_at=None)
    return list(Municipality.objects.filter(pk__in=deleted.filter(whole_id__in=leads).values("whole_id")))


def _undoing(place):
    def back(deletion):
        strategy = Strategy.objects.filter(pk=deletion.row_id).first()
        return reverse("strategies:document", args=[strategy.slug]) if strategy else reverse("strategies:list")

    return Undoing(
        page="strategies/deleted_page.html",
        home=reverse("strategies:deleted_drafts", args=[place.code]),
        address=lambda pk: reverse("strategies:deleted_draft", args=[place.code, pk]),
        run=workflow.undelete_draft,
        back=back,
        context={"place": place},
        history=lambda pk: reverse("strategies:deleted_draft_history", args=[place.code, pk]),
    )


@login_required
@require_safe
def deleted_drafts(request, code):
    """List the drafts that a municipality has deleted."""
    place = _find(request.user, code)
    return show_list(request, deletions_from(place, kind=KIND), _undoing(place))


def _find_deletion(place, pk):
    rows = Deletion.objects.select_related("deleted_by").filter(kind=KIND)
    return get_object_or_404(rows, pk=pk, whole_kind=label_of(place), whole_id=place.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deleted_draft(request, code, pk):
    """Show what was in a deleted draft, and bring it back. Raises Http404 for another municipality's."""
    place = _find(request.user, code)
    return show_one(request, _find_deletion(place, pk), _undoing(place))


@login_required
@require_safe
def deleted_draft_history(request, code, pk):
    """Show what changed in a deleted draft while it stood, the newest first; who brought it back goes to its own."""
    place = _find(request.user, code)
    found = _find_deletion(place, pk)
    if found.restored_at:
        return redirect(_undoing(place).address(pk))
    strategy = rows_of(found)[0].object
    page = Paginator(changes_in(strategy), ON_A_PAGE).get_page(request.GET.get("side"))
    context = {
        "place": place,
        "page": page,
        "changes": read_changes(page, names_in(found)),
        "heading": f"Historik for ”{found}”",
        "back": _undoing(place).address(pk),
    }
    return render(request, "strategies/deleted_history.html", context)
