"""Single sign-on: which providers there are, and what one of them says of a person.

misbrug/settings_sso.py reads the providers from the environment, sso_oidc.py and sso_saml.py talk to them, and
sso_admission.py decides who comes in. What is kept of a person is which provider it was and a hash of the name by
which that provider knows the person, never the claims themselves.
"""

import hashlib
from dataclasses import dataclass

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404
from django.shortcuts import render

FAILED, CANCELLED, UNREACHABLE, UNKNOWN_USER, TAKEN = "failed", "cancelled", "unreachable", "unknown_user", "taken"
# Of each reason: the status of the page, and its heading.
REASONS = {
    FAILED: (401, "Det lykkedes ikke at logge ind"),
    CANCELLED: (401, "Du er ikke logget ind"),
    UNREACHABLE: (503, "Du kan ikke logge ind lige nu"),
    UNKNOWN_USER: (403, "Du har ikke en bruger i Misbrug"),
    TAKEN: (403, "Din e-mail hører til et andet log ind"),
}


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider says of a person, once it is known to come from the provider and to be meant for us.

    `email` is "" where none is given or it is not believed; `roles` is None where the provider could not say.
    """

    uid: str
    email: str
    roles: tuple | None


def providers():
    """Give the providers of this installation, in the order of their names."""
    return sorted(settings.SSO_PROVIDERS.values(), key=lambda provider: provider.name)


def get_or_404(slug, kind=None):
    """Give the provider with a slug, of a kind. Raises Http404 where there is none."""
    provider = settings.SSO_PROVIDERS.get(slug)
    if provider is None or kind not in (None, provider.kind):
        raise Http404
    return provider


def uid_of(issuer, subject):
    """Give by what a person is recognised: who says so is part of it.

    Otherwise a provider that took over an address would take over its people too. A hash, since the name may be an
    e-mail, and since it has a length that fits the column.
    """
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def believed_email(provider, value, verified=None):
    """Give an e-mail that the provider may speak for, in lower case; "" for every other."""
    email = value.strip().lower() if isinstance(value, str) else ""
    try:
        validate_email(email)
    except ValidationError:
        return ""
    is_ours = email.rpartition("@")[2] in provider.email_domains
    return email if is_ours and str(verified).lower() != "false" else ""


def texts(value):
    """Give the texts of a claim, which may hold one or a list of them."""
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(each for each in values if isinstance(each, str))


class Fault(Exception):
    """What a provider sent is not taken, or its description is of no use. The text is for the log: our own words."""


def cause(error):
    """Give what the log is told of an error, "" where there is none."""
    if error is None:
        return ""
    return str(error) if isinstance(error, Fault) else type(error).__name__


def refusal(request, provider, why):
    """Give the page that says why somebody was not let in, without a word of what went wrong inside."""
    status, heading = REASONS[why]
    context = {"provider": provider, "why": why, "heading": heading}
    return render(request, "socialaccount/refused.html", context, status=status)


def refuse(request, provider, why):
    """Raises what makes allauth's views answer with the page that says why."""
    raise ImmediateHttpResponse(refusal(request, provider, why))


def provider_asked_second_factor(request, user):
    """Say whether the login under way came by a provider that is trusted to ask for the second factor itself."""
    for record in get_authentication_records(request, user):
        provider = settings.SSO_PROVIDERS.get(record.get("provider")) if record["method"] == "socialaccount" else None
        if provider is not None and provider.second_factor:
            return True
    return False
