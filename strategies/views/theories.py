"""A strategy's theories of change: drawn, written out as text, and edited."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.views.reports import for_readers
from strategies import workflow
from strategies.diagram import load, load_all
from strategies.drawing import fits_wide, narrow, wide
from strategies.forms.theories import TargetsForm
from strategies.models import TheoryStep
from strategies.permissions import may_edit
from strategies.views.access import find_editable, find_row, find_strategy, posted


@for_readers
@require_safe
def theories(request, slug):
    """Read all theories of a strategy, and start those that are missing."""
    strategy = find_strategy(request.user, slug)
    editable = may_edit(request.user, strategy)
    shown = [_shown(strategy, diagram) for diagram in load_all(strategy)]
    taken = {each["diagram"].focus_area for each in shown}
    areas = [area for area in strategy.focus_areas.all() if area.pk not in taken] if editable else []
    context = {
        "strategy": strategy,
        "may_edit": editable,
        "theories": shown,
        "areas_without": areas,
        "overall_missing": None not in taken,
    }
    return render(request, "strategies/theories.html", context)


@for_readers
@require_safe
def theory(request, slug, pk):
    """Read one theory; those who may edit it find the editor beneath, with the step named `trin` open."""
    strategy = find_strategy(request.user, slug)
    editable = may_edit(request.user, strategy)
    diagram = _find_diagram(strategy, pk)
    step = request.GET.get("trin", "")
    opened = diagram.steps.get(int(step)) if editable and step.isdecimal() and len(step) < 19 else None
    form = _targets_form(diagram, opened) if opened else None
    return _theory_page(request, strategy, diagram, editable=editable, opened=opened, form=form)


@login_required
@posted
def theory_start(request, slug):
    """Start a theory from what the strategy has: from `focus_area`, or the overall one where it is empty."""
    strategy = find_editable(request.user, slug)
    named = request.POST.get("focus_area", "")
    if named and not (named.isdecimal() and len(named) < 19):
        raise Http404
    area = find_row(strategy.focus_areas.all(), named) if named else None
    try:
        made = workflow.start_theory(strategy.pk, focus_area=area, actor=request.user, at=timezone.now())
    except workflow.WorkflowError as refusal:
        messages.error(request, refusal.message)
        return redirect("strategies:theories", strategy.slug)
    messages.success(request, f"”{made}” er begyndt. Vælg ved hvert trin, hvad det fører til.")
    return redirect(_address(strategy, made.pk, "#ret"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def theory_arrows(request, slug, pk, step):
    """Set everything that one step leads to. Who only opens the address is led to the page with the step open."""
    strategy = find_editable(request.user, slug)
    rows = TheoryStep.objects.filter(theory__strategy=strategy, theory_id=pk)
    row = find_row(rows.select_related("theory", "activity", "focus_area", "goal"), step)
    if request.method != "POST":
        return redirect(_address(strategy, pk, f"?trin={step}#ret-{step}"))
    diagram = _find_diagram(strategy, pk)
    opened, form = diagram.steps[step], TargetsForm(request.POST, diagram=diagram)
    status = 200
    if form.is_valid():
        chosen, seen = form.cleaned_data["targets"], form.cleaned_data["seen"]
        try:
            workflow.link_steps(row, chosen, seen=seen, actor=request.user, at=timezone.now())
        except workflow.Conflict as conflict:
            form.add_error("targets", f"{conflict.message} {_stands(diagram, step)} Gem igen, hvis dine skal gælde.")
            form.data = form.data.copy()
            form.data["seen"] = _listed(conflict.current)
            status = 409
        except workflow.WorkflowError as refusal:
            form.add_error("targets", refusal.message)
        else:
            messages.success(request, f"Pilene fra ”{opened.text}” er gemt.")
            return redirect(_after(request, strategy, diagram, step))
    return _theory_page(request, strategy, diagram, editable=True, opened=opened, form=form, status=status)


def _find_diagram(strategy, pk):
    diagram = load(strategy, pk)
    if diagram is None:
        raise Http404
    return diagram


def _address(strategy, pk, rest=""):
    return reverse("strategies:theory", args=[strategy.slug, pk]) + rest


def _after(request, strategy, diagram, step):
    """Give where to go once arrows are saved: to the same step, or to the next that can lead anywhere."""
    if request.POST.get("act") == "next" and (following := _next_step(diagram, step)):
        return _address(strategy, diagram.pk, f"?trin={following}#ret-{following}")
    return _address(strategy, diagram.pk, f"#ret-{step}")


def _next_step(diagram, step):
    pks = list(diagram.steps)
    return next((pk for pk in pks[pks.index(step) + 1 :] if _choices(diagram, diagram.steps[pk], ())), None)


def _stands(diagram, step):
    names = [f"”{diagram.steps[target].text}”" for target in diagram.targets.get(step, ())]
    return f"Nu fører trinnet til {', '.join(names)}." if names else "Nu fører trinnet ikke til noget."


def _listed(pks):
    return ",".join(str(pk) for pk in pks)


def _targets_form(diagram, step):
    targets = diagram.targets.get(step.pk, [])
    return TargetsForm(diagram=diagram, initial={"targets": targets, "seen": _listed(targets)})


def _shown(strategy, diagram):
    """Give what the pages need to draw a theory and to write it out."""
    addresses = _addresses(strategy, diagram)
    columns = diagram.nodes(addresses)
    return {
        "diagram": diagram,
        "url": _address(strategy, diagram.pk),
        "wide": wide(columns, diagram.pairs) if fits_wide(columns) else None,
        "narrow": narrow(columns, diagram.pairs),
        "chains": [_chain(diagram, addresses, link) for link in diagram.chains],
    }


def _addresses(strategy, diagram):
    """Give the address of what each step stands for, by the step's pk; a text of its own has none."""
    document = reverse("strategies:document", args=[strategy.slug])
    anchors = {"focus_area": "#fokusomraade-", "goal": "#maal-"}
    return {
        step.pk: reverse("strategies:activity", args=[strategy.slug, step.of])
        if step.kind == "activity"
        else f"{document}{anchors[step.kind]}{step.of}"
        for step in diagram.steps.values()
        if step.of is not None
    }


@dataclass(frozen=True, slots=True)
class _Chain:
    """A step in the text list, with what it leads to. `is_example`: the arrow that leads to it is one."""

    step: object
    url: str
    is_example: bool
    is_dead_end: bool
    written_above: bool
    following: tuple


def _chain(diagram, addresses, link, before=None):
    step = diagram.steps[link.key]
    return _Chain(
        step=step,
        url=addresses.get(step.pk, ""),
        is_example=(before, link.key) in diagram.example_arrows,
        is_dead_end=step.pk in diagram.dead,
        written_above=link.written_above,
        following=tuple(_chain(diagram, addresses, each, link.key) for each in link.following),
    )


def _choices(diagram, step, chosen):
    """Give (column title, [(step, whether chosen)]) of what a step may be said to lead to.

    Offered are the other steps of its own and the later columns, and what it leads to already wherever that stands.
    """
    found, reached = [], False
    for column in diagram.columns:
        reached = reached or column.pk == step.column
        steps = [each for each in column.steps if each.pk != step.pk and (reached or each.pk in chosen)]
        if steps:
            found.append((column, [(each, each.pk in chosen) for each in steps]))
    return found


def _theory_page(request, strategy, diagram, *, editable, opened=None, form=None, status=200):
    context = {
        "strategy": strategy,
        "may_edit": editable,
        "theory": _shown(strategy, diagram),
        "diagram": diagram,
        "opened": opened,
        "form": form,
    }
    if editable:
        context["columns"] = _editor(diagram)
    if opened:
        chosen = {pk for pk in diagram.steps if str(pk) in map(str, form["targets"].value() or ())}
        context["choices"] = _choices(diagram, opened, chosen)
        context["next_step"] = _next_step(diagram, opened.pk)
    return render(request, "strategies/theory.html", context, status=status)


def _editor(diagram):
    """Give (column, [(step, what it leads to)]) for the editor."""

    def led_to(step):
        return [diagram.steps[target] for target in diagram.targets.get(step.pk, ())]

    return [(column, [(step, led_to(step)) for step in column.steps]) for column in diagram.columns]
