"""Long work told line by line: the lines, and that nothing is stored where the connection is lost or the work fails."""

import json

import pytest
from django.urls import reverse

from clusters.models import PopulationFigure
from misbrug.imports.kinds import KINDS
from misbrug.imports.models import ImportRun
from misbrug.imports.views.stream import LINES
from misbrug.tables.plan import Progress
from tests import factories
from tests.imports.runs import applied, planned

pytestmark = pytest.mark.django_db

PLACES = "kommunekode;navn;region\n0320;Faxe;Region Sjælland\n"
FIGURES = "kommunekode;indbyggertal;opgjort\n0320;36000;2026-01-01\n"


@pytest.fixture
def run(client):
    """A planned run of an administrator, who is logged in: Faxe grows from 36,000."""
    applied("municipalities", PLACES)
    applied("populations", FIGURES)
    boss = factories.administrator()
    client.force_login(boss)
    run, _ = planned("populations", FIGURES.replace("36000", "36500"), actor=boss)
    run.refresh_from_db()
    return run


@pytest.fixture
def post(client):
    """Post as the page's script does."""
    return lambda name, run: client.post(
        reverse(f"imports:{name}", args=[run.pk]), {"shown": run.plan_digest}, headers={"accept": LINES}
    )


def lines_of(response):
    """Give the lines of an answer as values."""
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def people_in_faxe():
    return PopulationFigure.objects.get(municipality__code="0320").count


def test_every_step_is_a_line_and_the_last_says_where_to_go(post, run):
    response = post("apply", run)
    assert response["Content-Type"] == LINES
    *steps, last = lines_of(response)
    assert {"text": "Læser filen", "done": 0, "total": 0} in steps
    assert last == {"to": reverse("imports:receipt", args=[run.pk])}
    assert people_in_faxe() == 36_500


def test_what_is_refused_comes_as_the_page_that_says_so(post, run):
    lines_of(post("apply", run))
    applied("populations", FIGURES.replace("36000", "37000"), name="senere.csv")
    [*_, last] = lines_of(post("undo", run))
    assert "Intet er fortrudt." in last["page"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_nothing_is_stored_where_the_connection_is_lost(post, run, steps):
    response = post("apply", run)
    lines = response.streaming_content
    for _ in range(steps):
        next(lines)
    # As the server does where it cannot write on.
    response.close()
    run.refresh_from_db()
    assert run.state == ImportRun.State.PLANNED
    assert people_in_faxe() == 36_000
    lines_of(post("apply", run))
    assert people_in_faxe() == 36_500


def test_what_nobody_has_foreseen_is_told_and_leaves_nothing(post, run, monkeypatch):
    kind = KINDS["populations"]
    apply = kind.apply

    def failing(plan, job):
        yield from apply(plan, job)
        yield Progress("Snart færdig")
        raise ZeroDivisionError

    monkeypatch.setattr(kind, "apply", failing)
    assert lines_of(post("apply", run))[-1] == {"failed": True}
    run.refresh_from_db()
    assert run.state == ImportRun.State.PLANNED
    assert people_in_faxe() == 36_000
