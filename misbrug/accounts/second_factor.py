"""The second factor: who has to have one, who has, and how its secrets are kept.

An authenticator app and recovery codes, by allauth.mfa. settings.SECOND_FACTOR says who must have them: "none",
"privileged" (administrators, and whoever an app above calls so by adding to `PRIVILEGED`) or "all".
"""

import logging
import secrets
import time
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import get_pending_stage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from misbrug.accounts import demo, sso

logger = logging.getLogger(__name__)

CODE_LABEL = "Kode"
CODE_HINT = "De seks cifre, som din app viser nu, eller en af dine genoprettelseskoder."

SET_UP_PAGE, CODE_PAGE = "mfa_activate_totp", "mfa_reauthenticate"

# Who besides administrators has rights that ask for a second factor: functions of a user, added by the apps above.
PRIVILEGED: list[Callable] = []


def has_one(user) -> bool:
    """Say whether a user has set up an authenticator app."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def may_have_one(user) -> bool:
    """Say whether a user may set one up; not the demo's own, or the next visitor could not become that user."""
    return not (settings.DEMO and demo.is_demo(user))


def must_have_one(user) -> bool:
    """Say whether the installation asks a user to have one."""
    if settings.SECOND_FACTOR == "none" or not may_have_one(user):
        return False
    if settings.SECOND_FACTOR == "all" or user.is_staff:
        return True
    return any(is_privileged(user) for is_privileged in PRIVILEGED)


def page_before(request) -> str | None:
    """Give the name of the page that the one who is logged in has to go to before anything else; None for most.

    It is the page to give a code on where this session has not been given one though its user has a second factor:
    that of another session says nothing of who sits here. It is the page to set one up on where one is asked for and
    there is none. Not for one who came in by the organisation's own login, where that is trusted to ask for its own.
    """
    user = request.user
    if not user.is_authenticated or sso.provider_asked_second_factor(request, user):
        return None
    # As the session's user was read (backend.py); just logged in, the user has not been.
    owns = user.has_second_factor if hasattr(user, "has_second_factor") else has_one(user)
    if owns:
        return None if _given(request) else CODE_PAGE
    return SET_UP_PAGE if must_have_one(user) else None


def address_before(request, page) -> str:
    """Give the address of such a page, which leads back to where the request was going."""
    address = reverse(page)
    if page == SET_UP_PAGE or request.method != "GET":
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"


def was_just_proved(request) -> bool:
    """Say whether whoever logged in here did so a moment ago: by the code, where the user has a second factor."""
    records = get_authentication_records(request, request.user)
    if has_one(request.user) and not sso.provider_asked_second_factor(request, request.user):
        records = _given(request)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def _given(request):
    """Give the records of the codes that were given in this session, by which its user can be known."""
    return [each for each in get_authentication_records(request, request.user) if each["method"] == "mfa"]


def is_awaited(request) -> bool:
    """Say whether somebody has given the password and has the second factor still to give."""
    stage = get_pending_stage(request)
    return stage is not None and stage.key == AuthenticateStage.key


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's second factor in our words, with its secrets encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Koden passer ikke. Prøv med den, som din app viser nu. En kode kan kun bruges én gang.",
        "cannot_generate_recovery_codes": "Sæt først to-faktor-godkendelse op. Så får du genoprettelseskoder.",
        "cannot_delete_authenticator": "Din rolle kræver to-faktor-godkendelse, så du kan ikke slå det fra.",
    }

    def encrypt(self, text):
        """Give a secret as it is stored."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Give the secret again; one that nobody has where the key has been replaced, so that no code fits."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("The secret of a second factor was stored under another SECRET_KEY; its user has to be reset")
            return b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator):
        """Say whether a user may do without."""
        return not must_have_one(authenticator.user)


def _fernet():
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret):
    # Not the key that signs sessions and links itself, so that neither tells of the other.
    digest = salted_hmac("misbrug.accounts.second_factor", "key", secret=secret, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(digest))
