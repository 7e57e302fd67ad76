"""Those who ask: every role, in the place asked about, in the same cluster, in another and in another region."""

from clusters.models import Membership
from tests import factories
from tests.rights.oracle import CASEWORKER, CLUSTER_LEAD, LEAD, PROJECT, READER, STEERING, Actor

DEACTIVATED = "deactivated lead A"
ACTORS = (
    Actor("anonymous", logged_in=False),
    Actor(DEACTIVATED, ((LEAD, "A"),), logged_in=False),
    Actor("no role"),
    Actor("reader", ((READER, "sj"),)),
    Actor("caseworker A", ((CASEWORKER, "A"),)),
    Actor("lead A", ((LEAD, "A"),)),
    Actor("caseworker B", ((CASEWORKER, "B"),)),
    Actor("lead C", ((LEAD, "C"),)),
    Actor("lead N", ((LEAD, "N"),)),
    Actor("cluster lead syd", ((CLUSTER_LEAD, "syd"),), employer="B"),
    Actor("cluster lead øst", ((CLUSTER_LEAD, "øst"),), employer="C"),
    Actor("cluster lead nord", ((CLUSTER_LEAD, "nord"),), employer="N"),
    Actor("project group", ((PROJECT, "sj"),), employer="C"),
    Actor("project group from A", ((PROJECT, "sj"),), employer="A"),
    Actor("project group elsewhere", ((PROJECT, "no"),), employer="N"),
    Actor("steering group", ((STEERING, "sj"),)),
    Actor("steering group elsewhere", ((STEERING, "no"),)),
    Actor("administrator", administrator=True),
    Actor("caseworker A in the project group", ((PROJECT, "sj"), (CASEWORKER, "A")), employer="C"),
)
ROLES = {
    CASEWORKER: "caseworker",
    LEAD: "municipal_lead",
    CLUSTER_LEAD: "cluster_lead",
    PROJECT: "project_group",
    STEERING: "steering_group",
    READER: "reader",
}


def make_users(places):
    """Give the users by their actor's name, with their roles; `places` are the municipalities, clusters and regions."""
    return {actor.name: _user(actor, places) for actor in ACTORS if actor.name != "anonymous"}


def _user(actor, places):
    user = factories.UserFactory(
        name=f"Person, {actor.name}",
        is_staff=actor.administrator,
        is_active=actor.name != DEACTIVATED,
        password=None,
    )
    for role, place in actor.roles:
        kind = {CLUSTER_LEAD: "cluster", CASEWORKER: "municipality", LEAD: "municipality"}.get(role, "region")
        where = {kind: places[place]}
        if role in (PROJECT, CLUSTER_LEAD):
            where["municipality"] = places[actor.employer]
        Membership.objects.create(user=user, role=ROLES[role], **where)
    return user
