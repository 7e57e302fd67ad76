"""Invitations: how a person gets in, since nobody signs up.

An administrator makes the user; the user chooses the password by a link that is sent to the mailbox. Who has the
link has read the mail, so the address needs no other proof.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from misbrug.accounts import demo
from misbrug.accounts.tokens import invitation_tokens


class NotInvited(Exception):
    """The invitation was not sent; the message says why, in Danish, to the one who tried to send it."""


def invite(user, *, at, request=None):
    """Send the user a link to choose a password, and remember `at` as the time of the invitation.

    Links of earlier invitations stop working. The address in the link is that of `request`, or where there is none
    (a command) settings.SITE_URL. Raises NotInvited, and changes nothing, where the user is deactivated, belongs to a
    demo that is not switched on, has logged in before (and so has a password) or where the mail server refuses.
    """
    if not user.is_active:
        raise NotInvited(f"Brugeren {user.email} er ikke aktiv og kan derfor ikke inviteres.")
    if demo.is_closed(user):
        raise NotInvited(f"Brugeren {user.email} hører til demoen og kan derfor ikke inviteres.")
    if user.last_login:
        raise NotInvited(f"Brugeren {user.email} har allerede været logget ind og kan selv vælge ”Glemt adgangskode”.")
    before = user.invited_at
    try:
        with transaction.atomic():
            user.invited_at = at
            user.save(update_fields=["invited_at"])
            _mail(user, _address(user, request)).send()
    except OSError as error:
        user.invited_at = before
        raise NotInvited(f"Invitationen til {user.email} kunne ikke sendes: mailserveren svarer ikke.") from error


def _address(user, request):
    """Give the whole address of the page where the user chooses a password."""
    path = reverse(
        "account_invitation",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": invitation_tokens.make_token(user),
        },
    )
    return request.build_absolute_uri(path) if request else settings.SITE_URL + path


def _mail(user, address):
    context = {"user": user, "address": address, "days": invitation_tokens.seconds // (24 * 60 * 60)}
    return EmailMessage(
        render_to_string("accounts/email/invitation_subject.txt", context).strip(),
        render_to_string("accounts/email/invitation_message.txt", context).strip() + "\n",
        to=[user.email],
    )
