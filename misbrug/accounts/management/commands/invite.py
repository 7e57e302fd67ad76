"""`manage.py invite`: lets the first administrator in, who has nobody to be invited by."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from misbrug.accounts.invitations import NotInvited, invite
from misbrug.accounts.models import User


class Command(BaseCommand):
    """Makes a user and sends the invitation; for a user who is there and has not logged in, sends it again."""

    help = "Invite a user by e-mail. The link in the mail leads to SITE_URL and works for a week."

    def add_arguments(self, parser):
        """Take what the administration's form asks for."""
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("name", metavar="NAME", help="role and place as others see them: 'Sagsbehandler, Faxe'")
        parser.add_argument("--staff", action="store_true", help="make the user an administrator")

    def handle(self, *args, email, name, staff, **options):
        """Raises CommandError where the user cannot be made or the mail not be sent."""
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            user = self._make(email.strip(), name.strip(), staff)
        elif (user.name, user.is_staff) != (name.strip(), staff):
            raise CommandError(
                f"{user.email} findes allerede som ”{user.name}”, "
                f"{'administrator' if user.is_staff else 'ikke administrator'}. Ret brugeren i administrationen."
            )
        try:
            invite(user, at=timezone.now())
        except NotInvited as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Invitationen er sendt til {user.email}.")

    def _make(self, email, name, staff):
        user = User(email=email, name=name, is_staff=staff)
        user.set_unusable_password()
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.save()
        return user
