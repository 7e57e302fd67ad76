"""Addresses of the export: what can be fetched, and the files."""

from django.urls import path

from misbrug.imports.views import exports

urlpatterns = [
    path("", exports.export_list, name="export_list"),
    path("<slug:path>/", exports.export_file, name="export_file"),
]
