"""What has happened to a strategy: its own acts, what changed in its rows, and every version of one row."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clusters.models import Case
from strategies.history import VERBS, changes_in, changes_of, read_changes
from strategies.models import Strategy
from strategies.permissions import may_edit
from strategies.views.access import find_editable
from strategies.views.kinds import KINDS

ON_A_PAGE = 30
EVENTS_SHOWN = 100
# What there is one of in a strategy has its history at an address of its own.
HISTORIES = {Strategy: "strategies:head_history", Case: "strategies:case_history"}


def _kind_words():
    """Give the word in the address of each model that has pages of its own."""
    return {kind.form._meta.model: word for word, kind in KINDS.items()}


@login_required
@require_safe
def history(request, slug):
    """Show a strategy's acts and what changed in it, the newest first."""
    strategy = find_editable(request.user, slug)
    page = Paginator(changes_in(strategy), ON_A_PAGE).get_page(request.GET.get("side"))
    first = page.number == 1
    context = {
        "strategy": strategy,
        "heading": "Historik",
        "events": strategy.events.select_related("municipality")[:EVENTS_SHOWN] if first else (),
        "page": page,
        "changes": _with_addresses(strategy, read_changes(page)),
    }
    return render(request, "strategies/history.html", context)


def _with_addresses(strategy, changes):
    """Give (change, address of the row's own history); "" where the row has no pages of its own."""
    words = _kind_words()
    return [(change, _address(strategy, change, words)) for change in changes]


def _address(strategy, change, words):
    if change.model in HISTORIES:
        return reverse(HISTORIES[change.model], args=[strategy.slug])
    if change.model not in words:
        return ""
    return reverse("strategies:content_history", args=[strategy.slug, words[change.model], change.pk])


@login_required
@require_safe
def content_history(request, slug, kind, pk):
    """Show every version of one row, also of one that is deleted. Raises Http404 for a row that never was here."""
    strategy = find_editable(request.user, slug)
    if kind not in KINDS:
        raise Http404
    model = KINDS[kind].form._meta.model
    page = Paginator(changes_of(strategy, model, pk), ON_A_PAGE).get_page(request.GET.get("side"))
    changes = read_changes(page)
    if not changes:
        raise Http404
    title = next((change.title for change in changes if change.title), str(model._meta.verbose_name))
    row = KINDS[kind].rows(strategy).filter(pk=pk).first()
    may_restore = row is not None and may_edit(request.user, strategy)
    context = {
        "strategy": strategy,
        "heading": f"Historik for ”{title}”",
        "page": page,
        "changes": [(each, _restore(strategy, kind, row, each) if may_restore else "") for each in changes],
        "edit_url": reverse("strategies:content_edit", args=[slug, kind, pk]) if row else "",
    }
    return render(request, "strategies/history_row.html", context)


def _restore(strategy, kind, row, change):
    """Give the address at which a version is put back; "" of a note, of a deletion, and of what stands."""
    if change.step is None or change.verb == VERBS["-"] or change.version == row.version:
        return ""
    return reverse("strategies:content_restore", args=[strategy.slug, kind, row.pk, change.step])
