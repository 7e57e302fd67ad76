"""Names that come so near to a stored one that they may be a slip of the pen: a person is asked, nothing is assumed."""

import difflib

from misbrug.tables.columns import plain
from misbrug.tables.plan import Question
from misbrug.text import cpr
from misbrug.text.danish import fold, loose_fold

# The answer by which a cell counts as it stands.
FILE = "file"
ALIKE_WORDS, ALIKE_NAMES, SHORTEST = 0.8, 0.9, 3
MOST_COMPARED = 300


def near_name(text, names):
    """Give the name that a text comes near to: word by word, or as a whole. None where there is none, or it is one.

    Words that are short or hold digits are never near: "Klynge 1" and "Klynge 2" are two.
    """
    own = loose_fold(text)
    found = {name: _likeness(own, loose_fold(name)) for name in names}
    if not own or 1 in found.values():
        return None
    best = max(found, key=found.get, default=None)
    return best if best is not None and found[best] else None


def _likeness(one, other):
    """Give how alike two folded names are, 1 for the same and 0 for two that are plainly different."""
    if one == other:
        return 1
    whole = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    ours, theirs = one.split(), other.split()
    if len(ours) != len(theirs):
        has_digits = any(char.isdigit() for char in one + other)
        joined = difflib.SequenceMatcher(None, "".join(ours), "".join(theirs), autojunk=False).ratio()
        return min(joined, 0.99) if joined >= ALIKE_NAMES and not has_digits else 0
    differing = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    return min(whole, 0.99) if all(_are_near(*pair) for pair in differing) else 0


def _are_near(one, other):
    if min(len(one), len(other)) < SHORTEST or not (one.isalpha() and other.isalpha()):
        return False
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE_WORDS


def name_doubts(dataset, heading, names, noun):
    """Give the questions about the cells under a heading that come near to one of the names, by (place, heading).

    `noun` is what the names are of, in Danish with its article: ("en", "klynge"). A cell is read as the name that is
    chosen, or as it stands.
    """
    if heading not in dataset.headers or not names:
        return {}
    cells = [plain(text) for text in dataset[heading]]
    questions = {}
    for text in list(dict.fromkeys(filter(None, cells)))[:MOST_COMPARED]:
        if near := near_name(text, names):
            questions[text] = _question(text, near, *noun)
    return {(place, heading): questions[text] for place, text in enumerate(cells) if text in questions}


def _question(text, near, article, noun):
    shown = cpr.redact(" ".join(text.split()))[:60]
    return Question(
        key=f"{noun}:{cpr.redact(fold(text))}"[:150],
        text=f"Er ”{shown}” det samme som ”{near}”?",
        choices=((near, f"Ja, brug {near}"), (FILE, f"Nej, det er {article} {noun} for sig")),
        hint=f"Der er {'intet' if article == 'et' else 'ingen'} {noun}, der hedder ”{shown}”.",
    )
