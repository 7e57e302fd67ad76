"""What administrators have deleted of what they keep: the list, what one act took, and bringing it back."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Deletion
from clusters.views.deletions import Undoing, show_list, show_one
from clusters.workflow.administered import MODELS, undelete_administered
from clusters.workflow.deleting import label_of

KINDS = [label_of(model) for model in MODELS]


def _find(user):
    """Give the deletions. Raises Http404 for everybody but administrators, as the administration does."""
    if not (user.is_active and user.is_staff):
        raise Http404
    return Deletion.objects.filter(kind__in=KINDS).select_related("deleted_by")


def _address(page, label, pk):
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=[pk])


def _undoing():
    return Undoing(
        page="clusters/administered_page.html",
        home=reverse("clusters:administered_deletions"),
        address=lambda pk: reverse("clusters:administered_deletion", args=[pk]),
        run=undelete_administered,
        back=lambda deletion: _address("change", deletion.kind, deletion.row_id),
        context={},
        versions=lambda label, pk: _address("history", label, pk) if label in KINDS else "",
    )


@login_required
@require_safe
def administered_deletions(request):
    """List what was deleted in the administration and can be brought back."""
    rows = _find(request.user).filter(restored_at=None).defer("content")
    return show_list(request, rows, _undoing())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def administered_deletion(request, pk):
    """Show what was deleted in the administration in one act, and bring it back."""
    return show_one(request, get_object_or_404(_find(request.user), pk=pk), _undoing())
