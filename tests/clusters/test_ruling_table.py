"""The comparison on a ruling's page: who stands in it, and how it says that there is more to the side."""

import pytest
from django.urls import reverse

from clusters.ruling_page import COMPARED
from tests.clusters.page_rounds import sent
from tests.clusters.test_dashboard_page import words
from tests.factories import MunicipalityFactory, cluster_of, opened_round, project_member

pytestmark = pytest.mark.django_db

ONE_TRACK = (("alkohol", "stof", "unge"),)


@pytest.fixture
def round_(db):
    """Give a round in which Faxe is delvis in 1.1 and six others ja."""
    names = ("Faxe", "Greve", "Køge", "Lejre", "Solrød", "Sorø", "Stevns")
    east = cluster_of(*(MunicipalityFactory(name=name) for name in names), name="Klynge Øst", slug="oest")
    opened = opened_round(east, slug="runde")
    for name in names:
        sent(opened.assessments.get(municipality_name=name), {"1.1": "delvis"} if name == "Faxe" else {}, ONE_TRACK)
    return opened


def case_of(client, round_, query=""):
    """Give the page of Faxe's answer."""
    client.force_login(project_member(round_.region))
    tracks = round_.assessments.get(municipality_name="Faxe").tracks
    answer = tracks.get(active=True).answers.get(indicator__number="1.1")
    return client.get(reverse("clusters:ruling", args=[round_.slug, answer.pk]) + query)


def test_as_many_as_fit_stand_beside_and_a_phone_is_told_to_scroll(client, round_):
    response = case_of(client, round_)
    assert len(response.context["comparison"].columns) == COMPARED + 1
    assert "Faxes svar ved siden af fire af de seks kommuner, der har svaret ja." in words(response)
    assert "Rul tabellen til siden for at se alle fem kommuner." in words(response)
    assert "compare-hint--wide" not in response.content.decode()


def test_all_of_them_scroll_and_every_screen_is_told(client, round_):
    response = case_of(client, round_, "?alle=1")
    assert "Rul tabellen til siden for at se alle syv kommuner." in words(response)
    assert "compare-hint--wide" in response.content.decode()


def test_one_answer_that_waits_is_counted_in_the_right_gender(client, round_):
    assert "Ét svar afventer" in words(case_of(client, round_))
    queue = client.get(reverse("clusters:ruling_queue", args=[round_.slug]))
    assert "Ét svar afventer" in words(queue)


def test_a_supplementary_answer_is_no_case(client, round_):
    client.force_login(project_member(round_.region))
    tracks = round_.assessments.get(municipality_name="Faxe").tracks
    supplement = tracks.get(active=True).answers.filter(indicator__parent__isnull=False).first()
    assert client.get(reverse("clusters:ruling", args=[round_.slug, supplement.pk])).status_code == 404
