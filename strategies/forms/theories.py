"""Forms of theories of change: the theory itself, its columns, its steps and its arrows."""

from django import forms
from django.http import Http404
from django.urls import reverse

from strategies.forms.base import ContentForm, Kind
from strategies.forms.choices import ActivityChoice, GoalChoice
from strategies.models import TheoryColumn, TheoryLink, TheoryOfChange, TheoryStep

GONE = "Et af trinnene er slettet i mellemtiden. Se listen igennem, og gem igen."


class TheoryForm(ContentForm):
    """A theory of change: the overall one, or a focus area's."""

    of_whole = {"focus_area": lambda strategy: strategy.focus_areas.all()}
    nothing = {"focus_area": "Den samlede forandringsteori"}
    constraint_at = {"theory_one_overall": "focus_area"}

    class Meta:
        model = TheoryOfChange
        fields = ["focus_area", "title", "text"]
        labels = {"focus_area": "hører til"}
        help_texts = {"focus_area": "Der kan være én forandringsteori for hvert fokusområde og én samlet."}
        error_messages = {"focus_area": {"unique": "Fokusområdet har allerede en forandringsteori. Ret den i stedet."}}


class ColumnForm(ContentForm):
    """A column."""

    constraint_at = {"theory_column_once": "title"}

    class Meta:
        model = TheoryColumn
        fields = ["title"]
        help_texts = {"title": "For eksempel Aktiviteter, Resultater på kort sigt eller Virkning."}


class StepForm(ContentForm):
    """A step: exactly one of an activity, a focus area, a goal, a text or another policy's goal."""

    of_whole = {
        "activity": lambda strategy: strategy.activities.all(),
        "focus_area": lambda strategy: strategy.focus_areas.all(),
        "goal": lambda strategy: strategy.goals.all(),
    }
    constraint_at = {"theory_step_is_one_thing": "text"}
    # All are optional by themselves, but not together: the introduction says so instead.
    mark_optional = False

    class Meta:
        model = TheoryStep
        fields = ["column", "text", "activity", "focus_area", "goal", "other_policy"]
        field_classes = {"activity": ActivityChoice, "goal": GoalChoice}
        labels = {
            "activity": "Eller en aktivitet",
            "focus_area": "Eller et fokusområde",
            "goal": "Eller et mål",
            "other_policy": "Navn på en anden politik",
        }
        help_texts = {
            "text": "Med jeres egne ord. Kan være tom, når I vælger noget nedenfor: så står dets navn på tegningen.",
            "other_policy": "Skriv det, når teksten ovenfor er et mål, som en anden politik har sat.",
        }

    def __init__(self, *args, **kwargs):
        """Offer the columns of the step's own theory."""
        super().__init__(*args, **kwargs)
        self.fields["column"].queryset = self.instance.theory.columns.all()

    def clean(self):
        """Say at the right field what is missing or too much; the model says it for the whole row only."""
        cleaned = super().clean()
        chosen = [name for name in ("activity", "focus_area", "goal", "other_policy") if cleaned.get(name)]
        if len(chosen) > 1:
            for name in chosen[1:]:
                self.add_error(name, "Et trin er kun én ting. Vælg den ene, og lad de andre stå på Ingen eller tomme.")
        elif chosen == ["other_policy"] and not cleaned.get("text"):
            self.add_error("text", "Skriv det mål, som den anden politik har sat.")
        elif not chosen and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", "Skriv en tekst, eller vælg en aktivitet, et fokusområde eller et mål.")
        return cleaned


class _StepChoice(forms.ModelChoiceField):
    def label_from_instance(self, step):
        return f"{step.column}: {step}"


class ArrowForm(ContentForm):
    """One arrow between any two steps of a theory."""

    source = _StepChoice(queryset=TheoryStep.objects.none(), label="fra")
    target = _StepChoice(queryset=TheoryStep.objects.none(), label="til")

    constraint_at = {"theory_link_once": "target", "theory_link_not_to_itself": "target"}

    class Meta:
        model = TheoryLink
        fields = ["source", "target"]

    def __init__(self, *args, **kwargs):
        """Offer the steps of the arrow's own theory."""
        super().__init__(*args, **kwargs)
        steps = self.instance.theory.steps.select_related("column", "activity", "focus_area", "goal")
        self.fields["source"].queryset = self.fields["target"].queryset = steps


class TargetsForm(forms.Form):
    """Everything that one step leads to. `seen` is what it led to when the page was written."""

    targets = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        label="Fører til",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=5000)

    def __init__(self, *args, diagram, **kwargs):
        """Let every step of the diagram be chosen; the workflow refuses those that would close a ring."""
        super().__init__(*args, **kwargs)
        self.fields["targets"].choices = [(pk, step.text) for pk, step in diagram.steps.items()]

    def clean_seen(self):
        """Give the ids; what is no list of ids is nobody's page, and counts as having seen nothing."""
        return [int(part) for part in self.cleaned_data["seen"].split(",") if part.isdecimal() and len(part) < 19]


def _within(rows, within):
    """Give the row that a new one goes into. Raises Http404 where it is another's."""
    row = rows.filter(pk=within).first() if within.isdecimal() and len(within) < 19 else None
    if row is None:
        raise Http404
    return row


def _start_theory(strategy, within):
    area = _within(strategy.focus_areas.all(), within) if within else None
    return TheoryOfChange(strategy=strategy, focus_area=area, title=area.title if area else "")


def _start_column(strategy, within):
    return TheoryColumn(theory=_within(strategy.theories.all(), within))


def _start_step(strategy, within):
    columns = TheoryColumn.objects.filter(theory__strategy=strategy).select_related("theory")
    column = _within(columns, within)
    return TheoryStep(theory=column.theory, column=column)


def _start_arrow(strategy, within):
    """Start an arrow in a theory, or with "theory-step" the arrow to a certain step of it."""
    pk, _dash, target = within.partition("-")
    link = TheoryLink(theory=_within(strategy.theories.all(), pk))
    if target:
        link.target = _within(link.theory.steps.all(), target)
    return link


def _all_theories(strategy, row):
    return reverse("strategies:theories", args=[strategy.slug])


def _theory(strategy, pk, anchor=""):
    return reverse("strategies:theory", args=[strategy.slug, pk]) + anchor


def _back_theory(strategy, row):
    return _theory(strategy, row.pk) if row.pk else _all_theories(strategy, row)


def _back_column(strategy, row):
    return _theory(strategy, row.theory_id, f"#kolonne-{row.pk}" if row.pk else "#ret")


def _back_step(strategy, row):
    return _theory(strategy, row.theory_id, f"#ret-{row.pk}" if row.pk else f"#kolonne-{row.column_id}")


def _of_theory(model):
    return lambda strategy: model.objects.filter(theory__strategy=strategy).select_related("theory")


KINDS = {
    "forandringsteori": Kind(
        form=TheoryForm,
        rows=lambda strategy: strategy.theories.all(),
        start=_start_theory,
        back=_back_theory,
        back_deleted=_all_theories,
        new="Ny forandringsteori",
        edit="Ret forandringsteori",
        intro="En forandringsteori viser trin for trin, hvordan det, I gør, skal føre til jeres mål.",
    ),
    "kolonne": Kind(
        form=ColumnForm,
        rows=_of_theory(TheoryColumn),
        start=_start_column,
        back=_back_column,
        back_deleted=lambda strategy, row: _theory(strategy, row.theory_id, "#ret"),
        new="Ny kolonne",
        edit="Ret kolonne",
    ),
    "trin": Kind(
        form=StepForm,
        rows=lambda strategy: _of_theory(TheoryStep)(strategy).select_related(
            "theory", "column", "activity", "focus_area", "goal"
        ),
        start=_start_step,
        back=_back_step,
        back_deleted=lambda strategy, row: _theory(strategy, row.theory_id, f"#kolonne-{row.column_id}"),
        new="Nyt trin",
        edit="Ret trin",
        intro="Et trin er én ting: en tekst, en aktivitet, et fokusområde eller et mål.",
        again="Gem, og tilføj et trin til",
    ),
    "pil": Kind(
        form=ArrowForm,
        rows=lambda strategy: _of_theory(TheoryLink)(strategy).select_related("theory", "source", "target"),
        start=_start_arrow,
        back=lambda strategy, row: _theory(strategy, row.theory_id, "#ret"),
        new="Ny pil",
        edit="Ret pil",
    ),
}
