"""Files of a round: the dashboard and the matrix as they are filtered, and all of it."""

from django.urls import path

from clusters.views import exports

urlpatterns = [
    path("klynger/<slug:round>/hent/tal.<slug:kind>", exports.dashboard_file, name="dashboard_file"),
    path("klynger/<slug:round>/hent/kommuner.<slug:kind>", exports.matrix_file, name="matrix_file"),
    path("klynger/<slug:round>/hent/runde.<slug:kind>", exports.round_file, name="round_file"),
]
