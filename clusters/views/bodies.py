"""The bodies of a municipality or region: who can treat a case there. Kept by its own; others find no such page.

`pages` is given with each address, the rest stands in it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.forms.cases import BodyForm
from clusters.models import Body, Deletion
from clusters.routing import bodies_of
from clusters.views.access import find_row
from clusters.views.deletions import Undoing, deletions_from, show_list, show_one, tell_deleted
from clusters.workflow import cases, content
from clusters.workflow.deleting import label_of
from clusters.workflow.errors import Conflict, WorkflowError
from misbrug.text.danish import first_upper

KIND = Body._meta.label_lower


@dataclass(frozen=True, slots=True)
class BodyPages:
    """Where the bodies of one kind of place are kept.

    `find(user, …)` gives the place by what stands in an address, by name, or raises Http404. `named` makes the names
    of the addresses, `key` gives the place's word in them. `crumb` is the label and the address's name of the page
    above. `whose`, `cases` and `places` are words: "kommunens", "strategier", where a body can be named.
    """

    find: Callable
    named: str
    key: Callable
    crumb: tuple[str, str]
    whose: str
    cases: str
    places: str

    @property
    def nothing(self):
        """Say that no body has been written in."""
        return f"{first_upper(self.whose)} udvalg og råd er ikke skrevet ind endnu"

    def address(self, place, page="bodies", *arguments):
        """Give the address of the list of a place's bodies, or of a page below it ("body_add" …)."""
        return reverse(self.named.format(page), args=[self.key(place), *arguments])

    def crumb_address(self):
        """Give the address of the page above."""
        return reverse(self.crumb[1])


@login_required
@require_safe
def bodies(request, pages, **where):
    """List the bodies in their order."""
    place = pages.find(request.user, **where)
    context = {"pages": pages, "place": place, "bodies": bodies_of([place]), "back": _back(request)}
    return render(request, "clusters/bodies.html", context)


def _back(request):
    """Give the address that somebody came from to write the bodies in, "" where none of ours is named."""
    address = request.GET.get("tilbage", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else ""


def _and_back(request, address):
    back = _back(request)
    return redirect(f"{address}?{urlencode({'tilbage': back})}" if back else address)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def body_add(request, pages, **where):
    """Add a body."""
    place = pages.find(request.user, **where)
    return _form_page(request, pages, place, cases.new_body(place), "Nyt udvalg eller råd")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def body_edit(request, pages, pk, **where):
    """Edit a body."""
    place = pages.find(request.user, **where)
    return _form_page(request, pages, place, find_row(bodies_of([place]), pk), "Ret udvalg eller råd")


def _form_page(request, pages, place, body, heading):
    form = BodyForm(request.POST or None, instance=body)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = cases.save_body(
                form.instance,
                base_version=form.cleaned_data["base_version"],
                cpr_confirmed=form.cleaned_data["cpr_confirmed"],
                actor=request.user,
                at=timezone.now(),
            )
        except Conflict as conflict:
            status = 409
            form = _seen_again(request, conflict.current)
        except WorkflowError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"”{saved}” er gemt.")
            if request.POST.get("act") == "again":
                return _and_back(request, pages.address(place, "body_add"))
            return _and_back(request, pages.address(place))
    context = {"pages": pages, "place": place, "body": body, "form": form, "heading": heading}
    return render(request, "clusters/body_form.html", context, status=status)


def _seen_again(request, current):
    """Give the form with what was typed, begun from the newer row, so that saving once more replaces it."""
    data = request.POST.copy()
    data["base_version"] = current.version
    form = BodyForm(data, instance=current)
    was = f"{current.name} ({current.short_name or 'ingen forkortelse'}, {current.get_kind_display()})"
    form.is_valid()
    form.add_error(None, f"Andre har rettet det til ”{was}”, mens du skrev. Gem igen, hvis dit skal gælde i stedet.")
    return form


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def body_delete(request, pages, pk, **where):
    """Delete a body, or say what keeps it."""
    place = pages.find(request.user, **where)
    body = find_row(bodies_of([place]), pk)
    if request.method == "POST":
        try:
            deletion = cases.delete_body(body, actor=request.user, at=timezone.now())
        except WorkflowError as refusal:
            messages.error(request, refusal.message)
            return redirect(request.path)
        address = pages.address(place, "body_deletion", deletion.pk)
        tell_deleted(request, f"”{body}” er slettet.", address)
        return redirect(pages.address(place))
    context = {"pages": pages, "place": place, "body": body, "holders": content.pointing_at(body)}
    return render(request, "clusters/body_delete.html", context)


def _undoing(pages, place):
    return Undoing(
        page="clusters/body_page.html",
        home=pages.address(place, "body_deletions"),
        address=lambda pk: pages.address(place, "body_deletion", pk),
        run=cases.undelete_body,
        back=lambda deletion: pages.address(place),
        context={"pages": pages, "place": place},
        versions=lambda label, pk: pages.address(place, "body_history", pk) if label == KIND else "",
    )


@login_required
@require_safe
def body_deletions(request, pages, **where):
    """List the bodies that were deleted."""
    place = pages.find(request.user, **where)
    return show_list(request, deletions_from(place, kind=KIND), _undoing(pages, place))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def body_deletion(request, pages, pk, **where):
    """Show a body that was deleted, and bring it back. Raises Http404 for another place's."""
    place = pages.find(request.user, **where)
    rows = Deletion.objects.select_related("deleted_by").filter(kind=KIND)
    found = get_object_or_404(rows, pk=pk, whole_kind=label_of(place), whole_id=place.pk)
    return show_one(request, found, _undoing(pages, place))


@login_required
@require_POST
def body_move(request, pages, pk, **where):
    """Move a body one place: `by` is -1 or 1."""
    place = pages.find(request.user, **where)
    body = find_row(bodies_of([place]), pk)
    step = request.POST.get("by", "")
    if step not in ("-1", "1"):
        raise Http404
    ids = list(bodies_of([place]).values_list("pk", flat=True))
    cases.move_body(body, max(0, ids.index(body.pk) + int(step)), actor=request.user, at=timezone.now())
    return redirect(pages.address(place))
