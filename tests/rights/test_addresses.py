"""Every address of the URL configuration has a decision, and every decision an address."""

import pytest
from django.db import transaction
from django.urls import resolve

from tests.rights.addresses import every_address
from tests.rights.table import ENTRIES
from tests.rights.world import World

pytestmark = pytest.mark.django_db

HOW = (
    "Say in tests/rights/table/ who may look there and who may post there: an Entry with its verb from "
    "tests/rights/oracle.py, its arguments, and `post` where the view takes posts. The package tells how."
)


@pytest.fixture(scope="module")
def routes(django_db_setup, django_db_blocker):
    """Give the entries by the route that their address leads to."""
    found = {}
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        for entry in ENTRIES:
            address = entry.address(world, entry.cases[0]).partition("?")[0]
            found.setdefault(resolve(address).route, []).append(entry)
        transaction.set_rollback(True)
    return found


def undecided(routes, addresses):
    """Give what is lacking: addresses without a decision, and those that take posts nobody has decided on."""
    for address in addresses:
        entries = routes.get(address.route, [])
        if not entries:
            yield f"{address.name} (/{address.route})"
        elif "POST" in address.methods and all(entry.post is None and not entry.get_only for entry in entries):
            yield f"POST to {address.name} (/{address.route})"


def test_every_address_and_every_post_has_a_decision(routes):
    lacking = list(undecided(routes, every_address()))
    assert not lacking, "\n".join(["Nobody has decided who may use:", *lacking, HOW])


def test_every_entry_leads_to_an_address_that_is_asked(routes):
    assert not routes.keys() - {address.route for address in every_address()}
