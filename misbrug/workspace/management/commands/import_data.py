"""`manage.py import_data`: take a file's rows into the database, as the administration's import page does."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from misbrug.tables.files import UnusableFile, read_file
from misbrug.tables.kind import SKIP, STOP
from misbrug.tables.plan import Problem
from misbrug.tables.resource import Outcome, import_table
from misbrug.text.danish import NBSP, amount, join
from misbrug.workspace.tables import KINDS, UnusableCommand, resource_for

DONE, WITH_ERRORS, UNUSABLE = 0, 1, 2


class Command(BaseCommand):
    """Import one file. Exit code 0: done; 1: rows with errors, nothing stored unless skip; 2: unusable file."""

    help = "Importér en fil (.csv med semikolon eller .xlsx). Alt eller intet, medmindre andet er valgt."

    def add_arguments(self, parser):
        """Declare the command line."""
        parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", metavar="FILE", help="filen, der skal importeres")
        parser.add_argument(
            "--into", metavar="SLUG", default="", help="kortnavnet på kataloget eller strategien, der fyldes"
        )
        parser.add_argument("--dry-run", action="store_true", help="vis, hvad der ville ske, og gem intet")
        parser.add_argument(
            "--on-error", default=STOP, metavar="stop|skip", help="stop: gem intet; skip: gem rækkerne uden fejl"
        )
        parser.add_argument("--json", action="store_true", help="skriv resultatet som JSON")

    def handle(self, *args, kind, file, into, dry_run, on_error, **options):
        """Import, report, and leave with the exit code."""
        outcome = self._outcome(kind, file, into, dry_run, on_error)
        if options["json"]:
            self._write_json(outcome, kind, file, into, dry_run)
        else:
            self._write_text(outcome, dry_run)
        if outcome.unusable:
            sys.exit(UNUSABLE)
        if outcome.problems:
            sys.exit(WITH_ERRORS)

    def _outcome(self, kind, file, into, dry_run, on_error):
        try:
            if on_error not in (STOP, SKIP):
                raise UnusableCommand("--on-error skal være stop eller skip.")
            resource = resource_for(kind, into, at=timezone.now(), file_name=Path(file).name)
            return import_table(resource, read_file(file), dry_run=dry_run, on_error=on_error)
        except (UnusableFile, UnusableCommand) as problem:
            return Outcome(0, 0, 0, (Problem(None, "", "", str(problem)),), unusable=True)

    def _write_json(self, outcome, kind, file, into, dry_run):
        report = {"kind": kind, "file": file, "into": into, "dry_run": dry_run, **asdict(outcome)}
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))

    def _write_text(self, outcome, dry_run):
        for problem in outcome.problems:
            self.stderr.write(str(problem))
        if outcome.unusable:
            self.stderr.write("Intet er gemt.")
            return
        for note in outcome.notes:
            self.stdout.write(note)
        self.stdout.write(f"{self._counts(outcome)} {self._conclusion(outcome, dry_run)}")

    def _counts(self, outcome):
        parts = [
            amount(outcome.new, "ny", "nye"),
            amount(outcome.changed, "ændret", "ændrede"),
            amount(outcome.unchanged, "uændret", "uændrede"),
        ]
        wrong = len({problem.row for problem in outcome.problems if problem.row})
        if wrong:
            parts.append(f"{amount(wrong, 'række', 'rækker')} med fejl")
        # A terminal does not wrap between words, and what it prints is searched for.
        return f"{join(parts)}.".replace(NBSP, " ")

    def _conclusion(self, outcome, dry_run):
        if dry_run:
            return "Det var en prøve: intet er gemt."
        if not outcome.stored:
            return "Intet er gemt. Ret fejlene, og prøv igen, eller gem resten med --on-error skip."
        if outcome.problems:
            return "Rækkerne uden fejl er gemt."
        return "Gemt." if outcome.new or outcome.changed else "Filen ændrede intet."
