"""Limits on attempts, for every way in: per address of the network, and per account.

Each way is tried as far as its limit, and once more; then it is shown that the limit keeps nobody else out.
"""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.db import connection
from django.test import Client
from django.utils import timezone

from misbrug.accounts import limits
from misbrug.accounts.invitations import invite
from misbrug.accounts.models import CacheEntry, User
from tests.accounts.conftest import NEW_PASSWORD, link_in, log_in, logged_in_as, shown
from tests.accounts.second_factors import code_of, enter, give_second_factor, recovery_codes_of
from tests.factories import PASSWORD, UserFactory

STEP = "/konto/to-faktor/log-ind/"
LOCKED = re.compile(
    r"Der har været for mange forsøg på at logge ind\. Vent (\S+ (sekund|minut)(er|ter)?), og prøv igen\."
)
CLOSED = re.compile(r"For mange forsøg på kort tid .* Vent (\S+ (sekund|minut)(er|ter)?), gå tilbage")


def from_address(number):
    """A client with an address of its own."""
    return Client(REMOTE_ADDR=f"10.0.0.{number}")


def assert_closed(response):
    """Check that this is the page that says how long to wait."""
    assert response.status_code == 429
    assert CLOSED.search(shown(response)), shown(response)
    assert 1 <= int(response["Retry-After"]) <= 600


def wrong(number, email):
    return log_in(from_address(number), email, "forkert-adgangskode")


# --- The password -----------------------------------------------------------------------------------------


def test_password_per_account_at_an_address(user):
    for _ in range(5):
        wrong(1, user.email)
    client = from_address(1)
    assert LOCKED.search(shown(log_in(client, user.email)))
    assert logged_in_as(client) is None


def test_password_per_address_over_many_accounts(user):
    for number in range(10):
        wrong(1, f"nummer{number}@faxe.dk")
    here, elsewhere = from_address(1), from_address(2)
    assert LOCKED.search(shown(log_in(here, user.email)))
    assert logged_in_as(here) is None
    log_in(elsewhere, user.email)
    assert logged_in_as(elsewhere) == user.pk


def test_logging_in_in_between_does_not_begin_anew(user):
    other = UserFactory()
    for _ in range(4):
        wrong(1, user.email)
        log_in(from_address(1), other.email)
    wrong(1, user.email)
    assert LOCKED.search(shown(log_in(from_address(1), user.email)))


def test_an_hour_of_attempts_is_limited_too(user, settings):
    """Who waits out each five minutes meets the second limit."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "1000/m/ip,1000/5m/key,20/h/key"}
    for _ in range(20):
        wrong(1, user.email)
    found = LOCKED.search(shown(log_in(from_address(1), user.email)))
    assert found[1] == "60 minutter"


def test_the_time_that_is_left_is_told(user):
    for _ in range(5):
        wrong(1, user.email)
    assert LOCKED.search(shown(wrong(1, user.email)))[1] == "fem minutter"


def test_the_administrations_door_is_no_other_way_in(administrator):
    """It takes no password itself: a POST is sent to the login, where attempts are counted."""
    client = from_address(1)
    response = client.post("/admin/login/", {"username": administrator.email, "password": PASSWORD})
    assert response["Location"].startswith("/konto/log-ind/")
    assert logged_in_as(client) is None
    for _ in range(5):
        from_address(1).post(
            "/konto/log-ind/?next=/admin/", {"login": administrator.email, "password": "forkert-adgangskode"}
        )
    assert LOCKED.search(shown(log_in(client, administrator.email, next="/admin/")))


def test_by_script_the_same_is_counted(user):
    json = {"accept": "application/json"}
    for _ in range(5):
        from_address(8).post("/konto/log-ind/", {"login": user.email, "password": "nej"}, headers=json)
    assert LOCKED.search(shown(log_in(from_address(8), user.email)))


# --- The second factor and recovery codes -----------------------------------------------------------------


@pytest.fixture
def owner(user):
    user.secret = give_second_factor(user)
    return user


def at_second_step(owner, number):
    client = from_address(number)
    log_in(client, owner.email)
    return client


@pytest.mark.parametrize("kind", ["app", "recovery code"])
def test_second_factor_per_account_from_many_addresses(owner, kind):
    for number in range(5):
        at_second_step(owner, number).post(STEP, {"code": "000000" if number % 2 else "00000000"})
    client = at_second_step(owner, 9)
    code = code_of(owner.secret) if kind == "app" else recovery_codes_of(owner)[0]
    assert LOCKED.search(shown(client.post(STEP, {"code": code})))
    assert logged_in_as(client) is None


def test_second_factor_per_address_over_many_accounts(owner):
    for _ in range(10):
        other = UserFactory()
        give_second_factor(other)
        at_second_step(other, 1).post(STEP, {"code": "000000"})
    elsewhere = at_second_step(owner, 2)
    elsewhere.defaults["REMOTE_ADDR"] = "10.0.0.1"
    assert LOCKED.search(shown(elsewhere.post(STEP, {"code": code_of(owner.secret)})))
    assert logged_in_as(elsewhere) is None
    elsewhere.defaults["REMOTE_ADDR"] = "10.0.0.2"
    elsewhere.post(STEP, {"code": code_of(owner.secret)})
    assert logged_in_as(elsewhere) == owner.pk


def test_setting_it_up_per_account(user):
    client = from_address(1)
    log_in(client, user.email)
    secret = "".join(client.get("/konto/to-faktor/opsaet/").context["groups"])
    for _ in range(5):
        client.post("/konto/to-faktor/opsaet/", {"code": "000000"})
    response = client.post("/konto/to-faktor/opsaet/", {"code": code_of(secret)})
    assert LOCKED.search(shown(response))


# --- Asked again ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "field"), [("/konto/bekraeft/", "password"), ("/konto/bekraeft/kode/", "code")])
def test_asked_again_per_account(user, path, field):
    secret = give_second_factor(user) if field == "code" else None
    for number in range(5):
        client = from_address(number)
        enter(client, user)
        assert client.post(path, {field: "forkert"}).status_code == 200
    last = from_address(9)
    enter(last, user)
    assert_closed(last.post(path, {field: code_of(secret) if secret else PASSWORD}))


def test_asked_again_per_address(db):
    for _ in range(10):
        client = from_address(1)
        client.force_login(UserFactory())
        client.post("/konto/bekraeft/", {"password": "forkert"})
    client = from_address(1)
    client.force_login(UserFactory())
    assert LOCKED.search(shown(client.post("/konto/bekraeft/", {"password": PASSWORD})))


def test_changing_the_password_per_account(user):
    data = {"oldpassword": "forkert", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    for number in range(5):
        client = from_address(number)
        client.force_login(user)
        client.post("/konto/skift-adgangskode/", data)
    last = from_address(9)
    last.force_login(user)
    response = last.post("/konto/skift-adgangskode/", {**data, "oldpassword": PASSWORD})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 14 * 60, "an open session is no place to guess the password at"


def test_changing_the_password_per_address(db):
    for _ in range(20):
        client = from_address(1)
        client.force_login(UserFactory())
        client.post("/konto/skift-adgangskode/", {})
    client = from_address(1)
    client.force_login(UserFactory())
    assert_closed(client.post("/konto/skift-adgangskode/", {}))


# --- Links by e-mail --------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["sagsbehandler@faxe.dk", "ukendt@faxe.dk"])
def test_forgotten_password_per_account_at_an_address(user, email, mailoutbox):
    for _ in range(5):
        assert from_address(1).post("/konto/glemt-adgangskode/", {"email": email}).status_code == 302
    sent = len(mailoutbox)
    assert_closed(from_address(1).post("/konto/glemt-adgangskode/", {"email": email.upper()}))
    assert len(mailoutbox) == sent
    assert from_address(2).post("/konto/glemt-adgangskode/", {"email": email}).status_code == 302, "the owner's"


def test_forgotten_password_per_address(db):
    client = from_address(1)
    for number in range(20):
        client.post("/konto/glemt-adgangskode/", {"email": f"nummer{number}@faxe.dk"})
    assert_closed(client.post("/konto/glemt-adgangskode/", {"email": "en.til@faxe.dk"}))


def test_wrong_links_do_not_count_against_the_right_one_to_a_new_password(user, mailoutbox):
    from_address(1).post("/konto/glemt-adgangskode/", {"email": user.email})
    path = link_in(mailoutbox[0])
    guess = path[:-8] + "0000000/"
    for number in range(16):
        assert from_address(number).get(guess).status_code == 200
    for _ in range(30):
        from_address(20).get(guess)
    client = from_address(20)
    assert_closed(client.get(guess))
    page = client.get(path)
    assert page.status_code == 302
    client.post(page["Location"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_link_to_a_new_password_per_address(db):
    client = from_address(1)
    for number in range(30):
        assert client.get(f"/konto/glemt-adgangskode/ny/{number}-abc-def/").status_code == 200
    assert_closed(client.get("/konto/glemt-adgangskode/ny/99-abc-def/"))


def test_wrong_links_do_not_count_against_the_right_invitation(db, mailoutbox):
    invited = UserFactory(password=None)
    invite(invited, at=timezone.now())
    path = link_in(mailoutbox[0])
    guess = path[:-8] + "0000000/"
    for number in range(16):
        assert from_address(number).get(guess).status_code == 200
    client = from_address(20)
    for _ in range(60):
        client.get(guess)
    assert_closed(client.get(guess))
    page = client.get(path)
    client.post(page["Location"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert logged_in_as(client) == invited.pk


def test_invitation_per_address(db):
    client = from_address(1)
    for number in range(60):
        assert client.get(f"/konto/invitation/{number}/abc-def/").status_code == 200
    assert_closed(client.get("/konto/invitation/99/abc-def/"))


# --- The demo ---------------------------------------------------------------------------------------------


def demo_user(local):
    return User.objects.create_user(f"{local}@demo.misbrug.example", PASSWORD, name=local)


def test_demo_per_account(db, settings):
    settings.DEMO = True
    user, other = demo_user("laeser"), demo_user("styregruppe")
    for number in range(30):
        assert from_address(number).post("/konto/demo/", {"email": user.email}).status_code == 302
    assert_closed(from_address(99).post("/konto/demo/", {"email": user.email}))
    assert from_address(99).post("/konto/demo/", {"email": other.email}).status_code == 302


def test_demo_per_address(db, settings):
    settings.DEMO = True
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "demo_login": "3/m/ip,30/m/key"}
    users = [demo_user(f"nummer{number}") for number in range(4)]
    for user in users[:3]:
        assert from_address(1).post("/konto/demo/", {"email": user.email}).status_code == 302
    assert_closed(from_address(1).post("/konto/demo/", {"email": users[3].email}))


# --- Whose address, how long, and where it is counted -----------------------------------------------------


def test_behind_a_proxy_the_clients_own_address_counts(user, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        client = Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "203.0.113.7"})
        log_in(client, f"nummer{number}@faxe.dk", "forkert")
    same = Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "1.2.3.4, 203.0.113.7"})
    assert LOCKED.search(shown(log_in(same, user.email))), (
        "what the client itself says of its address counts for nothing"
    )
    other = Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "203.0.113.8"})
    log_in(other, user.email)
    assert logged_in_as(other) == user.pk


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "ét sekund"),
        (40, "40 sekunder"),
        (59, "59 sekunder"),
        (60, "ét minut"),
        (61, "to minutter"),
        (300, "fem minutter"),
        (3600, "60 minutter"),
        (7200, "to timer"),
    ],
)
def test_a_time_in_words(seconds, words):
    assert limits.in_words(seconds).replace("\xa0", " ") == words


LINKS = ("reset_password_from_key", "reset_link", "invitation")


def test_every_limit_counts_addresses_and_accounts():
    for action, rates in project.ACCOUNT_RATE_LIMITS.items():
        per = {rate.rsplit("/", 1)[1] for rate in rates.split(",")}
        # Both ways of counting an account have a limit per address beside them; links are tried by the address alone.
        assert "ip" in per or action in ("login_failed_account", "reset_password_here"), action
        assert per & {"key", "user"} or action in ("login", *LINKS), action


def test_the_product_counts_in_a_table_that_all_processes_share():
    """The tests count in memory; this is what an installation gets that says nothing else."""
    lines = subprocess.run(
        [sys.executable, "-c", "from misbrug import settings; print(settings.CACHES['default'])"],
        env={**os.environ, "SECRET_KEY": "x", "ENV_FILE": os.devnull, "CACHE_URL": "dbcache://misbrug_cache"},
        check=True,
        capture_output=True,
        text=True,
        cwd=project.BASE_DIR,
    ).stdout
    assert "DatabaseCache" in lines
    assert CacheEntry._meta.db_table in lines
    assert "100000" in lines


OTHER_PROCESS = """
import django
django.setup()
from django.test import Client
from django.conf import settings
for _ in range(5):
    response = Client().post("/konto/log-ind/", {"login": "sagsbehandler@faxe.dk", "password": "forkert"})
    assert response.status_code == 200, response.status_code
"""


def test_attempts_at_one_process_count_at_another(transactional_db, user, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "misbrug_cache"}
    }
    database = connection.settings_dict
    address = (
        f"sqlite:///{database['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "misbrug.settings",
        "DATABASE_URL": address,
        "CACHE_URL": "dbcache://misbrug_cache",
        "LOG_LEVEL": "ERROR",
    }
    subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS], env={**os.environ, **environment}, check=True, cwd=project.BASE_DIR
    )
    client = Client()
    assert LOCKED.search(shown(log_in(client, user.email)))
    assert logged_in_as(client) is None
    assert CacheEntry.objects.exists()
