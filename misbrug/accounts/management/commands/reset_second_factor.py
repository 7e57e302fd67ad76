"""`manage.py reset_second_factor`: for the administrator whose telephone is gone, and who has no colleague."""

from django.core.management.base import BaseCommand, CommandError

from misbrug.accounts.models import User
from misbrug.accounts.second_factor_reset import NothingToReset, reset_second_factor


class Command(BaseCommand):
    """Takes away a user's second factor as the administration does."""

    help = "Let a user who has lost the telephone log in by the password alone and set up a new one."

    def add_arguments(self, parser):
        """Take the user's e-mail."""
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args, email, **options):
        """Raises CommandError where there is no such user or nothing to reset."""
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Der er ingen bruger med e-mailen {email}.")
        try:
            reset_second_factor(user)
        except NothingToReset as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"To-faktor er nulstillet for {user.email}.")
