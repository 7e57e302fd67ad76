"""Adding, editing, deleting and moving one row of a strategy or a report: the same four pages for every kind of row.

A page's script may ask for the form alone (header X-Fragment) to show it in place; saving then answers with the
address to go to, everything else with the form again. `site` is given with each address, the rest stands in it.
"""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.forms import DateField, ModelChoiceField
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from clusters.forms.compare import differences
from clusters.forms.content import BOOKKEEPING
from clusters.views.access import find_row
from clusters.views.deletions import tell_deleted
from clusters.workflow.content import pointing_at, taken_along
from clusters.workflow.errors import Conflict, WorkflowError
from misbrug.text.danish import date_long, first_upper

FRAGMENT = "X-Fragment"
ITSELF = "det, du var ved at rette"
BELONGS = "det, du var ved at skrive til"


def find_kind(request, site, where, name):
    """Give the whole that the user may write such rows in, and the kind of row."""
    whole = site.find_editable(request.user, kind=name, **where)
    if name not in site.kinds:
        raise Http404
    return whole, site.kinds[name]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def content_add(request, site, kind, **where):
    """Add a row. Where what it goes into was deleted while somebody wrote, what they wrote is shown."""
    whole, found = find_kind(request, site, where, kind)
    try:
        row = found.start(whole.owner, request.GET.get("i", ""))
    except Http404:
        if request.method != "POST":
            raise
        return gone_page(request, whole, found.form, BELONGS)
    return _form_page(request, whole, found, row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def content_edit(request, site, kind, pk, **where):
    """Edit a row. Where it was deleted while somebody wrote, what they wrote is shown, so that it is not lost."""
    whole, found = find_kind(request, site, where, kind)
    if request.method == "POST" and not found.rows(whole.owner).filter(pk=pk).exists():
        return gone_page(request, whole, found.form)
    return _form_page(request, whole, found, find_row(found.rows(whole.owner), pk))


def gone_page(request, whole, form, what=ITSELF):
    """Answer a POST that comes too late with what was typed in a form of this class; `what` says what is gone."""
    typed = [
        (first_upper(str(field.label or name)), _in_words(field, request.POST.getlist(name)))
        for name, field in form.base_fields.items()
        if not (name in BOOKKEEPING or field.widget.is_hidden or isinstance(field, ModelChoiceField))
        and any(request.POST.getlist(name))
    ]
    model = getattr(getattr(form, "_meta", None), "model", None)
    home, home_words = whole.home_of(model)
    context = whole.context(
        heading="Det er slettet i mellemtiden", what=what, typed=typed, model=model, home=home, home_words=home_words
    )
    return render(request, "clusters/content_gone.html", context, status=410)


def _in_words(field, values):
    """Give what was typed, or the words of what was chosen; days, which browsers send by number, in Danish."""
    if isinstance(field, DateField):
        return "\n".join(_day_in_words(value) for value in values)
    words = {str(value): str(word) for value, word in getattr(field, "choices", ()) if isinstance(word, str | Promise)}
    return "\n".join(words.get(value, value) for value in values)


def _day_in_words(value):
    try:
        return date_long(date.fromisoformat(value))
    except ValueError:
        return value


def _form_page(request, whole, kind, row):
    if request.method != "POST":
        return _show(request, whole, kind, row, kind.form(instance=row, whole=whole))
    form = kind.form(request.POST, request.FILES, instance=row, whole=whole)
    if not form.is_valid() or request.POST.get("act") == "preview":
        return _show(request, whole, kind, row, form)
    is_new = row._state.adding
    try:
        saved = form.store(actor=request.user, at=timezone.now(), base_version=seen_version(request, form))
    except Conflict as conflict:
        form.note_unsaved()
        form.see_newer(conflict.current)
        return _show(request, whole, kind, row, form, newer=conflict.current, status=409)
    except WorkflowError as refusal:
        form.refuse(refusal)
        return _show(request, whole, kind, row, form)
    messages.success(request, f"{kind.told or f'”{saved}”'} er {'tilføjet' if is_new else 'gemt'}.")
    for sentence in form.remarks(saved):
        messages.warning(request, sentence)
    again = is_new and kind.again and request.POST.get("act") == "again"
    return _go(request, request.get_full_path() if again else kind.back(whole.owner, saved))


def _go(request, address):
    if FRAGMENT in request.headers:
        return JsonResponse({"url": address})
    return redirect(address)


def seen_version(request, form):
    """Give the version that the writer has seen: that of the newer row, where they chose to replace it."""
    newer = request.POST.get("newer_version", "")
    if request.POST.get("act") == "replace" and newer.isdecimal() and len(newer) < 10:
        return int(newer)
    return form.cleaned_data["base_version"]


def _show(request, whole, kind, row, form, *, newer=None, status=200):
    heading = kind.new if row._state.adding else kind.edit
    context = whole.context(
        may_edit=True,
        kind=kind,
        row=row,
        is_new=row._state.adding,
        form=form,
        newer=newer,
        differences=differences(newer, form) if newer else (),
        previews=previews_of(whole, form) if request.POST.get("act") == "preview" else None,
        closed=whole.closed(row),
        back=kind.back(whole.owner, row),
        heading=f"{heading} {kind.within(row)}" if kind.within else heading,
        again=kind.again if row._state.adding else "",
        in_place=FRAGMENT in request.headers,
    )
    template = "clusters/_content_form.html" if context["in_place"] else "clusters/content_edit.html"
    response = render(request, template, context, status=status)
    if context["in_place"]:
        response[FRAGMENT] = "1"
    return response


def previews_of(whole, form):
    """Give (label, text, markup) of the texts in a form; the markup is None where texts of rows look as they do."""
    return [(label, text, whole.preview(form.instance, text)) for label, text in form.previews()]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def content_delete(request, site, kind, pk, **where):
    """Delete a row, after saying what goes with it, or say what keeps it."""
    whole, found = find_kind(request, site, where, kind)
    row = find_row(found.rows(whole.owner), pk)
    name, back = str(row), found.back(whole.owner, row)
    if request.method == "POST":
        try:
            along = whole.along(row) if "along" in request.POST else ()
            more = {"along": along} if along else {}
            deletion = whole.delete(row, actor=request.user, at=timezone.now(), **more)
        except WorkflowError as refusal:
            messages.error(request, refusal.message)
            return redirect(request.path)
        tell_deleted(request, f"”{name}” er slettet.", whole.address("deletion", deletion.pk))
        return redirect(found.back_deleted(whole.owner, row) if found.back_deleted else back)
    holders = pointing_at(row)
    also = [each for each in holders if isinstance(each, whole.along(row))]
    if also:
        prefetch_related_objects(also, *also[0].where_by)
    context = whole.context(
        may_edit=True,
        heading=f"Slet ”{name}”?",
        kind=found,
        row=row,
        closed=whole.closed(row),
        back=back,
        also=[each for _, rows in places_of(whole, site.kinds, also) for each in rows],
        holders=places_of(whole, site.kinds, [each for each in holders if each not in also]),
        taken_along=groups_of(taken_along(row)),
    )
    return render(request, "clusters/content_delete.html", context)


def groups_of(rows):
    """Give (name of the kind, rows) for rows of several kinds, in the order in which the kinds first appear."""
    groups = {}
    for row in rows:
        groups.setdefault(type(row), []).append(row)
    return [
        (str(model._meta.verbose_name if len(found) == 1 else model._meta.verbose_name_plural), found)
        for model, found in groups.items()
    ]


def places_of(whole, kinds, rows):
    """Give (name of the kind, [(row, address where it is edited)]) for rows; "" where no page edits their kind."""
    words = {kind.form._meta.model: word for word, kind in kinds.items()}
    return [
        (name, [(row, _edit_address(whole, words.get(type(row)), row)) for row in found])
        for name, found in groups_of(rows)
    ]


def _edit_address(whole, word, row):
    return whole.address("content_edit", word, row.pk) if word else ""


@login_required
def content_move(request, site, kind, pk, **where):
    """Move a row: `place` counts from 0 among its siblings, or `by` is -1 or 1. A script gets JSON."""
    if request.method != "POST":
        return redirect(site.front(**where))
    whole, found = find_kind(request, site, where, kind)
    row = find_row(found.rows(whole.owner), pk)
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        whole.move(row, _place(request, row), actor=request.user, at=timezone.now())
    except WorkflowError as refusal:
        if wants_json:
            return JsonResponse({"message": refusal.message}, status=409)
        messages.error(request, refusal.message)
    if wants_json:
        return JsonResponse({"order": list(row.siblings().order_by("order", "pk").values_list("pk", flat=True))})
    return redirect(found.back(whole.owner, row))


def _place(request, row):
    """Read where a row is to go. Raises Http404 for what is no place."""
    place, step = request.POST.get("place", ""), request.POST.get("by", "")
    if place.isdecimal() and len(place) < 6:
        return int(place)
    if step not in ("-1", "1"):
        raise Http404
    ids = list(row.siblings().order_by("order", "pk").values_list("pk", flat=True))
    return max(0, ids.index(row.pk) + int(step))
