"""Who may import what, and who sees which run. What a kind itself allows, the kind says."""

from django.db.models import Q

from misbrug.imports.kinds import KINDS
from misbrug.imports.models import ImportRun


def usable_kinds(user):
    """Give the kinds that the user may import, in the order in which they are offered."""
    if not (user.is_authenticated and user.is_active):
        return []
    return [kind for kind in KINDS.values() if kind.may_use(user)]


def may_import(user, kind):
    """Say whether the user may import tables of a kind."""
    return user.is_authenticated and user.is_active and kind.may_use(user)


def visible_runs(user):
    """Give the runs that the user may open: one's own, of kinds one still may use; for administrators all but others'
    files of answers, which may hold what a municipality has not submitted."""
    slugs = [kind.slug for kind in usable_kinds(user)]
    if not slugs:
        return ImportRun.objects.none()
    mine = Q(made_by=user, kind__in=slugs)
    return ImportRun.objects.filter(mine | ~Q(kind="answers") if user.is_staff else mine)


def listed_runs(user):
    """Give the runs of which the user may know that they were: administrators all, others their own."""
    return ImportRun.objects.all() if user.is_authenticated and user.is_staff else visible_runs(user)
