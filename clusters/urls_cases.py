"""Addresses of a status report's political treatment, of what is written in it row by row, of a region's bodies; and of
what administrators have deleted.
"""

from django.contrib.auth.decorators import login_required
from django.urls import path

from clusters.views import (
    administered,
    annexes,
    bodies,
    body_history,
    case_history,
    cases,
    content,
    content_history,
    deletions,
)
from clusters.views.report_site import BODIES, SITE

REPORT = "statusrapporter/<slug:round>/"
CASE = f"{REPORT}sagen/"
ROW = f"{REPORT}indhold/<slug:kind>/"
REGION = "statusrapporter/udvalg/<slug:region>/"
OURS = {"site": SITE}
THEIRS = {"pages": BODIES}

# A round's word may be any but "udvalg", so the region's addresses come first. Who has been logged out while they
# treated a report is asked to log in again, where a strategy's readers find no such page.
urlpatterns = [
    path("administration/slettede/", administered.administered_deletions, name="administered_deletions"),
    path("administration/slettede/<row:pk>/", administered.administered_deletion, name="administered_deletion"),
    path(REGION, bodies.bodies, THEIRS, name="region_bodies"),
    path(f"{REGION}nyt/", bodies.body_add, THEIRS, name="region_body_add"),
    path(f"{REGION}<row:pk>/", bodies.body_edit, THEIRS, name="region_body_edit"),
    path(f"{REGION}<row:pk>/slet/", bodies.body_delete, THEIRS, name="region_body_delete"),
    path(f"{REGION}<row:pk>/historik/", body_history.body_history, THEIRS, name="region_body_history"),
    path(
        f"{REGION}<row:pk>/historik/<row:version>/gendan/",
        body_history.body_restore,
        THEIRS,
        name="region_body_restore",
    ),
    path(f"{REGION}<row:pk>/flyt/", bodies.body_move, THEIRS, name="region_body_move"),
    path(f"{REGION}slettede/", bodies.body_deletions, THEIRS, name="region_body_deletions"),
    path(f"{REGION}slettede/<row:pk>/", bodies.body_deletion, THEIRS, name="region_body_deletion"),
    path(CASE, login_required(cases.track), OURS, name="report_case"),
    path(f"{CASE}hvem/", cases.routing, OURS, name="report_routing"),
    path(f"{CASE}tekster/", cases.case, OURS, name="report_case_texts"),
    path(f"{CASE}tekster/historik/", case_history.case_history, OURS, name="report_case_history"),
    path(f"{CASE}tekster/historik/<row:version>/gendan/", case_history.case_restore, OURS, name="report_case_restore"),
    path(f"{CASE}opgave/<row:pk>/afslut/", cases.task_close, OURS, name="report_task_close"),
    path(f"{CASE}opgave/<row:pk>/genaabn/", cases.task_reopen, OURS, name="report_task_reopen"),
    path(f"{REPORT}bilag/<row:pk>/", login_required(annexes.annex), OURS, name="report_annex"),
    path(f"{REPORT}slettede/", deletions.deletion_list, OURS, name="report_deletions"),
    path(f"{REPORT}slettede/<row:pk>/", deletions.deletion, OURS, name="report_deletion"),
    path(f"{ROW}ny/", content.content_add, OURS, name="report_content_add"),
    path(f"{ROW}<row:pk>/ret/", content.content_edit, OURS, name="report_content_edit"),
    path(f"{ROW}<row:pk>/historik/", content_history.content_history, OURS, name="report_content_history"),
    path(
        f"{ROW}<row:pk>/historik/<row:version>/gendan/",
        content_history.content_restore,
        OURS,
        name="report_content_restore",
    ),
    path(f"{ROW}<row:pk>/slet/", content.content_delete, OURS, name="report_content_delete"),
    path(f"{ROW}<row:pk>/flyt/", content.content_move, OURS, name="report_content_move"),
]
