"""Two versions of a row beside each other: what stands now, and what was typed; the words that differ are marked."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.forms import BooleanField, FileField
from django.utils.html import format_html_join

from clusters.forms.content import BOOKKEEPING
from misbrug.text.danish import first_upper

_WORDS = re.compile(r"\s+|\S+")
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


def marked(theirs, mine):
    """Give both texts as markup in which the words that only one of them has are marked."""
    if not theirs or not mine:
        return theirs or NOTHING, mine or NOTHING
    left, right = _WORDS.findall(theirs), _WORDS.findall(mine)
    # Without autojunk, or words that are common in a long text would never be found alike.
    steps = SequenceMatcher(None, left, right, autojunk=len(left) > 4000).get_opcodes()
    both = [(left[a:b], right[c:d], tag != "equal") for tag, a, b, c, d in steps]
    return _join((words, differs) for words, _, differs in both), _join((words, differs) for _, words, differs in both)


def _join(pieces):
    return format_html_join(
        "", "{}", ((_mark("".join(words)) if differs else "".join(words),) for words, differs in pieces)
    )


def _mark(text):
    return format_html_join("", "<mark>{}</mark>", ((text,),)) if text.strip() else text
