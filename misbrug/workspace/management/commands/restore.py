"""`manage.py restore`: an installation as it was when a backup was made."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from misbrug.text.danish import NBSP, amount, file_size
from misbrug.workspace.backup import BackupError
from misbrug.workspace.backup.archive import Archive
from misbrug.workspace.backup.restore import restore_backup, rows_there

WORD = "erstat"


class Command(BaseCommand):
    """Restores into an empty installation, or in place of what is there. Exit code 0: done; 2: nothing has changed."""

    help = (
        "Gendanner en sikkerhedskopi i en tom installation, på SQLite eller PostgreSQL, uanset hvor den er lavet. "
        "Stands serveren først. Enten kommer det hele tilbage, eller intet bliver ændret."
    )

    def add_arguments(self, parser):
        """Declare the command line."""
        parser.add_argument("file", metavar="FILE", type=Path, help="filen, som backup har skrevet")
        parser.add_argument("--check", action="store_true", help="læs blot filen, og sig, om den er hel")
        parser.add_argument("--replace", action="store_true", help="erstat alt, hvad der er i installationen")
        parser.add_argument("--no-input", action="store_true", help="spørg ikke, før noget bliver erstattet")

    def handle(self, *args, file, check, replace, no_input, **options):
        """Restore and say what came back. Raises CommandError where nothing did."""
        began = time.monotonic()
        try:
            if check:
                self._check(file)
                return
            self._refuse_rows(replace, no_input)
            done = restore_backup(file, replace=replace)
        except BackupError as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except DatabaseError as problem:
            message = f"Databasen kan ikke bruges, og intet er ændret: {str(problem).strip()}"
            raise CommandError(message, returncode=2) from problem
        counted = f"{amount(done.tables, 'tabel', 'tabeller')}, {amount(done.rows, 'række', 'rækker')}"
        counted += f" og {amount(done.files, 'fil', 'filer')} er gendannet og sammenlignet med sikkerhedskopien"
        self._say(f"{counted} på {time.monotonic() - began:.1f} s. Kør nu: manage.py check_data")

    def _check(self, file):
        with Archive(file) as archive:
            archive.verify()
            said = archive.manifest
            rows = amount(sum(each["rows"] for each in said["tables"]), "række", "rækker")
            files = amount(len(said["files"]), "fil", "filer")
            self._say(
                f"Filen er hel: {rows} og {files}, {file_size(file.stat().st_size)}, "
                f"skrevet {said['made_at']} fra {said['engine']}."
            )

    def _refuse_rows(self, replace, no_input):
        rows = sum(rows_there().values())
        if rows and not replace:
            raise CommandError(
                f"Installationen er ikke tom: {connection.settings_dict['NAME']} har {rows} rækker. Gendan i en ny "
                "database, eller skriv --replace for at erstatte alt, hvad der er i den.",
                returncode=2,
            )
        if rows and not no_input:
            self._say(f"{connection.settings_dict['NAME']} har {rows} rækker. De bliver slettet for altid.")
            if input(f"Skriv {WORD} for at gå videre: ").strip() != WORD:
                raise CommandError("Intet er ændret.", returncode=2)

    def _say(self, text):
        self.stdout.write(text.replace(NBSP, " "))
