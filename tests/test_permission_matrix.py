"""The demo's users by their roles, and that nobody writes where they may not. The rest is asked in tests/rights."""

import pytest
from django.urls import reverse

from clusters.models import Answer, Membership, Region, Track
from indicators.models import Indicator
from misbrug.accounts.models import User
from misbrug.workspace.demo.people import email
from tests.actors import ACTORS, LOGINS, ON_BOTH_DATABASES

pytestmark = pytest.mark.django_db

NOW = "region-sjaelland-2026"
OPEN, FORBIDDEN, HIDDEN, LOGIN = "open", 403, 404, "login"
UNAUTHORIZED = 401  # what the script that saves answers is told, where a page would be sent to the login

EVERY_ACTOR = [
    pytest.param(actor, marks=() if actor in ON_BOTH_DATABASES else pytest.mark.one_database) for actor in ACTORS
]


@pytest.fixture
def user_of(demo):
    """Give the user of an actor, None for the anonymous one."""
    region = Region.objects.exclude(name="Region Sjælland").first()

    def find(actor):
        if actor == "anonymous":
            return None
        if actor in LOGINS:
            return User.objects.get(email=email(LOGINS[actor]))
        user = User.objects.create_user(f"{actor.replace(' ', '.')}@example.dk", name=actor)
        if actor == "project group elsewhere":
            Membership.objects.create(user=user, role="project_group", region=region)
        if actor == "lead elsewhere":
            other = region.municipalities.first()
            Membership.objects.create(user=user, role="municipal_lead", municipality=other)
        return user

    return find


def outcome(response):
    """Give what a response amounts to: LOGIN, FORBIDDEN, HIDDEN or OPEN (a page, a redirect, a refusal in words)."""
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return LOGIN
    if response.status_code == UNAUTHORIZED:
        return LOGIN
    if response.status_code in (FORBIDDEN, HIDDEN):
        return response.status_code
    assert response.status_code < 500
    return OPEN


def expected_for(actor, decision):
    """Give what the actor meets: who is not logged in is asked to log in before anything is said."""
    return LOGIN if actor == "anonymous" else decision


def test_nobody_rules_on_their_own_municipality(client, user_of):
    for actor, place in (("project group", "0350"),):
        client.force_login(user_of(actor))
        answer = Answer.objects.get(
            track__assessment__round__slug=NOW, track__assessment__municipality__code=place, value="delvis"
        )
        url = reverse("clusters:ruling", args=[NOW, answer.pk])
        response = client.post(url, {"outcome": "ja", "reason": "Fordi", "expected": "x"})
        assert response.status_code == FORBIDDEN
        assert not answer.rulings.filter(ruled_by=user_of(actor)).exists()


# --- Posts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", EVERY_ACTOR[1:])
def test_nobody_writes_in_a_municipality_that_is_not_theirs(client, user_of, actor):
    client.force_login(user_of(actor))
    before = Answer.history.count()
    for code in ("0320", "0376", "0253", "0269", "0350"):
        if ACTORS[actor].get("own") == code:
            continue
        track = Track.objects.filter(
            assessment__round__slug=NOW, assessment__municipality__code=code, active=True
        ).first()
        indicator = Indicator.objects.get(number="1.1", catalogue__slug="kl-2012")
        place = {"round": NOW, "code": code}
        response = client.post(
            reverse("clusters:answer_save", kwargs=place),
            {"track": track.pk, "indicator": indicator.pk, "value": "nej", "elaboration": "", "version": 1},
        )
        assert response.status_code in (FORBIDDEN, HIDDEN)
        form = reverse("clusters:assessment_recommendation", kwargs=place | {"number": 1})
        assert client.post(form, {f"svar-{track.pk}-{indicator.pk}": "nej"}).status_code in (FORBIDDEN, HIDDEN)
    assert Answer.history.count() == before
