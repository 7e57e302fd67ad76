"""What a form says of an input that it cannot take: in plain Danish, and with what to write instead."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from misbrug.text.danish import decimal, first_upper

# Named by the field's name; every other field is asked for by its label.
REQUIRED = {
    "title": "Skriv en titel.",
    "name": "Skriv et navn.",
    "text": "Skriv en tekst.",
    "body": "Vælg et udvalg eller råd.",
    "amount": "Skriv et beløb.",
    "date": "Skriv en dato.",
    "deadline": "Skriv en frist.",
    "owner": "Skriv, hvem der har opgaven.",
    "column": "Vælg en kolonne.",
}
WEB_ADDRESS = "Skriv en adresse, der begynder med https://"
GONE = "Det, du valgte, findes ikke længere. Vælg igen."
TOO_LONG = "Skriv højst %(limit_value)d tegn. Nu er der %(show_value)d."
FIRST_YEAR = 1900


def say_plainly(name, field, model_field=None):
    """Give a form's field plain messages where Django's own stand; what the form itself says is kept."""
    messages = {"required": REQUIRED.get(name) or _asked(field)}
    if isinstance(field, forms.IntegerField):
        words = _number(name, field, model_field)
        messages |= dict.fromkeys(("invalid", "min_value", "max_value"), words)
    elif isinstance(field, forms.URLField):
        messages["invalid"] = WEB_ADDRESS
    elif isinstance(field, forms.ChoiceField):
        messages["invalid_choice"] = GONE
    if isinstance(field, forms.CharField):
        messages["max_length"] = TOO_LONG
    for code, words in messages.items():
        if _is_django(field, code):
            field.error_messages[code] = words


def _asked(field):
    label = str(field.label or "").rstrip(".:?")
    chosen = isinstance(field, forms.ChoiceField)
    return f"Vælg en mulighed i ”{first_upper(label)}”." if chosen else f"Udfyld ”{first_upper(label)}”."


def _number(name, field, model_field):
    validators = [*field.validators, *(model_field.validators if model_field else ())]
    lows = [each.limit_value for each in validators if isinstance(each, MinValueValidator)]
    highs = [each.limit_value for each in validators if isinstance(each, MaxValueValidator)]
    low, high = max(lows, default=0), min(highs, default=None)
    if low >= FIRST_YEAR:
        return f"Skriv et årstal fra {low} til {high}."
    if name.endswith("_years"):
        return f"Skriv antal år, mindst {low} og højst {high}."
    return f"Skriv et helt tal fra {low} til {decimal(high)}." if high else f"Skriv et helt tal, mindst {low}."


def _is_django(field, code):
    """Say whether the message that stands is that of one of Django's own classes."""
    stands = field.error_messages.get(code)
    for each in type(field).__mro__:
        words = getattr(each, "__dict__", {}).get("default_error_messages", {})
        if code in words:
            return each.__module__.startswith("django.") and str(words[code]) == str(stands)
    return stands is None
