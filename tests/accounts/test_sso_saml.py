"""Login by SAML against pysaml2's identity provider in a process of its own: who comes in, and what is refused."""

import base64
import copy
import shutil
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from lxml import etree
from requests import HTTPError

from tests.accounts import saml_idp
from tests.accounts.conftest import logged_in_as, shown
from tests.accounts.sso_cases import read, saml
from tests.accounts.test_language import english_in
from tests.factories import UserFactory

pytestmark = pytest.mark.skipif(
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
# The least that an installation may ask for: the assertion is signed, nothing else.
LEAST = {"WANT_MESSAGE_SIGNED": "false", "WANT_ASSERTION_ENCRYPTED": "false"}
ONLY_ASSERTION = {**ANNA, "sign_message": False, "encrypt": False}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saml")
    for name in ("service", "idp", "other"):
        saml_idp.make_keys(folder, name)
    return folder


@pytest.fixture(scope="module")
def running(keys):
    idp = saml_idp.start(keys)
    (keys / "idp.xml").write_text(idp.metadata())
    yield idp
    idp.process.kill()
    idp.process.wait()


@pytest.fixture
def configure(running, keys, settings, client, db):
    """Use the provider, with further variables; each side learns of the other by its description."""

    def configure_(**more):
        variables = {"IDP_METADATA_FILE": f"{keys}/idp.xml", **more}
        settings.SSO_PROVIDERS = read(**saml(keys, **variables))
        running.learn(client.get(METADATA).content)

    return configure_


@pytest.fixture
def idp(running, configure):
    """The provider, asked for all that can be asked for: both signatures, and encryption."""
    configure()
    return running


@pytest.fixture
def least(running, configure):
    """The provider, asked for the least."""
    configure(**LEAST)
    return running


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


def test_the_provider_may_be_named_by_its_parts_or_by_an_address(client, configure, running, keys, user):
    parts = {
        "IDP_METADATA_FILE": "",
        "IDP_ENTITY_ID": f"{running.address}/metadata",
        "IDP_SSO_URL": f"{running.address}/sso",
        "IDP_CERT_FILE": f"{keys}/idp.crt",
    }
    for more in (parts, {"IDP_METADATA_FILE": "", "IDP_METADATA_URL": f"{running.address}/metadata"}):
        configure(**more)
        client.cookies.clear()
        come_by(client, running)
        assert logged_in_as(client) == user.pk


def test_an_attribute_may_say_who_it_is(client, configure, running, user):
    configure(SUBJECT_CLAIM="urn:oid:0.9.2342.19200300.100.1.3")
    come_by(client, running, {**ANNA, "format": "transient", "subject": "another-every-time"})
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


@pytest.mark.parametrize("configuration", [{}, LEAST])
@pytest.mark.parametrize("path", ["//a:NameID", "//a:Attribute[1]/a:AttributeValue", "//a:Audience"])
def test_altered(client, configure, running, user, path, configuration):
    configure(**configuration)
    _, fields = running.answer(begin(client), **ANNA, encrypt=False, sign_message=not configuration)
    message = opened(fields)
    found = message.xpath(path, namespaces=NAMES)[0]
    found.text = "administrator@faxe.dk"
    assert refused(deliver(client, closed(message)), client)


@pytest.mark.parametrize("sign_message", [False, True])
def test_unsigned(client, least, user, caplog, sign_message):
    how = ONLY_ASSERTION | {"sign_assertion": False, "sign_message": sign_message}
    assert refused(come_by(client, least, how), client)
    assert "The Assertion of the Response is not signed" in caplog.text


def test_the_signature_taken_away(client, least, user):
    _, fields = least.answer(begin(client), **ONLY_ASSERTION)
    message = opened(fields)
    signature = one(message, "//a:Assertion/d:Signature")
    signature.getparent().remove(signature)
    assert refused(deliver(client, closed(message)), client)


def _evil_of(message):
    """Give a copy of the assertion for somebody else, without its signature."""
    evil = copy.deepcopy(one(message, "a:Assertion"))
    evil.remove(one(evil, "d:Signature"))
    evil.set("ID", "evil")
    one(evil, ".//a:NameID").text = "administrator"
    return evil


def _beside_before(message, evil):
    message.insert(message.index(one(message, "a:Assertion")), evil)


def _beside_after(message, evil):
    message.append(evil)


def _original_inside_signature(message, evil):
    """The forged assertion carries the signature, in which the signed one is hidden as an object."""
    original = one(message, "a:Assertion")
    signature = copy.deepcopy(one(original, "d:Signature"))
    message.replace(original, evil)
    original.remove(one(original, "d:Signature"))
    etree.SubElement(signature, f"{{{NAMES['d']}}}Object").append(original)
    evil.insert(1, signature)


def _original_inside_evil(message, evil):
    original = one(message, "a:Assertion")
    message.replace(original, evil)
    evil.append(original)


def _original_inside_extensions(message, evil):
    original = one(message, "a:Assertion")
    message.replace(original, evil)
    extensions = etree.Element(f"{{{NAMES['p']}}}Extensions")
    extensions.append(original)
    message.insert(1, extensions)


def _same_id(message, evil):
    evil.set("ID", one(message, "a:Assertion").get("ID"))
    _original_inside_extensions(message, evil)


@pytest.mark.parametrize(
    "wrap",
    [
        *(_beside_before, _beside_after, _original_inside_signature, _original_inside_evil),
        *(_original_inside_extensions, _same_id),
    ],
)
def test_wrapped(client, least, user, wrap):
    """The signed assertion is still there and still right, and another one stands where it is looked for."""
    _, fields = least.answer(begin(client), **ONLY_ASSERTION)
    message = opened(fields)
    wrap(message, _evil_of(message))
    assert refused(deliver(client, closed(message)), client)


def test_the_least_comes_in_when_it_is_left_alone(client, least, user):
    """What the forgeries above are made of is accepted as it is."""
    come_by(client, least, ONLY_ASSERTION)
    assert logged_in_as(client) == user.pk


def test_an_assertion_that_nobody_asked_for_under_a_message_that_somebody_did(client, least, user, caplog):
    """Only the assertion is signed, so a thief may write his own request into the message around it."""
    address = begin(client)
    _, fields = least.answer(address, **ONLY_ASSERTION, in_response_to="")
    message = opened(fields)
    message.set("InResponseTo", request_of(address).get("ID"))
    assert refused(deliver(client, closed(message)), client)
    assert "not the answer to the same request" in caplog.text


def test_a_comment_in_the_name_does_not_cut_it(client, least, user):
    """An XML reader that stops at a comment would take anna-0123<!-- -->.evil for anna-0123."""
    come_by(client, least, ONLY_ASSERTION)
    assert logged_in_as(client) == user.pk
    other = Client()
    _, fields = least.answer(begin(other), **{**ONLY_ASSERTION, "subject": "anna-0123.evil", "mail": []})
    message = opened(fields)
    name = one(message, "//a:NameID")
    name.text = "anna-0123"
    comment = etree.Comment(" ")
    comment.tail = ".evil"
    name.append(comment)
    assert deliver(other, closed(message)).status_code == 403
    assert logged_in_as(other) is None


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
def test_a_description_of_the_provider_that_is_none(client, settings, keys, tmp_path, db, broken):
    (tmp_path / "idp.xml").write_text(broken)
    settings.SSO_PROVIDERS = read(**saml(keys, IDP_METADATA_FILE=f"{tmp_path}/idp.xml"))
    assert client.get(START).status_code == 401
    assert client.get(METADATA).status_code == 200


def test_a_provider_that_does_not_answer(client, settings, keys, db):
    settings.SSO_PROVIDERS = read(**saml(keys, IDP_METADATA_URL="http://127.0.0.1:9/metadata"))
    response = client.get(START)
    assert response.status_code == 503
    assert english_in(response) == []
