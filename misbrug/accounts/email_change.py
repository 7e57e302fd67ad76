"""What follows when an administrator gives a user another e-mail, by which a password can be chosen from then on."""

import logging
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from misbrug.accounts.sessions import end_sessions

logger = logging.getLogger(__name__)


def email_changed(user, *, before, session=None):
    """End the user's sessions, but the one with the key `session`, and tell of it in the log and to the old address.

    The mail goes out once the change is stored. It does not name the new address: the old one may be a stranger's.
    """
    end_sessions(user, besides=session)
    logger.info("An administrator changed the e-mail of user %s", user.pk)
    transaction.on_commit(partial(_tell, user, before))


def _tell(user, email):
    context = {"email": email, "site": settings.SITE_URL}
    subject, text = (
        render_to_string(f"accounts/email/email_changed_{part}.txt", context).strip() for part in ("subject", "message")
    )
    try:
        EmailMessage(subject, f"{text}\n", to=[email]).send()
    except OSError as error:
        logger.error("User %s could not be told of the changed e-mail: %s", user.pk, type(error).__name__)
