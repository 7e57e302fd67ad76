"""App configuration of the clusters."""

from django.apps import AppConfig
from django.urls import register_converter
from django.urls.converters import IntConverter


class RowConverter(IntConverter):
    """A row's primary key in an address: `<row:pk>`. A longer number is no row's, and SQLite cannot ask for it."""

    regex = "[0-9]{1,18}"


class ClustersConfig(AppConfig):
    """Who answers what, when, and what it adds up to."""

    name = "clusters"
    verbose_name = "Klynger og runder"

    def ready(self):
        """Make `<row:pk>` known before any address is read."""
        register_converter(RowConverter, "row")
