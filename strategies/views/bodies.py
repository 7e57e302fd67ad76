"""A municipality's bodies: who can treat a case there. Kept by its caseworkers and leads; others find no such page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.models import Municipality
from clusters.routing import bodies_of
from clusters.workflow import cases, content
from clusters.workflow.errors import Conflict, WorkflowError
from strategies.forms.cases import BodyForm
from strategies.permissions import may_edit_bodies
from strategies.views.access import find_row


def _find_place(user, code):
    """Give the municipality if the user may edit its bodies. Raises Http404 otherwise."""
    place = Municipality.objects.filter(code=code).first()
    if place is None or not may_edit_bodies(user, place):
        raise Http404
    return place


@login_required
@require_safe
def bodies(request, code):
    """List the bodies in their order."""
    place = _find_place(request.user, code)
    context = {"place": place, "bodies": bodies_of([place]), "back": _back(request)}
    return render(request, "strategies/bodies.html", context)


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
def body_add(request, code):
    """Add a body."""
    place = _find_place(request.user, code)
    return _form_page(request, place, cases.new_body(place), "Nyt udvalg eller råd")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def body_edit(request, code, pk):
    """Edit a body."""
    place = _find_place(request.user, code)
    return _form_page(request, place, find_row(bodies_of([place]), pk), "Ret udvalg eller råd")


def _form_page(request, place, body, heading):
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
                return _and_back(request, reverse("strategies:body_add", args=[place.code]))
            return _and_back(request, reverse("strategies:bodies", args=[place.code]))
    context = {"place": place, "body": body, "form": form, "heading": heading}
    return render(request, "strategies/body_form.html", context, status=status)


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
def body_delete(request, code, pk):
    """Delete a body, or say what keeps it."""
    place = _find_place(request.user, code)
    body = find_row(bodies_of([place]), pk)
    if request.method == "POST":
        try:
            cases.delete_body(body, actor=request.user, at=timezone.now())
        except WorkflowError as refusal:
            messages.error(request, refusal.message)
            return redirect(request.path)
        messages.success(request, f"”{body}” er slettet.")
        return redirect("strategies:bodies", code=place.code)
    context = {"place": place, "body": body, "holders": content.pointing_at(body)}
    return render(request, "strategies/body_delete.html", context)


@login_required
@require_POST
def body_move(request, code, pk):
    """Move a body one place: `by` is -1 or 1."""
    place = _find_place(request.user, code)
    body = find_row(bodies_of([place]), pk)
    step = request.POST.get("by", "")
    if step not in ("-1", "1"):
        raise Http404
    ids = list(bodies_of([place]).values_list("pk", flat=True))
    cases.move_body(body, max(0, ids.index(body.pk) + int(step)), actor=request.user, at=timezone.now())
    return redirect("strategies:bodies", code=place.code)
