"""The columns of a table: how one cell is read, and how it is written so that it can be read again.

A reader raises ValueError with a Danish message that says what would be right.
"""

import datetime
import re
import unicodedata

from import_export.fields import Field
from import_export.widgets import Widget

from misbrug.tables.book import ColumnSpec, why_no_value
from misbrug.tables.heading_words import squeeze
from misbrug.text import cpr
from misbrug.text.danish import join, month_number

SEPARATOR = "|"
# Byte order marks, and what no XML may hold.
_NO_LETTERS = dict.fromkeys(map(ord, "\ufeff\ufffe\uffff"))
_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


class Text(Widget):
    """Text as typed, without what cannot be seen or stored. `required` refuses a blank cell."""

    def __init__(self, *, required=False):
        super().__init__()
        self.required = required

    def clean(self, value, row=None, **kwargs):
        """Give the text; "" for a blank cell."""
        if self.required and not value:
            raise ValueError("Her mangler noget. Udfyld cellen.")
        return value

    def render(self, value, obj=None, **kwargs):
        """Write the text."""
        return "" if value is None else str(value)


class Whole(Widget):
    """A whole number from `least` up, with or without dots between the thousands."""

    def __init__(self, *, required=False, least=0, most=2_147_483_647, example="12"):
        super().__init__()
        self.required, self.least, self.most, self.example = required, least, most, example
        self.hint = f"Et helt tal, for eksempel {example}."

    def clean(self, value, row=None, **kwargs):
        """Give the number; None for a blank cell."""
        if not value:
            if self.required:
                raise ValueError(f"Her mangler et tal. Skriv for eksempel {self.example}.")
            return None
        if re.fullmatch(r"\d{1,3}(,\d{3})+", value, re.A):
            danish = value.replace(",", ".")
            raise ValueError(
                f"Kommaet læses som decimaltegn. Skriv {danish}, eller vælg punktum som decimaltegn, hvis filen er en "
                ".csv med tal på engelsk."
            )
        # Programs part thousands by spaces that do not break, and people write a number in a row as "2."
        if not re.fullmatch(r"\d+\.?|\d{1,3}([. \u00a0\u202f]\d{3})+", value, re.A):
            raise ValueError(f"Skriv et helt tal med cifre, for eksempel {self.example}.")
        digits = re.sub(r"\D", "", value).lstrip("0") or "0"
        if len(digits) > len(str(self.most)) or not self.least <= int(digits) <= self.most:
            raise ValueError(f"Tallet skal være mellem {self.least} og {self.most}.")
        return int(digits)

    def render(self, value, obj=None, **kwargs):
        """Write the digits alone."""
        return "" if value is None else str(value)


class YesNo(Widget):
    """ja or nej; a blank cell means `blank`."""

    hint = "ja eller nej."

    def __init__(self, *, blank):
        super().__init__()
        self.blank = blank

    def clean(self, value, row=None, **kwargs):
        """Give True, False or what blank means."""
        try:
            return {"": self.blank, "ja": True, "nej": False}[value.casefold()]
        except KeyError:
            raise ValueError("Skriv ja eller nej.") from None

    def render(self, value, obj=None, **kwargs):
        """Write ja or nej."""
        return "ja" if value else "nej"


class Day(Widget):
    """A date, as 2020-01-01, 01-01-2020, 1. 1. 2020 or 1. januar 2020."""

    hint = "En dato, for eksempel 1. januar 2020."

    _ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.A)
    _DANISH = re.compile(r"(?P<day>\d{1,2})[-./]\s?(?P<month>\d{1,2})[-./]\s?(?P<year>\d{4})", re.A)
    _IN_WORDS = re.compile(r"(?P<day>[0-9]{1,2})\.?\s+(?P<month>[a-z]+)\.?\s+(?P<year>[0-9]{4})", re.I)
    _SHORT_YEAR = re.compile(r"\d{1,2}([-./]\s?\d{1,2}[-./]\s?|\.?\s+[a-z]+\.?\s+)['’]?\d{2}", re.A | re.I)

    def __init__(self, *, required=False):
        super().__init__()
        self.required = required

    def clean(self, value, row=None, **kwargs):
        """Give the date; None for a blank cell."""
        if not value:
            if self.required:
                raise ValueError("Her mangler en dato. Skriv for eksempel 1. januar 2020.")
            return None
        match = self._ISO.fullmatch(value) or self._DANISH.fullmatch(value) or self._IN_WORDS.fullmatch(value)
        if match is None:
            raise ValueError(self._what_is_wrong(value))
        try:
            word = match["month"]
            month = int(word) if word.isdigit() else month_number(word) or 0
            return datetime.date(int(match["year"]), month, int(match["day"]))
        except ValueError:
            raise ValueError("Datoen findes ikke. Skriv for eksempel 1. januar 2020.") from None

    def _what_is_wrong(self, value):
        """Say what would make a date of a text that is none."""
        if re.fullmatch(r"\d{4}", value, re.A):
            return f"Skriv også dag og måned, for eksempel 1. januar {value}."
        if self._SHORT_YEAR.fullmatch(value):
            return "Skriv årstallet med fire cifre, for eksempel 1. marts 2026."
        return "Det er ikke en dato. Skriv for eksempel 1. januar 2020."

    def render(self, value, obj=None, **kwargs):
        """Write the date as 2020-01-01."""
        return "" if value is None else value.isoformat()


class Words(Widget):
    """Several texts in one cell, separated by "|"; [] for a blank cell. A "|" within a text is written "\\|"."""

    hint = "Er der flere, så sæt en lodret streg (|) mellem dem."

    _SEPARATED = re.compile(r"(?<!\\)\|")

    def clean(self, value, row=None, **kwargs):
        """Give the texts in order."""
        parts = (part.strip().replace("\\|", SEPARATOR) for part in self._SEPARATED.split(value))
        return [word for word in parts if word]

    def render(self, value, obj=None, **kwargs):
        """Write them with the separator between."""
        return SEPARATOR.join(self._escaped(word) for word in value or ())

    def _escaped(self, word):
        # A text that ends in a backslash would take the separator after it for its own.
        return word.replace(SEPARATOR, "\\|") + (" " if word.endswith("\\") else "")


class Choice(Widget):
    """One of a few words. `words` maps each word as it is written to what is stored; others lists what is read too."""

    def __init__(self, words, *, others=None, blank=None):
        super().__init__()
        self.words, self.blank = words, blank
        self.hint = f"{join(words, 'eller')}."
        self.read = {squeeze(word): stored for word, stored in {**(others or {}), **words}.items()}

    def clean(self, value, row=None, **kwargs):
        """Give what is stored for the word."""
        if not value and self.blank is not None:
            return self.blank
        try:
            return self.read[squeeze(value)]
        except KeyError:
            raise ValueError(f"Skriv et af ordene: {', '.join(self.words)}.") from None

    def render(self, value, obj=None, **kwargs):
        """Write the word for what is stored."""
        return next((word for word, stored in self.words.items() if stored == value), "")


class Column(Field):
    """A column with its Danish heading. `required` columns must be in the file; the others may be left out.

    With `keeps_when_blank` a blank cell leaves what is stored (or the model's default) as it is. `also` are other
    headings that people give the column, `hint` says in Danish what belongs in it; without one the widget says it.
    `called` is what it is called on pages, see `ColumnSpec.label`.
    """

    def __init__(
        self,
        attribute,
        heading,
        widget=None,
        *,
        required=False,
        keeps_when_blank=False,
        also=(),
        hint="",
        called="",
    ):
        super().__init__(
            attribute=attribute,
            column_name=heading,
            widget=widget or Text(required=required),
            saves_null_values=not keeps_when_blank,
        )
        self.required = required
        self.keeps_when_blank = keeps_when_blank
        self.spec = ColumnSpec(heading, required, also, hint or getattr(self.widget, "hint", ""), called)

    def clean(self, row, **kwargs):
        """Read the cell. Raises ValueError, whose text never repeats a CPR number."""
        text = plain(row[self.column_name])
        refuse_cpr(text)
        if self.keeps_when_blank and not text:
            return None
        return self.widget.clean(text, row=row, **kwargs)

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Put the cell's value on the instance, unless the cell says just what stands there."""
        if not self.is_as_written(instance, row):
            super().save(instance, row, is_m2m, **kwargs)

    def is_as_written(self, instance, row):
        """Say whether the cell is what the export writes of the stored value.

        Such a cell leaves that value alone. Else one that cannot be told apart in writing (a name with "|" in it), or
        that was confirmed to be no CPR number, would not survive an export.
        """
        return bool(instance.pk) and plain(row[self.column_name]) == plain(self.export(instance))

    def export(self, instance, **kwargs):
        """Write the cell as text, also to a spreadsheet: codes such as 0376 keep their zero."""
        return self.widget.render(self.get_value(instance))


class PendingColumn(Column):
    """A column whose value lies in rows of their own (aliases, areas) and is written after the instance.

    Until then it waits on the instance; `stored` reads what is in the database, in the form that `clean` gives.
    A blank cell leaves what is stored; one with nothing but the separator takes it all away.
    """

    def __init__(self, attribute, heading, widget, stored, **words):
        super().__init__(attribute, heading, widget, keeps_when_blank=True, **words)
        self.stored = stored

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Keep the value on the instance until it is saved, unless the cell says just what is stored."""
        if not self.is_as_written(instance, row):
            self.pend(instance, self.clean(row, **kwargs))

    def pend(self, instance, value):
        """Let a value wait on the instance."""
        instance.__dict__[f"_pending_{self.attribute}"] = value

    def pending(self, instance):
        """Give what waits to be written, None where nothing does."""
        return instance.__dict__.get(f"_pending_{self.attribute}")

    def get_value(self, instance):
        """Give what waits, else what is stored."""
        waiting = self.pending(instance)
        if waiting is not None:
            return waiting
        return [] if instance.pk is None else self.stored(instance)


def refuse_cpr(text):
    """Raise ValueError for a text that holds what is, or may be, a CPR number: a file cannot be asked to confirm.

    So it does for the dots in a number's place, and for an error or a formula without value in a workbook's cell.
    """
    problem = cpr.CERTAIN_MESSAGE if cpr.REDACTED in text else why_no_value(text)
    if problem:
        raise ValueError(problem)
    try:
        cpr.check(text)
    except cpr.CprFound as found:
        raise ValueError(cpr.CERTAIN_MESSAGE if found.certain else cpr.REWRITE_MESSAGE) from None


def plain(value):
    """Give a cell as composed text with \\n for line breaks, without control characters and outer spaces."""
    text = "" if value is None else str(value)
    if text.isprintable():
        # As nearly all cells are: there is nothing to look for letter by letter.
        return unicodedata.normalize("NFC", text).strip()
    text = _LINE_BREAKS.sub("\n", text)
    kept = (char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept)).translate(_NO_LETTERS).strip()
