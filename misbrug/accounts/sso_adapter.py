"""How single sign-on differs from allauth's default: providers come from the environment alone, and nobody signs up."""

import logging

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from requests import RequestException

from misbrug.accounts import sso
from misbrug.accounts.sso_admission import admit
from misbrug.settings_sso import OIDC

logger = logging.getLogger(__name__)


def provider_for(request, config):
    """Give allauth's provider for one of ours, whose own settings are its `config`.

    Only what SAML needs is imported for SAML: an installation without it need not have the packages.
    """
    if config.kind == OIDC:
        from misbrug.accounts.sso_oidc import OidcProvider as provider_class
    else:
        from misbrug.accounts.sso_saml import SamlProvider as provider_class
    app = SocialApp(
        provider=provider_class.id,
        provider_id=config.slug,
        name=config.name,
        client_id=config.client_id or config.slug,
        secret=config.client_secret,
        settings=provider_class.app_settings(config),
    )
    provider = provider_class(request, app=app)
    provider.config = config
    return provider


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Lets in whom sso_admission.py lets in, and shows everybody else a page that says why not."""

    def list_apps(self, request, provider=None, client_id=None):
        """Give no provider that somebody has written into the database: only the environment names one."""
        return []

    def list_providers(self, request):
        """Give the providers of the environment."""
        return [provider_for(request, config) for config in sso.providers()]

    def get_provider(self, request, provider, client_id=None):
        """Give a provider by its slug. Raises SocialApp.DoesNotExist, which allauth's views answer with 404."""
        config = settings.SSO_PROVIDERS.get(provider)
        if config is None:
            raise SocialApp.DoesNotExist
        return provider_for(request, config)

    def is_open_for_signup(self, request, sociallogin):
        """Say that nobody may make an account alone."""
        return False

    def authenticate_by_email(self, sociallogin):
        """Give no user: allauth would wipe the password of the one it finds. `admit` finds users by e-mail."""
        return

    def pre_social_login(self, request, sociallogin):
        """Find out who it is, before anybody is logged in."""
        admit(request, sociallogin)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """Answer with our own page. The log gets our own words: those of others may repeat what a provider says."""
        # Some providers forget the state where the person says no, and then allauth cannot tell why.
        is_no = error == AuthError.CANCELLED or request.GET.get("error") == "access_denied"
        reason = sso.CANCELLED if is_no else sso.FAILED
        if isinstance(exception, RequestException):
            reason = sso.UNREACHABLE
        logger.warning("Login by %s refused: %s, %s", provider.config.slug, reason, sso.cause(exception) or error)
        sso.refuse(request, provider.config, reason)
