"""The forms of the login pages: allauth's with our words, without placeholders, each error saying what to do.

settings.ACCOUNT_FORMS hands them to allauth's views.
"""

from allauth.account import forms as allauth_forms
from django import forms

from misbrug.accounts import demo, passwords
from misbrug.accounts.models import User

WRITE_EMAIL = {
    "required": "Skriv din e-mail.",
    "invalid": "Skriv hele e-mailen, for eksempel navn@kommune.dk.",
}


class PlainFields:
    """Takes out what allauth writes inside the fields: a placeholder is gone when it is needed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def _word(self, name, label, *, hint="", **errors):
        """Give a field its label, its hint and its error messages by code."""
        field = self.fields[name]
        field.label, field.help_text = label, hint
        field.error_messages.update(errors)


class NewPassword(PlainFields):
    """The two fields in which a new password is chosen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._word("password1", "Ny adgangskode", hint=passwords.hint(), required="Skriv en ny adgangskode.")
        self._word("password2", "Gentag den nye adgangskode", required="Skriv den nye adgangskode en gang til.")

    def clean(self):
        """Compare the two, where both were written: allauth's comparison says it less plainly."""
        data = forms.Form.clean(self)
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "De to adgangskoder er ikke ens. Skriv den nye begge steder.")
        return data


class LoginForm(PlainFields, allauth_forms.LoginForm):
    """Log ind."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._word("login", "E-mail", **WRITE_EMAIL)
        self._word("password", "Adgangskode", required="Skriv din adgangskode.")
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(PlainFields, allauth_forms.ResetPasswordForm):
    """Glemt adgangskode."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._word("email", "E-mail", hint="Den e-mail, som du plejer at logge ind med.", **WRITE_EMAIL)

    def clean_email(self):
        """Find who gets the link: nobody of the demo where there is none."""
        email = super().clean_email()
        self.users = [user for user in self.users if not demo.is_closed(user)]
        return email


class NewPasswordForm(NewPassword, allauth_forms.ResetPasswordKeyForm):
    """Vælg en ny adgangskode, by the link in an e-mail or invitation."""


class ChangePasswordForm(NewPassword, allauth_forms.ChangePasswordForm):
    """Skift adgangskode."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._word("oldpassword", "Nuværende adgangskode", required="Skriv den adgangskode, du har nu.")


class ConfirmPasswordForm(PlainFields, allauth_forms.ReauthenticateForm):
    """Bekræft, at det er dig."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._word("password", "Adgangskode", required="Skriv din adgangskode.")


class UserForm(forms.ModelForm):
    """A user as an administrator sees one. Set `administrator` to the one who is at work."""

    administrator = None

    class Meta:
        model = User
        fields = ["email", "name", "is_staff", "is_active"]

    def clean(self):
        """Refuse to let an administrator lock the door behind himself.

        Since everybody else can be left to others, there is always one administrator left.
        """
        data = super().clean()
        if self.instance.pk and self.instance == self.administrator:
            for name in ("is_staff", "is_active"):
                if data.get(name) is False:
                    self.add_error(name, "Du kan ikke fjerne din egen adgang. Bed en anden administrator om det.")
        return data
