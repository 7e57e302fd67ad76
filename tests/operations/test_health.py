"""/sundhed: what a probe is told, whoever asks, and how soon."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext

ROOT = Path(__file__).resolve().parents[2]
WELL = {"database": True, "migrations": True}


def test_all_is_well(client, db):
    response = client.get("/sundhed")
    assert (response.status_code, response.json()) == (200, WELL)
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("host", ["10.1.2.3", "10.1.2.3:8000", "not a host", ""])
def test_a_load_balancer_asks_by_address_over_http(client, db, settings, host):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/sundhed", headers={"host": host}).json() == WELL
    assert client.get("/", headers={"host": "misbrug.example"}).status_code in (301, 400)


def test_nothing_is_kept_and_nobody_is_known(client, db, django_user_model):
    client.force_login(django_user_model.objects.create_user("anna@example.dk", name="Anna"))
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/sundhed")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert not response.has_header("Vary")
    assert len(queries) == 0, "the session was asked for"


@pytest.mark.parametrize(("method", "status"), [("head", 200), ("post", 405), ("put", 405), ("delete", 405)])
def test_it_is_only_read(client, db, method, status):
    assert getattr(client, method)("/sundhed").status_code == status


@pytest.mark.django_db(transaction=True)
def test_a_migration_is_missing(client):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("clusters", "0001_initial")
    try:
        response = client.get("/sundhed")
    finally:
        recorder.record_applied("clusters", "0001_initial")
    assert (response.status_code, response.json()) == (503, {"database": True, "migrations": False})
    assert client.get("/sundhed").status_code == 200, "the answer was remembered"


ASK = """
import time, django
django.setup()
from django.test import Client
client = Client()
began = time.monotonic()
answers = [client.get("/sundhed") for _ in range(2)]
print(time.monotonic() - began)
for answer in answers:
    print(answer.status_code, answer.content.decode(), "no-store" in answer["Cache-Control"])
"""


def ask(database):
    """Give the seconds that two probes took and what they were told, by a site with this database."""
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "a-secret-that-no-probe-is-told",
        "DJANGO_SETTINGS_MODULE": "misbrug.settings",
        "DATABASE_URL": database,
    }
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    seconds, *told = done.stdout.splitlines()
    return float(seconds), told, done.stderr


def test_a_database_that_never_answers():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        seconds, told, log = ask(f"postgres://somebody:password@127.0.0.1:{port}/secret")
    assert told == ['503 {"database": false, "migrations": false} True'] * 2
    assert seconds < 10
    assert "password" not in log


def test_a_database_that_is_not_there(tmp_path):
    began = time.monotonic()
    _, told, log = ask("postgres://somebody:password@127.0.0.1:1/secret")
    assert told == ['503 {"database": false, "migrations": false} True'] * 2
    assert time.monotonic() - began < 30
    assert "The probe met OperationalError" in log
    assert "password" not in log


def test_a_database_without_tables(tmp_path):
    _, told, _ = ask(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert told == ['503 {"database": true, "migrations": false} True'] * 2
