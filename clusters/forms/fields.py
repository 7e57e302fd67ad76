"""Fields that forms share: a day, an address on the web, several rows."""

from datetime import date
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
SHORTEST_YEAR = 1000
LONGEST_KEY = 18


class DayInput(forms.DateInput):
    """The browser's own field for a day, which also takes what is typed."""

    input_type = "date"

    def __init__(self, attrs=None):
        """Write the day as browsers want it."""
        super().__init__({"class": "form-input--day", **(attrs or {})}, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day. Refuses years of less than four digits, which browsers let through, and days nobody can mean."""

    widget = DayInput
    default_error_messages = {"invalid": "Skriv en dato, for eksempel 18.12.2026."}

    def clean(self, value):
        """Give the day, None where nothing is written."""
        day = super().clean(value)
        if day and day.year < SHORTEST_YEAR:
            raise forms.ValidationError("Skriv årstallet med fire cifre, for eksempel 2026.")
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(f"Skriv en dato i årene {FIRST_DAY.year} til {LAST_DAY.year}.")
        return day


class WebField(forms.URLField):
    """An address on the web: http or https, without a user's name. One typed without "https://" gets it."""

    default_validators = (URLValidator(schemes=["http", "https"]),)
    default_error_messages = {"invalid": "Skriv en adresse på nettet, for eksempel https://www.eksempel.dk/plan."}

    def __init__(self, **kwargs):
        """Take what has no scheme as https."""
        super().__init__(assume_scheme="https", **kwargs)

    def clean(self, value):
        """Give the address, "" where nothing is written."""
        address = super().clean(value)
        if "@" in urlsplit(address).netloc:
            raise forms.ValidationError("Skriv adressen uden brugernavn og adgangskode.")
        return address


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows. A number that is too long to be a row's is no choice; not all databases can ask for it."""

    def clean(self, value):
        """Give the chosen rows. Raises ValidationError for what is none of those offered."""
        for each in value if isinstance(value, list | tuple) else ():
            if len(str(each)) > LONGEST_KEY:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(each)[:20]}
                )
        return super().clean(value)
