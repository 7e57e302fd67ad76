"""Single sign-on in a browser: to a provider of another site and back, as its cookies and policies allow."""

import re

import pytest
import requests
from playwright.sync_api import expect

from tests.accounts import oidc_provider, saml_idp
from tests.accounts.sso_cases import oidc, read, saml
from tests.accounts.sso_saml_steps import NEEDS_XMLSEC1
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Log ind med Faxe Kommune"
START = "/konto/ekstern/faxe/log-ind/"


@pytest.fixture
def user(transactional_db):
    return UserFactory(email="sagsbehandler@faxe.dk", name="Sagsbehandler, Faxe")


@pytest.fixture
def faxe(settings, user):
    """An OpenID provider on another site than ours: 127.0.0.1, and not localhost."""
    provider = oidc_provider.start()
    settings.SSO_PROVIDERS = read(**oidc(provider.issuer))
    provider.knows("anna", email=user.email, email_verified=True)
    yield provider
    provider.process.kill()
    provider.process.wait()


def allow_only_here(page):
    """Keep the provider's page from asking other hosts for its looks."""
    page.route(re.compile(r"^https?://(?!localhost|127\.0\.0\.1)"), lambda route: route.abort())


def test_openid_connect(page, faxe, assert_accessible):
    allow_only_here(page)
    page.goto("/konto/")
    assert_accessible(page)
    page.get_by_role("link", name=NAME).click()
    page.wait_for_url(f"{faxe.issuer}/oauth2/authorize**")
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er ikke logget ind")
    assert_accessible(page)

    page.goto("/konto/")
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("textbox").fill("anna")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/konto/")
    expect(page.get_by_role("heading", name="Min konto")).to_be_visible()


def test_a_link_on_another_site_asks_first(page, faxe, live_server, assert_accessible):
    link = f"<a href='{live_server.url}{START}'>Log ind</a>"
    page.route("http://127.0.0.1:1/", lambda route: route.fulfill(content_type="text/html", body=link))
    allow_only_here(page)
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto("http://127.0.0.1:1/")
    page.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vil du logge ind?")
    assert_accessible(page)
    page.get_by_role("link", name=NAME).click()
    page.wait_for_url(f"{faxe.issuer}/oauth2/authorize**")


@NEEDS_XMLSEC1
def test_saml(page, settings, user, tmp_path, live_server):
    """The answer is posted from another site, and the browser sends no session along with it."""
    for name in ("service", "idp"):
        saml_idp.make_keys(tmp_path, name)
    idp = saml_idp.start(tmp_path)
    try:
        (tmp_path / "idp.xml").write_text(idp.metadata())
        settings.SSO_PROVIDERS = read(**saml(tmp_path, IDP_METADATA_FILE=f"{tmp_path}/idp.xml"))
        idp.learn(requests.get(f"{live_server.url}/konto/ekstern/faxe/metadata/", timeout=20).content)
        idp.says(subject="anna", mail=[user.email])
        page.goto("/konto/")
        page.get_by_role("link", name=NAME).click()
        page.wait_for_url("**/konto/")
        expect(page.get_by_role("heading", name="Min konto")).to_be_visible()
    finally:
        idp.process.kill()
        idp.process.wait()
