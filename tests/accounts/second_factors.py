"""What the tests of the second factor share: users who have one, and the codes that their app would show."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from misbrug.accounts.second_factor import SecondFactorAdapter


def give_second_factor(user):
    """Set up an app and recovery codes; gives the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def enter(client, user):
    """Log in as a user who has a second factor and gave a code of it, too long ago for what asks anew."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def code_of(secret, steps=0):
    """The code that the app shows now, or as many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def secret_of(user):
    """The secret of the user's app, as set up by the page."""
    stored = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
    return SecondFactorAdapter().decrypt(stored)


def recovery_codes_of(user):
    """The recovery codes that are left."""
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return row.wrap().get_unused_codes()
