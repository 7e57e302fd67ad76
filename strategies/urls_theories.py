"""Addresses of theories of change."""

from django.urls import path

from strategies.views import theories

ALL = "<slug:slug>/forandringsteori/"

urlpatterns = [
    path(ALL, theories.theories, name="theories"),
    path(f"{ALL}begynd/", theories.theory_start, name="theory_start"),
    path(f"{ALL}<row:pk>/", theories.theory, name="theory"),
    path(f"{ALL}<row:pk>/pile/<row:step>/", theories.theory_arrows, name="theory_arrows"),
]
