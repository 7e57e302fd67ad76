"""Single sign-on as the environment describes it: which providers there are, and whom and what each is trusted with.

The variables are listed in README.md and explained in docs/operations.md. Whatever is wrong with them is said when the
site starts, by the name of the variable: an installation with half a provider does not come up.
"""

import json
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

OIDC, SAML = "oidc", "saml"
WELL_KNOWN = "/.well-known/openid-configuration"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider. `slug` is in its addresses and in the database, so it stays once people have logged in by it.

    `email_domains` are those whose people the provider may name: only such an e-mail is believed. `roles` says what
    each value of the claim `roles_claim` gives; an empty table leaves all roles alone.
    """

    kind: str
    slug: str
    name: str
    email_domains: frozenset = frozenset()
    email_claim: str = "email"
    roles_claim: str = "roles"
    roles: dict = field(default_factory=dict)
    create_users: bool = False
    second_factor: bool = True
    # OpenID Connect
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: tuple = ("openid", "profile", "email")
    # SAML
    metadata_url: str = ""
    metadata: str = ""
    idp: dict = field(default_factory=dict)
    entity_id: str = ""
    key: str = field(default="", repr=False)
    certificate: str = ""
    subject_claim: str = ""
    message_signed: bool = True
    assertion_encrypted: bool = True

    @property
    def who(self):
        """Give what the provider is called in a sentence: its button says "Log ind med" first."""
        return self.name.removeprefix("Log ind med ")

    @property
    def discovery_url(self):
        """Give where an OpenID provider describes itself."""
        return self.issuer.rstrip("/") + WELL_KNOWN


def read(env):
    """Give the providers that the environment describes, by slug. Raises ImproperlyConfigured, naming the variable."""
    found = {}
    for kind, make in ((OIDC, _oidc), (SAML, _saml)):
        for slug, prefix in _prefixes(env, kind):
            if slug in found:
                raise ImproperlyConfigured(f"{kind.upper()}_PROVIDERS: there are two providers called {slug}")
            found[slug] = make(_Variables(env, prefix), slug)
    return found


def _prefixes(env, kind):
    """Give (slug, how its variables begin) for each provider of a kind: one without a list, else one for each name."""
    start = kind.upper()
    names = env.list(f"{start}_PROVIDERS", default=[])
    if not names:
        asked = (f"{start}_ISSUER",) if kind == OIDC else (f"{start}_IDP_{each}" for each in _IDP)
        return [(kind, start)] if any(env.str(name, default="") for name in asked) else []
    for name in names:
        if not (name.isascii() and name.isalnum() and name.islower() and len(name) <= LONGEST_SLUG):
            raise ImproperlyConfigured(f"{start}_PROVIDERS: {name!r} may only have the letters a to z and digits")
    return [(name, f"{start}_{name.upper()}") for name in names]


class _Variables:
    """The variables of one provider, by what comes after its prefix."""

    def __init__(self, env, prefix):
        self.env, self.prefix = env, prefix

    def fail(self, name, why):
        """Raises ImproperlyConfigured."""
        raise ImproperlyConfigured(f"{self.prefix}_{name} {why}")

    def text(self, name, default=""):
        """Give a text, `default` where there is none."""
        return self.env.str(f"{self.prefix}_{name}", default="").strip() or default

    def wanted(self, name):
        """Give a text that has to be there."""
        return self.text(name) or self.fail(name, "is missing")

    def flag(self, name, default):
        """Give yes or no."""
        return self.env.bool(f"{self.prefix}_{name}", default=default)

    def address(self, name):
        """Give an address that nobody between can read or change: https, or this machine itself."""
        value = self.wanted(name)
        parts = urlsplit(value)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if not safe or not parts.hostname:
            self.fail(name, "has to be an https address")
        return value

    def contents(self, name):
        """Give the contents of the file that a variable names."""
        path = Path(self.wanted(name))
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            return self.fail(name, f"names a file that cannot be read: {type(error).__name__}")

    def domains(self):
        """Give the domains whose e-mails the provider is trusted with."""
        domains = self.env.list(f"{self.prefix}_EMAIL_DOMAINS", default=[])
        for domain in domains:
            if "@" in domain or "*" in domain or "." not in domain:
                self.fail("EMAIL_DOMAINS", f"has {domain!r}, which is no domain such as faxe.dk")
        return frozenset(domain.strip().lower() for domain in domains)

    def roles(self):
        """Give the table of roles: of each value of the claim, a tuple of what it gives."""
        text = self.text("ROLES")
        if text and not text.startswith("{"):
            text = self.contents("ROLES")
        try:
            table = json.loads(text or "{}")
        except ValueError:
            self.fail("ROLES", "is neither JSON nor the path of a file with JSON")
        if not isinstance(table, dict):
            self.fail("ROLES", "has to be a JSON object")
        read_table = {}
        for value, gives in table.items():
            given = gives if isinstance(gives, list) else [gives]
            if not all(isinstance(each, str) and each for each in given):
                self.fail("ROLES", f"has {value!r}, which gives neither a role nor a list of them")
            read_table[value] = tuple(given)
        return read_table

    def shared(self, **defaults):
        """Give what providers of both kinds are asked."""
        shared = {
            "name": self.wanted("NAME"),
            "email_domains": self.domains(),
            "email_claim": self.text("EMAIL_CLAIM", defaults["email"]),
            "roles_claim": self.text("ROLES_CLAIM", defaults["roles"]),
            "roles": self.roles(),
            "create_users": self.flag("CREATE_USERS", False),
            "second_factor": self.flag("SECOND_FACTOR", True),
        }
        if shared["create_users"] and not (shared["roles"] and shared["email_domains"]):
            self.fail("CREATE_USERS", "needs EMAIL_DOMAINS and ROLES: they say who comes in")
        return shared


def _oidc(variables, slug):
    scopes = variables.text("SCOPES", "openid profile email").split()
    if "openid" not in scopes:
        variables.fail("SCOPES", "lacks openid")
    return Provider(
        kind=OIDC,
        slug=slug,
        issuer=variables.address("ISSUER").removesuffix(WELL_KNOWN),
        client_id=variables.wanted("CLIENT_ID"),
        client_secret=variables.wanted("CLIENT_SECRET"),
        scopes=tuple(scopes),
        **variables.shared(email="email", roles="roles"),
    )


_IDP = ("METADATA_FILE", "METADATA_URL", "ENTITY_ID")
_ENTRA = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"


def _saml(variables, slug):
    if find_spec("onelogin") is None:
        variables.fail("NAME", "describes SAML, which needs the packages of requirements/saml.txt")
    metadata, metadata_url, idp = "", "", {}
    if variables.text("IDP_METADATA_FILE"):
        metadata = variables.contents("IDP_METADATA_FILE")
    elif variables.text("IDP_METADATA_URL"):
        metadata_url = variables.address("IDP_METADATA_URL")
    else:
        idp = {
            "entityId": variables.wanted("IDP_ENTITY_ID"),
            "singleSignOnService": {"url": variables.address("IDP_SSO_URL")},
            "x509cert": variables.contents("IDP_CERT_FILE"),
        }
    return Provider(
        kind=SAML,
        slug=slug,
        metadata=metadata,
        metadata_url=metadata_url,
        idp=idp,
        entity_id=variables.text("ENTITY_ID"),
        key=variables.contents("KEY_FILE"),
        certificate=variables.contents("CERT_FILE"),
        subject_claim=variables.text("SUBJECT_CLAIM"),
        message_signed=variables.flag("WANT_MESSAGE_SIGNED", True),
        assertion_encrypted=variables.flag("WANT_ASSERTION_ENCRYPTED", True),
        **variables.shared(email=_ENTRA, roles="http://schemas.microsoft.com/ws/2008/06/identity/claims/role"),
    )
