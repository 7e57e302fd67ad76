"""The way of a strategy: what state it is in, what can be done next, and each act with what happens then."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Deletion
from clusters.permissions import standing
from clusters.views.deletions import tell_deleted
from misbrug.text.danish import date_long, date_time, first_upper, join
from strategies import workflow
from strategies.models import Strategy, StrategyEvent
from strategies.permissions import may_decide
from strategies.timeline import load_hearings
from strategies.unsettled import hearing_gap, unsettled
from strategies.views.access import find_editable
from strategies.views.way_acts import ACTS, ADOPT, PUBLIC, steps

EVENTS_SHOWN = 30
RIGHTS = {
    "decide": "Det er den kommuneansvarlige i en af strategiens kommuner, der afgør det.",
    "adopt": "Det er kommunens egen kommuneansvarlige, der registrerer det.",
}
Act = StrategyEvent.Act
EVENT_WORDS = {
    Act.CREATE: "Oprettet",
    Act.HEARING: "Sendt i høring",
    Act.DRAFT: "Taget tilbage til kladde",
    Act.ADOPT: "Vedtaget i {place}",
    Act.WITHDRAW: "Vedtagelsen i {place} trukket tilbage",
    Act.RETIRE: "Meldt afløst",
    Act.RESUME: "Sat i kraft igen",
    Act.REVIEW: "Taget op",
}


@login_required
@require_safe
def way(request, slug):
    """Show where a strategy stands and what the user can do with it now."""
    strategy = find_editable(request.user, slug)
    events = list(strategy.events.select_related("municipality")[:EVENTS_SHOWN])
    adoptions = sorted(
        strategy.adoptions.select_related("municipality", "adopted_by"),
        key=lambda row: strategy.places.index(row.municipality),
    )
    context = {
        "strategy": strategy,
        "heading": "Strategiens vej",
        "may_edit": True,
        "adoptions": adoptions,
        "steps": [_step(strategy, act, place) for act, place in steps(request.user, strategy)],
        "waits_for": _waits_for(request.user, strategy),
        **_gaps(request.user, strategy),
        "public": PUBLIC if strategy.is_readable else (),
        "today": timezone.localdate(),
        "timeline": timeline(strategy, reversed(events)),
    }
    return render(request, "strategies/way.html", context)


def _step(strategy, act, place):
    return {
        "act": act,
        "title": act.worded(act.title, place),
        "hint": act.worded(act.hint, place),
        "code": place.code if place else "",
    }


def _gaps(user, strategy):
    """Give what does not fit together before the strategy is adopted, and who can mend it."""
    if strategy.is_readable:
        return {"hearing_gap": "", "unsettled": []}
    hearings = load_hearings(strategy.case, timezone.localdate())
    return {
        "hearing_gap": hearing_gap(strategy, hearings),
        "unsettled": unsettled(strategy, hearings),
        "may_decide": may_decide(user, strategy),
    }


def _waits_for(user, strategy):
    """Say who else decides on the strategy: the leads of the municipalities for which the user is none."""
    if not may_decide(user, strategy):
        return f"Høring, vedtagelse og afløsning afgøres af den kommuneansvarlige i {strategy.place_names}."
    leads = standing(user).leads
    others = [row.municipality.name for row in strategy.adoptions.all() if not row.adopted_on]
    others = [place.name for place in strategy.places if place.pk not in leads and place.name in others]
    if not others or strategy.state == Strategy.State.RETIRED:
        return ""
    return f"{join(others)} registrerer selv, at strategien er vedtaget der."


def timeline(strategy, events):
    """Give what has happened to a strategy as steps, the oldest first, and at the end what it is now."""
    happened = [
        {
            "label": EVENT_WORDS[event.act].replace("{place}", event.municipality.name if event.municipality else ""),
            "note": _note(event),
            "state": "done",
            "is_example": event.is_example,
        }
        for event in events
    ]
    now = {"label": f"Nu: {strategy.get_state_display()}", "note": "", "state": "current"}
    return [*happened, now]


def _note(event):
    signed = f"{first_upper(date_time(event.at))}, {event.actor_name}."
    parts = [f"{date_long(event.date)}. Skrevet {signed}" if event.date else signed]
    if event.reason:
        parts.append(f"”{event.reason}”")
    return " ".join(parts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def way_act(request, slug, act, code=""):
    """Say what an act does, ask for what it needs, and do it."""
    strategy = find_editable(request.user, slug)
    found, place = _find_act(strategy, act, code)
    if not found.may(request.user, strategy, place):
        raise PermissionDenied(RIGHTS.get(found.right))
    if request.method == "POST":
        return _do(request, strategy, found, place)
    if not found.fits(strategy, place):
        messages.info(request, f"Det kan ikke gøres nu. Strategien er {strategy.get_state_display()}.")
        return redirect("strategies:way", strategy.slug)
    return _ask(request, strategy, found, place, found.form(None, strategy, place))


def _find_act(strategy, word, code):
    """Give the act and the municipality for which it is done. Raises Http404 for what is neither."""
    act = ACTS.get(word)
    place = next((each for each in strategy.places if each.code == code), None)
    if act is None or (act.right == ADOPT) != bool(code) or (code and place is None):
        raise Http404
    return act, place


def _do(request, strategy, act, place):
    form = act.form(request.POST, strategy, place)
    if not form.is_valid():
        return _ask(request, strategy, act, place, form)
    try:
        result = act.run(strategy, place, form.cleaned_data, actor=request.user, at=timezone.now())
    except workflow.WorkflowError as refusal:
        if hasattr(form, "refuse"):
            form.refuse(refusal)
        else:
            form.add_error(None, refusal.message)
        return _ask(request, strategy, act, place, form)
    if isinstance(result, Deletion):
        code = strategy.places[0].code
        done = act.worded(act.done, place).replace("{what}", str(result))
        tell_deleted(request, done, reverse("strategies:deleted_draft", args=[code, result.pk]))
    else:
        messages.success(request, act.worded(act.done, place))
    return redirect("strategies:list") if act.leads_away else redirect("strategies:way", strategy.slug)


def _ask(request, strategy, act, place, form):
    context = {
        "strategy": strategy,
        "heading": act.worded(act.title, place),
        "act": act,
        "place": place,
        "sentences": act.sentences(strategy, place),
        "unsettled": _unsettled_in(strategy, place) if act.is_adoption else [],
        "form": form,
    }
    return render(request, "strategies/way_act.html", context)


def _unsettled_in(strategy, place):
    return unsettled(strategy, load_hearings(strategy.case, timezone.localdate()), [place])
