"""A round whose report is written, released and read, and who writes it."""

import pytest

from clusters import workflow
from tests.clusters.editions import released
from tests.clusters.page_rounds import mixed_round
from tests.factories import NOW, UserFactory, project_member


@pytest.fixture
def round_(db):
    """An open round with every state that a municipality can be in."""
    return mixed_round(6, slug="runde")


@pytest.fixture
def processed(round_):
    """The same round, closed for answers."""
    return workflow.start_processing(round_.pk, actor=UserFactory(), at=NOW)


@pytest.fixture
def published(processed):
    """The same round with its report released as a first edition."""
    released(processed)
    return processed


@pytest.fixture
def writer(round_):
    """A member of the project group."""
    return project_member(round_.region, name="Projektgruppe, Lejre")


@pytest.fixture
def writing(client, writer):
    """A browser in which the writer is logged in."""
    client.force_login(writer)
    return client
