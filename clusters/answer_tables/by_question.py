"""A questionnaire with a row for each question: a column for each municipality, for each track, or one alone."""

from collections import Counter
from dataclasses import dataclass

from clusters.answer_tables.found import Found, Read, at, cell
from clusters.answer_tables.heads import HEADS_ABOVE, TRACK_HEADINGS, VERDICTS, Group, Heads, why_unclear
from clusters.answer_tables.known import Known
from clusters.answer_tables.meaning import TRACK, is_total, unused_headings
from misbrug.tables.book import NO_VALUE, LeftOut
from misbrug.text.danish import fold, loose_fold

_NOT_MARKED = frozenset({"", "-", "–", "0", "nej"})
_MARKS = frozenset({"x", "xx", "✓", "✔", "v", "1", "ja"})


def question_columns(rows, known: Known) -> tuple[int, ...]:
    """Give the columns in which the questions stand, number and text; () where none has any."""
    counts = Counter(column for row in rows for column, text in enumerate(row) if text and known.question(text))
    most = max(counts.values(), default=0)
    # A remark or a number that happens to read as one question does not make a column of questions.
    return tuple(sorted(column for column, count in counts.items() if 2 * count >= most))


def read_by_question(rows, known: Known, chosen: dict[str, str]) -> Read | None:
    """Read a sheet with a row for each question; None where it is not one."""
    columns = question_columns(rows, known)
    if not columns:
        return None
    asked = {}
    for line, row in enumerate(rows):
        number = known.question_of_row(cell(row, column) for column in columns)
        if number:
            asked[line] = number
    if not asked:
        return None
    first = min(asked)
    track_column = _track_column(rows, first, columns, chosen)
    if track_column is not None:
        _fill_merged(rows, asked, columns, track_column)
    heads = Heads(rows, first, columns, [rows[line] for line in asked], known, chosen)
    groups, unknown, twice = heads.groups()
    if not groups and not unknown:
        return None
    answers, left_out = _Reader(rows, known, columns, asked, groups, track_column).read()
    used = {head.place for head in heads.columns} | {*columns, track_column}
    return Read(
        heading_line=_heading_line(rows, first, heads.columns),
        answers=tuple(answers),
        has_places=any(group.meaning.place for group in groups),
        has_tracks=track_column is not None or any(group.meaning.track for group in groups),
        left_out=tuple(left_out),
        unused=_unused(rows, first, used, known),
        decided=heads.decided(),
        asked=tuple((column, text) for column, text, _ in unknown),
        unclear=why_unclear(unknown, twice),
    )


def _fill_merged(rows, asked, questions, track_column):
    """Under merged cells, a line with a track of its own answers the question above."""
    above = ""
    for line, row in enumerate(rows):
        above = asked.get(line) or above
        if above and not any(cell(row, column) for column in questions) and cell(row, track_column):
            asked[line] = above


# ---- headings ---------------------------------------------------------------------------------------------


def _track_column(rows, first, questions, chosen):
    """Give the column that names each row's track, None where there is none."""
    for line in range(max(0, first - HEADS_ABOVE), first):
        for column, heading in enumerate(rows[line]):
            word = loose_fold(heading)
            if column not in questions and (chosen.get(word) == TRACK or word in TRACK_HEADINGS - chosen.keys()):
                return column
    return None


def _heading_line(rows, first, heads):
    lines = [
        line for line in range(max(0, first - HEADS_ABOVE), first) if any(cell(rows[line], h.place) for h in heads)
    ]
    return (lines[-1] if lines else first) + 1


def _unused(rows, first, used, known):
    """Give the headings right above the questions that are taken for nothing."""
    line = next((line for line in range(first - 1, -1, -1) if sum(map(bool, map(str.strip, rows[line]))) > 1), None)
    return () if line is None else unused_headings(rows[line], used, known)


# ---- rows -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Reader:
    rows: tuple
    known: Known
    columns: tuple[int, ...]
    asked: dict[int, str]
    groups: list[Group]
    track_column: int | None

    def read(self):
        """Give the answers, and the lines that are none."""
        answers, left_out, first = [], [], min(self.asked)
        for line, row in enumerate(self.rows):
            texts = [text.strip() for text in row if text.strip()]
            if not texts:
                continue
            if line in self.asked:
                answers += self._answers(line, row, self.asked[line])
            elif line > first and self._asks_something_else(row):
                answers += self._answers(line, row, self._as_written(row))
            elif line > first or line < first - HEADS_ABOVE:
                left_out.append(LeftOut(line + 1, " ".join(texts)[:80], self._why(row), self._is_quiet(line, row)))
        return answers, left_out

    def _as_written(self, row):
        """Give what stands for the question: where number and words disagree the plan says so."""
        return " ".join(text for column in self.columns if (text := cell(row, column)))[:200]

    def _asks_something_else(self, row):
        """Say whether a line is answered like a question though no question of the round is named in it."""
        texts = [cell(row, column) for column in self.columns]
        named = next((text for text in texts if text), "")
        if not named or is_total(named):
            return False
        values = [fold(self._value(row, group)[0]) for group in self.groups]
        numbered = any(self.known.looks_numbered(text) for text in texts) and any(values)
        return numbered or any(value in VERDICTS for value in values)

    def _is_quiet(self, line, row):
        """Say whether nobody could take a line for an answer: a title, or one without anything in an answer's place."""
        if line < min(self.asked):
            return True
        return not any(value for group in self.groups if (value := self._value(row, group)[0]) != NO_VALUE)

    def _why(self, row):
        if any(is_total(text) for text in row[: max(self.columns) + 2]):
            return "En linje med tal for flere svar"
        return "Ikke et spørgsmål i runden"

    def _answers(self, line, row, number):
        question_at = next((at(column, line) for column in self.columns if cell(row, column)), "")
        for group in self.groups:
            value, value_at, words = self._value(row, group, line)
            elaboration = cell(row, group.elaboration) if group.elaboration is not None else ""
            elaboration_at = at(group.elaboration, line) if group.elaboration is not None else ""
            if words and not elaboration:
                elaboration, elaboration_at = words, value_at
            if not value and not elaboration:
                continue
            in_row = self.track_column is not None
            yield Found(
                line=line + 1,
                place=group.meaning.place,
                place_at=group.place_at,
                track=cell(row, self.track_column) if in_row else group.meaning.track,
                track_at=at(self.track_column, line) if in_row else group.track_at,
                question=number,
                question_at=question_at,
                value=value,
                value_at=value_at,
                elaboration=elaboration,
                elaboration_at=elaboration_at,
            )

    def _value(self, row, group, line=0):
        """Give the answer, where it stands, and the words that stand in the place of an x."""
        if group.value is not None and (cell(row, group.value) or not group.marks):
            return cell(row, group.value), at(group.value, line), ""
        marked = [(column, word) for column, word in group.marks.items() if fold(cell(row, column)) not in _NOT_MARKED]
        if not marked:
            return "", at(min(group.marks), line), ""
        texts = [cell(row, column) for column, _ in marked]
        words = " ".join(text for text in texts if fold(text) not in _MARKS)
        # Two marks are no answer: together they read as nothing that can be answered.
        return " og ".join(word for _, word in marked), at(marked[0][0], line), words
