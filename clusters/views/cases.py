"""The political treatment of a strategy or a report: the page itself, the routing, the case's texts, its tasks.

`site` is given with each address, the rest stands in it.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.forms.cases import CaseForm, RoutingForm, TaskCloseForm
from clusters.models import Annex, Case
from clusters.routing import load_routing
from clusters.views.access import find_row
from clusters.views.content import BELONGS, gone_page, seen_version
from clusters.workflow.cases import CASE_TEXTS
from clusters.workflow.errors import Conflict, WorkflowError
from misbrug.text.danish import first_upper


@require_safe
def track(request, site, **where):
    """Read how it is treated politically."""
    whole = site.find_readable(request.user, **where)
    today = timezone.localdate()
    found = whole.load_track(today)
    context = whole.context(
        may_edit=whole.may_edit,
        track=found,
        annexes=[(whole.annex_name(number), annex) for number, annex in enumerate(found.annexes)],
        annexes_closed=whole.closed(Annex()) if whole.may_edit else "",
        **_other_texts(whole.case),
        **whole.track_context(found),
        today=today,
        is_joint=len(whole.places) > 1,
    )
    return render(request, "clusters/track.html", context)


def _other_texts(case):
    """Give the names of the case's other texts than the resumé: those that are written, and those that are not."""
    names = {True: [], False: []}
    for name in CASE_TEXTS:
        if name != "summary":
            names[bool(getattr(case, name))].append(str(Case._meta.get_field(name).verbose_name))
    return {"case_written": names[True], "case_missing": names[False]}


def _track_url(whole, anchor):
    return f"{whole.address('track')}#{anchor}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def routing(request, site, **where):
    """Say for all bodies in one form what they have to do with the case."""
    whole = site.find_editable(request.user, **where)
    form = RoutingForm(request.POST or None, routing=load_routing(whole.case, whole.places))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            written = whole.act("save_routing", whole.case.pk, form.changes(), actor=request.user, at=timezone.now())
        except Conflict as conflict:
            form, status = _routing_anew(request, whole, conflict), 409
        except WorkflowError as refusal:
            form.add_error(None, refusal.message)
        else:
            if written:
                messages.success(request, "Hvem der behandler sagen, er gemt.")
            return redirect(_track_url(whole, "hvem"))
    context = whole.context(form=form, heading="Hvem behandler sagen", may_edit=True)
    return render(request, "clusters/track_routing.html", context, status=status)


def _routing_anew(request, whole, conflict):
    """Give the form with what the writer chose, seen from what stands now, so that saving once more replaces it."""
    now = load_routing(whole.case, whole.places)
    data = request.POST.copy()
    for cell in now.cells:
        data[f"foer-{cell.body.pk}"] = cell.role
    form = RoutingForm(data, routing=now)
    form.is_valid()
    form.add_error(None, conflict.message)
    form.newer = [cell for cell in now.cells if data.get(f"rolle-{cell.body.pk}", "") != cell.role]
    return form


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request, site, **where):
    """Write the texts that every body gets."""
    whole = site.find_editable(request.user, **where)
    newer, status = None, 200
    form = CaseForm(request.POST or None, instance=Case.objects.get(pk=whole.case.pk))
    if request.method == "POST" and form.is_valid():
        try:
            whole.act(
                "save_case",
                form.instance,
                base_version=seen_version(request, form),
                actor=request.user,
                at=timezone.now(),
                cpr_confirmed=form.cleaned_data["cpr_confirmed"],
            )
        except Conflict as conflict:
            newer, status = conflict.current, 409
        except WorkflowError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Sagens tekster er gemt.")
            return redirect(_track_url(whole, "sagen"))
    context = whole.context(
        form=form,
        heading="Sagens tekster",
        newer=newer,
        newer_texts=[(_label(name), getattr(newer, name)) for name in CASE_TEXTS] if newer else (),
        may_edit=True,
    )
    return render(request, "clusters/track_texts.html", context, status=status)


def _label(name):
    return first_upper(str(Case._meta.get_field(name).verbose_name))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_close(request, site, pk, **where):
    """Close a task with its result and date."""
    whole = site.find_editable(request.user, **where)
    tasks = whole.case.tasks.select_related("agenda_item__body", "hearing")
    if request.method == "POST" and not tasks.filter(pk=pk).exists():
        return gone_page(request, whole, TaskCloseForm, BELONGS)
    task = find_row(tasks, pk)
    form = TaskCloseForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            whole.act(
                "close_task",
                task.pk,
                state=form.cleaned_data["state"],
                on=form.cleaned_data["on"],
                result=form.cleaned_data["result"],
                cpr_confirmed=form.cleaned_data["cpr_confirmed"],
                actor=request.user,
                at=timezone.now(),
            )
        except WorkflowError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Opgaven ”{task}” er afsluttet.")
            return redirect(_track_url(whole, "opgaver"))
    context = whole.context(form=form, task=task, heading="Afslut opgaven", may_edit=True)
    return render(request, "clusters/track_task_close.html", context)


@login_required
def task_reopen(request, site, pk, **where):
    """Open a closed task again."""
    if request.method != "POST":
        return redirect(site.front(**where))
    whole = site.find_editable(request.user, **where)
    task = find_row(whole.case.tasks, pk)
    try:
        whole.act("reopen_task", task.pk, actor=request.user, at=timezone.now())
    except WorkflowError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Opgaven ”{task}” er åben igen.")
    return redirect(_track_url(whole, "opgaver"))
