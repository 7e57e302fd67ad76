"""The overview of a report's parts for those who write it: what is written, what lacks, and what is left out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clusters import workflow
from clusters.models import AdviceItem, AdviceOutcome, Annex, ReportPriority, ReportText, TextWaiver
from clusters.permissions import may_write_report
from clusters.report_writing import overview_of
from clusters.reports.snapshot import take_snapshot
from clusters.views.access import require
from clusters.views.reports import find_round, takes_texts
from indicators.models import Recommendation

LEAVABLE = {
    "forklaring": ReportText.Kind.EXPLANATION,
    "indikatorer": ReportText.Kind.INDICATORS,
    "status": ReportText.Kind.STATUS,
    "det-anbefales": ReportText.Kind.ADVICE,
}


def _find(request, slug):
    round_ = find_round(request.user, slug)
    require(may_write_report(request.user, round_), "Rapporten skrives af regionens projektgruppe.")
    return round_


@login_required
@require_safe
def report_parts(request, round):
    """All parts of a report, with how far each has come, and the way to each."""
    round_ = _find(request, round)
    facts = take_snapshot(round_, at=timezone.now())
    waived = frozenset(TextWaiver.objects.filter(report__round=round_).values_list("key", flat=True))
    own, *groups = overview_of(facts, waived)
    own_items, earlier = _items(round_)
    context = {
        "round": round_,
        "facts": facts,
        "own": own,
        "groups": [(group, own_items.get(group.recommendation.number, ())) for group in groups],
        "items": own_items.get(None, ()),
        "earlier": earlier,
        "priorities": list(ReportPriority.objects.filter(report__round=round_).select_related("recommendation")),
        "annexes": _annexes(round_, facts),
        "locked": not takes_texts(round_),
        "report": getattr(round_, "report", None),
    }
    return render(request, "clusters/report_parts.html", context)


def _annexes(round_, facts):
    """Give (letter, row) of each uploaded annex, in the order of the report."""
    rows = Annex.objects.filter(case__report__round=round_)
    return [(known.letter, row) for known, row in zip(facts.annexes, rows, strict=True)]


def _items(round_):
    """Give this report's items by recommendation number, and those of the report before with what became of them."""
    rows = AdviceItem.objects.filter(report__round__in=[round_.pk, round_.previous_id])
    outcomes = {row.item_id: row for row in AdviceOutcome.objects.filter(report__round=round_)}
    own, earlier = {}, []
    for row in rows.select_related("recommendation", "report").order_by("recommendation__number", "order", "pk"):
        if row.report.round_id == round_.pk:
            own.setdefault(row.recommendation.number if row.recommendation_id else None, []).append(row)
        else:
            earlier.append((row, outcomes.get(row.pk)))
    return own, earlier


@login_required
@require_POST
def report_leave_out(request, round, part, number):
    """Leave a part of a recommendation out of the report, or take it in again (`act` is "in")."""
    round_ = _find(request, round)
    if part not in LEAVABLE:
        raise Http404
    recommendation = get_object_or_404(Recommendation, catalogue_id=round_.catalogue_id, number=number)
    left_out = request.POST.get("act") != "in"
    try:
        workflow.leave_out(
            round_id=round_.pk,
            kind=LEAVABLE[part],
            recommendation=recommendation,
            left_out=left_out,
            actor=request.user,
            at=timezone.now(),
        )
    except workflow.WorkflowError as refusal:
        messages.error(request, refusal.message)
    else:
        name = LEAVABLE[part].label
        done = "er udeladt af rapporten" if left_out else "er med i rapporten igen"
        messages.success(request, f"{name}, anbefaling {number}, {done}.")
    return redirect("clusters:report_parts", round_.slug)
