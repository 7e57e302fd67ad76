"""The columns of the table of activities that are more than one plain cell, and how each is read and written."""

import re

from import_export.widgets import Widget

from indicators.models import Catalogue, Indicator, Recommendation
from indicators.values import clean_text
from misbrug.tables.columns import SEPARATOR, Column, PendingColumn, Text
from misbrug.text.danish import loose_fold
from strategies.amounts import parse_amount, typed
from strategies.models import Prerequisite
from strategies.models.strategies import TEXT_LIMIT

SHOWN_NAMES = 8
# What people write above the amounts.
ANNUAL_COST_WORDS = (
    "årlig udgift i mio. kr.",
    "årlig udgift mio. kr. pr. år",
    "årlige udgifter (mio. kr.)",
    "årlige udgifter i mio. kr.",
    "årlig udgift",
    "årlige udgifter",
    "udgift pr. år (mio. kr.)",
    "årlig drift (mio. kr.)",
    "driftsudgift (mio. kr.)",
    "drift (mio. kr.)",
    "mio. kr. pr. år",
    "mio. kr. årligt",
)
ESTABLISHMENT_WORDS = (
    "etablering i mio. kr.",
    "etablering",
    "etableringsudgift (mio. kr.)",
    "etableringsudgifter (mio. kr.)",
    "etableringsudgift i mio. kr.",
    "etableringsudgift",
    "etableringsudgifter",
    "engangsudgift (mio. kr.)",
    "engangsudgift",
    "anlæg (mio. kr.)",
)


class Long(Text):
    """Text of the length that a strategy's texts may have."""

    def clean(self, value, row=None, **kwargs):
        """Give the text. Raises ValueError where it is too long."""
        return clean_text(super().clean(value), TEXT_LIMIT)


class Mio(Widget):
    """An amount in mio. kr. by the rules of the forms; a blank cell is unknown, not 0."""

    def clean(self, value, row=None, **kwargs):
        """Give the amount, None for a blank cell."""
        return parse_amount(value)

    def render(self, value, obj=None, **kwargs):
        """Write it as it is typed."""
        return typed(value)


class Named(Widget):
    """A row of the strategy by its name. The resource sets the `known` ones, and why others are `refused`."""

    def __init__(self):
        super().__init__()
        self.known, self.refused = {}, {}

    def clean(self, value, row=None, **kwargs):
        """Give the row; None for a blank cell."""
        if not value:
            return None
        if value in self.refused:
            raise ValueError(self.refused[value])
        return self.find(value)

    def find(self, name):
        """Give the row of a name, the one in other letters where none is spelt the same; None where there is none."""
        folded = loose_fold(name)
        return self.known.get(name) or next(
            (row for each, row in self.known.items() if loose_fold(each) == folded), None
        )

    def render(self, value, obj=None, **kwargs):
        """Write the name."""
        return "" if value is None else str(value)


class TitleColumn(Column):
    """An activity's name. In other letters it is the same name, and the stored spelling stays."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Put the name on the instance, unless it is there in other letters."""
        title = self.clean(row, **kwargs)
        if not instance.pk or loose_fold(title) != loose_fold(instance.title):
            super().save(instance, row, is_m2m, **kwargs)


class PairColumn(Column):
    """Two fields of the model in one cell. The widget reads and writes the pair."""

    def __init__(self, first, second, heading, widget, **words):
        super().__init__(first, heading, widget, **words)
        self.second = second

    def get_value(self, instance):
        """Give the pair."""
        return getattr(instance, self.attribute), getattr(instance, self.second)

    def set_value(self, instance, pair):
        """Put the pair on an instance."""
        for name, value in zip((self.attribute, self.second), pair, strict=True):
            setattr(instance, name, value)

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Put the pair on the instance, unless it is there."""
        if not self.is_as_written(instance, row):
            self.set_value(instance, self.clean(row, **kwargs))


class Funding(Widget):
    """Where the money comes from and for how many years: "Satspuljemidler", "Budgettilførsel (1 år)"."""

    _YEARS = re.compile(r"(?P<words>.*?)\s*\((?P<years>\d{1,2}) ?år\)", re.A | re.S)

    def clean(self, value, row=None, **kwargs):
        """Give (words, years or None)."""
        match = self._YEARS.fullmatch(value)
        if not match:
            return value, None
        if not 1 <= int(match["years"]) <= 30:
            raise ValueError("Antallet af år skal være fra 1 til 30, for eksempel ”Budgettilførsel (1 år)”.")
        return match["words"], int(match["years"])

    def render(self, value, obj=None, **kwargs):
        """Write the words, and the years in brackets."""
        words, years = value
        return f"{words} ({years} år)".strip() if years else words


class Start(Widget):
    """The recommended start, a year or a month of a year. A spreadsheet may have made a date of the month."""

    _FORMS = (
        re.compile(r"(?P<year>\d{4})", re.A),
        re.compile(r"(?P<month>\d{1,2})[-./ ](?P<year>\d{4})", re.A),
        re.compile(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})(-01)?", re.A),
    )

    def clean(self, value, row=None, **kwargs):
        """Give (year, month), each None where it is not said."""
        if not value:
            return None, None
        match = next((found for form in self._FORMS if (found := form.fullmatch(value))), None)
        parts = match.groupdict() if match else {}
        year, month = int(parts.get("year") or 0), int(parts["month"]) if parts.get("month") else None
        if not 1990 <= year <= 2100 or (month is not None and not 1 <= month <= 12):
            raise ValueError("Skriv et år fra 1990 til 2100, eller måned og år, for eksempel 2013 eller 03-2013.")
        return year, month

    def render(self, value, obj=None, **kwargs):
        """Write the year, with the month in front where there is one."""
        year, month = value
        if not year:
            return ""
        return f"{month:02d}-{year}" if month else str(year)


class Many(Widget):
    """Several rows in one cell, separated by "|". Subclasses give `find(word)` and `word(row)`."""

    def __init__(self):
        super().__init__()
        self.places = {}

    def arrange(self, rows):
        """Take the rows there are, in the order in which a cell names them."""
        self.places = {row.pk: place for place, row in enumerate(rows)}

    def sort(self, rows):
        """Give rows in that order."""
        return sorted(rows, key=lambda row: self.places.get(row.pk, len(self.places)))

    def clean(self, value, row=None, **kwargs):
        """Give the rows, each once. Raises ValueError for a word that names none."""
        words = [word for word in (part.strip() for part in value.split(SEPARATOR)) if word]
        return self.sort(dict.fromkeys(self.find(word) for word in words))

    def render(self, value, obj=None, **kwargs):
        """Write them with the separator between."""
        return SEPARATOR.join(self.word(row) for row in value or ())


class Goals(Many):
    """Goals of the strategy by their titles."""

    def __init__(self):
        super().__init__()
        self.by_word = {}

    def prepare(self, strategy):
        """Look up the strategy's goals."""
        goals = list(strategy.goals.order_by("order", "pk")) if strategy else []
        self.arrange(goals)
        self.by_word = {}
        for goal in goals:
            self.by_word.setdefault(loose_fold(self.word(goal)), []).append(goal)

    def find(self, word):
        """Give the goal."""
        found = self.by_word.get(loose_fold(word), [])
        if len(found) > 1:
            raise ValueError(
                "To mål i strategien hedder det samme. Giv det ene et andet navn, eller vælg dem på siden."
            )
        if not found:
            names = [self.word(goals[0]) for goals in self.by_word.values()]
            more = " …" if len(names) > SHOWN_NAMES else ""
            there = "; ".join(names[:SHOWN_NAMES]) or "ingen endnu"
            raise ValueError(f"Målet findes ikke i strategien. Der er: {there}{more}.")
        return found[0]

    def word(self, row):
        """Write the title without what separates."""
        return " ".join(row.title.replace(SEPARATOR, "/").split())


class Numbered(Many):
    """Recommendations or indicators by number, of the newest published catalogue or of the one named in front."""

    def __init__(self, model, label, example):
        super().__init__()
        self.model, self.label, self.example = model, label, example
        self.default, self.by_number, self.slugs = "", {}, {}

    def prepare(self, strategy):
        """Look up the catalogues and what is in them."""
        catalogues = {row.pk: row for row in Catalogue.objects.all()}
        published = [row for row in catalogues.values() if row.is_published]
        newest = max(published, key=lambda row: (row.year, row.version, row.published_at), default=None)
        self.default = newest.slug if newest else ""
        self.slugs = {pk: row.slug for pk, row in catalogues.items()}
        place = {Recommendation: ("number",), Indicator: ("recommendation__number", "parent_id", "order")}[self.model]
        rows = list(self.model.objects.order_by("catalogue__slug", *place, "pk"))
        self.arrange(rows)
        self.by_number = {(self.slugs[row.catalogue_id], str(row.number)): row for row in rows}

    def find(self, word):
        """Give the recommendation or indicator."""
        slug, _, number = word.rpartition(":")
        slug, number = slug.strip() or self.default, number.strip().replace(",", ".")
        if slug not in self.slugs.values():
            known = ", ".join(sorted(self.slugs.values())) or "ingen endnu"
            raise ValueError(
                f"Kataloget ”{slug}” findes ikke. Der er: {known}." if slug else "Der er intet katalog endnu."
            )
        found = self.by_number.get((slug, number))
        if found is None:
            raise ValueError(f"{self.label} findes ikke i {slug}. Skriv numrene som {self.example}.")
        return found

    def word(self, row):
        """Write the number, with the catalogue in front where another one is meant without it."""
        slug = self.slugs.get(row.catalogue_id, "")
        return str(row.number) if slug == self.default else f"{slug}:{row.number}"


class Conditions(Widget):
    """Typed prerequisites: "finansiering: mangler | lokaler: på plads (fra 2014) | metode"."""

    _WORD = re.compile(r"(?P<kind>[^:(]+?)\s*(?::\s*(?P<state>[^(]*?))?\s*(?:\((?P<note>.*)\))?", re.S)
    kinds = {loose_fold(label): value for value, label in Prerequisite.Kind.choices}
    states = {loose_fold(label): value for value, label in Prerequisite.State.choices}

    def clean(self, value, row=None, **kwargs):
        """Give (kind, state, note) of each, in the order of the kinds. A state that is not said is not cleared up."""
        found = {}
        for word in (part.strip() for part in value.split(SEPARATOR)):
            if word:
                kind, state, note = self._read(word)
                if kind in found:
                    raise ValueError(f"{Prerequisite.Kind(kind).label} står to gange. Slet den ene.")
                found[kind] = (kind, state, note)
        return in_order(found.values())

    def _read(self, word):
        match = self._WORD.fullmatch(word)
        kind = self.kinds.get(loose_fold(match["kind"])) if match else None
        state = (
            self.states.get(loose_fold(match["state"])) if kind and match["state"] else Prerequisite.State.UNCLEAR.value
        )
        if kind is None:
            raise ValueError(f"Skriv en af slagsene {', '.join(Prerequisite.Kind.labels)}, og hvordan det står.")
        if state is None:
            raise ValueError(f"Skriv efter kolon et af: {', '.join(Prerequisite.State.labels)}.")
        return kind, state, clean_text(match["note"] or "", Prerequisite._meta.get_field("note").max_length)

    def render(self, value, obj=None, **kwargs):
        """Write each with its state, and its note in brackets."""
        return f" {SEPARATOR} ".join(self._word(*each) for each in value or ())

    def _word(self, kind, state, note):
        words = f"{Prerequisite.Kind(kind).label}: {Prerequisite.State(state).label}"
        note = " ".join(note.replace(SEPARATOR, "/").split())
        return f"{words} ({note})" if note else words


def in_order(conditions):
    """Give (kind, state, note) of prerequisites in the order in which the kinds are declared."""
    return sorted(conditions, key=lambda each: Prerequisite.Kind.values.index(each[0]))


class RowsColumn(PendingColumn):
    """A column whose value lies in rows of their own, written after the activity."""
