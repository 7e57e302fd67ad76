"""`manage.py undo_import`: take an import back, as the button on its receipt does."""

import re
import sys

from django.utils import timezone

from misbrug.imports import workflow
from misbrug.imports.management.parsing import UNUSABLE, DanishCommand
from misbrug.imports.models import ImportRun
from misbrug.tables.kind import finish
from misbrug.tables.plan import CannotUndo


class Command(DanishCommand):
    """Take back one import. Exit code 0: done; 1: it cannot be taken back, and says why; 2: its number is none; nothing
    is changed then."""

    help = "Fortryd en import. Nummeret står i det, import_data skriver, og på importens egen side."

    def add_arguments(self, parser):
        """Declare the command line."""
        parser.add_argument("run", metavar="RUN", help="importens nummer")

    def handle(self, *args, run, **options):
        """Take it back and say how much that was."""
        if not re.fullmatch(r"\d{1,9}", str(run), re.A):
            self._leave(f"”{run}” er ikke nummeret på en import. Skriv det med cifre.", code=UNUSABLE)
        try:
            undone = finish(workflow.undo(int(run), actor=None, at=timezone.now()))
        except ImportRun.DoesNotExist:
            self._leave(f"Der er ingen import med nummer {run}.")
        except (CannotUndo, workflow.RunError) as refused:
            self._leave(*getattr(refused, "messages", [str(refused)]))
        for note in undone.notes:
            self.stdout.write(note)
        self.stdout.write("Importen er fortrudt.")

    def _leave(self, *messages, code=1):
        for message in messages:
            self.stderr.write(message)
        self.stderr.write("Intet er ændret.")
        sys.exit(code)
