"""Status reports: the report, its editions, its files, and its way."""

from django.urls import path

from clusters.views import (
    edition_pages,
    editions,
    report_files,
    report_title,
    report_title_history,
    report_way,
    reports,
    waiver_history,
)

REPORT = "statusrapporter/<slug:round>/"
TITLES = f"{REPORT}titelblad/historik/"
EDITION = f"{REPORT}udgave/<row:number>/"

urlpatterns = [
    path("statusrapporter/", reports.report_list, name="report_list"),
    path(REPORT, reports.report, name="report"),
    path(f"{REPORT}kladde/", reports.report_draft, name="report_draft"),
    path(f"{REPORT}kladde/hent/<slug:kind>/", report_files.draft_file, name="draft_file"),
    path(f"{REPORT}hent/", report_files.report_download, name="report_download"),
    path(f"{REPORT}skabelon/", report_files.word_template, name="word_template"),
    path(f"{REPORT}titelblad/", report_title.report_title, name="report_title"),
    path(TITLES, report_title_history.report_title_history, name="report_title_history"),
    path(f"{TITLES}<row:version>/gendan/", report_title_history.report_title_restore, name="report_title_restore"),
    path(f"{REPORT}bliver-staaende/", waiver_history.waiver_history, name="waiver_history"),
    path(f"{REPORT}vej/", report_way.report_way, name="report_way"),
    path(f"{REPORT}vej/<slug:act>/", report_way.report_act, name="report_act"),
    path(EDITION, editions.edition, name="edition"),
    path(f"{EDITION}traek-tilbage/", editions.edition_withdraw, name="edition_withdraw"),
    path(f"{EDITION}hent/<slug:kind>/", editions.edition_file, name="edition_file"),
    path(f"{EDITION}bilag/<slug:letter>/", editions.edition_annex, name="edition_annex"),
    path(f"{EDITION}tal/<str:indicator>/", edition_pages.edition_count, name="edition_count"),
    path(f"{EDITION}sammenlign/", edition_pages.edition_compare, name="edition_compare"),
]
