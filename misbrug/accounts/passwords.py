"""What a password must be, in Danish, for settings.AUTH_PASSWORD_VALIDATORS.

Django has these rules, but its Danish texts name fields as they are called in the code and say "numerisk". Each
rule's help text is one sentence of the hint above the field.
"""

import re

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

# What Danes choose where English speakers choose what is in Django's list.
DANISH_WORDS = {
    *("adgangskode", "kodeord", "velkommen", "hemmelig", "hemmeligt", "administrator"),
    *("januar", "februar", "marts", "april", "maj", "juni", "juli", "august"),
    *("september", "oktober", "november", "december", "forår", "sommer", "efterår", "vinter"),
    *("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag", "sommerferie", "juleaften"),
    *("danmark", "københavn", "sjælland", "fodbold", "håndbold", "landsholdet", "kærlighed", "elskede"),
    *("kommune", "kommunen", "misbrug", "misbruget", "misbrugsbehandling", "rusmidler", "rusmiddelcenter"),
    *("sagsbehandler", "projektgruppe", "selvvurdering", "handleplan", "statusrapport"),
}

_AROUND_THE_WORD = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class MinimumLength(password_validation.MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self):
        """Say what is wrong."""
        return f"Adgangskoden er for kort. Den skal have mindst {self.min_length} tegn."

    def get_help_text(self):
        """Say the rule."""
        return f"Mindst {self.min_length} tegn, for eksempel fire ord, som du kan huske."


class UnlikeUser(password_validation.UserAttributeSimilarityValidator):
    """Not the user's own name or e-mail, nor nearly so."""

    def __init__(self):
        super().__init__(user_attributes=("email", "name"))

    def get_error_message(self):
        """Say what is wrong."""
        return "Adgangskoden ligner dit navn eller din e-mail for meget."

    def get_help_text(self):
        """Say the rule."""
        return "Den må ikke ligne dit navn eller din e-mail."


class Uncommon(password_validation.CommonPasswordValidator):
    """None of the passwords that are tried first, nor one of them with digits and marks around it."""

    def validate(self, password, user=None):
        """Raise ValidationError where the password, or the word in it, is common."""
        whole = password.casefold().strip()
        if not {whole, _AROUND_THE_WORD.sub("", whole)}.isdisjoint(self.passwords | DANISH_WORDS):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self):
        """Say what is wrong."""
        return "Adgangskoden er for let at gætte. Den må ikke være et almindeligt ord, heller ikke med tal efter."

    def get_help_text(self):
        """Say the rule."""
        return "Den må ikke være et almindeligt ord, heller ikke med tal efter."


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    """Not a number."""

    def get_error_message(self):
        """Say what is wrong."""
        return "Adgangskoden må ikke kun bestå af tal."

    def get_help_text(self):
        """Say the rule."""
        return "Den må ikke kun bestå af tal."


def hint():
    """Give all rules in one line of text, for above the field."""
    return " ".join(password_validation.password_validators_help_texts())
