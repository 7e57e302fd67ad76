"""Strangers who guess at a password: they are bounded, and the owner comes in all the same."""

import re

import pytest

from tests.accounts.conftest import NEW_PASSWORD, log_in, logged_in_as, shown
from tests.accounts.test_limits import LOCKED, from_address, wrong
from tests.factories import UserFactory


def test_strangers_elsewhere_keep_nobody_out(user):
    for _ in range(8):
        wrong(1, user.email)
    for number in range(2, 8):
        wrong(number, user.email)
    client = from_address(9)
    log_in(client, user.email)
    assert logged_in_as(client) == user.pk


@pytest.fixture
def few_everywhere(settings):
    """Let the bound over all addresses be met after three."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_account": "3/h/key"}


def test_guesses_from_everywhere_have_a_bound(user, few_everywhere):
    for number in range(3):
        wrong(number, user.email)
    client = from_address(9)
    assert LOCKED.search(shown(log_in(client, user.email)))[1] == "60 minutter"
    assert logged_in_as(client) is None


def test_right_passwords_do_not_count_for_the_bound(user, few_everywhere):
    for number in range(5):
        client = from_address(number)
        log_in(client, user.email)
        assert logged_in_as(client) == user.pk


def test_the_bound_does_not_hold_where_the_owner_has_logged_in_before(user, few_everywhere):
    client = from_address(9)
    log_in(client, user.email)
    client.post("/konto/log-ud/")
    cookie = client.cookies["misbrug_device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert re.fullmatch("[0-9a-f]{64}", cookie.value), "names nobody"
    for number in range(3):
        wrong(number, user.email)
    log_in(client, user.email)
    assert logged_in_as(client) == user.pk


@pytest.mark.parametrize("change", ["another user", "another password", "made up"])
def test_a_browser_that_is_not_known(user, few_everywhere, change):
    client = from_address(9)
    log_in(client, UserFactory().email if change == "another user" else user.email)
    client.post("/konto/log-ud/")
    if change == "another password":
        user.set_password(NEW_PASSWORD)
        user.save()
    if change == "made up":
        client.cookies["misbrug_device"] = "å" * 64
    for number in range(3):
        wrong(number, user.email)
    assert LOCKED.search(shown(log_in(client, user.email, NEW_PASSWORD)))


def test_guesses_in_a_known_browser_have_a_bound_too(user):
    client = from_address(1)
    log_in(client, user.email)
    client.post("/konto/log-ud/")
    for _ in range(5):
        log_in(client, user.email, "forkert-adgangskode")
    assert LOCKED.search(shown(log_in(client, user.email)))


@pytest.mark.parametrize("email", ["sagsbehandler@faxe.dk", "ukendt@faxe.dk"])
def test_forgotten_password_from_everywhere(user, email, mailoutbox, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reset_password": "20/m/ip,3/h/key"}
    for number in range(3):
        assert from_address(number).post("/konto/glemt-adgangskode/", {"email": email}).status_code == 302
    response = from_address(9).post("/konto/glemt-adgangskode/", {"email": email.upper()})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 3000
