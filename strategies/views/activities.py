"""One activity: what it is, what has to be in place, how it goes; starting one, and writing notes on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.views.content import BELONGS, content_move, gone_page, previews_of
from clusters.views.reports import for_readers
from indicators.models import Indicator, Recommendation
from strategies import readiness, workflow
from strategies.course import course
from strategies.forms.plans import (
    KINDS,
    NewActivityForm,
    NoteForm,
    activity_address,
    expected_of,
    plan_address,
)
from strategies.permissions import may_edit
from strategies.plan import conditions_of, warnings_of
from strategies.views.access import find_editable, find_row, find_strategy, posted
from strategies.views.site import SITE
from strategies.whole import StrategyWhole

KIND = KINDS["aktivitet"]


@for_readers
@require_safe
def activity(request, slug, pk):
    """Read an activity."""
    strategy = find_strategy(request.user, slug)
    found = find_row(_whole(strategy), pk)
    steps = course(found)
    context = {
        "strategy": strategy,
        "may_edit": may_edit(request.user, strategy),
        "heading": found.title,
        "activity": found,
        "conditions": found.conditions.all(),
        "steps": steps,
        "has_notes": any(step.note for step in steps),
        "plan_url": plan_address(strategy, found.plan_id),
        "has_several_plans": strategy.plans.count() > 1,
        **_readiness(found),
    }
    return render(request, "strategies/activity.html", context)


def _whole(strategy):
    indicators = Prefetch("indicators", Indicator.objects.select_related("recommendation"))
    return strategy.activities.select_related("plan", "focus_area", "changed_by").prefetch_related(
        "conditions", "goals", "recommendations", indicators
    )


def _readiness(activity):
    """Give what the prerequisites suggest and why, where that is something else than what stands, and what clashes.

    A suggestion says why the colour clashes, so that it is said once. What is over is suggested nothing: nobody
    is going to carry it out.
    """
    conditions = conditions_of(activity)
    over = activity.state in (readiness.DONE, readiness.DROPPED)
    suggested = readiness.UNKNOWN if over else readiness.suggested(conditions)
    suggested = "" if suggested == activity.readiness else suggested
    return {
        "warnings": () if suggested else warnings_of(activity),
        "suggested": suggested,
        "reason": readiness.reason(conditions),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def activity_add(request, slug):
    """Start an activity, with what the address names (`indikator`, `anbefaling`, `maal`, `fokus`) chosen already."""
    strategy = find_editable(request.user, slug)
    try:
        row = KIND.start(strategy, request.GET.get("i", ""))
    except Http404:
        if request.method != "POST":
            raise
        return gone_page(request, StrategyWhole(strategy, request.user), NewActivityForm, BELONGS)
    initial = _named_in_address(request, strategy)
    if request.method != "POST":
        form = NewActivityForm(instance=row, strategy=strategy, user=request.user, initial=initial)
        return _show_form(request, strategy, row, form, initial)
    form = NewActivityForm(request.POST, instance=row, strategy=strategy, user=request.user, initial=initial)
    if not form.is_valid() or request.POST.get("act") == "preview":
        return _show_form(request, strategy, row, form, initial)
    try:
        saved = form.store(actor=request.user, at=timezone.now())
    except workflow.WorkflowError as refusal:
        form.refuse(refusal)
        return _show_form(request, strategy, row, form, initial)
    messages.success(request, f"”{saved}” er tilføjet.")
    _warn(request, saved)
    again = request.POST.get("act") == "again"
    return redirect(request.get_full_path() if again else activity_address(strategy, saved.pk))


def _named_in_address(request, strategy):
    """Give the rows that the address names, by field. What is not there, or another strategy's, is left out."""
    sources = {
        "indicators": ("indikator", Indicator.objects.filter(parent=None)),
        "recommendations": ("anbefaling", Recommendation.objects.all()),
        "goals": ("maal", strategy.goals.all()),
        "focus_area": ("fokus", strategy.focus_areas.all()),
    }
    initial = {}
    for field, (parameter, rows) in sources.items():
        words = [word for word in request.GET.getlist(parameter)[:50] if word.isdecimal() and len(word) < 10]
        found = list(rows.filter(pk__in=words)) if words else []
        if found:
            initial[field] = found[0] if field == "focus_area" else found
    return initial


def _show_form(request, strategy, row, form, initial):
    context = form.whole.context(
        may_edit=True,
        kind=None,
        row=row,
        is_new=True,
        form=form,
        previews=previews_of(form.whole, form) if request.POST.get("act") == "preview" else None,
        back=plan_address(strategy, row.plan_id),
        heading=KIND.new,
        again=KIND.again,
        linked=[*initial.get("indicators", ()), *initial.get("recommendations", ()), *initial.get("goals", ())],
        makes_plan="plan" not in form.fields,
    )
    return render(request, "strategies/activity_add.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request, slug, pk):
    """Write a note on an activity; it may move state and readiness."""
    strategy = find_editable(request.user, slug)
    if request.method == "POST" and not strategy.activities.filter(pk=pk).exists():
        return gone_page(request, StrategyWhole(strategy, request.user), NoteForm, BELONGS)
    found = find_row(_whole(strategy), pk)
    now = timezone.localtime()
    initial = {
        "on": now.date(),
        "state": found.state,
        "readiness": found.readiness or "none",
        "expected": expected_of(found),
    }
    form = NoteForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _add_note(found, form, request.user, now)
        except workflow.IllegalTransition as moved:
            found = find_row(_whole(strategy), pk)
            form.refuse(moved)
            form.expect(found)
            status = 409
        except workflow.WorkflowError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Notatet er gemt.")
            _warn(request, find_row(_whole(strategy), pk))
            return redirect(activity_address(strategy, pk, "historik"))
    context = {
        "strategy": strategy,
        "may_edit": True,
        "heading": f"Notat om {found.title}",
        "activity": found,
        "form": form,
        "back": activity_address(strategy, pk),
        **_readiness(found),
    }
    return render(request, "strategies/activity_note.html", context, status=status)


def _add_note(activity, form, actor, at):
    values = form.cleaned_data
    workflow.add_note(
        activity.pk,
        text=values["text"],
        on=values["on"],
        state=values["state"],
        readiness=values["readiness"],
        actor=actor,
        at=at,
        expected=form.expectation(),
        cpr_confirmed=values["cpr_confirmed"],
    )


def _warn(request, activity):
    """Say at once what contradicts what in what was saved."""
    for sentence in warnings_of(activity):
        messages.warning(request, f"{activity.title}: {sentence}")


@login_required
@posted
def activity_move(request, slug, pk):
    """Move an activity in its plan, as `content_move`; without a script one stays with the order."""
    response = content_move(request, SITE, "aktivitet", pk, slug=slug)
    if response.status_code != 302:
        return response
    strategy = find_editable(request.user, slug)
    row = find_row(strategy.activities.all(), pk)
    return redirect(f"{plan_address(strategy, row.plan_id)}&raekkefoelge=ja#aktivitet-{pk}")
