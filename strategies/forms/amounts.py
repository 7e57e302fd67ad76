"""The fields in which amounts are typed."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from misbrug.text.danish import decimal, parse_decimal
from strategies.amounts import MOST, AmountProblem, parse_amount, typed


class AmountField(forms.Field):
    """An amount in mio. kr. as people type it; None where nothing is typed. See `strategies.amounts`.

    Name it in a ModelForm's `Meta.field_classes`. What could not be read is shown again as it was typed.
    """

    widget = forms.TextInput
    most = MOST

    def __init__(self, *, max_digits=None, decimal_places=None, **kwargs):
        """Take what the model's field passes on; `most` says more than the number of digits."""
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        """Give a phone the keys for numbers."""
        return {"inputmode": "decimal", "autocomplete": "off", "class": "form-input--short"}

    def prepare_value(self, value):
        """Give a stored amount as it is typed; what was typed stays as it is."""
        return typed(value) if isinstance(value, Decimal | int | float) else value

    def to_python(self, value):
        """Read what was typed. Raises ValidationError with what to write instead."""
        try:
            return parse_amount(value, self.most)
        except AmountProblem as problem:
            raise ValidationError(str(problem), code="amount") from problem


class BudgetField(AmountField):
    """An amount of a background budget, which covers a whole field and so may be larger than an activity's."""

    most = Decimal(100_000)


class EstimateField(forms.Field):
    """How many citizens, as people type it: "1.600", "1 600"; None where nothing is typed."""

    widget = forms.TextInput
    most = 1_000_000

    def __init__(self, *, min_value=None, max_value=None, **kwargs):
        """Take what the model's field passes on."""
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        """Give a phone the keys for numbers."""
        return {"inputmode": "numeric", "autocomplete": "off", "class": "form-input--short"}

    def to_python(self, value):
        """Read what was typed. Raises ValidationError with what to write instead."""
        text = " ".join(str("" if value is None else value).split())
        if not text:
            return None
        about = re.sub(r"(?i)^(?:ca\b\.?|cirka|omkring|[~≈])\s*", "", text)
        try:
            number = parse_decimal(about)
        except ValueError:
            raise ValidationError(
                "Skriv et helt tal, for eksempel 70. Lad feltet stå tomt, hvis I ikke ved det."
            ) from None
        if number < 0 or number != int(number) or number > self.most:
            raise ValidationError(f"Skriv et helt tal fra 0 til {decimal(self.most)}.")
        if about != text:
            raise ValidationError(f"Skriv {int(number)}. Tallet vises altid som et skøn.")
        return int(number)
