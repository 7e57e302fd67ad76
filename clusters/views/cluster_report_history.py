"""Earlier versions of a cluster's report, and putting one of them back. For the cluster's lead."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clusters import workflow
from clusters.models import ClusterReport
from clusters.permissions import may_write_cluster_report
from clusters.versions import page_of, pair_of, told
from clusters.views.access import require
from clusters.views.cluster_reports import NOT_LEAD, context_of, find_cluster, is_held, parts_of
from clusters.views.restoring import Restoring, find_version, restore_page
from clusters.workflow.cluster_reports import PARTS

CLOSED = "Klyngerapporten er låst. Åbn den igen, før en tidligere udgave gendannes."


def _find(user, round, cluster):
    row, report = find_cluster(user, round, cluster)
    require(may_write_cluster_report(user, row), NOT_LEAD)
    return row, report


def _is_closed(row, report):
    return is_held(row) or (report is not None and report.is_delivered)


def _pairs(before, after):
    both = zip(parts_of(before), parts_of(after), strict=True)
    return tuple(pair for (label, old), (_, new) in both if (pair := pair_of(label, old, new)))


def _is_delivered(version):
    return version is not None and version.state == ClusterReport.State.DELIVERED


def _told(row, report, version, before, is_newest):
    moved = (_is_delivered(before), _is_delivered(version))
    verb = {(False, True): "afleverede", (True, False): "åbnede den igen"}.get(moved)
    restore = ""
    if _pairs(report, version) and not _is_closed(row, report):
        where = [row.round.slug, row.cluster.slug, version.history_id]
        restore = reverse("clusters:cluster_report_restore", args=where)
    given = {"verb": verb} if verb else {}
    return told(
        version,
        _pairs(before, version),
        badge="gælder nu" if is_newest else "",
        restore=restore,
        is_example=version.is_example,
        **given,
    )


@login_required
@require_safe
def cluster_report_history(request, round, cluster):
    """Every version of a cluster's report, the newest first."""
    row, report = _find(request.user, round, cluster)
    rows = report.history if report else ClusterReport.history.none()
    page, found = page_of(rows.order_by("-history_date", "-history_id"), request.GET.get("side"))
    versions = [
        _told(row, report, version, before, number == 0 and page.number == 1)
        for number, (version, before) in enumerate(found)
    ]
    context = context_of(row, report) | {"page": page, "versions": versions}
    return render(request, "clusters/cluster_report_history.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cluster_report_restore(request, round, cluster, version):
    """Put an earlier version of a cluster's report back, as a new version."""
    row, report = _find(request.user, round, cluster)
    earlier = find_version(report.history if report else ClusterReport.history.none(), version)

    def save(**given):
        texts = {name: getattr(earlier, name) for name in PARTS}
        workflow.save_cluster_report(row.pk, texts=texts, is_example=earlier.is_example, **given)

    restoring = Restoring(
        page="clusters/cluster_report_base.html",
        at=earlier.history_date,
        pairs=_pairs(report, earlier),
        version=report.version,
        save=save,
        back=reverse("clusters:cluster_report_history", args=[round, cluster]),
        closed=CLOSED if _is_closed(row, report) else "",
    )
    return restore_page(request, restoring, context_of(row, report))
