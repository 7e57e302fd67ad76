"""Addresses of strategies as documents: overview, reading, editing."""

from django.urls import path

from clusters.views import content, content_history, deletions
from strategies.views import deleted, documents, head_history, history, overview, way
from strategies.views.site import SITE

CONTENT = "<slug:slug>/<slug:kind>/"
OURS = {"site": SITE}

urlpatterns = [
    path("", overview.strategy_list, name="list"),
    path("ny/", overview.strategy_add, name="add"),
    path("slettede/<str:code>/", deleted.deleted_drafts, name="deleted_drafts"),
    path("slettede/<str:code>/<row:pk>/", deleted.deleted_draft, name="deleted_draft"),
    path("slettede/<str:code>/<row:pk>/historik/", deleted.deleted_draft_history, name="deleted_draft_history"),
    path("<slug:slug>/oplysninger/", overview.strategy_edit, name="edit"),
    path("<slug:slug>/oplysninger/historik/", head_history.head_history, name="head_history"),
    path("<slug:slug>/oplysninger/historik/<row:version>/gendan/", head_history.head_restore, name="head_restore"),
    path("<slug:slug>/vej/", way.way, name="way"),
    path("<slug:slug>/vej/<slug:act>/", way.way_act, name="way_act"),
    path("<slug:slug>/vej/<slug:act>/<slug:code>/", way.way_act, name="way_act"),
    path("<slug:slug>/slettede/", deletions.deletion_list, OURS, name="deletions"),
    path("<slug:slug>/slettede/<row:pk>/", deletions.deletion, OURS, name="deletion"),
    path("<slug:slug>/historik/", history.history, name="history"),
    path("<slug:slug>/", documents.document, name="document"),
    path(f"{CONTENT}ny/", content.content_add, OURS, name="content_add"),
    path(f"{CONTENT}<row:pk>/ret/", content.content_edit, OURS, name="content_edit"),
    path(f"{CONTENT}<row:pk>/historik/", history.content_history, name="content_history"),
    path(
        f"{CONTENT}<row:pk>/historik/<row:version>/gendan/",
        content_history.content_restore,
        OURS,
        name="content_restore",
    ),
    path(f"{CONTENT}<row:pk>/slet/", content.content_delete, OURS, name="content_delete"),
    path(f"{CONTENT}<row:pk>/flyt/", content.content_move, OURS, name="content_move"),
]
