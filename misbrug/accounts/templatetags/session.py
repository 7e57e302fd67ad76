"""What the scripts of a page know of the session it was made in."""

from django import template
from django.conf import settings

from misbrug.accounts.sessions import mark_of

register = template.Library()


@register.inclusion_tag("components/session.html", takes_context=True)
def session_dialog(context):
    """Give the dialogs for logging in again and for an end that is near; nothing for who is not logged in."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"known": False}
    seconds_left = getattr(request.session, "seconds_left", None)
    return {
        "known": True,
        "email": user.email,
        "mark": mark_of(user),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "seconds_left": seconds_left() if seconds_left else 0,
    }
