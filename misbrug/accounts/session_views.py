"""What a page's script asks about the session, and a login without leaving the page.

`GET /konto/session/` never puts off the end of the session, and answers who is logged in and who is not alike:

    {"logged_in": true, "user": "3f…", "seconds_left": 3540, "csrf": "…"}
    {"logged_in": false, "user": null, "seconds_left": 0, "csrf": "…"}

`user` is a mark that is the same in every session of a user and names nobody: a page that was made for another mark
must be loaded anew, since somebody else has logged in. A page gets the mark it was made for from here when it opens.
`csrf` is the token that the next POST has to send (`X-CSRFToken` or `csrfmiddlewaretoken`); every login, in whatever
window, makes those of before it void, which a POST meets as 403. Requests that a page makes by itself should carry
`X-Background: 1`: they do not put off the end.

`POST /konto/log-ind/` with `Accept: application/json` and the fields `login` and `password` answers one of

    200 {"status": "ok", "user": "3f…", "seconds_left": 3600, "csrf": "…"}
    200 {"status": "second_factor", "action": "/konto/to-faktor/log-ind/", "fields": [{"name": "code",
         "label": "Kode", "hint": "…", "inputmode": "numeric", "autocomplete": "one-time-code"}], "csrf": "…"}
    200 {"status": "elsewhere", "address": "/konto/to-faktor/opsaet/", "user": "3f…", "csrf": "…"}
    400 {"status": "error", "messages": ["…"], "fields": {"login": ["…"]}, "csrf": "…"}
    429 {"status": "error", "messages": ["… Vent fire minutter, …"], "fields": {}, "wait": 240, "csrf": "…"}

After "second_factor" the fields are posted to `action`, with the same header; the answer is one of the same. The code
may be one of the app or a recovery code. `csrf` replaces the token that the page has; `fields` of an error are those
whose messages belong to a field, `messages` are all of them. "elsewhere" means that the user is logged in and has to do
something on another page first. Whether the user is the one that the page was made for is for the script to
compare: it goes on where the marks are alike and loads the page anew where they differ. Whoever is logged in already,
by another window, is told "ok". Limits on attempts hold as on the page.
"""

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from misbrug.accounts import second_factor
from misbrug.accounts.sessions import mark_of

JSON = "application/json"


@require_safe
def session(request):
    """Tell whether somebody is logged in, who by a mark, and how long the session lasts if nothing is done."""
    request.is_background = True
    known = request.user.is_authenticated
    return _json(
        request,
        {
            "logged_in": known,
            "user": mark_of(request.user) if known else None,
            "seconds_left": request.session.seconds_left() if known else 0,
        },
    )


def wants_json(request) -> bool:
    """Say whether a script asks, that wants to be answered in JSON."""
    return request.get_preferred_type(["text/html", JSON]) == JSON


class JsonAnswers:
    """Lets a view of the way in answer a script as well as a person: the page's own answer, told in JSON."""

    def dispatch(self, request, *args, **kwargs):
        """Give the page's answer, or for a script the same in JSON."""
        response = super().dispatch(request, *args, **kwargs)
        return _told(request, response) if wants_json(request) else response


def _told(request, response):
    if request.user.is_authenticated:
        return _logged_in(request)
    if response.status_code == 429:
        wait = int(response.headers.get("Retry-After", 60))
        return _error(request, [response.message], status=429, wait=wait)
    form = (getattr(response, "context_data", None) or {}).get("form")
    if form is not None and form.errors:
        fields = {name: list(messages) for name, messages in form.errors.items() if name != "__all__"}
        return _error(request, [message for messages in form.errors.values() for message in messages], fields)
    where = response.headers.get("Location", "")
    if where == reverse("mfa_authenticate") or (not where and second_factor.is_awaited(request)):
        return _json(request, {"status": "second_factor", "action": reverse("mfa_authenticate"), "fields": [CODE]})
    if where == reverse("account_inactive"):
        return _error(request, ["Din adgang er lukket. Skriv til den, der administrerer Misbrug hos jer."])
    return _error(request, ["Log ind med e-mail og adgangskode."])


CODE = {
    "name": "code",
    "label": second_factor.CODE_LABEL,
    "hint": second_factor.CODE_HINT,
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
}


def _logged_in(request):
    content = {"status": "ok", "user": mark_of(request.user), "seconds_left": request.session.seconds_left()}
    if page := second_factor.page_before(request):
        content |= {"status": "elsewhere", "address": reverse(page)}
    return _json(request, content)


def _error(request, messages, fields=None, *, status=400, **more):
    content = {"status": "error", "messages": [str(each) for each in messages], "fields": fields or {}}
    return _json(request, content | more, status)


def _json(request, content, status=200):
    response = JsonResponse(content | {"csrf": get_token(request)}, status=status)
    add_never_cache_headers(response)
    return response
