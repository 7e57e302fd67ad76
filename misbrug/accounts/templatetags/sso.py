"""The ways in by single sign-on, for the login page."""

from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from django import template
from django.urls import reverse

from misbrug.accounts import sso

register = template.Library()


@register.simple_tag
def sso_of(user):
    """Give what the provider is called by which a user has logged in; "" where there is none, or it is gone."""
    slugs = set(user.socialaccount_set.values_list("provider", flat=True))
    return next((provider.who for provider in sso.providers() if provider.slug in slugs), "")


@register.simple_tag(takes_context=True)
def sso_ways(context):
    """Give (name, address) of each provider; the address leads on to the page that was asked for."""
    following = get_next_redirect_url(context["request"])
    query = f"?{urlencode({'next': following})}" if following else ""
    return [
        (provider.name, reverse("sso_login", kwargs={"provider": provider.slug}) + query)
        for provider in sso.providers()
    ]
