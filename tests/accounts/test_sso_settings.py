"""Single sign-on by environment variables alone: what they make, and that a slip stops the site at its start."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from misbrug.accounts import sso
from tests.accounts import saml_idp
from tests.accounts.sso_cases import oidc, read, saml
from tests.test_house import PRODUCTION, ROOT

ENTRA = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    saml_idp.make_keys(folder, "service")
    (folder / "idp.xml").write_text("<md/>")
    return folder


def test_without_variables_there_is_no_provider():
    assert read() == {}


def test_one_provider_needs_no_list():
    one = read(OIDC_ISSUER=ENTRA, OIDC_CLIENT_ID="a", OIDC_CLIENT_SECRET="b", OIDC_NAME="Log ind med Faxe")
    provider = one["oidc"]
    assert provider.discovery_url == f"{ENTRA}/.well-known/openid-configuration"
    assert (provider.email_domains, provider.roles, provider.create_users) == (frozenset(), {}, False)
    assert (provider.email_claim, provider.roles_claim, provider.second_factor) == ("email", "roles", True)


def test_the_address_of_the_description_is_as_good_as_the_issuer():
    provider = read(**oidc(f"{ENTRA}/.well-known/openid-configuration"))["faxe"]
    assert provider.issuer == ENTRA


def test_several_of_both_kinds(keys):
    both = {**oidc(ENTRA), **saml(keys, IDP_METADATA_FILE=f"{keys}/idp.xml")}
    both = {name.replace("SAML_FAXE", "SAML_REGION"): value for name, value in both.items()} | {
        "SAML_PROVIDERS": "region"
    }
    assert {slug: provider.kind for slug, provider in read(**both).items()} == {"faxe": "oidc", "region": "saml"}


def test_the_table_of_roles_from_a_file(tmp_path):
    (tmp_path / "roller.json").write_text('{"gruppe": ["sagsbehandler@0320", "administrator"], "ø": "læser@x"}')
    provider = read(**oidc(ENTRA, ROLES=str(tmp_path / "roller.json")))["faxe"]
    assert provider.roles == {"gruppe": ("sagsbehandler@0320", "administrator"), "ø": ("læser@x",)}


@pytest.mark.parametrize(
    ("slip", "named"),
    [
        ({"ISSUER": "http://login.example"}, "OIDC_FAXE_ISSUER"),
        ({"ISSUER": "login.example"}, "OIDC_FAXE_ISSUER"),
        ({"ISSUER": "https://"}, "OIDC_FAXE_ISSUER"),
        ({"CLIENT_ID": ""}, "OIDC_FAXE_CLIENT_ID"),
        ({"CLIENT_SECRET": " "}, "OIDC_FAXE_CLIENT_SECRET"),
        ({"NAME": ""}, "OIDC_FAXE_NAME"),
        ({"SCOPES": "email"}, "OIDC_FAXE_SCOPES"),
        ({"EMAIL_DOMAINS": "faxe.dk,@greve.dk"}, "OIDC_FAXE_EMAIL_DOMAINS"),
        ({"EMAIL_DOMAINS": "*.dk"}, "OIDC_FAXE_EMAIL_DOMAINS"),
        ({"EMAIL_DOMAINS": "dk"}, "OIDC_FAXE_EMAIL_DOMAINS"),
        ({"ROLES": "{x"}, "OIDC_FAXE_ROLES"),
        ({"ROLES": '{"x": 1}'}, "OIDC_FAXE_ROLES"),
        ({"ROLES": '{"x": [""]}'}, "OIDC_FAXE_ROLES"),
        ({"ROLES": "/nowhere/roles.json"}, "OIDC_FAXE_ROLES"),
        ({"CREATE_USERS": "true", "EMAIL_DOMAINS": ""}, "OIDC_FAXE_CREATE_USERS"),
        ({"CREATE_USERS": "true", "ROLES": ""}, "OIDC_FAXE_CREATE_USERS"),
    ],
)
def test_a_slip_is_named(slip, named):
    variables = oidc(ENTRA, **slip)
    variables["OIDC_FAXE_ISSUER"] = slip.get("ISSUER", ENTRA)
    with pytest.raises(ImproperlyConfigured, match=named):
        read(**variables)


@pytest.mark.parametrize(
    ("slip", "named"),
    [
        ({"KEY_FILE": ""}, "SAML_FAXE_KEY_FILE"),
        ({"CERT_FILE": "/nowhere.crt"}, "SAML_FAXE_CERT_FILE"),
        ({"IDP_METADATA_FILE": "/nowhere.xml"}, "SAML_FAXE_IDP_METADATA_FILE"),
        ({"IDP_METADATA_FILE": ""}, "SAML_FAXE_IDP_ENTITY_ID"),
        ({"IDP_METADATA_FILE": "", "IDP_ENTITY_ID": "x"}, "SAML_FAXE_IDP_SSO_URL"),
        ({"IDP_METADATA_FILE": "", "IDP_METADATA_URL": "http://idp.example/md"}, "SAML_FAXE_IDP_METADATA_URL"),
    ],
)
def test_a_slip_in_saml_is_named(keys, slip, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        read(**saml(keys, **{"IDP_METADATA_FILE": f"{keys}/idp.xml", **slip}))


@pytest.mark.parametrize("names", ["Faxe", "faxe-by", "fæxe", "a" * 41, "../x"])
def test_names_that_make_no_address(names):
    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS"):
        read(**oidc(ENTRA) | {"OIDC_PROVIDERS": names})


def test_one_name_for_two(keys):
    both = {**oidc(ENTRA), **saml(keys, IDP_METADATA_FILE=f"{keys}/idp.xml")}
    with pytest.raises(ImproperlyConfigured, match="two providers called faxe"):
        read(**both)


def test_two_issuers_never_give_the_same_name():
    assert len({sso.uid_of(*pair) for pair in [("a", "b"), ("a\nb", ""), ("b", "a"), ("ab", "")]}) == 4


def in_a_site(code, **variables):
    """Run code in a process of its own, as a site with these variables."""
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "misbrug.settings", **PRODUCTION, **variables},
        capture_output=True,
        text=True,
    )


def test_where_nobody_speaks_saml_nothing_of_it_is_imported():
    code = (
        "import sys; from django.urls import get_resolver; get_resolver().url_patterns\n"
        "from django.conf import settings; from misbrug.accounts.sso_adapter import provider_for\n"
        "provider_for(None, settings.SSO_PROVIDERS['oidc'])\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('onelogin', 'xmlsec')])"
    )
    variables = {"OIDC_ISSUER": ENTRA, "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b", "OIDC_NAME": "Log ind"}
    done = in_a_site(code, **variables)
    assert done.stdout.strip() == "[]", done.stderr


def test_saml_without_its_packages(keys, monkeypatch):
    from misbrug import settings_sso

    monkeypatch.setattr(settings_sso, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements/saml\.txt"):
        read(**saml(keys, IDP_METADATA_FILE=f"{keys}/idp.xml"))


def test_a_secret_is_not_shown_with_the_provider():
    assert "a secret" not in repr(read(**oidc(ENTRA))["faxe"])
    assert json.dumps(sorted(read(**oidc(ENTRA)))) == '["faxe"]'
