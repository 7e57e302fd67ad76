"""What free prose claims of how many municipalities, and whether it holds. Pure.

A claim is "alle kommuner", "ingen af de 16 kommuner", "alle undtagen to", "omkring halvdelen af kommunerne" and so on.
What is said of a part of them ("de fleste kommuner uden en strategi") is no claim of them all.
"""

import re
from dataclasses import dataclass
from typing import Literal

from clusters.consolidation import Counts

Kind = Literal[
    *(
        "all",
        "both",
        "nearly",
        "not_all",
        "all_but",
        "none",
        "exactly",
        "about",
        "more",
        "less",
        "half",
        "most",
        "few",
        "passed",
    )
]

# Stands in a sentence for a bound figure.
BOUND = "\ufffd"

_WORDS = (
    *("én", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv", "tretten", "fjorten"),
    *("femten", "seksten", "sytten", "atten", "nitten", "tyve"),
)
_VALUES = {word: value for value, word in enumerate(_WORDS, start=1)} | {"ét": 1, "een": 1, "en": 1, "ingen": 0}
_NUMBER = rf"(?:{'|'.join((*_WORDS, 'ét', 'een'))}|\d{{1,3}})(?![\w,]|\.\d)"
_OF = rf"(?: af)?(?: de| alle| i alt)?(?: (?:(?P<of>{_NUMBER})|{BOUND}))?(?: deltagende)?"
_MANY = (
    r"(?: kommuner(?:ne)?(?!\w)(?:, der deltager,?)?"
    r"| deltager(?:e|ne)(?= (?:svarer|siger|opfylder|har (?:ikke )?(?:be)?svaret|ja|nej)(?!\w)))"
)
_SAYS = r"(?= (?:svarer|opfylder|deltager)(?!\w))"
_EXCEPT = r" (?:undtagen|på ?nær|bortset fra|med undtagelse af|så nær som)"
_HOW = (
    r"(?:(?P<how>mindst|over|mere end|flere end|højst|under|mindre end|færre end|omkring|cirka|ca\.|næsten|knap|godt|"
    r"op mod|omtrent) )?"
)


def _pattern(text: str) -> re.Pattern:
    return re.compile(rf"(?<![\w.,])(?:{text})", re.IGNORECASE)


# In this order: what an earlier pattern takes, a later one leaves.
_PATTERNS: tuple[tuple[Kind, re.Pattern], ...] = (
    (
        "exactly",
        _pattern(
            rf"{_HOW}(?P<number>\d{{1,3}}(?:,\d+)?)(?: procent| pct\.| ?%)(?P<percent>)"
            rf"(?: af(?: de| alle)?(?: (?P<of>{_NUMBER}))?(?: deltagende)?{_MANY}|{_SAYS}|(?= (?:ja|nej)(?!\w)))"
        ),
    ),
    ("exactly", _pattern(rf"(?P<indicator>\d+\.\d+) \((?P<number>ingen|{_NUMBER}) af (?P<of>{_NUMBER})\)")),
    (
        "all_but",
        _pattern(rf"(?:alle|samtlige){_OF}(?: kommuner)?{_EXCEPT} (?P<number>{_NUMBER})(?: kommuner?(?!\w))?"),
    ),
    # Whom it excepts is told by name, so how many it claims is not known.
    ("passed", _pattern(rf"(?:alle|samtlige){_OF}(?: kommuner)?{_EXCEPT}")),
    ("nearly", _pattern(rf"(?:næsten|stort set|så godt som) (?:alle|samtlige){_OF}(?:{_MANY}|{_SAYS})")),
    ("not_all", _pattern(rf"(?:ikke|langt ?fra|næppe)(?: helt)? (?:alle|samtlige){_OF}(?:{_MANY}|{_SAYS})")),
    (
        "all",
        _pattern(
            rf"(?:alle|samtlige){_OF}(?:{_MANY}|{_SAYS})|"
            r"(?<!i )(?<!for )(?<!fra )(?<!til )hver(?: eneste)? kommune(?!\w)"
        ),
    ),
    ("both", _pattern(rf"begge(?: de)?(?: deltagende)?{_MANY}")),
    ("none", _pattern(rf"ingen{_OF}(?: kommune(?!\w)|{_MANY})|ingen{_SAYS}|ikke (?:én|en)(?: eneste)? kommune(?!\w)")),
    ("half", _pattern(rf"{_HOW}halvdelen{_OF}{_MANY}")),
    (
        "most",
        _pattern(
            rf"(?:de fleste|flertallet|et(?: klart| stort)? flertal|størstedelen|hovedparten){_OF}(?:{_MANY}|{_SAYS})"
        ),
    ),
    # "At få kommunerne til noget" is another word.
    (
        "few",
        _pattern(
            rf"(?:et fåtal|et mindretal|mindretallet){_OF}{_MANY}|få af (?:de )?kommuner(?:ne)?(?!\w)|"
            r"(?<!at )få kommuner(?!\w)"
        ),
    ),
    (
        "exactly",
        _pattern(
            rf"{_HOW}(?P<number>{_NUMBER})(?: ud)? af"
            rf"(?: de| alle| i alt)?(?: (?P<of>{_NUMBER}))?(?: deltagende)?{_MANY}"
        ),
    ),
    (
        "exactly",
        _pattern(
            rf"{_HOW}(?P<number>{_NUMBER}|(?<=kun )en)(?: deltagende)?(?P<bare> (?:kommuner?|deltagere?)(?!\w)|"
            r"(?= (?:svarer|opfylder|har ikke (?:be)?svaret)(?!\w)))"
        ),
    ),
)
# What follows tells of which municipalities, so that the claim is not of all of them.
_PART = re.compile(
    r",? (?:i (?:hele )?(?:landet|danmark)|uden|med|på|fra|hvor|som|"
    r"der (?!(?:deltager|svarer|opfylder|har svaret|ikke har svaret)(?!\w)))(?!\w)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?<!\w)(?:andre|øvrige|resterende|sidste|første|nye|mellem|blandt|klynge|indikator|anbefaling) $", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Claim:
    """How many a stretch of a sentence claims: of `number` municipalities of `of` (None where it does not say).

    `bare` is a number alone ("to kommuner"), which claims something only with a verb of answering; `indicator` is the
    one it names itself, "" where it names none. Where `percent` is the size of a unit in the last place of a share
    (1 in "75 procent", 0.1 in "62,5 procent"), `number` is that share in percent; it is 0 where there is none.
    """

    kind: Kind
    start: int
    end: int
    number: float = 0
    of: int | None = None
    bare: bool = False
    indicator: str = ""
    percent: float = 0


def find_claims(sentence: str) -> list[Claim]:
    """Give the claims of a sentence in order. What is quoted in it has been blanked."""
    found, taken = [], []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            if kind != "passed" and not _is_of_a_part(sentence, match):
                found.append(_claim(kind, match))
    return sorted(found, key=lambda claim: claim.start)


def _is_of_a_part(sentence: str, match: re.Match) -> bool:
    return bool(
        _PART.match(sentence, match.end()) or _OTHERS.search(sentence[max(0, match.start() - 20) : match.start()])
    )


def _claim(kind: Kind, match: re.Match) -> Claim:
    groups = match.groupdict()
    kind = _modified(kind, (groups.get("how") or "").casefold())
    of = _value(groups.get("of"))
    if groups.get("percent") is not None:
        whole, _, decimals = groups["number"].partition(",")
        number, unit = float(f"{whole}.{decimals or 0}"), 10.0 ** -len(decimals)
        return Claim(kind, match.start(), match.end(), number, of, percent=unit)
    number = _value(groups.get("number"))
    bare = groups.get("bare") is not None
    return Claim(kind, match.start(), match.end(), number or 0, of, bare, groups.get("indicator") or "")


def _value(word: str | None) -> int | None:
    if word is None:
        return None
    return int(word) if word.isdecimal() else _VALUES[word.casefold()]


def _modified(kind: Kind, how: str) -> Kind:
    """Give the kind of "over halvdelen" and "mindst syv"."""
    if how in ("over", "mere end", "flere end", "mindst"):
        return "most" if kind == "half" else "more"
    if how in ("under", "mindre end", "færre end", "højst"):
        return "few" if kind == "half" else "less"
    return "about" if how and kind == "exactly" else kind


def holds(claim: Claim, value: int, n: int) -> bool:
    """Say whether a claim holds where `value` of `n` do what it says. At least one takes part.

    Words such as "få" and "omkring" are read generously: they are wrong only where nobody would say so.
    """
    number = claim.number
    if claim.percent:
        # A share is rounded, and whoever rounds need not have rounded as we would.
        share, slack = 100 * value / n, (6 if claim.kind == "about" else claim.percent / 2 + 1e-9)
        at_least, at_most = share >= number - slack, share <= number + slack
        return at_least if claim.kind == "more" else at_most if claim.kind == "less" else at_least and at_most
    return {
        "all": value == n,
        "both": value == n,
        "nearly": value >= 0.75 * n,
        "not_all": value < n,
        "all_but": value == n - number,
        "none": value == 0,
        "exactly": value == number,
        "about": abs(value - number) <= max(1, n // 10),
        "more": value >= number,
        "less": value <= number,
        "half": 0.4 * n <= value <= 0.6 * n or abs(2 * value - n) <= 1,
        "most": 2 * value > n,
        "few": value > 0 and 2 * value < n,
    }[claim.kind]


# ---- what it is that they do -----------------------------------------------------------------------------

Reading = Literal["ja", "nej", "afventer", "ikke_besvaret", "ikke_relevant", "besvaret", "ikke_ja"]

_CUES: tuple[tuple[tuple[Reading, ...], re.Pattern], ...] = tuple(
    (readings, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE))
    for readings, pattern in (
        (("nej", "ikke_ja"), "svarer ikke ja|opfylder (?:den |det )?ikke|opfylder hverken"),
        (("ikke_besvaret",), "ikke (?:be)?svaret|ubesvaret|mangler at svare|ikke er (?:be)?svaret|svarer ikke"),
        (("ikke_relevant",), "ikke (?:er )?relevant"),
        (("afventer",), "afventer"),
        (("nej",), "(?:svarer|siger|svaret)(?: begge| alle| også)? nej"),
        (("ja",), "(?:svarer|siger|svaret)(?: begge| alle| også)? ja|opfylder"),
        (("besvaret",), "har (?:be)?svaret"),
    )
)
_ASKING = re.compile(r"(?<!\w)(?:svarer|siger|har|er) (?:kun |alene |blot )?$", re.IGNORECASE)
_SAID = re.compile(r" (?:(?P<answer>ja|nej)|(?P<not>ikke (?:be)?svaret))(?!\w)", re.IGNORECASE)
_NEGATION = re.compile(r"(?<!\w)(?:ikke|mangler|uden|hverken|ingen|aldrig)(?!\w)", re.IGNORECASE)
_ANY: tuple[Reading, ...] = ("ja", "nej", "ikke_ja")


def readings(before: str, after: str) -> tuple[tuple[Reading, ...], bool]:
    """Give what a claim may be of, by what stands before and after it, and whether a verb of answering says so."""
    turned = _SAID.match(after) if _ASKING.search(before) else None
    if turned:
        return ((turned["answer"].casefold(),) if turned["answer"] else ("ikke_besvaret",)), True
    for text in (after, before):
        cues = [(match.start(), -len(match[0]), each) for each, cue in _CUES if (match := cue.search(text))]
        if cues:
            return min(cues)[2], True
    return (_ANY if _NEGATION.search(after) else ("ja",)), False


def read(counts: Counts, reading: Reading) -> int:
    """Give how many that is."""
    if reading == "besvaret":
        return counts.n - counts.ikke_besvaret
    if reading == "ikke_ja":
        return counts.n - counts.ja
    return getattr(counts, reading)
