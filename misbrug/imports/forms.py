"""The forms of the import: the file and where it goes, how it is read, what its columns are, what a person decides."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clusters.models import Round
from indicators.models import Catalogue
from misbrug.imports import workflow
from misbrug.tables.book import DECIMALS, ENCODINGS, SEPARATORS, Reading, UnusableFile
from misbrug.tables.kind import SKIP, STOP
from misbrug.tables.limits import MAX_BYTES
from misbrug.text import cpr
from misbrug.text.danish import amount, first_upper, loose_fold
from misbrug.text.guard import validate_no_cpr

ROW = "row:"


def field_name(key):
    """Give the name of the field of a question or a heading. It is made of the words, and not of the place: what a page
    has asked before is no answer to what stands there now."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def question_field(question):
    """Give the name of the field that answers a question."""
    return f"question-{field_name(question.key)}"


def why_closed(target):
    """Say in Danish why nothing can be imported into a catalogue or a round; "" where it can."""
    if isinstance(target, Catalogue) and target.is_published:
        return "offentliggjort og kan ikke ændres"
    if isinstance(target, Round) and target.state != Round.State.OPEN:
        return f"{target.get_state_display()} og tager ikke imod svar"
    return ""


class TargetSelect(forms.Select):
    """A list in which what takes nothing stands with the reason, and cannot be chosen."""

    def create_option(self, name, value, label, selected, index, **kwargs):
        """Give one choice."""
        option = super().create_option(name, value, label, selected, index, **kwargs)
        reason = why_closed(getattr(value, "instance", None))
        if reason:
            option["label"] = f"{label}: {reason}"
            option["attrs"]["disabled"] = True
        return option


class TargetField(forms.ModelChoiceField):
    """What a file goes into; what takes nothing is refused with the reason."""

    def __init__(self, kind, targets, *, required=None):
        super().__init__(
            targets,
            label=f"Ind i {kind.target.name}",
            to_field_name="slug",
            required=not kind.target.optional if required is None else required,
            empty_label="Filen siger det selv" if kind.target.optional and not required else f"Vælg {kind.target.name}",
            widget=TargetSelect,
            error_messages={"required": f"Vælg {kind.target.name}, som filen skal ind i."},
        )
        self.label_from_instance = kind.target.called

    def clean(self, value):
        """Give the target. Raises ValidationError for one that takes nothing."""
        target = super().clean(value)
        if reason := why_closed(target):
            raise ValidationError(f"”{target}” er {reason}.")
        return target


class IntoForm(forms.Form):
    """What the rows go into, where the file does not say it and nobody did with it."""

    def __init__(self, kind, user, *args, **kwargs):
        super().__init__(*args, prefix="into", **kwargs)
        targets = kind.targets(user)
        open_ones = [each for each in targets if not why_closed(each)]
        self.fields["target"] = TargetField(kind, targets, required=True)
        if len(open_ones) == 1:
            self.fields["target"].initial = open_ones[0].slug


class UploadForm(forms.Form):
    """A file of one kind, and what it goes into."""

    file = forms.FileField(
        label="Fil",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=f"Et Excel-regneark (.xlsx) eller en .csv-fil på højst {MAX_BYTES // 2**20} MB og 100.000 rækker.",
        error_messages={
            "required": "Vælg en fil.",
            "empty": "Filen er tom.",
            "max_length": "Filens navn er for langt. Giv den et kortere navn.",
        },
    )

    def __init__(self, kind, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.user = kind, user
        targets = kind.targets(user)
        if targets is not None:
            self.fields["target"] = TargetField(kind, targets)
            self.order_fields(["target", "file"])

    def clean_file(self):
        """Refuse what is too large before it is read, and a name that must not be kept."""
        file = self.cleaned_data["file"]
        if cpr.find(file.name):
            raise ValidationError("Der står noget, der ligner et CPR-nummer, i filens navn. Giv den et andet navn.")
        if file.size > MAX_BYTES:
            raise ValidationError(f"”{file.name}” er for stor. Den må højst fylde {MAX_BYTES // 2**20} MB.")
        return file

    def start(self):
        """Read the file and give the new run; None, with what is wrong at the field, where it cannot be read."""
        file = self.cleaned_data["file"]
        try:
            return workflow.start(
                self.kind,
                file.read(),
                file.name,
                actor=self.user,
                at=timezone.now(),
                target=self.cleaned_data.get("target"),
            )
        except UnusableFile as problem:
            self.add_error("file", f"”{file.name}”: {problem}")
            return None


class ReadingForm(forms.Form):
    """How a .csv is read, where what was found out is not right."""

    encoding = forms.ChoiceField(label="Tegnsæt", choices=ENCODINGS)
    separator = forms.ChoiceField(label="Skilletegn mellem kolonner", choices=SEPARATORS)
    decimal = forms.ChoiceField(label="Decimaltegn", choices=DECIMALS)

    def __init__(self, data=None, *, reading):
        found = {"encoding": reading.encoding, "separator": reading.separator, "decimal": reading.decimal}
        super().__init__(data, initial=found, prefix="reading")

    def reading(self):
        """Give what was chosen."""
        return Reading(**self.cleaned_data)


class MappingForm(forms.Form):
    """Which column of ours each heading of the file is. A heading that stands in several sheets is asked for once."""

    mark_optional = False

    def __init__(self, data=None, *, understood):
        super().__init__(data, prefix="column")
        choices = [("", "Bruges ikke"), *((spec.name, spec.label) for spec in understood.specs)]
        self.names = {}
        for table in understood.tables:
            for heading, name in zip(table.headings, table.names, strict=True):
                folded = loose_fold(heading)
                if folded and folded not in self.names:
                    self.names[folded] = field = field_name(folded)
                    self.fields[field] = forms.ChoiceField(label=heading, choices=choices, initial=name, required=False)

    def field_of(self, heading):
        """Give the bound field of a heading."""
        return self[self.names[loose_fold(heading)]]

    def columns(self):
        """Give {heading: column} for what was chosen otherwise than found, and for what stays unused: both are worth
        remembering."""
        return {
            self.fields[name].label: chosen
            for name, chosen in self.cleaned_data.items()
            if not chosen or chosen != self.fields[name].initial
        }


class DecisionForm(forms.Form):
    """What a person decides about a preview: the questions, for all rows and for single ones; the kind's options; and
    what is done with rows that are wrong.

    `plan` is the Plan that is kept; whether it is the one that was shown, the workflow sees. A choice for one row is
    posted under ROW and the row's key.
    """

    def __init__(self, data=None, *, run, plan, options):
        super().__init__(data)
        self.run, self.plan, self.kind_options = run, plan, options
        for question in plan.questions:
            self.fields[question_field(question)] = forms.ChoiceField(
                label=question.text,
                help_text=question.hint,
                choices=question.choices,
                required=False,
                initial=run.decisions.get(question.key, ""),
                widget=forms.RadioSelect,
            )
        for option in options:
            self._add_option(option)
        errors = run.counts.get("error", 0)
        if errors:
            self.fields["on_error"] = forms.ChoiceField(
                label=f"Hvad skal der ske med {_wrong_rows(errors)}?",
                choices=[(STOP, _stop_label(errors)), (SKIP, _skip_label(errors, run.counts))],
                initial=run.on_error,
                # It is not asked where nothing can be stored yet, and then stays as it was.
                required=False,
                widget=forms.RadioSelect(attrs={"class": "choice-row"}),
            )

    mark_optional = False

    def _add_option(self, option):
        self.fields[option.name] = forms.BooleanField(
            label=option.label,
            help_text=option.hint,
            required=False,
            initial=bool(self.run.options.get(option.name)),
        )
        if option.reason:
            self.fields[option.reason] = forms.CharField(
                label="Begrundelse",
                required=False,
                max_length=500,
                initial=self.run.options.get(option.reason, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
                validators=[validate_no_cpr],
            )

    def clean(self):
        """Ask for the reason of what has to have one."""
        cleaned = super().clean()
        for option in self.kind_options:
            wanted = option.reason and cleaned.get(option.name)
            if wanted and not cleaned.get(option.reason, "").strip() and not self.has_error(option.reason):
                self.add_error(option.reason, "Skriv en begrundelse.")
        return cleaned

    def decisions(self):
        """Give {question's or row's key: choice} for what was decided otherwise than before."""
        chosen = {
            question.key: self.cleaned_data[question_field(question)]
            for question in self.plan.questions
            if self.cleaned_data[question_field(question)]
        }
        known = {value for question in self.plan.questions for value, _ in question.choices}
        for name, value in self.data.items():
            if name.startswith(ROW) and (value in known or not value):
                chosen[name.removeprefix(ROW)] = value
        return {key: value for key, value in chosen.items() if value != self.run.decisions.get(key, "")}

    def options(self):
        """Give {option: what was chosen} for what was chosen otherwise than before."""
        names = [name for option in self.kind_options for name in (option.name, option.reason) if name]
        chosen = {name: self.cleaned_data[name] for name in names}
        return {name: value for name, value in chosen.items() if value != self.run.options.get(name, type(value)())}

    def error_choice(self):
        """Give STOP or SKIP; None where there is nothing to choose."""
        return self.cleaned_data.get("on_error") or None

    def question_fields(self):
        """Give the bound fields of the questions."""
        return [self[question_field(question)] for question in self.plan.questions]

    def option_fields(self):
        """Give the bound fields of the options."""
        return [self[name] for option in self.kind_options for name in (option.name, option.reason) if name]


def _wrong_rows(errors):
    return "rækken med fejl" if errors == 1 else f"de {amount(errors, '', 'rækker')} med fejl"


def _stop_label(errors):
    return f"Stop: gem intet, før {'den' if errors == 1 else 'de'} er rettet"


def _skip_label(errors, counts):
    others = counts.get("new", 0) + counts.get("changed", 0)
    skipped = first_upper("spring den over" if errors == 1 else "spring dem over")
    if not others:
        return f"{skipped}, og gem resten"
    return f"{skipped}, og gem den anden" if others == 1 else f"{skipped}, og gem de {amount(others, '', 'andre')}"
