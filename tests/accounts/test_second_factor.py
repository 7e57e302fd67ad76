"""The second factor: setting it up, logging in with it, and doing without it again."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from misbrug.accounts.models import User
from tests.accounts.conftest import log_in, logged_in_as, shown
from tests.accounts.second_factors import code_of, enter, give_second_factor, recovery_codes_of, secret_of
from tests.factories import PASSWORD

NEW_CODES = "/konto/to-faktor/koder/?nye=1"
SET_UP, CODES, STEP = "/konto/to-faktor/opsaet/", "/konto/to-faktor/koder/", "/konto/to-faktor/log-ind/"
WRONG = "Koden passer ikke."


@pytest.fixture
def owner(user):
    """A user with a second factor; `owner.secret` is the app's."""
    user.secret = give_second_factor(user)
    return user


def set_up(client, user):
    """Log in and set the second factor up by its pages; gives the secret."""
    log_in(client, user.email)
    page = client.get(SET_UP)
    assert " autofocus" in page.text
    secret = "".join(page.context["groups"])
    response = client.post(SET_UP, {"code": code_of(secret)})
    assert response["Location"] == NEW_CODES
    return secret


# --- Setting it up ----------------------------------------------------------------------------------------


def test_set_up(client, transactional_db, user, mailoutbox):
    secret = set_up(client, user)
    assert secret_of(user) == secret
    assert "Jeg har gemt koderne" in shown(client.get(NEW_CODES))
    text = shown(client.get(CODES))
    assert "Jeg har gemt koderne" not in text
    codes = recovery_codes_of(user)
    assert len(codes) == 10
    assert all(code in text for code in codes)
    (mail,) = mailoutbox
    assert mail.subject == "To-faktor-godkendelse til Misbrug er slået til"
    assert mail.to == [user.email]
    assert "Slået til." in shown(client.get("/konto/"))


def test_the_page_has_the_secret_as_picture_and_as_text(client, user):
    log_in(client, user.email)
    html = client.get(SET_UP).content.decode()
    groups = client.get(SET_UP).context["groups"]
    assert [len(group) for group in groups] == [4] * 8
    assert "<svg" in html
    picture = html[html.index('<div class="qr-code"') : html.index("</svg>")]
    assert "style" not in picture
    assert "data:" not in picture


def test_a_refused_form_keeps_the_secret(client, user):
    log_in(client, user.email)
    groups = client.get(SET_UP).context["groups"]
    refused = client.post(SET_UP, {"code": "000000"})
    assert WRONG in shown(refused)
    assert refused.context["groups"] == groups
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("code", ["", "abcdef", "1" * 5000, "\x00", "１２３４５６", "<svg onload=x>"])
def test_hostile_codes(client, user, code):
    log_in(client, user.email)
    client.get(SET_UP)
    assert client.post(SET_UP, {"code": code}).status_code == 200


def test_the_password_is_asked_for_where_it_was_given_long_ago(client, user):
    client.force_login(user)
    response = client.get(SET_UP)
    assert response["Location"] == f"/konto/bekraeft/?next={SET_UP}".replace("/", "%2F").replace(
        "%2Fkonto%2Fbekraeft%2F", "/konto/bekraeft/"
    )
    asked = client.get(response["Location"])
    assert "Bekræft, at det er dig" in shown(asked)
    wrong = client.post(response["Location"], {"password": "forkert-adgangskode"})
    assert "Det er ikke din adgangskode." in shown(wrong)
    right = client.post(response["Location"], {"password": PASSWORD})
    assert right["Location"] == SET_UP
    assert client.get(SET_UP).status_code == 200


def test_secrets_are_encrypted(client, user):
    secret = set_up(client, user)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in recovery_codes_of(user))


def test_another_secret_key_opens_nothing_and_breaks_nothing(client, owner, settings):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-the-tests"
    log_in(client, owner.email)
    assert WRONG in shown(client.post(STEP, {"code": code_of(owner.secret)}))
    settings.SECRET_KEY_FALLBACKS = [old]
    client.post(STEP, {"code": code_of(owner.secret)})
    assert logged_in_as(client) == owner.pk


# --- Logging in -------------------------------------------------------------------------------------------


def test_the_password_alone_lets_nobody_in(client, owner):
    response = log_in(client, owner.email)
    assert response["Location"] == STEP
    assert logged_in_as(client) is None
    assert client.get("/konto/").status_code == 302
    assert "Skriv koden fra din app" in shown(client.get(STEP))


def test_the_code_of_the_app(client, owner):
    log_in(client, owner.email, next="/klynger/")
    response = client.post(STEP, {"code": code_of(owner.secret)})
    assert response["Location"] == "/klynger/"
    assert logged_in_as(client) == owner.pk


def test_spaces_in_the_code_do_not_matter(client, owner):
    log_in(client, owner.email)
    code = code_of(owner.secret)
    client.post(STEP, {"code": f" {code[:3]} {code[3:]} "})
    assert logged_in_as(client) == owner.pk


@pytest.mark.parametrize(("steps", "fits"), [(-1, True), (1, True), (-3, False), (3, False)])
def test_clocks_may_differ_a_little(client, owner, steps, fits):
    log_in(client, owner.email)
    client.post(STEP, {"code": code_of(owner.secret, steps)})
    assert (logged_in_as(client) == owner.pk) is fits


def test_a_code_lets_in_once(client, owner, monkeypatch):
    code = code_of(owner.secret)
    log_in(client, owner.email)
    client.post(STEP, {"code": code})
    assert logged_in_as(client) == owner.pk
    other = Client()
    log_in(other, owner.email)
    # allauth's own mark is gone after half a minute, in which a code of the tolerance is not.
    cache.delete(f"allauth.mfa.totp.used?user={owner.pk}&code={code}")
    assert WRONG in shown(other.post(STEP, {"code": f"{code[:3]} {code[3:]}"}))
    assert logged_in_as(other) is None


def test_the_code_that_set_it_up_does_not_log_in(client, user):
    log_in(client, user.email)
    secret = "".join(client.get(SET_UP).context["groups"])
    code = code_of(secret)
    client.post(SET_UP, {"code": code})
    other = Client()
    log_in(other, user.email)
    assert WRONG in shown(other.post(STEP, {"code": code}))


def test_a_recovery_code_lets_in_once(client, owner):
    code = recovery_codes_of(owner)[3]
    log_in(client, owner.email)
    client.post(STEP, {"code": code})
    assert logged_in_as(client) == owner.pk
    assert len(recovery_codes_of(owner)) == 9
    other = Client()
    log_in(other, owner.email)
    assert WRONG in shown(other.post(STEP, {"code": code}))


def test_a_form_without_a_code(client, owner):
    log_in(client, owner.email)
    assert "Skriv koden." in shown(client.post(STEP, {}))


def test_the_second_step_without_the_first(client, owner):
    assert client.get(STEP)["Location"] == "/konto/log-ind/"
    assert client.post(STEP, {"code": code_of(owner.secret)})["Location"] == "/konto/log-ind/"
    assert logged_in_as(client) is None


def test_giving_up_at_the_second_step(client, owner):
    log_in(client, owner.email)
    client.post("/konto/log-ud/")
    assert client.get("/konto/log-ind/").status_code == 200
    client.post(STEP, {"code": code_of(owner.secret)})
    assert logged_in_as(client) is None


def test_by_script(client, owner):
    json = {"accept": "application/json"}
    first = client.post("/konto/log-ind/", {"login": owner.email, "password": PASSWORD}, headers=json).json()
    assert first["status"] == "second_factor"
    assert first["action"] == STEP
    assert [field["name"] for field in first["fields"]] == ["code"]
    assert logged_in_as(client) is None
    wrong = client.post(STEP, {"code": "000000"}, headers=json)
    assert wrong.status_code == 400
    assert wrong.json()["messages"][0].startswith(WRONG)
    again = client.post("/konto/log-ind/", {"login": owner.email, "password": PASSWORD}, headers=json).json()
    assert again["status"] == "second_factor"
    right = client.post(STEP, {"code": code_of(owner.secret)}, headers=json).json()
    assert right["status"] == "ok"
    assert right["user"] == client.get("/konto/session/").json()["user"]


def test_the_password_by_mail_does_not_go_round_it(client, owner, mailoutbox):
    from tests.accounts.conftest import NEW_PASSWORD, link_in

    client.post("/konto/glemt-adgangskode/", {"email": owner.email})
    page = client.get(link_in(mailoutbox[0]), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert logged_in_as(client) is None
    assert log_in(client, owner.email, NEW_PASSWORD)["Location"] == STEP


# --- Recovery codes ---------------------------------------------------------------------------------------


def test_recovery_codes_as_a_file(client, user):
    set_up(client, user)
    response = client.get("/konto/to-faktor/koder/hent/")
    assert response["Content-Disposition"] == 'attachment; filename="misbrug-genoprettelseskoder.txt"'
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    text = response.content.decode()
    assert "Hver kode virker én gang" in text
    assert all(code in text for code in recovery_codes_of(user))


def test_new_codes_replace_the_old(client, transactional_db, user, mailoutbox):
    set_up(client, user)
    old = recovery_codes_of(user)
    assert "Du har 10 koder, som du ikke har brugt" in shown(client.get("/konto/to-faktor/koder/nye/"))
    assert set(recovery_codes_of(user)) == set(old), "to look does nothing"
    assert client.post("/konto/to-faktor/koder/nye/")["Location"] == NEW_CODES
    assert set(recovery_codes_of(user)).isdisjoint(old)
    assert mailoutbox[-1].subject == "Du har fået nye genoprettelseskoder til Misbrug"


GUARDED = (CODES, "/konto/to-faktor/koder/hent/", "/konto/to-faktor/koder/nye/", "/konto/to-faktor/slaa-fra/")


@pytest.mark.parametrize("path", GUARDED)
def test_the_password_opens_nothing_behind_a_code(client, owner, path):
    """Who has found an open session and knows the password has no way round the telephone."""
    enter(client, owner)
    client.post(f"/konto/bekraeft/?next={path}", {"password": PASSWORD})
    assert client.get(path)["Location"].startswith("/konto/bekraeft/kode/")
    if path not in (CODES, "/konto/to-faktor/koder/hent/"):
        assert client.post(path)["Location"].startswith("/konto/bekraeft/kode/")
    asked = client.get(f"/konto/bekraeft/?next={path}")
    assert asked["Location"].startswith("/konto/bekraeft/kode/")
    assert "Brug adgangskoden" not in shown(client.get(asked["Location"]))
    assert Authenticator.objects.filter(user=owner).count() == 2


@pytest.mark.parametrize("path", GUARDED)
def test_a_code_opens_what_is_behind_it(client, owner, path):
    enter(client, owner)
    assert client.post(f"/konto/bekraeft/kode/?next={path}", {"code": code_of(owner.secret)})["Location"] == path
    assert client.get(path).status_code == 200


# --- Without it again -------------------------------------------------------------------------------------


def test_turning_it_off(client, user, mailoutbox):
    set_up(client, user)
    assert "Vil du slå to-faktor-godkendelse fra?" in shown(client.get("/konto/to-faktor/slaa-fra/"))
    assert Authenticator.objects.filter(user=user).count() == 2, "to look does nothing"
    client.post("/konto/to-faktor/slaa-fra/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert mailoutbox[-1].subject == "To-faktor-godkendelse til Misbrug er slået fra"


def test_who_must_have_it_cannot_turn_it_off(client, user, settings):
    settings.SECOND_FACTOR = "all"
    set_up(client, user)
    assert "slå to-faktor-godkendelse fra" not in shown(client.get("/konto/to-faktor/")).lower()
    response = client.post("/konto/to-faktor/slaa-fra/")
    assert "Din rolle kræver to-faktor-godkendelse" in shown(response)
    assert Authenticator.objects.filter(user=user).count() == 2


def test_a_demo_user_gets_none(client, db, settings):
    """Or the next visitor could not become that user."""
    settings.DEMO = True
    user = User.objects.create_user("laeser@demo.misbrug.example", PASSWORD, name="Læser")
    log_in(client, user.email)
    assert client.get(SET_UP).status_code == 403
    assert "Kan ikke slås til for demoens brugere" in shown(client.get("/konto/"))
    assert "Demoens brugere kan ikke få to-faktor-godkendelse" in shown(client.get("/konto/to-faktor/"))


def test_the_overview(client, owner):
    enter(client, owner)
    assert "Genoprettelseskoder 10 koder tilbage" in shown(client.get("/konto/to-faktor/"))


@pytest.mark.parametrize("path", ["", "opsaet/", "slaa-fra/", "koder/", "koder/nye/", "koder/hent/"])
def test_only_for_who_is_logged_in(client, db, path):
    response = client.get(f"/konto/to-faktor/{path}")
    assert response.status_code == 302
    assert response["Location"].startswith("/konto/log-ind/")
