"""Rounds, the cluster dashboard and the project group's rulings."""

from django.urls import path

from clusters.views import dashboard, questionnaires, rounds, rulings

urlpatterns = [
    path("klynger/", rounds.round_list, name="round_list"),
    path("klynger/<slug:round>/", dashboard.dashboard, name="dashboard"),
    path("klynger/<slug:round>/kommuner/", dashboard.matrix, name="matrix"),
    path("klynger/<slug:round>/kommuner/<str:code>/<str:number>/", dashboard.cell, name="cell"),
    path("klynger/<slug:round>/tal/<str:number>/", dashboard.count, name="count"),
    path("klynger/<slug:round>/vurdering/", rulings.ruling_queue, name="ruling_queue"),
    path("klynger/<slug:round>/vurdering/<int:answer>/", rulings.ruling, name="ruling"),
    path("klynger/<slug:round>/vurderinger/", rulings.ruling_list, name="ruling_list"),
    path("klynger/<slug:round>/styring/", rounds.round_manage, name="round_manage"),
    path("klynger/<slug:round>/spoergeskemaer/", questionnaires.round_questionnaires, name="round_questionnaires"),
]
