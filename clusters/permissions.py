"""Who may: one function a verb, and `visible_to(user)` for each list. The only place that decides.

Views ask here *who may*; the workflow asks *whether now*. The table of roles is in docs/rettigheder.md.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q

from clusters.models import Edition, Membership, Round, SelfAssessment, StatusReport

Role = Membership.Role
State = StatusReport.State


@dataclass(frozen=True, slots=True)
class Standing:
    """A user's roles by place, ids throughout.

    `own` are the municipalities one answers for, `employers` those one comes from as a member of the
    project group, `home` both together and those a cluster lead comes from: nobody rules on them.
    """

    user_id: int | None = None
    name: str = ""
    is_administrator: bool = False
    own: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    employers: frozenset[int] = frozenset()
    clusters: frozenset[int] = frozenset()
    project: frozenset[int] = frozenset()
    steering: frozenset[int] = frozenset()
    reading: frozenset[int] = frozenset()
    areas: frozenset[str] = frozenset()
    memberships: tuple = field(default=(), compare=False)

    @property
    def home(self):
        """Give the municipalities on which one never rules."""
        return self.own | self.employers

    @property
    def takes_part(self):
        """Say whether one has a role in answering, leading, deciding or steering."""
        return bool(self.own or self.clusters or self.project or self.steering)


NOBODY = Standing()


def standing(user):
    """Give the user's standing: one query, remembered on the user for the request."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    known = getattr(user, "_standing", None)
    if known is None:
        known = user._standing = _standing_of(user)
    return known


def _standing_of(user):
    rows = tuple(
        Membership.objects.filter(user=user).select_related("municipality", "cluster", "region").order_by("pk")
    )

    def places(attribute, *roles):
        return frozenset(
            getattr(row, attribute) for row in rows if row.role in roles and getattr(row, attribute) is not None
        )

    return Standing(
        user_id=user.pk,
        name=user.name,
        is_administrator=user.is_staff,
        own=places("municipality_id", Role.CASEWORKER, Role.MUNICIPAL_LEAD),
        leads=places("municipality_id", Role.MUNICIPAL_LEAD),
        employers=places("municipality_id", Role.PROJECT_GROUP, Role.CLUSTER_LEAD),
        clusters=places("cluster_id", Role.CLUSTER_LEAD),
        project=places("region_id", Role.PROJECT_GROUP),
        steering=places("region_id", Role.STEERING_GROUP),
        reading=places("region_id", Role.READER),
        areas=frozenset(row.area for row in rows if row.area),
        memberships=rows,
    )


# Lists


def _own_round_clusters(who):
    """Select the clusters-in-rounds in which one's own municipalities sit."""
    return SelfAssessment.objects.filter(municipality_id__in=who.own).values("round_cluster_id")


def _takes_part_in(who):
    """Q on Round: one answers, leads, decides or steers in it."""
    return (
        Q(region_id__in=who.project | who.steering)
        | Q(pk__in=SelfAssessment.objects.filter(municipality_id__in=who.own).values("round_id"))
        | Q(round_clusters__cluster_id__in=who.clusters)
    )


def visible_rounds(user):
    """Give the rounds whose counts the user may see: those one takes part in; administrators see all."""
    who = standing(user)
    if who.is_administrator:
        return Round.objects.all()
    return Round.objects.filter(_takes_part_in(who)).distinct()


def visible_assessments(user):
    """Give the assessments whose answers the user may see (design, rule 2.6).

    One's own always; those of one's cluster, and for the project group of the region, from submission;
    those of a round one takes part in from publication.
    """
    who = standing(user)
    submitted = Q(submission__isnull=False) & ~Q(state=SelfAssessment.State.NOT_PARTICIPATING)
    in_sight = Q(round__region_id__in=who.project) | Q(round_cluster__cluster_id__in=who.clusters)
    published = Q(round__report__published_at__isnull=False)
    mine = Q(pk__in=[])
    if who.own:
        mine = Q(municipality_id__in=who.own)
        in_sight |= Q(round_cluster_id__in=_own_round_clusters(who))
    if who.takes_part:
        in_sight |= published & Q(round_id__in=Round.objects.filter(_takes_part_in(who)).values("pk"))
    return SelfAssessment.objects.filter(mine | (submitted & in_sight))


def editable_assessments(user):
    """Give the assessments of the municipalities one answers for."""
    return SelfAssessment.objects.filter(municipality_id__in=standing(user).own)


def manageable_assessments(user):
    """Give the assessments whose participation the user may change; says nothing of their answers."""
    who = standing(user)
    return SelfAssessment.objects.filter(
        Q(municipality_id__in=who.leads)
        | Q(round_cluster__cluster_id__in=who.clusters)
        | Q(round__region_id__in=who.project)
    )


def visible_reports(user):
    """Give the reports the user may read: those with an edition, and drafts for project and steering group.

    An edition that was withdrawn can still be read, marked as such.
    """
    released = Q(pk__in=Edition.objects.values("report_id"))
    if not user.is_authenticated:
        return StatusReport.objects.filter(released if settings.PUBLIC_READING else Q(pk__in=[]))
    who = standing(user)
    return StatusReport.objects.filter(released | Q(round__region_id__in=who.project | who.steering))


def readable_report_rounds(user):
    """Give the rounds whose report the user may read: as `visible_reports`, and drafts without a text so far.

    A round that is only planned has nothing to report.
    """
    released = Q(pk__in=Edition.objects.values("report__round_id"))
    if not user.is_authenticated:
        return Round.objects.filter(released if settings.PUBLIC_READING else Q(pk__in=[]))
    who = standing(user)
    drafts = Q(region_id__in=who.project | who.steering) & ~Q(state=Round.State.PLANNED)
    return Round.objects.filter(released | drafts)


# Verbs


def may_see_answers(user, assessment, own_round_clusters=frozenset(), published=False):
    """Say for a loaded assessment what `visible_assessments` says in the database.

    `own_round_clusters`: the round's clusters in which the user's own municipalities sit; `published`:
    whether the round's report is. The caller has already found the round among `visible_rounds`.
    """
    who = standing(user)
    if assessment.municipality_id in who.own:
        return True
    if assessment.submission_id is None or not assessment.participates:
        return False
    return (
        assessment.round.region_id in who.project
        or assessment.round_cluster.cluster_id in who.clusters
        or assessment.round_cluster_id in own_round_clusters
        or (published and who.takes_part)
    )


def may_edit_answers(user, assessment):
    """Caseworkers and leads of the municipality."""
    return assessment.municipality_id in standing(user).own


def importable_assessments(user):
    """Give the assessments into which the user may bring answers by file: administrators all, others their own."""
    who = standing(user)
    return SelfAssessment.objects.all() if who.is_administrator else editable_assessments(user)


def may_submit_for(user):
    """Administrators: submit on a municipality's behalf, with a reason, so that old rounds can be brought in."""
    return standing(user).is_administrator


def may_submit(user, assessment):
    """Leads of the municipality."""
    return assessment.municipality_id in standing(user).leads


def may_set_participation(user, assessment):
    """The municipality's lead, its cluster's lead, the region's project group."""
    who = standing(user)
    return (
        assessment.municipality_id in who.leads
        or assessment.round_cluster.cluster_id in who.clusters
        or assessment.round.region_id in who.project
    )


def may_review(user, assessment):
    """The region's project group: review, and return for correction."""
    return assessment.round.region_id in standing(user).project


def may_see_rulings(user, round_):
    """The region's project group: the queue of doubtful answers."""
    return round_.region_id in standing(user).project


def may_rule(user, assessment):
    """The region's project group, but never on a municipality one answers for or comes from."""
    who = standing(user)
    return assessment.round.region_id in who.project and assessment.municipality_id not in who.home


def may_see_counts(user, round_):
    """Everybody who takes part in the round; administrators."""
    return visible_rounds(user).filter(pk=round_.pk).exists()


def may_manage_round(user, round_):
    """The region's project group and administrators: open, lock, reopen, close, late joiners."""
    who = standing(user)
    return who.is_administrator or round_.region_id in who.project


def may_read_draft_report(user, round_):
    """The region's project group and steering group."""
    who = standing(user)
    return round_.region_id in who.project | who.steering


def may_write_report(user, round_):
    """The region's project group."""
    return round_.region_id in standing(user).project


def may_publish_report(user, round_):
    """The region's project group and steering group."""
    return may_read_draft_report(user, round_)


def may_treat_report(user, round_):
    """The region's project group and steering group: see and write how the report is treated politically."""
    return may_read_draft_report(user, round_)


def may_edit_region_bodies(user, region):
    """The region's project group: its bodies, which the cases of all its reports go through."""
    return region.pk in standing(user).project


def may_write_cluster_report(user, round_cluster):
    """The cluster's lead."""
    return round_cluster.cluster_id in standing(user).clusters


def may_read_cluster_report(user, round_cluster, is_delivered):
    """The cluster's lead and its municipalities; once it is delivered the region's project and steering group too.

    `round_cluster` is loaded with its round.
    """
    who = standing(user)
    if round_cluster.cluster_id in who.clusters:
        return True
    if is_delivered and round_cluster.round.region_id in who.project | who.steering:
        return True
    own = SelfAssessment.objects.filter(round_cluster=round_cluster, municipality_id__in=who.own)
    return bool(who.own) and own.exists()


def may_reopen_cluster_report(user, round_cluster):
    """The cluster's lead, and the region's project group, who send it back."""
    return may_write_cluster_report(user, round_cluster) or may_write_report(user, round_cluster.round)


def replying_assessments(user):
    """Give the assessments of one's own municipalities whose report has been sent to the municipalities."""
    seen = Q(round__report__state__in=[State.MUNICIPALITIES, State.STEERING, State.RELEASED])
    seen |= Q(pk__in=Edition.objects.values("report__round__assessments"))
    return SelfAssessment.objects.filter(seen, municipality_id__in=standing(user).own)


def may_answer_correction(user, assessment):
    """The region's project group, but never for a municipality one answers for or comes from."""
    return may_rule(user, assessment)
