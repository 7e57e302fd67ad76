"""`manage.py export_user`: what is kept of a person, for that person."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from misbrug.accounts.models import User
from misbrug.operations.private_files import write_private
from misbrug.workspace.personal.copy import copy_of


class Command(BaseCommand):
    """Writes all that is kept of a user to a file that only its owner may read."""

    help = "Skriver alt, hvad systemet har gemt om en bruger, som JSON."

    def add_arguments(self, parser):
        """Declare the command line."""
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("file", metavar="FILE", type=Path, help="filen, der skal skrives, for eksempel bruger.json")
        parser.add_argument("--force", action="store_true", help="erstat filen, hvis den findes")

    def handle(self, *args, email, file, force, **options):
        """Write the file. Raises CommandError where there is no such user or the file cannot be written."""
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Der er ingen bruger med e-mailen {email}.")
        text = json.dumps(copy_of(user), ensure_ascii=False, indent=2)
        try:
            write_private(file, f"{text}\n".encode(), replace=force)
        except FileExistsError as problem:
            raise CommandError(f"{file} findes. Brug --force for at erstatte den.") from problem
        except OSError as problem:
            raise CommandError(f"{file} kan ikke skrives: {problem.strerror}.") from problem
        self.stdout.write(f"Skrevet til {file}.")
