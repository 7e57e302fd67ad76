"""App configuration of the catalogue."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Catalogues of recommendations and indicators. Knows no other app but accounts."""

    name = "indicators"
    verbose_name = "Anbefalingskataloger"
