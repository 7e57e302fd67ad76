"""Deleting that can be undone: rows are taken out with all that is part of them, and put back as they stood.

The rows leave their tables, so no list, count or rule has to know of them. A row keeps its primary key, so that what
pointed to it within the same act points to it again, and its history goes on where it ended.
"""

import json

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, router, transaction
from django.db.models.deletion import Collector, get_candidate_relations_to_delete

from clusters.models import Deletion
from clusters.models.content import Content
from clusters.workflow.errors import WorkflowError
from misbrug.accounts.models import User
from misbrug.text.danish import date_short, join, time

# Where a name is kept beside the user: it is written anew from the user, who may have left since.
NAMES = {"author_name": "author", "actor_name": "actor"}
LONGEST = 400


def label_of(row):
    """Give the word by which a kind of row is known: "strategies.goal"."""
    return row._meta.label_lower


def archive(roots, *, whole, title, actor, at, reason=None):
    """Take rows out with all that is part of them, keep them, and give the Deletion of the first.

    In the caller's transaction, which has locked `whole` and made sure that nothing else points to the rows. Every row
    leaves a last version in its history, signed. Rows of others that pointed to them loosely point to nothing.
    """
    rows, links, loose = _within(roots)
    content = {"rows": _kept(rows), "loose": loose}
    first = rows[0]
    deletion = Deletion.objects.create(
        whole_kind=label_of(whole),
        whole_id=whole.pk,
        kind=label_of(first),
        row_id=first.pk,
        title=title[:LONGEST],
        content=content,
        deleted_by=actor,
        deleted_at=at,
    )
    for each in loose:
        model = apps.get_model(each["kind"])
        model._base_manager.filter(pk__in=[int(pk) for pk in each["rows"]]).update(**{each["field"]: None})
    _take_out([*rows, *links], actor, at, reason)
    return deletion


def _within(roots):
    """Give (rows, links, loose): the rows and what is part of them, rows of many-to-many fields, loose pointers."""
    found = {(type(row), row.pk): row for row in roots}
    links, loose, new = {}, [], list(roots)
    while new:
        found_now = []
        for model, rows in _by_model(new).items():
            for relation in get_candidate_relations_to_delete(model._meta):
                field, kind = relation.field, relation.related_model
                if field.remote_field.on_delete is models.DO_NOTHING:
                    continue
                pointing = list(kind._base_manager.filter(**{f"{field.name}__in": rows}).order_by("pk"))
                if field.remote_field.on_delete is models.SET_NULL:
                    if pointing:
                        ids = {str(each.pk): getattr(each, field.attname) for each in pointing}
                        loose.append({"kind": kind._meta.label_lower, "field": field.attname, "rows": ids})
                elif kind._meta.auto_created:
                    links |= {(kind, each.pk): each for each in pointing}
                else:
                    found_now += [each for each in pointing if (kind, each.pk) not in found]
        new = list({(type(row), row.pk): row for row in found_now}.values())
        found |= {(type(row), row.pk): row for row in new}
    return list(found.values()), list(links.values()), loose


def _by_model(rows):
    groups = {}
    for row in rows:
        groups.setdefault(type(row), []).append(row)
    return groups


def _kept(rows):
    """Give rows as JSON keeps them. No name of a person is kept twice."""
    kept = json.loads(serializers.serialize("json", rows))
    for each in kept:
        for name in NAMES.keys() & each["fields"].keys():
            if each["fields"][NAMES[name]]:
                each["fields"][name] = ""
    return kept


def _take_out(rows, actor, at, reason):
    """Delete exactly these rows. What points from one to another is compared when the transaction ends."""
    using = router.db_for_write(type(rows[0]))
    collector = Collector(using=using, origin=rows[0])
    for found in _by_model(rows).values():
        for row in found:
            row._history_user, row._history_date = actor, at
            # An import has written its own reason on the row.
            if reason:
                row._change_reason = reason
        collector.add(found)
    collector.delete()


def rows_of(deletion):
    """Give the rows of a Deletion as they stood, unsaved, with what each chose: `django.core.serializers` objects."""
    return list(serializers.deserialize("python", deletion.content["rows"], ignorenonexistent=True))


def bring_back(deletion, *, actor, at, prepare=None):
    """Put back what was deleted, and give the rows. In the caller's transaction, which has locked the whole.

    Twice is once: what is back already gives (). `prepare` may change the rows before they are checked and stored.
    Each comes back as it stood with its next version and a reason in its history.
    Raises WorkflowError where something it points to is gone, or something else has taken its place.
    """
    deletion = Deletion.objects.select_for_update(of=("self",)).get(pk=deletion.pk)
    if deletion.restored_at:
        return ()
    objects = rows_of(deletion)
    rows = [each.object for each in objects]
    _mend_users(rows)
    refuse_missing(deletion)
    if prepare:
        prepare(rows)
    reason = f"Gendannet efter sletning {date_short(deletion.deleted_at, year=True)} kl. {time(deletion.deleted_at)}"
    try:
        with transaction.atomic():
            _check(rows[0])
            for row in rows:
                _store(row, actor, at, reason)
            _choose(objects)
            _point_again(deletion)
    except ValidationError as problem:
        raise WorkflowError(problem.messages[0]) from problem
    except IntegrityError as problem:
        raise WorkflowError("Det kan ikke gendannes, for noget andet har taget dets plads.") from problem
    deletion.restored_by, deletion.restored_at = actor, at
    deletion.save(update_fields=["restored_by", "restored_at"])
    return rows


def _mend_users(rows):
    """Let rows name persons as they are called now."""
    fields = [(row, field) for row in rows for field in row._meta.concrete_fields if field.related_model is User]
    users = User.objects.in_bulk({getattr(row, field.attname) for row, field in fields} - {None})
    for row, field in fields:
        user = users.get(getattr(row, field.attname))
        setattr(row, field.name, user)
        for name, of in NAMES.items():
            if of == field.name and hasattr(row, name) and user:
                setattr(row, name, user.name)


def refuse_missing(deletion):
    """Raise WorkflowError, naming it, where something that the rows point to or chose is deleted too."""
    if deletion.restored_at:
        return
    objects = rows_of(deletion)
    own = {(type(each.object), each.object.pk) for each in objects}
    wanted = {}
    for each in objects:
        for field in each.object._meta.concrete_fields:
            value = getattr(each.object, field.attname)
            if field.is_relation and value is not None and (field.related_model, value) not in own:
                wanted.setdefault(field.related_model, set()).add(value)
        for name, chosen in (each.m2m_data or {}).items():
            model = each.object._meta.get_field(name).related_model
            if issubclass(model, Content):
                ids = {int(pk) for pk in chosen}
                wanted.setdefault(model, set()).update(pk for pk in ids if (model, pk) not in own)
    missing = []
    for model, ids in wanted.items():
        for pk in sorted(ids - set(model._base_manager.filter(pk__in=ids).values_list("pk", flat=True))):
            other = Deletion.objects.filter(kind=model._meta.label_lower, row_id=pk).exclude(pk=deletion.pk).first()
            missing.append(f"”{other}”" if other else str(model._meta.verbose_name))
    if missing:
        raise WorkflowError(f"Gendan først {join(missing)}, som er slettet senere, og som det her peger på.")


def _check(row):
    row.clean()
    row.validate_unique()
    row.validate_constraints()


def _store(row, actor, at, reason):
    # Only the number that locks: a catalogue's version is typed, and says which edition of it this is.
    if any(field.name == "version" and not field.editable for field in row._meta.concrete_fields):
        row.version += 1
    row._history_user, row._history_date, row._change_reason = actor, at, reason
    row.save(force_insert=True)


def _choose(objects):
    for each in objects:
        for name, chosen in (each.m2m_data or {}).items():
            model = each.object._meta.get_field(name).related_model
            getattr(each.object, name).set(model._default_manager.filter(pk__in=[int(pk) for pk in chosen]))


def _point_again(deletion):
    """Let rows of others point to what is back, unless they point elsewhere by now."""
    for each in deletion.content["loose"]:
        model = apps.get_model(each["kind"])
        for pk, target in each["rows"].items():
            model._base_manager.filter(pk=int(pk), **{f"{each['field']}__isnull": True}).update(
                **{each["field"]: target}
            )
