"""`manage.py anonymise_user`: takes persons who have left out of the system."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db.models.functions import Coalesce
from django.utils import timezone

from misbrug.accounts.models import User
from misbrug.text.danish import NBSP, amount, join
from misbrug.workspace.personal.anonymise import NOWHERE, NotAnonymised, anonymise


class Command(BaseCommand):
    """Anonymises one user, or all whose access has been closed for long. It cannot be taken back."""

    help = (
        "Anonymiserer en bruger, hvis adgang er lukket: navn og e-mail forsvinder, og historikken siger ”tidligere "
        "medarbejder i Faxe Kommune”. Kan ikke fortrydes."
    )

    def add_arguments(self, parser):
        """Declare the command line."""
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("email", metavar="EMAIL", nargs="?")
        whom.add_argument(
            "--closed-for-days",
            metavar="N",
            type=int,
            help="alle, hvis adgang er lukket, og som ikke har været logget ind i N dage",
        )
        parser.add_argument("--yes", action="store_true", help="spørg ikke først")

    def handle(self, *args, email, closed_for_days, yes, **options):
        """Anonymise them. Raises CommandError where nobody was, or where the answer is no."""
        now = timezone.now()
        users = self._named(email) if email else self._closed(now, closed_for_days)
        if not users:
            self.stdout.write("Ingen brugere at anonymisere.")
            return
        if not yes:
            self._ask(users)
        for user in users:
            try:
                done = anonymise(user, at=now)
            except NotAnonymised as reason:
                raise CommandError(str(reason)) from reason
            self._tell(user, done)

    def _named(self, email):
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Der er ingen bruger med e-mailen {email}.")
        return [user]

    def _closed(self, now, days):
        if days < 0:
            raise CommandError("Antallet af dage kan ikke være negativt.")
        users = User.objects.filter(is_active=False).exclude(email__endswith=f"@{NOWHERE}")
        seen = Coalesce("last_login", "invited_at", "date_joined")
        return list(users.annotate(seen=seen).filter(seen__lte=now - timedelta(days=days)).order_by("pk"))

    def _ask(self, users):
        self.stdout.write("\n".join(f"{user.email}  {user.name}" for user in users))
        whom = amount(len(users), "bruger", "brugere").replace(NBSP, " ")
        if input(f"Anonymisér {whom}? Det kan ikke fortrydes. Skriv ja: ").strip().lower() != "ja":
            raise CommandError("Ingen er anonymiseret.")

    def _tell(self, user, done):
        gone = join([f"{number} {name}" for name, number in done.gone.items()])
        self.stdout.write(f"Bruger nr. {user.pk} hedder nu ”{done.name}”." + (f" Fjernet: {gone}." if gone else ""))
        if done.mentions:
            self.stdout.write(f"E-mailen står stadig i {join(done.mentions)}. Ret teksterne, hvis den ikke skal.")
