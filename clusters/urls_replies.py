"""Cluster reports and the right of reply."""

from django.urls import path

from clusters.views import cluster_report_history as earlier
from clusters.views import cluster_reports, replies

CLUSTER = "klynger/<slug:round>/klyngerapport/<slug:cluster>/"

urlpatterns = [
    path("klynger/<slug:round>/klyngerapporter/", cluster_reports.cluster_report_list, name="cluster_report_list"),
    path(CLUSTER, cluster_reports.cluster_report, name="cluster_report"),
    path(f"{CLUSTER}rediger/", cluster_reports.cluster_report_edit, name="cluster_report_edit"),
    path(f"{CLUSTER}historik/", earlier.cluster_report_history, name="cluster_report_history"),
    path(f"{CLUSTER}historik/<row:version>/gendan/", earlier.cluster_report_restore, name="cluster_report_restore"),
    path(f"{CLUSTER}aflever/", cluster_reports.cluster_report_deliver, name="cluster_report_deliver"),
    path(f"{CLUSTER}aabn/", cluster_reports.cluster_report_reopen, name="cluster_report_reopen"),
    path("statusrapporter/<slug:round>/visning/<str:code>/", replies.shown, name="reply_shown"),
    path("statusrapporter/<slug:round>/rettelser/", replies.correction_list, name="correction_list"),
    path("statusrapporter/<slug:round>/rettelser/<row:pk>/", replies.correction_answer, name="correction_answer"),
]
