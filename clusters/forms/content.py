"""The base of the forms with which one row of a whole is written, and what the pages know of each kind of row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import TextField

from clusters.forms.wording import say_plainly
from clusters.whole import Whole
from clusters.workflow.errors import CprRefused
from misbrug.text.cpr import CONFIRM_LABEL
from misbrug.text.danish import first_upper

BOOKKEEPING = ("base_version", "cpr_confirmed", "conditions_seen")
# From this many characters on, a field of one line is as wide as the texts below it.
WIDE = 120


@dataclass(frozen=True, slots=True)
class Section:
    """Fields of a form that are folded away under a heading; `apart` are those that the template `rows` draws."""

    heading: str
    fields: tuple[str, ...]
    apart: tuple[str, ...] = ()
    rows: str = ""


@dataclass(frozen=True, slots=True)
class FormPart:
    """What is drawn together: the fields that always stand, or those of a section and how many of them are filled.

    `fields` are (field, the template that draws it); None where it is drawn as fields are.
    """

    section: Section | None
    fields: list
    filled: int = 0
    is_open: bool = True


class ContentForm(forms.ModelForm):
    """One row of `whole`. `base_version` is the version the writer began from, 0 for a new row.

    Fields named in `of_whole` offer what belongs to the same strategy or report; those named in `links` are
    many-to-many and are given to the workflow apart. `nothing` names the choice of nothing in a field where "Ingen"
    does not fit. `constraint_at` says at which field a model constraint's message is shown, by the constraint's name.
    `sections` are folded; one in which something is wrong is open. `drawn` names the template that draws a field,
    "" for one that another's template draws. `conditional` fields have to be filled where another choice asks for it:
    their hint says when. `unshown` are fields that no page shows, over which constraints are checked all the same.
    """

    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    cpr_confirmed = forms.BooleanField(label=CONFIRM_LABEL, required=False, widget=forms.HiddenInput)

    of_whole: dict[str, Callable[[Any], Any]] = {}
    links: tuple[str, ...] = ()
    nothing: dict[str, str] = {}
    constraint_at: dict[str, str] = {}
    sections: tuple[Section, ...] = ()
    drawn: dict[str, str] = {}
    conditional: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ("case", "hearing", "report")

    def __init__(self, *args, whole: Whole, **kwargs):
        """Narrow what can be chosen to the whole."""
        super().__init__(*args, **kwargs)
        self.whole, self.user = whole, whole.user
        self.fields["base_version"].initial = self.instance.version
        for name, rows in self.of_whole.items():
            self.fields[name].queryset = rows(whole.owner)
        columns = {column.name: column for column in self._meta.model._meta.concrete_fields}
        for name, field in self.fields.items():
            self._name_choices(name, field)
            say_plainly(name, field, columns.get(name))
            if isinstance(field.widget, forms.TextInput) and (getattr(field, "max_length", None) or 0) >= WIDE:
                field.widget.attrs.setdefault("class", "form-input--wide")

    def _name_choices(self, name, field):
        """Begin each choice with a capital, and say in words what Django shows as a row of dashes."""
        word = self.nothing.get(name, "Vælg" if field.required else "Ingen")
        if isinstance(field, forms.ModelMultipleChoiceField):
            return
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label is not None:
                field.empty_label = word
        elif isinstance(field, forms.ChoiceField):
            field.choices = [
                (value, word if value == "" and str(label).startswith("---") else _named(label))
                for value, label in field.choices
            ]

    @property
    def shown(self):
        """Give the fields that people see, in order."""
        return [field for field in self if field.name not in BOOKKEEPING]

    @property
    def parts(self):
        """Give the form as it is drawn: first the fields that no section folds away, then each section."""
        folded = {name for section in self.sections for name in (*section.fields, *section.apart)}
        yield FormPart(None, self._drawn(field for field in self if field.name not in folded))
        for section in self.sections:
            fields = [self[name] for name in section.fields if name in self.fields]
            every = [*fields, *(self[name] for name in section.apart)]
            filled = sum(field.value() not in (None, "", []) for field in every)
            yield FormPart(section, self._drawn(fields), filled, any(field.errors for field in every))

    def _drawn(self, fields):
        templates = [(field, self.drawn.get(field.name)) for field in fields]
        return [(field, template) for field, template in templates if template != ""]

    def store(self, *, actor, at, base_version):
        """Save the row, and give it. Raises what `clusters.workflow.content.save_content` raises."""
        return self.whole.save(
            self.instance,
            actor=actor,
            at=at,
            base_version=base_version,
            links=self.chosen_links(),
            cpr_confirmed=self.cleaned_data["cpr_confirmed"],
        )

    def remarks(self, saved):
        """Give in sentences what the writer should know of a row that was saved."""
        return ()

    def beside(self, newer):
        """Give {field: (what stands, what was typed)} in words, of what is no field of the row itself."""
        return {}

    def see_newer(self, newer):
        """Let what is saved next be compared with a newer row."""

    def chosen_links(self):
        """Give the many-to-many fields' chosen rows by name."""
        return {name: self.cleaned_data[name] for name in self.links if name in self.cleaned_data}

    def previews(self):
        """Give (label, text) of the written texts that have a format, as they stand in the form."""
        model_fields = {field.name: field for field in self._meta.model._meta.concrete_fields}
        for field in self.shown:
            if isinstance(model_fields.get(field.name), TextField) and (text := (field.value() or "").strip()):
                yield field.label, text

    def refuse(self, error):
        """Show what the workflow refused at its place; a possible CPR number can then be confirmed."""
        self.note_unsaved()
        field = error.field if error.field in self.fields else self._place_of(error.message)
        self.add_error(field, error.message)
        if isinstance(error, CprRefused) and not error.certain:
            self.fields["cpr_confirmed"].widget = forms.CheckboxInput()

    def note_unsaved(self):
        """Say what the browser will not send again; a form with files overrides it."""

    def _place_of(self, message):
        for constraint in self._meta.model._meta.constraints:
            if str(constraint.violation_error_message) == message:
                return self.constraint_at.get(constraint.name)
        return None

    def _update_errors(self, errors):
        # The workflow looks for CPR numbers in every text, and there a possible one can be confirmed. What a
        # constraint says is shown where it can be mended.
        placed = {}
        for name, found in errors.update_error_dict({}).items():
            for error in found:
                field = self._place_of(error.messages[0]) if name == NON_FIELD_ERRORS else None
                if error.code != "cpr":
                    placed.setdefault(field if field in self.fields else name, []).append(error)
        if placed:
            super()._update_errors(ValidationError(placed))

    def _get_validation_exclusions(self):
        # What a constraint says of the row and its whole together can be mended in the row.
        return super()._get_validation_exclusions() - set(self.unshown)


def _named(label):
    return label if isinstance(label, list | tuple) else first_upper(str(label))


@dataclass(frozen=True, slots=True)
class Kind:
    """What the pages for one row need to know of its kind.

    `rows` gives the stored rows of a strategy or report; `start` makes an unsaved one from it and the address's
    parameter `i` (the row it goes into, "" where none is named) and raises Http404 where that is another's;
    `back` gives the address to return to, `back_deleted` that after the row was deleted (where None, that of `back`
    while it stood). `again` is the label of a second button that saves a new row and starts another one of the same,
    "" for none. `within` gives the words that name in the heading what a row is part of. `told` is what a row is called
    when it has been stored, "" where it is called by its own words.
    """

    form: type[ContentForm]
    rows: Callable
    start: Callable
    back: Callable
    new: str
    edit: str
    intro: str = ""
    again: str = ""
    back_deleted: Callable | None = None
    within: Callable | None = None
    told: str = ""
