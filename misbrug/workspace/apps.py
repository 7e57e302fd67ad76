"""App configuration of the workspace."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """What spans the apps and may import them all: start page, demo, import."""

    name = "misbrug.workspace"
    label = "workspace"
    verbose_name = "Mit arbejde"

    def ready(self):
        """Tell the login page whom of the demo's users to offer first."""
        from misbrug.accounts import demo
        from misbrug.workspace.demo.people import SHOWN

        demo.SUGGESTED.update(SHOWN)
