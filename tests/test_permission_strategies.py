"""A municipality's draft shows in no list and no search of others. Who meets which address is asked in tests/rights."""

import pytest

from misbrug.accounts.models import User
from misbrug.workspace.demo.people import email
from strategies.models import Strategy

pytestmark = pytest.mark.django_db

# Each actor's municipality.
ACTORS = {
    "laeser": None,
    "admin": None,
    "projektgruppe.lejre": None,
    "styregruppe": None,
    "tovholder.syd": None,
    "ansvarlig.faxe": "0320",
    "sagsbehandler.koebenhavn": "0101",
}
# CI asks both databases for these, one of each kind; see .ci/run.
ON_BOTH_DATABASES = {"projektgruppe.lejre", "ansvarlig.faxe", "sagsbehandler.koebenhavn"}
EVERYBODY = [
    pytest.param(actor, marks=() if actor in ON_BOTH_DATABASES else pytest.mark.one_database) for actor in ACTORS
]


@pytest.fixture
def log_in(client, demo):
    """Log an actor in."""

    def enter(actor):
        client.force_login(User.objects.get(email=email(actor)))

    return enter


@pytest.mark.parametrize("actor", EVERYBODY)
def test_drafts_show_nowhere(client, log_in, actor):
    log_in(actor)
    title = Strategy.objects.get(slug="koebenhavn-misbrugsplan").title
    own = ACTORS[actor] == "0101"
    for url in ("/strategier/", f"/strategier/?q={title}", "/strategier/daekning/", "/strategier/frister/"):
        response = client.get(url)
        if response.status_code == 200 and not own:
            assert title not in response.content.decode().replace(f'value="{title}"', ""), url
