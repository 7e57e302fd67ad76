"""Versions of a row beside each other as every history tells them: who, when, why, what stood there and what then."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects

from clusters.forms.compare import NOTHING, removed_and_added
from clusters.models import Membership
from misbrug.text.danish import date_short, fold, time

ON_A_PAGE = 20
ROLE_PLACES = ("memberships__municipality", "memberships__cluster", "memberships__region")


@dataclass(frozen=True, slots=True)
class Pair:
    """One field in two versions: its label, and both as markup that tells removed words from added ones."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One version as a page tells it. `pairs` are what it changed; `restore` leads to putting it back, "" where not.

    `verb` is what the person did, `badge` what is to be said of the version ("gælder nu", "afleveret").
    """

    at: object
    by: str
    role: str
    verb: str
    reason: str
    pairs: tuple[Pair, ...]
    badge: str = ""
    restore: str = ""
    is_example: bool = False


def page_of(rows, number, size=ON_A_PAGE):
    """Give (page, [(version, the one before it or None)]) of versions that are ordered the newest first.

    A fixed number of queries: the count, the versions, and who wrote them with their roles.
    """
    page = Paginator(rows, size).get_page(number)
    first = page.start_index() - 1 if page.paginator.count else 0
    found = list(rows.select_related("history_user")[first : first + size + 1])
    prefetch_related_objects([row.history_user for row in found if row.history_user], *ROLE_PLACES)
    before = [*found[1:], None]
    return page, list(zip(found, before, strict=True))[:size] if found else []


def pair_of(label, before, after):
    """Give a Pair of two texts, None where they are the same."""
    return Pair(label, *removed_and_added(before, after)) if before != after else None


def told(row, pairs, **more):
    """Give the Told of a row of history; `pairs` may hold None for what is unchanged."""
    user = row.history_user
    return Told(
        at=row.history_date,
        by=user.name if user else "",
        role=roles_of(user),
        reason=row.history_change_reason or "",
        pairs=tuple(pair for pair in pairs if pair),
        **{"verb": verb_of(row)} | more,
    )


def verb_of(row):
    """Say what a row of history did."""
    return {"+": "skrev", "~": "rettede", "-": "slettede"}[row.history_type]


def roles_of(user):
    """Give the roles and places of a user, as they are now, in words; "" where their name says them already.

    No query where `memberships` with their places are prefetched. Who has left has none; their name says what they
    were.
    """
    if user is None:
        return ""
    name = fold(user.name)
    roles = [f"{role.get_role_display()}, {_place(role)}" for role in user.memberships.all() if not _says(name, role)]
    return "; ".join(roles)


def _place(role):
    return role.region or role.cluster or role.municipality


def _says(name, role):
    words = {Membership.Role.CASEWORKER: "sagsbehandler", Membership.Role.MUNICIPAL_LEAD: "kommuneansvarlig"}
    place = str(_place(role)).removesuffix(" Kommune")
    return fold(words.get(role.role, role.get_role_display())) in name and fold(place) in name


def restored_from(when):
    """Give the reason that a version which puts an earlier one back goes into the history with."""
    return f"Gendannet fra {date_short(when, year=True)} kl. {time(when)}"


def in_words(text):
    """Give a text, or the word for nothing."""
    return text or NOTHING
