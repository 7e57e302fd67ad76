"""Finding a municipality by what a file calls it: its code, its name or another name it goes by."""

import difflib
import re

from clusters.models import Municipality
from misbrug.text.danish import fold

_AUTHORITY = re.compile(r" (regionskommune|kommune)$")


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

        Raises ValueError with a Danish message; a near miss is proposed in it, never assumed.
        """
        code, name = re.fullmatch(r"\s*(\d{0,4})\s*(.*?)\s*", text, re.A | re.S).groups()
        if code and code.zfill(4) not in self.by_code:
            raise ValueError(f"Der findes ingen kommune med koden {code.zfill(4)}.")
        if not name:
            if not code:
                raise ValueError("Her mangler en kommune. Skriv dens navn eller kode.")
            return self.by_code[code.zfill(4)]
        found = self.by_name.get(fold(name)) or self.by_name.get(_AUTHORITY.sub("", fold(name)))
        if found is None:
            raise ValueError(f"Der findes ingen kommune med det navn.{self._proposal(name)}")
        if code and found.code != code.zfill(4):
            raise ValueError(f"Koden hører til {self.by_code[code.zfill(4)]}, ikke til {found}. Ret den ene.")
        return found

    def _proposal(self, name):
        near = difflib.get_close_matches(fold(name), self.by_name, n=1, cutoff=0.75)
        return f" Mente du {self.by_name[near[0]].name}?" if near else ""
