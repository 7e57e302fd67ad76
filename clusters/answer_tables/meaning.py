"""What the heading of a column in a questionnaire says: whose answers, in which track, and answer or words."""

import re
from dataclasses import dataclass

from clusters.answer_tables.known import Known
from misbrug.tables.book import ColumnSpec
from misbrug.text.danish import fold, loose_fold

VALUE, ELABORATION, TRACK = "svar", "uddybning", "spor"
MARK, IGNORED = "kryds", "ikke brugt"
# What a person can say that a heading is: the answers in one track.
IN_TRACK = "svar for sporet "
_VALUES = ("svar", "svaret", "besvarelse", "vurdering", "status", "værdi", "ja/nej/delvis", "ja/nej")
_ELABORATIONS = (
    *("uddybning", "uddybninger", "uddyb", "uddybende", "uddybende svar", "uddybende bemærkninger"),
    *("bemærkning", "bemærkninger", "bem", "bem.", "kommentar", "kommentarer", "begrundelse", "begrundelser"),
    *("uddybning/begrundelse", "note", "noter", "supplerende bemærkninger"),
)
MARKED = {"ja": "Ja", "nej": "Nej", "delvis": "Delvis", "delvist": "Delvis", "ikke relevant": "Ikke relevant"}
ROLES = {
    **{fold(word): VALUE for word in _VALUES},
    **{fold(word): ELABORATION for word in _ELABORATIONS},
}
# What stands over or before a sum.
TOTALS = frozenset(
    {"i alt", "ialt", "total", "totalt", "sum", "antal", "antal ja", "antal nej", "antal delvis", "gennemsnit", "andel"}
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds. `place` and `track` are "" where its heading names none; `role` is VALUE, ELABORATION, MARK
    (an x under the answer `mark`), IGNORED (sums, and what a person has said is not used) or "" where the heading does
    not say."""

    place: str = ""
    track: str = ""
    role: str = ""
    mark: str = ""

    def __bool__(self):
        return bool(self.place or self.track or self.role)

    def under(self, above: "Meaning") -> "Meaning":
        """Give the meaning of a heading that stands under another one."""
        if above.role == IGNORED:
            return above
        return Meaning(
            self.place or above.place,
            self.track or above.track,
            self.role or above.role,
            self.mark or above.mark,
        )


def is_total(text: str) -> bool:
    """Say whether a heading or a line is that of a sum: "I alt", "Antal ja", "Klynge Syd i alt"."""
    words = fold(text).rstrip(" .:")
    return words in TOTALS or words.endswith(" i alt") or words.startswith(("i alt ", "antal ", "sum "))


def read_heading(text: str, known: Known, chosen: dict[str, str]) -> Meaning:
    """Give what a heading means; nothing (false) where it is not understood.

    `chosen` is {folded heading: column}, decided by a person: "" for not used. It is heeded where the words alone
    name no municipality, track or answer, since those mean the same in every file.
    """
    meant = _own_meaning(text, known)
    decided = chosen.get(loose_fold(text))
    if decided is None or meant.place or meant.track or meant.role in (MARK, IGNORED):
        return meant
    if decided in (VALUE, ELABORATION):
        return Meaning(role=decided)
    if track := track_of(decided, known):
        return Meaning(track=track)
    return meant if decided else Meaning(role=IGNORED)


def track_of(column: str, known: Known) -> str:
    """Give the track of a column that a person has chosen: "svar for sporet Stof" is Stof; "" for any other column."""
    track = column.removeprefix(IN_TRACK)
    return track if track != column and track in known.tracks else ""


def track_columns(known: Known) -> tuple[ColumnSpec, ...]:
    """Give the columns that a heading can be chosen to be beside those of a table: the answers in each track."""
    return tuple(ColumnSpec(f"{IN_TRACK}{track}") for track in known.tracks)


def unused_headings(row, used: set, known: Known) -> tuple[tuple[int, str], ...]:
    """Give (column, heading) of what a person may say the meaning of: neither used nor plain by its words."""
    return tuple(
        (column, text.strip())
        for column, text in enumerate(row)
        if text.strip() and column not in used and not _own_meaning(text, known)
    )


def _own_meaning(text, known):
    if is_total(text):
        return Meaning(role=IGNORED)
    words, role = without_role(text)
    if not words:
        return role
    whole = _whose(text.strip(), known) or _whose(words, known)
    if whole:
        return whole.under(role)
    parts = words.split()
    for cut in range(1, len(parts)):
        left, right = _whose(" ".join(parts[:cut]), known), _whose(" ".join(parts[cut:]), known)
        if left and right and bool(left.place) != bool(right.place):
            return left.under(right).under(role)
    return Meaning()


def _plain(text):
    """Write a heading as single words: "Faxe – svar (ja/nej)" → "faxe svar ja/nej"; "/", "+" and "&" stay."""
    return " ".join(re.sub(r"[():;,|]|\.(?=\s|$)", " ", fold(text)).split())


def without_role(text: str) -> tuple[str, Meaning]:
    """Part a heading ("Faxe, svar", "1.1 bemærkning") into its other words, folded, and the role."""
    return _parted(_plain(text))


def _parted(words):
    for phrase in sorted(ROLES, key=len, reverse=True):
        # "svar ja/nej/delvis" says twice what it is.
        if words.startswith(f"{phrase} ") or words == phrase:
            rest = words[len(phrase) :].strip()
        elif words.endswith(f" {phrase}"):
            rest = words[: -len(phrase)].strip()
        else:
            continue
        rest, further = _parted(rest)
        return rest, Meaning(role=further.role if further.role in (VALUE, ELABORATION) else ROLES[phrase])
    return ("", Meaning(role=MARK, mark=MARKED[words])) if words in MARKED else (words, Meaning())


def _whose(words, known):
    place = known.place(words)
    if place:
        return Meaning(place=place)
    track = known.track(words)
    return Meaning(track=track) if track else Meaning()
