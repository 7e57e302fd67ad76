"""One place for an answer in the form: what stands in it, what was posted to it, and what is wrong with it.

A place is one indicator in one track. The names of its fields begin with its `prefix`, "svar-7-12", which is also
the id of its element, so that any page can link to it.
"""

import hashlib
from dataclasses import dataclass, field

from clusters.conflict_note import ConflictNote
from clusters.submitted import SubmittedAnswer, SubmittedTrack
from indicators.models import Indicator
from indicators.values import (
    NOT_RELEVANT,
    PARTLY,
    SEPARATOR,
    UNANSWERED,
    AnswerType,
    as_input,
    display,
    is_not_relevant,
    is_partly,
    is_verdict,
    possible_values,
)
from misbrug.text.danish import first_upper

RADIO_TYPES = frozenset({AnswerType.YES_NO, AnswerType.YES_NO_PARTLY, AnswerType.LEVEL, AnswerType.SINGLE_CHOICE})


def prefix_of(track_id, indicator_id):
    """Give the id of a place in the form, with which the names of its fields begin."""
    return f"svar-{track_id}-{indicator_id}"


def mark(value, elaboration):
    """Give a short mark of a content, by which the form tells what somebody has changed in it.

    A field that was left alone must not be saved, or it would put back what another person has changed meanwhile.
    """
    return hashlib.sha256(f"{value}\0{elaboration}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Option:
    """A value one can choose; `words` are how it is quoted. `alone` stands on a row of its own."""

    value: str
    label: str
    words: str
    checked: bool
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """An answer shown beside the field: last round's, or that of a track no longer in use."""

    label: str
    text: str
    elaboration: str = ""
    example: bool = False


@dataclass(slots=True)
class Cell:
    """One place for an answer. `value` and `elaboration` are what its fields hold, stored or as posted."""

    track: SubmittedTrack
    question: Indicator
    answer: SubmittedAnswer | None
    value: str = ""
    elaboration: str = ""
    raw: object = None
    asked: bool = True
    beside: tuple[Beside, ...] = ()
    former: tuple[Beside, ...] = ()
    supplements: tuple = ()
    problems: dict[str, str] = field(default_factory=dict)
    may_confirm: bool = False
    conflict: ConflictNote | None = None
    base: int | None = None

    @property
    def prefix(self):
        """Give the id of the place."""
        return prefix_of(self.track.id, self.question.pk)

    @property
    def kind(self):
        """Say how it is answered: radios, checkboxes, number or text."""
        if self.question.answer_type in RADIO_TYPES:
            return "radios"
        return {"multiple_choice": "checkboxes", "number": "number"}.get(self.question.answer_type, "text")

    @property
    def in_a_row(self):
        """Say whether the choices are short enough to stand side by side: ja, nej, delvis."""
        return self.question.answer_type in (AnswerType.YES_NO, AnswerType.YES_NO_PARTLY)

    @property
    def options(self):
        """Give the values to choose among; a number has none but *ikke relevant*, where it is allowed."""
        values = possible_values(self.question)
        if self.kind == "number" and self.question.not_relevant_allowed:
            values = (NOT_RELEVANT,)
        chosen = set(self.value.split(SEPARATOR)) if self.kind == "checkboxes" else {self.value}
        return [
            Option(value, first_upper(words), words, value in chosen, alone=value == NOT_RELEVANT)
            for value, words in ((value, display(self.question, value)) for value in values)
        ]

    @property
    def fulfilled_from(self):
        """Give the step from which a level counts as ja, as words; "" for other types."""
        step = self.question.fulfilled_from
        return display(self.question, str(step)) if step and is_verdict(self.question.answer_type) else ""

    @property
    def typed(self):
        """Give the value as a person types it, or what was typed where it could not be read."""
        if isinstance(self.raw, str):
            return self.raw
        return "" if is_not_relevant(self.question.answer_type, self.value) else as_input(self.question, self.value)

    @property
    def text(self):
        """Give the answer as words."""
        return display(self.question, self.value)

    @property
    def is_answered(self):
        """Say whether something is answered."""
        return self.value != UNANSWERED

    @property
    def takes_words(self):
        """Say whether there is a field for an elaboration or a reason."""
        type_ = self.question.answer_type
        if type_ == AnswerType.TEXT:
            return bool(self.elaboration)
        main = self.question.parent_id is None
        return main or type_ == AnswerType.YES_NO_PARTLY or self.question.not_relevant_allowed or bool(self.elaboration)

    @property
    def words(self):
        """Say what the words are called and when they are needed: (label, note)."""
        if is_not_relevant(self.question.answer_type, self.value):
            return "Begrundelse", "(skal udfyldes ved ikke relevant)"
        if is_partly(self.question.answer_type, self.value) or (
            self.value == UNANSWERED and self.question.answer_type == AnswerType.YES_NO_PARTLY
        ):
            return "Uddybning", "(skal udfyldes ved delvis)"
        return "Uddybning", "(frivilligt)"

    @property
    def lacks(self):
        """Name the words that the stored answer needs and lacks: "Uddybning", "Begrundelse", or ""."""
        type_, stored = self.question.answer_type, self.answer.value if self.answer else UNANSWERED
        if self.elaboration.strip() or stored != self.value:
            return ""
        needed = is_partly(type_, stored) or is_not_relevant(type_, stored)
        return self.words[0] if needed else ""

    @property
    def note_by_value(self):
        """Say whether the words are required at *delvis* or *ikke relevant*: for the script of the page."""
        asks = []
        if self.question.answer_type == AnswerType.YES_NO_PARTLY:
            asks.append(PARTLY)
        if self.question.not_relevant_allowed:
            asks.append(NOT_RELEVANT)
        return " ".join(asks)

    @property
    def version(self):
        """Give the version that a save of this place builds on."""
        if self.base is not None:
            return self.base
        return self.answer.version if self.answer else 0

    @property
    def was(self):
        """Give the mark of what is stored."""
        return mark(self.answer.value, self.answer.elaboration) if self.answer else mark("", "")

    @property
    def example(self):
        """Say whether the stored answer is an example."""
        return bool(self.answer and self.answer.example)

    @property
    def name(self):
        """Name the place in a message: "1.1 Stof"."""
        return f"{self.question.number} {self.track.name}"

    @property
    def triggers(self):
        """Give the parent's values at which a supplementary question is asked: for the script of the page."""
        return SEPARATOR.join(self.question.trigger_values)

    @property
    def trigger_words(self):
        """Say at which of the parent's answers a supplementary question is asked: "ja eller delvis"."""
        parent = self.question.parent
        return [display(parent, value) for value in self.question.trigger_values] if parent else []

    def whole(self):
        """Give this place and those of its supplementary questions."""
        return (self, *self.supplements)

    def problem_list(self):
        """Give (message, address) of what is wrong here, for the summary above the page."""
        found = [(f"{self.name}: {message}", f"#{self.prefix}-{place}") for place, message in self.problems.items()]
        if self.conflict:
            found.append(
                (f"{self.name}: Et nyere svar står her. Vælg, hvilket der skal gælde.", f"#{self.prefix}-valg")
            )
        return found


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted to one place. `conflict` is the version of the answer that stood in the way, if one did."""

    value: object
    elaboration: str
    version: int
    was: str
    confirmed: bool
    conflict: int | None
    choice: str


def read_posted(post, cell):
    """Read what was posted to a place, None where its fields were not on the page.

    A version that is no number reads as -1, on which nothing can build: the save then meets what stands.
    """
    prefix = cell.prefix
    if f"{prefix}-version" not in post:
        return None
    values = [value for value in post.getlist(f"{prefix}-value") if value.strip()]
    if cell.kind == "number" and NOT_RELEVANT in values:
        values = [NOT_RELEVANT]
    return Posted(
        value=values if cell.kind == "checkboxes" else (values[-1] if values else ""),
        elaboration=post.get(f"{prefix}-elaboration", cell.elaboration),
        version=whole_number(post.get(f"{prefix}-version")),
        was=post.get(f"{prefix}-was", ""),
        confirmed=f"{prefix}-cpr" in post,
        conflict=whole_number(post[f"{prefix}-conflict"]) if f"{prefix}-conflict" in post else None,
        choice=post.get(f"{prefix}-valg", ""),
    )


def whole_number(text):
    """Read a whole number that a form posts back, -1 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
