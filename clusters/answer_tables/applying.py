"""Storing what the plan of a table of answers says, and taking it back. In the caller's transaction."""

from clusters.workflow.answer_batch import UNDONE, Entry, load_batch, save_answers
from clusters.workflow.answer_batch_begin import begin_assessments, unbegin_assessments
from clusters.workflow.answer_batch_undo import CannotTakeBack, take_back_answers
from clusters.workflow.answer_writing import batched
from clusters.workflow.errors import WorkflowError
from clusters.workflow.submit_for import SubmittedFor, submit_for, take_back
from misbrug.tables.plan import Act, Applied, CannotUndo, Progress, Undone
from misbrug.text.danish import amount, join

MOST_MESSAGES = 50
NAMED = 5
# Answers that are stored before it is told how far it is.
STEP = 10_000


def apply_answers(plan, job, writable):
    """Store the plan's answers, begin and submit what it says, and give, as the value of a generator of Progress, what
    was Applied. `writable` is the queryset of the assessments in which the importer may write."""
    work, batch = plan.work, plan.work.batch
    who = {"actor": job.actor, "at": job.at, "reason": job.reason}
    yield Progress("Gemmer svar", 0, len(work.lines))
    allowed = set(writable.filter(pk__in=list(batch.assessments)).values_list("pk", flat=True))
    begin_assessments(batch, work.begins, **who)
    written, new, done = [], 0, 0
    for lines in batched(work.lines, STEP):
        saved = save_answers(batch, (_entry(batch, line) for line in lines), allowed=allowed, **who)
        written += saved.written
        new, done = new + sum(1 for line in lines if line.act == Act.NEW), done + len(lines)
        yield Progress("Gemmer svar", done, len(work.lines))
    if work.submits:
        yield Progress("Indsender på vegne af kommunerne", 0, len(work.submits))
    who["reason"] = job.options.get("submit_reason", "")
    submitted = submit_for(batch, work.submits, **who) if work.submits else []
    counts = plan.counts()
    return Applied(
        new=new,
        changed=len(work.lines) - new,
        unchanged=counts[Act.UNCHANGED],
        skipped=counts[Act.ERROR] + counts[Act.ASK],
        notes=plan.notes,
        does_more=plan.does_more,
        changes={
            "assessments": sorted({line.assessment for line in work.lines} | set(work.submits)),
            "answers": written,
            "values": len(work.lines),
            "began": sorted(work.begins),
            "submitted": [[each.assessment, each.submission, each.earlier] for each in submitted],
        },
    )


def _entry(batch, line):
    track = batch.tracks[line.assessment][line.track]
    place = (track.id, line.indicator.id)
    return Entry(*place, *line.raw, line.stored.version, says=line.says, unseen=line.says_over_hidden)


def undo_answers(changes, job, writable):
    """Give the answers what they said before and take submissions on behalf back; gives, as the value of a generator of
    Progress, what was Undone. Raises CannotUndo."""
    total = len(changes["answers"])
    yield Progress("Sammenligner med det gemte", 0, total)
    ids = changes["assessments"]
    if writable.filter(pk__in=ids).count() < len(ids):
        raise CannotUndo("Du kan ikke længere skrive i alle de selvvurderinger, som importen skrev i.")
    batch = load_batch(ids, locked=True)
    submitted = [SubmittedFor(*each) for each in changes["submitted"]]
    who = {"actor": job.actor, "at": job.at, "reason": f"{UNDONE}{job.file_name}"[:100]}
    try:
        take_back(batch, submitted, **who)
        yield Progress("Skriver det, der stod før", 0, total)
        take_back_answers(batch, changes["answers"], **who)
        unbegun = unbegin_assessments(batch, changes["began"], **who)
    except CannotTakeBack as refusal:
        raise CannotUndo(*_some(refusal.messages)) from refusal
    except WorkflowError as refusal:
        raise CannotUndo(refusal.message) from refusal
    notes = []
    if submitted:
        noun = amount(len(submitted), "selvvurdering", "selvvurderinger")
        notes.append(f"Indsendelsen på vegne af kommunen er taget tilbage for {noun}.")
    stay = [batch.assessments[pk].municipality_name for pk in changes["began"] if pk not in unbegun]
    if stay:
        names = join(stay) if len(stay) <= NAMED else amount(len(stay), "selvvurdering", "selvvurderinger")
        notes.append(f"Selvvurderingen er stadig begyndt i {names}, for andre har arbejdet videre på den.")
    return Undone(values=changes["values"], notes=tuple(notes))


def _some(messages):
    """Give the first messages and how many there are more."""
    if len(messages) <= MOST_MESSAGES:
        return messages
    return [*messages[:MOST_MESSAGES], f"Og {amount(len(messages) - MOST_MESSAGES, 'sted', 'steder')} til."]
