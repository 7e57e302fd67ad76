"""What the tests of the accounts share: users, pages as a reader sees them, and links out of e-mails."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.core.mail.backends.locmem import EmailBackend

from tests.accounts import saml_idp
from tests.accounts.sso_cases import LEAST, read, saml
from tests.factories import PASSWORD, UserFactory

NEW_PASSWORD = "Fire heste gik i regn"

_NOT_SHOWN = re.compile(r"<(script|style|svg|head)\b.*?</\1>", re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")


def shown(response):
    """The text of a page as it is read, on one line."""
    html = _TAGS.sub(" ", _NOT_SHOWN.sub(" ", response.content.decode()))
    return " ".join(unescape(html).split())


def link_in(mail):
    """The path of the one link in an e-mail."""
    (address,) = re.findall(r"https?://\S+", mail.body)
    return urlsplit(address).path


def log_in(client, email, password=PASSWORD, **data):
    """Send the login form."""
    return client.post("/konto/log-ind/", {"login": email, "password": password, **data})


def logged_in_as(client):
    """The pk of the user that the client's session is for, or None."""
    pk = client.session.get("_auth_user_id")
    return int(pk) if pk else None


@pytest.fixture
def user(db):
    """A user who can log in with PASSWORD."""
    return UserFactory(email="sagsbehandler@faxe.dk", name="Sagsbehandler, Faxe")


@pytest.fixture
def administrator(db):
    """An administrator who can log in with PASSWORD."""
    return UserFactory(email="administrator@region.dk", name="Administrator, Region Sjælland", is_staff=True)


@pytest.fixture
def dead_mail_server(monkeypatch):
    """Sending any e-mail fails as it does where the server does not answer."""

    def refuse(*_):
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


@pytest.fixture
def later(monkeypatch):
    """Let time pass for links to choose a password: `later(days=8)`."""
    from datetime import datetime, timedelta

    from misbrug.accounts.tokens import ResetTokens

    def pass_(**time):
        now = datetime.now() + timedelta(**time)  # noqa: DTZ005
        monkeypatch.setattr(ResetTokens, "_now", lambda self: now)

    return pass_


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Let a request do what it does once its changes are stored."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


# --- Single sign-on by SAML -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def saml_keys(tmp_path_factory):
    """A folder with the keys of a SAML service, its provider, and another provider."""
    folder = tmp_path_factory.mktemp("saml")
    for name in ("service", "idp", "other"):
        saml_idp.make_keys(folder, name)
    return folder


@pytest.fixture(scope="session")
def saml_provider(saml_keys):
    """pysaml2's provider in a process of its own."""
    idp = saml_idp.start(saml_keys)
    (saml_keys / "idp.xml").write_text(idp.metadata())
    yield idp
    idp.process.kill()
    idp.process.wait()


@pytest.fixture
def configure(saml_provider, saml_keys, settings, client, db):
    """Use the provider, with further variables; each side learns of the other by its description."""

    def configure_(**more):
        variables = {"IDP_METADATA_FILE": f"{saml_keys}/idp.xml", **more}
        settings.SSO_PROVIDERS = read(**saml(saml_keys, **variables))
        if not saml_provider.knows_service:
            saml_provider.learn(client.get("/konto/ekstern/faxe/metadata/").content)

    return configure_


@pytest.fixture
def idp(saml_provider, configure):
    """The provider, asked for all that can be asked for: both signatures, and encryption."""
    configure()
    return saml_provider


@pytest.fixture
def least(saml_provider, configure):
    """The provider, asked for the least."""
    configure(**LEAST)
    return saml_provider
