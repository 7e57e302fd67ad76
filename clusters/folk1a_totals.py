"""How many live in a place when the figures are divided by sex, age and civil status: nobody is counted twice.

A figure for all is taken where there is one. Where there are only parts they are added once, and only if they are all
the parts there are. Plain functions.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from misbrug.tables.heading_words import squeeze
from misbrug.text.danish import fold, join

_MEN, _WOMEN = {"maend", "mand", "men", "males", "m", "1"}, {"kvinder", "kvinde", "women", "females", "k", "2"}
_CIVIL = {"ugift", "giftsepareret", "enkeenkemand", "fraskilt"}
_CIVIL_CODES = {"u": "ugift", "g": "giftsepareret", "e": "enkeenkemand", "f": "fraskilt"}
_CIVIL_BESIDES = {"registreretpartnerskab", "ophaevetpartnerskab", "laengstlevendeaf2partnere"}
_ALL = {
    *("tot", "ialt", "total", "totalt", "samlet", "sum", "alle", "beggekoen", "maendogkvinder", "kvinderogmaend"),
    *("allealdre", "helebefolkningen"),
}
# What means everybody together with "i alt"; of other words it is only all of a part: "Mænd i alt".
_ALL_OF = {
    *("", "alder", "aldre", "koen", "civilstand", "personer", "indbyggere", "befolkning", "befolkningen", "folketal"),
    *_ALL,
}
_CODE_BEFORE = re.compile(r"(?:tot|ialt|\d+|[a-hj-z]) (.+)", re.A)
_IN_ALL = re.compile(r" ?\bi ?alt$", re.I)
_SINGLE = re.compile(r"(\d{1,3})( år)?", re.A)
_RANGE = re.compile(r"(\d{1,3}) ?[-–] ?(\d{1,3})( år)?", re.A)
_FROM = re.compile(r"(\d{1,3}) ?(?:år )?(?:\+|og derover|og over|og ældre|og opefter|eller derover|eller ældre)", re.A)
_UNDER = re.compile(r"under (\d{1,3}) år", re.A)
# Nobody is older than this; who is listed up to it is listed in full.
_OLDEST = 110


class Incomplete(Exception):
    """Figures that do not say how many there are in all. Its text is Danish and says why."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many live in a place: the figure that says so (the first of those added), the number as written or added,
    and of which groups the parts were added."""

    figure: object
    text: str
    added: frozenset[int] = frozenset()


def count_all(figures, groups):
    """Give ({(place, period): Count}, problems) for `Figure`s divided by `groups`, their names in the file.

    `problems` are {Danish message: [place]}, in the order of the file.
    """
    kinds = [_kind(name, {figure.groups[place] for figure in figures}) for place, name in enumerate(groups)]
    by_place = defaultdict(list)
    for figure in figures:
        by_place[figure.place, figure.period].append(figure)
    counts, problems = {}, defaultdict(list)
    for key, found in by_place.items():
        try:
            counts[key] = _count(found, kinds, 0)
        except Incomplete as why:
            problems[str(why)].append(key[0])
    return counts, dict(problems)


def is_all(text, heading=""):
    """Say whether the name of a group means everybody: "I alt", "TOT I alt", "Alder i alt"; not so "Mænd i alt".

    `heading` is what the figures are divided by: under "Herkomst" the words "Herkomst i alt" mean everybody.
    """
    words = fold(text)
    if with_code := _CODE_BEFORE.fullmatch(words):
        words = with_code[1]
    if not words or squeeze(words) in _ALL:
        return bool(words)
    of = _IN_ALL.sub("", words)
    return of != words and (not of or squeeze(of) in _ALL_OF or squeeze(of) == squeeze(heading))


def are_groups(texts):
    """Say whether all texts name groups of people by sex, age or civil status, or everybody."""
    parts = [text for text in texts if not is_all(text)]
    return any(all(knows(part) for part in parts) for knows in _KNOWS.values())


def is_missing(text):
    """Say whether a figure is one of the signs for "unknown": "..", "…", "."."""
    return bool(text) and not text.strip(".… ")


def _count(figures, kinds, depth):
    if depth == len(kinds):
        if len(figures) > 1:
            lines = join(str(figure.line) for figure in figures[:3])
            raise Incomplete(f"Det samme tal står flere gange (række {lines}).")
        return Count(figures[0], figures[0].text)
    parts = defaultdict(list)
    for figure in figures:
        parts[figure.groups[depth]].append(figure)
    heading = kinds[depth].heading
    everybody = [figure for name, found in parts.items() if is_all(name, heading) for figure in found]
    parts = {name: found for name, found in parts.items() if not is_all(name, heading)}
    if everybody:
        try:
            return _count(everybody, kinds, depth + 1)
        except Incomplete:
            if not parts:
                raise
    return _add(parts, kinds, depth)


def _add(parts, kinds, depth):
    """Add the parts of one group, all of them and each once."""
    kinds[depth].require_all(list(parts))
    counts = [_count(found, kinds, depth + 1) for found in parts.values()]
    total = sum(_number(count) for count in counts)
    added = frozenset({depth}).union(*(count.added for count in counts))
    return Count(counts[0].figure, str(total), added)


def _number(count):
    text = count.text
    if text in ("-", "–"):
        return 0
    digits = re.sub(r"[. \u00a0\u202f]", "", text)
    if not (digits.isascii() and digits.isdigit()):
        raise Incomplete(
            f"Et af de tal, der skal lægges sammen, kan ikke læses: ”{text[:20]}” (række {count.figure.line})."
        )
    return int(digits)


# What figures are divided by


@dataclass(frozen=True, slots=True)
class _Kind:
    """What figures are divided by, under its Danish name. `all_of` says what is missing among the parts, or "".
    `heading` is what the file calls it, where it is none of those that are known."""

    name: str
    all_of: object
    heading: str = ""

    def require_all(self, parts):
        """Raise Incomplete where the parts are not everybody, each once."""
        if lacking := self.all_of(parts):
            raise Incomplete(f"Tallene er delt efter {self.name}, og {lacking}.")


def _kind(name, texts):
    """Tell sex, age and civil status by the heading, else by what the parts are called."""
    parts = [text for text in texts if not is_all(text, name)]
    word = squeeze(name)
    by_word = {"koen": _SEX, "sex": _SEX, "alder": _AGE, "age": _AGE, "civilstand": _CIVIL_STATUS}
    if word in by_word:
        return by_word[word]
    for kind in (_SEX, _CIVIL_STATUS, _AGE):
        if parts and all(_KNOWS[kind.name](part) for part in parts):
            return kind
    return _Kind(f"”{name}”" if name else "mere end køn, alder og civilstand", _unknown, name)


def _unknown(parts):
    return "det vides ikke, om delene er alle"


def _without_code(text):
    """Give the text of "1 Mænd", "U Ugift" or "Mænd i alt"; a code alone as it is."""
    text = _IN_ALL.sub("", text.strip())
    code, _, rest = text.partition(" ")
    return (
        rest if rest and (len(code) <= 2 and code.isalnum() and not rest.startswith(("år", "-", "–", "og"))) else text
    )


def _sex(part):
    word = squeeze(_without_code(part))
    return "men" if word in _MEN else "women" if word in _WOMEN else ""


def _lacking_sex(parts):
    found = [_sex(part) for part in parts]
    if sorted(found) == ["men", "women"]:
        return ""
    return f"filen har kun {join(parts)}" if len(parts) < 2 else f"{join(parts)} er ikke mænd og kvinder"


def _civil(part):
    word = squeeze(_without_code(part))
    return _CIVIL_CODES.get(word, word)


def _lacking_civil(parts):
    found = [_civil(part) for part in parts]
    if len(set(found)) == len(found) and set(found) >= _CIVIL and set(found) <= _CIVIL | _CIVIL_BESIDES:
        return ""
    return f"filen har kun {join(parts)}"


def _age(part):
    """Give (from, to) of an age or a group of ages, `to` None for all above; None for what is no age."""
    text = fold_age(part)
    if match := _FROM.fullmatch(text):
        return int(match[1]), None
    if match := _RANGE.fullmatch(text):
        return int(match[1]), int(match[2])
    if match := _UNDER.fullmatch(text):
        return 0, int(match[1]) - 1
    if match := _SINGLE.fullmatch(text):
        return int(match[1]), int(match[1])
    return None


def fold_age(part):
    """Give an age without the code before it: "0-4 0-4 år" → "0-4 år", "100OV 100 år og derover"."""
    text = _IN_ALL.sub("", " ".join(part.casefold().split()))
    code, _, rest = text.partition(" ")
    return rest if rest[:1].isdigit() and any(char.isdigit() for char in code) else text


def _lacking_ages(parts):
    ages = [_age(part) for part in parts]
    if None in ages:
        return f"”{parts[ages.index(None)]}” kan ikke læses som en alder"
    upto = -1
    for start, end in sorted(ages, key=lambda age: age[0]):
        if upto is None or start <= upto:
            return "aldrene overlapper"
        if start > upto + 1:
            return f"alderen {upto + 1} år mangler"
        upto = end
    return "" if upto is None or upto >= _OLDEST else f"alderen {upto + 1} år og derover mangler"


_SEX = _Kind("køn", _lacking_sex)
_CIVIL_STATUS = _Kind("civilstand", _lacking_civil)
_AGE = _Kind("alder", _lacking_ages)
_KNOWS = {
    "køn": lambda part: bool(_sex(part)),
    "civilstand": lambda part: _civil(part) in _CIVIL | _CIVIL_BESIDES,
    "alder": lambda part: _age(part) is not None,
}
