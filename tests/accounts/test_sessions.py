"""Sessions: what their owner sees of them, and how they end."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from misbrug.accounts.devices import name_of_device
from misbrug.accounts.models import Session
from tests.accounts.conftest import NEW_PASSWORD, link_in, log_in, logged_in_as, shown
from tests.factories import PASSWORD, UserFactory

WINDOWS_CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
    "Mobile/15E148 Safari/604.1"
)
LIST = "/konto/sessioner/"


def at_device(user, agent):
    """A client in which the user has logged in from a device."""
    client = Client(headers={"user-agent": agent})
    log_in(client, user.email)
    assert logged_in_as(client) == user.pk
    return client


@pytest.fixture
def here(user):
    return at_device(user, WINDOWS_CHROME)


@pytest.fixture
def there(user):
    return at_device(user, IPHONE)


def let_pass(client, **time):
    """Make as much time pass for a session, as if its owner did nothing."""
    row = Session.objects.get(pk=client.session.row_key)
    for name in ("started_at", "seen_at", "expire_date"):
        setattr(row, name, getattr(row, name) - timedelta(**time))
    row.save()


def is_in(client):
    """Say whether the client is logged in, without doing anything that a person would."""
    return client.get("/konto/session/").json()["logged_in"]


# --- What is seen -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (WINDOWS_CHROME, "Chrome på Windows"),
        (IPHONE, "Safari på iPhone"),
        (WINDOWS_CHROME + " Edg/140.0.0.0", "Edge på Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox på Windows"),
        (IPHONE.replace("Version/18.6", "CriOS/140.0.7339.39"), "Chrome på iPhone"),
        (WINDOWS_CHROME.replace("Windows NT 10.0; Win64; x64", "Linux; Android 10; K"), "Chrome på Android"),
        (WINDOWS_CHROME.replace("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7"), "Chrome på Mac"),
        (WINDOWS_CHROME.replace("Windows NT 10.0; Win64; x64", "X11; CrOS x86_64 14541.0.0"), "Chrome på Chromebook"),
        ("curl/8.5.0", "Ukendt enhed"),
        ("", "Ukendt enhed"),
        ("<script>alert(1)</script>" * 100, "Ukendt enhed"),
    ],
)
def test_the_name_of_a_device(agent, device):
    assert name_of_device(agent) == device


def test_the_list(here, there, user):
    other = at_device(UserFactory(), WINDOWS_CHROME.replace("Chrome", "Firefox"))
    assert is_in(other)
    text = shown(here.get(LIST))
    assert "Chrome på Windows" in text
    assert "Safari på iPhone" in text
    assert "Firefox" not in text, "somebody else's"
    assert text.count("Her sidder du nu") == 1
    assert text.index("Chrome på Windows") < text.index("Her sidder du nu") < text.index("Safari på iPhone")


def test_no_key_of_a_session_is_on_the_page(here, there):
    html = here.get(LIST).content.decode()
    assert not any(key in html for key in Session.objects.values_list("pk", flat=True))


def test_what_is_kept(here, user):
    row = Session.objects.get(user=user)
    assert row.device == "Chrome på Windows"
    decoded = str(row.get_decoded())
    assert "Mozilla" not in decoded
    assert "127.0.0.1" not in decoded


def test_who_is_not_logged_in_sees_none(client, db):
    assert client.get(LIST)["Location"] == f"/konto/log-ind/?next={LIST}"
    assert client.post(LIST, {"all": "1"}).status_code == 302


def test_the_list_asks_as_much_for_many_as_for_one(here, user, count_queries):
    with count_queries() as one:
        here.get(LIST)
    for _ in range(3):
        at_device(user, IPHONE)
    with count_queries(exactly=len(one)):
        here.get(LIST)


# --- What ends a session ----------------------------------------------------------------------------------


def test_end_one(here, there, user):
    third = at_device(user, IPHONE)
    (row,) = Session.objects.filter(pk=there.session.row_key)
    assert "Du er logget ud der." in shown(here.post(LIST, {"session": row.public_id}, follow=True))
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    assert not Session.objects.filter(pk=row.pk).exists()
    assert "Du var allerede logget ud der." in shown(here.post(LIST, {"session": row.public_id}, follow=True))


def test_end_all_others(here, there, user):
    third = at_device(user, IPHONE)
    here.post(LIST, {"all": "1"})
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, False)
    assert Session.objects.filter(user=user).count() == 1


def test_nobody_ends_another_users_session(here):
    stranger = at_device(UserFactory(), IPHONE)
    (row,) = Session.objects.filter(pk=stranger.session.row_key)
    here.post(LIST, {"session": row.public_id})
    here.post(LIST, {"session": row.pk})
    here.post(LIST, {"all": "1"})
    assert is_in(stranger)


@pytest.mark.parametrize("name", ["", "x", "\x00", "1" * 5000])
def test_a_session_that_is_not_there(here, name):
    assert here.post(LIST, {"session": name}).status_code == 302
    assert is_in(here)


def test_a_changed_password_ends_all_others(here, there, user):
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert here.post("/konto/skift-adgangskode/", data).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert Session.objects.filter(user=user).count() == 1
    assert "Safari på iPhone" not in shown(here.get(LIST))


def test_a_forgotten_password_ends_all(here, there, user, mailoutbox):
    stranger = Client()
    stranger.post("/konto/glemt-adgangskode/", {"email": user.email})
    page = stranger.get(link_in(mailoutbox[0]), follow=True)
    stranger.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert (is_in(here), is_in(there)) == (False, False)
    assert not Session.objects.filter(user=user).exists()


def test_closing_a_user_ends_theirs_for_good(here, user, administrator):
    staff = Client()
    staff.force_login(administrator)
    form = {"email": user.email, "name": user.name, "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    form |= {"socialaccount_set-TOTAL_FORMS": 0, "socialaccount_set-INITIAL_FORMS": 0}
    assert staff.post(f"/admin/accounts/user/{user.pk}/change/", form).status_code == 302
    assert not is_in(here)
    assert not Session.objects.filter(user=user).exists()
    user.refresh_from_db()
    user.is_active = True
    user.save()
    assert not is_in(here), "what was open before stays closed"


def test_logging_out_leaves_nothing(here, user):
    here.post("/konto/log-ud/")
    assert not Session.objects.filter(user=user).exists()


# --- Time -------------------------------------------------------------------------------------------------


def test_it_ends_when_nothing_is_done(here, settings):
    settings.SESSION_IDLE_MINUTES = 30
    here.get("/konto/")
    let_pass(here, minutes=29)
    assert here.get("/konto/").status_code == 200
    let_pass(here, minutes=31)
    assert here.get("/konto/")["Location"] == "/konto/log-ind/?next=/konto/"


@pytest.mark.parametrize(("minutes", "left"), [(60, 3600), (5, 300), (0, 36000)])
def test_the_setting_says_when(user, settings, minutes, left):
    settings.SESSION_IDLE_MINUTES = minutes
    client = at_device(user, IPHONE)
    assert left - 10 <= client.get("/konto/session/").json()["seconds_left"] <= left


def test_what_a_person_does_puts_it_off(here):
    let_pass(here, minutes=40)
    before = here.get("/konto/session/").json()["seconds_left"]
    here.get("/konto/")
    after = here.get("/konto/session/").json()["seconds_left"]
    assert before <= 20 * 60 < 3590 <= after


@pytest.mark.parametrize("path", ["/konto/", "/konto/session/"])
def test_what_a_page_does_by_itself_does_not(here, path):
    let_pass(here, minutes=40)
    for _ in range(3):
        here.get(path, headers={"x-background": "1"})
    assert here.get("/konto/session/").json()["seconds_left"] <= 20 * 60
    let_pass(here, minutes=21)
    assert not is_in(here)


def test_it_ends_after_a_working_day_whatever_is_done(here):
    for _ in range(11):
        let_pass(here, minutes=54)
        here.get("/konto/")
    assert is_in(here)
    assert here.get("/konto/session/").json()["seconds_left"] <= 6 * 60
    let_pass(here, minutes=7)
    here.get("/konto/")
    assert not is_in(here)


def test_what_else_is_stored_in_it_does_not_put_it_off(here):
    let_pass(here, minutes=40)
    session = here.session
    session["some"] = "thing"
    session.save()
    assert here.get("/konto/session/").json()["seconds_left"] <= 20 * 60


def test_noting_activity_keeps_what_another_request_has_stored(here, user):
    """The row is written by key and column, or the slower of two requests would undo the other."""
    let_pass(here, minutes=5)
    slow = here.session
    assert slow.get("_auth_user_id") == str(user.pk)
    quick = here.session
    quick["answer"] = "kept"
    quick.save()
    slow.note_activity()
    assert here.session["answer"] == "kept"


def test_activity_is_written_once_a_minute(here, count_queries):
    here.get("/konto/opret/")
    with count_queries() as queries:
        here.get("/konto/opret/")
    assert not [sql for sql in queries.sql if "UPDATE" in sql]
    let_pass(here, minutes=2)
    with count_queries() as queries:
        here.get("/konto/opret/")
    assert len([sql for sql in queries.sql if "UPDATE" in sql]) == 1


def test_ended_sessions_are_cleared_away_at_the_next_login(here, user):
    let_pass(here, hours=2)
    at_device(UserFactory(), IPHONE)
    assert not Session.objects.filter(user=user).exists()


def test_ended_sessions_are_cleared_away_by_command(here, there, user):
    let_pass(here, hours=2)
    call_command("clearsessions")
    assert Session.objects.filter(user=user).count() == 1


def test_ended_sessions_are_not_listed(here, there):
    let_pass(there, hours=2)
    assert "Safari på iPhone" not in shown(here.get(LIST))


def test_a_session_of_nobody_names_nobody(client, db):
    client.post("/konto/log-ind/?next=/x", {"login": "x@faxe.dk", "password": "x"})
    assert not Session.objects.filter(user__isnull=False).exists()
    assert not Session.objects.exclude(device="").exists()


def test_a_user_of_a_session_has_times(user):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.create(pk="a" * 32, user=user, expire_date=timezone.now())
