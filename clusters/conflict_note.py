"""What a person must see to choose between an answer that stands and their own."""

from dataclasses import dataclass

from indicators.values import display, is_not_relevant

LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence or a label that names what differs: the value, or where the values are equal the words.

    `by_value` holds "{}" for one's own value where it names it: the script of the page fills it in again when the
    fields change, so that what is named is what will be saved. `now` is what it says at first.
    """

    by_value: str
    by_words: str
    now: str


@dataclass(frozen=True, slots=True)
class ConflictNote:
    """A newer answer that stands in the way: its content, whose it is, and the version to build on.

    `own` says that the person saved it, in another window.
    """

    version: int
    value: str
    elaboration: str
    by: str
    at: object
    own: bool
    mine: str
    my_elaboration: str
    text: str
    my_text: str
    words_name: str

    @property
    def texts_differ(self):
        """Say whether the elaborations differ, so that both are shown."""
        return self.elaboration != self.my_elaboration

    @property
    def quoted(self):
        """Give the value that stands, short enough to be named."""
        return shorten(self.text)

    @property
    def unsaved(self):
        """Say what is not saved."""
        if self.own:
            return self._phrase(
                "Det, der står her, ”{}”, er ikke gemt.", f"{self.words_name.capitalize()}en her er ikke gemt."
            )
        return self._phrase("Dit ”{}” er ikke gemt.", f"Din {self.words_name} er ikke gemt.")

    @property
    def keep(self):
        """Give the label for letting stand what stands."""
        where = "fra det andet vindue"
        by_words = f"Behold {self.words_name}en {where}" if self.own else f"Behold kollegaens {self.words_name}"
        return self._phrase(f"Behold ”{self.quoted}”", by_words)

    @property
    def use(self):
        """Give the label for saving one's own."""
        if self.own:
            return self._phrase("Brug ”{}” herfra", f"Brug {self.words_name}en herfra")
        return self._phrase("Brug mit ”{}”", f"Brug min {self.words_name}")

    def _phrase(self, by_value, by_words):
        by_words_now = self.value == self.mine and self.texts_differ
        return Phrase(by_value, by_words, by_words if by_words_now else by_value.replace("{}", shorten(self.my_text)))


def shorten(text):
    """Give a text short enough to be quoted in a label, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1].rstrip()}…"


def conflict_note(question, conflict, actor):
    """Give the note for a workflow.Conflict that the actor met."""
    current, mine = conflict.current, conflict.mine
    value, elaboration = (current.value, current.elaboration) if current else ("", "")
    return ConflictNote(
        version=current.version if current else 0,
        value=value,
        elaboration=elaboration,
        by=current.changed_by.name if current and current.changed_by else "",
        at=current.changed_at if current else None,
        own=bool(current and current.changed_by_id == actor.pk),
        mine=mine.value,
        my_elaboration=mine.elaboration,
        text=display(question, value),
        my_text=display(question, mine.value),
        words_name="begrundelse" if is_not_relevant(question.answer_type, value) else "uddybning",
    )
