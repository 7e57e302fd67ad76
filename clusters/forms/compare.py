"""Two versions of a row beside each other: what stands now, and what was typed; the words that differ are marked."""

import re
import time
from dataclasses import dataclass

from diff_match_patch import diff_match_patch
from django.forms import BooleanField, FileField
from django.utils.html import format_html, format_html_join

from clusters.forms.content import BOOKKEEPING
from misbrug.text.danish import first_upper

_WORDS = re.compile(r"\s+|\S+")
_SENTENCES = re.compile(r"[^.!?\n]+[.!?\n]*\s*|[.!?\n]+\s*")
# Work grows with the square of how much differs, so that is what is bounded: so many rounds find up to twice as many
# differing words. Rounds and not seconds, so that the same texts have the same marks on a busy day.
ROUNDS = 150
# For the few texts made so that a round is long.
_SECONDS = 0.02
_UNIT_ZERO = 0x100
NOTHING = "Intet"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: its label, and both texts as markup in which the differing words are marked."""

    label: str
    theirs: str
    mine: str


def differences(newer, form):
    """Give a Difference for each field of the form in which the stored row is another than what was typed."""
    found, beside = [], form.beside(newer)
    for name, field in form.fields.items():
        if name in BOOKKEEPING or isinstance(field, FileField):
            continue
        if name in beside:
            theirs, mine = beside[name]
        else:
            theirs = words_of(newer, name, field)
            mine = words_of(form.instance, name, field, form.cleaned_data.get(name))
        if theirs != mine:
            found.append(Difference(first_upper(str(field.label or name)), *marked(theirs, mine)))
    return found


def words_of(row, name, field, typed=None):
    """Give in words what stands in one field of a row; `typed` are the chosen rows of a many-to-many field."""
    value = getattr(row, name, typed)
    if hasattr(value, "all"):
        return ", ".join(str(each) for each in (value.all() if typed is None else typed))
    display = getattr(row, f"get_{name}_display", None)
    if display:
        return first_upper(str(display()))
    if isinstance(field, BooleanField):
        return "Ja" if value else "Nej"
    shown = field.prepare_value(value) if not hasattr(value, "pk") else value
    return "" if shown is None else str(shown)


_MARK = "<mark>{}</mark>"
_REMOVED = '<del><span class="sr-only">Fjernet: </span>{}</del>'
_ADDED = '<ins><span class="sr-only">Tilføjet: </span>{}</ins>'


def marked(theirs, mine):
    """Give both texts as markup in which the words that only one of them has are marked."""
    return _beside(theirs, mine, _MARK, _MARK)


def removed_and_added(before, after):
    """Give an earlier and a later text as markup: words that went are struck out in one, new ones marked in the other.

    In words for those who hear the page, since a line and a colour are not read aloud.
    """
    return _beside(before, after, _REMOVED, _ADDED)


def _beside(theirs, mine, of_theirs, of_mine):
    if not theirs or not mine:
        return theirs or NOTHING, mine or NOTHING
    steps = _steps(theirs, mine)
    left = [step for step in steps if step[0] != diff_match_patch.DIFF_INSERT]
    right = [step for step in steps if step[0] != diff_match_patch.DIFF_DELETE]
    return _join(left, of_theirs), _join(right, of_mine)


class _Limit:
    """A deadline as diff-match-patch asks for it (`now > deadline`), which is over after so many rounds of a search."""

    def __init__(self):
        self.left, self.end, self.is_over = ROUNDS, time.time() + _SECONDS, False

    def __lt__(self, now):
        self.left -= 1
        self.is_over = self.left < 0 or now > self.end
        return self.is_over


def _steps(theirs, mine):
    """Give (side, text) of what is alike and what is not: by words, by sentences where too many words differ.

    Where even too many sentences differ, what lies between the first and the last of them differs as a whole.
    """
    for pattern in (_WORDS, _SENTENCES):
        limit = _Limit()
        steps = _by_units(pattern, theirs, mine, limit)
        if not limit.is_over:
            break
    return steps


def _by_units(pattern, theirs, mine, limit):
    """Compare two texts unit by unit. Each unit goes in as one character, since the library compares characters."""
    letters = {}

    def spelt(text):
        return "".join(letters.setdefault(unit, chr(_UNIT_ZERO + len(letters))) for unit in pattern.findall(text))

    library = diff_match_patch()
    # Without a time of its own the library also leaves out a short cut that takes long on repetitive texts.
    library.Diff_Timeout = 0
    steps = library.diff_main(spelt(theirs), spelt(mine), False, limit)
    units = {letter: unit for unit, letter in letters.items()}
    return [(side, "".join(units[letter] for letter in spelling)) for side, spelling in steps]


def _join(steps, markup):
    """Join texts, those that differ with the markup around them; mere space is left as it is."""
    kept = diff_match_patch.DIFF_EQUAL
    return format_html_join(
        "", "{}", ((text if side == kept or not text.strip() else format_html(markup, text),) for side, text in steps)
    )
