"""App configuration of the strategies."""

from django.apps import AppConfig
from django.urls import register_converter
from django.urls.converters import IntConverter


class RowConverter(IntConverter):
    """A row's primary key in an address: `<row:pk>`. A longer number is no row's, and SQLite cannot ask for it."""

    regex = "[0-9]{1,18}"


class StrategiesConfig(AppConfig):
    """Strategies, goals and action plans."""

    name = "strategies"
    verbose_name = "Strategier og handleplaner"

    def ready(self):
        """Make `<row:pk>` known before any address is read."""
        register_converter(RowConverter, "row")
