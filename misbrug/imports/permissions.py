"""Who may import what, and who sees which run. What a kind itself allows, the kind says."""

from django.db.models import Q

from clusters.permissions import standing
from misbrug.imports.kinds import KINDS
from misbrug.imports.models import ImportRun


def usable_kinds(user):
    """Give the kinds that the user may import, in the order in which they are offered."""
    if not (user.is_authenticated and user.is_active):
        return []
    return [kind for kind in KINDS.values() if kind.may_use(user)]


def made_for(user):
    """Give what is kept with a run of those for whom its maker acts: the ids of the municipalities one answers for,
    "1,12"; "" for administrators and commands."""
    if user is None or user.is_staff:
        return ""
    return ",".join(str(pk) for pk in sorted(standing(user).own))


def visible_runs(user):
    """Give the runs that the user may open: one's own, of kinds one still may use and made for those whom one still
    answers for; for administrators all but others' files of answers, which may hold what a municipality has not
    submitted."""
    slugs = [kind.slug for kind in usable_kinds(user)]
    if not slugs:
        return ImportRun.objects.none()
    mine = Q(made_by=user, kind__in=slugs, made_for__in=_still_for(user))
    return ImportRun.objects.filter(mine | ~Q(kind="answers") if user.is_staff else mine)


def _still_for(user):
    """Give those values of `made_for`, among the user's runs, that the roles of today cover."""
    as_administrator = [""] if user.is_staff else []
    own = {str(pk) for pk in standing(user).own}
    if not own:
        return as_administrator
    known = ImportRun.objects.filter(made_by=user).exclude(made_for="").order_by().values_list("made_for", flat=True)
    return [*as_administrator, *(each for each in known.distinct() if set(each.split(",")) <= own)]


def listed_runs(user):
    """Give the runs of which the user may know that they were: administrators all, others their own."""
    return ImportRun.objects.all() if user.is_authenticated and user.is_staff else visible_runs(user)
