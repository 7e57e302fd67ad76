"""The key of a session is in its owner's cookie only: the database holds a hash, by which nobody gets in."""

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.test import Client

from misbrug.accounts.models import Session
from misbrug.accounts.sessions import SessionStore
from tests.accounts.conftest import log_in, logged_in_as

COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def here(client, user):
    log_in(client, user.email)
    assert logged_in_as(client) == user.pk
    return client


def with_cookie(value):
    client = Client()
    client.cookies[COOKIE] = value
    return client


def is_in(client):
    return client.get("/konto/session/").json()["logged_in"]


def test_no_row_holds_the_cookie(here):
    cookie = here.cookies[COOKIE].value
    for row in Session.objects.all():
        assert cookie not in str(list(vars(row).values()))


def test_what_the_database_holds_lets_nobody_in(here):
    assert is_in(with_cookie(here.cookies[COOKIE].value)), "the cookie itself does"
    for key in Session.objects.values_list("pk", flat=True):
        assert not is_in(with_cookie(key))


def test_a_row_of_before_lets_nobody_in(here, user):
    """Rows used to be found by the cookie itself."""
    row = Session.objects.get(user=user)
    Session.objects.filter(pk=row.pk).update(session_key="a" * 32)
    assert not is_in(with_cookie("a" * 32))


def test_the_hash_needs_the_secret(here, settings):
    settings.SECRET_KEY = "another secret of fifty characters, more or less so"
    assert not is_in(here)


def test_a_session_goes_on_while_the_secret_is_replaced(here, settings, user):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of fifty characters, more or less so"
    assert is_in(here)
    session = here.session
    session["some"] = "thing"
    session.save()
    assert here.session["some"] == "thing"
    assert Session.objects.filter(user=user).count() == 1
    here.post("/konto/log-ud/")
    assert not Session.objects.filter(user=user).exists()


def test_a_new_key_leaves_no_row_of_the_old_one(here, user):
    session = here.session
    before = session.session_key
    session.cycle_key()
    assert session.session_key != before
    assert not is_in(here)
    assert is_in(with_cookie(session.session_key))
    assert Session.objects.filter(user=user).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_other_way_to_call_hashes_too():
    async def steps():
        store = SessionStore()
        await store.aset("some", "thing")
        await store.asave()
        again = SessionStore(store.session_key)
        found = (await again.aget("some"), await again.aexists(store.session_key))
        await again.acycle_key()
        return store.session_key, again.session_key, found

    before, after, found = async_to_sync(steps)()
    assert found == ("thing", True)
    assert not Session.objects.filter(pk__in=[before, after]).exists()
    assert Session.objects.count() == 1
