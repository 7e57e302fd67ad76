"""How an administrator lets somebody in again whose telephone is gone."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from misbrug.accounts.sessions import end_sessions


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
        raise NothingToReset(f"Brugeren {user.email} har ikke to-faktor-login.")
    end_sessions(user)
    transaction.on_commit(
        lambda: get_adapter().send_mail("accounts/email/second_factor_reset", user.email, {"user": user})
    )
