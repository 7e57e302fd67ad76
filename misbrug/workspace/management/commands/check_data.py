"""`manage.py check_data`: find every breach of the rules that span rows."""

import sys

from django.core.management.base import BaseCommand

import clusters.checks
import indicators.checks
import strategies.checks


class Command(BaseCommand):
    """Prints the breaches and exits with 1 where there are any."""

    help = "Finder brud på de regler, der går på tværs af rækker. Slutter med 1, hvis der er nogen."

    def handle(self, *args, **options):
        """Run every check of every app."""
        found = [*indicators.checks.breaches(), *clusters.checks.breaches(), *strategies.checks.breaches()]
        for breach in found:
            self.stdout.write(breach)
        if found:
            self.stderr.write(f"{len(found)} brud på reglerne.")
            sys.exit(1)
        self.stdout.write("Ingen brud på reglerne.")
