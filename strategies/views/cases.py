"""The political treatment of a strategy: the page itself, the routing, the case's texts, closing and opening tasks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Case
from clusters.routing import load_routing
from clusters.workflow.cases import CASE_TEXTS
from clusters.workflow.errors import Conflict, WorkflowError
from misbrug.text.danish import first_upper
from strategies import workflow
from strategies.forms.cases import CaseForm, RoutingForm, TaskCloseForm
from strategies.permissions import may_decide, may_edit
from strategies.timeline import load_track
from strategies.unsettled import hearing_gap
from strategies.views.access import find_editable, find_row, find_strategy, posted
from strategies.views.content import BELONGS, gone_page


@require_safe
def track(request, slug):
    """Read how a strategy is treated politically."""
    strategy = find_strategy(request.user, slug)
    today = timezone.localdate()
    found, edits = load_track(strategy, today), may_edit(request.user, strategy)
    context = {
        "strategy": strategy,
        "may_edit": edits,
        "may_decide": may_decide(request.user, strategy),
        "hearing_gap": hearing_gap(strategy, found.hearings) if edits else "",
        "track": found,
        **_other_texts(strategy.case),
        "today": today,
        "is_joint": len(strategy.places) > 1,
    }
    return render(request, "strategies/track.html", context)


def _other_texts(case):
    """Give the names of the case's other texts than the resumé: those that are written, and those that are not."""
    names = {True: [], False: []}
    for name in CASE_TEXTS:
        if name != "summary":
            names[bool(getattr(case, name))].append(str(Case._meta.get_field(name).verbose_name))
    return {"case_written": names[True], "case_missing": names[False]}


def _track_url(strategy, anchor):
    return f"{reverse('strategies:track', args=[strategy.slug])}#{anchor}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def routing(request, slug):
    """Say for all bodies in one form what they have to do with the case."""
    strategy = find_editable(request.user, slug)
    form = RoutingForm(request.POST or None, routing=load_routing(strategy.case, strategy.places))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            written = workflow.save_routing(strategy.case_id, form.changes(), actor=request.user, at=timezone.now())
        except Conflict as conflict:
            form, status = _routing_anew(request, strategy, conflict), 409
        except WorkflowError as refusal:
            form.add_error(None, refusal.message)
        else:
            if written:
                messages.success(request, "Hvem der behandler sagen, er gemt.")
            return redirect(_track_url(strategy, "hvem"))
    context = {"strategy": strategy, "form": form, "heading": "Hvem behandler sagen", "may_edit": True}
    return render(request, "strategies/track_routing.html", context, status=status)


def _routing_anew(request, strategy, conflict):
    """Give the form with what the writer chose, seen from what stands now, so that saving once more replaces it."""
    now = load_routing(strategy.case, strategy.places)
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
def case(request, slug):
    """Write the texts that every body gets."""
    strategy = find_editable(request.user, slug)
    newer, status = None, 200
    form = CaseForm(request.POST or None, instance=Case.objects.get(pk=strategy.case_id))
    if request.method == "POST" and form.is_valid():
        try:
            workflow.save_case(
                form.instance,
                base_version=_base_version(request, form),
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
            return redirect(_track_url(strategy, "sagen"))
    context = {
        "strategy": strategy,
        "form": form,
        "heading": "Sagens tekster",
        "newer": newer,
        "newer_texts": [(_label(name), getattr(newer, name)) for name in CASE_TEXTS] if newer else (),
        "may_edit": True,
    }
    return render(request, "strategies/case.html", context, status=status)


def _label(name):
    return first_upper(str(Case._meta.get_field(name).verbose_name))


def _base_version(request, form):
    newer = request.POST.get("newer_version", "")
    if request.POST.get("act") == "replace" and newer.isdecimal() and len(newer) < 10:
        return int(newer)
    return form.cleaned_data["base_version"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_close(request, slug, pk):
    """Close a task with its result and date."""
    strategy = find_editable(request.user, slug)
    tasks = strategy.case.tasks.select_related("agenda_item__body", "hearing")
    if request.method == "POST" and not tasks.filter(pk=pk).exists():
        return gone_page(request, strategy, TaskCloseForm, BELONGS)
    task = find_row(tasks, pk)
    form = TaskCloseForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            workflow.close_task(
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
            return redirect(_track_url(strategy, "opgaver"))
    context = {"strategy": strategy, "form": form, "task": task, "heading": "Afslut opgaven", "may_edit": True}
    return render(request, "strategies/track_task_close.html", context)


@login_required
@posted
def task_reopen(request, slug, pk):
    """Open a closed task again."""
    strategy = find_editable(request.user, slug)
    task = find_row(strategy.case.tasks, pk)
    try:
        workflow.reopen_task(task.pk, actor=request.user, at=timezone.now())
    except WorkflowError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Opgaven ”{task}” er åben igen.")
    return redirect(_track_url(strategy, "opgaver"))
