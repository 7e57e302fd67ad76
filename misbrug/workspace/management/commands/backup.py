"""`manage.py backup`: everything in one file."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from misbrug.text.danish import NBSP, amount, file_size, join
from misbrug.workspace.backup import BackupError
from misbrug.workspace.backup.make import make_backup


class Command(BaseCommand):
    """Writes a backup while the site goes on. Exit code 0: the file is whole; 2: there is none."""

    help = (
        "Skriver en sikkerhedskopi af databasen og de uploadede filer i én fil, som restore kan læse. Kan køre, mens "
        "systemet er i brug. Filen har personoplysninger i sig: opbevar den sikkert."
    )

    def add_arguments(self, parser):
        """Declare the command line."""
        parser.add_argument("file", metavar="FILE", type=Path, help="filen, der skal skrives, for eksempel misbrug.zip")
        parser.add_argument("--force", action="store_true", help="erstat filen, hvis den findes")

    def handle(self, *args, file, force, **options):
        """Write it and say what it holds. Raises CommandError where it cannot be written."""
        began = time.monotonic()
        try:
            made = make_backup(file, force=force)
        except BackupError as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except DatabaseError as problem:
            raise CommandError(f"Databasen kan ikke læses: {str(problem).strip()}", returncode=2) from problem
        held = join([amount(made.tables, "tabel", "tabeller"), amount(made.rows, "række", "rækker")])
        text = f"{held} og {amount(made.files, 'fil', 'filer')} skrevet til {file}: {file_size(made.bytes)}"
        self.stdout.write(f"{text} på {time.monotonic() - began:.1f} s.".replace(NBSP, " "))
        if made.missing_files:
            self.stderr.write(
                f"Databasen henviser til {amount(len(made.missing_files), 'fil', 'filer')}, der ikke er på disken, "
                f"blandt andre {made.missing_files[0]}.".replace(NBSP, " ")
            )
