"""`manage.py export_data`: write what is stored to a file that can be imported again without a change."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from misbrug.tables.book import UnusableFile
from misbrug.tables.writing import write
from misbrug.text.danish import NBSP, amount
from misbrug.workspace.tables import KINDS, UnusableCommand, resource_for


class Command(BaseCommand):
    """Export one kind. Exit code 0: done; 2: the kind, what it comes from or the file cannot be used."""

    help = "Eksportér til en fil (.csv eller .xlsx), der kan importeres igen uden ændringer."

    def add_arguments(self, parser):
        """Declare the command line."""
        parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", metavar="FILE", help="filen, der skal skrives")
        parser.add_argument(
            "--into", metavar="SLUG", default="", help="kortnavnet på kataloget eller strategien, der hentes fra"
        )

    def handle(self, *args, kind, file, into, **options):
        """Write the file and say how many rows it has."""
        path = Path(file)
        try:
            dataset = resource_for(kind, into).export()
            path.write_bytes(write(dataset, path.suffix))
        except (UnusableFile, UnusableCommand) as problem:
            self._leave(str(problem))
        except OSError:
            self._leave(f"Filen {path.name} kan ikke skrives. Findes mappen, og må du skrive i den?")
        rows = amount(len(dataset), "række", "rækker").replace(NBSP, " ")
        self.stdout.write(f"{rows} skrevet til {path.name}.")

    def _leave(self, message):
        self.stderr.write(message)
        sys.exit(2)
