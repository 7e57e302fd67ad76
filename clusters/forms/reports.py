"""Forms of the status report: one of its texts, and its publication."""

from django import forms

from clusters.models.reports import REPORT_TEXT_LIMIT
from clusters.workflow.errors import CprRefused
from misbrug.text.cpr import CONFIRM_LABEL

HELP = (
    "En tom linje giver et nyt afsnit. En linje, der begynder med en bindestreg og et mellemrum, bliver et punkt i en "
    "liste. To stjerner på hver side gør **ord** fede."
)


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
