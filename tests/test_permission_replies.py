"""Cluster reports, the right of reply and writing in reports × every role, against the statement in reply_cases.py."""

import pytest
from django.urls import reverse

from tests.reply_cases import NOW, POSTED, THEN, reply_addresses
from tests.test_permission_matrix import (  # noqa: F401 - a fixture is found by its name
    ACTORS,
    EVERY_ACTOR,
    expected_for,
    of_round,
    outcome,
    user_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_replies_and_writing(client, user_of, actor):  # noqa: F811 - the fixture
    if user := user_of(actor):
        client.force_login(user)
    wrong = []
    for name, url, decide in reply_addresses():
        decision = expected_for(actor, decide(ACTORS[actor]))
        response = client.post(url, {}) if name in POSTED else client.get(url)
        if outcome(response) != decision:
            wrong.append(f"{url}: {response.status_code}, not {decision}")
    for round_slug in (THEN, NOW):
        url = reverse("clusters:cluster_report_list", args=[round_slug])
        decision = expected_for(actor, of_round("dashboard", ACTORS[actor]))
        if outcome(client.get(url)) != decision:
            wrong.append(f"{url}: not {decision}")
    assert wrong == []
