"""Earlier versions of what a strategy says of itself, and putting one of them back."""

from django.contrib.auth.decorators import login_required
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clusters.views.plain_history import PlainHistory, show_history, show_restore
from strategies import workflow
from strategies.models import Strategy
from strategies.permissions import may_edit
from strategies.views.access import find_editable
from strategies.whole import CLOSED
from strategies.workflow.way import FIELDS


def _facts(request, slug):
    strategy = find_editable(request.user, slug)
    stored = Strategy.objects.get(pk=strategy.pk)
    is_open = may_edit(request.user, strategy)
    return PlainHistory(
        rows=stored.history,
        row=stored,
        fields=FIELDS,
        shown=("state",),
        page="strategies/strategy_page.html",
        heading="Historik for oplysningerne",
        home=reverse("strategies:head_history", args=[slug]),
        address=lambda version: reverse("strategies:head_restore", args=[slug, version]),
        save=lambda **given: workflow.save_strategy(stored, **given),
        context={"strategy": strategy},
        closed="" if is_open else CLOSED,
        edit_url=reverse("strategies:edit", args=[slug]) if is_open else "",
        note="Hvilke kommuner der er kommet med eller gået ud, står i strategiens historik.",
    )


@login_required
@require_safe
def head_history(request, slug):
    """Show every version of a strategy's own facts, the newest first."""
    return show_history(request, _facts(request, slug))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def head_restore(request, slug, version):
    """Put an earlier version of the facts back, as a new version. Whose the strategy is stays as it is."""
    return show_restore(request, _facts(request, slug), version)
