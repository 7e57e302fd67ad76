"""The list of rounds, and the page from which a round is opened, closed and opened again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters import workflow
from clusters.current import current_first
from clusters.dashboard import load_picture
from clusters.forms.rounds import ActForm, JoinForm, ReopenForm, add_refusal
from clusters.models import Round, Transition
from clusters.permissions import may_manage_round, may_read_draft_report, may_see_rulings, visible_rounds
from clusters.round_acts import acts, timeline
from clusters.views.frame import STATE_KINDS, frame, load_round

LOGGED = 60
# What of the assessments stands in the round's log: who takes part, and what was submitted on their behalf.
IN_ROUND = (
    *(Transition.Act.JOIN, Transition.Act.WITHDRAW, Transition.Act.REJOIN),
    *(Transition.Act.SUBMIT_FOR, Transition.Act.TAKE_BACK),
)
DONE = {
    "open": "Runden er åben. Kommunerne kan svare nu.",
    "process": "Der er lukket for svar.",
    "reopen": "Der er åbnet for svar igen.",
    "close": "Runden er afsluttet.",
}


@login_required
@require_safe
def round_list(request):
    """The rounds one takes part in, the one that is worked on first."""
    rounds = current_first(visible_rounds(request.user).select_related("region", "catalogue"))
    listed = [(round_, STATE_KINDS[round_.state]) for round_ in rounds]
    return render(request, "clusters/round_list.html", {"rounds": listed})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_manage(request, round):
    """The state of a round and the acts that change it, for those who manage it."""
    round_ = load_round(request.user, round)
    if not may_manage_round(request.user, round_):
        raise PermissionDenied("Kun regionens projektgruppe og administratorer styrer runden.")
    picture = load_picture(round_)
    possible = {act.name: act for act in acts(picture, _cluster_names(round_))}
    if request.method == "POST":
        return _do(request, picture, possible)
    return _page(request, picture, possible)


def _cluster_names(round_):
    return [str(row) for row in round_.round_clusters.select_related("cluster")]


def _form_of(act, data=None):
    form = ReopenForm if act.needs_reason else ActForm
    return form(data, label=act.confirm, prefix=act.name)


def _do(request, picture, possible):
    """Carry out the act that was posted; show the page again with what was refused and what was typed."""
    name = request.POST.get("act", "")
    if name == "join":
        return _join(request, picture, possible)
    act = possible.get(name)
    if act is None:
        messages.error(request, "Det kan ikke lade sig gøre nu. Runden er ændret, siden du åbnede siden.")
        return redirect("clusters:round_manage", picture.round.slug)
    form = _form_of(act, request.POST)
    if form.is_valid():
        try:
            _carry_out(name, picture.round, request.user, form.cleaned_data)
        except workflow.WorkflowError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, DONE[name])
            return redirect("clusters:round_manage", picture.round.slug)
    return _page(request, picture, possible, {name: form})


def _carry_out(name, round_, actor, data):
    do = {
        "open": workflow.open_round,
        "process": workflow.start_processing,
        "reopen": workflow.reopen_round,
        "close": workflow.close_round,
    }[name]
    extra = {"reason": data["reason"]} if "reason" in data else {}
    do(round_.pk, actor=actor, at=timezone.now(), **extra)


def _join(request, picture, possible):
    form = JoinForm(request.POST, round_=picture.round, prefix="join")
    if form.is_valid():
        data = form.cleaned_data
        who = {"actor": request.user, "at": timezone.now(), "reason": data["reason"]}
        try:
            workflow.join_round(picture.round.pk, data["municipality"], data["round_cluster"], data["role"], **who)
        except workflow.WorkflowError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{data['municipality'].name} er med i runden.")
            return redirect("clusters:round_manage", picture.round.slug)
    return _page(request, picture, possible, {"join": form})


def _page(request, picture, possible, bound=None):
    bound, round_ = bound or {}, picture.round
    log = list(
        round_.transitions.filter(assessment=None).select_related("assessment")
        | round_.transitions.filter(act__in=IN_ROUND).select_related("assessment")
    )
    context = {
        "may_read_draft": may_read_draft_report(request.user, round_) and round_.state != Round.State.PLANNED,
        "steps": timeline(round_, log),
        "acts": [(act, bound.get(act.name) or _form_of(act)) for act in possible.values()],
        "join_form": (bound.get("join") or JoinForm(round_=round_, prefix="join")) if round_.is_open else None,
        "log": log[:LOGGED],
        "error_forms": list(bound.values()),
        "may_set_participation": may_see_rulings(request.user, round_),
    }
    return render(request, "clusters/round_manage.html", frame(request, picture, "round_manage", **context))
