"""The demo's users, who anybody may be.

They are told from others by their domain, which no mail can reach, so that a demo switched on by mistake opens
nobody's real account. Where no demo is switched on, none of them gets in, since their password is published.
"""

from django.conf import settings

from misbrug.accounts.models import User
from misbrug.text import danish

DOMAIN = "demo.misbrug.example"
# In the README and on the login page: a secret would keep nobody out of a demo.
PASSWORD = "misbrug-demo-2026"  # noqa: S105

# Whom the login page offers first: the part of the e-mail before the @, and what the user is good for trying. The
# app that makes the demo's users fills it in.
SUGGESTED: dict[str, str] = {}


def logins():
    """Give the demo's active users in Danish order of their names; none at all unless settings.DEMO is on."""
    if not settings.DEMO:
        return []
    users = User.objects.filter(is_active=True, email__endswith=f"@{DOMAIN}")
    return sorted(users, key=lambda user: danish.sort_key(user.name))


def offer():
    """Give what a page shows: pairs of user and note for the suggested, in their order, and a list of the others."""
    users = {user.email.split("@")[0]: user for user in logins()}
    suggested = [(users.pop(local), note) for local, note in SUGGESTED.items() if local in users]
    return {"suggested": suggested, "others": list(users.values()), "password": PASSWORD}


def is_demo(user):
    """Say whether a user is one of the demo's, whom anybody may be."""
    return user.email.endswith(f"@{DOMAIN}")


def is_closed(user):
    """Say whether a user is one of the demo's where there is no demo: the password is in the README."""
    return is_demo(user) and not settings.DEMO


def find(email):
    """Give the demo user with this e-mail, or None."""
    return next((user for user in logins() if user.email == email), None)
