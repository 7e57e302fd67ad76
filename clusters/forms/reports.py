"""Forms of the status report: one of its texts, and a sentence that stands against the answers."""

from django import forms

from clusters.models.reports import ITEM_LIMIT, REPORT_TEXT_LIMIT
from clusters.workflow.errors import CprRefused
from misbrug.text.cpr import CONFIRM_LABEL

HELP = "En tom linje giver et nyt afsnit. Resten står under ”Sådan skriver du”."


class TextForm(forms.Form):
    """One text of the report. `base_version` is that of the text the writer began from."""

    # The workflow says how long a text may be and how much to shorten it, so no max_length here cuts in first.
    text = forms.CharField(
        label="Tekst",
        required=False,
        strip=False,
        help_text=HELP,
        widget=forms.Textarea(attrs={"rows": 18, "maxlength": REPORT_TEXT_LIMIT, "class": "report__input"}),
    )
    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    mark_optional = False

    def refuse(self, error):
        """Show what the workflow refused at its place; a possible CPR number can then be confirmed."""
        self.add_error("text" if error.field == "text" else None, error.message)
        if isinstance(error, CprRefused) and not error.certain:
            self.fields["cpr_confirmed"].widget = forms.CheckboxInput()


class WaiverForm(forms.Form):
    """Why a sentence stands though the answers say otherwise."""

    reason = forms.CharField(
        label="Hvorfor bliver sætningen stående?",
        max_length=ITEM_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv, hvorfor sætningen bliver stående."},
    )
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    def refuse(self, error):
        """Show what the workflow refused at its place; a possible CPR number can then be confirmed."""
        self.add_error("reason" if error.field == "reason" else None, error.message)
        if isinstance(error, CprRefused) and not error.certain:
            self.fields["cpr_confirmed"].widget = forms.CheckboxInput()
