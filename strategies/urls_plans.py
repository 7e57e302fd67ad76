"""Addresses of action plans, activities and their economy."""

from django.urls import path

from strategies.views import activities, plans

ACTIVITY = "<slug:slug>/aktivitet/"

urlpatterns = [
    path("<slug:slug>/handleplan/", plans.plan, name="plan"),
    path("<slug:slug>/handleplan/flyttet/", plans.what_moved, name="movement"),
    path("<slug:slug>/oekonomi/", plans.costs, name="economy"),
    path(f"{ACTIVITY}ny/", activities.activity_add, name="activity_add"),
    path(f"{ACTIVITY}<row:pk>/", activities.activity, name="activity"),
    path(f"{ACTIVITY}<row:pk>/notat/", activities.note, name="note"),
    path(f"{ACTIVITY}<row:pk>/flyt/", activities.activity_move, name="activity_move"),
]
