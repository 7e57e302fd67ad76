"""What happens at every request of who is logged in: it is kept in no cache, and puts off the end of the session."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from misbrug.accounts import known_devices, second_factor
from misbrug.accounts.session_views import wants_json


class NoStoreMiddleware:
    """Keeps pages of logged-in people out of every cache, so that nobody finds them on a shared computer."""

    def __init__(self, get_response):
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Give the response, marked private and not to be stored where somebody is logged in."""
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class ActivityMiddleware:
    """Lets what a person does put off the end of the session, and what a page does by itself not.

    A page marks its own requests, such as a probe or a question asked every minute, with the header `X-Background: 1`;
    a view that must never count sets `request.is_background`. Whoever comes after the end is not logged in: the session
    is not found any more.
    """

    def __init__(self, get_response):
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Give the response, once the activity is noted."""
        response = self.get_response(request)
        by_page = "X-Background" in request.headers or getattr(request, "is_background", False)
        if not by_page and request.user.is_authenticated:
            request.session.note_activity()
        return response


class KnownDeviceMiddleware:
    """Lets the browser of who is logged in be known at the next login."""

    def __init__(self, get_response):
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Give the response, with the mark where the browser has not got it yet."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            known_devices.remember(request, response)
        return response


class SecondFactorMiddleware:
    """Leads whoever has a second factor to give or to set up there, before anything else can be reached.

    Asked at every request, so that it also holds for who is given such a role while logged in, and for a session that
    began before its user had a second factor.
    """

    # What every page needs, and the way out; and what setting it up needs beside its own page.
    OPEN = frozenset({"account_logout", "account_session", "account_inactive"})
    TO_SET_UP = frozenset({"account_reauthenticate"})

    def __init__(self, get_response):
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Pass on the response."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Give the way to the page, or None where the view may answer. A script is told the address."""
        name = request.resolver_match.view_name
        page = None if name in self.OPEN else second_factor.page_before(request)
        if page in (None, name) or (page == second_factor.SET_UP_PAGE and name in self.TO_SET_UP):
            return None
        address = second_factor.address_before(request, page)
        if wants_json(request):
            return JsonResponse({"status": "elsewhere", "address": address}, status=403)
        return redirect(address)
