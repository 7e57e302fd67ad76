"""The rows of a table of answers on their way to a plan: what each cell says, and which place in the form it means."""

import re
from dataclasses import dataclass

from clusters.answer_tables.columns import CODE, INDICATOR, MUNICIPALITY, ROUND, SPECS, TRACK, VALUE, VERSION
from clusters.answer_tables.finders import NotFound
from clusters.matching import NoMunicipality, doubt
from clusters.workflow.answer_batch import NOTHING
from misbrug.tables.book import FIRST_OF_ERROR, Row, as_written
from misbrug.tables.columns import refuse_cpr
from misbrug.tables.plan import Act, Problem, Question
from misbrug.text import cpr

NAMES = tuple(spec.name for spec in SPECS)
LABELS = {spec.name: spec.label for spec in SPECS}
# A CPR number has at least eight digits.
_DIGITS = re.compile(r"(?:\d\D*){8}", re.S)
_VERSION = re.compile(r"\d{1,9}", re.A)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns stand in one table. `places` is {column name: position}, `positions` the same in the order of
    NAMES, None for a column that the table has not."""

    sheet: str
    places: dict[str, int]
    positions: tuple[int | None, ...]

    def texts(self, row):
        """Give the cells of a row in the order of NAMES, "" for a column that is not there."""
        return ["" if place is None else row.cells[place].strip() for place in self.positions]


@dataclass(slots=True)
class Line:
    """One row: what its cells say, what is found of what they mean, and what will happen to it.

    `track` is the key of the areas that its track covers. `stored` is what stands in its place; `content` is (value,
    elaboration) as they would be stored, None where a cell cannot be read, and `raw` what they were read from.
    `is_foreign` says that it is of a municipality for which the importer may bring no answers. `says` tells of value
    and elaboration whether the row says them, `hidden` whether what stands there is not the importer's to see.
    `decided_as` is the key under which the row is decided alone,
    "" where it is the row's own.
    """

    key: str
    layout: Layout
    row: Row
    round_text: str
    code: str
    name: str
    track_text: str
    indicator_text: str
    value_text: str
    elaboration_text: str
    version_text: str
    round: object = None
    municipality: object = None
    assessment: int | None = None
    track: str | None = None
    indicator: object = None
    version: int | None = None
    stored: object = NOTHING
    raw: tuple[str, str] = ("", "")
    content: tuple[str, str] | None = None
    act: Act = Act.UNCHANGED
    is_double: bool = False
    is_kept: bool = False
    is_foreign: bool = False
    says: tuple[bool, bool] = (False, False)
    hidden: tuple[bool, bool] = (False, False)
    decided_as: str = ""
    question: Question | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_blank(self):
        """Say whether the row answers nothing, so that what is stored stays."""
        return not self.value_text and not self.elaboration_text

    @property
    def is_hidden(self):
        """Say whether any of what stands is not the importer's to see."""
        return any(self.hidden)

    @property
    def says_over_hidden(self):
        """Say whether the row says something in place of what the importer may not see."""
        return any(said and unseen for said, unseen in zip(self.says, self.hidden, strict=True))

    @property
    def municipality_column(self):
        """Give the column in which the municipality is named."""
        return MUNICIPALITY.name if self.name or CODE.name not in self.layout.places else CODE.name

    @property
    def where(self):
        """Name the row for people: "Række 12", with its sheet where it has a name."""
        place = f"række {self.row.line}"
        return f"Arket ”{self.layout.sheet}”, {place}" if self.layout.sheet else place.capitalize()

    def has_cell(self, column):
        """Say whether the row has a cell for a column: in a questionnaire one municipality may have no column of
        words while another has."""
        place = self.layout.places.get(column)
        return place is not None and (self.row.cells_at is None or bool(self.row.cells_at[place]))

    def refuse(self, column, message, short=""):
        """Note what is wrong in one of the row's cells; what stands in none is marked where the answer is."""
        place = self.layout.places.get(column)
        text = "" if place is None else cpr.redact(as_written(self.row.sent(place).strip()))[:200]
        cell = "" if place is None else self.row.at(place)
        if not cell and self.row.cells_at is not None:
            cell = self.value_at
        place = (self.row.line, LABELS[column], text, message, self.layout.sheet, cell)
        self.problems += (Problem(*place, short, by_cell=self.shares_row),)

    @property
    def value_at(self):
        """Give where in the sheet the answer stands."""
        return self.row.at(self.layout.places[VALUE.name])

    @property
    def shares_row(self):
        """Say whether other answers stand in the same row of the sheet."""
        return self.row.written is not None


def read_lines(understood):
    """Give the `Line` of every row of all tables, in order."""
    lines = []
    for table in understood.tables:
        places = {name: place for place, name in enumerate(table.names) if name}
        layout = Layout(table.sheet, places, tuple(map(places.get, NAMES)))
        at_value = layout.places.get(VALUE.name)
        for row in table.rows:
            # In a questionnaire one row of the sheet gives a line for each municipality.
            place = row.line if row.cells_at is None else row.cells_at[at_value]
            lines.append(Line(f"{table.sheet}!{place}", layout, row, *layout.texts(row)))
            if row.problem:
                lines[-1].refuse(INDICATOR.name, row.problem)
    return lines


class PlaceFinder:
    """Finds the round and the municipality of each line. What a text means is found out once.

    `own` are the ids of the municipalities for which the importer may bring answers, None for all, and `own_names`
    what they are called.
    """

    def __init__(self, rounds, municipalities, job, own=None, own_names=""):
        self._rounds, self._municipalities, self._job = rounds, municipalities, job
        self._own, self._own_names = own, own_names
        self._found, self._clean = {}, set()

    def find(self, line):
        """Set the line's round, municipality and version, or note what is wrong with them."""
        self._refuse_cpr(line)
        try:
            line.round = self._rounds.find(line.round_text)
        except NotFound as problem:
            line.refuse(ROUND.name, str(problem))
        self._find_municipality(line)
        if line.version_text:
            if _VERSION.fullmatch(line.version_text):
                line.version = int(line.version_text)
            else:
                line.refuse(VERSION.name, "Skriv versionen som et helt tal, eller lad cellen være tom.")
        if line.is_foreign:
            # Nothing of it is told but what the file says: neither whether it is right nor whether its round is known.
            line.round = line.version = None
            line.problems = ()

    def _refuse_cpr(self, line):
        for column, text in (
            (ROUND, line.round_text),
            (CODE, line.code),
            (MUNICIPALITY, line.name),
            (TRACK, line.track_text),
            (INDICATOR, line.indicator_text),
            (VERSION, line.version_text),
        ):
            if text in self._clean:
                continue
            try:
                refuse_file_cpr(text)
                self._clean.add(text)
            except ValueError as problem:
                line.refuse(column.name, str(problem))

    def _find_municipality(self, line):
        key = (line.code, line.name)
        if key not in self._found:
            self._found[key] = self._look_up(*key)
        found = self._found[key]
        if self._own is not None and self._is_foreign(found, *key):
            line.is_foreign = True
        elif isinstance(found, NoMunicipality):
            self._decide(line, line.municipality_column, found)
        else:
            line.municipality = found

    def _is_foreign(self, found, *texts):
        """Say whether a row names only other municipalities than the importer's own, be they known or not."""
        meant = [found.proposal] if isinstance(found, NoMunicipality) else [found]
        meant += [self._municipality(text) for text in texts if text]
        return any(texts) and not any(each is not None and each.pk in self._own for each in meant)

    def _municipality(self, text):
        try:
            return self._municipalities.find(text)
        except NoMunicipality as missed:
            return missed.proposal

    def _look_up(self, code, name):
        try:
            found = [self._municipalities.find(text) for text in (code, name) if text]
            if len(set(found)) > 1:
                return NoMunicipality(f"Koden hører til {found[0]}, ikke til {found[1]}. Ret den ene.")
            return found[0] if found else self._municipalities.find("")
        except NoMunicipality as problem:
            return problem

    def _decide(self, line, column, problem):
        """Ask whether a near miss is meant, and heed the answer."""
        if problem.proposal is None:
            line.refuse(column, str(problem))
            return
        question = doubt(line.name or line.code, problem.proposal)
        decision = self._job.decision(line.key, question.key)
        if decision == problem.proposal.code:
            line.municipality = problem.proposal
        elif decision:
            line.refuse(column, str(problem))
        else:
            line.question = question


def refuse_file_cpr(text):
    """Raise ValueError, in Danish, for a text of a file that holds a CPR number, or an error instead of a value."""
    if _DIGITS.search(text) or cpr.REDACTED in text or text.startswith(FIRST_OF_ERROR):
        refuse_cpr(text)


def shown(text):
    """Give a text as it may be shown and kept: with dots for what is, or may be, a CPR number."""
    return cpr.redact(text) if _DIGITS.search(text) else text
