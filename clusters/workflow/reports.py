"""The way of a status report: draft → at the municipalities → at the steering group → released as an edition.

Each act is one transaction and leaves a recorded transition on the round.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from clusters.models import Annex, Edition, EditionFile, Round, StatusReport, TextWaiver, Transition
from clusters.reports.changes import changes_since
from clusters.reports.clearance import blockers
from clusters.reports.facts import EditionFacts, ReportFacts
from clusters.reports.record import take_record
from clusters.reports.sealing import digest, from_json, to_json
from clusters.reports.snapshot import RELATED, take_snapshot
from clusters.workflow.acts import clean_reason, lock_round, record
from clusters.workflow.errors import Conflict, IllegalTransition, Incomplete, WorkflowError
from clusters.workflow.report_texts import report_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
State = StatusReport.State
Act = Transition.Act


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file as it is to be stored: `kind` is one of EditionFile.Kind, `letter` that of an annex."""

    kind: str
    name: str
    media_type: str
    content: bytes
    letter: str = ""


def send_to_municipalities(round_id, *, deadline: date | None, actor, at):
    """Let every municipality see how it is shown and ask for corrections: draft → at the municipalities.

    `deadline` is shown, it closes nothing by itself. Gives the report.
    Raises IllegalTransition while the round takes answers or the report is elsewhere, WorkflowError (field "deadline")
    for a day that is past.
    """
    if deadline is not None and deadline < timezone.localdate(at):
        raise WorkflowError("Fristen er overskredet allerede. Skriv en dag, der kommer.", "deadline")
    with transaction.atomic():
        report = _locked(round_id, actor, at, State.DRAFT)
        report.reply_deadline = deadline
        return _move(report, State.MUNICIPALITIES, Act.TO_MUNICIPALITIES, actor, at)


def send_to_steering(round_id, *, actor, at, reason="", cpr_confirmed=False):
    """Lay the report before the steering group: at the municipalities → at the steering group.

    A new edition may go there straight from the draft, with a reason. Gives the report.
    Raises IllegalTransition where the report is elsewhere, WorkflowError (field "reason"), CprRefused.
    """
    with transaction.atomic():
        report = _locked(round_id, actor, at, State.MUNICIPALITIES, State.DRAFT)
        straight = report.state == State.DRAFT
        if straight and not report.editions.exists():
            raise IllegalTransition("Kommunerne skal have set, hvordan de er vist, før styregruppen får rapporten.")
        reason = clean_reason(reason, required=straight, cpr_confirmed=cpr_confirmed)
        return _move(report, State.STEERING, Act.TO_STEERING, actor, at, reason)


def back_to_draft(round_id, *, actor, at, reason, cpr_confirmed=False):
    """Take the report back to the project group, with a reason. Gives the report.

    Raises WorkflowError (field "reason"), CprRefused, IllegalTransition where it is a draft or released.
    """
    reason = clean_reason(reason, cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        report = _locked(round_id, actor, at, State.MUNICIPALITIES, State.STEERING)
        return _move(report, State.DRAFT, Act.BACK_TO_DRAFT, actor, at, reason)


def begin_edition(round_id, *, actor, at, reason, cpr_confirmed=False):
    """Begin on a new edition of a released report: its texts and rulings can change again. Gives the report.

    The released edition stays with its readers. Raises WorkflowError (field "reason"), CprRefused, IllegalTransition.
    """
    reason = clean_reason(reason, cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        report = _locked(round_id, actor, at, State.RELEASED)
        return _move(report, State.DRAFT, Act.NEW_EDITION, actor, at, reason)


def _locked(round_id, actor, at, *states):
    """Lock a round and its report, which has to be in one of some states; the round no longer takes answers."""
    round_ = lock_round(round_id)
    if round_.state not in (Round.State.PROCESSING, Round.State.CLOSED):
        raise IllegalTransition("Rapporten kan først sendes videre, når runden er lukket for svar.")
    report = report_of(round_, actor=actor, at=at)
    if report.state not in states:
        raise IllegalTransition(f"Rapporten er {report.get_state_display()}. Det kan derfor ikke lade sig gøre nu.")
    return report


def _move(report, to_state, act, actor, at, reason="", detail=""):
    from_state, report.state = report.state, to_state
    report.version += 1
    report._history_user, report._history_date = actor, at
    report.save()
    record(
        act,
        round_=report.round,
        actor=actor,
        at=at,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        detail=detail,
    )
    return report


# ---- editions --------------------------------------------------------------------------------------------


def content_digest(facts: ReportFacts) -> str:
    """Give the SHA-256 of what a report says, whenever it was taken: the same while nothing in it changes."""
    timeless = replace(facts, taken_at=EPOCH, published_at=None, edition=None)
    return digest(to_json(timeless))


def release(round_id, *, actor, at, make_files: Callable[[ReportFacts], Iterable[MadeFile]], seen: str = ""):
    """Release the report as a new edition, and give the edition: at the steering group → released.

    `seen` is the `content_digest` of what the person has read; "" where nobody looked.

    `make_files` renders the sealed facts; it runs before anything is locked, and what it rendered is stored only if
    the report still says the same. Side effects: the edition with its files and the uploaded annexes; readers see the
    report, and participants each other's answers; a transition is recorded.
    Raises IllegalTransition unless the report is at the steering group; Incomplete (`missing`: the Blockers) where
    something has to be settled first; Conflict where the report was changed since it was seen, or meanwhile. Nothing
    is half released.
    """
    facts, answers = _edition_content(round_id, at)
    if seen and seen != content_digest(facts):
        raise Conflict(
            "Rapporten er ændret, siden du åbnede siden. Intet er frigivet. Læs den igen først.", facts, seen
        )
    files = [*make_files(facts), *_annex_files(round_id, facts)]
    with transaction.atomic():
        report = _locked(round_id, actor, at, State.STEERING)
        now, answers_now = _edition_content(round_id, at)
        if (to_json(now), answers_now) != (to_json(facts), answers):
            raise Conflict("Rapporten blev ændret, mens udgaven blev lavet. Intet er frigivet. Prøv igen.", now, facts)
        _require_settled(report, facts)
        edition = _store_edition(report, facts, answers, files, actor, at)
        report.published_at = at
        _move(report, State.RELEASED, Act.PUBLISH, actor, at, detail=f"{edition.number}. udgave")
        return edition


def _edition_content(round_id, at):
    """Give the facts of the edition to come, and the record of the answers behind it."""
    round_ = Round.objects.select_related(*RELATED).get(pk=round_id)
    facts = take_snapshot(round_, at=at)
    latest = Edition.objects.filter(report__round=round_).order_by("-number").first()
    number = latest.number + 1 if latest else 1
    edition = EditionFacts(number, at, changes_since(from_json(latest.facts), facts) if latest else ())
    return replace(facts, published_at=at, edition=edition), take_record(round_)


def _require_settled(report, facts):
    waived = frozenset(TextWaiver.objects.filter(report=report).values_list("key", flat=True))
    found = blockers(facts, waived)
    if found:
        raise Incomplete("Der er noget, der skal afklares, før rapporten kan frigives.", found)


def _annex_files(round_id, facts):
    """Read the uploaded annexes. Raises IllegalTransition where one is not what was uploaded, or not there."""
    rows = list(Annex.objects.filter(case__report__round=round_id))
    for annex, row in zip(facts.annexes, rows, strict=True):
        if not row.file:
            continue
        try:
            with row.file.open("rb") as opened:
                content = opened.read()
        except OSError:
            content = b""
        if sha256(content).hexdigest() != row.sha256:
            raise IllegalTransition(f"Filen i bilag {annex.letter}, ”{annex.title}”, kan ikke læses. Læg den op igen.")
        yield MadeFile(EditionFile.Kind.ANNEX, row.file_name, row.media_type, content, annex.letter)


def _store_edition(report, facts, answers, files, actor, at):
    sealed = to_json(facts)
    annexes = [sha256(file.content).hexdigest() for file in files if file.letter]
    edition = Edition.objects.create(
        report=report,
        number=facts.edition.number,
        released_at=at,
        released_by=actor,
        schema=facts.schema,
        facts=sealed,
        record=answers,
        sha256=digest(sealed, answers, files=annexes),
    )
    for file in files:
        EditionFile.objects.create(
            edition=edition,
            kind=file.kind,
            letter=file.letter,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            sha256=sha256(file.content).hexdigest(),
            content=file.content,
        )
    return edition


def withdraw_edition(edition_id, *, actor, at, reason, cpr_confirmed=False):
    """Withdraw an edition, with a reason that stands beside its files; the files stay as they are. Gives the edition.

    Side effects: readers are led to the newest edition that still stands, if any; where it was the newest, the report
    goes back to the project group; a transition is recorded.
    Raises WorkflowError (field "reason"), CprRefused, IllegalTransition where it is withdrawn already.
    """
    reason = clean_reason(reason, cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        round_id = Edition.objects.values_list("report__round_id", flat=True).get(pk=edition_id)
        report = report_of(lock_round(round_id), actor=actor, at=at)
        edition = report.editions.get(pk=edition_id)
        if edition.is_withdrawn:
            raise IllegalTransition("Udgaven er allerede trukket tilbage.")
        edition.withdrawn_at, edition.withdrawn_reason, edition.withdrawn_by = at, reason, actor
        edition.save(update_fields=["withdrawn_at", "withdrawn_reason", "withdrawn_by"])
        standing = report.editions.filter(withdrawn_at__isnull=True).order_by("-number").first()
        report.published_at = standing.released_at if standing else None
        newer = report.editions.filter(number__gt=edition.number).exists()
        to_state = report.state if newer or not report.is_released else State.DRAFT
        _move(report, to_state, Act.UNPUBLISH, actor, at, reason, detail=f"{edition.number}. udgave")
        return edition
