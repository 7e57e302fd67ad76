"""A strategy whose case can be put on agendas."""

import datetime

import pytest

from clusters.models import AgendaItem
from strategies import workflow
from tests import strategies as make
from tests.strategies.agenda import AT, TODAY


@pytest.fixture
def strategy(db):
    """A policy without content."""
    return make.strategy(title="Politik for rusmidler", kind="policy", summary="Kort om det.", administration="Center")


@pytest.fixture
def actor(strategy):
    """Who may edit it."""
    return make.editor(strategy)


@pytest.fixture
def put(strategy, actor):
    """Put a row on the strategy's case."""

    def put(model, **fields):
        return workflow.save(model(case=strategy.case, **fields), actor=actor, at=AT)

    return put


@pytest.fixture
def meeting(strategy, put):
    """Put a meeting on the case, some days from today."""

    def meeting(days, name="Socialudvalget", **fields):
        place = strategy.places[0]
        body = place.bodies.filter(name=name).first() or make.body(place, name)
        return put(AgendaItem, body=body, date=TODAY + datetime.timedelta(days), **fields)

    return meeting
