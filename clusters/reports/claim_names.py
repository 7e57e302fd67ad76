"""What free prose says of municipalities by name: "Faxe og Greve svarer nej", "kun Faxe svarer nej". Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clusters.reports.facts import MemberFacts

_ASKED = re.compile(r"(?<!\w)(?:svarer|siger) (?:kun |alene |blot )?$", re.IGNORECASE)
_FOLLOWED = re.compile(r" (?:svarer|siger|opfylder|har (?:ikke )?(?:be)?svaret|mangler at svare)(?!\w)", re.IGNORECASE)
_TURNED = re.compile(r" (?:begge |alle )?(?:ja|nej)(?!\w)", re.IGNORECASE)
_ONLY = re.compile(r"(?<!\w)(?:kun|alene|blot|udelukkende) $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Naming:
    """Municipalities that a stretch of a sentence names as those who answer something; `only` if nobody else does."""

    start: int
    end: int
    names: tuple[str, ...]
    only: bool


class Names:
    """Finds the names of these municipalities in sentences."""

    def __init__(self, names: Iterable[str]):
        self._known = sorted(names, key=len, reverse=True)
        name = rf"(?:{'|'.join(re.escape(each) for each in self._known)})(?: Kommune)?(?!\w)"
        self._listed = re.compile(rf"(?<!\w){name}(?:(?:, | og |, og | samt ){name})*") if self._known else None
        self._name = re.compile(name)

    def find(self, sentence: str) -> Iterator[Naming]:
        """Give who is named as those who answer, in order. Names elsewhere in a sentence claim nothing."""
        for match in self._listed.finditer(sentence) if self._listed else ():
            before = sentence[: match.start()]
            turned = _ASKED.search(before) and _TURNED.match(sentence, match.end())
            if turned or _FOLLOWED.match(sentence, match.end()):
                named = dict.fromkeys(each[0].removesuffix(" Kommune") for each in self._name.finditer(match[0]))
                yield Naming(match.start(), match.end(), tuple(named), bool(_ONLY.search(before)))


def misnamed(naming: Naming, members: Iterable[MemberFacts], number: str, about) -> tuple[list, list]:
    """Give whom a sentence names though they answer otherwise, and those it leaves out where it says "kun".

    `about` are the readings (clusters/reports/claim_forms.py) of which one is to fit every municipality named.
    """
    values = {row.name: _value(row, number) for row in members}
    best = None
    for reading in about:
        wrong = [name for name in naming.names if not _is(values.get(name, ""), reading)]
        others = [name for name, value in values.items() if _is(value, reading) and name not in naming.names]
        found = wrong, others if naming.only else []
        if best is None or sum(map(len, found)) < sum(map(len, best)):
            best = found
    return best or ([], [])


def _value(member: MemberFacts, number: str) -> str:
    return next((row.value for row in member.values if row.number == number), "")


def _is(value: str, reading: str) -> bool:
    if not value:
        return False
    if reading == "besvaret":
        return value != "ikke_besvaret"
    return value != "ja" if reading == "ikke_ja" else value == reading


_DOES = {
    "ja": "svarer ja",
    "nej": "svarer nej",
    "afventer": "venter på vurdering",
    "ikke_besvaret": "har ikke svaret",
    "ikke_relevant": "har svaret ikke relevant",
    "": "deltager ikke",
}


def answer_of(member: MemberFacts, number: str) -> str:
    """Say what a municipality does at an indicator: "svarer ja", "deltager ikke"."""
    return _DOES[_value(member, number)]
