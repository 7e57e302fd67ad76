"""Forms of a report on its way out: sending it, releasing it, its title page, the region's Word template."""

import re
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils import timezone

from clusters.forms.fields import DayField
from clusters.models.publishing import TEMPLATE_LIMIT
from clusters.uploads import UploadRefused, clean_name, refuse_size
from clusters.workflow.errors import CprRefused
from misbrug.text.cpr import CONFIRM_LABEL
from misbrug.text.danish import decimal

SMALLEST, LARGEST = 1_000, 1_000_000
THOUSANDS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
SIZES = "Skriv et indbyggertal mellem 1.000 og 1.000.000."


class SendForm(forms.Form):
    """Until when the municipalities can ask for corrections; free to leave out."""

    deadline = DayField(
        label="Hvornår skal kommunerne senest svare?",
        required=False,
        help_text="Vises for kommunerne. Fristen lukker ikke for noget af sig selv.",
    )

    def clean_deadline(self):
        """Refuse a day that is past."""
        day = self.cleaned_data["deadline"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("Fristen er overskredet allerede. Skriv en dag, der kommer.")
        return day

    def refuse(self, error):
        """Show what the workflow refused at its place."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class ConfirmForm(forms.Form):
    """The ticks that an act asks for, each said in words of its own: `ticks` are (name, label, refusal)."""

    def __init__(self, *args, ticks=(), **kwargs):
        """Ask for each tick."""
        super().__init__(*args, **kwargs)
        for name, label, refusal in ticks:
            self.fields[name] = forms.BooleanField(label=label, error_messages={"required": refusal})

    def refuse(self, error):
        """Show what the workflow refused."""
        self.add_error(None, error.message)


class ReleaseForm(ConfirmForm):
    """The ticks of a release, with what the report said when the page was opened, and when that was."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    opened = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    @property
    def opened_at(self):
        """Give when the page was opened, None where the browser no longer says so."""
        try:
            at = datetime.fromisoformat(self.data.get("opened", ""))
        except ValueError:
            return None
        return at if at.tzinfo else None


class SizeField(forms.IntegerField):
    """A number of people, typed and shown with or without dots between the thousands."""

    def to_python(self, value):
        """Give the number. Raises ValidationError."""
        if isinstance(value, str) and THOUSANDS.fullmatch(value.strip()):
            value = value.replace(".", "")
        return super().to_python(value)

    def prepare_value(self, value):
        """Show a number as it is written in Danish, and what was typed as it was typed."""
        return decimal(value) if isinstance(value, int) else value


class TitleForm(forms.Form):
    """What the title page says, and the size of municipality that needs are told for."""

    title = forms.CharField(label="Titel", required=False, strip=True)
    subtitle = forms.CharField(label="Undertitel", required=False, strip=True)
    publisher = forms.CharField(
        label="Udgiver", required=False, strip=True, help_text="For eksempel projektgruppen og de kommuner, den er fra."
    )
    need_size = SizeField(
        label="Kommunestørrelse i indledningen",
        min_value=SMALLEST,
        max_value=LARGEST,
        help_text="Indledningen regner målgrupperne ud for en kommune med så mange indbyggere.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": SIZES, "invalid": SIZES, "min_value": SIZES, "max_value": SIZES},
    )
    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    mark_optional = False

    def __init__(self, *args, suggested="", **kwargs):
        """`suggested` is the title that stands where none is written."""
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = f"Uden en titel hedder den ”{suggested}”."
        for name in ("title", "subtitle", "publisher"):
            self.fields[name].widget.attrs["class"] = "form-input--wide"

    def refuse(self, error):
        """Show what the workflow refused at its place; a possible CPR number can then be confirmed."""
        self.add_error(error.field if error.field in self.fields else None, error.message)
        if isinstance(error, CprRefused) and not error.certain:
            self.fields["cpr_confirmed"].widget = forms.CheckboxInput()


@dataclass(frozen=True, slots=True)
class ChosenTemplate:
    """A template file that can be stored."""

    name: str
    content: bytes


class TemplateForm(forms.Form):
    """The region's own Word template."""

    file = forms.FileField(
        label="Skabelon",
        help_text=f"En Word-fil (.docx eller .dotx) på højst {TEMPLATE_LIMIT // (1024 * 1024)} MB.",
        widget=forms.FileInput(attrs={"accept": ".docx,.dotx"}),
        error_messages={
            "required": "Vælg en Word-fil.",
            "missing": "Vælg en Word-fil.",
            "invalid": "Vælg en Word-fil.",
            "empty": "Filen er tom. Vælg den rigtige fil.",
        },
    )

    mark_optional = False

    def clean_file(self):
        """Give the ChosenTemplate. Raises ValidationError for what is too large or no Word file that can be used."""
        # Reading Word files is heavy to load, and few pages do.
        from clusters.reports.renderers.docx_template import TemplateRefused, check_template

        chosen = self.cleaned_data["file"]
        try:
            refuse_size(chosen.size, TEMPLATE_LIMIT)
            content = chosen.read()
            check_template(content)
        except (UploadRefused, TemplateRefused) as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return ChosenTemplate(clean_name(chosen.name), content)
