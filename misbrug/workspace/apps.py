"""App configuration of the workspace."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """What spans the apps and may import them all: start page, demo, import."""

    name = "misbrug.workspace"
    label = "workspace"
    verbose_name = "Mit arbejde"

    def ready(self):
        """Tell the accounts below whom of the demo's users to offer first, and whose role asks for a second factor."""
        from clusters.permissions import standing
        from misbrug.accounts import demo, second_factor
        from misbrug.workspace.demo.people import SHOWN

        demo.SUGGESTED.update(SHOWN)
        second_factor.PRIVILEGED.append(lambda user: bool(standing(user).project))
