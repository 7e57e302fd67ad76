"""What a page's script asks: who is logged in, for how long, and to log in without leaving the page."""

import pytest
from django.test import Client

from tests.accounts.conftest import log_in, logged_in_as
from tests.factories import PASSWORD, UserFactory

JSON = {"accept": "application/json"}


def ask(client):
    return client.get("/konto/session/").json()


def post(client, path="/konto/log-ind/", **data):
    return client.post(path, data, headers=JSON)


def test_nobody_is_logged_in(client, db):
    answer = ask(client)
    assert (answer["logged_in"], answer["user"], answer["seconds_left"]) == (False, None, 0)
    assert answer["csrf"]


def test_somebody_is_logged_in(client, user, settings):
    settings.SESSION_IDLE_MINUTES = 60
    log_in(client, user.email)
    answer = ask(client)
    assert answer["logged_in"]
    assert 3590 <= answer["seconds_left"] <= 3600


def test_never_kept_and_never_written(client, user):
    client.force_login(user)
    response = client.get("/konto/session/")
    assert "no-store" in response["Cache-Control"]
    assert client.post("/konto/session/").status_code == 405


def test_the_mark_is_of_the_user_and_not_of_the_session(client, user):
    client.force_login(user)
    other = Client()
    other.force_login(user)
    stranger = Client()
    stranger.force_login(UserFactory())
    assert ask(client)["user"] == ask(other)["user"] != ask(stranger)["user"]
    assert str(user.pk) != ask(client)["user"]
    assert user.email not in client.get("/konto/session/").content.decode()


def test_log_in_by_script(client, user):
    response = post(client, login=user.email, password=PASSWORD)
    answer = response.json()
    assert response.status_code == 200
    assert answer["status"] == "ok"
    assert answer["seconds_left"] > 3500
    assert answer["user"] == ask(client)["user"]
    assert logged_in_as(client) == user.pk


def test_wrong_password_by_script(client, user):
    response = post(client, login=user.email, password="forkert-adgangskode")
    answer = response.json()
    assert response.status_code == 400
    assert answer["status"] == "error"
    assert answer["messages"] == [
        "E-mail og adgangskode passer ikke sammen. Prøv igen, eller vælg en ny adgangskode.",
    ]
    assert logged_in_as(client) is None


def test_empty_fields_by_script(client, db):
    answer = post(client, login="", password="").json()
    assert answer["fields"] == {"login": ["Skriv din e-mail."], "password": ["Skriv din adgangskode."]}
    assert sorted(answer["messages"]) == ["Skriv din adgangskode.", "Skriv din e-mail."]


def test_a_closed_user_by_script(client, user):
    user.is_active = False
    user.save()
    response = post(client, login=user.email, password=PASSWORD)
    assert response.status_code == 400
    assert "Din adgang er lukket" in response.json()["messages"][0]


def test_who_is_logged_in_already_is_told_as_whom(client, user):
    client.force_login(user)
    other = UserFactory()
    answer = post(client, login=other.email, password=PASSWORD).json()
    assert answer["status"] == "ok"
    assert answer["user"] == ask(client)["user"]
    assert logged_in_as(client) == user.pk


def test_the_limit_on_attempts_holds_for_scripts(client, user):
    for _ in range(5):
        post(client, login=user.email, password="forkert-adgangskode")
    answer = post(client, login=user.email, password=PASSWORD).json()
    assert answer["status"] == "error"
    assert "for mange forsøg på at logge ind. Vent fem minutter" in answer["messages"][0].replace("\xa0", " ")
    assert logged_in_as(client) is None


def test_too_many_forms_by_script(client, db):
    for _ in range(30):
        post(client, login="", password="")
    response = post(client, login="", password="")
    answer = response.json()
    assert response.status_code == 429
    assert 1 <= answer["wait"] <= 60
    assert "Vent " in answer["messages"][0]


def test_the_token_that_is_given_is_the_one_that_is_taken(user):
    client = Client(enforce_csrf_checks=True)
    assert post(client, login=user.email, password=PASSWORD).status_code == 403
    token = ask(client)["csrf"]
    assert post(client, login=user.email, password=PASSWORD, csrfmiddlewaretoken=token).json()["status"] == "ok"
    assert client.post("/konto/log-ud/", {"csrfmiddlewaretoken": token}).status_code == 403, "a login voids the token"
    assert client.post("/konto/log-ud/", {"csrfmiddlewaretoken": ask(client)["csrf"]}).status_code == 302


@pytest.mark.parametrize("accept", ["", "text/html,application/xhtml+xml,*/*;q=0.8", "*/*"])
def test_a_person_gets_a_page(client, user, accept):
    response = client.post("/konto/log-ind/", {"login": user.email, "password": "nej"}, headers={"accept": accept})
    assert response["Content-Type"].startswith("text/html")
