"""`manage.py prepare_demo`: all that has to be true of the database before `dev.py run` serves it."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from misbrug.workspace.demo.load import is_loaded


class Command(BaseCommand):
    """Migrates where something is missing, loads the demo once and prints its logins.

    What is there already is only looked up, so that a restart takes no time. Without DEMO the database is
    migrated and nothing is put into it: it may be one in use.
    """

    help = "Bring the database up to date, load the demo if it is not there, and print the demo logins."
    # The checks of the models take as long as everything else here; tests and `dev.py check` run them.
    requires_system_checks = ()

    def handle(self, *args, **options):
        """Raises CommandError where the database does not answer or refuses."""
        try:
            if self._is_behind():
                self.stdout.write("Bringing the database up to date …")
                self.stdout.flush()
                call_command("migrate", verbosity=0, interactive=False)
            if settings.DEMO:
                self._show_demo()
        except DatabaseError as error:
            raise CommandError(f"The database of DATABASE_URL cannot be used: {str(error).strip()}") from error

    def _is_behind(self):
        """Is there a migration that the database has not had?"""
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    def _show_demo(self):
        """Load the demo unless it is there; say how to log in."""
        if not is_loaded():
            self.stdout.write("Loading the demo …")
            self.stdout.flush()
            call_command("load_demo", verbosity=0, stdout=self.stdout)
        call_command("load_demo", show_logins=True, stdout=self.stdout)
