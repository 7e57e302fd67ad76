"""What the preview shows of a plan: the rows of one filter and page, each problem at its cell, what can be saved.

A plan can have 100,000 rows, so only those that are shown are read. As they are kept, the rows of a filter stand
together: a filter is a range.
"""

import re
from dataclasses import dataclass, replace
from itertools import zip_longest

from django.core.paginator import Paginator

from misbrug.imports.chunks import read_rows
from misbrug.imports.kinds import KINDS
from misbrug.tables.plan import Act, PlanRow, Problem, plan_from_plain
from misbrug.text.danish import amount, first_upper, join, loose_fold

ROWS_A_PAGE = 100
PROBLEMS_SHOWN = 20
_NUMBER = re.compile(r"[−-]?(0|[1-9][0-9.]*)(,[0-9]+)?")
WORDS = {
    Act.ERROR: ("error", "Fejl"),
    Act.ASK: ("help", "Afgør"),
    Act.CHANGED: ("edit", "Ændres"),
    Act.NEW: ("plus", "Ny"),
    Act.UNCHANGED: ("", "Uændret"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of rows: its word in the address, its label, which of the kept rows it shows, and whether it is the
    chosen one."""

    word: str
    label: str
    rows: range
    current: bool = False

    @property
    def count(self):
        """Give how many rows it has."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of the preview: (before, after), whether it changes, and what is wrong with it."""

    column: str
    before: str | None
    after: str
    problems: tuple[Problem, ...] = ()
    is_number: bool = False

    @property
    def changes(self):
        """Say whether something stored is changed in the cell."""
        return self.before is not None

    @property
    def is_marked(self):
        """Say whether the cell is what one has to look at."""
        return self.changes or bool(self.problems)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the preview: its place in the file, what happens to it, its cells, and problems of the whole row."""

    index: int
    row: PlanRow
    cells: tuple[ShownCell, ...]
    problems: tuple[Problem, ...]
    choices: tuple[tuple[str, str], ...] = ()
    chosen: str = ""

    @property
    def anchor(self):
        """Give the id of the row on the page."""
        return f"raekke-{self.index}"

    @property
    def icon(self):
        """Give the sign of what happens to the row."""
        return WORDS[self.row.act][0]

    @property
    def word(self):
        """Give what happens to the row."""
        return WORDS[self.row.act][1]


class Preview:
    """The preview of a run: `filters`, one page of `rows` under `columns`, and the `problems` for the summary.

    `plan` is the Plan without its rows.
    """

    def __init__(self, run, *, word="", page=None):
        self.run = run
        self.plan = plan_from_plain(run.plan)
        self.total = sum(self.plan.counts().values())
        self.has_sheets = run.plan["sheets"] > 1
        one = KINDS[run.kind].one
        # What the rows are called by has the kind's name, unless a column of the file has it.
        self.heading = "Hvad" if one in self.plan.columns else first_upper(one)
        self.filters = self._filters(word)
        self.filter = next(each for each in self.filters if each.current)
        self.page = Paginator(self.filter.rows, ROWS_A_PAGE).get_page(page)
        self._fill()

    @property
    def to_store(self):
        """Give how many rows would be stored."""
        return self.run.counts.get("changed", 0) + self.run.counts.get("new", 0)

    @property
    def save_label(self):
        """Give what the button says: "Gem 3 ændringer og 1 ny"."""
        counts = self.run.counts
        parts = []
        if counts.get("changed"):
            parts.append(amount(counts["changed"], "ændring", "ændringer"))
        if counts.get("new"):
            parts.append(amount(counts["new"], "ny", "nye"))
        return f"Gem {join(parts)}" if parts else "Gem"

    @property
    def query(self):
        """Give what the address carries beside the page."""
        return f"vis={self.filter.word}&" if self.filter.word else ""

    def problems(self):
        """Give (message, address) of the first problems, for the summary. Their rows stand first on the first page."""
        here = self.page.object_list[:1] == range(1)
        found = [
            (str(problem), f"{'' if here else '?'}#raekke-{index}")
            for index, row in read_rows(self.run, self._rows_of(Act.ERROR)[:PROBLEMS_SHOWN])
            for problem in row.problems
        ]
        return found[:PROBLEMS_SHOWN]

    def more_problems(self):
        """Give how many problems there are beyond those of the summary."""
        return max(0, self.run.plan["problems"] - PROBLEMS_SHOWN)

    def _rows_of(self, act):
        """Give where the rows of an act stand among those that are kept."""
        counts, acts = self.plan.counts(), list(Act)
        start = sum(counts[each] for each in acts[: acts.index(act)])
        return range(start, start + counts[act])

    def _filters(self, word):
        errors = self._rows_of(Act.ERROR)
        filters = [
            Filter("", "Fejl og ændringer" if errors else "Ændringer", range(self._rows_of(Act.UNCHANGED).start)),
            Filter("fejl", "Kun fejl", errors),
            Filter("spoergsmaal", "Spørgsmål", self._rows_of(Act.ASK)),
            Filter("nye", "Nye", self._rows_of(Act.NEW)),
            Filter("alle", "Alle", range(self.total)),
        ]
        offered = [each for each in filters if each.rows or each.word in ("", "alle")]
        chosen = word if word in [each.word for each in offered] else ""
        return [replace(each, current=each.word == chosen) for each in offered]

    def _fill(self):
        """Build the rows of the page, and leave out the columns in which none of them has anything of its own."""
        shown = [self._shown(index, row) for index, row in read_rows(self.run, self.page.object_list)]
        used = [place for place in range(len(self.plan.columns)) if _says_something(shown, place)]
        # What changes or is wrong comes first, so that it is in view however many columns there are.
        used.sort(key=lambda place: not any(row.cells[place].is_marked for row in shown))
        numbers = {place for place in used if _is_numbers(shown, place)}
        self.columns = [(self.plan.columns[place], place in numbers) for place in used]
        self.rows = [
            replace(row, cells=tuple(replace(row.cells[place], is_number=place in numbers) for place in used))
            for row in shown
        ]

    def _shown(self, index, row):
        by_column = {}
        for problem in row.problems:
            by_column.setdefault(loose_fold(problem.column), []).append(problem)
        cells = []
        # A row that could not be read has fewer cells than there are columns.
        for column, (before, after) in zip_longest(self.plan.columns, row.cells, fillvalue=(None, "")):
            problems = tuple(by_column.pop(loose_fold(column), ()))
            value = after or next((problem.value for problem in problems), "")
            # Nothing is changed by a row that is wrong.
            cells.append(ShownCell(column, None if row.act == Act.ERROR else before, value, problems))
        rest = tuple(problem for problems in by_column.values() for problem in problems)
        question = next((each for each in self.plan.questions if each.key == row.question), None)
        return ShownRow(
            index,
            row,
            tuple(cells),
            rest,
            choices=question.choices if question else (),
            chosen=self.run.decisions.get(row.key, ""),
        )


def all_problems(run):
    """Give all problems of a run that is planned, in the order of the file."""
    wrong = range(run.plan["counts"][Act.ERROR])
    return [problem for _, row in read_rows(run, wrong) for problem in row.problems]


def _says_something(rows, place):
    """Say whether a column has more in it than what the rows are called by anyway."""
    return any(row.cells[place].is_marked or row.cells[place].after not in ("", row.row.label) for row in rows)


def _is_numbers(rows, place):
    """Say whether a column holds nothing but numbers, apart from what is wrong."""
    values = [row.cells[place].after for row in rows if row.cells[place].after and not row.cells[place].problems]
    return bool(values) and all(_NUMBER.fullmatch(value) for value in values)
