"""Forms of an assessment apart from its answers: the division into tracks, reasons, the confirmation at submission."""

from django import forms

from clusters.models import SelfAssessment
from clusters.workflow import CprRefused
from indicators.values import MAX_TEXT
from misbrug.text.cpr import CONFIRM_LABEL

ONE, SPLIT = "ét", "flere"
NOT_WORKED_WITH = "0"
ONE_TRACK_IS_ONE = "Alle områder står i samme spor. Vælg flere spor til dem, eller vælg ”Ét sæt svar for alle områder”."


class ReasonForm(forms.Form):
    """A reason, free to leave out or not, with a box to confirm that a number in it is no CPR number."""

    reason = forms.CharField(
        label="Begrundelse", max_length=MAX_TEXT, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, required=True, label="Begrundelse", help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.required, reason.label, reason.help_text = required, label, help_text
        reason.error_messages["required"] = "Skriv en begrundelse."

    def refuse(self, error):
        """Show what the workflow refused, at the field it belongs to; a possible CPR number can be confirmed."""
        self.add_error("reason" if error.field == "reason" else None, error.message)
        if isinstance(error, CprRefused) and not error.certain:
            self.fields["cpr_confirmed"].widget = forms.CheckboxInput()


class SubmitForm(forms.Form):
    """The confirmation that an assessment is submitted without what is missing."""

    confirm_missing = forms.BooleanField(label="Vi indsender uden disse svar.", required=False)


class WithdrawForm(ReasonForm):
    """Why a municipality takes no part, and the confirmation that it does not."""

    confirmed = forms.BooleanField(
        error_messages={"required": "Sæt kryds, hvis kommunen ikke deltager. Den er ikke meldt ud endnu."}
    )

    def __init__(self, *args, name, **kwargs):
        """`name` is the municipality's."""
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].label = f"Ja, {name} deltager ikke i runden"


class TracksForm(forms.Form):
    """How a municipality answers: its provision, and which areas go into which track.

    One track for all areas, or as many as there are areas; each area has its choice. Names of areas come from the
    catalogue alone.
    """

    # Which areas must have a choice follows from the division, so that none is marked as optional.
    mark_optional = False

    provision = forms.ChoiceField(
        label="Hvilke behandlingstilbud bruger kommunen?",
        choices=[
            (SelfAssessment.Provision.OWN, "Egne tilbud"),
            (SelfAssessment.Provision.BOUGHT, "Købte tilbud"),
            (SelfAssessment.Provision.BOTH, "Både egne og købte tilbud"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Vælg, hvilke tilbud kommunen bruger."},
    )
    division = forms.ChoiceField(
        label="Hvordan vil I svare?",
        choices=[(ONE, "Ét sæt svar for alle områder"), (SPLIT, "Flere spor med hver sine svar")],
        widget=forms.RadioSelect,
        error_messages={"required": "Vælg, om I svarer i ét eller flere spor."},
    )

    def __init__(self, *args, areas, groups=None, **kwargs):
        """`areas` are the catalogue's, `groups` lists of area slugs to begin with, one for each track."""
        super().__init__(*args, **kwargs)
        self.areas = list(areas)
        # Who answers as one and asks for several tracks is offered one for each area.
        split = groups if groups and not _is_one(groups, self.areas) else ()
        place = {slug: number for number, group in enumerate(split, 1) for slug in group}
        choices = [(str(number), f"Spor {number}") for number in range(1, len(self.areas) + 1)]
        for number, area in enumerate(self.areas, 1):
            self.fields[self._name(area)] = forms.ChoiceField(
                label=area.name,
                choices=[*choices, (NOT_WORKED_WITH, "Arbejder ikke med området")],
                widget=forms.RadioSelect(attrs={"class": "choice-row"}),
                required=False,
                error_messages={"invalid_choice": "Vælg et af sporene."},
                initial=str(place.get(area.slug, number)) if not split or area.slug in place else NOT_WORKED_WITH,
            )
        if groups:
            self.initial.setdefault("division", ONE if _is_one(groups, self.areas) else SPLIT)

    @staticmethod
    def _name(area):
        return f"area-{area.slug}"

    def area_fields(self):
        """Give the bound fields of the areas, in the catalogue's order."""
        return [self[self._name(area)] for area in self.areas]

    def clean(self):
        """Ask for a choice for each area where there are several tracks, and for more than one track."""
        data = super().clean()
        if data.get("division") == SPLIT:
            for area in self.areas:
                if not data.get(self._name(area)) and not self.has_error(self._name(area)):
                    self.add_error(self._name(area), f"Vælg et spor til {area.name.lower()}.")
            chosen = {data.get(self._name(area)) for area in self.areas}
            if len(self.areas) > 1 and len(chosen) == 1 and not chosen & {None, "", NOT_WORKED_WITH}:
                self.add_error("division", ONE_TRACK_IS_ONE)
        return data

    def groups(self):
        """Give the area slugs of each track, as the workflow takes them. Only for a valid form."""
        if self.cleaned_data["division"] == ONE:
            return [[area.slug for area in self.areas]]
        tracks = {}
        for area in self.areas:
            tracks.setdefault(self.cleaned_data[self._name(area)], []).append(area.slug)
        tracks.pop(NOT_WORKED_WITH, None)
        return list(tracks.values())


def _is_one(groups, areas):
    return len(groups) == 1 and set(groups[0]) == {area.slug for area in areas}
