"""Addresses of the export: what can be fetched, and the files."""

from django.urls import path

from misbrug.imports.views import exports

app_name = "exports"

urlpatterns = [
    path("", exports.export_list, name="list"),
    path("<slug:path>/", exports.export_file, name="file"),
]
