"""Logging in by SAML, step by step, for the tests: the two sides, and an answer opened and closed again."""

import base64
import shutil
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from lxml import etree

from tests.accounts.conftest import logged_in_as, shown
from tests.accounts.test_language import english_in

NEEDS_XMLSEC1 = pytest.mark.skipif(
    not shutil.which("xmlsec1"), reason="No xmlsec1, which the provider signs with: install it"
)
START, CONSUMER = "/konto/ekstern/faxe/log-ind/", "/konto/ekstern/faxe/saml/"
DONE, METADATA = "/konto/ekstern/faxe/saml/svar/", "/konto/ekstern/faxe/metadata/"
ANNA = {"subject": "anna-0123", "mail": ["Sagsbehandler@faxe.dk"]}
NAMES = {
    "p": "urn:oasis:names:tc:SAML:2.0:protocol",
    "a": "urn:oasis:names:tc:SAML:2.0:assertion",
    "d": "http://www.w3.org/2000/09/xmldsig#",
}
ONLY_ASSERTION = {**ANNA, "sign_message": False, "encrypt": False}


def request_of(address):
    """Give the request that the browser takes along, as XML."""
    packed = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
    return etree.fromstring(zlib.decompress(base64.b64decode(packed), -15))


def begin(client, address=START):
    """Give where the login sends the browser."""
    response = client.get(address)
    assert response.status_code == 302, shown(response)
    return response["Location"]


def deliver(client, fields):
    """Post an answer, as the browser does from the provider's page, and go where that leads."""
    response = client.post(CONSUMER, fields)
    assert response.status_code == 302
    assert response["Location"] == DONE
    return client.get(DONE)


def come_by(client, idp, how=ANNA, address=START):
    """Log in as somebody."""
    action, fields = idp.answer(begin(client, address), **how)
    assert action == f"http://testserver{CONSUMER}"
    return deliver(client, fields)


def refused(response, client):
    """Say that a page tells of a failure, in Danish and without innards, and that nobody is logged in."""
    assert response.status_code == 401
    assert "Det lykkedes ikke at logge ind" in shown(response)
    assert english_in(response) == []
    assert logged_in_as(client) is None
    assert not SocialAccount.objects.exists()
    return True


def opened(fields):
    """Give the message of an answer as XML."""
    return etree.fromstring(base64.b64decode(fields["SAMLResponse"]))


def closed(message):
    """Give the fields of an answer with the message."""
    return {"SAMLResponse": base64.b64encode(etree.tostring(message)).decode()}


def one(message, path):
    """Give the one element at a path."""
    (found,) = message.xpath(path, namespaces=NAMES)
    return found
