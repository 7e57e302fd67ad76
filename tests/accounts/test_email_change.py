"""Another e-mail for a user is another way in: the old one is told, sessions end, and the log has the user's number."""

import logging

import pytest
from django.test import Client

from tests.accounts.conftest import link_in, log_in, logged_in_as
from tests.accounts.test_admin import change

pytestmark = pytest.mark.django_db(transaction=True)

OLD, NEW = "sagsbehandler@faxe.dk", "ny@faxe.dk"


@pytest.fixture
def staff(client, administrator):
    """A client in which an administrator is logged in."""
    client.force_login(administrator)
    return client


@pytest.fixture
def at_work(user):
    """A client in which the user is logged in."""
    client = Client()
    log_in(client, user.email)
    assert is_in(client)
    return client


def is_in(client):
    return client.get("/konto/session/").json()["logged_in"]


def test_the_old_address_is_told(staff, user, at_work, mailoutbox, caplog):
    link = "/konto/glemt-adgangskode/"
    Client().post(link, {"email": OLD})
    with caplog.at_level(logging.INFO, logger="misbrug.accounts"):
        change(staff, user, email=NEW)
    assert not is_in(at_work)
    reset, told = mailoutbox
    assert told.to == [OLD]
    assert told.subject == "E-mailen for din bruger i Misbrug er ændret"
    assert OLD in told.body
    assert NEW not in told.body, "the old address may be a stranger's"
    assert f"An administrator changed the e-mail of user {user.pk}" in caplog.messages
    assert not [line for line in caplog.messages if OLD in line or NEW in line]
    assert "virker ikke længere" in Client().get(link_in(reset), follow=True).content.decode()
    assert is_in(staff)


@pytest.mark.parametrize("data", [{"name": "Sagsbehandler, Greve"}, {"email": OLD.upper()}])
def test_nobody_is_told_of_anything_else(staff, user, at_work, mailoutbox, data):
    change(staff, user, **data)
    assert is_in(at_work)
    assert mailoutbox == []


def test_a_change_that_is_refused_tells_nobody(staff, user, administrator, at_work, mailoutbox):
    change(staff, user, email=administrator.email)
    assert is_in(at_work)
    assert mailoutbox == []


def test_the_administrators_own(staff, administrator, mailoutbox):
    other = Client()
    log_in(other, administrator.email)
    before = administrator.email
    change(staff, administrator, email=NEW)
    assert logged_in_as(staff) == administrator.pk
    assert (is_in(staff), is_in(other)) == (True, False)
    assert mailoutbox[0].to == [before]


def test_a_mail_server_that_is_down_costs_no_change(staff, user, dead_mail_server, caplog):
    change(staff, user, email=NEW)
    user.refresh_from_db()
    assert user.email == NEW
    assert f"User {user.pk} could not be told of the changed e-mail: ConnectionRefusedError" in caplog.messages
