"""What a cluster says of itself in a round: reading, writing, delivering and opening it again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters import workflow
from clusters.dashboard import load_picture
from clusters.forms.assessments import ReasonForm
from clusters.forms.compare import marked
from clusters.forms.replies import ClusterReportForm
from clusters.models import ClusterReport, RoundCluster
from clusters.permissions import may_read_cluster_report, may_reopen_cluster_report, may_write_cluster_report
from clusters.reports.renderers.html import render_text
from clusters.views.access import require
from clusters.views.frame import frame, load_round
from clusters.workflow.cluster_reports import PARTS
from misbrug.text.danish import first_upper

NOT_LEAD = "Klyngerapporten skrives af klyngens tovholder."


def find_cluster(user, round_slug, cluster_slug):
    """Give (cluster in the round, its report or None). Raises Http404 for those who may not read it."""
    row = (
        RoundCluster.objects.select_related("round__region", "round__report", "cluster", "report__changed_by")
        .filter(round__slug=round_slug, cluster__slug=cluster_slug)
        .exclude(round__state="planned")
        .first()
    )
    report = getattr(row, "report", None)
    if row is None or not may_read_cluster_report(user, row, report is not None and report.is_delivered):
        raise Http404
    return row, report


@login_required
@require_safe
def cluster_report_list(request, round):
    """All cluster reports of a round, with how far each has come."""
    round_ = load_round(request.user, round)
    rows = list(
        RoundCluster.objects.filter(round=round_)
        .select_related("round__region", "cluster", "report")
        .order_by("order", "pk")
    )
    shown = []
    for row in rows:
        report = getattr(row, "report", None)
        delivered = report is not None and report.is_delivered
        shown.append((row, report, may_read_cluster_report(request.user, row, delivered)))
    picture = load_picture(round_)
    context = frame(request, picture, "cluster_report_list", rows=shown)
    return render(request, "clusters/cluster_report_list.html", context)


def is_held(row):
    """Say whether a cluster's report is locked because the steering group has the status report."""
    report = getattr(row.round, "report", None)
    return report is not None and report.holds_cluster_reports


@login_required
@require_safe
def cluster_report(request, round, cluster):
    """Read a cluster's report."""
    row, report = find_cluster(request.user, round, cluster)
    writes = may_write_cluster_report(request.user, row)
    context = context_of(row, report) | {
        "parts": [(label, render_text(text)) for label, text in parts_of(report) if text],
        "may_write": writes and not is_held(row) and not (report and report.is_delivered),
        "may_see_history": bool(writes and report),
        "may_reopen": bool(
            report and report.is_delivered and not is_held(row) and may_reopen_cluster_report(request.user, row)
        ),
    }
    return render(request, "clusters/cluster_report.html", context)


def context_of(row, report):
    """Give what the pages of a cluster's report share."""
    return {
        "round": row.round,
        "row": row,
        "report": report,
        "is_held": is_held(row),
        "status_report": getattr(row.round, "report", None),
    }


def parts_of(report):
    """Give (label, text) of the parts of a report, or of a version of it; texts are \"\" where there is none."""
    return [
        (first_upper(str(ClusterReport._meta.get_field(name).verbose_name)), getattr(report, name, ""))
        for name in PARTS
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cluster_report_edit(request, round, cluster):
    """Write a cluster's report; saving may deliver it in the same act."""
    row, report = find_cluster(request.user, round, cluster)
    require(may_write_cluster_report(request.user, row), NOT_LEAD)
    if is_held(row) or (report and report.is_delivered):
        messages.info(request, "Klyngerapporten er låst. Åbn den igen, før den rettes.")
        return redirect("clusters:cluster_report", round, cluster)
    if request.method != "POST":
        initial = {name: getattr(report, name, "") for name in PARTS} | {
            "base_version": report.version if report else 0
        }
        return _edit_page(request, row, report, ClusterReportForm(initial=initial))
    form = ClusterReportForm(request.POST)
    if not form.is_valid() or request.POST.get("act") == "preview":
        return _edit_page(request, row, report, form)
    try:
        workflow.save_cluster_report(
            row.pk,
            texts=form.texts(),
            base_version=form.cleaned_data["base_version"],
            actor=request.user,
            at=timezone.now(),
            cpr_confirmed=form.cleaned_data["cpr_confirmed"],
        )
    except workflow.Conflict as conflict:
        return _conflict_page(request, row, report, conflict)
    except workflow.WorkflowError as refusal:
        form.refuse(refusal, report)
        return _edit_page(request, row, report, form)
    messages.success(request, "Klyngerapporten er gemt.")
    return redirect("clusters:cluster_report", round, cluster)


def _conflict_page(request, row, report, conflict):
    """Show what both have changed beside each other; the form holds all parts as they would become."""
    newer, merged = conflict.current, conflict.mine.texts
    pairs = [
        (label, *marked(getattr(newer, name), merged[name]))
        for name, (label, _) in zip(PARTS, parts_of(newer), strict=True)
        if name in conflict.mine.both
    ]
    form = ClusterReportForm(initial=merged | {"base_version": newer.version})
    return _edit_page(request, row, report, form, newer=newer, pairs=pairs, status=409)


def _edit_page(request, row, report, form, *, newer=None, pairs=(), status=200):
    preview = None
    if request.POST.get("act") == "preview" and form.is_valid():
        preview = [
            (label, render_text(form.cleaned_data[name]))
            for name, (label, _) in zip(PARTS, parts_of(report), strict=True)
        ]
    context = context_of(row, report) | {
        "form": form,
        "newer": newer,
        "pairs": pairs,
        "preview": preview,
    }
    return render(request, "clusters/cluster_report_edit.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cluster_report_deliver(request, round, cluster):
    """Deliver a cluster's report to the project group, once that is confirmed."""
    row, report = find_cluster(request.user, round, cluster)
    require(may_write_cluster_report(request.user, row), "Klyngerapporten afleveres af klyngens tovholder.")
    if request.method == "POST":
        try:
            workflow.deliver_cluster_report(row.pk, actor=request.user, at=timezone.now())
        except workflow.WorkflowError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Klyngerapporten er afleveret til projektgruppen.")
        return redirect("clusters:cluster_report", round, cluster)
    context = context_of(row, report) | {"empty": [label for label, text in parts_of(report) if not text]}
    return render(request, "clusters/cluster_report_deliver.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cluster_report_reopen(request, round, cluster):
    """Make a delivered report a draft again, with a reason."""
    row, report = find_cluster(request.user, round, cluster)
    require(may_reopen_cluster_report(request.user, row), "Kun tovholderen og projektgruppen kan åbne den igen.")
    form = ReasonForm(request.POST or None, label="Hvorfor åbnes klyngerapporten igen?")
    if request.method == "POST" and form.is_valid():
        try:
            workflow.reopen_cluster_report(
                row.pk,
                actor=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
                cpr_confirmed=form.cleaned_data["cpr_confirmed"],
            )
        except workflow.WorkflowError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Klyngerapporten er en kladde igen.")
            # The project group reads delivered reports alone.
            if may_write_cluster_report(request.user, row):
                return redirect("clusters:cluster_report", round, cluster)
            return redirect("clusters:report_way", round)
    return render(request, "clusters/cluster_report_reopen.html", context_of(row, report) | {"form": form})
