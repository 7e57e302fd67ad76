"""The right of reply: a municipality sees how the report shows it and asks for corrections, which are answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters import workflow
from clusters.forms.replies import CorrectionAnswerForm, CorrectionForm
from clusters.models import CorrectionRequest, Round, StatusReport
from clusters.models.reports import ITEM_LIMIT
from clusters.permissions import may_answer_correction, may_read_draft_report, may_write_report, replying_assessments
from clusters.reports.snapshot import RELATED, take_snapshot
from clusters.views.access import require
from clusters.views.reports import find_round
from indicators.models import Indicator

SHOWN = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shown(request, round, code):
    """How the report shows one's own municipality, and what it has asked to have corrected."""
    assessment = get_object_or_404(
        replying_assessments(request.user).select_related("round__report"), round__slug=round, municipality__code=code
    )
    round_ = Round.objects.select_related(*RELATED).get(pk=assessment.round_id)
    facts = take_snapshot(round_, at=timezone.now())
    member = next(row for row in facts.members if row.code == code)
    texts = {row.number: row.text for row in facts.verdicts}
    rulings = {}
    for row in facts.rulings:
        if row.municipality == member.name:
            rulings.setdefault(row.number, []).append(row)
    takes_requests = round_.report.state == StatusReport.State.MUNICIPALITIES
    wanted = request.POST.get("indicator", "") or request.GET.get("indikator", "")
    wanted = wanted if wanted in texts else ""
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        values=member.values,
        texts=texts,
        initial={"indicator": wanted},
    )
    if request.method == "POST" and takes_requests and form.is_valid() and _ask(request, assessment, form):
        return redirect(f"{request.path}#oensker")
    is_late = request.method == "POST" and not takes_requests
    context = {
        "round": round_,
        "report": round_.report,
        "assessment": assessment,
        "member": member,
        "rows": [(value, texts[value.number], rulings.get(value.number, ())) for value in member.values],
        "corrections": list(
            assessment.corrections.filter(report=round_.report)
            .select_related("indicator")
            .order_by("-asked_at")[:SHOWN]
        ),
        "form": form if takes_requests else None,
        "is_late": is_late,
        "late": request.POST.get("reason", "")[:ITEM_LIMIT] if is_late else "",
        "late_about": wanted,
    }
    return render(request, "clusters/reply_shown.html", context, status=409 if is_late else 200)


def _ask(request, assessment, form):
    number = form.cleaned_data["indicator"]
    indicator = None
    if number:
        indicator = Indicator.objects.get(catalogue__rounds=assessment.round_id, number=number)
    try:
        workflow.ask_correction(
            assessment.pk,
            indicator=indicator,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            at=timezone.now(),
            cpr_confirmed=form.cleaned_data["cpr_confirmed"],
        )
    except workflow.WorkflowError as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, "Ønsket er sendt til projektgruppen. Svaret kommer her på siden.")
    return True


def _requests(round_):
    return CorrectionRequest.objects.filter(report__round=round_).select_related(
        "indicator", "assessment__municipality", "assessment__round", "assessment__round_cluster"
    )


@login_required
@require_safe
def correction_list(request, round):
    """All requests for corrections of a report, the unanswered first. For project and steering group."""
    round_ = find_round(request.user, round)
    if not may_read_draft_report(request.user, round_):
        raise Http404
    rows = list(_requests(round_)[:SHOWN])
    context = {
        "round": round_,
        "waiting": [row for row in rows if row.state == CorrectionRequest.State.OPEN],
        "answered": [row for row in rows if row.state != CorrectionRequest.State.OPEN],
        "may_answer": may_write_report(request.user, round_),
        "own": {row.pk for row in rows if not may_answer_correction(request.user, row.assessment)},
    }
    return render(request, "clusters/correction_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction_answer(request, round, pk):
    """Answer one request."""
    round_ = find_round(request.user, round)
    if not may_read_draft_report(request.user, round_):
        raise Http404
    row = get_object_or_404(_requests(round_), pk=pk)
    require(
        may_answer_correction(request.user, row.assessment),
        "Projektgruppen svarer, men aldrig den, der selv kommer fra kommunen.",
    )
    form = CorrectionAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.answer_correction(
                row.pk,
                state=form.cleaned_data["state"],
                answer=form.cleaned_data["answer"],
                actor=request.user,
                at=timezone.now(),
                cpr_confirmed=form.cleaned_data["cpr_confirmed"],
            )
        except workflow.WorkflowError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Svaret til {row.assessment.municipality_name} er gemt.")
            return redirect("clusters:correction_list", round_.slug)
    context = {"round": round_, "row": row, "form": form, "is_open": row.state == CorrectionRequest.State.OPEN}
    return render(request, "clusters/correction_answer.html", context)
