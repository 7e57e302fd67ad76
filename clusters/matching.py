"""Finding a municipality by what a file calls it: its code, its name or another name it goes by."""

import difflib
import re
from functools import cache, partial

from clusters.models import Municipality
from misbrug.tables.plan import Question
from misbrug.text import cpr
from misbrug.text.danish import fold

_AUTHORITY = re.compile(r" (regionskommune|kommune)$")


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
    """All municipalities with their names, loaded once (2 queries)."""

    def __init__(self):
        self.by_code, self.by_name = {}, {}
        for row in Municipality.objects.select_related("region").prefetch_related("aliases"):
            self.by_code[row.code] = row
            for name in (row.name, *(alias.name for alias in row.aliases.all())):
                self.by_name.setdefault(fold(name), row)

    def find(self, text):
        """Give the municipality for "0376", "376", "Guldborgsund", "376 Guldborgsund" or "Guldborgsund Kommune".

        Raises NoMunicipality with a Danish message; a near miss is proposed in it, never assumed.
        """
        code, name = re.fullmatch(r"\s*(\d{0,4})\s*(.*?)\s*", text, re.A | re.S).groups()
        if code and code.zfill(4) not in self.by_code:
            raise NoMunicipality(f"Der findes ingen kommune med koden {code.zfill(4)}.")
        if not name:
            if not code:
                raise NoMunicipality("Her mangler en kommune. Skriv dens navn eller kode.")
            return self.by_code[code.zfill(4)]
        found = self.by_name.get(fold(name)) or self.by_name.get(_AUTHORITY.sub("", fold(name)))
        if found is None:
            near = self._near(name)
            proposal = f" Mente du {near.name}?" if near else ""
            raise NoMunicipality(f"Der findes ingen kommune med det navn.{proposal}", near)
        if code and found.code != code.zfill(4):
            raise NoMunicipality(f"Koden hører til {self.by_code[code.zfill(4)]}, ikke til {found}. Ret den ene.")
        return found

    def _near(self, name):
        near = difflib.get_close_matches(fold(name), self.by_name, n=1, cutoff=0.75)
        return self.by_name[near[0]] if near else None
