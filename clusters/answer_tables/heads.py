"""What the headings above a questionnaire's questions say of the columns below: whose answers, in which track, which of
them belong together.

A heading over answers that is not understood ends what is beside it: what stands under it is asked about, and never
taken for the answers of its neighbour.
"""

from dataclasses import dataclass, field, replace

from openpyxl.utils import get_column_letter

from clusters.answer_tables.found import at, cell
from clusters.answer_tables.known import Known
from clusters.answer_tables.meaning import ELABORATION, IGNORED, MARK, VALUE, Meaning, is_total, read_heading, track_of
from misbrug.text.danish import fold, join, loose_fold

HEADS_ABOVE = 6
TRACK_HEADINGS = frozenset({"spor", "omraade", "omraader"})
VERDICTS = frozenset({"ja", "nej", "delvis", "delvist", "ikke relevant"})


@dataclass
class Group:
    """The columns of one municipality's answers in one track; `place_at` and `track_at` say where those stand."""

    meaning: Meaning
    value: int | None = None
    elaboration: int | None = None
    marks: dict[int, str] = field(default_factory=dict)
    place_at: str = ""
    track_at: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and where the headings stand that say so. `other` is a heading over it that is not
    understood, (text, where it stands); where it `is_unknown` that heading should say in which track the answers are.
    """

    place: int
    meaning: Meaning
    place_at: str = ""
    track_at: str = ""
    other: tuple[str, str] = ("", "")
    is_unknown: bool = False

    def is_beside(self, group):
        """Say whether a heading of its own tells the column's answers from those of a group before it."""
        own = (self.meaning.place and self.place_at, self.meaning.track and self.track_at)
        return any(where and where not in (group.place_at, group.track_at) for where in own)


class Heads:
    """The headings above the question in line `first`. `questions` are the columns of the questions, `body` the lines
    that ask one.

    What is under a heading that should say in which track it is, but is not understood, is in no group.
    """

    def __init__(self, rows, first, questions, body, known: Known, chosen):
        self._rows, self._questions, self._body = rows, questions, body
        self._known, self._chosen = known, chosen
        self._lines = range(max(0, first - HEADS_ABOVE), first)
        self._width = max(len(row) for row in (*body, *rows[self._lines.start : first]))
        self._read = {line: self._headings(line) for line in self._lines}
        for line, headings in self._read.items():
            self._keep_doubtful(rows[line], headings)
        found = [column for place in range(self._width) if (column := self._column(place))]
        self._found = self._without_words_alone(found)

    @property
    def columns(self):
        """Give the columns that hold answers and words to them."""
        return [each for each in self._found if not each.is_unknown and each.meaning.role != IGNORED]

    def decided(self):
        """Give (column, heading, column's name) of the headings that a person has taken for a track, or for nothing,
        though answers stand under them."""
        found = {}
        for line, headings in self._read.items():
            for column, meaning in headings.items():
                text = cell(self._rows[line], column)
                name = self._chosen.get(loose_fold(text))
                is_ignored = name == "" and meaning.role == IGNORED and not is_total(text)
                if is_ignored or (name and meaning.track and meaning.track == track_of(name, self._known)):
                    found.setdefault(loose_fold(text), (column, text, name))
        return tuple(found.values())

    def _headings(self, line):
        row = self._rows[line]
        return {
            column: read_heading(cell(row, column), self._known, self._chosen)
            for column in range(self._width)
            if column not in self._questions and cell(row, column)
        }

    # ---- columns -----------------------------------------------------------------------------------------

    def _column(self, place):
        """Give what a column means, None where no heading says anything that is of use."""
        meaning, place_at, track_at, own = Meaning(), "", "", False
        other, parts = ("", ""), False
        for line, headings in self._read.items():
            over, source = self._standing_over(headings, place)
            own = own or (bool(over) and source == place)
            meaning = over.under(meaning)
            place_at = at(source, line) if over.place else place_at
            track_at = at(source, line) if over.track else track_at
            text = cell(self._rows[line], source)
            if source in headings and not headings[source] and loose_fold(text) not in TRACK_HEADINGS:
                other = text, at(source, line)
                parts = parts or any(each.track for each in headings.values())
        if parts and not meaning.track and meaning.role != IGNORED and self._may_answer(place, meaning):
            return Column(place, meaning, place_at, track_at, other, is_unknown=True)
        if not own or (meaning.role == IGNORED and not self._holds_verdicts(place)):
            return None
        return Column(place, meaning, place_at, track_at, other)

    def _standing_over(self, headings, column):
        """Give the meaning over a column and where it stands: what is over merged cells counts for all of them."""
        source = column
        while source not in headings and source - 1 not in self._questions and source > 0:
            source -= 1
        meaning = headings.get(source, Meaning())
        carries = meaning.place or meaning.track or meaning.role == IGNORED or not meaning
        return (meaning, source) if source == column or carries else (Meaning(), column)

    def _may_answer(self, place, meaning):
        return meaning.role in (VALUE, MARK, ELABORATION) or self._holds_verdicts(place)

    def _holds_verdicts(self, place):
        words = self._words(place)
        return bool(words) and 2 * sum(word in VERDICTS for word in words) >= len(words)

    def _words(self, place):
        return [fold(cell(line, place)) for line in self._body if cell(line, place)]

    def _without_words_alone(self, found):
        """Where only words stand under an unknown heading, those are of the answer before it like any others."""
        answering = {each.other for each in found if each.is_unknown and each.meaning.role != ELABORATION}
        return [replace(each, is_unknown=each.is_unknown and each.other in answering) for each in found]

    def _keep_doubtful(self, row, headings):
        """Among municipalities, take a heading that names none for one as it is written, so that the plan asks: where
        it comes near to a name, or answers stand under it."""
        if not any(meaning.place for meaning in headings.values()):
            return
        for column, meaning in headings.items():
            text = cell(row, column)
            if meaning or loose_fold(text) in TRACK_HEADINGS:
                continue
            words = self._words(column)
            verdicts = sum(word in VERDICTS for word in words)
            is_near = self._known.is_near_place(text)
            is_near = is_near and (verdicts or not words or all(word[0].isdigit() for word in words))
            is_answer = any(other.get(column, Meaning()).role in (VALUE, MARK) for other in self._read.values())
            if is_near or is_answer or (words and 2 * verdicts >= len(words)):
                headings[column] = Meaning(place=text)

    # ---- groups ------------------------------------------------------------------------------------------

    def groups(self):
        """Give (groups, unknown, twice): the columns that hold one answer put together; (column, heading, where it
        stands) of headings over answers that are not understood; and columns of answers that nothing tells from those
        of the group before. What is empty is asked about by nobody.

        A column of words belongs to the answer before it, unless its heading says whose it is.
        """
        groups, unknown, twice, last = [], {}, [], Meaning()
        for head in self._found:
            has_own = bool(head.meaning.place or head.meaning.track)
            if head.is_unknown or head.meaning.role == IGNORED:
                last = None
                if head.is_unknown and self._words(head.place):
                    unknown.setdefault(head.other, (head.place, *head.other))
                continue
            if last is None and not has_own:
                continue
            last = last or Meaning()
            meaning = head.meaning
            last = meaning = meaning.under(Meaning(last.place, last.track)) if meaning.role else meaning
            key, is_value = (meaning.place, meaning.track), (meaning.role or VALUE) == VALUE
            group = next((g for g in reversed(groups) if (g.meaning.place, g.meaning.track) == key), None)
            if group and is_value and (group.value is not None or group.marks):
                if not head.is_beside(group):
                    twice += [head.place] if self._words(head.place) else []
                    last = None
                    continue
                group = None
            if group is None:
                group = Group(meaning, place_at=head.place_at, track_at=head.track_at)
                groups.append(group)
            _add(group, head.place, meaning)
        return [group for group in groups if group.value is not None or group.marks], list(unknown.values()), twice


def _add(group, place, meaning):
    role = meaning.role or VALUE
    if role == VALUE:
        group.value = place
    elif role == ELABORATION:
        # Of two columns of words the first is taken.
        group.elaboration = place if group.elaboration is None else group.elaboration
    elif role == MARK and group.value is None:
        group.marks[place] = meaning.mark


def why_unclear(unknown, twice) -> str:
    """Say in Danish which answers belong to nothing that is known, and what to do about it; "" where all do."""
    told = []
    if unknown:
        named = join([f"”{text[:60]}” ({where})" for _, text, where in unknown])
        what = "ikke er navnet på et spor" if len(unknown) == 1 else "ikke er navne på spor"
        which = "hvilket spor det er" if len(unknown) == 1 else "hvilke spor de er"
        told.append(f"Over svar står {named}, som {what}. Vælg, {which}, eller ret det i filen.")
    if twice:
        letters = join([get_column_letter(column + 1) for column in twice])
        noun = "Kolonne" if len(twice) == 1 else "Kolonnerne"
        told.append(f"{noun} {letters} har svar, men intet over dem siger, hvilket spor det er. Skriv sporet over dem.")
    return " ".join(told)
