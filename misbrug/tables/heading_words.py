"""What a heading is taken for: by name, whatever its case, spaces, marks and spelling of æ, ø and å."""

import re
from functools import lru_cache

from misbrug.text.danish import loose_fold

# What a person has decided counts before the column's own name, and that before the other names it goes by.
DECIDED, OWN_NAME, OTHER_NAMES = 0, 1, 2
BESIDES = 100


_BY_PLACE = re.compile(r"(.+ \()?kolonne [a-z]{1,3}\)?")


@lru_cache(maxsize=10_000)
def squeeze(text):
    """Give the letters and digits of a text, folded: "Kommune-nr." and "kommune nr" are the same."""
    return "".join(char for char in loose_fold(text) if char.isalnum()) or text.strip()


def is_by_place(heading):
    """Say whether a heading is only named by where it stands ("Kolonne D"), so that it means nothing in other files."""
    return bool(_BY_PLACE.fullmatch(loose_fold(heading)))


class HeadingWords:
    """The headings that columns go by, and those that a person has decided about.

    `mapping` is {heading folded by `loose_fold`: column name, or "" where the column is not used}.
    """

    def __init__(self, specs, mapping):
        names = {"", *(spec.name for spec in specs)}
        self.mapping = {heading: name for heading, name in mapping.items() if name in names}
        self.by_word = {}
        for spec in specs:
            for rank, word in enumerate((spec.name, spec.label, *spec.also), OWN_NAME):
                # What may be a column that has to be there is that one before any other.
                later = 0 if rank == OWN_NAME or spec.required else BESIDES
                self.by_word.setdefault(squeeze(word), []).append((rank + later, spec.name))

    def find(self, heading, shown=""):
        """Give (column name, rank) for a heading, ("", 0) where it is not known. A lower rank is more certain.

        `shown` is how the file's heading is told from others that read the same.
        """
        decided = self.mapping.get(loose_fold(shown or heading))
        if decided is not None:
            return decided, DECIDED
        rank, name = min(self.by_word.get(squeeze(heading), ()), default=(0, "")) if heading else (0, "")
        return name, rank

    def others(self, heading):
        """Give the other columns that a heading may be, where another heading is the first one's."""
        return [name for _, name in sorted(self.by_word.get(squeeze(heading), ()))[1:]] if heading else []
