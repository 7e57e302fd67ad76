"""What every answer tells the browser to refuse, whichever page it is, and whoever asks."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from tests.factories import administrator

PAGES = (
    ("/", 200),
    ("/konto/log-ind/", 200),
    ("/konto/glemt-adgangskode/", 200),
    ("/findes-ikke/", 404),
)
OWN_PAGES = (
    ("/admin/", 200),
    ("/admin/clusters/municipality/", 200),
    ("/admin/clusters/municipality/import/", 302),
    ("/admin/clusters/municipality/export/", 200),
    ("/admin/accounts/user/{user}/history/", 200),
    ("/import/", 200),
    ("/eksport/", 200),
    ("/import/999999/", 404),
)


@pytest.fixture
def boss(db):
    return administrator()


def asked(address, user, **settings):
    client = Client(raise_request_exception=False)
    if not isinstance(user, AnonymousUser):
        client.force_login(user)
    return client.get(address.format(user=user.pk), **settings)


def assert_strict(response):
    """Nothing inline, nothing from elsewhere, no frame, no guessing of types, no place or camera, no opener."""
    directives = {
        name: values
        for name, *values in (part.split() for part in response.headers["Content-Security-Policy"].split(";"))
    }
    assert directives["default-src"] == ["'self'"]
    assert directives["object-src"] == directives["frame-ancestors"] == ["'none'"]
    assert directives["base-uri"] == directives["form-action"] == ["'self'"]
    # A directive of its own would win over the default.
    assert not any("unsafe" in value or "*" in value for values in directives.values() for value in values)
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = response.headers["Permissions-Policy"]
    assert all(f"{feature}=()" in policy for feature in ("camera", "geolocation", "microphone", "payment", "usb"))


@pytest.mark.parametrize(("address", "status"), PAGES)
def test_every_page_of_a_stranger_is_strict(db, address, status):
    response = asked(address, AnonymousUser())
    assert response.status_code == status
    assert_strict(response)


@pytest.mark.parametrize(("address", "status"), OWN_PAGES)
def test_every_page_of_an_administrator_is_strict_and_not_kept(boss, address, status):
    response = asked(address, boss)
    assert response.status_code == status
    assert_strict(response)
    assert "no-store" in response.headers["Cache-Control"]


def test_a_page_that_fails_is_strict_and_tells_nothing(db, monkeypatch):
    monkeypatch.setattr("misbrug.accounts.views.LoginView.get_context_data", lambda *_, **__: 1 / 0)
    response = asked("/konto/log-ind/", AnonymousUser())
    assert response.status_code == 500
    assert_strict(response)
    assert "ZeroDivision" not in response.text
    assert "Traceback" not in response.text


def test_over_https_the_browser_is_told_to_stay_there(db, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    refused = Client().get("/konto/log-ind/")
    assert (refused.status_code, refused.headers["Location"]) == (301, "https://testserver/konto/log-ind/")
    answered = Client().get("/konto/log-ind/", secure=True)
    assert answered.headers["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")


def test_what_is_typed_in_an_error_page_is_not_markup(db):
    response = asked("/<script>alert(1)</script>/", AnonymousUser())
    assert response.status_code == 404
    assert "<script>alert(1)" not in response.text
