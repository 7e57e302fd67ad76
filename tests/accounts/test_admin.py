"""The administration's door, and the users in it."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from misbrug.accounts.invitations import invite
from misbrug.accounts.models import User
from tests.accounts.conftest import link_in, log_in, shown
from tests.factories import NOW, PASSWORD, UserFactory

LIST = "/admin/accounts/user/"
PAGES = ["/admin/", LIST, f"{LIST}add/", "/admin/jsi18n/", "/admin/findes-ikke/", "/admin/login/", "/admin/logout/"]


@pytest.fixture
def staff(client, administrator):
    """A client in which an administrator is logged in."""
    client.force_login(administrator)
    return client


# --- the door -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_strangers_log_in_where_everybody_does(client, db, path):
    back = "/admin/" if path == "/admin/login/" else path
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/konto/log-ind/?next={back}"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_are_told_nothing(client, user, path, method):
    client.force_login(user)
    assert getattr(client, method)(path).status_code == 404


def test_log_in_leads_back_to_the_page(client, administrator):
    asked = client.get(f"{LIST}?q=faxe")["Location"]
    response = client.post(asked, {"login": administrator.email, "password": PASSWORD})
    assert response["Location"] == f"{LIST}?q=faxe"


def test_the_admins_own_login_form_takes_no_password(client, administrator):
    """It would go round the limits on failed attempts."""
    response = client.post("/admin/login/", {"username": administrator.email, "password": PASSWORD})
    assert response["Location"].startswith("/konto/log-ind/")
    assert "_auth_user_id" not in client.session


def test_an_administrator_is_let_through(staff):
    assert staff.get("/admin/login/")["Location"] == "/admin/"
    assert staff.get("/admin/").status_code == 200


def test_a_deactivated_administrator_is_a_stranger(staff, administrator):
    User.objects.update(is_active=False)
    assert staff.get("/admin/")["Location"] == "/konto/log-ind/?next=/admin/"


def test_the_admins_own_account_pages_are_ours(staff):
    assert staff.get("/admin/password_change/")["Location"] == "/konto/skift-adgangskode/"
    assert staff.get("/admin/password_change/done/")["Location"] == "/konto/"
    response = staff.post("/admin/logout/", follow=True)
    assert "Du er logget ud." in shown(response)


def test_what_the_product_does_not_use_is_not_there():
    names = {model._meta.label for model in admin.site._registry}
    assert names.isdisjoint({"auth.Group", "account.EmailAddress", "auth.User"})


# --- users --------------------------------------------------------------------------------------------------


# The page also holds the user's roles, none here.
NO_ROLES = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


def add(staff, **data):
    """Send the form for a new user."""
    values = {"email": "Ny@Greve.dk", "name": "Sagsbehandler, Greve", **NO_ROLES, **data}
    return staff.post(f"{LIST}add/", values, follow=True)


def change(staff, user, **data):
    """Send the form of a user, as it is but for `data`."""
    values = {"email": user.email, "name": user.name, "is_staff": user.is_staff, "is_active": user.is_active, **data}
    values = {name: value for name, value in values.items() if value is not False} | NO_ROLES
    return staff.post(f"{LIST}{user.pk}/change/", values, follow=True)


def again(staff, *users):
    """Choose users in the list and "Send invitation igen"."""
    data = {"action": "invite_again", "_selected_action": [user.pk for user in users]}
    return staff.post(LIST, data, follow=True)


@pytest.mark.django_db(transaction=True)
def test_adding_a_user_invites(staff, mailoutbox):
    response = add(staff)
    user = User.objects.get(email="ny@greve.dk")
    assert not user.has_usable_password()
    assert user.is_active
    assert not user.is_staff
    assert user.invited_at is not None
    (mail,) = mailoutbox
    assert mail.to == ["ny@greve.dk"]
    assert link_in(mail).startswith("/konto/invitation/")
    assert "Invitationen er sendt til ny@greve.dk." in shown(response)


def test_the_form_for_a_new_user_asks_for_little(staff):
    html = staff.get(f"{LIST}add/").content.decode()
    for name in ("email", "name", "is_staff"):
        assert f'name="{name}"' in html
    for name in ("password", "is_superuser", "groups", "user_permissions", "is_active"):
        assert f'name="{name}"' not in html


def test_no_password_is_shown_or_set(staff, user):
    html = staff.get(f"{LIST}{user.pk}/change/").content.decode()
    assert user.password not in html
    assert "password" not in html.replace("password_change", "").replace("skift-adgangskode", "")
    before = user.password
    change(staff, user, password="ny", is_superuser="on")
    user.refresh_from_db()
    assert user.password == before
    assert not user.is_superuser


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"email": "SAGSBEHANDLER@faxe.dk"}, "Der findes allerede en bruger med den e-mail."),
        ({"email": "ikke-en-email"}, "e-mail"),
        ({"name": "Født 010180-1239"}, "CPR"),
    ],
)
def test_bad_input_makes_no_user(staff, user, committed, mailoutbox, data, message):
    with committed():
        response = add(staff, **data)
    assert shown(response).count(message) >= 1
    assert next(iter(data.values())) in response.content.decode(), "What was typed is still there"
    assert User.objects.count() == 2
    assert not mailoutbox


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_costs_no_user(staff, dead_mail_server):
    response = add(staff)
    assert "kunne ikke sendes: mailserveren svarer ikke" in shown(response)
    assert User.objects.get(email="ny@greve.dk").invited_at is None


def test_send_again(staff, user, mailoutbox):
    invited = UserFactory(email="ny@greve.dk", password=None)
    invite(invited, at=NOW)
    response = again(staff, invited)
    assert "Invitationen er sendt til ny@greve.dk." in shown(response)
    assert len(mailoutbox) == 2
    invited.refresh_from_db()
    assert invited.invited_at > NOW - timedelta(days=1)
    assert LogEntry.objects.get().get_change_message() == "Invitation sendt."


def test_send_again_to_some_who_need_none(staff, user, mailoutbox):
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    closed = UserFactory(email="lukket@greve.dk", is_active=False)
    invited = UserFactory(email="ny@greve.dk", password=None)
    text = shown(again(staff, user, closed, invited))
    assert "Brugeren sagsbehandler@faxe.dk har allerede været logget ind" in text
    assert "Brugeren lukket@greve.dk er ikke aktiv" in text
    assert [mail.to for mail in mailoutbox] == [["ny@greve.dk"]]


def test_deactivating(client, staff, user):
    change(staff, user, is_active=False)
    user.refresh_from_db()
    assert not user.is_active
    client.logout()
    assert "Din adgang er lukket" in shown(client.post(*_login(user), follow=True))


@pytest.mark.parametrize("right", ["is_active", "is_staff"])
def test_nobody_locks_the_door_behind_himself(staff, administrator, right):
    response = change(staff, administrator, **{right: False})
    assert "Du kan ikke fjerne din egen adgang." in shown(response)
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_staff


def test_another_administrator_can_be_changed(staff):
    other = UserFactory(is_staff=True)
    change(staff, other, is_staff=False)
    other.refresh_from_db()
    assert not other.is_staff


def test_a_user_who_never_came_can_be_deleted(staff):
    mistaken = UserFactory(password=None)
    assert staff.post(f"{LIST}{mistaken.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=mistaken.pk).exists()


def test_a_user_who_has_been_logged_in_cannot(staff, user):
    log_in(Client(), user.email)
    assert staff.post(f"{LIST}{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "deletelink" not in staff.get(f"{LIST}{user.pk}/change/").content.decode()
    assert User.objects.filter(pk=user.pk).exists()


def test_a_user_who_has_written_something_cannot(staff, user):
    """As in data that was imported or made for a demo, where nobody had to log in."""
    from tests.factories import opened_round

    round_ = opened_round()
    transition = round_.transitions.first()
    type(transition).objects.filter(pk=transition.pk).update(actor=user)
    assert staff.post(f"{LIST}{user.pk}/delete/", {"post": "yes"}).status_code == 403


def test_no_deleting_in_bulk(staff, user):
    data = {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"}
    staff.post(LIST, data)
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("query", ["ÅSE", "åse", "ringsted ÅSE", "aase", "@RINGSTED"])
def test_search(staff, user, query):
    UserFactory(name="Åse, Ringsted", email="leder@ringsted.dk")
    response = staff.get(LIST, {"q": query})
    assert "leder@ringsted.dk" in shown(response)
    assert user.email not in shown(response)


@pytest.mark.parametrize(
    ("choice", "found"), [("aktiv", "inde"), ("venter", "venter"), ("ny", "ny"), ("lukket", "lukket")]
)
def test_filter(staff, administrator, choice, found):
    User.objects.update(last_login=NOW, email="mig@region.dk", is_active=True)
    UserFactory(email="inde@faxe.dk", last_login=NOW)
    UserFactory(email="venter@faxe.dk", invited_at=NOW)
    UserFactory(email="ny@faxe.dk")
    UserFactory(email="lukket@faxe.dk", is_active=False, last_login=NOW)
    text = shown(staff.get(LIST, {"adgang": choice}))
    for name in ("inde", "venter", "ny", "lukket"):
        assert (f"{name}@faxe.dk" in text) == (name == found)


def test_the_list_asks_as_often_for_many_as_for_few(staff, user, count_queries):
    with count_queries() as few:
        staff.get(LIST)
    for _ in range(20):
        UserFactory()
    with count_queries(exactly=len(few)):
        staff.get(LIST)


def _login(user):
    return "/konto/log-ind/", {"login": user.email, "password": PASSWORD}
