"""The administration's forms for catalogues: questions as people write them, checked as an import checks them."""

from types import SimpleNamespace

from django import forms

from indicators.models import Area, Catalogue, Indicator, slug_validator
from indicators.values import SEPARATOR, ValueProblem, as_input, parse_trigger_values
from indicators.wellformed import question_problems
from misbrug.tables.columns import plain


class CopyForm(forms.Form):
    """What a new version needs of its own."""

    slug = forms.CharField(
        label="Kortnavn",
        max_length=60,
        validators=[slug_validator],
        help_text="Bruges i adresser og import, for eksempel kl-2026.",
        error_messages={"required": "Skriv et kortnavn."},
    )
    year = forms.IntegerField(label="År", min_value=1900, max_value=2200, error_messages={"required": "Skriv et år."})

    def clean_slug(self):
        """Refuse a short name that is taken."""
        slug = self.cleaned_data["slug"]
        if Catalogue.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Kortnavnet er optaget. Vælg et andet.")
        return slug


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 6})

    def prepare_value(self, value):
        """Write a stored list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        """Read lines as a list, without the blank ones."""
        return [line.strip() for line in plain(value).split("\n") if line.strip()]

    def has_changed(self, initial, data):
        """Compare as lists."""
        return list(initial or []) != self.to_python(data)


class TriggersField(forms.CharField):
    """The answers at which a supplementary question is asked, in the words of its indicator."""

    def prepare_value(self, value):
        """Write stored values as words: "ja, delvis", or with "|" where one of them holds a comma."""
        if not isinstance(value, list):
            return value
        mark = f" {SEPARATOR} " if any("," in each for each in value) else ", "
        return mark.join(each.replace("ikke_relevant", "ikke relevant") for each in value)


class IndicatorForm(forms.ModelForm):
    """An indicator or supplementary question of one recommendation, which the page knows.

    The admin sets `recommendation` on the class it makes of this one.
    """

    recommendation = None
    key = forms.CharField(
        label="Nøgle",
        max_length=60,
        required=False,
        help_text="Den samme i alle versioner af kataloget, så runder kan sammenlignes. Tom: som nummeret.",
    )
    options = LinesField(
        label="Valgmuligheder",
        required=False,
        help_text="Én pr. linje. Ved et niveau: trinnene fra lavest til højest.",
    )
    trigger_values = TriggersField(
        label="Vises ved",
        required=False,
        help_text="Kun for et supplerende spørgsmål: de svar, det stilles ved, for eksempel ja, delvis.",
    )

    class Meta:
        model = Indicator
        fields = [
            "number",
            "key",
            "text",
            "help_text",
            "answer_type",
            "options",
            "fulfilled_from",
            "unit",
            "not_relevant_allowed",
            "asks_for_strategy",
            "areas",
            "parent",
            "trigger_values",
            "order",
        ]
        widgets = {"areas": forms.CheckboxSelectMultiple, "text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.recommendation is not None:
            self.instance.recommendation = self.recommendation
            self.instance.catalogue = self.recommendation.catalogue
        if "areas" not in self.fields:
            # The page of a published catalogue's question shows all of it as text.
            return
        self.fields["areas"].queryset = Area.objects.filter(catalogue=self.instance.catalogue)
        self.fields["parent"].queryset = Indicator.objects.filter(
            recommendation=self.instance.recommendation, parent__isnull=True
        ).exclude(pk=self.instance.pk)
        self.fields["parent"].empty_label = "Ingen: spørgsmålet er en indikator"

    def clean(self):
        """Check the question as a whole, each problem at its field."""
        cleaned = super().clean()
        cleaned["key"] = cleaned.get("key") or cleaned.get("number", "")
        parent = cleaned.get("parent")
        self._read_triggers(cleaned, parent)
        self._check_supplements(parent)
        question = SimpleNamespace(**{name: cleaned.get(name) for name in self.fields})
        question.options = question.options or []
        for field, message in question_problems(
            question, parent=parent, trigger_values=cleaned.get("trigger_values") or ()
        ):
            if field not in self.errors:
                self.add_error(field, message)
        self._check_areas(cleaned, parent)
        return cleaned

    def _read_triggers(self, cleaned, parent):
        written = cleaned.get("trigger_values") or ""
        cleaned["trigger_values"] = [written] if written else []
        if parent and written:
            try:
                cleaned["trigger_values"] = list(parse_trigger_values(parent, written))
            except ValueProblem as problem:
                self.add_error("trigger_values", str(problem))

    def _check_supplements(self, parent):
        if parent and self.instance.pk and self.instance.supplements.exists():
            self.add_error("parent", "Indikatoren har selv supplerende spørgsmål. Flyt dem først.")

    def _check_areas(self, cleaned, parent):
        extra = set(cleaned.get("areas") or ()) - set(parent.areas.all()) if parent else set()
        if extra:
            names = ", ".join(area.name for area in extra)
            self.add_error("areas", f"{parent.number} stilles ikke for {names}. Fjern markeringen.")

    def _get_validation_exclusions(self):
        """Let numbers and keys be compared within the catalogue, although it is no field of the form."""
        return super()._get_validation_exclusions() - {"catalogue", "recommendation"}


class RecommendationForm(forms.ModelForm):
    """A recommendation of one catalogue, which the page knows. The admin sets `catalogue` on the class."""

    catalogue = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.catalogue is not None:
            self.instance.catalogue = self.catalogue

    def _get_validation_exclusions(self):
        """Let numbers be compared within the catalogue, although it is no field of the form."""
        return super()._get_validation_exclusions() - {"catalogue"}


def written_triggers(indicator):
    """Give the answers at which a supplementary question is asked, as its indicator's form shows them."""
    return ", ".join(as_input(indicator.parent, value) for value in indicator.trigger_values)
