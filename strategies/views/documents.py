"""A strategy as a readable document."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.views.reports import for_readers
from strategies.document import load_document
from strategies.permissions import may_edit
from strategies.views.access import find_strategy


@for_readers
@require_safe
def document(request, slug):
    """Read a strategy; who may edit it does so in place."""
    strategy = find_strategy(request.user, slug)
    context = {
        "strategy": strategy,
        "may_edit": may_edit(request.user, strategy),
        "doc": load_document(strategy, request.user, timezone.localdate()),
    }
    return render(request, "strategies/document.html", context)
