"""Addresses of the political track: bodies, agenda items, hearings, tasks, annexes; and of what is due."""

from django.urls import path

from clusters.views import annexes, bodies, body_history, case_history, cases
from clusters.views.reports import for_readers
from strategies.views import due
from strategies.views.site import BODIES, SITE

TRACK = "<slug:slug>/politisk-behandling/"
OURS = {"site": SITE}
THEIRS = {"pages": BODIES}

urlpatterns = [
    path("frister/", due.due, name="due"),
    path("udvalg/<str:code>/", bodies.bodies, THEIRS, name="bodies"),
    path("udvalg/<str:code>/nyt/", bodies.body_add, THEIRS, name="body_add"),
    path("udvalg/<str:code>/<row:pk>/", bodies.body_edit, THEIRS, name="body_edit"),
    path("udvalg/<str:code>/<row:pk>/slet/", bodies.body_delete, THEIRS, name="body_delete"),
    path("udvalg/<str:code>/slettede/", bodies.body_deletions, THEIRS, name="body_deletions"),
    path("udvalg/<str:code>/slettede/<row:pk>/", bodies.body_deletion, THEIRS, name="body_deletion"),
    path("udvalg/<str:code>/<row:pk>/historik/", body_history.body_history, THEIRS, name="body_history"),
    path(
        "udvalg/<str:code>/<row:pk>/historik/<row:version>/gendan/",
        body_history.body_restore,
        THEIRS,
        name="body_restore",
    ),
    path("udvalg/<str:code>/<row:pk>/flyt/", bodies.body_move, THEIRS, name="body_move"),
    path(TRACK, for_readers(cases.track), OURS, name="track"),
    path(f"{TRACK}hvem/", cases.routing, OURS, name="routing"),
    path(f"{TRACK}sag/", cases.case, OURS, name="case"),
    path(f"{TRACK}sag/historik/", case_history.case_history, OURS, name="case_history"),
    path(f"{TRACK}sag/historik/<row:version>/gendan/", case_history.case_restore, OURS, name="case_restore"),
    path("<slug:slug>/opgave/<row:pk>/afslut/", cases.task_close, OURS, name="task_close"),
    path("<slug:slug>/opgave/<row:pk>/genaabn/", cases.task_reopen, OURS, name="task_reopen"),
    path("<slug:slug>/bilag/<row:pk>/", for_readers(annexes.annex), OURS, name="annex"),
]
