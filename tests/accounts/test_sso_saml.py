"""Login by SAML against pysaml2's identity provider in a process of its own: who comes in, and what is refused."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from lxml import etree
from requests import HTTPError

from tests.accounts.conftest import logged_in_as, shown
from tests.accounts.sso_cases import read, saml
from tests.accounts.sso_saml_steps import (
    ANNA,
    CONSUMER,
    DONE,
    METADATA,
    NAMES,
    NEEDS_XMLSEC1,
    START,
    begin,
    closed,
    come_by,
    deliver,
    one,
    opened,
    refused,
    request_of,
)
from tests.accounts.test_language import english_in
from tests.factories import UserFactory

pytestmark = NEEDS_XMLSEC1


# --- In -----------------------------------------------------------------------------------------------------


def test_a_user_comes_in_by_e_mail_and_then_by_subject(client, idp, user, mailoutbox):
    response = come_by(client, idp, ANNA, f"{START}?next=/konto/")
    assert response["Location"] == "/konto/"
    assert logged_in_as(client) == user.pk
    assert len(mailoutbox) == 1
    user.email = "andet@navn.dk"
    user.save()
    other = Client()
    come_by(other, idp)
    assert logged_in_as(other) == user.pk
    tie = SocialAccount.objects.get()
    assert (len(tie.uid), tie.extra_data) == (64, {})


def test_the_request_is_signed_and_the_provider_checks_it(client, idp):
    address = begin(client)
    asked = parse_qs(urlsplit(address).query)
    assert asked["SigAlg"] == ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"]
    assert request_of(address).get("AssertionConsumerServiceURL") == f"http://testserver{CONSUMER}"
    assert idp.answer(address, **ANNA)
    signature = asked["Signature"][0]
    with pytest.raises(HTTPError):
        idp.answer(address.replace(signature[:4].replace("+", "%2B").replace("/", "%2F"), "AAAA"), **ANNA)


def test_our_description_says_what_we_want(client, idp):
    response = client.get(METADATA)
    assert response["Content-Type"] == "application/samlmetadata+xml"
    description = etree.fromstring(response.content)
    role = one(description, "//*[local-name()='SPSSODescriptor']")
    assert role.get("AuthnRequestsSigned") == role.get("WantAssertionsSigned") == "true"
    assert {key.get("use") for key in role.xpath("*[local-name()='KeyDescriptor']")} == {"signing", "encryption"}
    assert description.xpath("d:Signature", namespaces=NAMES)
    assert not description.xpath("//*[local-name()='SingleLogoutService']")
    assert b"PRIVATE" not in response.content


def test_the_answer_waits_under_a_key_of_its_own(client, idp, user):
    """A post from another site brings no session along: what finds it again may not be read by scripts."""
    _, fields = idp.answer(begin(client), **ANNA)
    stranger = Client()
    assert stranger.post(CONSUMER, fields)["Location"] == DONE
    cookie = stranger.cookies["misbrug_saml"]
    assert cookie["httponly"]
    assert (cookie["path"], cookie["samesite"]) == (DONE, "Lax")
    assert logged_in_as(stranger) is None


def test_the_provider_may_be_named_by_its_parts_or_by_an_address(client, configure, saml_provider, saml_keys, user):
    parts = {
        "IDP_METADATA_FILE": "",
        "IDP_ENTITY_ID": f"{saml_provider.address}/metadata",
        "IDP_SSO_URL": f"{saml_provider.address}/sso",
        "IDP_CERT_FILE": f"{saml_keys}/idp.crt",
    }
    for more in (parts, {"IDP_METADATA_FILE": "", "IDP_METADATA_URL": f"{saml_provider.address}/metadata"}):
        configure(**more)
        client.cookies.clear()
        come_by(client, saml_provider)
        assert logged_in_as(client) == user.pk


def test_an_attribute_may_say_who_it_is(client, configure, saml_provider, user):
    configure(SUBJECT_CLAIM="urn:oid:0.9.2342.19200300.100.1.3")
    come_by(client, saml_provider, {**ANNA, "format": "transient", "subject": "another-every-time"})
    assert logged_in_as(client) == user.pk


# --- Not in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"sign_message": False}, "The Message of the Response is not signed"),
        ({"encrypt": False}, "The assertion of the Response is not encrypted"),
        ({"key": "other"}, "Signature validation failed"),
        ({"minutes": -10}, "expired"),
        ({"audience": "https://another.example"}, "is not a valid audience"),
        ({"audience": ""}, "names no audience"),
        ({"destination": "http://testserver/another/"}, "instead of"),
        ({"issuer": "https://another.example"}, "Invalid issuer"),
        ({"in_response_to": ""}, "not the answer to the same request"),
        ({"in_response_to": "ONELOGIN_another"}, "the answer to no open request"),
        ({"format": "transient"}, "another one every time"),
    ],
    ids=str,
)
def test_an_answer_that_is_not_as_it_must_be(client, idp, user, caplog, how, why):
    assert refused(come_by(client, idp, ANNA | how), client)
    assert why in caplog.text


@pytest.mark.parametrize("how", [{}, {"mail": ["sagsbehandler@greve.dk"]}])
def test_strangers(client, idp, how):
    UserFactory(email="sagsbehandler@greve.dk")
    response = come_by(client, idp, ANNA | how)
    assert response.status_code == 403
    assert "Du har ikke en bruger i Misbrug" in shown(response)


def test_an_answer_works_once(client, idp, user):
    _, fields = idp.answer(begin(client), **ANNA)
    assert deliver(client, fields).status_code == 302
    client.post("/konto/log-ud/")
    SocialAccount.objects.all().delete()
    assert refused(deliver(client, fields), client)
    assert refused(client.get(DONE), client)


def test_an_answer_for_another_browser(client, idp, user):
    _, fields = idp.answer(begin(client), **ANNA)
    other = Client()
    begin(other)
    assert refused(deliver(other, fields), other)


@pytest.mark.parametrize(
    "answer",
    [
        *("x", "AAAA", "æøå", base64.b64encode(b"<a/>").decode(), base64.b64encode(b"<a").decode()),
        base64.b64encode(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>').decode(),
        base64.b64encode(b'<!DOCTYPE a [<!ENTITY x "xxxx">]><a>&x;</a>').decode(),
    ],
)
def test_made_up_answers(client, idp, answer):
    begin(client)
    assert refused(deliver(client, {"SAMLResponse": answer}), client)


def test_encrypted_rubbish(client, idp, user):
    _, fields = idp.answer(begin(client), **ANNA)
    message = opened(fields)
    for value in message.iter("{http://www.w3.org/2001/04/xmlenc#}CipherValue"):
        value.text = base64.b64encode(b"x" * 256).decode()
    assert refused(deliver(client, closed(message)), client)


def test_nothing_and_too_much(client, idp):
    for answer in ("", "A" * 250_001):
        response = client.post(CONSUMER, {"SAMLResponse": answer})
        assert response.status_code == 401
        assert not client.cookies.get("misbrug_saml")


def test_posts_are_limited_like_those_of_passwords(client, idp):
    for _ in range(30):
        client.post(CONSUMER, {"SAMLResponse": "x"})
    assert client.post(CONSUMER, {"SAMLResponse": "x"}).status_code == 429


@pytest.mark.parametrize("broken", ["<a/>", "no xml", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"])
def test_a_description_of_the_provider_that_is_none(client, settings, saml_keys, tmp_path, db, broken):
    (tmp_path / "idp.xml").write_text(broken)
    settings.SSO_PROVIDERS = read(**saml(saml_keys, IDP_METADATA_FILE=f"{tmp_path}/idp.xml"))
    assert client.get(START).status_code == 401
    assert client.get(METADATA).status_code == 200


def test_a_provider_that_does_not_answer(client, settings, saml_keys, db):
    settings.SSO_PROVIDERS = read(**saml(saml_keys, IDP_METADATA_URL="http://127.0.0.1:9/metadata"))
    response = client.get(START)
    assert response.status_code == 503
    assert english_in(response) == []
