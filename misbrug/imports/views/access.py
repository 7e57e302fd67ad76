"""Finding a kind or a run for a user. Whoever may not use it gets 404: nothing is said of what is there."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from misbrug.imports.permissions import usable_kinds, visible_runs

BLOBS = ("file", "plan", "changes")


def find_kind(user, path):
    """Give the kind of an address if the user may import it. Raises Http404 otherwise."""
    for kind in usable_kinds(user):
        if kind.path == path:
            return kind
    raise Http404


def find_run(user, pk, *needed):
    """Give a run that the user may open, with those of its large fields that are `needed`. Raises Http404 otherwise."""
    return get_object_or_404(visible_runs(user).defer(*(set(BLOBS) - set(needed))), pk=pk)


def elsewhere(run):
    """Give where a run is looked at that is no longer under way, "" for one that is."""
    return "" if run.is_under_way else reverse("imports:receipt", args=[run.pk])


def posted(view):
    """Let a view take posts alone; who comes to its address otherwise (after a login, say) is led to the run."""

    @wraps(view)
    def wrapped(request, pk):
        if request.method == "POST":
            return view(request, pk)
        run = find_run(request.user, pk)
        return redirect(elsewhere(run) or reverse("imports:preview", args=[pk]))

    return wrapped
