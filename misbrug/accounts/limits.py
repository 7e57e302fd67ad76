"""How often somebody may try to get in, and what those are told who tried too often.

allauth counts, in the cache that all server processes share; settings.ACCOUNT_RATE_LIMITS has the numbers, for each
action per address of the network ("ip") and per account, or per account and address ("key" or "user"). What is added
here is the time that is left, and limits for the ways in that allauth does not know.
"""

import math
import time
from functools import wraps

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.shortcuts import render

from misbrug.text import danish

APP = "allauth.account"
# The actions that allauth counts by itself, by the page that does it.
ACTION_OF_PAGE = {
    "account_login": "login",
    "account_change_password": "change_password",
    "account_reset_password": "reset_password",
    "account_reset_password_from_key": "reset_password_from_key",
    "account_reauthenticate": "reauthenticate",
    "mfa_reauthenticate": "reauthenticate",
}


def limited(action, *, key):
    """Decorate a view: what it may be asked for is limited per address and per `key(**arguments of the address)`."""

    def decorate(view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            account = str(key(**kwargs)).lower()
            if ratelimit.consume(request, app=APP, action=action, key=account, limit_get=True):
                return view(request, *args, **kwargs)
            return refusal(request, wait_for(request, action, key=account))

        return checked

    return decorate


def here(request, account) -> str:
    """Give the key by which an account is counted for the address of the network alone that the request comes from."""
    return f"{account.lower()} {ratelimit.get_ip(request)}"


def ask_for_link(request, email):
    """Count that a link to a mailbox is asked for. Gives the page that says how long to wait, or None."""
    key, action = here(request, email), "reset_password_here"
    if ratelimit.consume(request, app=APP, action=action, key=key):
        return None
    return refusal(request, wait_for(request, action, key=key))


class WrongLinksCounted:
    """Limits how many wrong links an address may try at a view; `action` names the limit. A right one is never held."""

    action = None

    def dispatch(self, request, *args, **kwargs):
        """Give the page, or where the link is wrong and too many were, the page that says how long to wait."""
        response = super().dispatch(request, *args, **kwargs)
        told = getattr(response, "context_data", None) or {}
        is_wrong = told.get("token_fail") or told.get("validlink") is False
        if is_wrong and not ratelimit.consume(request, app=APP, action=self.action, limit_get=True):
            return refusal(request, wait_for(request, self.action))
        return response


def wait_for(request, action, *, key=None, user=None) -> int:
    """Give after how many seconds one more attempt is let through; at least one."""
    left = 0
    for rate in ratelimit.get_rates(app=APP, action=action):
        if (rate.per == "key" and key is None) or (rate.per == "user" and user is None):
            continue
        name = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key, user=user)
        # The times of the attempts, the latest first; never more than are allowed.
        attempts = cache.get(name, [])
        if len(attempts) >= rate.amount:
            left = max(left, attempts[-1] + rate.duration - time.time())
    return max(1, math.ceil(left))


def in_words(seconds) -> str:
    """Give a time to wait: "40 sekunder", "fire minutter"; minutes are rounded up."""
    if seconds < 60:
        return danish.count(seconds, "sekund", "sekunder", "neuter")
    if seconds <= 90 * 60:
        return danish.count(math.ceil(seconds / 60), "minut", "minutter", "neuter")
    return danish.count(math.ceil(seconds / 3600), "time", "timer")


def too_many(request):
    """Answer for allauth, which does not say what there was too much of: urls.py names this as handler429."""
    page = request.resolver_match.url_name if request.resolver_match else None
    action = ACTION_OF_PAGE.get(page, "login")
    user = request.user if request.user.is_authenticated else None
    return refusal(request, wait_for(request, action, key=request.POST.get("email", "").lower(), user=user))


def refusal(request, wait):
    """Give the page that says how long to wait; `message` on it is the same in a sentence, for scripts."""
    words = in_words(wait)
    response = render(request, "429.html", {"wait": words}, status=429)
    response["Retry-After"] = str(wait)
    # For session_views.py, which tells it to scripts.
    response.message = f"Der er kommet for mange forsøg på kort tid. Vent {words}, og prøv igen."
    return response
