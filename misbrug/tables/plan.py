"""What an import would do, row by row, before it does it; and what it did. Plain values, no Django.

The preview shows a `Plan`, the receipt an `Applied`. Nothing that is kept or shown of them holds a CPR number.
"""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum

FAULTS_KEPT = 7
"""How many different faults a plan's summary names: more than a screen of them nobody reads."""


class Act(StrEnum):
    """What happens to a row."""

    ERROR = "error"
    ASK = "ask"
    CHANGED = "changed"
    NEW = "new"
    UNCHANGED = "unchanged"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: in which row of which sheet, in which column (as people call it) and cell ("C14"), with what
    value, and what would be right. A problem of the file as a whole has neither."""

    row: int | None
    column: str
    value: str
    message: str
    sheet: str = ""
    cell: str = ""

    def __str__(self):
        if not self.row:
            return self.message
        place = f"Arket ”{self.sheet}”, række {self.row}" if self.sheet else f"Række {self.row}"
        if self.column:
            place += f", {self.column}"
        return f"{place}: ”{self.value}”. {self.message}" if self.value else f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of the preview.

    `key` is unique in the plan and the same each time the same file is planned. `label` is what the row is about.
    `cells` go with the plan's columns: (before, after) as shown; before is None where nothing changes in the cell.
    A row with `Act.ERROR` has `problems`; one with `Act.ASK` waits for the answer to the question named `question`.
    """

    key: str
    sheet: str
    line: int
    act: Act
    label: str
    cells: tuple[tuple[str | None, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    question: str = ""

    def as_plain(self):
        """Give the row as a list of plain values, for JSON."""
        problems = [[each.row, each.column, each.value, each.message, each.sheet, each.cell] for each in self.problems]
        return [self.key, self.sheet, self.line, self.act, self.label, self.cells, problems, self.question]


def row_from_plain(values):
    """Give the row that `as_plain` gave, after its way through JSON."""
    key, sheet, line, act, label, cells, problems, question = values
    return PlanRow(
        key=key,
        sheet=sheet,
        line=line,
        act=Act(act),
        label=label,
        cells=tuple(tuple(cell) for cell in cells),
        problems=tuple(Problem(*problem) for problem in problems),
        question=question,
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can decide. `choices` are (value, label); the answer counts for all rows that name the key,
    unless a row's own key is among the decisions."""

    key: str
    text: str
    choices: tuple[tuple[str, str], ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """How a sum moves: its Danish label, before and after, as shown."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. `unusable` says in Danish why the file can do nothing at all, "" where it can.

    `columns` are the headings of the preview. `fingerprint` says in the kind's own way what all rows do and what they
    build on, such as versions; where it is "", the rows themselves say what they do. `tally` is the number of rows for
    each `Act` where `rows` are left out, as in a plan that is made to be stored and not to be shown. `does_more` says
    that it does something beside its rows, of which a note tells. `work` is what the kind needs to apply the plan; it
    is not kept.
    """

    columns: tuple[str, ...]
    rows: tuple[PlanRow, ...]
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    sums: tuple[Sum, ...] = ()
    unusable: str = ""
    fingerprint: str = ""
    tally: dict[str, int] | None = None
    does_more: bool = False
    work: object = field(default=None, compare=False, repr=False)

    def counts(self):
        """Give the number of rows for each `Act`, all of them, as a dict by the act's value."""
        found = Counter(row.act.value for row in self.rows) if self.tally is None else self.tally
        return {act.value: found.get(act.value, 0) for act in Act}

    def problems(self):
        """Give all problems in the order of the rows."""
        return [problem for row in self.rows for problem in row.problems]

    def faults(self):
        """Give what is wrong, equal problems together and the most frequent first, as plain values for JSON: how many
        rows, the column, the message, the first problem in words, its row's place among all rows and among the wrong
        ones."""
        found, wrong = {}, 0
        for index, row in enumerate(self.rows):
            if row.act != Act.ERROR:
                continue
            for column, message in dict.fromkeys((each.column, each.message) for each in row.problems):
                if (column, message) not in found:
                    first = next(each for each in row.problems if (each.column, each.message) == (column, message))
                    found[column, message] = [0, column, message, str(first), index, wrong]
                found[column, message][0] += 1
            wrong += 1
        return sorted(found.values(), key=lambda fault: -fault[0])

    def as_plain(self):
        """Give the plan as plain values for JSON, without `work`. Of the rows it only tells how many do what, how many
        wait for which question, what the most of them have wrong, and from how many sheets they are."""
        faults = self.faults()
        return {
            "columns": list(self.columns),
            "counts": self.counts(),
            "asked": dict(Counter(row.question for row in self.rows if row.act == Act.ASK)),
            "faults": faults[:FAULTS_KEPT],
            "more_faults": sum(rows for rows, *_ in faults[FAULTS_KEPT:]),
            "sheets": len({row.sheet for row in self.rows}),
            "questions": [asdict(question) for question in self.questions],
            "notes": list(self.notes),
            "sums": [asdict(each) for each in self.sums],
            "unusable": self.unusable,
        }

    def digest(self):
        """Give a fingerprint of what the plan does: equal for two plans that do the same."""
        does = self.fingerprint or [
            [row.key, row.act.value, row.cells, [problem.message for problem in row.problems]] for row in self.rows
        ]
        text = json.dumps([does, self.unusable], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def plan_from_plain(values):
    """Give the plan that `as_plain` gave, after its way through JSON: without its rows, but with their number."""
    return Plan(
        columns=tuple(values["columns"]),
        rows=(),
        questions=tuple(
            Question(**{**each, "choices": tuple(tuple(choice) for choice in each["choices"])})
            for each in values["questions"]
        ),
        notes=tuple(values["notes"]),
        sums=tuple(Sum(**each) for each in values["sums"]),
        unusable=values["unusable"],
        tally=values["counts"],
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work has come: what is being done, in Danish, and how many of how many."""

    text: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did; `does_more` as in the `Plan`. `changes` is what the kind needs to take it back: plain values
    for JSON."""

    new: int
    changed: int
    unchanged: int
    skipped: int = 0
    notes: tuple[str, ...] = ()
    changes: object = None
    does_more: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an import back did: how many values stand as before, and what is worth knowing."""

    values: int
    notes: tuple[str, ...] = ()


class CannotUndo(Exception):
    """An import that can no longer be taken back. `messages` are Danish: each says what stands in the way and where."""

    def __init__(self, *messages):
        super().__init__(" ".join(messages))
        self.messages = messages


class NotAsPlanned(Exception):
    """What is stored has changed in between, so that the rows no longer do what the plan says. Nothing is kept."""
