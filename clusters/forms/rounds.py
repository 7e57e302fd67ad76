"""Forms for rounds and rulings. What they mean is decided in the workflow; here it is read and shown again."""

from django import forms

from clusters.models import ClusterRole, Municipality, RoundCluster, Ruling
from clusters.workflow import WorkflowError
from clusters.workflow.errors import CprRefused
from indicators.values import MAX_TEXT
from misbrug.text.cpr import CONFIRM_LABEL

OUTCOMES = ((Ruling.Outcome.YES, "Ja, svaret tæller som ja"), (Ruling.Outcome.NO, "Nej, svaret tæller som nej"))


def add_refusal(form, refusal: WorkflowError):
    """Show at its place in a bound form what the workflow refused, with the tick box where it can be confirmed."""
    if isinstance(refusal, CprRefused) and not refusal.certain:
        form.ask_confirmation = True
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


class RulingForm(forms.Form):
    """The project group's decision on one answer. `ask_confirmation` is set where a text may hold a CPR number."""

    outcome = forms.ChoiceField(
        label="Opfylder kommunen indikatoren?",
        choices=OUTCOMES,
        widget=forms.RadioSelect(attrs={"class": "choice-row"}),
        error_messages={
            "required": "Vælg, om svaret tæller som ja eller nej.",
            "invalid_choice": "Vælg, om svaret tæller som ja eller nej.",
        },
    )
    # The workflow says how long a text may be and how much to shorten it, so no max_length here cuts in first.
    reason = forms.CharField(
        label="Begrundelse",
        strip=False,
        widget=forms.Textarea(attrs={"maxlength": MAX_TEXT, "rows": 4}),
        error_messages={"required": "Skriv en begrundelse."},
    )
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False)

    def __init__(self, *args, municipality, **kwargs):
        """Word the form for the municipality whose answer is settled."""
        super().__init__(*args, **kwargs)
        self.ask_confirmation = False
        self.fields[
            "outcome"
        ].label = f"Opfylder {municipality} indikatoren, sammenlignet med de kommuner, der svarede ja?"
        self.fields["reason"].help_text = f"Vises for {municipality} og i rapporten. Skriv ikke om borgere."


class ActForm(forms.Form):
    """A confirmed act on a round: the tick says that the person has read what happens."""

    confirmed = forms.BooleanField(label="Jeg har læst, hvad der sker")

    def __init__(self, *args, label, **kwargs):
        """Let the tick box say what is done."""
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].label = label
        self.fields["confirmed"].error_messages["required"] = "Sæt kryds for at bekræfte."


class ReopenForm(ActForm):
    """To take answers again needs a reason, which everybody in the round may read."""

    reason = forms.CharField(
        label="Begrundelse",
        help_text="Står i rundens log.",
        strip=False,
        widget=forms.Textarea(attrs={"maxlength": MAX_TEXT, "rows": 3}),
        error_messages={"required": "Skriv en begrundelse."},
    )
    field_order = ["reason", "confirmed"]


class JoinForm(forms.Form):
    """A municipality that comes in late."""

    municipality = forms.ModelChoiceField(
        label="Kommune",
        queryset=Municipality.objects.none(),
        empty_label="Vælg kommune",
        error_messages={"required": "Vælg en kommune.", "invalid_choice": "Kommunen er allerede med i runden."},
    )
    round_cluster = forms.ModelChoiceField(
        label="Klynge",
        queryset=RoundCluster.objects.none(),
        empty_label="Vælg klynge",
        error_messages={"required": "Vælg en klynge.", "invalid_choice": "Klyngen er ikke med i runden."},
    )
    role = forms.ChoiceField(label="Rolle i klyngen", choices=ClusterRole, initial=ClusterRole.MEMBER)
    reason = forms.CharField(
        label="Begrundelse",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"maxlength": MAX_TEXT, "rows": 3}),
    )

    def __init__(self, *args, round_, **kwargs):
        """Offer the region's municipalities that are not in the round, and the round's clusters.

        `has_nobody` says that an untouched form has no municipality to offer.
        """
        super().__init__(*args, **kwargs)
        outside = Municipality.objects.filter(region_id=round_.region_id).exclude(assessments__round=round_)
        self.fields["municipality"].queryset = outside.order_by("name")
        self.has_nobody = not self.is_bound and not outside.exists()
        self.fields["round_cluster"].queryset = round_.round_clusters.select_related("cluster")
