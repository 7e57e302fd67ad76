"""The form of what a strategy says of itself: whose it is, what it is called, when it applies and is taken up again."""

import re

from django import forms

from clusters.forms.fields import DayField, RowsField
from clusters.models import Municipality, MunicipalityAlias
from misbrug.text.danish import first_upper, fold, join, sort_key
from strategies.models import Strategy

GROUPS = (
    ("", ("title", "kind", "own", "others", "summary")),
    ("Hvornår gælder den?", ("valid_from", "valid_to")),
    ("Hvornår tages den op igen?", ("review_months", "review_owner", "next_review")),
    ("Hvor hører den til?", ("administration", "source")),
)
_BETWEEN_NAMES = re.compile(r"[,;\n]|\s+og\s+")


class StrategyForm(forms.ModelForm):
    """A strategy's own facts. Once it is valid, `municipalities` are those chosen, one's own first.

    Who answers for one municipality need not choose it; other municipalities of a joint strategy are written by name.
    """

    own = RowsField(
        label="For hvilke af dine kommuner?",
        queryset=Municipality.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Vælg mindst én af dine egne kommuner."},
    )
    others = forms.CharField(
        label="Fælles med andre kommuner",
        required=False,
        max_length=1000,
        help_text="Kommunernes navne med komma imellem. De kan rette i strategien på lige fod med jer.",
    )
    valid_from = DayField(label="Gælder fra", required=False)
    valid_to = DayField(label="Gælder til", required=False, help_text="Tom, hvis den gælder, indtil den bliver afløst.")
    next_review = DayField(label="Tages op næste gang", required=False)
    review_months = forms.IntegerField(
        label="Tages op hver (måneder)",
        required=False,
        min_value=1,
        max_value=120,
        help_text="For eksempel 24 for hvert andet år.",
        widget=forms.NumberInput(attrs={"class": "form-input--short", "min": None, "max": None}),
        error_messages={
            "invalid": "Skriv et helt antal måneder, for eksempel 24.",
            "min_value": "Skriv et antal måneder fra 1 til 120.",
            "max_value": "Skriv et antal måneder fra 1 til 120.",
        },
    )
    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = Strategy
        fields = (
            *("title", "kind", "summary", "administration", "valid_from", "valid_to"),
            *("review_months", "review_owner", "next_review", "source"),
        )
        error_messages = {"title": {"required": "Skriv, hvad den hedder."}}
        widgets = {
            "title": forms.TextInput(attrs={"class": "form-input--wide"}),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "source": forms.TextInput(attrs={"class": "form-input--wide"}),
            "kind": forms.RadioSelect(attrs={"class": "choice-row"}),
        }
        help_texts = {
            "source": "Hvor den kan læses i sin oprindelige form, for eksempel et link eller et dokument.",
            "administration": "For eksempel Socialforvaltningen.",
        }

    def __init__(self, *args, own_places, **kwargs):
        """Word the form for the municipalities one answers for."""
        super().__init__(*args, **kwargs)
        self.own_places = sorted(own_places, key=lambda place: sort_key(place.name))
        self.fields["title"].help_text = "Som den hedder hos jer, for eksempel Misbrugspolitik 2026–2030."
        self.fields["kind"].choices = [(value, first_upper(label)) for value, label in Strategy.Kind.choices]
        self.fields["base_version"].initial = self.instance.version
        places = self.instance.places if self.instance.pk else []
        own = {place.pk for place in self.own_places}
        self.fields["others"].initial = ", ".join(place.name for place in places if place.pk not in own)
        if len(self.own_places) == 1:
            del self.fields["own"]
            return
        self.fields["own"].queryset = Municipality.objects.filter(pk__in=own)
        self.fields["own"].initial = [place.pk for place in places if place.pk in own]

    @property
    def groups(self):
        """Give the fields under their headings."""
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in GROUPS]

    def clean_others(self):
        """Give the named municipalities. Raises ValidationError that names those nobody knows."""
        names = [name.strip() for name in _BETWEEN_NAMES.split(self.cleaned_data["others"]) if name.strip()]
        if not names:
            return []
        known = _by_name()
        unknown = [name for name in names if _place_key(name) not in known]
        if unknown:
            quoted = join([f"”{name[:60]}”" for name in unknown[:5]])
            raise forms.ValidationError(
                f"Vi kender ikke {quoted}. Skriv navnet uden ordet kommune, for eksempel Greve."
            )
        return [known[_place_key(name)] for name in names]

    def clean(self):
        """Put together whose the strategy is, and refuse an end before the beginning and the same draft twice."""
        super().clean()
        data = self.cleaned_data
        own = list(data.get("own", [])) if "own" in self.fields else self.own_places
        others = data.get("others") or []
        self.municipalities = list(dict.fromkeys([*own, *others]))
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", "”Gælder til” ligger før ”gælder fra”.")
        if self.instance.pk is None and data.get("title") and self._has_draft(data["title"]):
            message = "I har allerede en kladde, der hedder sådan. Ret den, eller giv den nye et andet navn."
            self.add_error("title", message)
        return data

    def _has_draft(self, title):
        drafts = Strategy.objects.filter(state=Strategy.State.DRAFT, municipalities__in=self.municipalities)
        return fold(title) in {fold(other) for other in drafts.values_list("title", flat=True)}

    def facts(self):
        """Give what the form stores in the strategy itself."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def refuse(self, error):
        """Show what the workflow refused at its place."""
        place = "others" if error.field == "municipalities" else error.field
        self.add_error(place if place in self.fields else None, error.message)


def _place_key(name):
    """Give the key of a name: "Ishøj Kommune" is Ishøj."""
    return fold(name).removesuffix(" kommune")


def _by_name():
    """Give every municipality by its names: 2 queries."""
    places = {place.pk: place for place in Municipality.objects.all()}
    aliases = MunicipalityAlias.objects.values_list("folded", "municipality_id")
    return {folded: places[pk] for folded, pk in aliases} | {fold(place.name): place for place in places.values()}
