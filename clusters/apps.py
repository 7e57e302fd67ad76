"""App configuration of the clusters."""

from django.apps import AppConfig


class ClustersConfig(AppConfig):
    """Who answers what, when, and what it adds up to."""

    name = "clusters"
    verbose_name = "Klynger og runder"
