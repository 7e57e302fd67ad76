"""App configuration of the strategies."""

from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    """Strategies, goals and action plans."""

    name = "strategies"
    verbose_name = "Strategier og handleplaner"
