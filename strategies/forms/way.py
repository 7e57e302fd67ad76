"""The forms with which a strategy goes its way: the day it was adopted, a reason, what came of taking it up."""

from django import forms

from clusters.forms.assessments import ReasonForm
from clusters.forms.fields import DayField
from clusters.forms.rounds import ActForm
from clusters.models import Body
from clusters.workflow.errors import CprRefused
from indicators.values import MAX_TEXT
from misbrug.text.cpr import CONFIRM_LABEL

__all__ = ["AdoptForm", "ReviewForm", "delete_form", "leave_form", "note_form", "reason_form"]


def reason_form(data, strategy, place):
    """Give the form of an act that must have a reason."""
    return ReasonForm(data, label="Begrundelse", help_text="Står i strategiens historik. Skriv ikke om borgere.")


def note_form(data, strategy, place):
    """Give the form of an act that may have a reason."""
    return ReasonForm(
        data, required=False, label="Bemærkning", help_text="Står i strategiens historik. Skriv ikke om borgere."
    )


def delete_form(data, strategy, place):
    """Give the form that confirms a deletion."""
    return ActForm(data, label="Slet strategien og alt, hvad der er i den")


def leave_form(data, strategy, place):
    """Give the form that confirms that a municipality leaves."""
    return ActForm(data, label=f"Meld {place.name} ud af strategien")


class AdoptForm(forms.Form):
    """When a municipality adopted the strategy, and which of its bodies did."""

    on = DayField(
        label="Hvornår blev den vedtaget?", error_messages={"required": "Skriv, hvilken dag den blev vedtaget."}
    )
    by = forms.ModelChoiceField(
        label="Hvem vedtog den?",
        queryset=Body.objects.none(),
        required=False,
        empty_label="Ikke angivet",
        error_messages={"invalid_choice": "Vælg et af kommunens egne udvalg eller råd."},
    )

    def __init__(self, data, strategy, place):
        """Offer the municipality's own bodies; without any, whoever adopted it cannot be named here."""
        super().__init__(data)
        self.fields["by"].queryset = Body.objects.filter(municipality=place)
        self.fields["on"].label = f"Hvornår vedtog {place.name} den?"

    @property
    def has_no_bodies(self):
        """Say whether the municipality has no bodies to choose from."""
        return not self.fields["by"].queryset.exists()

    def refuse(self, error):
        """Show what the workflow refused at its place."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class ReviewForm(forms.Form):
    """When the strategy was taken up, and what came of it."""

    on = DayField(label="Hvornår tog I den op?", error_messages={"required": "Skriv, hvilken dag I tog den op."})
    reason = forms.CharField(
        label="Hvad kom der ud af det?",
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For eksempel hvad der skal ændres. Står i strategiens historik. Skriv ikke om borgere.",
        error_messages={"required": "Skriv, hvad der kom ud af det."},
    )
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    def __init__(self, data, strategy, place):
        """Ask of the strategy as a whole."""
        super().__init__(data)

    def refuse(self, error):
        """Show what the workflow refused at its place; a possible CPR number can then be confirmed."""
        self.add_error(error.field if error.field in self.fields else None, error.message)
        if isinstance(error, CprRefused) and not error.certain:
            self.fields["cpr_confirmed"].widget = forms.CheckboxInput()
