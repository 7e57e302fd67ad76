"""A SAML identity provider in a process of its own: pysaml2, which signs and encrypts with Debian's xmlsec1.

It can be told what to say of a person, and to say it in ways that a service provider must not accept. Run as a script,
with the folder of its keys, it prints its port.
"""

import datetime
import re
import shutil
import socket
import subprocess
import sys
from functools import cache
from html import unescape
from pathlib import Path

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

_FIELD = re.compile(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"')
_ACTION = re.compile(r'<form[^>]*action="([^"]*)"')


class Idp:
    """The running provider, for a test."""

    def __init__(self, process, port):
        self.process, self.address = process, f"http://127.0.0.1:{port}"
        self.knows_service = False

    def learn(self, metadata):
        """Take in the service provider's description. Raises HTTPError where it is of no use."""
        requests.put(f"{self.address}/service", data=metadata, timeout=20).raise_for_status()
        self.knows_service = True

    def metadata(self):
        """Give its own description."""
        return requests.get(f"{self.address}/metadata", timeout=20).text

    def says(self, **how):
        """Tell the provider who the next person is, and how to answer; `_answer` says what there is."""
        requests.put(f"{self.address}/how", json=how, timeout=20).raise_for_status()

    def answer(self, address, **how):
        """Log a person in at the address that the browser is sent to. Gives (where the form goes, its fields).

        Raises HTTPError where it does not accept the request.
        """
        self.says(**how)
        response = requests.get(address, timeout=20)
        response.raise_for_status()
        action = unescape(_ACTION.search(response.text).group(1))
        return action, {name: unescape(value) for name, value in _FIELD.findall(response.text)}


def make_keys(folder, name):
    """Write a key and its certificate, as `name`.key and `name`.crt."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    Path(folder, f"{name}.key").write_bytes(key.private_bytes(*form))
    Path(folder, f"{name}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def start(folder):
    """Give a running `Idp` with the keys `idp` and `other` of a folder; end it by `process.kill()`."""
    command = [sys.executable, "-m", "tests.accounts.saml_idp", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return Idp(process, int(process.stdout.readline()))


# --- In the provider's process ----------------------------------------------------------------------------


URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
# What pysaml2 calls the two attributes, as others see them.
MAIL, GROUPS = "urn:oid:0.9.2342.19200300.100.1.3", "urn:oid:1.3.6.1.4.1.5923.1.1.1.1"


@cache
def _server(folder, address, key="idp", minutes=5):
    """Give pysaml2's provider, whose assertions last some minutes; fewer than none, and they have ended."""
    from saml2 import BINDING_HTTP_REDIRECT
    from saml2.config import IdPConfig
    from saml2.server import Server

    service = Path(folder, "service.xml")
    policy = {"lifetime": {"minutes": minutes}, "name_form": URI, "attribute_restrictions": None}
    settings = {
        "entityid": f"{address}/metadata",
        "service": {
            "idp": {
                "endpoints": {"single_sign_on_service": [(f"{address}/sso", BINDING_HTTP_REDIRECT)]},
                "want_authn_requests_signed": True,
                "policy": {"default": policy},
            }
        },
        "key_file": str(Path(folder, f"{key}.key")),
        "cert_file": str(Path(folder, f"{key}.crt")),
        "xmlsec_binary": shutil.which("xmlsec1"),
        "metadata": {"local": [str(service)]} if service.exists() else {},
    }
    return Server(config=IdPConfig().load(settings))


def _answer(folder, address, asked, how):
    """Give the page by which the browser takes the answer along. Raises what pysaml2 does at a wrong request.

    Of the person: `subject`, its `format`, `mail`, `groups`. Of the answer: `sign_message`, `sign_assertion`,
    `encrypt`, the `key` it is signed with, the `minutes` it lasts, the `audience` ("" for none), the `destination`,
    the `issuer`, and `in_response_to` ("" for an answer that nobody has asked for).
    """
    from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, saml
    from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT

    make = _server.__wrapped__ if "audience" in how else _server
    idp = make(folder, address, how.get("key", "idp"), how.get("minutes", 5))
    sent = {"relay_state": asked.get("RelayState"), "sigalg": asked.get("SigAlg"), "signature": asked.get("Signature")}
    request = idp.parse_authn_request(asked["SAMLRequest"], BINDING_HTTP_REDIRECT, **sent)
    args = idp.response_args(request.message)
    if "audience" in how:
        _mislead(idp, how["audience"])
    formats = {"persistent": saml.NAMEID_FORMAT_PERSISTENT, "transient": saml.NAMEID_FORMAT_TRANSIENT}
    response = idp.create_authn_response(
        {"mail": how.get("mail", []), "eduPersonAffiliation": how.get("groups", [])},
        how.get("in_response_to", args["in_response_to"]) or None,
        how.get("destination", args["destination"]),
        args["sp_entity_id"],
        name_id=saml.NameID(format=formats[how.get("format", "persistent")], text=how["subject"]),
        authn={"class_ref": PASSWORDPROTECTEDTRANSPORT, "authn_auth": address},
        sign_response=how.get("sign_message", True),
        sign_assertion=how.get("sign_assertion", True),
        encrypt_assertion=how.get("encrypt", True),
        # Else pysaml2 gives the assertion's namespace a second prefix, which lxml takes away again when python3-saml
        # puts the decrypted assertion in its place, and with it the signature's validity.
        encrypt_assertion_self_contained=False,
        issuer=how.get("issuer"),
        sign_alg="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        digest_alg="http://www.w3.org/2001/04/xmlenc#sha256",
    )
    page = idp.apply_binding(BINDING_HTTP_POST, str(response), args["destination"], asked.get("RelayState"), True)
    return page["data"]


def _mislead(idp, audience):
    """Let the assertions be for another audience than the one that asked, "" for none."""
    from saml2 import saml

    policy = idp.config.getattr("policy", "idp")
    ours = policy.conditions

    def conditions(service):
        made = ours(service)
        wrong = saml.AudienceRestriction(audience=[saml.Audience(audience)])
        made.audience_restriction = [wrong] if audience else []
        return made

    policy.conditions = conditions


def _app(folder, address):
    """Give the application."""
    import flask
    from saml2.metadata import entity_descriptor

    app, kept = flask.Flask(__name__), {"how": {}}

    @app.put("/service")
    def learn():
        Path(folder, "service.xml").write_bytes(flask.request.data)
        _server.cache_clear()
        _server(folder, address)
        return "", 204

    @app.put("/how")
    def listen():
        kept["how"] = flask.request.json
        return "", 204

    @app.get("/metadata")
    def metadata():
        return str(entity_descriptor(_server(folder, address).config))

    @app.get("/sso")
    def sso():
        return _answer(folder, address, flask.request.args, kept["how"])

    return app


if __name__ == "__main__":
    from werkzeug.serving import make_server

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = make_server("127.0.0.1", port, _app(sys.argv[1], f"http://127.0.0.1:{port}"), threaded=True)
    print(port, flush=True)
    server.serve_forever()
