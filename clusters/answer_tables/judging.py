"""What happens to each line of a table of answers: by what stands in its place, and by who wrote that."""

import hashlib

from clusters.models import Round, SelfAssessment
from clusters.workflow import why_locked
from clusters.workflow.answer_batch import imported_answers, typed_answers
from misbrug.tables.plan import Act, Question

FILE, KEEP, NEWER = "file", "keep", "newer"
BLANK = ("", "")


def judge(batch, lines, job):
    """Set the act of each line, and the question of those that wait for a decision.

    A decision counts for the versions that stood when it was made: the question's key, and the key under which a row
    is decided alone, change with them. NEWER among the decisions is a standing one, as the command takes it.
    """
    first = _Judge(batch, lines, job)
    for line in lines:
        line.act = first.act(line)
    newer = [line for line in lines if line.act == Act.ASK and line.question is None]
    question = newer_answers(newer)
    for line in newer:
        line.decided_as = f"{line.key}:{_mark([line])}"
        decision = job.decision(line.decided_as, question.key) or job.decision("", NEWER)
        line.act = _decided(line, decision)
        if line.act == Act.ASK:
            line.question = question


def newer_answers(lines):
    """Give the question about the answers that stand in the places of some lines."""
    return Question(
        key=f"{NEWER}:{_mark(lines)}",
        text="Hvad skal gælde, hvor der står et andet eller nyere svar?",
        choices=((FILE, "Brug filens svar"), (KEEP, "Behold det, der står")),
        hint="De svar er skrevet af andre end dig eller efter, at filen blev hentet.",
    )


def _mark(lines):
    """Give a short fingerprint of the versions that stand in the places of some lines."""
    versions = sorted({(line.stored.id, line.stored.version) for line in lines})
    return hashlib.sha256(repr(versions).encode()).hexdigest()[:12]


def _decided(line, decision):
    if decision == FILE:
        return _write(line)
    if decision == KEEP:
        line.is_kept = True
        return Act.UNCHANGED
    return Act.ASK


def _write(line):
    """Give the act of a line that is stored. Whether something hidden is blank must not be told."""
    is_new = line.stored.id is None or (line.stored[1:3] == BLANK and not line.is_hidden)
    return Act.NEW if is_new else Act.CHANGED


class _Judge:
    """Judges the lines of one file, before anybody's decisions."""

    def __init__(self, batch, lines, job):
        self._why = {pk: _why_not(row) for pk, row in batch.assessments.items()}
        differing = [line.stored for line in lines if line.stored.id and _differs(line) and line.version is None]
        actor = job.actor.pk if job.actor else None
        written = {each.id for each in differing if each[1:3] != BLANK and each.changed_by == actor}
        self._imported = imported_answers(written, job.actor)
        self._typed = typed_answers({each.id for each in differing if each[1:3] == BLANK})

    def act(self, line):
        """Give the act of a line; ASK also where a newer answer stands."""
        if line.problems:
            self._tell_why_not(line)
            return Act.ERROR
        if line.question:
            return Act.ASK
        if line.is_foreign:
            return Act.UNUSED
        if line.is_double or not _says_more(line):
            return Act.UNCHANGED
        if self._why[line.assessment]:
            line.refuse(line.municipality_column, self._why[line.assessment])
            return Act.ERROR
        return Act.ASK if self._is_newer(line) else _write(line)

    def _tell_why_not(self, line):
        """Say before all other faults of a line that no answer is taken there: then the others need no mending."""
        why = _why_closed(line.round) if line.round else ""
        if not line.is_blank:
            why = why or self._why.get(line.assessment, "")
        if why:
            others, line.problems = line.problems, ()
            line.refuse(line.municipality_column, why)
            line.problems += others

    def _is_newer(self, line):
        """Say whether the file does not know of what stands: a person's answer, or one that is hidden."""
        stored = line.stored
        if stored.id is None or line.says_over_hidden:
            return line.says_over_hidden
        if line.version is not None:
            return line.version != stored.version
        if stored[1:3] == BLANK:
            return stored.id in self._typed
        return (stored.id, stored.version) not in self._imported


def _differs(line):
    return line.content is not None and line.content != line.stored[1:3]


def _says_more(line):
    """Say whether a line would change what stands; where that is hidden, whatever it says would."""
    return line.content is not None and (line.says_over_hidden or _differs_in_sight(line))


def _differs_in_sight(line):
    sides = zip(line.content, line.stored[1:3], line.hidden, strict=True)
    return any(after != before for after, before, is_hidden in sides if not is_hidden)


def _why_not(assessment):
    """Say why an assessment takes no answers, "" where it does or the import begins it."""
    if why := _why_closed(assessment.round):
        return why
    if assessment.state == SelfAssessment.State.NOT_PARTICIPATING:
        return "Kommunen deltager ikke i runden, så filens svar kan ikke bruges."
    if assessment.state == SelfAssessment.State.NOT_STARTED and not assessment.locked:
        return ""
    return why_locked(assessment)


def _why_closed(round_):
    """Say that a round takes no answers any longer, "" where it does. One that is planned has nothing to answer in."""
    if round_.state not in (Round.State.PROCESSING, Round.State.CLOSED):
        return ""
    return f"Runden {round_.label} er {round_.get_state_display()} og tager ikke imod svar."
