"""Eight people write while workers die, the server restarts and connections are cut: nothing they were told is untrue.

`FAULT_SECONDS=120 python3 dev.py test tests/faults` runs it for two minutes, with `FAULT_SEED` for other accidents.
"""

import os
import random
import threading
import time

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.faults.judge import judge
from tests.faults.line import Line
from tests.faults.server import Server
from tests.faults.writer import Writer
from tests.imports.test_kill import address

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = float(os.environ.get("FAULT_SECONDS", "20"))
SEED = int(os.environ.get("FAULT_SEED", "1"))
BETWEEN_ACCIDENTS = (0.3, 1.5)
LONGEST = 4
QUESTIONS = ("1.1", "1.2", "2.1")


def cookies_of(user):
    """Give the cookies of somebody who has logged in and opened a page."""
    browser = Client()
    browser.force_login(user)
    browser.get(reverse("account_overview"))
    return {name: browser.cookies[name].value for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)}


def people(assessments):
    """Give (name, user, assessment) of eight writers: in each of two municipalities two colleagues, of whom one has the
    form open in two tabs, and a lead."""
    found = []
    for assessment in assessments:
        first, second = (make.caseworker(assessment.municipality) for _ in range(2))
        lead = make.municipal_lead(assessment.municipality)
        code = assessment.municipality.code
        found += [(f"{code} A, fane 1", first, assessment), (f"{code} A, fane 2", first, assessment)]
        found += [(f"{code} B", second, assessment), (f"{code} C", lead, assessment)]
    return found


@pytest.fixture
def assessments():
    round_ = make.opened_round()
    return [make.begun(assessment) for assessment in round_.assessments.order_by("pk")]


@pytest.fixture
def server(assessments, tmp_path):
    server = Server(address(), tmp_path, SEED)
    yield server
    server.stop()


@pytest.fixture
def line(server):
    line = Line(server.port, SEED)
    yield line
    line.close()


def start_writing(assessments, line, stop):
    writers = []
    for number, (name, user, assessment) in enumerate(people(assessments)):
        place = [assessment.round.slug, assessment.municipality.code]
        tracks = assessment.tracks.order_by("pk")[:1]
        places = [(track.pk, make.question(assessment, each).pk) for track in tracks for each in QUESTIONS]
        to = reverse("clusters:answer_save", args=place)
        writers.append(Writer(name, line.port, cookies_of(user), to, places, stop, f"{SEED} {number}"))
    for writer in writers:
        writer.start()
    return writers


def saves(writers):
    return sum(len(writer.told.saved) for writer in writers)


def is_idle(writers):
    """Say whether it would prove little to end now: on a busy machine a restart takes its time."""
    return saves(writers) <= SECONDS


def test_nothing_is_lost_duplicated_or_overwritten_unseen(assessments, server, line, capsys):
    stop, chance = threading.Event(), random.Random(SEED)
    writers = start_writing(assessments, line, stop)
    began = time.monotonic()
    while (spent := time.monotonic() - began) < SECONDS or (is_idle(writers) and spent < LONGEST * SECONDS):
        time.sleep(chance.uniform(*BETWEEN_ACCIDENTS))
        server.hurt()
    line.is_calm = True
    stop.set()
    for writer in writers:
        writer.join(timeout=120)
    assert not any(writer.is_alive() for writer in writers)

    told = [writer.told for writer in writers]
    found = judge(told)
    saved = saves(writers)
    with capsys.disabled():
        print(
            f"\n{spent:.0f} s: {saved} saves told, {sum(each.resent for each in told)} sent again, "
            f"{sum(each.conflicts for each in told)} conflicts; server {server.harm}; connections cut {line.cuts}; "
            + ", ".join(f"{len(wrong)} {name}" for name, wrong in found.items())
        )
    assert found == {name: [] for name in found}
    assert server.errors() == []
    # It proves nothing where nothing happened.
    assert saved > SECONDS
    assert sum(server.harm.values()) >= SECONDS / 5
    assert sum(line.cuts.values()) > 3
    assert sum(each.conflicts for each in told) > 0
