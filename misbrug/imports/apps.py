"""The app of imports: from a file to what is stored, with a preview before and a way back after."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Runs of imports, and the wizard that leads through one."""

    name = "misbrug.imports"
    label = "imports"
    verbose_name = "import"
    default_auto_field = "django.db.models.BigAutoField"
