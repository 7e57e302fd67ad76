"""All that is kept of a person, for that person (article 15 of the GDPR): plain values, with Danish headings."""

from datetime import datetime

from django.db.models import BinaryField, DateTimeField, ForeignKey
from django.utils import timezone

from clusters.models import Membership
from misbrug.workspace.personal.relations import NAMES, relations

# What only the system may know, or what is unreadable to a person.
SECRET = {
    "accounts.Session": {"session_key", "session_data"},
    "mfa.Authenticator": {"data"},
    "socialaccount.SocialAccount": {"extra_data"},
    "socialaccount.SocialToken": {"token", "token_secret"},
}


# What a person was to a row, by the name of the relation.
AS = {
    "actor": "den, der gjorde det",
    "answered_by": "den, der svarede",
    "asked_by": "den, der bad om det",
    "author": "den, der skrev det",
    "by": "den, der gjorde det",
    "changed_by": "den, der sidst rettede det",
    "deleted_by": "den, der slettede det",
    "done_by": "den, der meldte det færdigt",
    "history_user": "den, der skrev udgaven",
    "made_by": "den, der importerede",
    "released_by": "den, der frigav det",
    "restored_by": "den, der tog det tilbage",
    "ruled_by": "den, der vurderede",
    "submitted_by": "den, der indsendte",
    "user": "den, det handler om",
    "withdrawn_by": "den, der trak det tilbage",
}


def copy_of(user) -> dict:
    """Give {"bruger": {…}, "roller": […], "hører til brugeren": {…}, "har skrevet eller gjort": {…}}.

    Values are text, numbers, None, lists and dicts, ready for JSON. The texts of a municipality's answers and
    strategies are the municipality's, not the person's: of them it is said what and when, not repeated.
    """
    own, traces = {}, {}
    for model, name, belongs in relations():
        rows = model._base_manager.filter(**{name: user}).order_by("pk")
        if belongs:
            if found := [_fields(row) for row in rows.iterator(chunk_size=500)]:
                own.setdefault(_called(model), []).extend(found)
        elif found := [_trace(row, name) for row in rows.iterator(chunk_size=500)]:
            traces.setdefault(_called(model), []).extend(found)
    return {
        "bruger": _fields(user, leave_out={"password"}),
        "roller": [str(role) for role in user.memberships.all()],
        "tidligere og nuværende roller": _roles_before(user),
        "hører til brugeren": own,
        "har skrevet eller gjort": traces,
    }


def _called(model):
    """Give the Danish name of a kind of rows; those of a history are kept per version."""
    kept = getattr(model, "instance_type", None)
    return f"{kept._meta.verbose_name}, udgaver" if kept else str(model._meta.verbose_name)


def _fields(row, leave_out=frozenset()):
    leave_out = leave_out | SECRET.get(row._meta.label, set())
    values = {}
    for field in row._meta.concrete_fields:
        if field.name in leave_out or isinstance(field, BinaryField):
            continue
        values[str(field.verbose_name)] = _plain(_value_of(row, field))
    return values


def _value_of(row, field):
    if isinstance(field, ForeignKey):
        return getattr(row, field.name)
    value = field.value_from_object(row)
    return dict(field.flatchoices).get(value, value) if field.choices else value


def _trace(row, name):
    """Say what, as whom and when."""
    times = [
        _plain(getattr(row, field.name))
        for field in row._meta.concrete_fields
        if isinstance(field, DateTimeField) and getattr(row, field.name)
    ]
    told = {"hvad": _in_words(row), "som": AS[name], "hvornår": list(dict.fromkeys(times))}
    copy = NAMES.get(row._meta.label, {}).get(name)
    return told | ({"navn": getattr(row, copy)} if copy else {})


def _in_words(row):
    """Give what a row is called. A version in a history is called by its own words, since what it is of may be gone."""
    if not hasattr(row, "history_id"):
        return str(row)
    names = (str(getattr(row, each, "") or "") for each in ("title", "name", "heading", "number"))
    return next((name for name in names if name), f"nr. {row.pk if row.id is None else row.id}")


def _roles_before(user):
    return [
        {"hvornår": _plain(row.history_date), "hvad": {"+": "givet", "~": "rettet", "-": "fjernet"}[row.history_type]}
        | {"rolle": row.get_role_display(), "sted": _plain(row.municipality or row.cluster or row.region)}
        for row in Membership.history.filter(user_id=user.pk)
        .select_related("municipality", "cluster", "region")
        .order_by("history_date", "history_id")
    ]


def _plain(value):
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
