"""Writing in status reports."""

from django.urls import path

from clusters.views import report_history, report_parts, report_texts

WRITING = "statusrapporter/<slug:round>/rediger/"
PART = f"{WRITING}<slug:part>/"

urlpatterns = [
    path(WRITING, report_parts.report_parts, name="report_parts"),
    path(PART, report_texts.report_edit, name="report_edit"),
    path(f"{PART}historik/", report_history.report_text_history, name="report_text_history"),
    path(f"{PART}historik/<row:version>/gendan/", report_history.report_text_restore, name="report_text_restore"),
    path(f"{PART}tal/", report_texts.report_figure, name="report_figure"),
    path(f"{PART}til-stede/", report_texts.report_presence, name="report_presence"),
    path(f"{PART}bliver-staaende/", report_texts.report_waive, name="report_waive"),
    path(
        "statusrapporter/<slug:round>/udelad/<slug:part>/<int:number>/",
        report_parts.report_leave_out,
        name="report_leave_out",
    ),
]
