"""Saving many answers at once, as a file brings them: what `save_answer` keeps for one is kept here for each.

The number of queries grows with batches of rows, not with rows. Rounds are locked first, then assessments, each by
their ids: whoever types an answer, submits or locks a round meanwhile waits, and nobody waits for each other in a ring.
"""

from collections import namedtuple
from dataclasses import dataclass, field

from django.db.models import Q

from clusters.models import Answer, Round, SelfAssessment, Track
from clusters.workflow.acts import refuse_cpr
from clusters.workflow.answer_writing import BATCH, Change, History, batched, write_answers
from clusters.workflow.answers import why_locked
from clusters.workflow.errors import Conflict, CprRefused, Locked, WorkflowError
from indicators.outline import Outline, load_outline
from indicators.values import ValueProblem, clean_text, parse

# How the reason of every import begins, in the history (see misbrug.tables.kind.Job).
IMPORTED = "Import af "
# And the reason under which one is taken back.
UNDONE = "Fortrydelse af import af "
# Assessments whose tracks and answers are read at a time.
ASSESSMENTS = 500

COLUMNS = ("pk", "value", "elaboration", "version", "changed_by_id", "value_by_other", "elaboration_by_other")
Stored = namedtuple("Stored", "id value elaboration version changed_by value_by_other elaboration_by_other")
NOTHING = Stored(None, "", "", 0, None, False, False)
BOTH = (True, True)


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer to be stored: to which indicator in which track, raw as `save_answer` takes it, and the version that
    it builds on.

    `says` tells whether value and elaboration are the writer's own words; what is not is left as it stands. With
    `unseen` the writer may not see what stands: then his words are written even where they stand already.
    """

    track: int
    indicator: int
    value: str
    elaboration: str
    base: int
    says: tuple[bool, bool] = BOTH
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class BatchSaved:
    """What a batch ended in: (id, version) of each answer that was written; how many of them were new, and how many
    entries said what stood there already."""

    written: tuple[tuple[int, int], ...]
    new: int
    unchanged: int


@dataclass
class Batch:
    """What stands in some assessments: tracks in use by assessment and area key, answers by (track, indicator).
    `resting` are tracks like them of assessments that have not begun: an import began those and was taken back.

    `is_locked` says that it was read under lock: only then can it be written on. What a value or a text was read as is
    remembered, since a file says the same thousands of times.
    """

    is_locked: bool
    assessments: dict[int, SelfAssessment] = field(default_factory=dict)
    outlines: dict[int, Outline] = field(default_factory=dict)
    tracks: dict[int, dict[str, Track]] = field(default_factory=dict)
    resting: dict[int, dict[str, Track]] = field(default_factory=dict)
    stored: dict[tuple[int, int], Stored] = field(default_factory=dict)
    _read: dict = field(default_factory=dict, repr=False)

    def outline_of(self, assessment_id):
        """Give the outline of an assessment's catalogue."""
        return self.outlines[self.assessments[assessment_id].round.catalogue_id]

    def track_at(self, assessment_id, area_key):
        """Give the track of an assessment that covers some areas, in use or resting, None where there is none."""
        return self.tracks[assessment_id].get(area_key) or self.resting[assessment_id].get(area_key)

    def answer_to(self, track_id, indicator_id):
        """Give what is stored in a place, NOTHING where nothing ever was."""
        return self.stored.get((track_id, indicator_id), NOTHING)

    def clean(self, indicator, value, elaboration, stored=NOTHING):
        """Give (value, elaboration) ready to store. Raises WorkflowError and CprRefused as `save_answer` does.

        `stored` is the answer that stands: a number in it that was confirmed to be no CPR number may be said again.
        """
        return self.clean_value(indicator, value, stored), self.clean_elaboration(elaboration, stored)

    def clean_value(self, indicator, raw, stored=NOTHING):
        """Give a value ready to store. Raises WorkflowError and CprRefused, with field "value"."""
        key = (indicator.id, raw)
        if key in self._read:
            return self._read[key]
        return self._remember(key, raw, "value", stored, lambda: parse(indicator, raw))

    def clean_elaboration(self, raw, stored=NOTHING):
        """Give an elaboration ready to store. Raises WorkflowError and CprRefused, with field "elaboration"."""
        if raw in self._read:
            return self._read[raw]
        return self._remember(raw, raw, "elaboration", stored, lambda: clean_text(raw))

    def _remember(self, key, raw, field_name, stored, read):
        try:
            refuse_cpr(raw, field_name)
            for_all = True
        except CprRefused:
            # What passes beside this one answer alone is not remembered for the others.
            refuse_cpr(raw, field_name, stored=f"{stored.value}\n{stored.elaboration}")
            for_all = False
        try:
            result = read()
        except ValueProblem as problem:
            raise WorkflowError(str(problem), field_name) from problem
        if for_all:
            self._read[key] = result
        return result


def load_batch(assessment_ids, *, locked=False):
    """Give what stands in some assessments as a `Batch`; with `locked` their rounds and they are locked first, in the
    caller's transaction. Queries: 1 for the rounds, 4 a catalogue, 3 for every 500 assessments."""
    batch = Batch(is_locked=locked)
    ids = sorted(assessment_ids)
    rounds = _rounds_of(ids, locked)
    for group in batched(ids, ASSESSMENTS):
        rows = SelfAssessment.objects.filter(pk__in=group).order_by("pk")
        for row in rows.select_for_update(of=("self",)) if locked else rows:
            row.round = rounds[row.round_id]
            batch.assessments[row.pk] = row
            batch.tracks[row.pk], batch.resting[row.pk] = {}, {}
    for catalogue_id in sorted({row.round.catalogue_id for row in batch.assessments.values()}):
        batch.outlines[catalogue_id] = load_outline(catalogue_id)
    for group in batched(ids, ASSESSMENTS):
        tracks = Track.objects.filter(assessment__in=group)
        tracks = tracks.filter(Q(active=True) | Q(assessment__state=SelfAssessment.State.NOT_STARTED))
        for track in tracks.order_by("assessment", "order", "pk"):
            places = batch.tracks if track.active else batch.resting
            places[track.assessment_id][track.area_key] = track
        answers = Answer.objects.filter(track__in=tracks.order_by().values("pk")).order_by()
        for track_id, indicator_id, *rest in answers.values_list("track_id", "indicator_id", *COLUMNS):
            batch.stored[track_id, indicator_id] = Stored._make(rest)
    return batch


def _rounds_of(assessment_ids, locked):
    """Give the rounds of some assessments by id."""
    rounds = Round.objects.none()
    if assessment_ids:
        rounds = Round.objects.filter(pk__in=SelfAssessment.objects.filter(pk__in=assessment_ids).values("round_id"))
    rounds = rounds.order_by("pk")
    # Without the key: whoever submits holds the assessment and then points at the round, and must not wait for it.
    return {row.pk: row for row in (rounds.select_for_update(no_key=True) if locked else rounds)}


def save_answers(batch, entries, *, allowed, actor, at, reason):
    """Store some answers as typed ones are stored, all or none, and give `BatchSaved`.

    `allowed` are the ids of the assessments in which the actor may write. What an entry says is written only where it
    differs from what stands, or what stands is unseen: as the next version, with a row of history that names the actor,
    `at` and the `reason`. Nobody is there to confirm that a number is no CPR number. In the caller's transaction, in
    which the batch was loaded with its locks. Queries: 2 for every 2,000 answers.
    Raises Locked for an assessment outside `allowed` or one whose answers may not change, WorkflowError and CprRefused
    as `save_answer`, Conflict where another version stands than an entry builds on.
    """
    if not batch.is_locked:
        raise ValueError("A batch is written on under lock alone.")
    places = {track.id: track for tracks in batch.tracks.values() for track in tracks.values()}
    locked = {pk: _why_not(row, allowed) for pk, row in batch.assessments.items()}
    changes, unchanged, seen = [], 0, set()
    for entry in entries:
        place = (entry.track, entry.indicator)
        indicator = _indicator_of(batch, places.get(entry.track), entry, locked)
        stored = batch.answer_to(*place)
        value, elaboration = batch.clean(indicator, entry.value, entry.elaboration, stored)
        # Whether what is unseen says the same must not be found out by what is written.
        if (stored.value, stored.elaboration) == (value, elaboration) and not entry.unseen:
            unchanged += 1
            continue
        if stored.version != entry.base or place in seen:
            mine = Answer(track_id=entry.track, indicator=indicator, value=value, elaboration=elaboration)
            raise Conflict("Et nyere svar står her. Filens er ikke gemt.", stored, mine)
        seen.add(place)
        by_other = left_to_others(stored, entry.says, actor)
        changes.append(Change(*place, value, elaboration, stored.version + 1, False, False, *by_other))
    return BatchSaved(
        written=tuple(write_answers(changes, actor=actor, at=at, reason=reason)),
        new=sum(1 for change in changes if change.version == 1),
        unchanged=unchanged,
    )


def of_others(stored, actor_id):
    """Say of what stands whether (value, elaboration) are other people's words, as far as is known."""
    if stored.id is None:
        return (False, False)
    is_theirs = stored.changed_by != actor_id
    return (is_theirs or stored.value_by_other, is_theirs or stored.elaboration_by_other)


def left_to_others(stored, says, actor):
    """Say the same of what stands once the actor has written those of the two that he `says`."""
    was = of_others(stored, actor.pk if actor else None)
    return tuple(is_theirs and not own for is_theirs, own in zip(was, says, strict=True))


def _why_not(assessment, allowed):
    """Say in Danish why nothing may be written in an assessment, "" where it may."""
    return why_locked(assessment) if assessment.pk in allowed else "Du kan ikke skrive i den selvvurdering."


def _indicator_of(batch, track, entry, locked):
    """Give the indicator of an entry. Raises Locked where its assessment takes no answers, WorkflowError where the
    track is not in use or does not ask it."""
    if track is None:
        raise WorkflowError("Sporet er ikke længere i brug.")
    assessment = track.assessment_id
    if locked[assessment]:
        raise Locked(locked[assessment])
    outline = batch.outline_of(assessment)
    if entry.indicator not in outline.by_id or not outline.is_asked(entry.indicator, track.area_slugs):
        raise WorkflowError("Spørgsmålet stilles ikke i det spor.")
    return outline.by_id[entry.indicator]


def imported_answers(answer_ids, actor):
    """Give (id, version) of those answers whose versions came with an import by the actor; None is the command.

    Queries: 1 for every 2,000 answers.
    """
    found = set()
    for group in batched(sorted(answer_ids), BATCH):
        rows = History.objects.filter(id__in=group, history_user=actor, history_change_reason__startswith=IMPORTED)
        found.update(rows.order_by().values_list("id", "version"))
    return found


def typed_answers(answer_ids):
    """Give the ids of those answers in which somebody has ever written otherwise than by an import or by taking one
    back. Queries: 1 for every 2,000 answers."""
    found = set()
    for group in batched(sorted(answer_ids), BATCH):
        found.update(_typed().filter(id__in=group).values_list("id", flat=True))
    return found


def typed_assessments(assessment_ids):
    """Give the ids of those assessments in which somebody has ever written an answer, in any track, otherwise than by
    an import or by taking one back. Queries: 1 for every 500 assessments."""
    found = set()
    for group in batched(sorted(assessment_ids), ASSESSMENTS):
        rows = _typed().filter(track__assessment__in=group)
        found.update(rows.values_list("track__assessment", flat=True).distinct())
    return found


def _typed():
    by_file = Q(history_change_reason__startswith=IMPORTED) | Q(history_change_reason__startswith=UNDONE)
    return History.objects.exclude(by_file).order_by()
