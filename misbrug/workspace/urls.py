"""Addresses of the start page and of the pages about the product itself."""

from django.urls import path

from misbrug.operations import health
from misbrug.workspace.views import home, pages

app_name = "workspace"

urlpatterns = [
    path("", home.home, name="home"),
    path("hjaelp/", pages.help_page, name="help"),
    path("privatliv/", pages.privacy, name="privacy"),
    path("tilgaengelighed/", pages.accessibility, name="accessibility"),
    # Answered by a middleware of its own; it stands here so that the list of addresses is whole.
    path(health.PATH.removeprefix("/"), health.health, name="health"),
]
