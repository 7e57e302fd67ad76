"""An OpenID provider in a process of its own: the package oidc-provider-mock, which signs with RS256 and wants a nonce.

Two things are added. It insists on PKCE, which the package does not; and it can be told to spoil the next ID token, as
one would that is not the provider it says it is. Run as a script it prints its port.
"""

import hmac
import json
import os
import subprocess
import sys
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import parse_qsl, urlsplit

import jwt
import requests


class Provider:
    """The running provider, for a test."""

    def __init__(self, process, port):
        self.process, self.issuer = process, f"http://127.0.0.1:{port}"

    def knows(self, subject, **claims):
        """Let the provider know a person."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def spoils(self, how):
        """Spoil the next token in a way that `_spoil` knows."""
        requests.put(f"{self.issuer}/spoil", json=how, timeout=5).raise_for_status()

    def consent(self, address, subject=None):
        """Do as a person at the address that the browser is sent to. Gives where it is sent to then."""
        data = {"sub": subject} if subject else {"action": "deny"}
        response = requests.post(address, data=data, allow_redirects=False, timeout=5)
        assert response.status_code == 302, response.text
        return response.headers["Location"]


def start():
    """Give a running `Provider`; end it by `process.kill()`."""
    command = [sys.executable, "-m", "tests.accounts.oidc_provider"]
    environment = os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    return Provider(process, int(process.stdout.readline()))


# --- In the provider's process ----------------------------------------------------------------------------


def _claims_of_spoiled(claims):
    """Give of each way to spoil what a token says: what it says then. The provider itself signs it."""
    now = int(time.time())
    less = {name: {each: claims[each] for each in claims if each != name} for name in ("exp", "nonce", "sub")}
    return {
        "expired": claims | {"exp": now - 3600, "iat": now - 7200},
        "from the future": claims | {"iat": now + 3600, "exp": now + 7200},
        "never expires": less["exp"],
        "for another client": claims | {"aud": "another"},
        "for two clients": claims | {"aud": ["misbrug", "another"]},
        "given to another": claims | {"azp": "another"},
        "of another issuer": claims | {"iss": "https://elsewhere.example"},
        "of another attempt": claims | {"nonce": "another"},
        "without a nonce": less["nonce"],
        "of nobody": less["sub"],
    }


def _spoil(token, how, key):
    """Give an ID token that is as it must not be, None for none."""
    head, body, signature = token.split(".")
    claims, kid = json.loads(_decoded(body)), key.as_dict()["kid"]
    if how in ("missing", "no token at all"):
        return None if how == "missing" else "a.b"
    if how == "altered":
        return f"{head}.{_encoded(claims | {'sub': 'somebody else'})}.{signature}"
    if how == "unsigned":
        return f"{_encoded({'alg': 'none', 'kid': kid})}.{body}."
    if how == "signed with the public key":
        start = f"{_encoded({'alg': 'HS256', 'kid': kid})}.{body}"
        return f"{start}.{_encoded(hmac.digest(key.as_pem(is_private=False), start.encode(), 'sha256'))}"
    if how == "signed with another key":
        key = type(key).generate_key(is_private=True)
    else:
        claims = _claims_of_spoiled(claims)[how]
    return jwt.encode(claims, key.as_pem(is_private=True), "RS256", headers={"kid": kid})


def _encoded(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _app():
    """Give the package's application, with PKCE and the two things that tests ask for."""
    import flask
    import oidc_provider_mock
    from authlib.oauth2.rfc7636 import create_s256_code_challenge
    from oidc_provider_mock._storage import storage

    app = oidc_provider_mock.app(require_nonce=True)
    kept = {"spoil": None, "challenges": {}}

    @app.put("/spoil")
    def spoil():
        kept["spoil"] = flask.request.json
        return "", 204

    @app.before_request
    def check_verifier():
        if flask.request.path != "/oauth2/token":
            return None
        form = flask.request.form
        challenge = kept["challenges"].pop(form.get("code"), None)
        if not challenge or create_s256_code_challenge(form.get("code_verifier", "")) != challenge:
            return {"error": "invalid_grant"}, 400
        return None

    @app.after_request
    def keep_challenge(response):
        asked, location = flask.request.args, response.headers.get("Location", "")
        if flask.request.path == "/oauth2/authorize" and "code=" in location:
            assert asked["code_challenge_method"] == "S256"
            kept["challenges"][_query(location)["code"]] = asked["code_challenge"]
        return response

    @app.after_request
    def spoil_token(response):
        if flask.request.path == "/oauth2/token" and kept["spoil"] and response.status_code == 200:
            answer = response.get_json()
            how, kept["spoil"] = kept["spoil"], None
            answer["id_token"] = _spoil(answer["id_token"], how, storage.jwk)
            response.set_data(json.dumps({name: value for name, value in answer.items() if value is not None}))
        return response

    return app


def _query(address):
    return dict(parse_qsl(urlsplit(address).query))


if __name__ == "__main__":
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, _app(), threaded=True)
    print(server.server_port, flush=True)
    server.serve_forever()
