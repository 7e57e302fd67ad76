"""The economy of a plan on the page, in the document and on paper: unknown is no nought, and tools are not printed."""

from decimal import Decimal

import pytest

from strategies import workflow
from strategies.models import Prerequisite
from tests import strategies as make
from tests.strategies.test_plan_page import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy():
    return make.strategy()


@pytest.fixture
def actor(strategy):
    return make.editor(strategy)


@pytest.fixture
def open_as(client):
    def open_(user):
        client.force_login(user)
        return client

    return open_


def test_an_economy_of_which_nothing_is_known_says_so_everywhere(strategy, actor, open_as):
    area = make.focus_area(strategy, "Unge", actor=actor)
    for title in "AB":
        make.activity(strategy, title, actor=actor, focus_area=area)
    page = text_of(open_as(actor).get(url("economy", strategy)))
    assert page.count("<b>Ukendt</b>") == 3
    assert "årlig udgift for 2 aktiviteter" in page
    # Four sums of the focus area, of the funding, and of the whole twice.
    assert page.count('<span class="unknown">ukendt</span>') == 16
    assert "0,0" not in page
    make.activity(strategy, "C", actor=actor, establishment_cost=Decimal(2), focus_area=area)
    document = text_of(open_as(actor).get(url("document", strategy)))
    assert "årlig udgift for 3 aktiviteter" in document
    assert (document.count("<b>Ukendt</b>"), "0,0" in document) == (1, False)


def test_the_tools_of_rows_are_not_printed(strategy, actor, open_as):
    make.budget_line(strategy, "Samlet budget", amount="203", actor=actor)
    activity = make.activity(strategy, "A", actor=actor)
    workflow.save(Prerequisite(activity=activity, kind="staff"), actor=actor, at=make.AT)
    for page in (url("economy", strategy), url("activity", strategy, activity.pk)):
        shown = text_of(open_as(actor).get(page))
        assert '<th scope="col" class="screen-only">Ret</th>' in shown
        assert 'class="plan-acts screen-only"' in shown
