"""Files to fetch × every role, against the statement in export_cases.py."""

import pytest

from tests.export_cases import export_addresses
from tests.test_permission_matrix import (  # noqa: F401 - a fixture is found by its name
    ACTORS,
    EVERY_ACTOR,
    expected_for,
    outcome,
    user_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_exports(client, user_of, actor):  # noqa: F811 - the fixture
    if user := user_of(actor):
        client.force_login(user)
    wrong = []
    for url, decide in export_addresses():
        decision = expected_for(actor, decide(ACTORS[actor]))
        response = client.get(url)
        if outcome(response) != decision:
            wrong.append(f"{url}: {response.status_code}, not {decision}")
    assert wrong == []
