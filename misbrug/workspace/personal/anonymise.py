"""Take a person who has left out of the system, and leave what the person wrote and decided readable.

The user's row stays, since history leads to it, and says "tidligere medarbejder i Faxe Kommune" from now on. So do the
copies of the name that decisions were stored with. What belongs to the person alone goes: roles, sessions, second
factor, links to other logins. Sealed editions name roles and organisations only, and so need no change: their files
keep their bytes.
"""

import logging
import re
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q

from clusters.models import Deletion, Submission
from misbrug.accounts.models import User
from misbrug.imports.models import ImportChunk, ImportRun
from misbrug.workspace.personal.relations import NAMES, NAMES_ALONE, former, relations

logger = logging.getLogger(__name__)

# A name that nobody can be written to at: RFC 2606 keeps the ending free.
NOWHERE = "tidligere.invalid"
REASON = "Anonymiseret"


class NotAnonymised(Exception):
    """Why a user was left as it was, in Danish."""


@dataclass(frozen=True, slots=True)
class Anonymised:
    """What was done: the name from now on, rows that went by kind, and where the e-mail still stands in a text."""

    name: str
    gone: dict[str, int]
    mentions: list[str] = field(default_factory=list)


def anonymise(user, *, at) -> Anonymised:
    """Take the person out, all or nothing, and say what was done.

    Raises NotAnonymised where the user may still log in, or was anonymised before.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.is_active:
            raise NotAnonymised(f"{user.email} har stadig adgang. Luk adgangen i administrationen først.")
        if is_anonymous(user):
            raise NotAnonymised(f"Bruger nr. {user.pk} er anonymiseret før.")
        email, was, name = user.email, user.name, former(user)
        is_only = not User.objects.filter(name=was).exclude(pk=user.pk).exists()
        gone = _remove_what_belongs(user, at)
        user.email, user.name = f"bruger-{user.pk}@{NOWHERE}", name
        user.is_staff = user.is_superuser = False
        user.last_login = user.invited_at = None
        user.set_unusable_password()
        user.save()
        _rename_copies(user, was, is_only)
        _rename_in_deletions(user)
        if is_only:
            _rename_in_submissions(user, was)
        _rename_in_imports(user, email, was if is_only else None)
        _rename_in_administration(user, email)
        mentions = _mentions(email)
    logger.info("User %s was anonymised", user.pk)
    return Anonymised(name, gone, mentions)


def is_anonymous(user) -> bool:
    """Say whether a user was anonymised."""
    return user.email.endswith(f"@{NOWHERE}")


def _remove_what_belongs(user, at):
    gone = {}
    for model, name, belongs in relations():
        if not belongs:
            continue
        rows = list(model._base_manager.filter(**{name: user}))
        for row in rows:
            # One by one, so that the history of roles says so.
            row._history_date, row._change_reason = at, REASON
            row.delete()
        if rows:
            gone[str(model._meta.verbose_name_plural)] = len(rows)
    return gone


def _rename_copies(user, was, is_only):
    for label, fields in NAMES.items():
        rows = apps.get_model(label)._base_manager
        for relation, copy in fields.items():
            rows.filter(**{relation: user}).exclude(**{copy: ""}).update(**{copy: user.name})
    for label, copies in NAMES_ALONE.items():
        rows = apps.get_model(label)._base_manager
        for copy in copies:
            # Beside no user, the name alone says whose it is; that of two who share it may be the other's.
            theirs = Q(**{copy: was}) if is_only else Q(**{copy: was}, made_by=user)
            rows.filter(theirs).update(**{copy: user.name})


def _rename_in_deletions(user):
    """What was deleted can be put back, and is kept until then with the copies of names that stood in it."""
    names = {label.lower(): fields for label, fields in NAMES.items()}
    for deletion in Deletion.objects.iterator(chunk_size=20):
        theirs = [
            (row["fields"], copy)
            for row in deletion.content["rows"]
            for relation, copy in names.get(row["model"], {}).items()
            if row["fields"].get(relation) == user.pk and row["fields"].get(copy)
        ]
        for fields, copy in theirs:
            fields[copy] = user.name
        if theirs:
            deletion.save(update_fields=["content"])


def _rename_in_submissions(user, was):
    """What a municipality submitted says of each answer who wrote it; the answers themselves stay as they are."""
    swap = {was: user.name}
    for row in Submission.objects.iterator(chunk_size=20):
        if _authors(row.content) & {was}:
            row.content = _with_authors(row.content, swap)
            row.save(update_fields=["content"])


def _authors(content):
    if isinstance(content, dict):
        own = {content["by"]} if isinstance(content.get("by"), str) else set()
        return own.union(*(_authors(each) for each in content.values()))
    return set().union(*(_authors(each) for each in content)) if isinstance(content, list) else set()


def _with_authors(content, swap):
    if isinstance(content, dict):
        changed = {key: _with_authors(each, swap) for key, each in content.items()}
        by = content.get("by")
        return changed | ({"by": swap.get(by, by)} if isinstance(by, str) else {})
    return [_with_authors(each, swap) for each in content] if isinstance(content, list) else content


def _rename_in_imports(user, email, was):
    """An import of users holds e-mails and names: what was shown, what was stored, and the file itself, which goes.

    A name that a colleague shares is None here, and stays.
    """
    swap = {email: user.email} | ({was: user.name} if was else {})
    for run in ImportRun.objects.filter(kind="users").iterator(chunk_size=20):
        chunks = list(ImportChunk.objects.filter(run=run))
        held = [run.plan, run.changes, run.decisions, run.notes, *(chunk.rows for chunk in chunks)]
        if run.file is None and not any(_holds(each, email) for each in held):
            continue
        run.plan, run.changes = _swapped(run.plan, swap), _swapped(run.changes, swap)
        run.decisions, run.notes = _swapped(run.decisions, swap), _swapped(run.notes, swap)
        run.file = run.file_until = None
        run.save(update_fields=["plan", "changes", "decisions", "notes", "file", "file_until"])
        for chunk in chunks:
            chunk.rows = _swapped(chunk.rows, swap)
            chunk.save(update_fields=["rows"])


def _holds(value, text):
    if isinstance(value, dict):
        return any(_holds(each, text) for pair in value.items() for each in pair)
    if isinstance(value, list | tuple):
        return any(_holds(each, text) for each in value)
    return isinstance(value, str) and text in value.lower()


def _swapped(value, swap):
    """Give plain values with texts put in the place of others, whatever the case."""
    if isinstance(value, dict):
        return {_swapped(key, swap): _swapped(each, swap) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_swapped(each, swap) for each in value]
    if isinstance(value, str):
        for old, new in swap.items():
            value = re.sub(re.escape(old), lambda _, new=new: new, value, flags=re.IGNORECASE)
    return value


def _rename_in_administration(user, email):
    about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    about.update(object_repr=user.name)
    LogEntry.objects.filter(change_message__icontains=email).update(change_message="")


def _mentions(email):
    """Give where the e-mail still stands in a text somebody wrote: "svar nr. 17". It is for a person to judge."""
    found, kinds = [], models.CharField | models.TextField | models.JSONField
    for model in apps.get_models():
        texts = [each.name for each in model._meta.concrete_fields if isinstance(each, kinds)]
        if not texts:
            continue
        query = Q()
        for name in texts:
            query |= Q(**{f"{name}__icontains": email})
        keys = model._base_manager.filter(query).values_list("pk", flat=True)[:20]
        found += [f"{model._meta.verbose_name} nr. {key}" for key in keys]
    return found
