"""Forms of the political track: agenda items, hearings and their parties, tasks, annexes, routing, texts, bodies."""

from collections.abc import Callable
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from clusters.forms.content import ContentForm, Kind
from clusters.forms.fields import DayField, WebField
from clusters.models import AgendaItem, Annex, Body, Case, Hearing, HearingParty, Route, Task
from clusters.models.cases import ANNEX_LIMIT
from clusters.routing import bodies_of
from clusters.uploads import ALLOWED
from clusters.workflow.cases import CASE_TEXTS, drop_file, take_in
from clusters.workflow.errors import CprRefused, WorkflowError
from misbrug.text.cpr import CONFIRM_LABEL
from misbrug.text.danish import date_long

MEGABYTES = ANNEX_LIMIT // (1024 * 1024)
CHOOSE_AGAIN = "Vælg filen igen. Den blev ikke gemt, fordi der er andet at rette først."


def offer_own_bodies(form):
    """Let a form's body be chosen among those of the whole's places."""
    form.fields["body"].queryset = bodies_of(form.whole.places).select_related("municipality")


class BodyChoice(forms.ModelChoiceField):
    """A body; of a municipality with its name, since two that share a case may both have a Socialudvalget."""

    def label_from_instance(self, body):
        """Give the name, with the abbreviation and the municipality where they help."""
        short = f" ({body.short_name})" if body.short_name and body.short_name != body.name else ""
        return f"{body.name}{short}, {body.municipality}" if body.municipality else f"{body.name}{short}"


class AgendaItemForm(ContentForm):
    """One body's treatment at one meeting."""

    of_whole = {"renews": lambda owner: owner.case.agendaitems.select_related("body")}
    body = BodyChoice(Body.objects.none(), label="Udvalg eller råd")

    class Meta:
        model = AgendaItem
        fields = ["body", "date", "item_number", "case_number", "proposals", "outcome", "decision", "remark", "renews"]
        field_classes = {"date": DayField}
        help_texts = {
            "remark": "Skal der gøres noget ved bemærkningen, så gem den, og tilføj opgaverne fra punktet bagefter."
        }

    def __init__(self, *args, **kwargs):
        """Leave the item itself out of what it can renew, and say where the bodies come from."""
        super().__init__(*args, **kwargs)
        offer_own_bodies(self)
        self.fields["renews"].queryset = self.fields["renews"].queryset.exclude(pk=self.instance.pk)
        if not self.fields["body"].queryset.exists():
            self.fields["body"].help_text = self._where_bodies_come_from()

    def clean(self):
        """Refuse what a meeting that is not held yet cannot have decided."""
        cleaned = super().clean()
        day = cleaned.get("date")
        if day and day > timezone.localdate():
            for name in ("outcome", "decision"):
                if cleaned.get(name):
                    self.add_error(name, f"Mødet er først {date_long(day)}. Skriv, hvad der blev besluttet, bagefter.")
                    break
        return cleaned

    def _where_bodies_come_from(self):
        here, first = self.whole.address("content_add", "dagsordenspunkt"), self.whole.words.bodies_first
        places = [(self.whole.bodies_address(place), place.name) for place in self.whole.places]
        links = [(address, urlencode({"tilbage": here}), name) for address, name in places if address]
        if not links:
            return f"{first} Det gør projektgruppen."
        linked = format_html_join(", ", '<a href="{}?{}">udvalg og råd i {}</a>', links)
        return format_html("{} Skriv dem ind først: {}.", first, linked)


class HearingForm(ContentForm):
    """A hearing."""

    class Meta:
        model = Hearing
        fields = ["title", "sent_on", "deadline", "text"]
        field_classes = {"sent_on": DayField, "deadline": DayField}


class HearingPartyForm(ContentForm):
    """One party to a hearing: a body or a name, and its answer."""

    body = BodyChoice(Body.objects.none(), label="Udvalg eller råd", required=False)

    class Meta:
        model = HearingParty
        fields = ["body", "name", "answered_on", "answer"]
        field_classes = {"answered_on": DayField}

    def __init__(self, *args, **kwargs):
        """Offer the bodies of the whole's places."""
        super().__init__(*args, **kwargs)
        offer_own_bodies(self)
        self.fields["name"].help_text = self.whole.words.other_party

    def clean(self):
        """Say at the first field that one of the two is to be filled in."""
        cleaned = super().clean()
        body, name = cleaned.get("body"), (cleaned.get("name") or "").strip()
        if "body" not in self.errors and "name" not in self.errors and bool(body) == bool(name):
            self.add_error("name", "Vælg et udvalg eller råd, eller skriv et navn, ikke begge dele.")
        return cleaned


class TaskForm(ContentForm):
    """A task, most often from an agenda item's remark."""

    of_whole = {
        "agenda_item": lambda owner: owner.case.agendaitems.select_related("body"),
        "hearing": lambda owner: owner.case.hearings.all(),
    }

    class Meta:
        model = Task
        fields = ["title", "owner", "deadline", "agenda_item", "hearing"]
        field_classes = {"deadline": DayField}


class AnnexForm(ContentForm):
    """An annex: a file or a link."""

    file = forms.FileField(
        label="Fil",
        required=False,
        help_text=(
            f"Vælg en fil, eller skriv et link. Højst {MEGABYTES} MB: {ALLOWED}. Ikke med makroer eller adgangskode."
        ),
        widget=forms.FileInput,
        error_messages={"empty": "Filen er tom. Vælg den rigtige fil."},
    )
    url = WebField(label="Link", required=False, max_length=500)

    class Meta:
        model = Annex
        fields = ["title", "date", "file", "url"]
        field_classes = {"date": DayField}

    def __init__(self, *args, **kwargs):
        """Say which file is held already."""
        super().__init__(*args, **kwargs)
        if self.instance.file_name:
            self.fields["file"].label = "Ny fil i stedet"
            self.fields["file"].help_text += f" Nu ligger her ”{self.instance.file_name}”."
            self.fields["url"].help_text = "Skriver du et link, tager det filens plads."

    def clean(self):
        """Look into a new file, and let a file and a link take each other's place."""
        cleaned = super().clean()
        chosen = self.files.get(self.add_prefix("file"))
        if chosen and cleaned.get("url") and "url" in self.changed_data:
            self.add_error("file", "Vælg en fil, eller skriv et link, ikke begge dele.")
        elif not chosen and not cleaned.get("url") and not self.instance.file and "file" not in self.errors:
            self.add_error("file", "Vælg en fil, eller skriv et link.")
        return cleaned

    def _post_clean(self):
        # Before the model's own checks, which ask for a file or a link.
        chosen = self.files.get(self.add_prefix("file"))
        if chosen and "file" not in self.errors:
            self._take_in(chosen)
        elif self.cleaned_data.get("url") and self.instance.file:
            drop_file(self.instance)
            self.cleaned_data["file"] = False
        super()._post_clean()
        if self.errors:
            self.note_unsaved()

    def _take_in(self, chosen):
        confirmed = bool(self.cleaned_data.get("cpr_confirmed"))
        try:
            take_in(self.instance, chosen, cpr_confirmed=confirmed)
        except WorkflowError as refusal:
            self.add_error("file", refusal.message)
            if isinstance(refusal, CprRefused) and not refusal.certain:
                self.fields["cpr_confirmed"].widget = forms.CheckboxInput()
            return
        self.cleaned_data["url"] = ""

    def note_unsaved(self):
        """Say that the file has to be chosen again: browsers do not send it twice."""
        if self.files.get(self.add_prefix("file")) and "file" not in self.errors:
            self.add_error("file", CHOOSE_AGAIN)


class TaskCloseForm(forms.Form):
    """How a task ended."""

    state = forms.ChoiceField(
        label="Hvordan endte opgaven?",
        choices=[(Task.State.DONE, "Den er færdig"), (Task.State.DROPPED, "Den bortfalder")],
        initial=Task.State.DONE,
        widget=forms.RadioSelect,
    )
    on = DayField(label="Hvornår")
    result = forms.CharField(
        label="Hvad kom der ud af det?",
        widget=forms.Textarea,
        help_text="For eksempel hvad der blev besluttet eller sat i gang, eller hvorfor opgaven bortfalder.",
    )
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    def refuse(self, error):
        """Show what the workflow refused at its place."""
        self.add_error(error.field if error.field in self.fields else None, error.message)
        if isinstance(error, CprRefused) and not error.certain:
            self.fields["cpr_confirmed"].widget = forms.CheckboxInput()


class CaseForm(forms.ModelForm):
    """The texts that every body gets."""

    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Case
        fields = list(CASE_TEXTS)
        help_texts = {
            "summary": "Det vigtigste i få linjer: hvad sagen er, og hvad der skal tages stilling til.",
            "presentation": "Baggrund, indhold og overvejelser.",
            "economy": "Hvad det koster, og hvor pengene kommer fra. Skriv det også, når det ikke koster noget.",
            "further_process": "Hvad der sker bagefter, og hvornår udvalgene hører om det igen.",
        }

    def __init__(self, *args, **kwargs):
        """Begin from the version that stands."""
        super().__init__(*args, **kwargs)
        self.fields["base_version"].initial = self.instance.version

    refuse = TaskCloseForm.refuse


class RoutingForm(forms.Form):
    """The routing matrix: one choice for each body, and beside it what was chosen when the form was opened."""

    def __init__(self, *args, routing, **kwargs):
        """Make the fields of the matrix's cells."""
        super().__init__(*args, **kwargs)
        self.routing = routing
        choices = [("", "ingen rolle"), *Route.Role.choices]
        for cell in routing.cells:
            self.fields[f"rolle-{cell.body.pk}"] = forms.ChoiceField(
                label=str(cell.body), choices=choices, required=False, initial=cell.role
            )
            self.fields[f"foer-{cell.body.pk}"] = forms.CharField(
                required=False, initial=cell.role, widget=forms.HiddenInput
            )

    def groups(self):
        """Give (place, [(body, field, hidden field)]) for each place."""
        for row in self.routing.rows:
            yield row.name, [(c.body, self[f"rolle-{c.body.pk}"], self[f"foer-{c.body.pk}"]) for c in row.cells]

    def changes(self):
        """Give {body: (role as it was seen, role chosen)}. A body that came after the page was opened is left out."""
        return {
            cell.body: (self.cleaned_data[f"foer-{cell.body.pk}"], self.cleaned_data[f"rolle-{cell.body.pk}"])
            for cell in self.routing.cells
            if f"rolle-{cell.body.pk}" in self.data
        }


class BodyForm(forms.ModelForm):
    """A body of a municipality or region."""

    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Body
        fields = ["name", "short_name", "kind"]

    def __init__(self, *args, **kwargs):
        """Begin from the version that stands."""
        super().__init__(*args, **kwargs)
        self.fields["base_version"].initial = self.instance.version

    refuse = TaskCloseForm.refuse

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"municipality", "region"}


def _start(model):
    def start(owner, within):
        if within:
            raise Http404
        return model(case=owner.case)

    return start


def _found(rows, pk):
    row = rows.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 12 else None
    if row is None:
        raise Http404
    return row


def _start_party(owner, within):
    return HearingParty(hearing=_found(owner.case.hearings, within))


def _start_task(owner, within):
    """Start a task of the case, or of what the address names: an agenda item by its id, a hearing by "h" and its id."""
    task = Task(case=owner.case)
    if within.startswith("h"):
        task.hearing = _found(owner.case.hearings, within[1:])
    elif within:
        task.agenda_item = _found(owner.case.agendaitems, within)
    return task


def case_kinds(back: Callable[[str], Callable]) -> dict[str, Kind]:
    """Give the kinds of rows of a case by their word in the address.

    `back` gives the function that leads back to an anchor of the page on the political treatment.
    """
    return {
        "dagsordenspunkt": Kind(
            form=AgendaItemForm,
            rows=lambda owner: owner.case.agendaitems.select_related("body"),
            start=_start(AgendaItem),
            back=back("forloeb"),
            new="Nyt dagsordenspunkt",
            edit="Ret dagsordenspunkt",
        ),
        "hoering": Kind(
            form=HearingForm,
            rows=lambda owner: owner.case.hearings.all(),
            start=_start(Hearing),
            back=back("hoeringer"),
            new="Ny høring",
            edit="Ret høring",
        ),
        "hoeringspart": Kind(
            form=HearingPartyForm,
            rows=lambda owner: HearingParty.objects.filter(hearing__case_id=owner.case_id).select_related(
                "hearing", "body"
            ),
            start=_start_party,
            back=back("hoeringer"),
            new="Ny høringspart",
            edit="Ret høringspart",
            again="Gem og tilføj endnu en",
        ),
        "opgave": Kind(
            form=TaskForm,
            rows=lambda owner: owner.case.tasks.all(),
            start=_start_task,
            back=back("opgaver"),
            new="Ny opgave",
            edit="Ret opgave",
            again="Gem og tilføj endnu en",
        ),
        "bilag": Kind(
            form=AnnexForm,
            rows=lambda owner: owner.case.annexs.all(),
            start=_start(Annex),
            back=back("bilag"),
            new="Nyt bilag",
            edit="Ret bilag",
        ),
    }
