"""Which round is the one that is worked on now: an old one that is opened to be brought in is not."""

from datetime import date

import pytest
from django.urls import reverse

from clusters.assessment_list import load_rounds
from clusters.current import current_first
from clusters.models import Round
from misbrug.workspace.home import load_home
from strategies.coverage import load_coverage
from tests import factories as make

TODAY = date(2026, 11, 22)


def _round(pk, deadline, state="open", label="", opened=None):
    return Round(pk=pk, deadline=deadline, state=state, label=label, opened_at=opened)


def test_the_nearest_deadline_that_is_not_past_comes_first():
    near, far = _round(1, date(2026, 12, 18)), _round(2, date(2027, 6, 1))
    late, treated = _round(3, date(2026, 6, 1)), _round(4, date(2026, 9, 1), "processing")
    old, named = _round(5, date(2020, 6, 1)), _round(6, None, label="2014")
    closed = _round(7, date(2026, 11, 1), "closed")
    rounds = [named, closed, old, late, treated, far, near]
    assert [each.pk for each in current_first(rounds, TODAY)] == [1, 2, 4, 3, 5, 6, 7]


@pytest.mark.django_db
@pytest.mark.parametrize("deadline", [date(2020, 6, 1), None])
def test_an_old_round_opened_today_takes_over_no_page(client, deadline):
    now = make.opened_round(slug="nu", deadline=date(2099, 12, 18))
    cluster = now.clusters.get()
    other = make.CatalogueFactory(state="published", published_at=make.NOW)
    make.opened_round(cluster, slug="gammel", label="2020", deadline=deadline, catalogue=other)
    user = make.caseworker(cluster.memberships.first().municipality)
    assert load_home(user).round == now
    assert [each.round.slug for each in load_rounds(user)] == ["nu", "gammel"]
    assert load_coverage(user).catalogue == now.catalogue
    client.force_login(user)
    page = client.get(reverse("clusters:round_list")).content.decode()
    assert page.index("/nu/") < page.index("/gammel/")
