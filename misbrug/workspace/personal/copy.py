"""All that is kept of a person, for that person (article 15 of the GDPR): plain values, with Danish headings."""

from django.db.models import BinaryField, DateTimeField, ForeignKey

from clusters.models import Membership
from misbrug.workspace.personal.relations import NAMES, relations

# What only the system may know, or what is unreadable to a person.
SECRET = {
    "accounts.Session": {"session_key", "session_data"},
    "mfa.Authenticator": {"data"},
    "socialaccount.SocialAccount": {"extra_data"},
    "socialaccount.SocialToken": {"token", "token_secret"},
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
    return str(model._meta.verbose_name)


def _fields(row, leave_out=frozenset()):
    leave_out = leave_out | SECRET.get(row._meta.label, set())
    values = {}
    for field in row._meta.concrete_fields:
        if field.name in leave_out or isinstance(field, BinaryField):
            continue
        value = getattr(row, field.name) if isinstance(field, ForeignKey) else field.value_from_object(row)
        values[str(field.verbose_name)] = _plain(value)
    return values


def _trace(row, name):
    """Say what and when; the row itself in words says where, such as "Faxe, Region Sjælland 2026"."""
    times = [
        _plain(getattr(row, field.name))
        for field in row._meta.concrete_fields
        if isinstance(field, DateTimeField) and getattr(row, field.name)
    ]
    shown = NAMES.get(row._meta.label, {}).get(name)
    return {"nr.": row.pk, "som": name, "tidspunkter": times} | ({"navn": getattr(row, shown)} if shown else {})


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
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
