"""SAML: python3-saml checks what an IdP sends, allauth keeps which attempts are under way.

Requests are signed. A response is taken only as the answer to a request of this browser that is still open, so that
none works twice and none that nobody has asked for works at all. Its assertion has to be signed and, unless the
environment says otherwise, the whole message signed and the assertion encrypted. Nothing here is imported where no
provider speaks SAML.
"""

import logging
from dataclasses import dataclass

import xmlsec
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.core.cache import cache
from django.http import HttpResponseRedirect
from django.urls import reverse
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from misbrug.accounts import sso
from misbrug.accounts.sso_admission import as_login

logger = logging.getLogger(__name__)

METADATA_SECONDS = 60 * 60
LONGEST_REQUEST_ID = 100
# How python3-saml says that something is no response at all; the last two are about base64 and XML.
UNREADABLE = (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, xmlsec.Error, ValueError, SyntaxError)


class StrictResponse(OneLogin_Saml2_Response):
    """A response whose signed assertion says for whom, until when and to which request it is the answer.

    python3-saml checks these where they are there; here they have to be.
    """

    def is_valid(self, request_data, request_id=None, raise_exceptions=False):
        """Say whether the response may be believed."""
        if not super().is_valid(request_data, request_id, raise_exceptions):
            return False
        confirmed = "/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"
        answered = {node.get("InResponseTo") for node in self._query_assertion(confirmed)}
        if not self.get_audiences():
            self._error = "The assertion names no audience"
        elif self.get_assertion_not_on_or_after() is None:
            self._error = "The assertion never ends"
        elif answered != {self.get_in_response_to()} or None in answered:
            self._error = "The assertion is not the answer to the same request as its message"
        return self._error is None


class StrictAuth(OneLogin_Saml2_Auth):
    """python3-saml with the stricter response."""

    response_class = StrictResponse


class SamlProvider(SAMLProvider):
    """A provider that the environment describes."""

    @staticmethod
    def app_settings(config):
        """Give nothing: this provider asks its own `config`."""
        return {}

    def redirect(self, request, process="login", next_url=None, data=None, **kwargs):
        """Send the person to the IdP with a signed request. Raises sso.Fault, RequestException."""
        auth = auth_for(request, self.config)
        # An empty RelayState would be in the address but not in what is signed; what comes back is not looked at.
        address = auth.login(return_to=self.config.slug)
        self.stash_redirect_state(request, "login", next_url, state_id=auth.get_last_request_id())
        return HttpResponseRedirect(address)

    def complete(self, request, response):
        """Give allauth's login of the person whom a response (base64) is about.

        The attempt it answers is over with that. Raises sso.Fault where the response is not to be believed,
        RequestException where the IdP cannot be asked for its description.
        """
        auth = auth_for(request, self.config, response)
        try:
            auth.process_response()
        except UNREADABLE as error:
            raise sso.Fault(f"unreadable: {type(error).__name__}") from error
        if auth.get_errors() or not auth.is_authenticated():
            raise sso.Fault(auth.get_last_error_reason() or ", ".join(auth.get_errors()))
        answered = auth.get_last_response_in_response_to() or ""
        state = self._close_attempt(request, answered[:LONGEST_REQUEST_ID])
        login = as_login(self, _read(self.config, auth))
        login.state = state
        return login

    def _close_attempt(self, request, request_id):
        state = statekit.unstash_state(request, state_id=request_id, provider_id=self.sub_id)
        if state is None:
            raise sso.Fault("the answer to no open request of this browser")
        return state


def _read(config, auth):
    """Give what the IdP says of the person. Raises sso.Fault where it does not say who that is."""
    attributes = auth.get_attributes()
    if config.subject_claim:
        subject = next(iter(attributes.get(config.subject_claim, ())), None)
    elif auth.get_nameid_format() == Constants.NAMEID_TRANSIENT:
        raise sso.Fault("the NameID is another one every time, and no SUBJECT_CLAIM is set")
    else:
        subject = auth.get_nameid()
    if not subject:
        raise sso.Fault("nothing says who the person is")
    return sso.Claims(
        uid=sso.uid_of(auth.get_settings().get_idp_data()["entityId"], subject),
        email=sso.believed_email(config, next(iter(attributes.get(config.email_claim, ())), None)),
        roles=sso.texts(attributes.get(config.roles_claim, ())),
    )


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Where this installation answers as a service provider."""

    consumer: str
    metadata: str

    @classmethod
    def of(cls, request, config):
        consumer, metadata = (
            request.build_absolute_uri(reverse(name, args=[config.slug])) for name in ("sso_saml", "sso_saml_metadata")
        )
        return cls(consumer, metadata)


def auth_for(request, config, response=None):
    """Give python3-saml's object for one request or response. Raises sso.Fault, RequestException.

    The address it checks the response against is where the response was sent to, not the page that reads it.
    """
    addresses = _Addresses.of(request, config)
    data = {
        "https": "on" if request.is_secure() else "off",
        "http_host": request.get_host(),
        "script_name": reverse("sso_saml", args=[config.slug]),
        "get_data": {},
        "post_data": {} if response is None else {"SAMLResponse": response},
    }
    try:
        return StrictAuth(data, _settings(config, addresses, _idp(config)))
    except OneLogin_Saml2_Error as error:
        raise sso.Fault(f"settings: {error}") from error


def metadata(request, config):
    """Give our own description, as bytes, for the IdP. Raises sso.Fault where the settings do not make one."""
    try:
        ours = OneLogin_Saml2_Settings(_settings(config, _Addresses.of(request, config), None), sp_validation_only=True)
        text = ours.get_sp_metadata()
    except OneLogin_Saml2_Error as error:
        raise sso.Fault(f"settings: {error}") from error
    if errors := ours.validate_metadata(text):
        raise sso.Fault(f"metadata: {errors}")
    return text


def _settings(config, addresses, idp):
    """Give python3-saml's settings. Without single logout: our log-out ends our own session."""
    settings = {
        "strict": True,
        "sp": {
            "entityId": config.entity_id or addresses.metadata,
            "assertionConsumerService": {"url": addresses.consumer, "binding": Constants.BINDING_HTTP_POST},
            "NameIDFormat": Constants.NAMEID_UNSPECIFIED if config.subject_claim else Constants.NAMEID_PERSISTENT,
            "x509cert": config.certificate,
            "privateKey": config.key,
        },
        "security": {
            "authnRequestsSigned": True,
            "wantAssertionsSigned": True,
            "wantMessagesSigned": config.message_signed,
            "wantAssertionsEncrypted": config.assertion_encrypted,
            "wantNameId": not config.subject_claim,
            "wantAttributeStatement": False,
            "allowRepeatAttributeName": True,
            "requestedAuthnContext": False,
            "rejectDeprecatedAlgorithm": True,
            "signMetadata": True,
            "signatureAlgorithm": Constants.RSA_SHA256,
            "digestAlgorithm": Constants.SHA256,
            "allowSingleLabelDomains": True,
        },
    }
    return settings if idp is None else settings | {"idp": idp}


def _idp(config):
    """Give how the IdP describes itself. Raises sso.Fault, RequestException."""
    if config.idp:
        return config.idp
    text = config.metadata or _fetched(config.metadata_url)
    try:
        return OneLogin_Saml2_IdPMetadataParser.parse(text)["idp"]
    except (KeyError, ValueError, SyntaxError, OneLogin_Saml2_Error) as error:
        raise sso.Fault(f"the IdP's metadata cannot be read: {type(error).__name__}") from error


def _fetched(address):
    """Give the text at an address, asked for once an hour."""
    key = f"sso.metadata.{sso.uid_of('', address)}"
    text = cache.get(key)
    if text is None:
        with get_adapter().get_requests_session() as session:
            response = session.get(address, allow_redirects=False)
            response.raise_for_status()
            text = response.text
        cache.set(key, text, METADATA_SECONDS)
    return text
