"""Every address under konto/ × every role: one's own account and no other, and what strangers may reach.

No address names an account, so a role makes no difference; that it does not is what is asked. The ways in by a
municipality's own sign-on have a table of their own.
"""

import pytest
from django.urls import reverse

from misbrug.accounts import sso_urls
from misbrug.accounts.urls import urlpatterns
from tests.accounts.second_factors import enter, give_second_factor
from tests.factories import PASSWORD
from tests.test_permission_matrix import (  # noqa: F401 - a fixture is found by its name
    EVERY_ACTOR,
    HIDDEN,
    LOGIN,
    OPEN,
    outcome,
    user_of,
)

pytestmark = pytest.mark.django_db

# The way in and out: anybody may ask.
OF_EVERYBODY = (
    *("account_login", "account_logout", "account_inactive", "account_signup", "account_session"),
    *("account_reset_password", "account_reset_password_done", "account_reset_password_from_key"),
    *("account_reset_password_from_key_done", "account_invitation"),
)
OF_OWNER = (
    *("account_overview", "account_sessions", "account_change_password", "account_reauthenticate"),
    *("mfa_index", "mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_reauthenticate"),
)
# There is something to see or to turn off where there is a second factor.
OF_WHO_HAS_A_SECOND_FACTOR = ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes")
# Between the password and the code; who has given neither is sent to the beginning, who has given both is in.
OF_THE_WAY_IN = ("mfa_authenticate",)
OF_THE_DEMO = ("account_demo_login",)
ARGUMENTS = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "abc-def"},
    "account_invitation": {"uidb64": "MQ", "token": "abc-def"},
}


def decisions(actor, has_second_factor):
    """Give what each address answers."""
    known = actor != "anonymous"
    found = OPEN if has_second_factor else HIDDEN
    return {
        **dict.fromkeys(OF_EVERYBODY, OPEN),
        **dict.fromkeys((*OF_OWNER, *OF_THE_WAY_IN), OPEN if known else LOGIN),
        **dict.fromkeys(OF_WHO_HAS_A_SECOND_FACTOR, found if known else LOGIN),
        **dict.fromkeys(OF_THE_DEMO, HIDDEN),
    }


def met(client, names):
    """Give what each address does answer."""
    found = {}
    for name in names:
        url = reverse(name, kwargs=ARGUMENTS.get(name))
        found[name] = outcome(client.post(url) if name in OF_THE_DEMO else client.get(url))
    return found


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_accounts(client, user_of, actor):  # noqa: F811
    if user := user_of(actor):
        # Who has no password comes by a sign-on, and there is nothing to ask for again.
        user.set_password(PASSWORD)
        user.save()
        client.force_login(user)
    expected = decisions(actor, has_second_factor=False)
    assert met(client, expected) == expected
    if user:
        give_second_factor(user)
        enter(client, user)
        expected = decisions(actor, has_second_factor=True)
        changed = (*OF_WHO_HAS_A_SECOND_FACTOR, "mfa_index", "mfa_activate_totp", "mfa_reauthenticate")
        assert met(client, changed) == {name: expected[name] for name in changed}


def test_every_address_of_an_account_is_in_the_table():
    own = {entry.name for entry in urlpatterns} - {entry.name for entry in sso_urls.urlpatterns}
    assert own == set(decisions("anonymous", has_second_factor=False))
