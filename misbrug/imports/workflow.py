"""The way of a run: read → planned → applied → undone. The only writer of runs.

Reading, planning and storing can take seconds: `preview`, `apply` and `undo` are generators of `Progress`, whose value
is the result. If one is left before its end (the connection is gone, the process killed), nothing of it is stored.
"""

import hashlib
from dataclasses import asdict, replace
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from misbrug.imports.chunks import forget_rows, keep_rows
from misbrug.imports.files import clean_or_redacted
from misbrug.imports.kinds import KINDS
from misbrug.imports.models import ImportRun
from misbrug.imports.permissions import made_for
from misbrug.imports.recall import recall, recalled_notes, remember
from misbrug.imports.strays import drop_strays, is_in_file, why_no_column
from misbrug.tables.book import Reading, UnusableFile
from misbrug.tables.cut_off import doubt_last_row
from misbrug.tables.formulas import tell_of_formulas
from misbrug.tables.kind import SKIP, STOP, Job
from misbrug.tables.left_out import notes_on_left_out
from misbrug.tables.plan import Act, NotAsPlanned, Progress
from misbrug.tables.reading import read_book
from misbrug.text import cpr
from misbrug.text.danish import NBSP, date_time, loose_fold
from misbrug.text.guard import validate_no_cpr

State = ImportRun.State
# A file can have thousands of lines that are no rows: so many are told on the receipt.
LEFT_OUT_KEPT = 50
NOTHING_NEW = "Filen ændrer intet: det, den siger, står der allerede."
NO_ROWS = "Filen har ingen rækker under sine overskrifter."
NOTHING_DONE = "Filen ændrede intet."
MOVED = "Noget er ændret, siden du så forhåndsvisningen. Se, hvad filen gør nu, og gem igen."


class RunError(Exception):
    """An act on a run that cannot be done now. `message` is Danish."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


class AlreadyApplied(RunError):
    """The run is stored already: a second click, or a retry after a lost answer."""


class Moved(RunError):
    """What the file would do is no longer what was shown, since something stored has changed in between."""


class Blocked(RunError):
    """There are errors or open questions, and all or nothing is asked for."""


def lock_run(run_id):
    """Lock one run and give it."""
    return ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)


def kind_of(run):
    """Give the `Kind` of a run."""
    return KINDS[run.kind]


def target_of(run):
    """Give what the run goes into, or None. Raises RunError where it is gone."""
    kind = kind_of(run)
    if kind.target is None or not run.target_slug:
        return None
    found = kind.target.model.objects.filter(slug=run.target_slug).first()
    if found is None:
        raise RunError(f"{kind.target.name.capitalize()} ”{run.target_name}” findes ikke længere.")
    return found


# Reading


def start(kind, data, name, *, actor, at, target=None, reading=None):
    """Read a file's bytes and give the new run; `reading` says what must not be found out.

    Files whose time is up are forgotten on the way. Raises UnusableFile, and keeps nothing, where it is no table.
    """
    book = read_book(data, name, reading)
    kept, is_redacted = clean_or_redacted(book, data)
    forget_files(at)
    return ImportRun.objects.create(
        kind=kind.slug,
        target_slug=target.slug if target else "",
        target_name=kind.target.called(target)[:200] if target else "",
        file_name=cpr.redact(name)[-255:],
        file_size=len(data),
        file_digest=hashlib.sha256(data).hexdigest(),
        file=kept,
        file_until=at + timedelta(days=settings.IMPORT_FILE_DAYS),
        is_redacted=is_redacted,
        reading=asdict(reading) if reading else {},
        recalled=recall(kind, book, target),
        made_by=actor,
        maker_name=actor.name if actor else "Kommandoen import_data",
        made_for=made_for(actor),
        made_at=at,
    )


def book_of(run):
    """Give the `Book` of a run's file. Raises RunError where the file is no longer kept, UnusableFile."""
    if run.file is None:
        raise RunError("Filen er ikke længere gemt. Vælg den igen.")
    # Where CPR numbers were taken out, a workbook stands in the file's place.
    name = f"{run.file_name}.xlsx" if run.is_redacted else run.file_name
    reading = Reading() if run.is_redacted else Reading(**run.reading)
    book = read_book(bytes(run.file), name, reading)
    if run.is_redacted and not run.file_name.lower().endswith(".xlsx"):
        # The sheet of a .csv has no name that a message could send people to.
        return replace(book, name=run.file_name, sheets=tuple(replace(sheet, name="") for sheet in book.sheets))
    return book


def understand(run, book=None):
    """Give what is `Understood` of a run's file with its columns. Raises as `book_of`."""
    book = book or book_of(run)
    found = kind_of(run).understand(book, run.columns, target_of(run))
    return tell_of_formulas(doubt_last_row(found, book), book)


def reread(run_id, *, reading=None, target=None):
    """Let a run's .csv be read another way, or its rows go into `target`; what was decided about the rows as they were
    is forgotten. Gives the run. Raises RunError, UnusableFile where it cannot be read like that.
    """
    with transaction.atomic():
        run = _under_way(run_id)
        before = (run.reading, run.target_slug)
        run.reading = asdict(reading) if reading else run.reading
        if target:
            run.target_slug, run.target_name = target.slug, kind_of(run).target.called(target)[:200]
        is_new = before != (run.reading, run.target_slug)
        book = book_of(run)
        if is_new:
            run.recalled = recall(kind_of(run), book, target_of(run))
            found = understand(run, book)
            run.mapping = {heading: name for heading, name in run.mapping.items() if is_in_file(heading, found, book)}
            _forget_decisions(run)
        _forget_plan(run)
        run.save(update_fields=["reading", "target_slug", "target_name", *UNDERSTOOD, *PLANNED])
        return run


def map_columns(run_id, *, columns, actor=None):
    """Take headings for columns, in this run and, where an administrator says so, in files to come.

    `columns` is {heading: column name or ""}; `actor` None is the command. What was decided about the rows as they were
    is forgotten. Gives the run. Raises RunError where two headings are taken for the same column or where a heading or
    a column is unknown; UnusableFile.
    """
    with transaction.atomic():
        run = _under_way(run_id)
        book = book_of(run)
        chosen = {loose_fold(heading): name for heading, name in columns.items()}
        if reason := why_no_column(columns, understand(run, book), book):
            raise RunError(reason)
        names = [name for name in chosen.values() if name]
        double = sorted({name for name in names if names.count(name) > 1})
        if double:
            raise RunError(f"To kolonner i filen er begge valgt som ”{double[0]}”. Vælg den ene fra.")
        new = {heading: name for heading, name in chosen.items() if run.columns.get(heading) != name}
        if new:
            if actor is None or actor.is_staff:
                remember(kind_of(run), book, target_of(run), new)
            _forget_decisions(run)
        run.mapping = {**run.mapping, **chosen}
        _forget_plan(run)
        run.save(update_fields=[*UNDERSTOOD, *PLANNED])
        return run


UNDERSTOOD = ["recalled", "mapping", "decisions", "options", "on_error"]
PLANNED = ["state", "plan", "plan_digest", "counts", "notes"]


def _under_way(run_id):
    run = lock_run(run_id)
    if run.state in (State.APPLIED, State.UNDONE):
        raise AlreadyApplied("Filen er allerede importeret.")
    if run.state == State.DROPPED:
        raise RunError("Importen er droppet. Vælg filen igen.")
    return run


def _forget_decisions(run):
    run.decisions, run.options, run.on_error = {}, {}, STOP


def _forget_plan(run):
    forget_rows([run.pk])
    run.state, run.plan, run.plan_digest, run.counts, run.notes = State.READ, None, "", {}, []


# Planning


def job_of(run, *, actor, at, locked=False):
    """Give the `Job` of a run."""
    return Job(
        actor=actor,
        at=at,
        file_name=run.file_name,
        target=target_of(run),
        decisions=run.decisions,
        options=run.options,
        on_error=run.on_error,
        locked=locked,
    )


def preview(run_id, *, actor, at):
    """Plan a run and keep what it would do; the generator's value is the `Plan`. Raises RunError, UnusableFile."""
    run = ImportRun.objects.get(pk=run_id)
    yield Progress("Læser filen")
    book = book_of(run)
    understood = understand(run, book)
    _require_usable(understood)
    job = job_of(run, actor=actor, at=at)
    plan = yield from kind_of(run).plan(understood, job)
    with transaction.atomic():
        run = _under_way(run_id)
        notes = (*_notes_on(run, plan, actor), *recalled_notes(run, understood), *drop_strays(run, job))
        plan = replace(plan, notes=(*notes, *_notes_of(plan, understood)))
        _keep_plan(run, plan, understood, book.reading.in_words())
    return plan


def _notes_on(run, plan, actor):
    """Say whether the same file was imported before, and whether it has anything to do at all."""
    before = ImportRun.objects.filter(
        kind=run.kind, target_slug=run.target_slug, file_digest=run.file_digest, state=State.APPLIED
    )
    if not (actor is None or actor.is_staff):
        before = before.filter(made_by=actor)
    twin = before.order_by("-applied_at").first()
    if twin:
        yield f"Den samme fil blev importeret {date_time(twin.applied_at)} af {twin.maker_name}.".replace(NBSP, " ")
    counts = plan.counts()
    if not plan.rows and not plan.unusable:
        yield NO_ROWS
    elif not (plan.unusable or plan.does_more) and counts[Act.UNCHANGED] + counts[Act.UNUSED] == len(plan.rows):
        yield NOTHING_NEW


def _notes_of(done, understood):
    """Give the notes of a plan, or of what was applied, with those on how the file was understood, each once."""
    return tuple(dict.fromkeys((*done.notes, *understood.notes, *notes_on_left_out(understood))))


def _require_usable(understood):
    if not understood.is_usable:
        raise UnusableFile(understood.refusal)


def _keep_plan(run, plan, understood, read_as):
    used, all_columns = understood.column_counts
    left_out = [[table.sheet, each.line, each.text, each.why] for table in understood.tables for each in table.left_out]
    run.state, run.plan_digest = State.PLANNED, plan.digest()
    left_out = {"left_out": left_out[:LEFT_OUT_KEPT], "left_out_count": len(left_out)}
    run.plan = {**plan.as_plain(), **left_out, "read_as": read_as}
    run.counts = {**plan.counts(), "columns_used": used, "columns": all_columns}
    run.notes = list(plan.notes)
    run.save(update_fields=["decisions", *PLANNED])
    keep_rows(run, plan.rows)


def decide(run_id, *, decisions=None, options=None, on_error=None, shown=None):
    """Keep what a person has decided: answers to questions, options of the kind, and what is done with errors.

    An answer "" takes an answer back. `shown` is the digest of the preview that was answered: where another has been
    made since, nothing is kept. The plan has to be made again where decisions or options have changed. Gives the run.
    Raises Moved; RunError, also where a CPR number stands in what was decided.
    """
    try:
        validate_no_cpr([decisions or {}, options or {}])
    except ValidationError as problem:
        raise RunError(problem.messages[0]) from None
    with transaction.atomic():
        run = _under_way(run_id)
        _require_shown(run, shown)
        before = (run.decisions, run.options)
        decided = {**run.decisions, **(decisions or {})}
        run.decisions = {key: choice for key, choice in decided.items() if choice}
        run.options = {**run.options, **(options or {})}
        run.on_error = on_error if on_error in (STOP, SKIP) else run.on_error
        if before != (run.decisions, run.options):
            _forget_plan(run)
        run.save(update_fields=["decisions", "options", "on_error", *PLANNED])
        return run


def _require_shown(run, shown):
    if shown is not None and shown != run.plan_digest:
        raise Moved(MOVED)


def drop(run_id):
    """Give up a run that is not applied: its file and its preview are forgotten. Gives the run. Raises RunError."""
    with transaction.atomic():
        run = _under_way(run_id)
        _forget_plan(run)
        run.state, run.file, run.file_until = State.DROPPED, None, None
        run.save(update_fields=["file", "file_until", *PLANNED])
        return run


# Storing


def apply(run_id, *, actor, at, shown=None):
    """Store what was shown, in one transaction; the generator's value is the `Applied`.

    `shown` is the digest of the preview that the actor has seen, None for a command, which sees the one that is kept.
    Side effects: the rows with their history; the run's state, counts and changes; then what the kind does
    `afterwards`. Raises AlreadyApplied; Moved where the file would no longer do what was shown; Blocked; RunError;
    UnusableFile; what the kind's workflow raises.
    """
    with transaction.atomic():
        run = _under_way(run_id)
        _require_shown(run, shown)
        kind = kind_of(run)
        yield Progress("Læser filen")
        job = job_of(run, actor=actor, at=at, locked=True)
        understood = understand(run)
        _require_usable(understood)
        plan = yield from kind.plan(understood, job)
        if plan.digest() != run.plan_digest:
            raise Moved(MOVED)
        _require_free(plan, run.on_error)
        try:
            applied = yield from kind.apply(plan, job)
        except NotAsPlanned as changed:
            raise Moved(MOVED) from changed
        applied = replace(applied, notes=_notes_of(applied, understood))
        run.state, run.applied_at, run.changes = State.APPLIED, at, applied.changes
        run.applied_by_name = actor.name if actor else "Kommandoen import_data"
        run.notes = [*applied.notes, *([] if applied.new or applied.changed or applied.does_more else [NOTHING_DONE])]
        run.counts = {
            **plan.counts(),
            "new": applied.new,
            "changed": applied.changed,
            "unchanged": applied.unchanged,
            "skipped": applied.skipped,
        }
        run.save(update_fields=["state", "applied_at", "applied_by_name", "changes", "counts", "notes"])
    notes = tuple(kind.afterwards(applied, job))
    if notes:
        run.notes = [*run.notes, *notes]
        run.save(update_fields=["notes"])
        applied = replace(applied, notes=(*applied.notes, *notes))
    return applied


def _require_free(plan, on_error):
    if plan.unusable:
        raise Blocked(plan.unusable)
    counts = plan.counts()
    if on_error == STOP and counts[Act.ERROR]:
        raise Blocked("Filen har rækker med fejl. Ret dem, eller vælg at springe dem over.")
    if on_error == STOP and counts[Act.ASK]:
        raise Blocked("Der er spørgsmål, som ikke er besvaret.")


def undo(run_id, *, actor, at):
    """Take an applied run back, in one transaction; the generator's value is the `Undone`.

    Raises RunError where it is not applied; CannotUndo where something later has touched the same values.
    """
    with transaction.atomic():
        run = lock_run(run_id)
        if run.state != State.APPLIED:
            raise RunError("Importen kan ikke fortrydes, for den er ikke gemt, eller den er allerede fortrudt.")
        undone = yield from kind_of(run).undo(run.changes, job_of(run, actor=actor, at=at, locked=True))
        run.state, run.undone_at = State.UNDONE, at
        run.undone_by_name = actor.name if actor else "Kommandoen undo_import"
        # What the file would change is no longer so; what was done beside it, such as mails that were sent, is.
        planned = run.plan["notes"] if run.plan else ()
        run.notes = [*(note for note in run.notes if note not in planned), *undone.notes]
        run.save(update_fields=["state", "undone_at", "undone_by_name", "notes"])
    return undone


def forget_files(at):
    """Forget the files whose time is up, and the previews of those never applied. Gives how many runs."""
    late = ImportRun.objects.filter(file_until__lte=at)
    forget_rows(late)
    late.filter(state__in=[State.READ, State.PLANNED]).update(state=State.DROPPED, plan=None, plan_digest="")
    return late.update(file=None, file_until=None, plan=None)
