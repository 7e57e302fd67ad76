"""Addresses of the political track: bodies, agenda items, hearings, tasks, annexes; and of what is due."""

from django.urls import path

from strategies.views import annexes, bodies, cases, due

TRACK = "<slug:slug>/politisk-behandling/"

urlpatterns = [
    path("frister/", due.due, name="due"),
    path("udvalg/<str:code>/", bodies.bodies, name="bodies"),
    path("udvalg/<str:code>/nyt/", bodies.body_add, name="body_add"),
    path("udvalg/<str:code>/<row:pk>/", bodies.body_edit, name="body_edit"),
    path("udvalg/<str:code>/<row:pk>/slet/", bodies.body_delete, name="body_delete"),
    path("udvalg/<str:code>/<row:pk>/flyt/", bodies.body_move, name="body_move"),
    path(TRACK, cases.track, name="track"),
    path(f"{TRACK}hvem/", cases.routing, name="routing"),
    path(f"{TRACK}sag/", cases.case, name="case"),
    path("<slug:slug>/opgave/<row:pk>/afslut/", cases.task_close, name="task_close"),
    path("<slug:slug>/opgave/<row:pk>/genaabn/", cases.task_reopen, name="task_reopen"),
    path("<slug:slug>/bilag/<row:pk>/", annexes.annex, name="annex"),
]
