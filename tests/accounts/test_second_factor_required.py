"""Who must have a second factor: led to set it up before anything else, whenever the role comes."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from misbrug.accounts.models import Session
from tests.accounts.conftest import log_in, logged_in_as, shown
from tests.accounts.second_factors import code_of, enter, give_second_factor
from tests.factories import MembershipFactory, MunicipalityFactory, RegionFactory, UserFactory

SET_UP = "/konto/to-faktor/opsaet/"
# What can be reached: the way to a second factor, the way out, and what pages ask by themselves.
OPEN = {SET_UP, "/konto/log-ud/", "/konto/session/", "/konto/bekraeft/", "/konto/lukket/"}


@pytest.fixture(autouse=True)
def asked_of_the_privileged(settings):
    settings.SECOND_FACTOR = "privileged"


def led_to_set_up(client, path="/konto/"):
    response = client.get(path)
    return response.status_code == 302 and response["Location"] == SET_UP


def test_administrators_must(client, administrator):
    log_in(client, administrator.email)
    assert led_to_set_up(client, "/admin/")
    assert "Din rolle kræver" in shown(client.get(SET_UP))


def test_the_project_group_must(client, user):
    MembershipFactory(user=user, role="project_group", region=RegionFactory(), municipality=None)
    log_in(client, user.email)
    assert led_to_set_up(client)


@pytest.mark.parametrize("role", ["caseworker", "municipal_lead"])
def test_others_need_not(client, user, role):
    MembershipFactory(user=user, role=role, municipality=MunicipalityFactory())
    log_in(client, user.email)
    assert client.get("/konto/").status_code == 200


@pytest.mark.parametrize(("setting", "of_staff", "of_user"), [("none", False, False), ("all", True, True)])
def test_the_setting(client, administrator, user, settings, setting, of_staff, of_user):
    settings.SECOND_FACTOR = setting
    for who, must in ((administrator, of_staff), (user, of_user)):
        client.force_login(who)
        assert led_to_set_up(client) is must


def plain_addresses(resolver=None, start="/"):
    """Every address of the product that needs no arguments."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = start + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLPattern):
            if not entry.pattern.regex.groups and "(" not in path and "<" not in path:
                yield path.replace("\\Z", "")
        elif "<" not in path and "(" not in path:
            yield from plain_addresses(entry, path)


def test_nothing_else_can_be_reached(client, administrator):
    """Asked of the list of addresses itself, so that a new one is in it."""
    client.force_login(administrator)
    paths = {path for path in plain_addresses() if "sundhed" not in path} - OPEN
    assert len(paths) > 30
    assert [path for path in sorted(paths) if not led_to_set_up(client, path)] == []
    assert client.post("/konto/skift-adgangskode/", {})["Location"] == SET_UP
    assert "database" in client.get("/sundhed").json()


def test_the_way_out_is_open(client, administrator):
    log_in(client, administrator.email)
    client.post("/konto/log-ud/")
    assert logged_in_as(client) is None


def test_strangers_are_not_led_anywhere(client, db):
    assert client.get("/konto/log-ind/").status_code == 200


def test_once_it_is_set_up_all_is_open(client, administrator):
    log_in(client, administrator.email)
    secret = "".join(client.get(SET_UP).context["groups"])
    client.post(SET_UP, {"code": code_of(secret)})
    assert client.get("/admin/").status_code == 200


def test_who_is_given_the_role_while_logged_in(client, user):
    log_in(client, user.email)
    assert client.get("/konto/").status_code == 200
    user.is_staff = True
    user.save()
    assert led_to_set_up(client)


def test_who_is_given_the_role_of_the_project_group_while_logged_in(client, user):
    log_in(client, user.email)
    MembershipFactory(user=user, role="project_group", region=RegionFactory(), municipality=None)
    assert led_to_set_up(client)
    assert not led_to_set_up(client, SET_UP)


def test_a_script_is_told_where_to_go(client, administrator):
    json = {"accept": "application/json"}
    client.force_login(administrator)
    response = client.get("/klynger/", headers=json)
    assert response.status_code == 403
    assert response.json() == {"status": "elsewhere", "address": SET_UP}


def test_a_login_by_script_says_so_too(client, administrator):
    from tests.factories import PASSWORD

    json = {"accept": "application/json"}
    answer = client.post("/konto/log-ind/", {"login": administrator.email, "password": PASSWORD}, headers=json).json()
    assert answer["status"] == "elsewhere"
    assert answer["address"] == reverse("mfa_activate_totp")


# --- A session that was given the password alone ------------------------------------------------------------


@pytest.fixture
def intruder(administrator):
    """Somebody who is in by the administrator's password, held at the page to set it up."""
    client = Client()
    log_in(client, administrator.email)
    assert led_to_set_up(client)
    return client


def test_setting_it_up_ends_the_other_sessions(client, administrator, intruder):
    stranger = Client()
    stranger.force_login(UserFactory())
    log_in(client, administrator.email)
    secret = "".join(client.get(SET_UP).context["groups"])
    client.post(SET_UP, {"code": code_of(secret)})
    assert client.get("/admin/").status_code == 200
    assert client.get("/konto/to-faktor/koder/").status_code == 200
    for path in ("/admin/", "/konto/to-faktor/koder/"):
        assert intruder.get(path)["Location"].startswith("/konto/log-ind/")
    assert not intruder.get("/konto/session/").json()["logged_in"]
    assert stranger.get("/konto/session/").json()["logged_in"], "somebody else's stays"


CONFIRM = "/konto/bekraeft/kode/"


@pytest.mark.parametrize("setting", ["none", "privileged", "all"])
def test_the_code_of_another_session_says_nothing_of_this_one(administrator, settings, setting):
    """Even where the session outlived the setting up, and whether or not the role asks for it."""
    settings.SECOND_FACTOR = setting
    client = Client()
    log_in(client, administrator.email)
    secret = give_second_factor(administrator)
    for path in ("/admin/", "/konto/to-faktor/koder/", "/konto/to-faktor/slaa-fra/", "/konto/skift-adgangskode/"):
        assert client.get(path)["Location"].startswith(f"{CONFIRM}?next="), path
        assert client.post(path)["Location"] == CONFIRM, path
    assert client.get("/klynger/", headers={"accept": "application/json"}).status_code == 403
    response = client.post(f"{CONFIRM}?next=/admin/", {"code": code_of(secret)})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_code_of_a_factor_that_is_gone_sets_nothing_free(client, administrator):
    enter(client, administrator)
    assert led_to_set_up(client)


# --- A lost telephone -------------------------------------------------------------------------------------


@pytest.fixture
def staff(client, administrator):
    give_second_factor(administrator)
    enter(client, administrator)
    return client


def reset(staff, *users):
    data = {"action": "reset_second_factor", "_selected_action": [user.pk for user in users]}
    return staff.post("/admin/accounts/user/", data, follow=True)


def test_an_administrator_resets_it(staff, user, mailoutbox, committed):
    give_second_factor(user)
    other_client = type(staff)()
    other_client.force_login(user)
    with committed():
        response = reset(staff, user)
    assert f"To-faktor er nulstillet for {user.email}." in shown(response)
    assert not Authenticator.objects.filter(user=user).exists()
    assert not Session.objects.filter(user=user).exists(), "whoever has the telephone is out"
    assert LogEntry.objects.get().get_change_message() == "To-faktor nulstillet."
    assert LogEntry.objects.get().object_id == str(user.pk)
    (mail,) = mailoutbox
    assert mail.to == [user.email]
    assert mail.subject == "Din to-faktor til Misbrug er nulstillet"
    log_in(other_client, user.email)
    assert logged_in_as(other_client) == user.pk


def test_a_user_without_one_is_said_to_have_none(staff, user, mailoutbox):
    assert f"Brugeren {user.email} har ikke to-faktor-godkendelse." in shown(reset(staff, user))
    assert mailoutbox == []
    assert not LogEntry.objects.exists()


def test_others_cannot_reset_it(client, user):
    other = UserFactory()
    give_second_factor(other)
    client.force_login(user)
    assert reset(client, other).status_code == 404
    assert Authenticator.objects.filter(user=other).count() == 2


def test_by_command(user, mailoutbox, committed):
    give_second_factor(user)
    with committed():
        call_command("reset_second_factor", user.email.upper())
    assert not Authenticator.objects.exists()
    assert [mail.to for mail in mailoutbox] == [[user.email]]


@pytest.mark.parametrize(
    ("email", "said"), [("ukendt@faxe.dk", "ingen bruger"), ("sagsbehandler@faxe.dk", "har ikke to-faktor-godkendelse")]
)
def test_by_command_where_there_is_nothing_to_reset(user, email, said):
    with pytest.raises(CommandError, match=said):
        call_command("reset_second_factor", email)
