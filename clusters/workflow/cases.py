"""What is done with a case apart from writing its rows: closing tasks, the routing, its texts; and its place's bodies.

`place` is who has the bodies: a municipality, or a region for status reports.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from clusters.models import Body, Case, Municipality, Region, Route, Task
from clusters.models.cases import ANNEX_LIMIT, TEXT_LIMIT
from clusters.uploads import UploadRefused, read_upload, refuse_size
from clusters.workflow import content
from clusters.workflow.acts import refuse_cpr
from clusters.workflow.errors import Conflict, CprRefused, IllegalTransition, WorkflowError
from indicators.values import ValueProblem, clean_text
from misbrug.text.danish import date_long, join

CASE_TEXTS = ("summary", "presentation", "economy", "further_process", "responsible")
ENDS = (Task.State.DONE, Task.State.DROPPED)


def lock_case(case_id):
    """Lock one case and give it. Every writer of its content locks it first."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case_id)


def close_task(task_id, *, state, on: date, result, actor, at, cpr_confirmed=False):
    """Close an open task on a day, done or dropped, with what came of it, and give it.

    Raises WorkflowError (fields "state", "on", "result"), CprRefused (field "result"), IllegalTransition where it is
    closed already.
    """
    result = _clean(result, "result", TEXT_LIMIT)
    refuse_cpr(result, "result", confirmed=cpr_confirmed)
    if state not in ENDS:
        raise WorkflowError("Vælg, om opgaven er færdig eller bortfaldet.", "state")
    if not result:
        raise WorkflowError("Skriv, hvad der kom ud af det, eller hvorfor opgaven bortfalder.", "result")
    if on > timezone.localdate(at):
        raise WorkflowError("Datoen ligger i fremtiden. Skriv den dag, opgaven blev afsluttet.", "on")
    with transaction.atomic():
        task = _lock_task(task_id)
        if task.state != Task.State.OPEN:
            raise IllegalTransition(f"Opgaven blev allerede afsluttet {date_long(task.closed_on)}.")
        task.state, task.closed_on, task.result = state, on, result
        return _store_task(task, actor, at)


def reopen_task(task_id, *, actor, at):
    """Open a closed task again, and give it. What it was closed with stays in its history.

    Raises IllegalTransition where it is open.
    """
    with transaction.atomic():
        task = _lock_task(task_id)
        if task.state == Task.State.OPEN:
            raise IllegalTransition("Opgaven er åben allerede.")
        task.state, task.closed_on, task.result = Task.State.OPEN, None, ""
        return _store_task(task, actor, at)


def _lock_task(task_id):
    case_id = Task.objects.values_list("case_id", flat=True).filter(pk=task_id).first()
    if case_id is None:
        raise content.Gone("Opgaven er slettet i mellemtiden.")
    lock_case(case_id)
    return Task.objects.get(pk=task_id)


def _store_task(task, actor, at):
    task.version += 1
    task.changed_by, task.changed_at = actor, at
    task._history_user, task._history_date = actor, at
    task.save()
    return task


def save_routing(case_id, changes, *, actor, at):
    """Write marks of the routing matrix: `changes` is {body: (role as it was seen, role chosen)}, "" for none.

    Only what was changed is written, so two people may change different marks at once. Gives how many were written.
    Raises WorkflowError for a role that is none, and Conflict where somebody has changed one of the same marks since.
    """
    wanted = {body: pair for body, pair in changes.items() if pair[0] != pair[1]}
    if any(role and role not in Route.Role.values for _, role in wanted.values()):
        raise WorkflowError("Vælg en af rollerne på listen.")
    with transaction.atomic():
        case = lock_case(case_id)
        stored = {route.body_id: route for route in Route.objects.filter(case=case)}
        moved = [body for body, (seen, role) in wanted.items() if _role(stored, body) not in (seen, role)]
        if moved:
            names = join([body.label for body in moved])
            raise Conflict(f"Andre har ændret rollen for {names}, mens du skrev. Dit er ikke gemt.", stored, changes)
        written = 0
        for body, (_, role) in wanted.items():
            if _role(stored, body) != role:
                _write_route(case, body, stored.get(body.pk), role, actor, at)
                written += 1
        return written


def _role(stored, body):
    return stored[body.pk].role if body.pk in stored else ""


def _write_route(case, body, route, role, actor, at):
    route = route or Route(case=case, body=body)
    route._history_user, route._history_date = actor, at
    if not role:
        route.delete()
        return
    route.role, route.order = role, body.order
    route.version += 1
    route.changed_by, route.changed_at = actor, at
    route.save()


def save_case(case, *, base_version, actor, at, cpr_confirmed=False, reason=None):
    """Store the texts that all bodies get (those named in CASE_TEXTS), and give the case.

    The same texts again write nothing. `reason` goes into the history. Raises WorkflowError with the field,
    CprRefused, Conflict where a newer version stands.
    """
    with transaction.atomic():
        stored = lock_case(case.pk)
        texts = {name: _clean(getattr(case, name), name, Case._meta.get_field(name).max_length) for name in CASE_TEXTS}
        if all(getattr(stored, name) == text for name, text in texts.items()):
            return stored
        if stored.version != base_version:
            raise Conflict("Andre har rettet sagens tekster. Dine er ikke gemt.", stored, case)
        for name, text in texts.items():
            refuse_cpr(text, name, confirmed=cpr_confirmed, stored=getattr(stored, name))
            setattr(stored, name, text)
        stored.version += 1
        stored._history_user, stored._history_date, stored._change_reason = actor, at, reason
        stored.save()
        return stored


def _clean(text, field, limit):
    try:
        return clean_text(text or "", limit)
    except ValueProblem as problem:
        raise WorkflowError(str(problem), field) from problem


def take_in(annex, upload, *, cpr_confirmed=False):
    """Look into an uploaded file and let an unsaved annex hold it with its name, type, size and SHA-256.

    Raises WorkflowError (field "file") for a file that is not taken, CprRefused for a number in its name or text.
    """
    try:
        refuse_size(upload.size, ANNEX_LIMIT)
        upload.seek(0)
        known = read_upload(upload.name, upload.read(), ANNEX_LIMIT)
        upload.seek(0)
    except UploadRefused as refusal:
        raise WorkflowError(str(refusal), "file") from refusal
    for text, what in ((known.name, "Filens navn"), (known.text, "Teksten i filen")):
        try:
            refuse_cpr(text, "file", confirmed=cpr_confirmed)
        except CprRefused as refusal:
            said = refusal.message.replace("Teksten er ikke gemt endnu", "Filen er ikke gemt endnu")
            said = said.replace("Teksten", what, 1)
            raise CprRefused(said, "file", certain=refusal.certain) from None
    annex.file = upload
    annex.file_name, annex.media_type = known.name, known.media_type
    annex.size, annex.sha256 = known.size, known.sha256
    return annex


def drop_file(annex):
    """Let an unsaved change of an annex hold no file. The bytes stay: the annex's history tells of them."""
    annex.file, annex.size = "", None
    annex.file_name = annex.media_type = annex.sha256 = ""
    return annex


def new_body(place, **fields):
    """Give an unsaved body of a place."""
    return Body(**{"region" if isinstance(place, Region) else "municipality": place}, **fields)


def save_body(body, *, actor, at, base_version=content.NEW, cpr_confirmed=False, reason=None):
    """Store a body of a place, and give it. See `clusters.workflow.content.save_content`."""
    return content.save_content(
        body,
        lock=_lock_place,
        actor=actor,
        at=at,
        base_version=base_version,
        cpr_confirmed=cpr_confirmed,
        reason=reason,
    )


def delete_body(body, *, actor, at):
    """Delete a body, and give its Deletion. Raises Held where it has treated anything, Gone where it is gone."""
    return content.delete_content(body, lock=_lock_place, actor=actor, at=at)


def undelete_body(deletion, *, actor, at):
    """Bring a deleted body back. See `clusters.workflow.content.undelete_content`."""
    return content.undelete_content(deletion, lock=_lock_place, actor=actor, at=at)


def move_body(body, place, *, actor, at):
    """Put a body at a place (0 is first) among those of its municipality or region."""
    content.move_content(body, place, lock=_lock_place, actor=actor, at=at)


def _lock_place(body):
    model, pk = (Region, body.region_id) if body.region_id else (Municipality, body.municipality_id)
    return model.objects.select_for_update(of=("self",)).get(pk=pk)
