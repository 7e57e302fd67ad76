"""OpenID Connect: allauth's code flow with PKCE, and on top of it what allauth leaves to TLS.

The provider's description has to be the one of the issuer that the environment names, the ID token has to be signed by
it, and the token's nonce has to be the one of this very attempt. What a token says goes before what the provider's
userinfo says, and the two have to speak of the same person.
"""

import logging
import secrets

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from misbrug.accounts import sso
from misbrug.accounts.sso_admission import as_login

logger = logging.getLogger(__name__)

# Never "none", and never a secret shared with the provider: the keys are public ones.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
REQUIRED = ("iss", "sub", "aud", "exp", "iat")
CLOCKS_DIFFER = 60  # seconds
LONGEST_SUBJECT = 255
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class OidcFault(sso.Fault, OAuth2Error):
    """As OAuth2Error, which allauth answers with the page for errors."""


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """One attempt at logging in by one provider."""

    nonce = None

    @property
    def openid_config(self):
        """Give how the provider describes itself, asked for once. Raises OidcFault unless it is the issuer."""
        if not hasattr(self, "_openid_config"):
            config = self.get_provider().config
            described = self._fetch(config.discovery_url)
            if not all(isinstance(described.get(name), str) for name in NEEDED):
                raise OidcFault("incomplete discovery document")
            if described["issuer"].rstrip("/") != config.issuer.rstrip("/"):
                raise OidcFault("discovery document of another issuer")
            self._openid_config = described
        return self._openid_config

    def get_callback_url(self, request, app):
        """Give where the provider sends the person back to."""
        return request.build_absolute_uri(reverse("sso_callback", args=[self.provider_id]))

    def complete_login(self, request, app, token, **kwargs):
        """Give allauth's login of the person. Raises OidcFault, RequestException where anything is not as it must."""
        provider = self.get_provider()
        claims = self._verified(provider.config, kwargs["response"].get("id_token"))
        return as_login(provider, self._read(provider.config, claims, token.token))

    def _fetch(self, address, **kwargs):
        """Give the JSON object at one of the provider's addresses."""
        with get_adapter().get_requests_session() as session:
            response = session.get(address, allow_redirects=False, **kwargs)
            response.raise_for_status()
            found = response.json()
        if not isinstance(found, dict):
            raise OidcFault("no JSON object")
        return found

    def _verified(self, config, token):
        """Give the claims of an ID token that the provider has signed, for us, now, for this attempt."""
        try:
            claims = jwt.decode(
                token,
                self._key(token),
                algorithms=ALGORITHMS,
                audience=config.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_DIFFER,
                options={"require": list(REQUIRED)},
            )
        except jwt.PyJWTError as error:
            raise OidcFault(f"ID token: {type(error).__name__}") from error
        if not self.nonce or not constant_time_compare(str(claims.get("nonce")), self.nonce):
            raise OidcFault("ID token: of another attempt")
        others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if others else config.client_id) != config.client_id:
            raise OidcFault("ID token: given to another party")
        if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
            raise OidcFault("ID token: no usable subject")
        return claims

    def _key(self, token):
        """Give the provider's key by which a token says that it is signed."""
        wanted = jwt.get_unverified_header(token).get("kid")
        keys = jwt.PyJWKSet.from_dict(self._fetch(self.openid_config["jwks_uri"])).keys
        for key in keys:
            if key.public_key_use in (None, "sig") and (key.key_id == wanted or (wanted is None and len(keys) == 1)):
                return key
        raise OidcFault("ID token: signed by no key of the provider")

    def _read(self, config, claims, access_token):
        """Give what the provider says of the person; what the token lacks is asked for at the userinfo address."""
        subject, more = claims["sub"], self.openid_config.get("userinfo_endpoint")
        overflow = claims.get("_claim_names")
        is_elsewhere = isinstance(overflow, dict) and config.roles_claim in overflow
        lacks = claims.get(config.email_claim) is None or (config.roles and find(claims, config.roles_claim) is None)
        if more and lacks:
            told = self._fetch(more, headers={"Authorization": f"Bearer {access_token}"})
            if told.get("sub") != subject:
                raise OidcFault("userinfo of another person")
            claims = told | claims
        if is_elsewhere:
            logger.error("The provider %s names too many groups to send; roles are left as they are", config.slug)
        return sso.Claims(
            uid=sso.uid_of(config.issuer.rstrip("/"), subject),
            email=sso.believed_email(config, claims.get(config.email_claim), claims.get("email_verified")),
            roles=None if is_elsewhere else sso.texts(find(claims, config.roles_claim)),
        )


def find(claims, name):
    """Give a claim by its name, or by a path of names with dots between, or None."""
    if name in claims:
        return claims[name]
    value = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


class OidcProvider(OpenIDConnectProvider):
    """A provider that the environment describes."""

    oauth2_adapter_class = OidcAdapter

    @staticmethod
    def app_settings(config):
        """Give what allauth reads of a provider's settings."""
        return {"server_url": config.discovery_url, "oauth_pkce_enabled": True, "scope": list(config.scopes)}

    def get_redirect_from_request_kwargs(self, request):
        """Take from the address no more than where to go afterwards.

        allauth takes scopes, parameters for the provider and what the login is for from it too, by which a link made by
        somebody else could tie a stranger's account to the reader's.
        """
        return {"process": "login", "next_url": super().get_redirect_from_request_kwargs(request).get("next_url")}

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        """Send the person to the provider, with a nonce that the ID token has to bring back."""
        nonce = secrets.token_urlsafe(32)
        return super().redirect(request, process, next_url, data, nonce=nonce, auth_params={"nonce": nonce})


class CallbackView(OAuth2CallbackView):
    """Where the provider sends the person back to."""

    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce")
        return state, response
