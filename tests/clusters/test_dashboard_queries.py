"""The pages about a round ask as many queries for 98 municipalities as for 17; the numbers are counted here."""

import pytest
from django.urls import reverse

from clusters.models import Answer
from tests.clusters.page_rounds import mixed_round, sent
from tests.factories import opened_round, project_member

pytestmark = pytest.mark.django_db

# Session, user and roles are three, the round one, its picture three.
EXPECTED = {
    "dashboard": 8,
    "dashboard_filtered": 8,
    "matrix": 7,
    "cell": 8,
    "count": 7,
    "ruling_queue": 7,
    "ruling": 7,
    "ruling_list": 7,
}


@pytest.mark.parametrize(("municipalities", "clusters"), [(17, 3), (98, 12)])
def test_pages_ask_a_fixed_number_of_queries(client, count_queries, municipalities, clusters):
    round_ = mixed_round(municipalities, clusters)
    client.force_login(project_member(round_.region))
    asked = {}
    for name, address in addresses(round_).items():
        with count_queries() as queries:
            assert client.get(address).status_code == 200
        asked[name] = len(queries)
    assert asked == EXPECTED


def addresses(round_):
    """Give an address of each kind of page, with answers behind it."""
    doubtful = Answer.objects.filter(
        track__assessment__round=round_, track__assessment__submission__isnull=False, value="delvis"
    ).first()
    code = doubtful.track.assessment.municipality.code
    page = {name: reverse(f"clusters:{name}", args=[round_.slug]) for name in ("dashboard", "matrix")}
    return page | {
        "dashboard_filtered": f"{page['dashboard']}?klynge={round_.clusters.first().slug}&anbefaling=1&spor=stof",
        "cell": reverse("clusters:cell", args=[round_.slug, code, "1.1"]),
        "count": reverse("clusters:count", args=[round_.slug, "1.1"]),
        "ruling_queue": reverse("clusters:ruling_queue", args=[round_.slug]),
        "ruling": reverse("clusters:ruling", args=[round_.slug, doubtful.pk]),
        "ruling_list": reverse("clusters:ruling_list", args=[round_.slug]),
    }


def test_a_cell_asks_three_more_for_the_round_before(client, count_queries):
    before = mixed_round(3, 1)
    assessment = before.assessments.exclude(submission=None).first()
    after = opened_round(*before.clusters.all(), catalogue=before.catalogue, previous=before)
    sent(after.assessments.get(municipality=assessment.municipality))
    client.force_login(project_member(after.region))
    with count_queries(exactly=11):
        client.get(reverse("clusters:cell", args=[after.slug, assessment.municipality.code, "1.1"]))
