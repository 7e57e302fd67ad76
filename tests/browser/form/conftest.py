"""An assessment in two tracks, and browsers that are logged in to fill it in."""

import pytest
from django.conf import settings
from django.test import Client

from tests import factories as make
from tests.clusters.pages import address


@pytest.fixture
def assessment():
    municipality = make.MunicipalityFactory(name="Faxe", code="0320")
    round_ = make.opened_round(make.cluster_of(municipality, make.MunicipalityFactory(name="Køge")), slug="runde")
    return make.begun(round_.assessments.get(municipality=municipality))


@pytest.fixture
def stof(assessment):
    return make.track_of(assessment, "stof")


@pytest.fixture
def url(assessment):
    return address(assessment, "assessment_recommendation", number=1)


@pytest.fixture
def log_in(live_server):
    """Let a browser context be logged in as a user, and give its page, as wide as it is to be."""

    def enter(context, user, viewport=None):
        client = Client()
        client.force_login(user)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        if viewport:
            page.set_viewport_size(viewport)
        return page

    return enter


@pytest.fixture
def worker(assessment):
    return make.caseworker(assessment.municipality, "stof")


@pytest.fixture
def page(new_context, log_in, worker):
    return log_in(new_context(), worker)
