"""What the tests of single sign-on share: providers as the environment describes them, and roles to be given."""

import json

import environ

from misbrug import settings_sso

FAXE = "faxe"
ROLES = {
    "misbrug-sagsbehandler": "sagsbehandler@0320",
    "misbrug-ansvarlig": ["kommuneansvarlig@0320", "sagsbehandler@0320/alkohol"],
    "misbrug-gruppe": "projektgruppe@region-sjaelland/0320",
    "misbrug-tovholder": "klyngetovholder@syd",
    "misbrug-admin": "administrator",
    "misbrug-fejl": ["borgmester@0320", "sagsbehandler@9999", "sagsbehandler", "læser@region-sjaelland/0320"],
}

# The least that an installation may ask for: the assertion is signed, nothing else.
LEAST = {"WANT_MESSAGE_SIGNED": "false", "WANT_ASSERTION_ENCRYPTED": "false"}


def read(**variables):
    """Give the providers of an environment with these variables alone."""

    class Env(environ.Env):
        ENVIRON = variables

    return settings_sso.read(Env())


def oidc(issuer, **more):
    """Give the variables of one OpenID provider; `more` come without their prefix."""
    variables = {
        "ISSUER": issuer,
        "CLIENT_ID": "misbrug",
        "CLIENT_SECRET": "a secret",
        "NAME": "Log ind med Faxe Kommune",
        "EMAIL_DOMAINS": "faxe.dk",
        "ROLES": json.dumps(ROLES),
        **more,
    }
    return {"OIDC_PROVIDERS": FAXE, **{f"OIDC_FAXE_{name}": value for name, value in variables.items()}}


def saml(keys, **more):
    """Give the variables of one SAML provider with the keys of a folder; `more` come without their prefix."""
    variables = {
        "NAME": "Log ind med Faxe Kommune",
        "EMAIL_DOMAINS": "faxe.dk",
        "EMAIL_CLAIM": "urn:oid:0.9.2342.19200300.100.1.3",
        "ROLES_CLAIM": "urn:oid:1.3.6.1.4.1.5923.1.1.1.1",
        "ROLES": json.dumps(ROLES),
        "KEY_FILE": f"{keys}/service.key",
        "CERT_FILE": f"{keys}/service.crt",
        **more,
    }
    return {"SAML_PROVIDERS": FAXE, **{f"SAML_FAXE_{name}": value for name, value in variables.items()}}
