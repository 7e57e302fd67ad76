"""The demo's strategies: who can see them, what they make visible, and that they are loaded once and whole."""

import json
from itertools import chain

import pytest
from django.core.management import call_command
from django.db.models import Value
from django.db.models.functions import Concat

import strategies.checks
from clusters.models import Answer, Body, Task
from clusters.workflow.errors import WorkflowError
from indicators.models import Catalogue
from misbrug.accounts.models import User
from misbrug.workspace.demo import strategies as demo_strategies
from misbrug.workspace.demo.load import is_loaded, load_demo
from misbrug.workspace.demo.people import ELSEWHERE, People, ascii_name, email, shown_logins, the_region
from strategies.models import (
    ActionPlan,
    Activity,
    FocusArea,
    Goal,
    Part,
    ProgressNote,
    Strategy,
    StrategyEvent,
    TargetGroup,
    TheoryLink,
)
from strategies.permissions import editable_strategies, visible_strategies

pytestmark = pytest.mark.django_db

DOCUMENTS = {
    "herning-misbrugsbehandling",
    "silkeborg-misbrugspolitik",
    "ishoej-vallensbaek-misbrugspolitik",
    "koebenhavn-misbrugsplan",
}


def user(local):
    """Give one of the demo's users."""
    return User.objects.get(email=email(local))


def slugs(rows):
    """Give the slugs of strategies."""
    return set(rows.values_list("slug", flat=True))


def test_the_documents_are_real_and_the_rest_is_marked_as_examples(demo):
    assert slugs(Strategy.objects.filter(is_example=False)) == DOCUMENTS
    for model in (Part, FocusArea, TargetGroup, Goal, ActionPlan, Activity):
        rows = model.objects.filter(strategy__is_example=True)
        assert rows.exists(), model
        assert not rows.filter(is_example=False).exists(), model
    assert not ProgressNote.objects.filter(is_example=False).exists()
    assert not Activity.objects.exclude(readiness="").filter(readiness_is_example=False).exists()


def test_each_municipality_has_people_who_can_edit_its_strategy(demo):
    for name in ELSEWHERE:
        for local in ("sagsbehandler", "ansvarlig"):
            assert editable_strategies(user(f"{local}.{ascii_name(name)}")).count() == 1
    both = [slugs(editable_strategies(user(f"sagsbehandler.{place}"))) for place in ("ishoej", "vallensbaek")]
    assert both[0] == both[1] == {"ishoej-vallensbaek-misbrugspolitik"}
    assert email("sagsbehandler.koebenhavn") in dict(shown_logins())


def test_drafts_are_hidden_from_other_municipalities(demo):
    hidden = {"lolland-misbrugsstrategi", "koebenhavn-misbrugsplan"}
    assert slugs(Strategy.objects.filter(state__in=("draft", "hearing"))) == hidden
    assert not hidden & slugs(visible_strategies(user("sagsbehandler.faxe.stof")))
    assert "lolland-misbrugsstrategi" in slugs(visible_strategies(user("ansvarlig.lolland")))


def test_faxe_shows_the_way_from_nej_to_action(demo):
    faxe = Strategy.objects.get(slug="faxe-rusmiddelstrategi")
    said_nej = {"2.1", "2.2", "2.3", "5.1", "5.2", "7.2", "10.1", "12.1"}
    goals = set(faxe.goals.exclude(indicators=None).values_list("indicators__number", flat=True))
    acted = set(faxe.activities.exclude(indicators=None).values_list("indicators__number", flat=True))
    assert acted == {"2.1", "2.2", "5.2", "10.1"}
    assert goals - acted == {"2.3"}, "a goal without an activity"
    assert said_nej - goals == {"5.1", "7.2", "12.1"}, "and nej without either"
    assert set(faxe.activities.values_list("state", flat=True)) == {"planned", "active", "done"}
    moves = [(note.readiness_from, note.readiness_to) for note in ProgressNote.objects.filter(activity__strategy=faxe)]
    assert {("yellow", "green"), ("red", "yellow")} <= set(moves)


def test_something_is_due_in_faxe_on_the_day_of_the_demo(demo):
    faxe = Strategy.objects.get(slug="faxe-rusmiddelstrategi")
    assert faxe.next_review.isoformat() == "2026-12-10"
    task = Task.objects.get(case=faxe.case, state="open")
    assert task.deadline.isoformat() == "2026-12-01"
    late = faxe.activities.filter(state="planned", start_year=2026, start_month__lt=11)
    assert late.count() == 1


def test_the_coverage_matrix_has_something_in_every_cluster(demo):
    serving = Strategy.objects.filter(state="adopted", activities__indicators__isnull=False)
    serving |= Strategy.objects.filter(state="adopted", activities__recommendations__isnull=False)
    names = set(serving.values_list("municipalities__cluster_memberships__cluster__name", flat=True))
    assert {"Klynge Syd", "Klynge Øst", "Klynge Vest"} <= names


def test_time_is_the_time_of_the_documents(demo):
    assert not StrategyEvent.objects.filter(at__gt="2026-11-21T12:00Z").exists()
    assert not ProgressNote.objects.filter(at__gt="2026-11-21T12:00Z").exists()
    assert not Part.history.filter(strategy__slug__in=DOCUMENTS, history_date__year__gt=2015).exists()
    assert StrategyEvent.objects.filter(act="create").count() == Strategy.objects.count() == 9


def test_the_search_finds_what_is_written_in_the_demo(demo):
    found = Strategy.objects.filter(searchable__contains="stofindtagelsesrum")
    assert slugs(found) == {"koebenhavn-misbrugsplan"}


def test_no_rule_is_broken(demo):
    assert list(strategies.checks.breaches()) == []
    call_command("check_data")


def test_guldborgsund_said_nej_to_what_its_strategy_has_yet_to_write(demo):
    strategy = Strategy.objects.get(slug="guldborgsund-kompetencer")
    answer = Answer.objects.get(
        track__assessment__municipality__name="Guldborgsund",
        track__assessment__round__label="2026",
        indicator__number="2.3",
    )
    assert answer.value == "nej"
    assert [row.state for row in strategy.activities.filter(indicators__number="2.3")] == ["planned"]


def test_twice_is_the_same_as_once(demo):
    def state():
        models = (Strategy, Strategy.history, Part, Goal, Activity, Activity.history, TheoryLink, ProgressNote, Task)
        return [getattr(model, "objects", model).count() for model in models]

    once = state()
    assert load_demo() is False
    assert state() == once


def test_strategies_come_into_a_demo_of_rounds_alone(demo):
    Strategy.objects.update(slug=Concat(Value("andre-"), "slug"), title=Concat(Value("Anden "), "title"))
    bodies = Body.objects.count()
    assert not is_loaded()
    users = User.objects.count()
    assert load_demo() is True
    assert Strategy.objects.exclude(slug__startswith="andre-").count() == 9
    assert User.objects.count() == users
    assert Body.objects.count() == bodies, "a body that is there is used"


def test_a_bad_file_stores_nothing(demo, tmp_path, monkeypatch):
    before = Strategy.objects.count()
    good = {"municipalities": ["Greve"], "at": "2020-01-01", "by": "ansvarlig.greve"}
    good |= {"facts": {"title": "Eksempel"}, "rows": {"parts": [{"heading": "Baggrund"}]}}
    bad = good | {"rows": {"activities": [{"title": "Uden plan"}]}}
    for name, script in (("a", good), ("b", bad)):
        (tmp_path / f"{name}.json").write_text(json.dumps(script), encoding="utf-8")
    monkeypatch.setattr(demo_strategies, "FOLDER", tmp_path)
    people = People(the_region(), set())
    with pytest.raises(WorkflowError):
        demo_strategies.play_strategies(people, Catalogue.objects.get(slug="kl-2012"))
    assert Strategy.objects.count() == before


def test_texts_are_plain_danish(demo):
    texts = chain(
        Part.objects.values_list("text", flat=True),
        Goal.objects.values_list("text", flat=True),
        Activity.objects.values_list("text", flat=True),
    )
    for text in texts:
        assert "!" not in text
        assert "venligst" not in text.lower()
