"""What importing a table of answers would do, row by row: new, changed, unchanged, wrong, or a question."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from clusters.answer_tables.advice import advice_on
from clusters.answer_tables.columns import ELABORATION, TRACK, VALUE
from clusters.answer_tables.finders import RoundFinder
from clusters.answer_tables.lines import Line, PlaceFinder, read_lines
from clusters.answer_tables.places import FormFinder
from clusters.answer_tables.rows import RowWriter, notes_of
from clusters.answer_tables.submitting import settle_submissions
from clusters.matching import MunicipalityFinder
from clusters.models import Round, SelfAssessment
from clusters.workflow import CprRefused, WorkflowError, why_locked
from clusters.workflow.answer_batch import Batch, imported_answers, load_batch
from indicators.outline import load_outline
from indicators.values import clean_text, display, shorten
from misbrug.tables.book import why_no_value
from misbrug.tables.plan import Act, Plan, Progress, Question
from misbrug.text import cpr

State = SelfAssessment.State
COLUMNS = (VALUE.label, ELABORATION.label)
FILE, KEEP, NEWER = "file", "keep", "newer"
STEP = 5000


@dataclass(frozen=True)
class Sight:
    """Into what the importer may bring answers and whose he may see: querysets of rounds and assessments. `visible`
    None sees all. `own` are the ids of his municipalities, None for all, and `own_names` what they are called."""

    rounds: object
    writable: object
    visible: object = None
    own: frozenset | None = None
    own_names: str = ""


@dataclass
class Work:
    """What applying a plan needs: what stands, the lines to be stored, the tracks with which assessments begin, and the
    assessments to be submitted."""

    batch: Batch
    lines: list[Line] = field(default_factory=list)
    begins: dict[int, list[str]] = field(default_factory=dict)
    submits: list[int] = field(default_factory=list)


def plan_answers(understood, job, sight, submit=False):
    """Give, as the value of a generator of Progress, the `Plan` with its `Work`.

    The number of queries grows with the catalogues and with each five hundred assessments. With `submit` the
    assessments that the file names are to be submitted, as far as nothing is wrong with them.
    """
    yield Progress("Finder kommuner og spørgsmål")
    planner = _Planner(read_lines(understood), job, sight)
    total = len(planner.lines)
    planner.find_places()
    planner.load()
    for number, line in enumerate(planner.lines):
        if number % STEP == 0:
            yield Progress("Sammenligner med det gemte", number, total)
        planner.read(line)
    planner.settle_tracks()
    planner.settle_doubles()
    planner.judge()
    work = planner.work(submit)
    yield Progress("Skriver forhåndsvisningen", total, total)
    return planner.plan(work)


class _Planner:
    """Plans one file."""

    def __init__(self, lines, job, sight):
        self.lines, self._job, self._sight = lines, job, sight
        self._batch = self._forms = None

    def find_places(self):
        """Find round and municipality of each line."""
        sight, job = self._sight, self._job
        rounds = RoundFinder(sight.rounds, job.target)
        finder = PlaceFinder(rounds, MunicipalityFinder(), job, sight.own, sight.own_names)
        for line in self.lines:
            finder.find(line)

    def load(self):
        """Load what stands in the assessments that the lines name."""
        placed = [line for line in self.lines if line.round and line.municipality]
        rows = self._sight.writable.filter(
            round__in={line.round.id for line in placed}, municipality__in={line.municipality.id for line in placed}
        )
        columns = ("pk", "round_id", "municipality_id")
        ids = {(round_, place): pk for pk, round_, place in rows.order_by().values_list(*columns)}
        named = set()
        for line in placed:
            line.assessment = ids.get((line.round.id, line.municipality.id))
            if line.assessment is None:
                line.refuse(line.municipality_column, _why_absent(line.round))
            else:
                named.add(line.assessment)
        self._batch = load_batch(named, locked=self._job.locked)
        # A row whose municipality is wrong is told of its other faults as well.
        for catalogue_id in {line.round.catalogue_id for line in self.lines if line.round} - set(self._batch.outlines):
            self._batch.outlines[catalogue_id] = load_outline(catalogue_id)
        self._forms = FormFinder(self._batch)

    def read(self, line):
        """Find a line's question and track, and read its cells."""
        if line.round is not None:
            self._forms.find(line)
        if line.indicator is None:
            return
        if line.track is not None:
            track = self._batch.tracks[line.assessment].get(line.track)
            if track is not None:
                line.stored = self._batch.answer_to(track.id, line.indicator.id)
        if not line.is_blank:
            self._read_content(line)

    def _read_content(self, line):
        """Read value and elaboration; a blank value, and an elaboration without a column, stay as they are stored."""
        stored = line.stored
        value = self._clean(line, VALUE, line.value_text or stored.value, stored.value)
        has_column = line.has_cell(ELABORATION.name)
        elaboration = line.elaboration_text if has_column else stored.elaboration
        elaboration = self._clean(line, ELABORATION, elaboration, stored.elaboration)
        if value and elaboration:
            line.raw, line.content = (value[0], elaboration[0]), (value[1], elaboration[1])

    def _clean(self, line, column, raw, stored):
        """Give (raw, as stored), or None where it is wrong. Dots for a number that stands there mean that number."""
        try:
            if cpr.REDACTED in raw:
                if not stored or clean_text(cpr.redact(stored)) != clean_text(raw):
                    raise CprRefused(cpr.CERTAIN_MESSAGE, None, certain=True)
                raw = stored
            problem = why_no_value(raw)
            if problem:
                raise WorkflowError(problem)
            if column is VALUE:
                return raw, self._batch.clean_value(line.indicator, raw, line.stored)
            return raw, self._batch.clean_elaboration(raw, line.stored)
        except CprRefused as refusal:
            line.refuse(column.name, cpr.CERTAIN_MESSAGE if refusal.certain else cpr.REWRITE_MESSAGE)
        except WorkflowError as refusal:
            is_value = column is VALUE
            line.refuse(column.name, advice_on(line.indicator, raw, refusal.message) if is_value else refusal.message)
        return None

    def settle_tracks(self):
        """Refuse tracks that overlap in an assessment that begins with what the file says."""
        begun = {}
        for line in self.lines:
            if line.content is None or line.track is None or self._batch.tracks[line.assessment]:
                continue
            tracks = begun.setdefault(line.assessment, {})
            if line.track in tracks:
                continue
            areas = set(line.track.split("+"))
            other = next((first for key, first in tracks.items() if not areas.isdisjoint(key.split("+"))), None)
            if other is None:
                tracks[line.track] = line
            else:
                line.refuse(TRACK.name, f"{other.where} har et andet spor med samme område. Et område har kun ét spor.")

    def settle_doubles(self):
        """Refuse lines that say different things of the same place; what is said twice is stored once."""
        first = {}
        for line in self.lines:
            if line.content is None or line.track is None:
                continue
            other = first.setdefault((line.assessment, line.track, line.indicator.id), line)
            if other is line:
                continue
            if other.content == line.content:
                line.is_double = True
            else:
                line.refuse(VALUE.name, _disagreement(other))
                if not any(problem.message.startswith(DOUBLE) for problem in other.problems):
                    other.refuse(VALUE.name, _disagreement(line))

    def judge(self):
        """Say of each line what happens to it."""
        imported = self._imported()
        why = {pk: _why_not(row) for pk, row in self._batch.assessments.items()}
        for line in self.lines:
            line.act = self._act(line, why, imported)

    def _imported(self):
        """Give the answers that differ and were last written by an import of the same person."""
        actor = self._job.actor.pk if self._job.actor else None
        mine = {
            line.stored.id
            for line in self.lines
            if line.content not in (None, line.stored[1:3]) and line.stored.id and line.stored.changed_by == actor
        }
        return imported_answers(mine, self._job.actor)

    def _act(self, line, why, imported):
        if line.problems:
            return Act.ERROR
        if line.question:
            return Act.ASK
        stored = line.stored
        if line.content is None or line.is_double or line.content == stored[1:3]:
            return Act.UNCHANGED
        if why[line.assessment]:
            line.refuse(line.municipality_column, why[line.assessment])
            return Act.ERROR
        is_empty = stored[1:3] == ("", "")
        if line.version is None:
            is_newer = not is_empty and (stored.id, stored.version) not in imported
        else:
            is_newer = bool(stored.id) and line.version != stored.version
        return self._ask(line) if is_newer else (Act.NEW if is_empty else Act.CHANGED)

    def _ask(self, line):
        """Give the act of a line that would take the place of a newer answer."""
        decision = self._job.decision(line.key, NEWER)
        if decision == FILE:
            return Act.CHANGED
        if decision == KEEP:
            line.is_kept = True
            return Act.UNCHANGED
        line.question = NEWER_ANSWER
        return Act.ASK

    def work(self, submit):
        """Give what applying needs."""
        work = Work(self._batch)
        if submit:
            work.submits = settle_submissions(self._batch, self.lines)
        for line in self.lines:
            if line.act not in (Act.NEW, Act.CHANGED):
                continue
            work.lines.append(line)
            if not self._batch.tracks[line.assessment]:
                keys = work.begins.setdefault(line.assessment, [])
                if line.track not in keys:
                    keys.append(line.track)
        return work

    def plan(self, work):
        """Give the Plan. Its rows are written only where they are to be shown."""
        return Plan(
            columns=COLUMNS,
            rows=() if self._job.locked else self._rows(),
            questions=tuple({line.question.key: line.question for line in self.lines if line.question}.values()),
            notes=notes_of(work),
            fingerprint=self._fingerprint(work),
            tally=Counter(line.act for line in self.lines),
            work=work,
        )

    def _rows(self):
        visible = None
        if self._sight.visible is not None:
            ids = list(self._batch.assessments)
            visible = set(self._sight.visible.filter(pk__in=ids).values_list("pk", flat=True))
        writer = RowWriter(self._batch, self.lines, visible, self._job.actor)
        return tuple([writer.row(line) for line in self.lines])

    def _fingerprint(self, work):
        """Give a fingerprint of what each line does, where and on top of which version; of what begins and is sent.

        What the lines are called by, such as the name of a municipality, is not in it.
        """
        digest = hashlib.sha256(repr((work.begins, work.submits)).encode())
        for line in self.lines:
            indicator = line.indicator.id if line.indicator else None
            problems = [problem.message for problem in line.problems]
            place = (line.assessment, line.track, indicator)
            does = (line.key, str(line.act), place, line.content, line.is_double, line.stored[:4], problems)
            digest.update(repr(does).encode())
        return digest.hexdigest()


DOUBLE = "Filen siger to ting om det samme svar"
NEWER_ANSWER = Question(
    key=NEWER,
    text="Hvad skal gælde, hvor der står et andet eller nyere svar?",
    choices=((FILE, "Brug filens svar"), (KEEP, "Behold det, der står")),
    hint="De svar er skrevet af andre end dig eller efter, at filen blev hentet.",
)


def _disagreement(other):
    value = display(other.indicator, other.content[0])
    return f"{DOUBLE}. {other.where} siger ”{shorten(value)}”. Ret eller slet den ene."


def _why_absent(round_):
    if round_.state == Round.State.PLANNED:
        return "Runden er ikke åbnet for svar endnu."
    return "Kommunen er ikke med i runden."


def _why_not(assessment):
    """Say why an assessment takes no answers, "" where it does or the import begins it."""
    if assessment.state == State.NOT_STARTED and not assessment.locked:
        return ""
    return why_locked(assessment)
