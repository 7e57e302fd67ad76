"""How areas are named in files: by their names, with the endings that people give them, alone and several together.

One way of recognising them for the names of sheets and files, for headings and for cells: "Stoffer", "Stofområdet",
"Alkohol- og stofmisbrug", "Spor: Unge", "Unge under 25 år".
"""

import re
from collections.abc import Mapping

from misbrug.text.danish import fold

_AND = re.compile(r"\s*[+,;/&|]\s*|\s+og\s+")
_MARKS = re.compile(r"[():.]")
_OF_TRACK = r"(?:spor|sporet|område|området)"
_BEFORE, _AFTER = re.compile(rf"^{_OF_TRACK} "), re.compile(rf" (?:{_OF_TRACK}|skema|skemaet)$")
# What a name may end in and still be the same area: plural and definite forms, and what one does about it.
_ENDING = (
    r"(?:er|ere|ene|erne|ne|en|et|s)? ?(?:misbrug|forbrug|afhængighed|behandling|rådgivning|indsats)?"
    r"(?:er|en|et|s)? ?(?:område|spor|skema|del|team)?(?:r|rne|t|et|n|en)?"
)
_OF_AGE = (
    r"(?: (?:under|over|fra|op til|mellem) \d{1,2}(?: (?:til )?\d{1,2})?(?: år)?| \d{1,2} \d{1,2}(?: år)?"
    r"| \d{1,2} år)?"
)
# A shorter name is the beginning of too many words.
SHORTEST = 4


class AreaWords:
    """Recognises areas. `keys` are {what an area is called: its key}; one area may go by several names."""

    def __init__(self, keys: Mapping[str, str]):
        self._keys = {fold(name): key for name, key in keys.items()}
        self._patterns = [
            # Stof, stoffer: the last letter is doubled before an ending.
            (re.compile(re.escape(name) + re.escape(name[-1]) + "?" + _ENDING + _OF_AGE), key)
            for name, key in self._keys.items()
            if len(name) >= SHORTEST
        ]
        self._known = {}

    def find(self, text: str) -> frozenset[str]:
        """Give the keys of the areas that a text names; none where a part of it names no area, or may name several."""
        if text not in self._known:
            self._known[text] = frozenset(self._find(text))
        return self._known[text]

    def _find(self, text):
        words = _plain(text)
        if words in self._keys:
            return {self._keys[words]}
        found = [self._one(part) for part in _AND.split(words)]
        return set(found) if all(found) else ()

    def _one(self, part):
        part = part.strip()
        if part in self._keys:
            return self._keys[part]
        meant = {key for pattern, key in self._patterns if pattern.fullmatch(part)}
        return meant.pop() if len(meant) == 1 else ""


def _plain(text):
    words = " ".join(_MARKS.sub(" ", fold(text)).split())
    return _AFTER.sub("", _BEFORE.sub("", words))
