"""`manage.py remind`: e-mails those who have not submitted."""

import sys

from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clusters.models import Round
from misbrug.text.danish import join
from misbrug.workspace.reminders import load_reminders, mail_of


class Command(BaseCommand):
    """Sends one e-mail to each caseworker and lead whose municipality takes part and has not submitted.

    Exits with 1 where an e-mail could not be sent, with 2 where the round is unknown or takes no answers.
    """

    help = "Minder sagsbehandlere og kommuneansvarlige om en selvvurdering, der ikke er indsendt. Kun i åbne runder."

    def add_arguments(self, parser):
        """Declare the round and --dry-run."""
        parser.add_argument("round", metavar="ROUND", help="rundens kortnavn, for eksempel region-sjaelland-2026")
        parser.add_argument("--dry-run", action="store_true", help="Vis, hvem der ville få en e-mail. Send ingen.")

    def handle(self, *args, round, dry_run, **options):
        """Send and tell to whom. Raises CommandError for a round that nobody can be reminded of."""
        round_ = self._round(round)
        reminders, without_people = load_reminders(round_)
        failed = []
        for reminder in reminders:
            trouble = "" if dry_run else self._send(mail_of(reminder, round_, timezone.localdate()))
            if trouble:
                failed.append(reminder)
                self.stderr.write(f"{reminder.user.email}: kunne ikke sendes ({trouble})")
            else:
                self.stdout.write(f"{reminder.user.email}  {join(reminder.names)}")
        if without_people:
            self.stdout.write(f"Ingen aktive brugere at minde: {join(without_people)}")
        verb = "Ville sende til" if dry_run else "Sendt til"
        self.stdout.write(f"{verb} {len(reminders) - len(failed)} af {len(reminders)}.")
        if failed:
            sys.exit(1)

    def _round(self, slug):
        round_ = Round.objects.filter(slug=slug).first()
        if round_ is None:
            raise CommandError(f"Der er ingen runde med kortnavnet ”{slug}”.", returncode=2)
        if not round_.is_open:
            message = f"{round_.name} er {round_.get_state_display()}. Kun i en åben runde mindes der om svar."
            raise CommandError(message, returncode=2)
        return round_

    def _send(self, message):
        """Send one e-mail over a connection of its own; gives "" or what went wrong.

        A connection for each, so that what one mail server's answer ends does not end the rest.
        """
        message.connection = get_connection()
        try:
            message.send()
        except OSError as error:
            return str(error) or type(error).__name__
        return ""
