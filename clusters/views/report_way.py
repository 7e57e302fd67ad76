"""The way of a report: where it is, what has happened, what is to be settled, and each act with what happens then."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters import workflow
from clusters.models import StatusReport, TextWaiver, Transition
from clusters.permissions import may_see_rulings, may_write_report
from clusters.reports import build, clearance
from clusters.reports.parts import unwritten
from clusters.reports.snapshot import take_snapshot
from clusters.views.report_acts import ACTS, Situation
from clusters.views.report_touched import sent_to_steering_at, touched_since
from clusters.views.reports import editions_of, find_draft, find_round, report_frame

EVENTS_SHOWN = 40
State, Event = StatusReport.State, Transition.Act
EVENTS = (
    *(Event.TO_MUNICIPALITIES, Event.TO_STEERING, Event.BACK_TO_DRAFT, Event.PUBLISH, Event.NEW_EDITION),
    Event.UNPUBLISH,
)
STEPS = (
    (State.DRAFT, "Kladde"),
    (State.MUNICIPALITIES, "Hos kommunerne"),
    (State.STEERING, "Hos styregruppen"),
    (State.RELEASED, "Frigivet"),
)


def situation_of(user, round_, editions):
    """Give the Situation of a report: its facts now, what keeps it from being released, what is only warned of."""
    facts = take_snapshot(round_, at=timezone.now())
    waivers = list(TextWaiver.objects.filter(report__round=round_).order_by("-at"))
    waived = {row.key for row in waivers}
    found = clearance.blockers(facts)
    stand = {row.key for row in found}
    return Situation(
        user=user,
        round=round_,
        editions=editions,
        facts=facts,
        # A waiver of a sentence that is gone, or of answers that are others now, no longer says anything.
        waivers=[row for row in waivers if row.key in stand],
        blockers=tuple(row for row in found if row.key not in waived),
        unwritten=unwritten(facts),
        undelivered=tuple(row.name for row in facts.clusters if row.report is None),
    )


@login_required
@require_safe
def report_way(request, round):
    """Where the report is, and what can be done with it now."""
    round_ = find_draft(request.user, round)
    editions = editions_of(round_)
    now = situation_of(request.user, round_, editions)
    context = report_frame(
        request.user,
        round_,
        editions,
        steps=steps(now.state),
        acts=[
            {"word": act.word, "title": act.title(now), "hint": act.hint(now)}
            for act in ACTS.values()
            if act.may(request.user, round_) and act.fits(now)
        ],
        waits_for=_waits_for(now),
        **settling(request.user, now),
        waivers=now.waivers,
        touched=_touched(now),
        events=Transition.objects.filter(round=round_, act__in=EVENTS)[:EVENTS_SHOWN],
    )
    return render(request, "clusters/report_way.html", context)


def _touched(now):
    """Name what was changed since the report was sent to the steering group, while it is there."""
    sent = sent_to_steering_at(now.round) if now.state == State.STEERING else None
    return touched_since(now.round, sent) if sent else []


def steps(state):
    """Give the steps of the way for the line on top: each with its label and whether it is done, current or to do."""
    order = [each for each, _ in STEPS]
    place = order.index(state)
    return [
        {"label": label, "state": "done" if n < place else "current" if n == place else "todo"}
        for n, (_, label) in enumerate(STEPS)
    ]


def settling(user, now):
    """Give what is to be settled before the release and what is only warned of, each with where it is mended."""
    writes = may_write_report(user, now.round) and now.state != State.RELEASED
    return {
        "blockers": [{"blocker": row, "url": _mended_at(row, user, now.round)} for row in now.blockers],
        "unwritten": [
            (part, reverse("clusters:report_edit", args=[now.round.slug, part.slug]) if writes else "")
            for part in now.unwritten
        ],
        "undelivered": now.undelivered,
    }


def _mended_at(blocker, user, round_):
    """Give where something is settled, "" for those who may not."""
    if blocker.kind == clearance.WAITING:
        return reverse("clusters:ruling_queue", args=[round_.slug]) if may_see_rulings(user, round_) else ""
    if blocker.kind == clearance.CORRECTION:
        return reverse("clusters:correction_list", args=[round_.slug])
    if not may_write_report(user, round_):
        return ""
    return reverse("clusters:report_edit", args=[round_.slug, blocker.part.slug])


def _waits_for(now):
    """Say who else has the next step, or why there is none yet."""
    if now.round.is_open:
        return "Runden tager stadig imod svar. Rapporten kan først sendes videre, når den er lukket for svar."
    if now.state in (State.DRAFT, State.MUNICIPALITIES) and not may_write_report(now.user, now.round):
        return "Det er regionens projektgruppe, der sender rapporten videre."
    return ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_act(request, round, act):
    """Say what an act does, ask for what it needs, and do it."""
    found = ACTS.get(act)
    if found is None:
        raise Http404
    round_ = find_draft(request.user, round)
    if not found.may(request.user, round_):
        raise PermissionDenied("Det er regionens projektgruppe, der gør det.")
    now = situation_of(request.user, round_, editions_of(round_))
    if request.method == "POST":
        return _do(request, now, found)
    if not found.fits(now):
        messages.info(request, f"Det kan ikke gøres nu. Rapporten er {now.state_word}.")
        return redirect("clusters:report_way", round_.slug)
    return _ask(request, now, found, found.form(None, now))


def _do(request, now, act):
    form = act.form(request.POST, now)
    if not form.is_valid():
        return _ask(request, now, act, form)
    try:
        done = act.run(now, form.cleaned_data, actor=request.user, at=timezone.now())
    except workflow.Incomplete as refusal:
        form.add_error(None, refusal.message)
        return _ask(request, _again(request, now), act, form, status=409)
    except workflow.Conflict as refusal:
        return _changed(request, now, act, form.opened_at, refusal.message)
    except workflow.WorkflowError as refusal:
        form.refuse(refusal)
        status = 409 if isinstance(refusal, workflow.IllegalTransition) else 200
        return _ask(request, _again(request, now), act, form, status=status)
    except build.CannotBeMade as problem:
        form.add_error(None, f"{problem} Intet er frigivet.")
        return _ask(request, now, act, form, status=503)
    messages.success(request, act.done(now))
    if act.leads_to_edition:
        return redirect("clusters:edition", now.round.slug, done.number)
    return redirect("clusters:report_way", now.round.slug)


def _changed(request, now, act, opened_at, message):
    """Say what was changed since the page was opened, and ask anew: the next form has seen what stands now."""
    again = _again(request, now)
    since = touched_since(again.round, opened_at) if opened_at else []
    return _ask(request, again, act, act.form(None, again), status=409, changed=message, changed_parts=since)


def _again(request, now):
    """Look at the report anew: what was refused may be due to what somebody else has just done."""
    round_ = find_round(request.user, now.round.slug)
    return situation_of(request.user, round_, editions_of(round_))


def _ask(request, now, act, form, status=200, **context):
    context = report_frame(
        request.user,
        now.round,
        now.editions,
        act=act,
        title=act.title(now),
        button=act.button(now),
        # What cannot be done now has nothing to follow from it, and may lack what the sentences tell of.
        sentences=act.sentences(now) if act.fits(now) else [],
        is_release=act.leads_to_edition,
        form=form,
        may_go_on=act.fits(now) and not (act.leads_to_edition and now.blockers),
        touched=_touched(now) if act.leads_to_edition else [],
        **settling(request.user, now),
        **context,
    )
    return render(request, "clusters/report_way_act.html", context, status=status)
