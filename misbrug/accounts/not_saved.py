"""What somebody posted whose session had ended: shown once more, where the way to the login would lose it.

With the script a page asks before it sends, and this is not met. The text is shown to be copied and not sent again from
here: that would need the token of a session that does not exist yet.
"""

from django.conf import settings
from django.shortcuts import render, resolve_url
from django.utils.cache import add_never_cache_headers

# Shorter values without a space are choices, numbers and dates: quicker chosen again than copied.
SHORTEST_TEXT = 20
NEVER_SHOWN = ("csrfmiddlewaretoken", "password", "code")


class NotSavedMiddleware:
    """Answers a form that came after the end of a session with its texts, instead of a redirect to the login.

    Only to a browser that had a session, and whose post had the token that it needs: what another site makes a browser
    post is refused before, so nobody can have a text of theirs shown here.
    """

    def __init__(self, get_response):
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Give the response, or the page with the texts."""
        response = self.get_response(request)
        if request.method != "POST" or not _leads_to_login(response) or request.user.is_authenticated:
            return response
        texts = _texts(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else []
        if not texts or "text/html" not in request.headers.get("Accept", ""):
            return response
        context = {"texts": texts, "login_url": response.url}
        response = render(request, "accounts/not_saved.html", context, status=403)
        add_never_cache_headers(response)
        return response


def _leads_to_login(response):
    return response.status_code == 302 and response.url.split("?")[0] == resolve_url(settings.LOGIN_URL)


def _texts(request):
    return [
        value.strip()
        for name, values in request.POST.lists()
        if not any(word in name for word in NEVER_SHOWN)
        for value in values
        if len(value.strip()) >= SHORTEST_TEXT or " " in value.strip()
    ]
