"""How an administrator lets somebody in again whose telephone is gone."""

import logging

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from misbrug.accounts.sessions import end_sessions

logger = logging.getLogger(__name__)


class NothingToReset(Exception):
    """The user has no second factor; the message says so, in Danish."""


@transaction.atomic
def reset_second_factor(user):
    """Take away a user's second factor and recovery codes.

    Side effects: all sessions of the user end, and the user is told by e-mail. Where the role asks for a second factor
    a new one is set up at the next login, which until then is by the password alone: ask the person, not the e-mail.
    Raises NothingToReset where there is none.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise NothingToReset(f"Brugeren {user.email} har ikke to-faktor-godkendelse.")
    end_sessions(user)
    transaction.on_commit(lambda: _tell(user))


def _tell(user):
    context = {"email": user.email, "site": settings.SITE_URL}
    subject, text = (
        render_to_string(f"accounts/email/second_factor_reset_{part}.txt", context).strip()
        for part in ("subject", "message")
    )
    try:
        EmailMessage(subject, f"{text}\n", to=[user.email]).send()
    except OSError as error:
        logger.error("A user could not be told of the reset second factor: %s", type(error).__name__)
