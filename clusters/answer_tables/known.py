"""What a questionnaire can name: questions, municipalities, areas. Plain values, and how each is recognised in a cell.

Recognising only tells what a sheet is about; the plan looks everything up again and says what is wrong.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from clusters.answer_tables.area_words import AreaWords
from misbrug.text.danish import fold, join

# Longer texts are answers, not questions or headings.
LONGEST = 700
# Of so many areas all tracks that cover several of them can be named.
FEW_AREAS = 3
_NUMBERED = re.compile(r"(?:(?:indikator|spørgsmål|nummer|nr)\b\.?\s*)?(\d[^\s:]*?)[.:)]*(?:[\s:]+(.*))?", re.I | re.S)
_PLACE_CODE = re.compile(r"(\d{3,4})\b[\s:–-]*(.*)", re.A | re.S)
_AUTHORITY = re.compile(r" (regionskommune|kommune)$")


@dataclass(frozen=True)
class Known:
    """`questions` are (number, text), `places` (code, name), other names included, `areas` the names of the areas."""

    questions: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]

    @cached_property
    def _numbers(self):
        return {number.casefold(): number for number, _ in self.questions}

    @cached_property
    def _texts(self):
        """Give the numbers by text; "" for a text that several questions share."""
        found = {}
        for number, text in self.questions:
            key = fold(text).rstrip(" .:?")
            found[key] = "" if found.get(key, number) != number else number
        return found

    @cached_property
    def _places(self):
        """Give the first name of a municipality by every name it goes by."""
        first, found = {}, {}
        for code, name in self.places:
            first.setdefault(code, name)
            found.setdefault(fold(name), first[code])
        return found

    @cached_property
    def _codes(self):
        return dict(reversed(self.places))

    @cached_property
    def _areas(self):
        return AreaWords({name: name for name in self.areas})

    # ---- questions ---------------------------------------------------------------------------------------

    def question(self, text: str) -> str:
        """Give the number of the question that a text names ("5.2", "5.2 Der følges op …", its words), else "".

        A number beside the words of another question names none.
        """
        text = text.strip()
        if not text or len(text) > LONGEST:
            return ""
        by_words = self._texts.get(fold(text).rstrip(" .:?"), "")
        if by_words:
            return by_words
        found = _NUMBERED.fullmatch(text)
        if found is None:
            return ""
        number = self._numbers.get(found[1].casefold()) or self._numbers.get(found[1].replace(",", ".").casefold())
        if number is None:
            return ""
        words = self._texts.get(fold(found[2] or "").rstrip(" .:?"), number)
        return number if words == number else ""

    def is_same_question(self, one: str, other: str) -> bool:
        """Say whether two numbers are of the same question, or of questions with the same words."""
        texts = {number: fold(text) for number, text in self.questions if number in (one, other)}
        return one == other or texts.get(one) == texts.get(other, "")

    def question_of_row(self, cells: Iterator[str]) -> str:
        """Give the question that a row's cells name together, "" for none or where they disagree.

        A number that lost its last zero ("5,1" for 5.10) gives way to the words beside it.
        """
        named = {number for number in map(self.question, cells) if number}
        if len(named) == 2:
            short, long = sorted(named, key=len)
            return long if long.rstrip("0") == short.rstrip("0") else ""
        return named.pop() if len(named) == 1 else ""

    def looks_numbered(self, text: str) -> bool:
        """Say whether a text begins as the number of a question does: 9.9, 1.1c."""
        return bool(re.match(r"\s*\d+\.\d+[a-zæøå]?\b", text))

    # ---- municipalities ----------------------------------------------------------------------------------

    def place(self, text: str) -> str:
        """Give the name of the municipality that a text names by code, name or both, else ""."""
        text = text.strip()
        if not text or len(text) > LONGEST:
            return ""
        code = _PLACE_CODE.fullmatch(text)
        if code is None:
            return self._named(text)
        by_code = self._codes.get(code[1].zfill(4), "")
        return by_code if not code[2] or self._named(code[2]) == by_code else ""

    def _named(self, text):
        name = fold(text)
        return self._places.get(name) or self._places.get(_AUTHORITY.sub("", name), "")

    def is_near_place(self, text: str) -> bool:
        """Say whether a text may be a municipality's name misspelt, or a code that does not exist."""
        if re.fullmatch(r"\d{3,4}(\s.*)?", text.strip(), re.A):
            return True
        name = _AUTHORITY.sub("", fold(text))
        return bool(name) and bool(difflib.get_close_matches(name, self._places, n=1, cutoff=0.75))

    def places_within(self, text: str, *, as_written: bool = True) -> list[str]:
        """Give the municipalities named within a text, each once; `as_written`: only with a capital letter."""
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)
        found, place = [], 0
        while place < len(words):
            for length in (3, 2, 1):
                part = " ".join(words[place : place + length])
                name = self._places.get(fold(part), "") if part[:1].isupper() or not as_written else ""
                if name:
                    place += length - 1
                    found += [name] if name not in found else []
                    break
            place += 1
        return found

    # ---- tracks ------------------------------------------------------------------------------------------

    def track(self, text: str) -> str:
        """Give the name of the track that a text names ("Alkohol", "stoffer + alkohol", "Spor: Unge"), else ""."""
        return self._named_track(self._areas.find(text)) if len(text) <= LONGEST else ""

    @cached_property
    def tracks(self) -> tuple[str, ...]:
        """Give the names of the tracks that there may be: one for each area, one for some together, one for all."""
        most = len(self.areas) if len(self.areas) <= FEW_AREAS else 1
        some = [each for size in range(1, most + 1) for each in combinations(self.areas, size)]
        some += [] if most == len(self.areas) else [self.areas]
        return tuple(self._named_track(each) for each in some)

    def _named_track(self, areas):
        name = join([area for area in self.areas if area in areas])
        return name if len(areas) == 1 else name[:1].upper() + name[1:].lower()
