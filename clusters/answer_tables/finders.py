"""What the words of a table of answers mean: which round, which areas, which question.

Each finder gives what it found or raises NotFound with a Danish message that says what would be right.
"""

import re

from clusters.answer_tables.area_words import AreaWords
from misbrug.text.danish import fold, join

_NUMBERED = re.compile(r"(?:(?:indikator|spørgsmål|nr\.?)\s+)?(\S*?)[.:)]?(?:\s+(.*))?", re.I | re.S)
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", re.A)


# How many rounds a message names.
ROUNDS_NAMED = 6


class NotFound(ValueError):
    """A text that names nothing that is known. Its message is Danish, and so is `short`, the same in few words."""

    def __init__(self, message, short=""):
        super().__init__(message)
        self.short = short


class RoundFinder:
    """The rounds in which somebody may import, by short name, name and label. `target` is the one chosen for the
    whole file, or None."""

    def __init__(self, rounds, target=None):
        self._rounds, self._target = list(rounds), target
        self._known = {}

    def find(self, text):
        """Give the round for a cell; a blank one means the target."""
        if text not in self._known:
            self._known[text] = self._find(fold(text))
        return self._known[text]

    def _find(self, word):
        if not word:
            if self._target is None:
                raise NotFound("Her mangler en runde. Skriv dens navn eller årstal.")
            return self._target
        found = [row for row in self._rounds if word in (fold(row.slug), fold(row.name))]
        found = found or [row for row in self._rounds if word == fold(row.label)]
        if self._target is not None:
            if self._target in found:
                return self._target
            raise NotFound(f"Filen importeres til {self._target.name}, men rækken hører til en anden runde.")
        if not found:
            raise NotFound(f"Den runde kan du ikke importere svar til. {_those_there_are(self._rounds)}")
        if len(found) > 1:
            slugs = join([row.slug for row in found], "eller")
            raise NotFound(f"Flere runder hedder sådan. Skriv kortnavnet: {slugs}.")
        return found[0]


def _those_there_are(rounds):
    """Name the rounds, the first few where they are many."""
    if not rounds:
        return "Der er ingen åben runde, som du svarer i."
    names = join([f"”{row.name}”" for row in rounds[:ROUNDS_NAMED]], "eller")
    return f"Skriv {names}{', eller se flere på siden Klynger' if rounds[ROUNDS_NAMED:] else ''}."


class AreaFinder:
    """The areas of a catalogue by name and short name. `names` are their names in order."""

    def __init__(self, areas):
        self.names = [area.name for area in areas]
        self._order = [area.slug for area in areas]
        self._words = AreaWords({word: area.slug for area in areas for word in (area.name, area.slug)})

    @property
    def all(self):
        """Give the key of a track that covers all areas."""
        return "+".join(self._order)

    def named(self, key):
        """Give the names of the areas that a track covers by its key."""
        slugs = key.split("+")
        return [name for name, slug in zip(self.names, self._order, strict=True) if slug in slugs]

    def find(self, text):
        """Give the key of the track that covers the named areas, "alkohol+stof"; None where one is unknown."""
        found = self._words.find(text)
        return "+".join(slug for slug in self._order if slug in found) or None


class QuestionFinder:
    """The questions of a catalogue, supplementary ones too, by number, key and text."""

    def __init__(self, outline):
        rows = outline.by_id.values()
        self._by_text = {fold(row.text): row for row in rows}
        self._known = {fold(row.key): row for row in rows} | {_plain(row.number): row for row in rows}

    def find(self, text):
        """Give the question for "1.1", "1,1", "1.1 Familien indgår i behandlingen", a key or the whole text."""
        text = text.strip()
        found = self._known.get(_plain(text)) or self._known.get(fold(text)) or self._by_text.get(fold(text))
        if found is not None:
            return found
        if not text:
            raise NotFound("Her mangler en indikator. Skriv dens nummer, for eksempel 1.1.")
        if _DATE.fullmatch(text):
            raise NotFound("Nummeret er blevet til en dato. Formatér kolonnen som tekst, og skriv det igen.")
        number, words = _NUMBERED.fullmatch(text).groups()
        found = self._known.get(_plain(number))
        if found is None:
            raise NotFound("Der er ingen indikator med det nummer i rundens katalog. Skriv nummeret, for eksempel 1.1.")
        if self._by_text.get(fold(words or ""), found) != found:
            raise NotFound("Nummeret og teksten hører til hver sin indikator. Ret det ene.")
        return found


def _plain(number):
    return re.sub(r"\s", "", number).replace(",", ".").casefold()
