"""Forms of cluster reports and of the right of reply."""

from django import forms

from clusters.models import ClusterReport, CorrectionRequest
from clusters.models.reports import ITEM_LIMIT, REPORT_TEXT_LIMIT
from clusters.workflow.cluster_reports import PARTS
from clusters.workflow.errors import CprRefused
from misbrug.text import cpr
from misbrug.text.cpr import CONFIRM_LABEL
from misbrug.text.danish import first_upper

HELP = {
    "agreed": "Det, kommunerne i klyngen er nået frem til sammen.",
    "wishes": "Det, klyngen tager fat på i den kommende tid.",
    "needs": "For eksempel uddannelse, metoder eller værktøjer, som flere kommuner mangler.",
    "feedback": "Hvordan samarbejdet fungerer, og hvad der bør ændres.",
}


class Refusing(forms.Form):
    """A form that shows what the workflow refused at its field; a possible CPR number can be confirmed."""

    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    def refuse(self, error):
        """Show a WorkflowError where it belongs."""
        self.add_error(error.field if error.field in self.fields else None, error.message)
        if isinstance(error, CprRefused) and not error.certain:
            self.fields["cpr_confirmed"].widget = forms.CheckboxInput()


class ClusterReportForm(Refusing):
    """The four parts of a cluster's report. `base_version` is that of the report the writer began from."""

    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    mark_optional = False

    field_order = [*PARTS, "base_version", "cpr_confirmed"]

    def __init__(self, *args, **kwargs):
        """Make a field of each part, named as the model names it."""
        super().__init__(*args, **kwargs)
        for name in PARTS:
            self.fields[name] = forms.CharField(
                label=first_upper(str(ClusterReport._meta.get_field(name).verbose_name)),
                help_text=HELP[name],
                required=False,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 8, "maxlength": REPORT_TEXT_LIMIT, "class": "report__input"}),
            )
        self.order_fields(self.field_order)

    def texts(self):
        """Give the parts as the workflow takes them. Only for a valid form."""
        return {name: self.cleaned_data[name] for name in PARTS}

    def refuse(self, error, stored=None):
        """Show a WorkflowError where it belongs; of CPR numbers all parts are told of at once.

        `stored` is the report that stands, whose confirmed numbers are not asked about again.
        """
        super().refuse(error)
        if not isinstance(error, CprRefused):
            return
        for name in PARTS:
            if name == error.field:
                continue
            try:
                cpr.check(
                    self.cleaned_data.get(name, ""),
                    confirmed=self.cleaned_data.get("cpr_confirmed", False),
                    stored=getattr(stored, name, ""),
                )
            except cpr.CprFound as found:
                self.add_error(name, found.message)


class CorrectionForm(Refusing):
    """What a municipality wants corrected, and why."""

    indicator = forms.ChoiceField(
        label="Hvad gælder det?",
        required=False,
        error_messages={"invalid_choice": "Vælg en af indikatorerne på listen."},
    )
    reason = forms.CharField(
        label="Hvad skal rettes, og hvorfor?",
        required=False,
        strip=False,
        help_text="Skriv, hvad der er forkert, og hvad der i stedet er rigtigt. Projektgruppen svarer her på siden.",
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": ITEM_LIMIT}),
    )
    mark_optional = False

    def __init__(self, *args, values=(), texts=None, **kwargs):
        """`values` are the municipality's ValueFacts, `texts` the indicators' texts by number."""
        super().__init__(*args, **kwargs)
        choices = [(value.number, f"{value.number}: {texts[value.number]}") for value in values]
        self.fields["indicator"].choices = [("", "Noget andet end et bestemt svar"), *choices]
        self.order_fields(["indicator", "reason", "cpr_confirmed"])


class CorrectionAnswerForm(Refusing):
    """The project group's answer to a request."""

    state = forms.ChoiceField(
        label="Imødekommes ønsket?",
        choices=[
            (CorrectionRequest.State.ACCEPTED, "Ja, det er rettet"),
            (CorrectionRequest.State.DECLINED, "Nej, det bliver stående"),
        ],
        help_text="Ret svaret, vurderingen eller teksten først, og svar bagefter.",
        widget=forms.RadioSelect,
        error_messages={"required": "Vælg, om ønsket imødekommes."},
    )
    answer = forms.CharField(
        label="Svar til kommunen",
        required=False,
        strip=False,
        help_text="Kommunen kan læse svaret. Skriv, hvad I har rettet, eller hvorfor det bliver stående.",
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": ITEM_LIMIT}),
    )
    mark_optional = False
    field_order = ["state", "answer", "cpr_confirmed"]
