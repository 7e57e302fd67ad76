"""The pages of single sign-on under konto/ekstern/. Without a provider of the name in the address each is a 404."""

import logging

from allauth.core.internal import ratelimit
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.sessions import LoginSession
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from misbrug.accounts import sso
from misbrug.accounts.sso_adapter import provider_for
from misbrug.settings_sso import OIDC, SAML

logger = logging.getLogger(__name__)

# A response with a hundred groups has less than a fifth of that.
LONGEST_RESPONSE = 250_000
WAITS = 300  # seconds
ELSEWHERE = ("cross-site", "same-site")


def _limit(request):
    """Give the page for too many attempts from one place, counted with those by password; None while there are few."""
    return ratelimit.consume_or_429(request, app="allauth.account", action="login", limit_get=True)


def _refused(request, config, why, error):
    """Tell the log why, and give the page for the person."""
    logger.warning("Login by %s refused: %s, %s", config.slug, why, sso.cause(error))
    return sso.refusal(request, config, why)


@never_cache
@require_GET
def login(request, provider):
    """Send the person to the provider.

    By GET, since the policy for forms would have to name every address that a provider may send the browser on to. Who
    comes from another site's link is asked first: no site shall log its visitors in here behind their backs.
    """
    config = sso.get_or_404(provider)
    if request.headers.get("Sec-Fetch-Site") in ELSEWHERE:
        return render(request, "socialaccount/login.html", {"provider": config, "address": request.get_full_path()})
    if response := _limit(request):
        return response
    try:
        return provider_for(request, config).redirect_from_request(request)
    except RequestException as error:
        return _refused(request, config, sso.UNREACHABLE, error)
    except sso.Fault as error:
        return _refused(request, config, sso.FAILED, error)


@never_cache
@require_GET
def callback(request, provider):
    """Take what an OpenID provider sends the person back with."""
    config = sso.get_or_404(provider, OIDC)
    from misbrug.accounts.sso_oidc import CallbackView, OidcAdapter

    try:
        return CallbackView.adapter_view(OidcAdapter(request, config.slug))(request)
    except (KeyError, TypeError, ValueError) as error:
        # What a provider sends in another shape than the standard has.
        return _refused(request, config, sso.FAILED, error)


@never_cache
@csrf_exempt
@require_POST
def saml(request, provider):
    """Take the IdP's response, and ask the browser for it again from our own side.

    The browser sends no session along with a post from another site, and without the session nobody knows which request
    this is the answer to. So the response waits under a key of its own.
    """
    config = sso.get_or_404(provider, SAML)
    if response := _limit(request):
        return response
    answer = request.POST.get("SAMLResponse", "")
    if not answer or len(answer) > LONGEST_RESPONSE:
        return sso.refusal(request, config, sso.FAILED)
    waiting = _waiting(request)
    waiting.store["response"] = answer
    waiting.store.set_expiry(WAITS)
    response = redirect("sso_saml_done", provider=config.slug)
    waiting.save(response)
    response.cookies[waiting.cookie_name]["httponly"] = True
    return response


@never_cache
@require_GET
def saml_done(request, provider):
    """Log in by the IdP's response."""
    config = sso.get_or_404(provider, SAML)
    waiting = _waiting(request)
    answer = waiting.store.get("response")
    waiting.delete()
    if not answer:
        return sso.refusal(request, config, sso.FAILED)
    try:
        return complete_social_login(request, provider_for(request, config).complete(request, answer))
    except RequestException as error:
        return _refused(request, config, sso.UNREACHABLE, error)
    except sso.Fault as error:
        return _refused(request, config, sso.FAILED, error)


@require_GET
def saml_metadata(request, provider):
    """Give our description, which the IdP is set up with."""
    config = sso.get_or_404(provider, SAML)
    from misbrug.accounts.sso_saml import metadata

    try:
        return HttpResponse(metadata(request, config), content_type="application/samlmetadata+xml")
    except sso.Fault as error:
        return _refused(request, config, sso.FAILED, error)


def _waiting(request):
    return LoginSession(request, "sso_saml_waiting", "misbrug_saml")
