"""Cluster reports, the right of reply and writing, for the tables of who may see what: who meets what, and where."""

from django.urls import reverse

from clusters.models import ClusterReport, CorrectionRequest, ReportText

THEN, NOW = "region-sjaelland-2014", "region-sjaelland-2026"
OPEN, FORBIDDEN, HIDDEN = "open", 403, 404
CLUSTERS = {"klynge-syd": "Syd", "klynge-oest": "Øst"}
# (round, cluster) → whether its report is delivered.
DELIVERED = {(THEN, "klynge-syd"): True, (NOW, "klynge-syd"): False, (NOW, "klynge-oest"): True}
ABOUT_CLUSTERS = (
    "cluster_report",
    "cluster_report_edit",
    "cluster_report_history",
    "cluster_report_restore",
    "cluster_report_deliver",
    "cluster_report_reopen",
)
CORRECTIONS = ("reply_shown", "correction_list", "correction_answer")
WRITTEN = (
    "report_text_restore",
    "report_parts",
    "report_figure",
    "report_presence",
    "report_waive",
    "report_leave_out",
)
POSTED = ("report_presence", "report_waive", "report_leave_out")
REPLIES = ("cluster_report_list", *ABOUT_CLUSTERS, *CORRECTIONS, *WRITTEN)


def of_cluster_report(name, who, cluster, delivered):
    """Say what an address of a cluster's report answers."""
    leads = bool(who.get("leads_cluster")) and who["cluster"] == cluster
    member = bool(who.get("own")) and who.get("cluster") == cluster
    above = delivered and bool(who.get("project") or who.get("steering"))
    if not (leads or member or above):
        return HIDDEN
    may = {"cluster_report": True, "cluster_report_reopen": leads or bool(who.get("project"))}.get(name, leads)
    return OPEN if may else FORBIDDEN


def of_correction(name, who, code, replying):
    """Say what an address of the right of reply answers; the request is that of the municipality `code`."""
    if name == "reply_shown":
        return OPEN if replying and who.get("own") == code else HIDDEN
    if not (who.get("project") or who.get("steering")):
        return HIDDEN
    if name == "correction_answer" and not (who.get("project") and who.get("from") != code):
        return FORBIDDEN
    return OPEN


def of_writing(who, released):
    """Say what an address of writing answers: a released report may be read by all, so there they may not write."""
    if who.get("project"):
        return OPEN
    return FORBIDDEN if released or who.get("steering") else HIDDEN


def _version(model, **where):
    """Give the id of a version in the history of a row; 0 where there is no row, and so nothing to put back."""
    row = model.objects.filter(**where).first()
    return row.history.first().history_id if row else 0


def reply_addresses():
    """Give (name, address, what it answers by `who`) of every page."""
    for (round_slug, slug), delivered in DELIVERED.items():
        for name in ABOUT_CLUSTERS:
            version = _version(ClusterReport, round_cluster__round__slug=round_slug, round_cluster__cluster__slug=slug)
            more = (version,) if name == "cluster_report_restore" else ()
            if 0 in more:
                continue
            url = reverse(f"clusters:{name}", args=[round_slug, slug, *more])
            cluster = CLUSTERS[slug]
            yield name, url, lambda who, n=name, c=cluster, d=delivered: of_cluster_report(n, who, c, d)
    for round_slug, replying in ((THEN, True), (NOW, False)):
        for code in ("0320", "0253"):
            url = reverse("clusters:reply_shown", args=[round_slug, code])
            yield "reply_shown", url, lambda who, c=code, r=replying: of_correction("reply_shown", who, c, r)
        url = reverse("clusters:correction_list", args=[round_slug])
        yield "correction_list", url, lambda who: of_correction("correction_list", who, "", True)
    for request in CorrectionRequest.objects.select_related("assessment__municipality"):
        url = reverse("clusters:correction_answer", args=[THEN, request.pk])
        code = request.assessment.municipality.code
        yield "correction_answer", url, lambda who, c=code: of_correction("correction_answer", who, c, True)
    for round_slug, released in ((THEN, True), (NOW, False)):
        for name in WRITTEN:
            version = _version(ReportText, report__round__slug=round_slug, kind="introduction")
            part = {
                "report_parts": (),
                "report_leave_out": ("status", 1),
                "report_text_restore": ("indledning", version),
            }.get(name, ("status-1",))
            if 0 in part:
                continue
            url = reverse(f"clusters:{name}", args=[round_slug, *part])
            yield name, url, lambda who, r=released: of_writing(who, r)
