"""What a page asks of the database is counted, so that no page becomes slow unnoticed. Time is the benchmark's.

The counts hold the session, the user and the user's roles, three for whoever is logged in. One that grows needs a
reason; one that shrinks is to be written down here.
"""

import pytest
from django.urls import reverse

from clusters.dashboard import load_picture
from clusters.models import Answer, Round, SelfAssessment, Track
from indicators.models import Indicator
from misbrug.workspace.benchmark import scale
from misbrug.workspace.benchmark.measure import count_queries as queries_of
from misbrug.workspace.benchmark.pages import CASEWORKER, NOW, client_of, demo_pages
from misbrug.workspace.benchmark.scale import SLUG, large_pages, play_large_round

QUERIES = {
    "start page, caseworker": 26,
    "start page, project group": 9,
    "list of self-assessments": 6,
    "task list": 14,
    "recommendation": 13,
    "autosave": 8,
    "submit page": 11,
    "whole form on paper": 12,
    "list of rounds": 4,
    "dashboard, open round": 8,
    "dashboard, closed round": 8,
    "matrix, closed round": 7,
    "cell, closed round": 8,
    "behind a number, closed round": 7,
    "ruling queue": 7,
    "ruling": 7,
    "list of rulings": 7,
    "draft of the status report": 17,
    "published status report": 3,
    "report as html, 2014": 12,
    "report as pdf, 2014": 12,
    "report as docx, 2014": 13,
    "report as xlsx, 2014": 12,
    "report as json, 2014": 12,
}


def counted(pages):
    """Count each page's queries the second time it is asked for: the first one fills what a process keeps."""
    found = {}
    for page in pages:
        page.ask()
        found[page.name] = queries_of(page)
    return found


def test_every_key_page(demo):
    assert counted(demo_pages()) == QUERIES


def test_first_answer_costs_no_more_than_a_change_of_it(demo, count_queries):
    faxe = SelfAssessment.objects.get(round__slug=NOW, municipality__name="Faxe")
    track = Track.objects.get(assessment=faxe, active=True, area_key="stof+unge")
    main = Indicator.objects.filter(catalogue__slug="kl-2012", parent=None, answer_type="yes_no_partly")
    open_question = main.exclude(answers__in=Answer.objects.filter(track=track).exclude(value="")).first()
    client = client_of(CASEWORKER)
    url = reverse("clusters:answer_save", args=[NOW, faxe.municipality.code])
    fields = {"track": track.pk, "indicator": open_question.pk, "version": 0, "value": "ja", "elaboration": ""}
    with count_queries(exactly=QUERIES["autosave"]):
        response = client.post(url, fields, secure=True)
    assert response.json()["status"] == "saved"


@pytest.mark.parametrize("size", [2, 5])
def test_pages_of_a_whole_round_cost_the_same_whatever_its_size(demo, size, monkeypatch):
    """One cluster and three, of which the last has a single municipality."""
    monkeypatch.setattr(scale, "CLUSTER_SIZE", 2)
    play_large_round(size)
    picture = load_picture(Round.objects.get(slug=SLUG))
    assert (picture.n, picture.submitted) == (size, size)
    assert picture.rulings
    found = counted(large_pages(size))
    assert list(found.values()) == [8, 7, 8, 7, 12, 8, 8, 9, 8, 8], found
