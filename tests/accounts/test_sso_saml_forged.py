"""What a thief or a liar makes of real answers of pysaml2's provider: altered, stripped, wrapped."""

import copy

import pytest
from django.test import Client
from lxml import etree

from tests.accounts.conftest import logged_in_as
from tests.accounts.sso_cases import LEAST
from tests.accounts.sso_saml_steps import (
    ANNA,
    NAMES,
    NEEDS_XMLSEC1,
    ONLY_ASSERTION,
    begin,
    closed,
    come_by,
    deliver,
    one,
    opened,
    refused,
    request_of,
)

pytestmark = NEEDS_XMLSEC1


@pytest.mark.parametrize("configuration", [{}, LEAST])
@pytest.mark.parametrize("path", ["//a:NameID", "//a:Attribute[1]/a:AttributeValue", "//a:Audience"])
def test_altered(client, configure, saml_provider, user, path, configuration):
    configure(**configuration)
    _, fields = saml_provider.answer(begin(client), **ANNA, encrypt=False, sign_message=not configuration)
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
