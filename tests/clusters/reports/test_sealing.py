"""What is sealed comes back as it was, in the same bytes, and renders in a process that has no database."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta, timezone
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.reports.facts import SCHEMA
from clusters.reports.sealing import UnknownSchema, canonical, digest, from_json, to_json
from tests.clusters.reports.random_facts import random_facts
from tests.clusters.reports.whole_reports import AT, HOSTILE, report

ROOT = Path(__file__).resolve().parents[3]
seeds = st.integers(0, 10**9)


@given(seeds)
@settings(max_examples=50)
def test_whatever_is_sealed_comes_back_as_it_was(seed):
    facts = random_facts(seed)
    sealed = to_json(facts)
    assert from_json(sealed) == facts
    assert to_json(from_json(sealed)) == sealed
    assert from_json(sealed.encode().decode()) == facts


@given(st.text())
@settings(max_examples=50)
def test_any_text_comes_back_as_it_was(words):
    facts = report(3, indicators=(1,), words=words)
    assert from_json(to_json(facts)) == facts


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_back_as_they_were(words):
    facts = report(3, indicators=(1,), words=words)
    sealed = to_json(facts)
    assert from_json(sealed) == facts
    assert sealed == to_json(from_json(sealed))


def test_the_form_is_canonical():
    sealed = to_json(report(4))
    assert sealed == canonical(json.loads(sealed))
    assert list(json.loads(sealed)) == sorted(json.loads(sealed))
    assert to_json(report(2, words="Æblegrød")).count("Æblegrød") > 10


def test_one_moment_is_sealed_in_one_way_whatever_its_zone():
    facts = report(2)
    elsewhere = replace(facts, taken_at=AT.astimezone(timezone(timedelta(hours=5))))
    assert to_json(elsewhere) == to_json(facts)


def test_every_process_gives_the_same_bytes():
    """Another seed of Python's hashes, which would show where a set or a dict decides the order."""
    script = (
        "import sys, hashlib\n"
        "from clusters.reports.sealing import to_json\n"
        "from tests.clusters.reports.whole_reports import report\n"
        "print(hashlib.sha256(to_json(report(8)).encode()).hexdigest())\n"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "77", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == hashlib.sha256(to_json(report(8)).encode()).hexdigest(), done.stderr


@pytest.mark.parametrize("number", [SCHEMA + 1, SCHEMA - 1, 0, None, str(SCHEMA)])
def test_a_schema_that_is_not_known_is_refused(number):
    value = json.loads(to_json(report(2))) | {"schema": number}
    with pytest.raises(UnknownSchema):
        from_json(canonical(value))


@pytest.mark.parametrize("text", ["[]", "null", "1", '"rapport"', "{}"])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(UnknownSchema):
        from_json(text)


def _changed(path, value):
    """The JSON of a report with another value somewhere in it."""
    whole = json.loads(to_json(report(3, indicators=(1,))))
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return canonical(whole)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["taken_at"], 7),
        (["taken_at"], "i går"),
        (["need_size"], "40000"),
        (["clusters"], None),
        (["clusters"], 3),
        (["clusters", 0], "Klynge"),
        (["round", "ukendt"], 1),
        (["rules", 0, "rule"], "ukendt"),
        (["recommendations", 0, "indicators", 0, "supplements", 0, "tally", "kind"], "ukendt"),
        (["recommendations", 0, "indicators", 0, "supplements", 0, "tally"], {}),
        (["recommendations", 0, "indicators", 0, "supplements", 0, "tally", "options", 0], ["brev"]),
        (["recommendations", 0, "indicators", 0, "supplements", 1, "tally", "median"], "mange"),
    ],
)
def test_what_does_not_fit_is_refused_as_a_value(path, value):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever part of it does not fit
        from_json(_changed(path, value))


def test_the_hash_is_over_facts_record_and_annexes_in_order():
    annex = hashlib.sha256(b"file").hexdigest()
    parts = [hashlib.sha256(text.encode()).digest() for text in ("facts", "record", annex)]
    assert digest("facts", "record", files=[annex]) == hashlib.sha256(b"".join(parts)).hexdigest()
    assert digest("a", "b") != digest("ab", "") != digest("b", "a")


@pytest.mark.parametrize("name", ["html", "pdf", "docx", "xlsx", "json"])
def test_what_was_sealed_renders_without_a_database(name):
    """None of these tests may use one, and each format is what it was before the report was sealed."""
    module = import_module(f"clusters.reports.renderers.{'html_file' if name == 'html' else name}")
    render = getattr(module, f"render_{name}")
    facts = report(4, indicators=(2,), words="Æble & <b>pære</b>: [[1.1 kommuner]]")
    made = render(from_json(to_json(facts)))
    assert made == render(facts)
    assert len(made) > 5_000
