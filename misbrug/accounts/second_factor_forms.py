"""The forms in which a code is typed: allauth's with our words; a code is good once. settings.MFA_FORMS names them."""

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.cache import cache
from django.core.exceptions import ValidationError

from misbrug.accounts import limits, second_factor
from misbrug.accounts.adapter import too_many_attempts
from misbrug.accounts.forms import PlainFields

# Longer than any code: what is much longer is none, and is not compared.
LONGEST = 40


class _Code(PlainFields):
    """One field for the code, that a telephone shows digits for."""

    hint = second_factor.CODE_HINT

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._word("code", second_factor.CODE_LABEL, hint=self.hint, required="Skriv koden.")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "maxlength": LONGEST, "class": "form-input--short"}
        # The one field of its page; after a mistake the summary above has the focus.
        if not self.is_bound:
            self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self):
        """Give the code. Raises ValidationError where it does not fit, was used, or too many have been tried."""
        if len(self.cleaned_data["code"]) > LONGEST:
            raise get_adapter().validation_error("incorrect_code")
        try:
            code = super().clean_code()
        except ValidationError as error:
            if error.code == "incorrect_code":
                raise
            key = f"mfa-auth-user-{self.user.pk}"
            raise too_many_attempts(limits.wait_for(context.request, "login_failed", key=key)) from error
        self._spend(code)
        return code

    def _spend(self, code):
        """Let nobody who looked over the shoulder use a code again.

        allauth remembers it for half a minute, but with the tolerance for clocks it would be taken for a minute longer.
        """
        steps = 2 * app_settings.TOTP_TOLERANCE + 1
        digits = "".join(letter for letter in code if letter.isdigit())
        if not cache.add(f"second-factor-used:{self.user.pk}:{digits}", True, steps * app_settings.TOTP_PERIOD):
            raise get_adapter().validation_error("incorrect_code")


class CodeForm(_Code, base_forms.AuthenticateForm):
    """Log ind med en kode."""


class ConfirmCodeForm(_Code, base_forms.ReauthenticateForm):
    """Bekræft med en kode, at det er dig."""


class SetUpForm(_Code, ActivateTOTPForm):
    """Sæt to-faktor-godkendelse op: the first code shows that the app has the secret."""

    hint = "De seks cifre, som appen viser for Misbrug."
