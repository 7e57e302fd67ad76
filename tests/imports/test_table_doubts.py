"""What a table may mean and what only a person can be sure of: new municipalities, other names, near misses."""

import pytest

from clusters.models import Cluster, Municipality, MunicipalityAlias
from misbrug.imports.workflow import Blocked
from misbrug.tables.near import near_name
from strategies.models import Activity, FocusArea
from tests import strategies as make
from tests.imports.runs import applied, planned, rows_of

HEAD = "kommunekode;navn;region\n"


@pytest.fixture
def places(db):
    """Lolland, also known as Lålland, and Guldborgsund."""
    text = "kommunekode;navn;region;andre_navne\n360;Lolland;Region Sjælland;Lålland\n376;Guldborgsund;Region Sjælland;"
    return applied("municipalities", text)[1]


def asked(slug, text, **kwargs):
    """Give (hint, text, choices) of each question of a plan."""
    _, plan = planned(slug, text, **kwargs)
    return [(question.hint, question.text, question.choices) for question in plan.questions]


# Municipalities


def test_the_first_municipalities_are_made_without_a_question(places):
    assert places.new == 2


def test_another_name_is_asked_about_and_may_be_kept(places):
    text = HEAD + "0360;Loland;Region Sjælland"
    choices = (("file", "Ja, ret navnet til Loland"), ("Lolland", "Nej, behold Lolland"))
    assert asked("municipalities", text) == [("", "0360 hedder Lolland. Skal kommunen hedde ”Loland”?", choices)]
    with pytest.raises(Blocked):
        applied("municipalities", text)
    _, kept = applied("municipalities", text, decisions={"rename:0360:loland": "Lolland"})
    assert (kept.changed, kept.unchanged) == (0, 1)
    applied("municipalities", text, decisions={"rename:0360:loland": "file"})
    assert Municipality.objects.get(code="0360").name == "Loland"


@pytest.mark.parametrize("name", ["Lolland Kommune", "LOLLAND", "Lålland", "Lollands Kommune"])
def test_a_name_by_which_it_is_known_changes_nothing(places, name):
    _, plan = planned("municipalities", HEAD + f"360;{name};Region Sjælland")
    assert [row.act for row in plan.rows] == ["unchanged"]


def test_a_new_municipality_is_called_without_the_word_kommune(places):
    applied("municipalities", HEAD + "320;Faxe Kommune;Region Sjælland", agree=True)
    assert Municipality.objects.get(code="0320").name == "Faxe"


def test_unknown_codes_are_asked_about_once_and_a_no_is_an_error_at_the_cell(places):
    text = HEAD + "999;Nyby;Region Sjælland"
    choices = (("file", "Ja, opret den"), ("no", "Nej, det er en fejl i filen"))
    hint = "Der findes ingen kommune med koden 0999."
    assert asked("municipalities", text) == [(hint, "Skal den oprettes?", choices)]
    _, plan = planned("municipalities", text, decisions={"municipality:new": "no"})
    assert [(each.cell, each.value, each.message) for each in plan.problems()] == [("A2", "999", hint)]
    _, plan = planned("municipalities", text + "\n998;Nystad;Region Sjælland")
    assert [question.hint for question in plan.questions] == ["Der findes ingen kommune med koden 0998 eller 0999."]
    _, done = applied("municipalities", text, agree=True)
    assert done.new == 1


def test_a_blank_cell_leaves_the_other_names(places):
    applied("municipalities", "kommunekode;navn;region;andre_navne\n360;Lolland;Region Nord;")
    assert MunicipalityAlias.objects.get().name == "Lålland"


def test_a_problem_tells_what_stands_in_the_cell(places):
    text = "kommunekode;navn;indbyggertal;opgjort\nGuldborgssund;Lolland;1;2020-01-01"
    _, plan = planned("populations", text, decisions={"municipality:guldborgssund": "0376"})
    assert [each.value for each in plan.problems()] == ["Lolland"]
    text = "kommunekode;indbyggertal;opgjort\nGuldborgssund;1;2020-01-01\nGuldborgsund;2;2020-01-01"
    _, plan = planned("populations", text, decisions={"municipality:guldborgssund": "0376"})
    assert [each.value for each in plan.problems()] == ["1", "2"]


def test_a_column_of_names_is_enough_for_populations_and_names_the_rows(places):
    _, plan = planned("populations", "Kommune;Indbyggertal;Opgjort\nLolland;1;2020-01-01")
    (row,) = plan.rows
    assert row.act == "new"
    assert row.label.startswith("Lolland · ")
    _, plan = planned("populations", "kommunekode;indbyggertal;opgjort\n360;1;2020-01-01")
    assert plan.rows[0].label.startswith("Lolland · ")


# Clusters, focus areas and activities


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Klynge Sydd", "Klynge Syd"),
        ("KlyngeSyd", "Klynge Syd"),
        ("klynge  syd", None),
        ("Klynge Øst", None),
        ("Klynge A", None),
        ("Klynge 2", None),
        ("Noget helt andet", None),
    ],
)
def test_what_comes_near_to_a_name(text, near):
    assert near_name(text, ["Klynge Vest", "Klynge Syd", "Klynge B", "Klynge 1"]) == near


def test_a_cluster_that_may_be_a_known_one_is_asked_about(places):
    applied("clusters", "klynge;kommune\nKlynge Syd;Lolland")
    text = "klynge;kommune\nKlynge Sydd;Guldborgsund"
    choices = (("Klynge Syd", "Ja, brug Klynge Syd"), ("file", "Nej, det er en klynge for sig"))
    hint = "Der er ingen klynge, der hedder ”Klynge Sydd”."
    assert asked("clusters", text) == [(hint, "Er ”Klynge Sydd” det samme som ”Klynge Syd”?", choices)]
    assert not Cluster.objects.filter(name="Klynge Sydd").exists()
    applied("clusters", text, decisions={"klynge:klynge sydd": "Klynge Syd"})
    assert Cluster.objects.get().memberships.count() == 2
    _, done = applied(
        "clusters", text.replace("Guldborgsund", "Lolland"), decisions={"klynge:klynge sydd": "Klynge Syd"}
    )
    assert (done.new, done.unchanged) == (0, 1)


def test_a_focus_area_that_may_be_a_known_one_is_asked_about(db):
    strategy = make.strategy(slug="plan")
    applied("activities", "fokusområde;aktivitet\nBehandling;Samtaler", target=strategy)
    text = "fokusområde;aktivitet\nBehandlling;Ture"
    _, plan = planned("activities", text, target=strategy)
    assert rows_of(plan) == [("ask", "Ture")]
    applied("activities", text, target=strategy, decisions={"fokusområde:behandlling": "file"})
    assert [row.title for row in FocusArea.objects.order_by("pk")] == ["Behandling", "Behandlling"]


def test_letters_and_spaces_make_no_other_activity(db):
    strategy = make.strategy(slug="plan")
    applied("activities", "fokusområde;aktivitet\nUnge;Psykiater", target=strategy)
    _, done = applied("activities", "fokusområde;aktivitet;antal_borgere\nUNGE;PSYKIATER ;5", target=strategy)
    assert (done.new, done.changed) == (0, 1)
    activity = Activity.objects.get()
    assert (activity.title, activity.citizens) == ("Psykiater", 5)
    _, plan = planned("activities", "fokusområde;aktivitet\nUnge;Ture\nUnge;TURE", target=strategy)
    assert [row.act for row in plan.rows] == ["new", "error"]
