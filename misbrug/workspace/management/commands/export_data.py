"""`manage.py export_data`: write what is stored to a file that can be imported again without a change."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from misbrug.imports.exports import export_file
from misbrug.imports.kinds import KINDS, UnknownName, kind_and_target
from misbrug.operations.private_files import write_private
from misbrug.tables.book import UnusableFile
from misbrug.text.danish import NBSP, amount


class Command(BaseCommand):
    """Export one kind. Exit code 0: done; 2: the kind, what it comes from or the file cannot be used."""

    help = "Eksportér til en fil (.xlsx, .csv eller .json). Excel og CSV kan importeres igen uden ændringer."

    def add_arguments(self, parser):
        """Declare the command line."""
        parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", metavar="FILE", help="filen, der skal skrives")
        parser.add_argument(
            "--into", metavar="SLUG", default="", help="kortnavnet på kataloget, runden eller strategien"
        )

    def handle(self, *args, kind, file, into, **options):
        """Write the file and say how many rows it has."""
        path = Path(file)
        try:
            kind, target = kind_and_target(kind, into)
            made = export_file(kind, path.suffix, at=timezone.now(), target=target)
            write_private(path, made.content, replace=True)
        except (UnusableFile, UnknownName) as problem:
            self._leave(str(problem))
        except OSError:
            self._leave(f"Filen {path.name} kan ikke skrives. Findes mappen, og må du skrive i den?")
        rows = amount(made.rows, "række", "rækker").replace(NBSP, " ")
        self.stdout.write(f"{rows} skrevet til {path.name}.")

    def _leave(self, message):
        self.stderr.write(message)
        sys.exit(2)
