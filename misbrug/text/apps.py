"""Makes the template library ``danish`` known to Django; there are no models here."""

from django.apps import AppConfig


class TextConfig(AppConfig):
    """The pure text functions and their template filters."""

    name = "misbrug.text"
    label = "text"
    verbose_name = "Dansk tekst"
