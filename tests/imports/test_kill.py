"""A process that is killed in the middle of storing an import leaves the database as it was."""

import hashlib
import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from clusters.models import Answer, SelfAssessment, Track, TrackArea, Transition
from misbrug.imports.models import ImportRun
from tests import factories as make
from tests.imports.answer_files import every_answer
from tests.imports.runs import planned

pytestmark = pytest.mark.django_db(transaction=True)

# Small batches, and a pause after the one at which it is to be killed.
CHILD = """
import sys, time
import django
django.setup()
from django.utils import timezone
from clusters.answer_tables import applying
from misbrug.imports import workflow
applying.STEP = 40
for step in workflow.apply(int(sys.argv[1]), actor=None, at=timezone.now()):
    said = f"{step.text} {step.done}"
    print(said, flush=True)
    if said == sys.argv[2]:
        time.sleep(60)
print("stored", flush=True)
"""
MODELS = (Answer, Answer.history.model, Track, TrackArea, SelfAssessment, Transition, ImportRun)


def address():
    """Give the address of the test's database, for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    login = f"{found['USER']}:{found['PASSWORD']}" if found["PASSWORD"] else found["USER"]
    return f"postgres://{login}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


def child(run, stop=""):
    """Start a process that stores a run, and stands still after a step."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DATABASE_URL": address()}
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(run.pk), stop], env=environment, stdout=subprocess.PIPE, text=True
    )


def digest():
    """Give a fingerprint of all that an import of answers can write."""
    rows = [row for model in MODELS for row in model.objects.order_by("pk").values_list()]
    # PostgreSQL gives a file as a view, which is called by where it lies in memory.
    plain = [[bytes(each) if isinstance(each, memoryview) else each for each in row] for row in rows]
    return hashlib.sha256(repr(plain).encode()).hexdigest()


def wait_for(process, step):
    """Read what a process prints up to a step."""
    for line in process.stdout:
        if line.strip() == step:
            return
    pytest.fail(f"The process never came to “{step}”")


def test_a_process_killed_while_it_stores_leaves_all_as_it_was_and_the_run_can_be_stored_again():
    round_ = make.opened_round(municipalities=40)
    text = every_answer(round_, numbers=("1.1", "1.2", "2.1"))
    run, plan = planned("answers", text, target=round_)
    assert plan.counts()["new"] == 240
    before = digest()
    for done in (0, 80, 240):
        process = child(run, f"Gemmer svar {done}")
        wait_for(process, f"Gemmer svar {done}")
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
        process.stdout.close()
        assert digest() == before
        assert ImportRun.objects.get(pk=run.pk).state == ImportRun.State.PLANNED
    process = child(run)
    wait_for(process, "stored")
    assert process.wait(20) == 0
    process.stdout.close()
    assert Answer.objects.filter(value="ja", version=1).count() == 240 == Answer.history.count()
    assert ImportRun.objects.get(pk=run.pk).state == ImportRun.State.APPLIED
