"""Forms of action plans, activities, their prerequisites and the notes on how they go."""

from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.urls import reverse

from clusters.forms.fields import DayField
from clusters.workflow.errors import CprRefused
from misbrug.text.cpr import CONFIRM_LABEL
from misbrug.text.danish import first_upper
from strategies import workflow
from strategies.budget import split_duration
from strategies.forms import conditions
from strategies.forms.amounts import AmountField, EstimateField
from strategies.forms.base import ContentForm, Kind, Section
from strategies.forms.choices import GoalsChoice
from strategies.forms.conditions import ConditionsForm
from strategies.forms.serves import ServesForm
from strategies.models import ActionPlan, Activity, Prerequisite
from strategies.models.plans import MONTHS

READINESS_HELP = "Hvor klar aktiviteten er til at blive sat i værk. Siger intet om, hvor vigtig den er."
STATES = [(value, first_upper(label)) for value, label in Activity.State.choices]
READINESS = [
    ("green", "Grøn: i gang eller næsten, og forudsætningerne er på plads"),
    ("yellow", "Gul: kræver forberedelse, partnere, en beslutning eller omlægning"),
    ("red", "Rød: mangler midler, lovhjemmel eller lokaler"),
    ("none", "Ikke vurderet"),
]


def readiness_field(label, help_text):
    """Give the field for readiness. "Ikke vurderet" is a choice like the others, so the field has to be answered."""
    return forms.TypedChoiceField(
        label=label,
        choices=READINESS,
        coerce=lambda word: "" if word == "none" else word,
        initial="none",
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": "Vælg, hvor klar aktiviteten er."},
    )


class PlanForm(ContentForm):
    """An action plan."""

    constraint_at = {"plan_title_once_in_strategy": "title"}

    class Meta:
        model = ActionPlan
        fields = ["title", "year", "text"]


class ActivityForm(ServesForm, ConditionsForm, ContentForm):
    """An activity that is there already, with its prerequisites. Its state and readiness move by notes alone."""

    sections = (
        Section("Beskrivelse og forventet effekt", ("text", "effect")),
        Section("Økonomi", ("annual_cost", "establishment_cost", "funding", "funding_years")),
        Section(
            "Forudsætninger",
            ("prerequisites",),
            apart=conditions.NAMES,
            rows="strategies/_activity_prerequisites.html",
        ),
        Section("Hvem og hvornår", ("responsible", "partners", "start_year", "start_month")),
        Section("Flere oplysninger", ("citizens", "priority", "priority_reason")),
    )

    of_whole = {
        "plan": lambda strategy: strategy.plans.all(),
        "focus_area": lambda strategy: strategy.focus_areas.all(),
        "goals": lambda strategy: strategy.goals.all(),
    }
    links = ("goals", "recommendations", "indicators")
    nothing = {"focus_area": "Uden fokusområde", "priority": "Ikke angivet"}
    constraint_at = {
        "activity_start_month_has_year": "start_year",
        "activity_once_in_focus_area": "title",
        "activity_annual_cost_in_reason": "annual_cost",
        "activity_establishment_in_reason": "establishment_cost",
    }

    start_month = forms.TypedChoiceField(
        label="Anbefalet start, måned",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Ingen bestemt måned"), *enumerate(MONTHS, start=1)],
    )

    class Meta:
        model = Activity
        fields = [
            *("plan", "title", "goals", "focus_area", "recommendations", "indicators", "text", "effect"),
            *("annual_cost", "establishment_cost", "funding", "funding_years"),
            *("prerequisites", "responsible", "partners", "start_year", "start_month"),
            *("citizens", "priority", "priority_reason"),
        ]
        field_classes = {
            "goals": GoalsChoice,
            "annual_cost": AmountField,
            "establishment_cost": AmountField,
            "citizens": EstimateField,
        }
        widgets = {"goals": forms.CheckboxSelectMultiple}
        labels = {"goals": "Tjener mål", "citizens": "Borgere, skøn", "funding_years": "Finansiering, antal år"}
        help_texts = {
            "annual_cost": "For eksempel 1,6. Lad feltet stå tomt, hvis beløbet er ukendt. 0 betyder gratis.",
            "establishment_cost": "Hvad det koster én gang at komme i gang. Tom betyder ukendt, 0 betyder gratis.",
            "funding_years": "Skriv 1, hvis pengene kun er for et enkelt år. Tom, når der ikke er sat en grænse.",
            "citizens": "Hvor mange den skønnes at nå. Tallene lægges ikke sammen på tværs af aktiviteter.",
            "prerequisites": "Som I skriver dem i planen. Nedenfor vælger I, hvad der er på plads.",
            "priority": "Hvor vigtig den er. Siger intet om, hvor klar den er.",
        }

    def __init__(self, *args, **kwargs):
        """Ask for a plan only where there are several, and for goals only where there are any."""
        super().__init__(*args, **kwargs)
        plans = list(self.fields["plan"].queryset[:2])
        if not plans:
            del self.fields["plan"]
        elif len(plans) == 1:
            self.fields["plan"].widget = forms.HiddenInput()
            self.fields["plan"].initial = plans[0].pk
            self.initial["plan"] = self.initial.get("plan") or plans[0].pk
        if not self.fields["goals"].queryset.exists():
            del self.fields["goals"]
        self.fields["priority"].choices = [
            (value, first_upper(str(label))) for value, label in self.fields["priority"].choices
        ]

    def clean(self):
        """Read "Budgettilførsel (1 år)" as a funding and its duration, where no other duration is given."""
        cleaned = super().clean()
        funding, years = split_duration(cleaned.get("funding") or "")
        if years and cleaned.get("funding_years") in (None, years):
            cleaned["funding"], cleaned["funding_years"] = funding, years
        return cleaned

    def store(self, *, actor, at, base_version):
        """Save the activity with its prerequisites, and give it. Raises what `workflow.save_activity` raises."""
        return workflow.save_activity(
            self.instance,
            actor=actor,
            at=at,
            base_version=base_version,
            links=self.chosen_links(),
            conditions=self.conditions(),
            seen=self.seen(),
            cpr_confirmed=self.cleaned_data["cpr_confirmed"],
        )


class NewActivityForm(ActivityForm):
    """An activity that begins, with the state and readiness it begins with."""

    state = forms.ChoiceField(label="Tilstand", choices=STATES, initial=Activity.State.PLANNED)
    readiness = readiness_field("Klar", READINESS_HELP)

    class Meta(ActivityForm.Meta):
        fields = [*ActivityForm.Meta.fields[:4], "state", "readiness", *ActivityForm.Meta.fields[4:]]

    def __init__(self, *args, **kwargs):
        """Begin as not rated."""
        super().__init__(*args, **kwargs)
        self.initial["readiness"] = self.initial.get("readiness") or "none"

    def store(self, *, actor, at, base_version=0):
        """Save the new activity with its prerequisites, and give it. Raises what `workflow.start_activity` raises."""
        return workflow.start_activity(
            self.instance,
            actor=actor,
            at=at,
            links=self.chosen_links(),
            conditions=self.conditions(),
            cpr_confirmed=self.cleaned_data["cpr_confirmed"],
        )


class PrerequisiteForm(ContentForm):
    """One prerequisite of an activity."""

    constraint_at = {"prerequisite_kind_once": "kind"}

    class Meta:
        model = Prerequisite
        fields = ["kind", "state", "note"]
        widgets = {"state": forms.RadioSelect}
        help_texts = {"note": "For eksempel hvilke midler, eller hvilket udvalg der skal beslutte det."}


class NoteForm(forms.Form):
    """A progress note. `expected` is what the writer saw: state and readiness with a colon between them."""

    on = DayField(label="Dato", help_text="Den dag, det skete.")
    text = forms.CharField(
        label="Hvad er der sket?",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Skriv, hvad der er sket."},
    )
    state = forms.ChoiceField(label="Tilstand", choices=STATES, widget=forms.RadioSelect)
    readiness = readiness_field("Hvor klar er aktiviteten?", "Siger intet om, hvor vigtig den er.")
    expected = forms.CharField(widget=forms.HiddenInput, required=False)
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    def expectation(self):
        """Give (state, readiness) as the writer saw them; what the form does not say fits no activity."""
        state, _, readiness = self.cleaned_data["expected"].partition(":")
        return state, readiness

    def refuse(self, error):
        """Show what the workflow refused at its place; a possible CPR number can then be confirmed."""
        self.add_error(error.field if error.field in self.fields else None, error.message)
        if isinstance(error, CprRefused) and not error.certain:
            self.fields["cpr_confirmed"].widget = forms.CheckboxInput()

    def expect(self, activity):
        """Let the form begin anew from where the activity is now."""
        self.data = self.data.copy()
        self.data["expected"] = expected_of(activity)


def expected_of(activity):
    """Give an activity's state and readiness as `NoteForm.expected` carries them."""
    return f"{activity.state}:{activity.readiness}"


def plan_address(strategy, plan_id=None):
    """Give the address of a strategy's plan."""
    address = reverse("strategies:plan", args=[strategy.slug])
    return f"{address}?{urlencode({'plan': plan_id})}" if plan_id else address


def _start_plan(strategy, within):
    if within:
        raise Http404
    return ActionPlan(strategy=strategy)


def _start_activity(strategy, within):
    """Start an activity in the plan with the primary key `within`; where none is named the form asks, or makes one."""
    if not within:
        return Activity(strategy=strategy)
    return Activity(strategy=strategy, plan=_find(strategy.plans, within))


def _start_prerequisite(strategy, within):
    return Prerequisite(activity=_find(strategy.activities, within))


def _find(rows, word):
    row = rows.filter(pk=word).first() if word.isdecimal() and len(word) < 10 else None
    if row is None:
        raise Http404
    return row


def activity_address(strategy, pk, anchor=""):
    """Give the address of an activity, of a place on its page where `anchor` names one."""
    address = reverse("strategies:activity", args=[strategy.slug, pk])
    return f"{address}#{anchor}" if anchor else address


KINDS = {
    "handleplan": Kind(
        form=PlanForm,
        rows=lambda strategy: strategy.plans.all(),
        start=_start_plan,
        back=lambda strategy, row: plan_address(strategy, row.pk),
        back_deleted=lambda strategy, row: plan_address(strategy),
        new="Ny handleplan",
        edit="Ret handleplan",
    ),
    "aktivitet": Kind(
        form=ActivityForm,
        rows=lambda strategy: strategy.activities.all(),
        start=_start_activity,
        back=lambda strategy, row: (
            activity_address(strategy, row.pk) if row.pk else plan_address(strategy, row.plan_id)
        ),
        back_deleted=lambda strategy, row: plan_address(strategy, row.plan_id),
        new="Ny aktivitet",
        edit="Ret aktivitet",
        again="Gem og skriv en til",
        intro="Tilstand og farve ændres med et notat på aktivitetens side, så man kan se, hvad der skete.",
    ),
    "forudsaetning": Kind(
        form=PrerequisiteForm,
        rows=lambda strategy: Prerequisite.objects.filter(activity__strategy=strategy).select_related("activity"),
        start=_start_prerequisite,
        back=lambda strategy, row: activity_address(strategy, row.activity_id, "forudsaetninger"),
        new="Ny forudsætning",
        edit="Ret forudsætning",
        within=lambda row: f"for ”{row.activity}”",
        again="Gem og tilføj én til",
    ),
}
