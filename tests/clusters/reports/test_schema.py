"""The schema of the report as data: it is up to date, tells of every field, and holds for whatever is sealed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clusters.consolidation import Rule
from clusters.reports.narrative import draft_conclusions, paragraphs_text
from clusters.reports.phrases import some, some_of
from clusters.reports.renderers.json import render_json
from clusters.reports.schema import schema, schema_text
from clusters.reports.schema_words import FIELDS
from clusters.reports.sealing import canonical, to_json
from tests.clusters.reports.random_facts import random_facts
from tests.clusters.reports.whole_reports import HOSTILE, report

DOCS = Path(__file__).resolve().parents[3] / "docs"
VALIDATOR = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def faults(value):
    """What the schema finds wrong."""
    return [f"{fault.json_path}: {fault.message[:200]}" for fault in VALIDATOR.iter_errors(value)]


def test_it_is_kept_as_it_is_made():
    """`python -m clusters.reports.schema > docs/statusrapport.schema.json` renews it."""
    assert (DOCS / "statusrapport.schema.json").read_text() == schema_text()


def test_it_is_a_schema_and_tells_of_every_field_and_kind():
    Draft202012Validator.check_schema(schema())
    kinds = [schema(), *schema()["$defs"].values()]
    assert all(kind["description"] for kind in kinds)
    assert all(field["description"] for kind in kinds for field in kind["properties"].values())
    named = {name for kind in kinds for name in kind["properties"]}
    assert {name.rpartition(".")[2] for name in FIELDS} == named


@given(st.integers(0, 10**9))
@settings(max_examples=40, deadline=None)
def test_whatever_is_sealed_fits(seed):
    assert faults(json.loads(to_json(random_facts(seed)))) == []


@pytest.mark.parametrize("words", [HOSTILE[0], HOSTILE[9]])
def test_a_whole_report_fits(words):
    assert faults(json.loads(render_json(report(9, indicators=(3, 2), words=words)).decode())) == []


def test_the_file_holds_what_is_sealed_and_what_it_says_in_words():
    facts = report(6, indicators=(1,), words="Det er [[1.1 ja af alle]] og **mere**^[Kilde [[1.1 ja]].].")
    facts = replace(facts, conclusions=None)
    (row,) = facts.verdicts
    value = json.loads(render_json(facts))
    assert faults(value) == []
    told = value.pop("told")
    assert canonical(value) == to_json(facts)
    said = f"Det er {some_of(row.counts.ja, row.counts.n)} og mere (Kilde {some(row.counts.ja)}.)."
    assert told["texts"]["status-1"] == {"text": said, "is_draft": False}
    assert {"indledning", "vaegt-1", "anbefales-1-2", "sidst-klyngerne-1", "klynge-a-1"} < set(told["texts"])
    assert told["texts"]["konklusioner"] == {"text": paragraphs_text(draft_conclusions(facts)), "is_draft": True}
    assert told["needs"][0] == {
        "name": "Borgere med stofmisbrug",
        "place": "En kommune med 40.000 indbyggere",
        "population": 40_000,
        "number": 190,
        "words": "ca. 190",
    }


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], 1),
        (["taken_at"], "2026-11-21T09:30:00+01:00"),
        (["need_size"], "40000"),
        (["round", "ukendt"], ""),
        (["clusters", 0, "members", 0, "code"], "376"),
        (["clusters", 0, "members", 0, "values", 0, "value"], "måske"),
        (["clusters", 0, "members", 0, "values", 0, "rule"], "måske"),
        (["recommendations", 0, "indicators", 0, "rulings", 0, "outcome"], "delvis"),
        (["recommendations", 0, "indicators", 0, "supplements", 1, "tally", "kind"], "choices"),
        (["recommendations", 0, "indicators", 0, "counts", "ja"], None),
    ],
)
def test_what_does_not_fit_is_found(path, value):
    whole = json.loads(to_json(report(3)))
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert len(faults(whole)) == 1


def test_a_field_that_is_missing_is_found():
    whole = json.loads(to_json(report(3)))
    del whole["title_page"]
    assert faults(whole) == ["$: 'title_page' is a required property"]


def test_the_rules_are_those_of_consolidation():
    assert schema()["$defs"]["ValueFacts"]["properties"]["rule"]["enum"] == [rule.value for rule in Rule]


def test_the_description_names_the_version_and_the_hash_rule():
    words = (DOCS / "statusrapport-json.md").read_text()
    assert f"schema version is {schema()['properties']['schema']['const']}" in " ".join(words.split())
