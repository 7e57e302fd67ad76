"""Browsers of people who are logged in. The login page itself is tried by tests/accounts and by the main job."""

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def logged_in(new_context, live_server):
    """Open an address in a browser of a user's own: `logged_in(user, "/strategier/", width=375)`."""

    def enter(user, address, width=1280, **options):
        client = Client()
        client.force_login(user)
        context = new_context(**options)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        return page

    return enter
