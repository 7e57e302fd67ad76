"""A form that is posted after the session ended, by a browser without the script: its texts are shown, not lost."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from clusters.models import ReportText
from misbrug.accounts.models import Session
from tests.clusters.page_rounds import mixed_round
from tests.factories import project_member

pytestmark = pytest.mark.django_db

TEXT = "Alle kommuner undtagen to svarer <ja>."
PAGE = {"HTTP_ACCEPT": "text/html"}


@pytest.fixture
def address():
    return reverse("clusters:report_edit", args=["runde", "status-1"])


@pytest.fixture
def client():
    """Give a browser whose session has just ended; it sends the token as pages do."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(project_member(mixed_round(6, slug="runde").region))
    client.get(reverse("clusters:report_edit", args=["runde", "status-1"]))
    Session.objects.all().delete()
    return client


def fields(client, **more):
    return {"csrfmiddlewaretoken": client.cookies[settings.CSRF_COOKIE_NAME].value, "text": TEXT} | more


def test_the_text_is_shown_with_a_way_to_log_in(client, address):
    response = client.post(address, fields(client, base_version="0", password="et hemmeligt ord her"), **PAGE)
    page = response.content.decode()
    assert response.status_code == 403
    assert "Det er ikke gemt, fordi du er logget ud" in page
    assert "Alle kommuner undtagen to svarer &lt;ja&gt;." in page
    assert f"{reverse('account_login')}?next={address}" in page
    assert "hemmeligt" not in page
    assert page.count("<textarea") == 1
    assert ReportText.objects.count() == 0


def test_another_site_s_post_shows_nothing(client, address):
    response = client.post(address, {"text": TEXT}, **PAGE)
    assert response.status_code == 403
    assert "Alle kommuner" not in response.content.decode()


@pytest.mark.parametrize("posted", [{"text": "kort"}, {}])
def test_where_there_is_no_text_the_login_follows(client, address, posted):
    response = client.post(address, fields(client) | {"text": ""} | posted, **PAGE)
    assert response.status_code == 302


def test_who_never_was_logged_in_is_led_to_the_login(address):
    mixed_round(6, slug="runde")
    assert Client().post(address, {"text": TEXT}, **PAGE).status_code == 302
