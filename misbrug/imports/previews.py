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
from misbrug.text.danish import amount, decimal, first_upper, join, loose_fold

ROWS_A_PAGE = 100
FITS = 4
"""As many columns of the file as stand side by side without scrolling."""
_NUMBER = re.compile(r"[−-]?(0|[1-9][0-9.]*)(,[0-9]+)?")
WORDS = {
    Act.ERROR: ("error", "Fejl"),
    Act.ASK: ("help", "Afgør"),
    Act.CHANGED: ("edit", "Ændres"),
    Act.NEW: ("plus", "Ny"),
    Act.UNCHANGED: ("", "Uændret"),
    Act.UNUSED: ("", "Bruges ikke"),
}
DONE = {Act.ERROR: ("error", "Ikke gemt"), Act.ASK: ("help", "Ikke gemt"), Act.CHANGED: ("edit", "Ændret")}


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
    """A row of the preview: its place in the file, what happens to it, its cells, and problems of the whole row.

    `listed` are cells that are told one after the other, where they do not stand under the columns.
    """

    index: int
    row: PlanRow
    cells: tuple[ShownCell, ...]
    problems: tuple[Problem, ...]
    listed: tuple[ShownCell, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    is_done: bool = False

    @property
    def anchor(self):
        """Give the id of the row on the page."""
        return f"raekke-{self.index}"

    @property
    def icon(self):
        """Give the sign of what happens to the row."""
        return self._words[0]

    @property
    def word(self):
        """Give what happens to the row, or happened."""
        return self._words[1]

    @property
    def _words(self):
        return (DONE if self.is_done else {}).get(self.row.act) or WORDS[self.row.act]


class Preview:
    """The preview of a run: `filters`, one page of `rows` under `columns`, and the `problems` for the summary.

    `plan` is the Plan without its rows. Of a run that is stored it is shown what was done, and first what was stored.
    """

    def __init__(self, run, *, word="", page=None):
        self.run = run
        self.plan = plan_from_plain(run.plan)
        self.total = sum(self.plan.counts().values())
        self.is_done = run.applied_at is not None
        self.has_sheets = run.plan["sheets"] > 1
        one = KINDS[run.kind].one
        # What the rows are called by has the kind's name, unless a column of the file has it.
        self.heading = "Hvad" if first_upper(one) in self.plan.columns else first_upper(one)
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

    @property
    def waiting(self):
        """Give how many questions wait for an answer."""
        return len([key for key, rows in self.run.plan["asked"].items() if key and rows])

    @property
    def asks_of_many(self):
        """Say whether a question is about several rows."""
        return any(rows > 1 for rows in self.run.plan["asked"].values())

    def faults(self):
        """Give (message, address) of what is wrong, equal problems together. The address leads to the first row."""
        found = [
            (_fault_in_words(rows, column, message, first), self._address(index, place))
            for rows, column, message, first, index, place in self.run.plan["faults"]
        ]
        more = self.run.plan["more_faults"]
        return [*found, (f"Og {decimal(more)} til", "?vis=fejl")] if more else found

    def _address(self, index, place):
        """Give where a wrong row stands: without a filter those come first, as long as nothing is stored."""
        page, word = place // ROWS_A_PAGE + 1, "fejl" if self.is_done else ""
        if (self.filter.word, self.page.number) == (word, page):
            return f"#raekke-{index}"
        return f"?{'vis=fejl&' if word else ''}side={page}#raekke-{index}"

    def _rows_of(self, act):
        """Give where the rows of an act stand among those that are kept."""
        counts, acts = self.plan.counts(), list(Act)
        start = sum(counts[each] for each in acts[: acts.index(act)])
        return range(start, start + counts[act])

    def _filters(self, word):
        errors, asked, changed, new = map(self._rows_of, (Act.ERROR, Act.ASK, Act.CHANGED, Act.NEW))
        if self.is_done:
            filters = [
                Filter("", "Ændret og nyt", range(changed.start, new.stop)),
                Filter("fejl", "Ikke gemt", range(asked.stop)),
            ]
        else:
            filters = [
                Filter("", "Fejl og ændringer" if errors else "Ændringer", range(new.stop)),
                Filter("fejl", "Kun fejl", errors),
                Filter("spoergsmaal", "Spørgsmål", asked),
            ]
        filters += [
            Filter("aendringer", "Kun ændringer", changed),
            Filter("nye", "Nye", new),
            Filter("alle", "Alle", range(self.total)),
        ]
        offered = [each for each in filters if each.rows or each.word in ("", "alle")]
        chosen = word if word in [each.word for each in offered] else ""
        return [replace(each, current=each.word == chosen) for each in offered]

    def _fill(self):
        """Build the rows of the page.

        Columns in which no row has anything of its own are left out. Where the rest do not fit side by side, only
        those stand there in which something changes or is wrong, and other rows list their cells; where not even
        those fit, every row does.
        """
        shown = [self._shown(index, row) for index, row in read_rows(self.run, self.page.object_list)]
        used = [place for place in range(len(self.plan.columns)) if _says_something(shown, place)]
        marked = [place for place in used if any(row.cells[place].is_marked for row in shown)]
        fits = len(used) <= FITS
        # What changes or is wrong comes first.
        places = sorted(used, key=lambda place: place not in marked) if fits else marked
        if len(places) > FITS:
            places = []
        numbers = {place for place in places if _is_numbers(shown, place)}
        self.columns = [(self.plan.columns[place], place in numbers) for place in places]
        self.rows = [
            replace(
                row,
                cells=tuple(replace(row.cells[place], is_number=place in numbers) for place in places),
                listed=() if fits else _listed([row.cells[place] for place in used], under_columns=bool(places)),
            )
            for row in shown
        ]
        self.lists = any(row.listed for row in self.rows)

    def _shown(self, index, row):
        by_column = {}
        for problem in row.problems:
            # What holds for many rows stands in the summary, and not in full on each of them.
            problem = replace(problem, message=problem.short or problem.message)
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
        has_more = self.run.plan["asked"].get(row.question, 0) > 1
        return ShownRow(
            index,
            row,
            tuple(cells),
            rest,
            # A question about one row alone is answered where it is asked.
            choices=question.choices if question and has_more else (),
            chosen=self.run.decisions.get(row.key, ""),
            is_done=self.is_done,
        )


def _listed(cells, *, under_columns):
    """Give the cells that a row lists: what is marked, else all it says; none where the columns show what is marked."""
    marked = tuple(cell for cell in cells if cell.is_marked)
    if marked:
        return () if under_columns else marked
    return tuple(cell for cell in cells if cell.after)


def _fault_in_words(rows, column, message, first):
    """Give a problem with its row where it is alone, else with the number of its rows."""
    if rows == 1:
        return first
    where = f", {column}" if column else ""
    return f"{amount(rows, 'række', 'rækker')}{where}: {message}"


def _says_something(rows, place):
    """Say whether a column has more in it than what the rows are called by anyway."""
    return any(row.cells[place].is_marked or row.cells[place].after not in ("", row.row.label) for row in rows)


def _is_numbers(rows, place):
    """Say whether a column holds nothing but numbers, apart from what is wrong."""
    values = [row.cells[place].after for row in rows if row.cells[place].after and not row.cells[place].problems]
    return bool(values) and all(_NUMBER.fullmatch(value) for value in values)
