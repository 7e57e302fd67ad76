"""Addresses of what ties strategies to the self-assessment."""

from django.urls import path

from strategies.views import links

FROM_NEJ = "fra-nej/<slug:round>/<str:code>/"

urlpatterns = [
    path("fra-nej/<slug:round>/", links.remedies_round, name="remedies_round"),
    path(FROM_NEJ, links.remedies, name="remedies"),
    path(f"{FROM_NEJ}<str:number>/aktivitet/", links.remedies_start, name="remedies_start"),
    path(f"{FROM_NEJ}<str:number>/knyt/", links.remedies_link, name="remedies_link"),
    path("daekning/", links.coverage, name="coverage"),
    path("daekning/<str:code>/<row:number>/", links.coverage_cell, name="coverage_cell"),
]
