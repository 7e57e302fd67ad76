"""`manage.py load_demo`: the two rounds of Region Sjælland and the strategies, once."""

from django.core.management.base import BaseCommand

from misbrug.accounts.demo import PASSWORD
from misbrug.workspace.demo.load import load_demo
from misbrug.workspace.demo.people import shown_logins


class Command(BaseCommand):
    """Loads the demo where it is not there yet; with --show-logins prints whom one can log in as."""

    help = "Indlæser demoen: Region Sjællands runder i 2014 og 2026 og kommunernes strategier. Sker kun én gang."

    def add_arguments(self, parser):
        """Declare --show-logins."""
        parser.add_argument("--show-logins", action="store_true", help="Vis blot, hvem man kan logge ind som.")

    def handle(self, *args, **options):
        """Load, or show the logins."""
        if options["show_logins"]:
            for email, note in shown_logins():
                self.stdout.write(f"{email:<52} {note}")
            self.stdout.write(f"Adgangskode til dem alle: {PASSWORD}")
        elif load_demo():
            self.stdout.write("Demoen er indlæst.")
        else:
            self.stdout.write("Demoen er indlæst i forvejen.")
