"""What is due in one's municipalities, all of it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from strategies.due import load_due


@login_required
@require_safe
def due(request):
    """List what is overdue, what comes soon and what comes later; there is no such page for who has no municipality."""
    today = timezone.localdate()
    found = load_due(request.user, today)
    if found is None:
        raise Http404
    return render(request, "strategies/due.html", {"due": found, "today": today})
