"""Addresses of the import: what can be imported, and the way of a run."""

from django.urls import path

from misbrug.imports.views import files, index, preview, receipt, understood

app_name = "imports"

urlpatterns = [
    path("", index.index, name="index"),
    path("ny/<slug:path>/", index.new, name="new"),
    path("ny/<slug:path>/skabelon.xlsx", files.template, name="template"),
    path("<row:pk>/", understood.understood, name="understood"),
    path("<row:pk>/forhaandsvisning/", preview.preview, name="preview"),
    path("<row:pk>/gem/", preview.apply, name="apply"),
    path("<row:pk>/drop/", receipt.drop, name="drop"),
    path("<row:pk>/kvittering/", receipt.receipt, name="receipt"),
    path("<row:pk>/fortryd/", receipt.undo, name="undo"),
    path("<row:pk>/fejl.xlsx", files.errors, name="errors"),
    path("<row:pk>/fil", files.file, name="file"),
]
