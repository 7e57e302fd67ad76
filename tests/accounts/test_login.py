"""Logging in and out: who gets in, where they come to, and what the others are told."""

import pytest

from tests.accounts.conftest import log_in, logged_in_as, shown
from tests.factories import PASSWORD, MembershipFactory, MunicipalityFactory, UserFactory

MISMATCH = "E-mail og adgangskode passer ikke sammen."


def test_log_in(client, user):
    response = log_in(client, user.email)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert logged_in_as(client) == user.pk


@pytest.mark.parametrize("written", ["Sagsbehandler@FAXE.dk", " sagsbehandler@faxe.dk "])
def test_case_and_spaces_of_the_email_do_not_matter(client, user, written):
    log_in(client, written)
    assert logged_in_as(client) == user.pk


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/klynger/?klynge=syd", "/klynger/?klynge=syd"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_leads_on_to_pages_of_this_site_alone(client, user, wanted, given):
    assert log_in(client, user.email, next=wanted)["Location"] == given


def test_next_survives_a_failed_attempt(client, user):
    response = client.post("/konto/log-ind/?next=/klynger/", {"login": user.email, "password": "forkert"})
    assert 'name="next" value="/klynger/"' in response.content.decode()


def test_who_is_logged_in_is_led_on(client, user):
    client.force_login(user)
    assert client.get("/konto/log-ind/")["Location"] == "/"
    assert client.get("/konto/log-ind/?next=/klynger/")["Location"] == "/klynger/"


def test_wrong_password(client, user):
    response = log_in(client, user.email, "forkert-adgangskode")
    assert response.status_code == 200
    assert MISMATCH in shown(response)
    assert "Der er problemer" in shown(response)
    assert user.email in response.content.decode(), "What was typed is still there"
    assert "<title>Fejl: Log ind" in response.content.decode()
    assert logged_in_as(client) is None


def test_empty_form(client, db):
    text = shown(log_in(client, "", ""))
    assert "Skriv din e-mail." in text
    assert "Skriv din adgangskode." in text


def test_something_that_is_no_email(client, db):
    assert "Skriv hele e-mailen" in shown(log_in(client, "sagsbehandler"))


@pytest.mark.parametrize("email", ["nul\x00@faxe.dk", "x" * 5000 + "@faxe.dk", "'; --@faxe.dk"])
def test_hostile_email(client, db, email):
    assert log_in(client, email).status_code == 200


def test_a_stranger_and_a_wrong_password_look_the_same(client, user):
    """Else one could find out who has an account."""
    known = log_in(client, user.email, "forkert-adgangskode").content.decode()
    unknown = log_in(client, "ukendt@faxe.dk", "forkert-adgangskode").content.decode()
    assert _without_token(known).replace(user.email, "X") == _without_token(unknown).replace("ukendt@faxe.dk", "X")


def test_deactivated_user_with_the_right_password_is_told(client, user):
    user.is_active = False
    user.save()
    response = client.post("/konto/log-ind/", {"login": user.email, "password": PASSWORD}, follow=True)
    assert response.redirect_chain == [("/konto/lukket/", 302)]
    assert "Din adgang er lukket" in shown(response)
    assert logged_in_as(client) is None


def test_deactivated_user_with_a_wrong_password_is_told_nothing(client, user):
    user.is_active = False
    user.save()
    assert MISMATCH in shown(log_in(client, user.email, "forkert-adgangskode"))


def test_deactivating_ends_the_session(client, user):
    log_in(client, user.email)
    assert client.get("/konto/").status_code == 200
    user.is_active = False
    user.save()
    assert client.get("/konto/").status_code == 302


def test_user_without_a_password_gets_in_by_no_password(client, db):
    invited = UserFactory(password=None)
    assert MISMATCH in shown(log_in(client, invited.email, "!"))


@pytest.mark.parametrize("email", ["sagsbehandler@faxe.dk", "ukendt@faxe.dk"])
def test_five_wrong_passwords_lock_the_email_for_a_while(client, user, email):
    """Whether the e-mail is known or not, again so that nobody can find out."""
    for _ in range(5):
        assert MISMATCH in shown(log_in(client, email, "forkert-adgangskode"))
    response = log_in(client, email)
    assert "for mange forsøg på at logge ind. Vent fem minutter, og prøv igen." in shown(response)
    assert logged_in_as(client) is None


def test_a_locked_email_locks_nobody_else(client, user):
    for _ in range(5):
        log_in(client, "anden@faxe.dk", "forkert-adgangskode")
    log_in(client, user.email)
    assert logged_in_as(client) == user.pk


def test_too_many_forms_from_one_address(client, db):
    for _ in range(30):
        log_in(client, "", "")
    response = log_in(client, "", "")
    assert response.status_code == 429
    assert "For mange forsøg på kort tid" in shown(response)
    assert client.get("/konto/log-ind/").status_code == 200


def test_the_login_form_needs_its_token(user):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    assert log_in(client, user.email).status_code == 403
    assert logged_in_as(client) is None


def test_log_out_asks_first(client, user):
    client.force_login(user)
    assert "Vil du logge ud?" in shown(client.get("/konto/log-ud/"))
    assert logged_in_as(client) == user.pk
    response = client.post("/konto/log-ud/", follow=True)
    assert logged_in_as(client) is None
    assert "Du er logget ud." in shown(response)


def test_log_out_of_who_is_out_already(client, db):
    assert client.get("/konto/log-ud/").status_code == 302
    assert client.post("/konto/log-ud/").status_code == 302


def test_my_account(client, user):
    log_in(client, user.email)
    text = shown(client.get("/konto/"))
    assert "Sagsbehandler, Faxe" in text
    assert "sagsbehandler@faxe.dk" in text
    assert "Skift adgangskode" in text
    assert "Roller Ingen" in text
    assert "administrationen" not in text


def test_my_account_tells_my_roles(client, user):
    MembershipFactory(user=user, role="caseworker", municipality=MunicipalityFactory(name="Faxe"))
    client.force_login(user)
    assert "Roller Sagsbehandler, Faxe" in shown(client.get("/konto/"))


def test_my_account_of_an_administrator(client, administrator):
    log_in(client, administrator.email)
    assert 'href="/admin/"' in client.get("/konto/").content.decode()


def test_my_account_is_for_who_is_logged_in(client, db):
    response = client.get("/konto/")
    assert response.status_code == 302
    assert response["Location"] == "/konto/log-ind/?next=/konto/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client, db, method):
    from misbrug.accounts.models import User

    data = {"email": "ny@faxe.dk", "password1": PASSWORD, "password2": PASSWORD}
    response = getattr(client, method)("/konto/opret/", data)
    assert response.status_code == (200 if method == "get" else 405)
    assert not User.objects.exists()


def test_the_way_to_a_user_is_told(client, db):
    assert "Bed den, der administrerer Misbrug hos jer" in shown(client.get("/konto/opret/"))
    assert 'href="/konto/opret/"' in client.get("/konto/log-ind/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["login", "signup", "email", "confirm-email", "reauthenticate", "password/set", "password/reset", "login/code"],
)
def test_pages_of_allauth_that_are_not_used_do_not_exist(client, user, path):
    client.force_login(user)
    assert client.get(f"/konto/{path}/").status_code == 404


@pytest.mark.parametrize("path", ["/konto/", "/konto/log-ind/", "/konto/skift-adgangskode/"])
def test_not_kept_by_browsers_and_proxies(client, user, path):
    if path != "/konto/log-ind/":
        client.force_login(user)
    assert "no-store" in client.get(path)["Cache-Control"]


def _without_token(html):
    import re

    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", html)
