"""Where each part's pages begin. The parts name their own addresses."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("misbrug.workspace.urls")),
    path("", include("clusters.urls")),
    path("import/", include("misbrug.imports.urls")),
    path("eksport/", include("misbrug.imports.urls_exports")),
    path("strategier/", include("strategies.urls")),
    path("konto/", include("misbrug.accounts.urls")),
    path("admin/", admin.site.urls),
]

# What allauth answers to whoever has tried too often.
handler429 = "misbrug.accounts.limits.too_many"
