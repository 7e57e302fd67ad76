"""What an import would do, row by row, before it does it; and what it did. Plain values, no Django.

The preview shows a `Plan`, the receipt an `Applied`. Nothing that is kept or shown of them holds a CPR number.
"""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, astuple, dataclass, field
from enum import StrEnum

from misbrug.text.danish import first_upper, join

FAULTS_KEPT = 7
"""How many different faults a plan's summary names: more than a screen of them nobody reads."""
NAMED = 4
"""How many values and cells of equal faults it names."""


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
    value, and what would be right. A problem of the file as a whole has neither.

    `short` says the same in few words, for a place where the whole message stands once above many rows. `by_cell` says
    that several rows of the plan stand in one row of the sheet, so that only the cell tells where it is.
    """

    row: int | None
    column: str
    value: str
    message: str
    sheet: str = ""
    cell: str = ""
    short: str = ""
    by_cell: bool = False

    def __str__(self):
        if not self.row:
            return self.message
        place = f"celle {self.cell}" if self.by_cell and self.cell else f"række {self.row}"
        place = f"Arket ”{self.sheet}”, {place}" if self.sheet else first_upper(place)
        if self.column:
            place += f", {self.column}"
        return f"{place}: ”{self.value}”. {self.message}" if self.value else f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of the preview.

    `key` is unique in the plan and the same each time the same file is planned. `label` is what the row is about.
    `cells` go with the plan's columns: (before, after) as shown; before is None where nothing changes in the cell.
    A row with `Act.ERROR` has `problems`; one with `Act.ASK` waits for the answer to the question named `question`.
    `at` says where it stands ("C14"), where several rows of the plan stand in one row of the sheet; "" elsewhere.
    """

    key: str
    sheet: str
    line: int
    act: Act
    label: str
    cells: tuple[tuple[str | None, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    question: str = ""
    at: str = ""

    def as_plain(self):
        """Give the row as a list of plain values, for JSON."""
        problems = [list(astuple(each)) for each in self.problems]
        return [self.key, self.sheet, self.line, self.act, self.label, self.cells, problems, self.question, self.at]


def row_from_plain(values):
    """Give the row that `as_plain` gave, after its way through JSON."""
    # Rows that were kept by an earlier version do not say where they stand.
    key, sheet, line, act, label, cells, problems, question, *at = values
    return PlanRow(
        key=key,
        sheet=sheet,
        line=line,
        act=Act(act),
        label=label,
        cells=tuple(tuple(cell) for cell in cells),
        problems=tuple(Problem(*problem) for problem in problems),
        question=question,
        at=at[0] if at else "",
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can decide. `choices` are (value, label); the answer counts for all rows that name the key,
    unless a row's own key is among the decisions. `advice` says instead of the question what to do in the file, where
    the row has other faults."""

    key: str
    text: str
    choices: tuple[tuple[str, str], ...]
    hint: str = ""
    advice: str = ""


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
    that it does something beside its rows, of which a note tells. `idle_options` are the names of those of the kind's
    options that would do nothing. `work` is what the kind needs to apply the plan; it
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
    idle_options: tuple[str, ...] = ()
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
        rows, the column, the message with values and cells where there are several, the first problem in words, its
        row's place among all rows and among the wrong ones."""
        found, alike, wrong = {}, {}, 0
        for index, row in enumerate(self.rows):
            if row.act != Act.ERROR:
                continue
            firsts = {}
            for problem in row.problems:
                firsts.setdefault((problem.column, problem.message), problem)
            for key, problem in firsts.items():
                found.setdefault(key, [0, *key, str(problem), index, wrong])[0] += 1
                alike.setdefault(key, []).append(problem)
            wrong += 1
        for key, fault in found.items():
            fault[2] = _with_places(fault[2], alike[key]) if fault[0] > 1 else fault[2]
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
            "idle_options": list(self.idle_options),
        }

    def digest(self):
        """Give a fingerprint of what the plan does: equal for two plans that do the same."""
        does = self.fingerprint or [
            [row.key, row.act.value, row.cells, [problem.message for problem in row.problems]] for row in self.rows
        ]
        text = json.dumps([does, self.unusable], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _with_places(message, problems):
    """Give a message of several problems with what stands where: "”Stevns” (C3 og E3). Kommunen er ikke med"."""
    several, places = len({each.sheet for each in problems}) > 1, {}
    for each in problems:
        if each.row:
            place = each.cell or f"række {each.row}"
            places.setdefault(each.value, []).append(f"{place} i arket ”{each.sheet}”" if several else place)
    told = _named([f"”{value}” ({_named(found)})" if value else _named(found) for value, found in places.items()])
    return f"{told}. {message}" if told else message


def _named(texts):
    """Give the first texts, each once, and how many there are more."""
    texts = list(dict.fromkeys(texts))
    more = [f"{len(texts) - NAMED} til"] if texts[NAMED:] else []
    return join(texts[:NAMED] + more)


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
        idle_options=tuple(values.get("idle_options", ())),
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
