"""A round of many municipalities, played through the workflow with the demo's answers of 2014 over and over."""

from datetime import timedelta
from itertools import cycle, islice

from django.db import transaction

from clusters import workflow
from clusters.dashboard import load_picture
from clusters.models import Cluster, ClusterMembership, Membership, Municipality, Region
from indicators.models import Catalogue
from misbrug.accounts.models import User
from misbrug.workspace.benchmark.files import LARGE, report_files
from misbrug.workspace.benchmark.measure import Limits
from misbrug.workspace.benchmark.pages import DASHBOARD, report_page, round_pages
from misbrug.workspace.demo.people import email
from misbrug.workspace.demo.rounds import Player, at, new_round

SLUG = "benchmark"
USER = "benchmark"
CLUSTER_SIZE = 6
# No real municipality has a code from here on, and the codes have four digits.
FIRST_CODE = 9000
MOST = 1000


class Everybody:
    """One user in every role, where the demo has a person for each."""

    def __init__(self, user):
        """Take the user."""
        self._user = user

    def caseworker(self, municipality, area_slugs):
        """Give the user."""
        return self._user

    def lead(self, municipality):
        """Give the user."""
        return self._user


@transaction.atomic
def play_large_round(size):
    """Build a round in which `size` municipalities have submitted and half of what waits is ruled on.

    Needs the demo. Municipalities, clusters and the region are made up; the answers are those of the demo's round
    of 2014, repeated.
    """
    region = Region.objects.create(slug=SLUG, name="Benchmark")
    user = User.objects.create(email=email(USER), name="Projektgruppe, Benchmark")
    Membership.objects.create(user=user, role=Membership.Role.PROJECT_GROUP, region=region)
    municipalities = _municipalities(region, size)
    _clusters(region, municipalities)
    round_ = new_round(
        Catalogue.objects.get(slug="kl-2012"),
        region,
        slug=SLUG,
        name=f"{size} kommuner",
        label="2026",
        deadline=at(2026, 12, 18).date(),
        is_example=True,
    )
    round_ = workflow.open_round(round_.pk, actor=user, at=at(2026, 11, 2))
    player = Player(round_, Everybody(user), "svar-2014.csv")
    patterns = list(player.table.answers.values())
    player.table.answers = dict(zip((row.name for row in municipalities), cycle(patterns), strict=False))
    player.table.documented = frozenset()
    for row in municipalities:
        assessment, last = player.fill(row.name, at(2026, 11, 3), minutes=1)
        player.submit(assessment, last + timedelta(hours=1))
    _rule_on_half(round_, user)


def _municipalities(region, size):
    return [
        Municipality.objects.create(code=str(FIRST_CODE + number), name=f"Kommune {number + 1}", region=region)
        for number in range(size)
    ]


def _clusters(region, municipalities):
    for order, start in enumerate(range(0, len(municipalities), CLUSTER_SIZE), start=1):
        members = municipalities[start : start + CLUSTER_SIZE]
        cluster = Cluster.objects.create(region=region, slug=f"{SLUG}-{order}", name=f"Klynge {order}", order=order)
        for row in members:
            ClusterMembership.objects.create(cluster=cluster, municipality=row, valid_from=at(2026, 1, 1).date())


def _rule_on_half(round_, user):
    """Settle every second answer that waits, so that there are rulings as well as answers that wait."""
    for row, indicator, settled in islice(load_picture(round_).pending(), 0, None, 2):
        track = next(track for track in row.tracks if track.id == settled.answer.track)
        workflow.rule(
            answer_id=track.get(indicator.pk).id,
            outcome="ja",
            reason="Det, der mangler, er uden betydning for borgeren.",
            expected=settled.answer.fingerprint,
            actor=user,
            at=at(2026, 11, 20),
            is_example=True,
        )


def large_pages(size):
    """Give the Pages of the large round. Only the dashboard's queries and the report's files have limits."""
    label = f"{size} municipalities"
    unlimited = Limits()
    return [
        *round_pages(USER, SLUG, str(FIRST_CODE), label, unlimited, Limits(queries=DASHBOARD.queries)),
        report_page(USER, SLUG, label, unlimited),
        *report_files(SLUG, label, LARGE),
    ]
