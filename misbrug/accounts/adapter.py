"""How log-in differs from allauth's default: nobody signs up, and every message is ours."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.urls import reverse

from misbrug.accounts import demo, known_devices, limits, second_factor
from misbrug.accounts.tokens import ResetTokens

logger = logging.getLogger(__name__)


def too_many_attempts(wait):
    """Give the error of a form that was sent too often, for `wait` more seconds."""
    words = limits.in_words(wait)
    return ValidationError(
        f"Der har været for mange forsøg på at logge ind. Vent {words}, og prøv igen.", code="too_many_login_attempts"
    )


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up, says what goes wrong in plain Danish, and survives a mail server that does not answer."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "E-mail og adgangskode passer ikke sammen. Prøv igen, eller vælg en ny adgangskode.",
        "too_many_login_attempts": "Der har været for mange forsøg på at logge ind. Vent lidt, og prøv igen.",
        "incorrect_password": "Det er ikke din adgangskode.",
        "enter_current_password": "Det er ikke den adgangskode, du har nu.",
        "invalid_password_reset": "Linket virker ikke længere.",
        "rate_limited": "Der er kommet for mange forsøg på kort tid. Vent et minut, og prøv igen.",
    }

    # The count of an attempt over all addresses, while it may have to be taken back.
    _everywhere = None

    def is_open_for_signup(self, request):
        """Say that nobody may make an account alone."""
        return False

    def get_password_change_redirect_url(self, request):
        """Lead back to the page that the change was asked for on."""
        return reverse("account_overview")

    def set_password(self, user, password):
        """Store the new password, and nothing else that may have changed since the user was read."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_mail(self, template_prefix, email, context):
        """Send a mail, or log that it could not be sent.

        A page that failed here would tell that the address has an account, since for others nothing is sent. The log
        names the kind of mail and of error alone: the error's text may hold the address.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            logger.error("The mail %s could not be sent: %s", template_prefix, type(error).__name__)

    def send_password_reset_mail(self, user, email, context):
        """Send the link, and say how long it lasts."""
        super().send_password_reset_mail(user, email, {**context, "hours": ResetTokens.seconds // 3600})

    def pre_login(self, request, user, **kwargs):
        """Give the page of a closed access for the demo's users outside a demo, whatever way they came; else None."""
        if demo.is_closed(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_login_stages(self):
        """Give what may stand between a login and its page, with our own second factor."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "misbrug.accounts.sso_stage.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_ajax(self, request):
        """Say no: what a script is answered is told in session_views.py, and is not allauth's own form of it."""
        return False

    def is_reauthentication_required(self, *, app, **kwargs):
        """Ask again who it is, unless that has just been shown to log in."""
        if second_factor.was_just_proved(context.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user):
        """Give the ways to show anew who it is: who has a second factor gives a code; the password alone is too little.

        Behind it are the recovery codes, which would make a stolen password a way round the second factor.
        """
        ways = super().get_reauthentication_methods(user)
        if not second_factor.has_one(user):
            return ways
        return [way for way in ways if way["id"] == second_factor.CODE_PAGE]

    def pre_authenticate(self, request, **credentials):
        """Count an attempt. Raises ValidationError, which says how long to wait, where there were too many.

        From an address it counts for the account there; from all of them for the account, unless the browser is known.
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            wait = limits.wait_for(
                request, "login_failed", key=self._get_login_attempts_cache_key(request, **credentials)
            )
            raise too_many_attempts(wait) from error
        email = credentials.get("email", "").lower()
        if known_devices.is_known(request, email):
            return
        self._everywhere = ratelimit.consume(request, app=limits.APP, action="login_failed_account", key=email)
        if not self._everywhere:
            raise too_many_attempts(limits.wait_for(request, "login_failed_account", key=email))

    def _get_login_attempts_cache_key(self, request, **credentials):
        return limits.here(request, super()._get_login_attempts_cache_key(request, **credentials))

    def _rollback_login_failed_rl_usage(self):
        super()._rollback_login_failed_rl_usage()
        if self._everywhere:
            self._everywhere.rollback()

    def forget_failed_logins(self, request, email):
        """Let a locked-out person in again once the mailbox has shown who it is."""
        key = self._get_login_attempts_cache_key(request, email=email)
        ratelimit.clear(request, app=limits.APP, action="login_failed", key=key)
        ratelimit.clear(request, app=limits.APP, action="login_failed_account", key=email.lower())
