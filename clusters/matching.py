"""Finding a municipality by what a file calls it: its code, its name or another name it goes by."""

import difflib
import re
from collections import Counter
from functools import cache, partial

from clusters.models import Municipality
from misbrug.tables.plan import Question
from misbrug.text import cpr
from misbrug.text.danish import fold, join, loose_fold

# How alike two names must be for one to be proposed for the other, and how much less alike a rival may be.
ALIKE, AS_NEAR = 0.78, 0.07
MOST_NAMED = 3
# So many wrong names are compared with all others; a file with more is no list of municipalities.
MOST_COMPARED = 300

_AUTHORITY = re.compile(r" (regionskommune|kommune|kommunen|kom\.?)$|^(kommune|kommunen) ")
_LABEL = re.compile(r"(?i)^(kommune|kommunen|kommunenavn|navn|kommunekode)\s*([:=]\s*|(?=\d))")
_MARKS = " \t()[]-–,.:;/"
# A spreadsheet may have made a number with a fraction of the code.
_CODE_FIRST = re.compile(r"(?P<code>[0-9]{1,4})(?:[.,]0+)?(?:(?![0-9])[\W_]+(?P<name>.*)|(?P<none>))")
_CODE_LAST = re.compile(r"(?P<name>.*[^0-9\s([])[\s,([–:/-]+(?P<code>[0-9]{1,4})(?:[.,]0+)?")


class NoMunicipality(ValueError):
    """A text that names no municipality. `proposal` is the one it comes near to, or None."""

    def __init__(self, message, proposal=None):
        super().__init__(message)
        self.proposal = proposal


def doubt(text, proposal):
    """Give the question whether a text that names no municipality means the proposed one.

    The answer is the proposal's code, or "no": then the row is wrong.
    """
    shown = cpr.redact(" ".join(text.split()))[:60]
    return Question(
        key=f"municipality:{fold(text)}"[:150],
        text=f"Er ”{shown}” {proposal.name}?",
        choices=((proposal.code, f"Ja, brug {proposal.name}"), ("no", "Nej, det er en fejl i filen")),
        hint=f"Der findes ingen kommune, der hedder ”{shown}”.",
        advice=f"Skriv {proposal.name}, hvis det er den, der er ment.",
    )


def municipality_doubts(dataset, *headings):
    """Give the questions about the cells under the headings, those that the dataset has, by (place, heading)."""
    finder, found = MunicipalityFinder(), {}
    for heading in headings:
        if heading in dataset.headers:
            asked = cache(partial(_doubt_about, finder))
            for place, text in enumerate(dataset[heading]):
                if question := asked(text):
                    found[place, heading] = question
    return found


def _doubt_about(finder, text):
    try:
        finder.find(text)
    except NoMunicipality as missed:
        return doubt(text, missed.proposal) if missed.proposal else None
    return None


class MunicipalityFinder:
    """All municipalities with their names, loaded once (2 queries). What a text names is found once, too."""

    def __init__(self):
        self.by_code, self.by_name, self._found, self._missed = {}, {}, {}, 0
        for row in Municipality.objects.select_related("region").prefetch_related("aliases"):
            self.by_code[row.code] = row
            for name in (row.name, *(alias.name for alias in row.aliases.all())):
                self.by_name.setdefault(fold(name), row)
        # Names without æ, ø and å, for those who cannot type them; where two would be the same, neither.
        loose = Counter(loose_fold(name) for name in self.by_name)
        self._by_loose = {loose_fold(name): row for name, row in self.by_name.items() if loose[loose_fold(name)] == 1}
        self._spellings = [(name, loose_fold(name), row) for name, row in self.by_name.items()]

    def find(self, text):
        """Give the municipality for "0376", "376", "Guldborgsund", "376 Guldborgsund", "Guldborgsund (376)" or
        "Guldborgsund Kommune".

        Raises NoMunicipality with a Danish message; a near miss is proposed in it, never assumed.
        """
        if text not in self._found:
            try:
                self._found[text] = self._find(text), None
            except NoMunicipality as missed:
                self._found[text] = None, (str(missed), missed.proposal)
        found, missed = self._found[text]
        if missed:
            raise NoMunicipality(*missed)
        return found

    def names(self, text, municipality):
        """Say whether a text names a municipality, in any of its spellings."""
        try:
            return self.find(text) == municipality
        except NoMunicipality:
            return False

    def _find(self, text):
        code, name = _parts(text)
        # A name may end in a number, as "Udbetaling Danmark 2" does.
        if code and name and (whole := self.by_name.get(fold(text))):
            return whole
        if code and code not in self.by_code:
            raise NoMunicipality(f"Der findes ingen kommune med koden {code}.")
        if not name:
            if not code:
                raise NoMunicipality("Her mangler en kommune. Skriv dens navn eller kode.")
            return self.by_code[code]
        found = self._named(name)
        if found is None:
            raise self._no_such(name)
        if code and found.code != code:
            raise NoMunicipality(f"Koden hører til {self.by_code[code]}, ikke til {found}. Ret den ene.")
        return found

    def _named(self, name):
        """Give the municipality of a name or another name, with or without the word kommune; None for no such name."""
        folded = fold(name)
        short = _AUTHORITY.sub("", folded)
        names = [folded, short]
        if short != folded and short.endswith("s"):
            # "Københavns Kommune"
            names.append(short.removesuffix("s"))
        for each in names:
            if found := self.by_name.get(each) or self._by_loose.get(loose_fold(each)):
                return found
        return None

    def _no_such(self, name):
        """Give what to raise for a name that is not known, with the municipality that it comes near to."""
        folded = loose_fold(name)
        if folded.startswith("region "):
            return NoMunicipality("Det er en region. Skriv navnet på en kommune.")
        near = self._near(_AUTHORITY.sub("", fold(name)))
        if not near:
            return NoMunicipality("Der findes ingen kommune med det navn.")
        meant = join([row.name for row in near], "eller")
        message = f"Der findes ingen kommune med det navn. Mente du {meant}?"
        return NoMunicipality(message, near[0] if len(near) == 1 else None)

    def _near(self, folded):
        """Give the municipality that a name comes near to; several where it comes as near to each, none where it is
        far from all."""
        self._missed += 1
        if self._missed > MOST_COMPARED:
            return []
        part = [row for name, row in self.by_name.items() if len(folded) > 3 and folded in name.split()]
        if part:
            return list(dict.fromkeys(part))[:MOST_NAMED]
        ratios, own_loose = {}, loose_fold(folded)
        for name, loose, row in self._spellings:
            ratio = max(_likeness(folded, name), _likeness(own_loose, loose))
            ratios[row] = max(ratio, ratios.get(row, 0))
        best = max(ratios.values(), default=0)
        return [row for row, ratio in ratios.items() if best >= ALIKE and ratio > best - AS_NEAR][:MOST_NAMED]


def _parts(text):
    """Give (four-digit code or "", name or "") of a text such as "376 Guldborgsund" or "Guldborgsund (376)"."""
    plain = _LABEL.sub("", " ".join(text.split())).strip(_MARKS)
    match = _CODE_FIRST.fullmatch(plain) or _CODE_LAST.fullmatch(plain)
    if not match:
        return "", plain
    return match["code"].zfill(4), (match["name"] or "").strip(_MARKS)


def _likeness(one, other):
    """Give how alike two names are, from 0 to 1; letters that have changed places count as one slip."""
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE - 0.1 or matcher.quick_ratio() < ALIKE - 0.1:
        return 0
    if len(one) == len(other) and sorted(one) == sorted(other):
        slips = [place for place in range(len(one)) if one[place] != other[place]]
        if len(slips) == 2 and slips[1] == slips[0] + 1:
            return 1 - 1 / (2 * len(one))
    return matcher.ratio()
