"""The prerequisites of an activity as seven fixed rows of its form: for each kind how it stands, and a short note."""

from django import forms

from misbrug.text.danish import first_upper
from strategies.models import Prerequisite

NEEDLESS = "Ikke nødvendig"
KINDS = [(value, first_upper(str(label))) for value, label in Prerequisite.Kind.choices]
STATES = [("", NEEDLESS), *((value, first_upper(str(label))) for value, label in Prerequisite.State.choices)]
NAMES = tuple(f"{kind}_{part}" for kind, _ in KINDS for part in ("state", "note"))
LONGEST = Prerequisite._meta.get_field("note").max_length


def _fields():
    for kind, label in KINDS:
        yield f"{kind}_state", forms.ChoiceField(label=label, choices=STATES, required=False)
        yield (
            f"{kind}_note",
            forms.CharField(
                label=f"{label}, note",
                max_length=LONGEST,
                required=False,
                error_messages={"max_length": f"Skriv højst {LONGEST} tegn."},
            ),
        )


_Rows = type(forms.ModelForm)("_Rows", (forms.ModelForm,), {"__module__": __name__, **dict(_fields())})


class ConditionsForm(_Rows):
    """The part of a form that writes an activity's prerequisites. `conditions_seen` is what the writer began from.

    Put it before ContentForm among the bases.
    """

    conditions_seen = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        """Begin from what is stored."""
        super().__init__(*args, **kwargs)
        stored = _stored(self.instance)
        for kind, row in stored.items():
            self.initial |= {f"{kind}_state": row.state, f"{kind}_note": row.note}
        self.initial["conditions_seen"] = _seen(stored)

    def clean(self):
        """Say so where a note has no place to be kept."""
        cleaned = super().clean()
        for kind, _label in KINDS:
            if cleaned.get(f"{kind}_note") and not cleaned.get(f"{kind}_state") and f"{kind}_state" not in self.errors:
                self.add_error(f"{kind}_state", "Vælg, hvordan det står til, eller slet noten.")
        return cleaned

    @property
    def condition_rows(self):
        """Give the fields (state, note) of each kind."""
        return [(self[f"{kind}_state"], self[f"{kind}_note"]) for kind, _label in KINDS]

    def conditions(self):
        """Give (state, note) by kind, as the workflow takes them."""
        cleaned = self.cleaned_data
        return {kind: (cleaned[f"{kind}_state"], cleaned[f"{kind}_note"]) for kind, _label in KINDS}

    def seen(self):
        """Give the versions that the writer began from, by kind."""
        pairs = (pair.partition(":") for pair in self.cleaned_data["conditions_seen"].split(","))
        return {kind: int(version) for kind, _, version in pairs if version.isdecimal() and len(version) < 10}

    def beside(self, newer):
        """Give in words what stands and what was typed of each kind."""
        stored, names = _stored(newer), dict(STATES)
        found = {}
        for kind, _label in KINDS:
            row = stored.get(kind)
            found[f"{kind}_state"] = (
                names[row.state if row else ""],
                names.get(self.cleaned_data.get(f"{kind}_state"), ""),
            )
            found[f"{kind}_note"] = (row.note if row else "", self.cleaned_data.get(f"{kind}_note") or "")
        return found

    def see_newer(self, newer):
        """Let what is saved next be compared with the prerequisites that stand now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("conditions_seen")] = _seen(_stored(newer))


def _stored(activity):
    return {row.kind: row for row in activity.conditions.all()} if activity.pk else {}


def _seen(stored):
    return ",".join(f"{kind}:{row.version}" for kind, row in stored.items())
