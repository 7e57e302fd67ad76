"""What a self-assessment lacks and how far it has come: plain values in, lists out. No ORM.

Questions and tracks are read by attribute, so a catalogue's indicators and the tracks of
clusters/submitted.py do as they are. Supplementary questions are asked in a track where the answer to their
parent triggers them; they can be missing but are never counted among the indicators.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from indicators.values import UNANSWERED, is_not_relevant, is_partly, triggers


class QuestionLike(Protocol):
    """What is needed of a question; main ones have no parent. A stored indicator will do."""

    id: Hashable
    number: str
    text: str
    answer_type: str
    recommendation_id: Hashable
    parent_id: Hashable | None
    trigger_values: Sequence[str]


class AnswerLike(Protocol):
    """What is needed of an answer: its canonical value, and its elaboration or reason."""

    value: str
    elaboration: str


class TrackLike(Protocol):
    """What is needed of a track: the ids of the questions it is asked, supplements too, and its answers."""

    id: Hashable
    name: str
    asked: frozenset

    def get(self, question_id: Hashable) -> AnswerLike | None: ...


class Kind(StrEnum):
    """What is missing. Elaborations and reasons stop a submission; the rest can be confirmed as missing."""

    MAIN = "main"
    ELABORATION = "elaboration"
    REASON = "reason"
    SUPPLEMENT = "supplement"

    @property
    def blocking(self) -> bool:
        """Say whether it has to be written before submission."""
        return self in (Kind.ELABORATION, Kind.REASON)


_SENTENCES = {
    Kind.MAIN: "Spørgsmålet er ikke besvaret.",
    Kind.ELABORATION: "Skriv en uddybning. Den skal med, når svaret er delvis.",
    Kind.REASON: "Skriv en begrundelse. Den skal med, når svaret er ikke relevant.",
    Kind.SUPPLEMENT: "Det supplerende spørgsmål er ikke besvaret.",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a track lacks. `label` names the place: "5.2 Stof", or "5.2" where one track is all."""

    kind: Kind
    question: QuestionLike
    track: TrackLike
    label: str

    @property
    def blocking(self) -> bool:
        """Say whether it has to be written before submission."""
        return self.kind.blocking

    @property
    def text(self) -> str:
        """Say in Danish what is missing and, where it must be written, why."""
        return _SENTENCES[self.kind]


def is_asked(question: QuestionLike, track: TrackLike, questions: Mapping[Hashable, QuestionLike]) -> bool:
    """Say whether a question stands in the track's form now: its own areas, and its parent's answer there.

    A supplementary question is not asked where its parent is not, whatever was once answered to it.
    """
    if question.id not in track.asked:
        return False
    if question.parent_id is None:
        return True
    parent = questions[question.parent_id]
    return parent.id in track.asked and triggers(_value(parent, track), question.trigger_values)


def missing(questions: Iterable[QuestionLike], tracks: Iterable[TrackLike]) -> tuple[Missing, ...]:
    """List all that is missing: main questions in the order given, supplements after their parent, by track.

    `questions` are all that municipalities answer, in any mixture of main and supplementary ones. A
    supplementary *delvis* or *ikke relevant* needs its words like a main one.
    """
    questions, tracks = tuple(questions), tuple(tracks)
    by_id = {question.id: question for question in questions}
    found = []
    for question in _in_form_order(questions):
        for track in tracks:
            kind = _lack(question, track) if is_asked(question, track, by_id) else None
            if kind:
                label = f"{question.number} {track.name}" if len(tracks) > 1 else question.number
                found.append(Missing(kind, question, track, label))
    return tuple(found)


def _in_form_order(questions: Iterable[QuestionLike]) -> list[QuestionLike]:
    place = {question.id: number for number, question in enumerate(questions)}

    # A supplement sorts right behind its parent; sorting is stable, so that supplements keep their order.
    def key(question):
        parent = question.parent_id
        return (place[question.id], 0) if parent is None else (place[parent], 1)

    return sorted(questions, key=key)


def _lack(question: QuestionLike, track: TrackLike) -> Kind | None:
    answer = track.get(question.id)
    value = answer.value if answer else UNANSWERED
    if value == UNANSWERED:
        return Kind.MAIN if question.parent_id is None else Kind.SUPPLEMENT
    if answer.elaboration.strip():
        return None
    if is_partly(question.answer_type, value):
        return Kind.ELABORATION
    return Kind.REASON if is_not_relevant(question.answer_type, value) else None


def _value(question: QuestionLike, track: TrackLike) -> str:
    answer = track.get(question.id)
    return answer.value if answer else UNANSWERED


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some questions are answered; `partly` of them with delvis. Shares can be added."""

    answered: int = 0
    total: int = 0
    partly: int = 0

    @property
    def done(self) -> bool:
        """Say whether something is asked and all of it answered."""
        return 0 < self.total == self.answered

    @property
    def begun(self) -> bool:
        """Say whether anything is answered."""
        return self.answered > 0

    @property
    def open(self) -> int:
        """Give how many are unanswered."""
        return self.total - self.answered

    def __add__(self, other: "Share") -> "Share":
        return Share(self.answered + other.answered, self.total + other.total, self.partly + other.partly)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an assessment has come, in main questions.

    `cells` is by (recommendation id, track id), `tracks` by track id, `recommendations` by recommendation id,
    the latter without those that no track is asked about.
    """

    cells: Mapping[tuple[Hashable, Hashable], Share]
    tracks: Mapping[Hashable, Share]
    recommendations: Mapping[Hashable, Share]

    @property
    def answers(self) -> Share:
        """Give all tracks together."""
        return sum(self.tracks.values(), Share())

    @property
    def recommendations_answered(self) -> int:
        """Give how many recommendations have all their indicators answered in all tracks that are asked."""
        return sum(share.done for share in self.recommendations.values())

    @property
    def recommendations_total(self) -> int:
        """Give how many recommendations any track is asked about."""
        return len(self.recommendations)


def progress(questions: Iterable[QuestionLike], tracks: Iterable[TrackLike]) -> Progress:
    """Count the answered main questions by recommendation and track.

    A *delvis* without its elaboration counts as answered: the choice is made, and progress is not the check
    before submission. `missing` lists it there.
    """
    main = [question for question in questions if question.parent_id is None]
    tracks = tuple(tracks)
    cells: dict[tuple[Hashable, Hashable], Share] = {}
    for question in main:
        for track in tracks:
            place = (question.recommendation_id, track.id)
            cells[place] = cells.get(place, Share()) + _share(question, track)
    by_track = {track.id: Share() for track in tracks}
    by_recommendation: dict[Hashable, Share] = {}
    for (recommendation, track), share in cells.items():
        by_track[track] += share
        if share.total:
            by_recommendation[recommendation] = by_recommendation.get(recommendation, Share()) + share
    return Progress(cells, by_track, by_recommendation)


def _share(question: QuestionLike, track: TrackLike) -> Share:
    if question.id not in track.asked:
        return Share()
    value = _value(question, track)
    return Share(int(value != UNANSWERED), 1, int(is_partly(question.answer_type, value)))
