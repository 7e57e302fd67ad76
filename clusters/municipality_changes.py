"""What a file of municipalities would change that only a person can be sure of: which there are, and their names."""

from clusters.columns import Code
from clusters.matching import MunicipalityFinder
from misbrug.tables.columns import plain, refuse_cpr
from misbrug.tables.near import FILE
from misbrug.tables.plan import Question
from misbrug.text.danish import fold, join

NEW = "municipality:new"
CODE, NAME = "kommunekode", "navn"


def municipality_changes(dataset):
    """Give the questions about new codes and other names, by (place, heading); none while no municipality is stored.

    All new codes are one question, since a list of municipalities may bring many.
    """
    finder = MunicipalityFinder()
    if not finder.by_code or CODE not in dataset.headers:
        return {}
    codes = [_code(text) for text in dataset[CODE]]
    new = sorted({code for code in codes if code} - finder.by_code.keys())
    found = {(place, CODE): _shall_be_made(new) for place, code in enumerate(codes) if code in new}
    for place, text in enumerate(dataset[NAME] if NAME in dataset.headers else ()):
        known, name = finder.by_code.get(codes[place]), plain(text)
        if known and _is_other_name(finder, known, name):
            found[place, NAME] = _shall_be_renamed(known, name)
    return found


def _code(text):
    try:
        return Code(required=True).clean(plain(text))
    except ValueError:
        return ""


def _is_other_name(finder, known, name):
    """Say whether a name could be a municipality's new one; what cannot be a name at all is an error of its row."""
    try:
        refuse_cpr(name)
    except ValueError:
        return False
    return 0 < len(name) <= known._meta.get_field("name").max_length and not finder.names(name, known)


def _shall_be_made(codes):
    many = len(codes) > 1
    named = join(codes, "eller")
    return Question(
        NEW,
        "Skal de oprettes?" if many else "Skal den oprettes?",
        ((FILE, "Ja, opret dem" if many else "Ja, opret den"), ("no", "Nej, det er en fejl i filen")),
        f"Der findes ingen kommune med koden {named}.",
    )


def _shall_be_renamed(known, name):
    return Question(
        f"rename:{known.code}:{fold(name)}"[:150],
        f"{known.code} hedder {known}. Skal kommunen hedde ”{name}”?",
        ((FILE, f"Ja, ret navnet til {name}"), (known.name, f"Nej, behold {known}")),
    )
