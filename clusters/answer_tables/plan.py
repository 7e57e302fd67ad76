"""What importing a table of answers would do, row by row: new, changed, unchanged, wrong, or a question."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import compress

from django.utils.crypto import salted_hmac

from clusters.answer_tables.advice import advice_on
from clusters.answer_tables.columns import CODE, ELABORATION, INDICATOR, MUNICIPALITY, ROUND, TRACK, VALUE, VERSION
from clusters.answer_tables.finders import RoundFinder
from clusters.answer_tables.judging import judge
from clusters.answer_tables.lines import Line, PlaceFinder, read_lines
from clusters.answer_tables.places import FormFinder
from clusters.answer_tables.rows import HIDDEN, RowWriter, notes_of
from clusters.answer_tables.submitting import settle_submissions
from clusters.matching import MunicipalityFinder
from clusters.models import Round, SelfAssessment
from clusters.workflow import CprRefused, WorkflowError
from clusters.workflow.answer_batch import Batch, load_batch, of_others, typed_assessments
from clusters.workflow.answer_batch_begin import rest_of_areas
from indicators.outline import load_outline
from indicators.values import clean_text, display, shorten
from misbrug.tables.book import as_written, why_no_value
from misbrug.tables.plan import Act, Plan, Progress
from misbrug.text import cpr

State = SelfAssessment.State
# A row has cells under the first two. Under the others stands what is wrong, as it is written in the file.
COLUMNS = tuple(spec.label for spec in (VALUE, ELABORATION, MUNICIPALITY, CODE, TRACK, INDICATOR, ROUND, VERSION))
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
    assessments to be submitted; `left` are those that somebody else has begun and so are not submitted."""

    batch: Batch
    lines: list[Line] = field(default_factory=list)
    begins: dict[int, list[str]] = field(default_factory=dict)
    submits: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)


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
    judge(planner.batch, planner.lines, job)
    work = planner.work(submit)
    yield Progress("Skriver forhåndsvisningen", total, total)
    return planner.plan(work)


class _Planner:
    """Plans one file."""

    def __init__(self, lines, job, sight):
        self.lines, self._job, self._sight = lines, job, sight
        self._actor = job.actor.pk if job.actor else None
        self.batch = self._forms = self._visible = None

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
        self.batch = load_batch(named, locked=self._job.locked)
        if self._sight.visible is not None:
            self._visible = set(self._sight.visible.filter(pk__in=named).values_list("pk", flat=True))
        # A row whose municipality is wrong is told of its other faults as well.
        for catalogue_id in {line.round.catalogue_id for line in self.lines if line.round} - set(self.batch.outlines):
            self.batch.outlines[catalogue_id] = load_outline(catalogue_id)
        self._forms = FormFinder(self.batch)

    def read(self, line):
        """Find a line's question and track, and read its cells."""
        if line.round is not None:
            self._forms.find(line)
        if line.indicator is None:
            return
        if line.track is not None:
            track = self.batch.track_at(line.assessment, line.track)
            if track is not None:
                line.stored = self.batch.answer_to(track.id, line.indicator.id)
                line.hidden = self._hides(line)
        if not line.is_blank:
            self._read_content(line)

    def _hides(self, line):
        """Say of value and elaboration whether the importer may not see them. What he wrote himself he always sees."""
        if self._visible is None or line.assessment in self._visible:
            return (False, False)
        return of_others(line.stored, self._actor)

    def _read_content(self, line):
        """Read value and elaboration; a blank value, and an elaboration without a column, stay as they are stored.

        So does an elaboration whose cell is blank, unless the row builds on a version: then somebody has emptied it.
        """
        batch, stored = self.batch, line.stored
        # What is hidden does not decide what the file may say.
        known = stored._replace(**dict.fromkeys(compress(("value", "elaboration"), line.hidden), ""))
        empties = line.version is not None and line.has_cell(ELABORATION.name)
        line.says = (bool(line.value_text), bool(line.elaboration_text) or empties)
        value = (stored.value, stored.value)
        if line.value_text:
            read = partial(batch.clean_value, line.indicator, stored=known)
            value = self._clean(line, VALUE, line.value_text, known.value, read)
        elaboration = ("", "") if empties else (stored.elaboration, stored.elaboration)
        if line.elaboration_text:
            read = partial(batch.clean_elaboration, stored=known)
            elaboration = self._clean(line, ELABORATION, line.elaboration_text, known.elaboration, read)
        if value and elaboration:
            line.raw, line.content = zip(value, elaboration, strict=True)

    def _clean(self, line, column, raw, stored, read):
        """Give (raw, as stored), or None where it is wrong. Dots for a number that stands there mean that number."""
        try:
            if cpr.REDACTED in raw:
                if not stored or clean_text(cpr.redact(stored)) != clean_text(raw):
                    raise CprRefused(cpr.CERTAIN_MESSAGE, None, certain=True)
                raw = stored
            problem, raw = why_no_value(raw), as_written(raw)
            if problem and clean_text(raw) != stored:
                raise WorkflowError(problem)
            return raw, read(raw)
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
            if line.content is None or line.track is None or self.batch.tracks[line.assessment]:
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
            if _said(other) == _said(line):
                line.is_double = True
            else:
                line.refuse(VALUE.name, _disagreement(other))
                if not any(problem.message.startswith(DOUBLE) for problem in other.problems):
                    other.refuse(VALUE.name, _disagreement(line))

    def work(self, submit):
        """Give what applying needs."""
        work = Work(self.batch)
        if submit:
            begun = self._begun_by_others()
            work.submits = settle_submissions(self.batch, [line for line in self.lines if line.assessment not in begun])
            work.left = sorted(begun)
        for line in self.lines:
            if line.act not in (Act.NEW, Act.CHANGED):
                continue
            work.lines.append(line)
            if not self.batch.tracks[line.assessment]:
                keys = work.begins.setdefault(line.assessment, [])
                if line.track not in keys:
                    keys.append(line.track)
        for assessment, keys in work.begins.items():
            keys += rest_of_areas(self.batch.outline_of(assessment).areas, keys)
        return work

    def _begun_by_others(self):
        """Give the drafts in which a person has written, or whose answers the importer may not see: what they hold is
        the municipality's own to send, and to know of."""
        drafts = {pk for pk, row in self.batch.assessments.items() if row.state == State.DRAFT and not row.locked}
        found = typed_assessments(drafts)
        if self._visible is not None:
            unseen = drafts - self._visible - found
            places = {track.id: pk for pk in unseen for track in self.batch.tracks[pk].values()}
            held = ((places.get(track), stored) for (track, _), stored in self.batch.stored.items())
            found.update(pk for pk, stored in held if pk and any(of_others(stored, self._actor)))
        return found

    def plan(self, work):
        """Give the Plan. Its rows are written only where they are to be shown."""
        return Plan(
            columns=COLUMNS,
            rows=() if self._job.locked else self._rows(),
            questions=tuple({line.question.key: line.question for line in self.lines if line.question}.values()),
            notes=notes_of(work, self.lines),
            unusable=self._why_nothing(),
            does_more=bool(work.submits),
            fingerprint=self._fingerprint(work),
            tally=Counter(line.act for line in self.lines),
            work=work,
        )

    def _why_nothing(self):
        """Say in Danish why there is nothing in the file for the importer, "" where there is."""
        if self.lines and all(line.is_foreign for line in self.lines):
            return f"Der er ingen rækker om {self._sight.own_names} i filen."
        return ""

    def _rows(self):
        writer = RowWriter(self.batch, self.lines)
        return tuple([writer.row(line) for line in self.lines])

    def _fingerprint(self, work):
        """Give a fingerprint of what each line does, where and on top of which version; of what begins and is sent.

        What the lines are called by, such as the name of a municipality, is not in it. It has a key, since it stands in
        the page and what is hidden is in it: nobody can try his guesses against it.
        """
        digest = salted_hmac(__name__, repr((work.begins, work.submits)), algorithm="sha256")
        for line in self.lines:
            indicator = line.indicator.id if line.indicator else None
            problems = [problem.message for problem in line.problems]
            place = (line.assessment, line.track, indicator)
            does = (line.key, str(line.act), place, line.content, line.is_double, line.stored[:4], problems)
            digest.update(repr(does).encode())
        return digest.hexdigest()


DOUBLE = "Filen siger to ting om det samme svar"


def _said(line):
    """Give what a line says of its place, apart from what is hidden."""
    sides = zip(line.content, line.says, line.hidden, strict=True)
    return tuple(None if is_hidden and not said else text for text, said, is_hidden in sides)


def _disagreement(other):
    is_untold = other.hidden[0] and not other.says[0]
    value = HIDDEN if is_untold else display(other.indicator, other.content[0])
    return f"{DOUBLE}. {other.where} siger ”{shorten(value)}”. Ret eller slet den ene."


def _why_absent(round_):
    if round_.state == Round.State.PLANNED:
        return "Runden er ikke åbnet for svar endnu."
    return "Kommunen er ikke med i runden."
