"""The addresses of single sign-on, for those who have no business there; the login page and the administration."""

import re

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.conf import settings as project
from django.contrib import admin
from django.urls import reverse

from misbrug.accounts import sso, sso_urls
from tests.accounts.conftest import log_in, shown
from tests.accounts.sso_cases import oidc, read
from tests.accounts.test_language import english_in
from tests.factories import MembershipFactory, MunicipalityFactory, UserFactory

NAMES = sorted(pattern.name for pattern in sso_urls.urlpatterns)


@pytest.fixture
def faxe(settings, db):
    settings.SSO_PROVIDERS = read(**oidc("https://idp.example"))


def test_the_addresses_are_these():
    assert NAMES == ["sso_callback", "sso_login", "sso_saml", "sso_saml_done", "sso_saml_metadata"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", NAMES)
def test_without_a_provider_there_is_nothing(client, db, name, method):
    """404, or for a wrong method 405, which is told of every address alike."""
    for slug in ("faxe", "oidc", "saml", "x"):
        response = getattr(client, method)(reverse(name, kwargs={"provider": slug}))
        assert response.status_code in (404, 405)
        assert not response.cookies
        if response.status_code == 404:
            assert english_in(response) == []


@pytest.mark.parametrize("name", ["sso_saml_done", "sso_saml_metadata"])
def test_a_provider_of_the_other_kind_has_no_such_page(client, faxe, name):
    assert client.get(reverse(name, kwargs={"provider": "faxe"})).status_code == 404


def test_nobody_may_post_saml_to_an_openid_provider(client, faxe):
    assert client.post(reverse("sso_saml", kwargs={"provider": "faxe"}), {"SAMLResponse": "x"}).status_code == 404


def test_the_login_page_offers_what_there_is(client, faxe):
    response = client.get("/konto/log-ind/?next=/konto/")
    html = response.content.decode()
    assert re.search(r'href="/konto/ekstern/faxe/log-ind/\?next=%2Fkonto%2F">\s*Log ind med Faxe Kommune', html)
    assert html.index("Log ind med Faxe Kommune") < html.index('name="login"')
    assert english_in(response) == []
    assert "next" not in re.search(r'href="(/konto/ekstern[^"]*)"', client.get("/konto/log-ind/").content.decode())[1]
    evil = client.get("/konto/log-ind/?next=https://evil.example/").content.decode()
    assert 'href="/konto/ekstern/faxe/log-ind/"' in evil


def test_the_login_page_offers_nothing_where_there_is_nothing(client, db):
    assert "ekstern" not in client.get("/konto/log-ind/").content.decode()


def test_a_provider_in_the_database_is_none(client, db):
    """Only the environment names one: who gets into the administration shall not let others in."""
    SocialApp.objects.create(provider="openid_connect", provider_id="evil", name="Evil", client_id="x", settings={})
    assert client.get("/konto/ekstern/evil/log-ind/").status_code == 404
    assert not {SocialApp, SocialAccount} & set(admin.site._registry)


def test_forms_still_go_nowhere_else(client, faxe):
    """The way to a provider is a link, so that no provider's address has to be in the policy."""
    assert "form-action 'self'" in client.get("/konto/log-ind/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("why", sso.REASONS)
def test_every_reason_has_a_page_in_danish(rf, faxe, why):
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore

    request = rf.get("/")
    request.user, request.session = AnonymousUser(), SessionStore()
    page = sso.refusal(request, project.SSO_PROVIDERS["faxe"], why)
    assert english_in(page) == []
    assert "Tilbage til Log ind" in shown(page)


# --- The administration -----------------------------------------------------------------------------------


@pytest.fixture
def tied(user, faxe):
    """A user who has come in by the provider, which gave a role."""
    SocialAccount.objects.create(user=user, provider="faxe", uid="0" * 64)
    MembershipFactory(user=user, role="caseworker", municipality=MunicipalityFactory(), source="faxe")
    return user


def test_an_administrator_sees_who_came_how_and_may_undo_it(client, tied, administrator):
    log_in(client, administrator.email)
    client.force_login(administrator)
    address = f"/admin/accounts/user/{tied.pk}/change/"
    page = client.get(address)
    assert "Log ind med Faxe Kommune" in shown(page)
    assert "0" * 64 not in page.content.decode()
    assert english_in(page) == []
    form = {
        "email": tied.email,
        "name": tied.name,
        "is_active": "on",
        **{f"{each}-{part}_FORMS": 1 for each in ("socialaccount_set", "memberships") for part in ("TOTAL", "INITIAL")},
        "socialaccount_set-0-id": SocialAccount.objects.get().pk,
        "socialaccount_set-0-user": tied.pk,
        "socialaccount_set-0-DELETE": "on",
        "memberships-0-id": tied.memberships.get().pk,
        "memberships-0-user": tied.pk,
        "memberships-0-role": "caseworker",
        "memberships-0-municipality": tied.memberships.get().municipality_id,
    }
    response = client.post(address, form)
    assert response.status_code == 302, shown(response)
    assert not SocialAccount.objects.exists()
    assert tied.memberships.get().source == "faxe"


def test_where_there_is_no_provider_the_page_says_nothing_of_it(client, administrator, db):
    client.force_login(administrator)
    page = shown(client.get(f"/admin/accounts/user/{UserFactory().pk}/change/"))
    assert "fælles log ind" not in page.lower()
