"""The columns that only a catalogue's tables have: numbers, references within it, areas, answers that trigger."""

import re
from functools import cached_property

from import_export.widgets import Widget

from indicators.models import Indicator
from indicators.values import SEPARATOR, parse_trigger_values
from misbrug.tables.columns import Column, PendingColumn, Text, Words
from misbrug.text.danish import fold

ADDRESSEES = {"kommune": "kommune", "region": "region", "stat og KL": "stat_kl"}
OTHER_ADDRESSEES = {
    **dict.fromkeys(("kommuner", "kommunen", "kommunerne"), "kommune"),
    **dict.fromkeys(("regioner", "regionen", "regionerne"), "region"),
    **dict.fromkeys(("staten og KL", "stat/KL", "KL og stat", "KL og staten"), "stat_kl"),
}
ANSWER_TYPES = {
    "ja_nej": "yes_no",
    "ja_nej_delvis": "yes_no_partly",
    "niveau": "level",
    "tal": "number",
    "et_valg": "single_choice",
    "flere_valg": "multiple_choice",
    "tekst": "text",
}
OTHER_WORDS = {label: value for value, label in Indicator.Type.choices}
# What people write above the numbers.
NUMBER_WORDS = ("nr.", "nr", "num", "#")


class QuestionNumber(Text):
    """A question's number, such as 1.1 or 1.1a. A spreadsheet may have made a comma of its full stop."""

    def clean(self, value, row=None, **kwargs):
        """Give the number."""
        number = super().clean(value).replace(",", ".")
        if not re.fullmatch(r"\w+(\.\w+)*", number):
            raise ValueError("Skriv nummeret som 1.1 eller 1.1a.")
        return number


class Reference(Widget):
    """A row of the same catalogue by its number. The resource sets `rows` (by number) and what they are called."""

    def __init__(self, name):
        super().__init__()
        self.name, self.rows = name, {}

    def clean(self, value, row=None, **kwargs):
        """Give the row."""
        found = self.rows.get(value.replace(",", "."))
        if found is None:
            numbers = ", ".join(self.rows) or "ingen endnu"
            raise ValueError(f"{self.name} findes ikke i kataloget. Der er: {numbers}.")
        return found

    def render(self, value, obj=None, **kwargs):
        """Write the number."""
        return "" if value is None else str(value.number)


class AreasColumn(PendingColumn):
    """The areas a question is asked for, by name or short name; a blank cell means `default(instance)`."""

    def __init__(self):
        super().__init__(
            "areas",
            "områder",
            Words(),
            stored=None,
            also=("område", "gælder for", "gælder områder"),
            hint="Områdernes navne. Er der flere, så sæt en lodret streg (|) mellem dem. Tom: alle.",
        )
        self.areas, self.default = (), None

    def clean(self, row, **kwargs):
        """Give the areas' slugs in the catalogue's order; [] for a blank cell."""
        words = super().clean(row, **kwargs) or []
        if len(words) == 1 and fold(words[0]) not in self._by_word:
            words = [word.strip() for word in words[0].split(",")]
        unknown = [word for word in words if fold(word) not in self._by_word]
        if unknown:
            names = ", ".join(area.name for area in self.areas)
            raise ValueError(f"Området {unknown[0]} findes ikke i kataloget. Der er: {names}.")
        chosen = {self._by_word[fold(word)] for word in words}
        return [area.slug for area in self.areas if area.slug in chosen]

    @cached_property
    def _by_word(self):
        return {fold(word): area.slug for area in self.areas for word in (area.name, area.slug)}

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Keep the areas on the instance until it is saved."""
        self.pend(instance, self.clean(row, **kwargs) or self.default(instance))

    def export(self, instance, **kwargs):
        """Write the names, nothing where the default says the same."""
        slugs = self.get_value(instance)
        if slugs == self.default(instance):
            return ""
        return self.widget.render(area.name for area in self.areas if area.slug in slugs)


class ParentColumn(Column):
    """The indicator that a supplementary question belongs to; its recommendation comes along."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Set the indicator and its recommendation."""
        super().save(instance, row, is_m2m, **kwargs)
        instance.recommendation = instance.parent.recommendation


class TriggerColumn(Column):
    """The answers at which a supplementary question is asked, in the words of its indicator."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Read the answers; where the indicator is wrong, its own column says so."""
        if instance.parent is not None:
            instance.trigger_values = list(parse_trigger_values(instance.parent, self.clean(row)))

    def export(self, instance, **kwargs):
        """Write the answers with commas, or with "|" where one of them holds a comma itself."""
        values = instance.trigger_values
        if any("," in value for value in values):
            return SEPARATOR.join(values) + (SEPARATOR if len(values) == 1 else "")
        return ", ".join(values)
