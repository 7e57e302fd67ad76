"""Roles that a municipality's own sign-on gives its people, named by settings.SSO_ROLES.

The table of a provider says what each value of a claim gives, as `role@place`, for example `sagsbehandler@0370`,
`klyngetovholder@syd` or `projektgruppe@region-sjaelland`. What may stand after a slash is what the role holds besides:
a caseworker's area, or the municipality where a member of the project group or a cluster lead is employed.
"""

import logging
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from clusters.models import Cluster, Membership, Municipality, Region
from indicators.models import Area

logger = logging.getLogger(__name__)

REASON = "Fælles log ind: {}"
# The places of each role: model, its attribute here, the field that the table names it by.
_MUNICIPALITY = (Municipality, "municipality", "code")
_REGION = (Region, "region", "slug")
_PLACES = {
    Membership.Role.CASEWORKER: _MUNICIPALITY,
    Membership.Role.MUNICIPAL_LEAD: _MUNICIPALITY,
    Membership.Role.CLUSTER_LEAD: (Cluster, "cluster", "slug"),
    Membership.Role.PROJECT_GROUP: _REGION,
    Membership.Role.STEERING_GROUP: _REGION,
    Membership.Role.READER: _REGION,
}
_ROLES = {role.label: role for role in Membership.Role}
_HAS_EMPLOYER = (Membership.Role.CLUSTER_LEAD, Membership.Role.PROJECT_GROUP)


class _Unknown(Exception):
    """A word of the table names nothing that exists."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The roles that a person is said to have: unsaved memberships by what makes each of them one."""

    roles: dict

    def __bool__(self):
        return bool(self.roles)

    @property
    def title(self):
        """Give what a new user is called: role and place, as everybody here is."""
        first = next(iter(self.roles.values()), None)
        return f"{first.get_role_display().capitalize()}, {_place(first)}" if first else ""

    @transaction.atomic
    def store(self, user, source, *, at):
        """Give the user these roles and take away those that `source` gave before.

        A role that an administrator has given stays as it is. Side effects: a line of history for each role that comes,
        changes or goes. Gives (how many came or changed, how many went).
        """
        wanted, kept, gone = dict(self.roles), 0, 0
        for stored in Membership.objects.select_for_update(of=("self",)).filter(user=user).order_by("pk"):
            role = wanted.pop(_key(stored), None)
            if stored.source != source:
                continue
            if role is None:
                _sign(stored, user, source, at)
                stored.delete()
                gone += 1
            elif _extra(stored) != _extra(role):
                stored.municipality, stored.area = role.municipality, role.area
                kept += _save(stored, user, source, at)
        for role in wanted.values():
            role.user, role.source = user, source
            kept += _save(role, user, source, at)
        return kept, gone


def read_claims(words):
    """Give what the table's words for a person amount to, as `Claimed`.

    A word that names no role or no place is logged and left out: a slip in the table shuts nobody out.
    """
    roles = {}
    for word in words:
        try:
            role = _read(word)
        except _Unknown as problem:
            # With spaces, or the log would take it for an e-mail and leave it out.
            logger.warning("A table of roles has %r: %s", word.replace("@", " @ "), problem)
        else:
            roles.setdefault(_key(role), role)
    return Claimed(roles)


def _read(word):
    """Give the unsaved membership that a word of the table stands for. Raises _Unknown."""
    name, _, rest = word.partition("@")
    place, _, extra = rest.partition("/")
    role = _ROLES.get(name.strip().lower())
    if role is None:
        raise _Unknown(f"the roles are {', '.join(_ROLES)} and administrator")
    model, attribute, field = _PLACES[role]
    membership = Membership(role=role, **{attribute: _find(model, field, place.strip())})
    if extra and role == Membership.Role.CASEWORKER:
        _find(Area, "slug", extra.strip())
        membership.area = extra.strip()
    elif extra and role in _HAS_EMPLOYER:
        membership.municipality = _find(Municipality, "code", extra.strip())
    elif extra:
        raise _Unknown("this role has nothing after a slash")
    return membership


def _find(model, field, value):
    found = model.objects.filter(**{field: value}).order_by("pk").first() if value else None
    if found is None:
        raise _Unknown(f"there is no {model._meta.model_name} with the {field} {value!r}")
    return found


def _place(role):
    return role.region or role.cluster or role.municipality


def _key(role):
    """Give what a user can have once: the role and its place."""
    _, attribute, _ = _PLACES[role.role]
    return str(role.role), getattr(role, f"{attribute}_id")


def _extra(role):
    return role.municipality_id, role.area


def _sign(role, user, source, at):
    role._history_user, role._history_date, role._change_reason = user, at, REASON.format(source)


def _save(role, user, source, at):
    """Store a role, unless a rule of the model forbids it, which is logged. Gives whether it is stored: 1 or 0."""
    _sign(role, user, source, at)
    try:
        role.full_clean()
    except ValidationError as error:
        logger.warning("A role from %s cannot be stored: %s", source, sorted(error.message_dict))
        return 0
    role.save()
    return 1
