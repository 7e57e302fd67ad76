"""What one municipality answers to one indicator, all tracks together: plain values in, result out. No ORM.

The rules are those of the report of 2014 (its reading guide), in this order over the relevant tracks:

1. any *nej*, answered or ruled → **nej**: the municipality as a whole does not fulfil the indicator. Where
   another track says otherwise, this is the rule *delt indsats*;
2. any unanswered → **ikke besvaret**;
3. any *delvis* without a valid ruling → **afventer**;
4. else **ja**; for levels with the lowest level among the tracks.

No relevant track → **ikke relevant**. A level below the one from which the catalogue counts the indicator as
fulfilled is a *nej*. Tracks in which the indicator is not asked are not passed in at all.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from indicators.values import NO, NOT_RELEVANT, PARTLY, UNANSWERED, YES, AnswerType, is_verdict
from misbrug.text.danish import first_upper, join


class Outcome(StrEnum):
    """What an answer settles to, in one track or for the whole municipality. Members are what is shown."""

    YES = "ja"
    NO = "nej"
    AWAITING = "afventer"
    UNANSWERED = "ikke_besvaret"
    NOT_RELEVANT = "ikke_relevant"

    @property
    def label(self) -> str:
        """Give the word people see."""
        return self.value.replace("_", " ")


class Rule(StrEnum):
    """The rule that fired. `label` is its short Danish name; `explain` gives the whole sentence."""

    SPLIT = "split"
    NO_ANSWERED = "no_answered"
    NO_RULED = "no_ruled"
    LEVEL_BELOW = "level_below"
    UNANSWERED = "unanswered"
    NOT_SUBMITTED = "not_submitted"
    AWAITING = "awaiting"
    ALL_YES = "all_yes"
    YES_RULED = "yes_ruled"
    LEVEL_LOWEST = "level_lowest"
    NOT_RELEVANT = "not_relevant"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> str:
        """Give the rule's short Danish name."""
        return _LABELS[self]


_LABELS = {
    Rule.SPLIT: "Delt indsats",
    Rule.NO_ANSWERED: "Svaret nej",
    Rule.NO_RULED: "Vurderet til nej",
    Rule.LEVEL_BELOW: "Under niveauet",
    Rule.UNANSWERED: "Ikke besvaret",
    Rule.NOT_SUBMITTED: "Ikke indsendt",
    Rule.AWAITING: "Afventer vurdering",
    Rule.ALL_YES: "Svaret ja",
    Rule.YES_RULED: "Vurderet til ja",
    Rule.LEVEL_LOWEST: "Laveste niveau",
    Rule.NOT_RELEVANT: "Ikke relevant",
    Rule.NOT_ASKED: "Ikke stillet",
}


@dataclass(frozen=True, slots=True)
class TrackAnswer:
    """One track's answer: its canonical value and the fingerprint of the versions it now stands at."""

    track: Hashable
    track_name: str
    value: str
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class RulingFact:
    """A decision on one *delvis*: ja or nej, by which role, when, why, for which versions of the answer."""

    track: Hashable
    outcome: str
    fingerprint: str
    reason: str
    role: str
    at: datetime

    def __post_init__(self):
        if self.outcome not in (YES, NO):
            raise ValueError(f"A ruling is ja or nej, not {self.outcome!r}")


@dataclass(frozen=True, slots=True)
class Settled:
    """What one track's answer came to, and by which ruling.

    `voided` is the latest ruling that an earlier version of the answer had, where none is valid now.
    """

    answer: TrackAnswer
    outcome: Outcome
    level: int | None = None
    ruling: RulingFact | None = None
    voided: RulingFact | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A municipality's consolidated value for one indicator, with all that it came from.

    `level` is set for a ja by levels only. `tracks` holds every track passed in, in the order given.
    """

    value: Outcome
    rule: Rule
    level: int | None = None
    tracks: tuple[Settled, ...] = ()

    @property
    def split(self) -> bool:
        """Say whether tracks answered differently and the municipality therefore got nej (delt indsats)."""
        return self.rule == Rule.SPLIT

    @property
    def rulings(self) -> tuple[RulingFact, ...]:
        """Give the valid rulings, one for each track that has one."""
        return tuple(track.ruling for track in self.tracks if track.ruling)

    @property
    def pending(self) -> tuple[Settled, ...]:
        """Give the tracks that wait for a ruling which decides the outcome: () unless the result is afventer.

        A *delvis* beside a *nej* or an unanswered track decides nothing and stays out of the queue.
        """
        if self.value != Outcome.AWAITING:
            return ()
        return tuple(track for track in self.tracks if track.outcome == Outcome.AWAITING)


def fingerprint(version: int, supplements: Mapping[str | int, int]) -> str:
    """Give the fixed-length mark of an answer's version and those of its supplementary answers by their key.

    Versions only grow, so any change gives a mark never seen before and changing back does not bring the old
    one back. A supplementary answer that was never saved is left out or has version 0: both mean the same.
    """
    saved = sorted((str(key), number) for key, number in supplements.items() if number)
    return hashlib.sha256(json.dumps([version, saved]).encode()).hexdigest()


def consolidate(
    answer_type: str,
    answers: Iterable[TrackAnswer],
    rulings: Iterable[RulingFact] = (),
    *,
    fulfilled_from: int | None = None,
) -> Result:
    """Consolidate the answers of the tracks in which the indicator is asked, by the rules above.

    `rulings` may hold those of other tracks and earlier versions; pass them in the order they were made,
    which decides between two of the same time. `fulfilled_from` is required for levels. Raises ValueError
    for an answer type that is tallied instead, and for a value that the type cannot have.
    """
    if not is_verdict(answer_type):
        raise ValueError(f"Answers of type {answer_type!r} are tallied per track, not consolidated")
    if (answer_type == AnswerType.LEVEL) != (fulfilled_from is not None):
        raise ValueError("fulfilled_from belongs to levels, and every level needs it")
    rulings = sorted(rulings, key=lambda ruling: ruling.at)
    tracks = tuple(_settle(answer_type, answer, rulings, fulfilled_from) for answer in answers)
    relevant = [track for track in tracks if track.outcome != Outcome.NOT_RELEVANT]
    found = {track.outcome for track in relevant}
    if not relevant:
        return Result(Outcome.NOT_RELEVANT, Rule.NOT_RELEVANT if tracks else Rule.NOT_ASKED, None, tracks)
    if Outcome.NO in found:
        return Result(Outcome.NO, _rule_of_no(answer_type, relevant), None, tracks)
    if Outcome.UNANSWERED in found:
        return Result(Outcome.UNANSWERED, Rule.UNANSWERED, None, tracks)
    if Outcome.AWAITING in found:
        return Result(Outcome.AWAITING, Rule.AWAITING, None, tracks)
    if answer_type == AnswerType.LEVEL:
        return Result(Outcome.YES, Rule.LEVEL_LOWEST, min(track.level for track in relevant), tracks)
    ruled = any(track.ruling for track in relevant)
    return Result(Outcome.YES, Rule.YES_RULED if ruled else Rule.ALL_YES, None, tracks)


def not_submitted() -> Result:
    """Give the result of a participant that has submitted nothing: ikke besvaret, in every indicator.

    It has no submitted tracks, and consolidating none would say ikke relevant, which it never said.
    """
    return Result(Outcome.UNANSWERED, Rule.NOT_SUBMITTED)


def _settle(answer_type, answer, rulings, fulfilled_from) -> Settled:
    if answer.value == UNANSWERED:
        return Settled(answer, Outcome.UNANSWERED)
    if answer.value == NOT_RELEVANT:
        return Settled(answer, Outcome.NOT_RELEVANT)
    if answer_type == AnswerType.LEVEL:
        return _settle_level(answer, fulfilled_from)
    if answer.value in (YES, NO):
        return Settled(answer, Outcome(answer.value))
    if answer.value == PARTLY and answer_type == AnswerType.YES_NO_PARTLY:
        return _settle_partly(answer, rulings)
    raise ValueError(f"{answer.value!r} is no answer of type {answer_type!r}")


def _settle_level(answer, fulfilled_from) -> Settled:
    if not (answer.value.isascii() and answer.value.isdigit() and int(answer.value) >= 1):
        raise ValueError(f"{answer.value!r} is no level")
    level = int(answer.value)
    return Settled(answer, Outcome.NO if level < fulfilled_from else Outcome.YES, level)


def _settle_partly(answer, rulings) -> Settled:
    own = [ruling for ruling in rulings if ruling.track == answer.track]
    valid = [ruling for ruling in own if ruling.fingerprint == answer.fingerprint]
    if valid:
        return Settled(answer, Outcome(valid[-1].outcome), ruling=valid[-1])
    return Settled(answer, Outcome.AWAITING, voided=own[-1] if own else None)


def _rule_of_no(answer_type, relevant) -> Rule:
    """Name the rule behind a nej. An unanswered track says nothing, so it makes no split; a delvis does."""
    if any(track.outcome in (Outcome.YES, Outcome.AWAITING) for track in relevant):
        return Rule.SPLIT
    if answer_type == AnswerType.LEVEL:
        return Rule.LEVEL_BELOW
    noes = [track for track in relevant if track.outcome == Outcome.NO]
    return Rule.NO_RULED if all(track.ruling for track in noes) else Rule.NO_ANSWERED


# ---- what results add up to ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """How many municipalities came to each outcome for one indicator. Counts can be added."""

    ja: int = 0
    nej: int = 0
    afventer: int = 0
    ikke_besvaret: int = 0
    ikke_relevant: int = 0

    @property
    def n(self) -> int:
        """Give N, the municipalities that take part."""
        # Written out, since pages ask for it thousands of times.
        return self.ja + self.nej + self.afventer + self.ikke_besvaret + self.ikke_relevant

    @property
    def is_open(self) -> bool:
        """Say whether anything may still change: a delvis to rule on or a question without an answer."""
        return bool(self.afventer or self.ikke_besvaret)

    def of(self, outcome: Outcome) -> int:
        """Give the count of one outcome."""
        return getattr(self, outcome.value)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one indicator by cluster, in the order given, and of all clusters together."""

    clusters: Mapping[Hashable, Counts]
    total: Counts

    @property
    def unanimous(self) -> bool:
        """Say whether the report may say "Alle klynger": ja in every participant of every cluster.

        A cluster in which nobody takes part says nothing, so it is no part of a unanimous "all".
        """
        return bool(self.clusters) and all(unanimous(counts) for counts in self.clusters.values())


def count(results: Iterable[Result]) -> Counts:
    """Count results by outcome, one for each municipality that takes part."""
    found = Counter(result.value for result in results)
    return Counts(**{outcome.value: found[outcome] for outcome in Outcome})


def unanimous(counts: Counts) -> bool:
    """Say whether all N are ja. Anything open, and one *ikke relevant*, is enough that they are not."""
    return counts.n > 0 and counts.ja == counts.n


def by_cluster(results: Iterable[tuple[Hashable, Result | None]]) -> Tally:
    """Tally (cluster, result) pairs, one a municipality; None is one that takes no part and is not counted.

    A cluster is in the tally even when none of its municipalities takes part, with N = 0.
    """
    grouped: dict[Hashable, list[Result]] = {}
    for cluster, result in results:
        members = grouped.setdefault(cluster, [])
        if result is not None:
            members.append(result)
    clusters = {cluster: count(members) for cluster, members in grouped.items()}
    return Tally(clusters, sum(clusters.values(), Counts()))


# ---- in words ------------------------------------------------------------------------------------------


def explain(result: Result, who: str = "Kommunen") -> str:
    """Say in one or two Danish sentences why the result is what it is, with the tracks by name.

    `who` is who a single answer is told of: the municipality, or one of its tracks looked at alone.
    """
    single = len(result.tracks) == 1
    match result.rule:
        case Rule.NOT_SUBMITTED:
            return "Kommunen har ikke indsendt sin selvvurdering."
        case Rule.NOT_ASKED:
            return "Spørgsmålet stilles ikke på de områder, kommunen arbejder med."
        case Rule.NOT_RELEVANT:
            return f"{who} har svaret ikke relevant." if single else "Alle spor har svaret ikke relevant."
        case Rule.ALL_YES:
            return f"{who} har svaret ja." if single else _relevant(result, "har svaret ja.")
        case Rule.YES_RULED:
            return f"{_ruled(result, YES)}{_others(result, Outcome.YES, 'har svaret ja')}."
        case Rule.LEVEL_LOWEST:
            if single:
                return f"{who} er på niveau {result.level}."
            return f"Det laveste niveau blandt sporene er {result.level}, og det opfylder indikatoren."
        case Rule.AWAITING:
            where = _names(result.pending)
            return "Svaret delvis" + ("" if single else f" i {where}") + " er ikke vurderet endnu."
        case Rule.UNANSWERED:
            empty = _names(_with(result, Outcome.UNANSWERED))
            return "Spørgsmålet er ikke besvaret" + ("." if single else f" i {empty}.")
    return _explain_no(result, single, who)


def _explain_no(result: Result, single: bool, who: str) -> str:
    noes = _with(result, Outcome.NO)
    consequence = ", så kommunen som helhed opfylder ikke indikatoren."
    if result.rule == Rule.NO_RULED:
        return f"{_ruled(result, NO)}" + ("." if single else consequence)
    if noes[0].level is not None:
        if single:
            return f"{who} er på niveau {noes[0].level}, som ikke opfylder indikatoren."
        return f"{first_upper(_names(noes))} er under det niveau, der opfylder indikatoren{consequence}"
    if single:
        return f"{who} har svaret nej."
    answered = [track for track in noes if not track.ruling]
    ruled = _ruled(result, NO)
    if not answered:
        return f"{ruled}{consequence}"
    return f"{first_upper(_names(answered))} har svaret nej{consequence}" + (f" {ruled}." if ruled else "")


def _with(result: Result, outcome: Outcome) -> list[Settled]:
    return [track for track in result.tracks if track.outcome == outcome]


def _names(tracks: Iterable[Settled]) -> str:
    """Name tracks inside a sentence, quoted, since a name may hold an "og" of its own."""
    names = [f"”{track.answer.track_name}”" for track in tracks]
    return f"{'sporet' if len(names) == 1 else 'sporene'} {join(names)}"


def _relevant(result: Result, predicate: str) -> str:
    relevant = [track for track in result.tracks if track.outcome != Outcome.NOT_RELEVANT]
    who = "Alle spor" if len(relevant) == len(result.tracks) else first_upper(_names(relevant))
    return f"{who} {predicate}"


def _ruled(result: Result, outcome: str) -> str:
    """Say which delvis were ruled to the outcome; "" where none was."""
    ruled = [track for track in result.tracks if track.ruling and track.ruling.outcome == outcome]
    if not ruled:
        return ""
    where = "" if len(result.tracks) == 1 else f" i {_names(ruled)}"
    return f"Projektgruppen har vurderet svaret delvis{where} til {outcome}"


def _others(result: Result, outcome: Outcome, predicate: str) -> str:
    others = [track for track in _with(result, outcome) if not track.ruling]
    return f". {first_upper(_names(others))} {predicate}" if others else ""
