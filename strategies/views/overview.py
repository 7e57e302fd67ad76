"""The overview of strategies, and starting one or correcting what it says of itself."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Municipality
from clusters.views.content import seen_version
from clusters.views.reports import for_readers
from indicators.models import Catalogue, Indicator
from misbrug.text.danish import first_upper, join
from strategies import workflow
from strategies.forms.strategies import StrategyForm
from strategies.models import Strategy
from strategies.overview import load_overview
from strategies.permissions import own_municipalities
from strategies.views.access import find_editable
from strategies.views.deleted import places_with_deleted

# What an indicator that asks for a strategy says after "a strategy for", as far as the first comma.
_ASKED_FOR = re.compile(r"\b((?:strategi|politik|plan|handleplan)\s+(?:for|om)\s+[^,.;:]+)", re.IGNORECASE)


@for_readers
@require_safe
def strategy_list(request):
    """Show the strategies the user may read, one's own municipality's first."""
    context = {
        "overview": load_overview(request.user, request.GET, timezone.localdate()),
        "may_start": bool(own_municipalities(request.user)),
        "with_deleted": places_with_deleted(request.user),
    }
    return render(request, "strategies/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def strategy_add(request):
    """Start a strategy; with `indikator` in the address one that answers the indicator, with a goal that says so."""
    own = _own_places(request.user)
    if not own:
        raise PermissionDenied("En strategi oprettes af kommunens sagsbehandlere og kommuneansvarlige.")
    indicator = _find_indicator(request.GET.get("indikator", ""))
    initial = {"title": title_for(indicator)} if indicator else {}
    form = StrategyForm(request.POST or None, own_places=own, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _create(request, form, indicator)
        except workflow.WorkflowError as refusal:
            form.refuse(refusal)
    context = {"form": form, "indicator": indicator, "own_places": own}
    return render(request, "strategies/strategy_add.html", context)


def _create(request, form, indicator):
    facts = {"municipalities": form.municipalities, "actor": request.user, "at": timezone.now(), **form.facts()}
    if indicator is None:
        strategy = workflow.create_strategy(**facts)
        messages.success(request, f"”{strategy}” er oprettet som kladde. Kun {strategy.place_names} kan se den.")
        return redirect("strategies:document", strategy.slug)
    strategy, goal = workflow.create_answering(indicator, **facts)
    messages.success(
        request, f"”{strategy}” er oprettet som kladde med et mål, der svarer på indikator {indicator.number}."
    )
    return redirect("strategies:content_edit", strategy.slug, "maal", goal.pk)


def _own_places(user):
    return list(Municipality.objects.filter(pk__in=own_municipalities(user)))


def _find_indicator(value):
    """Give the indicator that the address names, None where it names none. Raises Http404 for one nobody is asked."""
    if not value:
        return None
    found = Indicator.objects.select_related("catalogue", "recommendation").filter(
        pk=int(value) if value.isdecimal() and len(value) < 10 else 0, catalogue__state=Catalogue.State.PUBLISHED
    )
    indicator = found.first()
    if indicator is None:
        raise Http404("No such indicator")
    return indicator


def title_for(indicator):
    """Give a fitting title of a strategy that answers an indicator: "Strategi for synlighed"."""
    asked = _ASKED_FOR.search(indicator.text)
    return first_upper(asked[1].strip() if asked else f"strategi: {indicator.recommendation.heading}")[:200]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def strategy_edit(request, slug):
    """Correct what a strategy says of itself."""
    strategy = find_editable(request.user, slug)
    own = _own_places(request.user)
    if request.method != "POST":
        return _show(request, strategy, StrategyForm(instance=strategy, own_places=own))
    stored = Strategy.objects.get(pk=strategy.pk)
    form = StrategyForm(request.POST, instance=stored, own_places=own)
    if not form.is_valid():
        return _show(request, strategy, form)
    try:
        workflow.save_strategy(
            form.instance,
            municipalities=form.municipalities,
            own=own_municipalities(request.user),
            base_version=seen_version(request, form),
            actor=request.user,
            at=timezone.now(),
        )
    except workflow.Conflict as conflict:
        return _show(request, strategy, form, newer=conflict.current, status=409)
    except workflow.WorkflowError as refusal:
        form.refuse(refusal)
        return _show(request, strategy, form)
    messages.success(request, f"Oplysningerne er gemt.{_changed_places(strategy, form.municipalities)}")
    return redirect("strategies:document", strategy.slug)


def _changed_places(strategy, chosen):
    """Say which municipalities came to a strategy and which left it, since they can no longer see a draft."""
    before, after = set(strategy.places), set(chosen)
    came = join(sorted(place.name for place in after - before))
    left = join(sorted(place.name for place in before - after))
    return (f" Nu er {came} også med." if came else "") + (f" {left} er ikke længere med." if left else "")


def _show(request, strategy, form, *, newer=None, status=200):
    context = {
        "strategy": strategy,
        "form": form,
        "heading": "Ret oplysninger",
        "newer": newer,
        "newer_values": _differences(form, newer) if newer else (),
    }
    return render(request, "strategies/strategy_form.html", context, status=status)


def _differences(form, newer):
    """Give (label, text) of what stands now, for the fields in which the writer has something else."""
    for name in form.Meta.fields:
        value = getattr(newer, name)
        if value == form.cleaned_data.get(name):
            continue
        display = getattr(newer, f"get_{name}_display", None)
        shown = display() if display else value
        yield first_upper(str(form.fields[name].label)), "" if shown is None else shown
    if {place.pk for place in form.municipalities} != {place.pk for place in newer.places}:
        yield "Kommuner", newer.place_names
