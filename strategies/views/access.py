"""Finding a strategy for a user: strangers get 404, those who may read but not do what they ask for 403."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect

from clusters.models import AgendaItem, Deletion
from clusters.views.access import find_row
from clusters.workflow.deleting import label_of
from strategies.models import Strategy
from strategies.permissions import editable_strategies, may_decide, visible_strategies

__all__ = ["find_decidable", "find_editable", "find_row", "find_strategy", "posted"]


def find_strategy(user, slug):
    """Give the strategy if the user may read it, with its municipalities fetched. Raises Http404 otherwise.

    `is_on_agenda` says whether its case is on any agenda, `has_deleted` whether anything in it can be brought back.
    """
    return get_object_or_404(_whole(visible_strategies(user)), slug=slug)


def find_editable(user, slug):
    """Give the strategy if the user may edit it. Raises PermissionDenied for those who may only read, Http404 else."""
    strategy = _whole(editable_strategies(user)).filter(slug=slug).first()
    if strategy is None:
        find_strategy(user, slug)
        raise PermissionDenied("Strategien rettes af sagsbehandlere og kommuneansvarlige i dens egne kommuner.")
    return strategy


def find_decidable(user, slug):
    """Give the strategy if the user may decide on its way. Raises PermissionDenied or Http404 as `find_editable`."""
    strategy = find_editable(user, slug)
    if not may_decide(user, strategy):
        raise PermissionDenied("Det er den kommuneansvarlige, der afgør det.")
    return strategy


def _whole(strategies):
    on_agenda = Exists(AgendaItem.objects.filter(case=OuterRef("case")))
    deleted = Deletion.objects.filter(whole_kind=label_of(Strategy), whole_id=OuterRef("pk"), restored_at=None)
    whole = strategies.select_related("case", "changed_by").prefetch_related("adoptions__municipality")
    return whole.annotate(is_on_agenda=on_agenda, has_deleted=Exists(deleted))


def posted(view):
    """Let a view take posts alone; who comes to its address otherwise (after a login, say) is led to the document."""

    @wraps(view)
    def wrapped(request, slug, *arguments, **named):
        if request.method == "POST":
            return view(request, slug, *arguments, **named)
        return redirect("strategies:document", slug)

    return wrapped
