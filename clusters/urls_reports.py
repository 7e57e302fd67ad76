"""Status reports."""

from django.urls import path

from clusters.views import report_texts, reports

urlpatterns = [
    path("statusrapporter/", reports.report_list, name="report_list"),
    path("statusrapporter/<slug:round>/", reports.report, name="report"),
    path("statusrapporter/<slug:round>/rediger/<slug:part>/", report_texts.report_edit, name="report_edit"),
    path(
        "statusrapporter/<slug:round>/rediger/<slug:part>/historik/",
        report_texts.report_text_history,
        name="report_text_history",
    ),
]
