"""Browsers in which somebody has logged in before: strangers who guess at an account do not keep its owner out there.

The browser is known by a cookie that names nobody and is void once the password is another.
"""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from misbrug.accounts.models import User

COOKIE = "misbrug_device"
YEAR = 60 * 60 * 24 * 365


def is_known(request, email) -> bool:
    """Say whether the user with an e-mail has logged in before in the browser that asks."""
    mark = request.COOKIES.get(COOKIE)
    user = User.objects.filter(email=email.lower()).first() if mark else None
    return user is not None and constant_time_compare(mark, _mark_of(user))


def remember(request, response):
    """Let the browser of who is logged in be known from now on."""
    mark = _mark_of(request.user)
    if not constant_time_compare(request.COOKIES.get(COOKIE, ""), mark):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(COOKIE, mark, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")


def _mark_of(user):
    return salted_hmac("misbrug.accounts.known_devices", f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()
