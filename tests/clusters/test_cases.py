"""Acts on a case, and the bodies of a place: the same for a municipality's strategies and a region's reports."""

import datetime

import pytest

from clusters.models import Body, Case, Region, Route, Task
from clusters.routing import bodies_of, load_routing
from clusters.workflow import cases
from clusters.workflow.content import Held
from clusters.workflow.errors import Conflict, CprRefused, IllegalTransition, WorkflowError
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def place():
    return factories.MunicipalityFactory()


@pytest.fixture
def actor(place):
    return factories.caseworker(place)


@pytest.fixture
def case():
    return Case.objects.create(title="Statusrapport")


def body(place, name, actor, **fields):
    return cases.save_body(cases.new_body(place, name=name, **fields), actor=actor, at=NOW)


# --- Bodies and the routing matrix ------------------------------------------------------------------------


def test_a_case_is_treated_by_the_bodies_of_a_region(case):
    region = factories.RegionFactory()
    actor = factories.project_member(region)
    group = body(region, "Styregruppen", actor, short_name="STG", kind=Body.Kind.GROUP)
    council = body(region, "Kontaktrådet", actor, short_name="KKR", kind=Body.Kind.BOARD)
    changes = {group: ("", Route.Role.PREPARES), council: ("", Route.Role.INFORMED)}
    assert cases.save_routing(case.pk, changes, actor=actor, at=NOW) == 2
    routing = load_routing(case, [region])
    assert [(cell.body.label, cell.word) for cell in routing.cells] == [("STG", "indstiller"), ("KKR", "orienteres")]
    assert [row.name for row in routing.rows] == [region.name]


def test_each_place_has_its_own_row_and_order(case, place, actor):
    other = factories.MunicipalityFactory()
    first, second = (body(place, name, actor) for name in ("Socialudvalget", "Byrådet"))
    foreign = body(other, "Socialudvalget", actor)
    cases.move_body(second, 0, actor=actor, at=NOW)
    routing = load_routing(case, [place, other])
    assert [[cell.body for cell in row.cells] for row in routing.rows] == [[second, first], [foreign]]
    assert routing.is_empty


def test_a_body_of_a_place_that_left_is_still_shown(case, place, actor):
    left = body(place, "Socialudvalget", actor)
    cases.save_routing(case.pk, {left: ("", "treats")}, actor=actor, at=NOW)
    routing = load_routing(case, [factories.RegionFactory()])
    assert [(row.name, [cell.word for cell in row.cells]) for row in routing.rows][-1] == ("Andre", ["behandler"])


@pytest.mark.parametrize("number", [1, 9])
def test_the_matrix_costs_two_queries(case, place, actor, number, count_queries):
    for each in range(number):
        made = body(place, f"Udvalg {each}", actor)
        cases.save_routing(case.pk, {made: ("", "treats")}, actor=actor, at=NOW)
    with count_queries(exactly=2):
        assert [str(cell.body) for cell in load_routing(case, [place]).cells] == [f"Udvalg {n}" for n in range(number)]


def test_a_role_is_changed_and_taken_away_with_a_history(case, place, actor):
    made = body(place, "Socialudvalget", actor)
    for seen, role in (("", "treats"), ("treats", "decides"), ("decides", "")):
        assert cases.save_routing(case.pk, {made: (seen, role)}, actor=actor, at=NOW) == 1
    assert not Route.objects.exists()
    assert list(Route.history.order_by("history_id").values_list("history_type", "role")) == [
        ("+", "treats"),
        ("~", "decides"),
        ("-", "decides"),
    ]


def test_what_was_not_touched_is_not_written_over(case, place, actor):
    one, two = (body(place, name, actor) for name in ("Et", "To"))
    cases.save_routing(case.pk, {one: ("", "treats")}, actor=actor, at=NOW)
    cases.save_routing(case.pk, {one: ("", ""), two: ("", "decides")}, actor=actor, at=NOW)
    assert set(Route.objects.values_list("body__name", "role")) == {("Et", "treats"), ("To", "decides")}


def test_the_second_who_changes_the_same_mark_is_told_and_nothing_is_written(case, place, actor):
    one, two = (body(place, name, actor) for name in ("Et", "To"))
    cases.save_routing(case.pk, {one: ("", "treats")}, actor=actor, at=NOW)
    with pytest.raises(Conflict, match="Et"):
        cases.save_routing(case.pk, {one: ("", "decides"), two: ("", "heard")}, actor=actor, at=NOW)
    assert Route.objects.get().role == "treats"


def test_a_role_that_is_none_is_refused(case, place, actor):
    with pytest.raises(WorkflowError):
        cases.save_routing(case.pk, {body(place, "Et", actor): ("", "boss")}, actor=actor, at=NOW)


def test_a_name_is_taken_in_any_letters_but_only_in_its_place(place, actor):
    body(place, "Socialudvalget", actor)
    with pytest.raises(WorkflowError, match="allerede") as refused:
        body(place, "SOCIALUDVALGET", actor)
    assert refused.value.field == "name"
    body(factories.MunicipalityFactory(), "Socialudvalget", actor)
    body(factories.RegionFactory(), "Socialudvalget", actor)
    assert bodies_of([*Region.objects.all(), place]).count() == 2


def test_a_body_that_is_used_stays(case, place, actor):
    made = body(place, "Socialudvalget", actor)
    cases.save_routing(case.pk, {made: ("", "treats")}, actor=actor, at=NOW)
    with pytest.raises(Held):
        cases.delete_body(made, actor=actor, at=NOW)
    cases.save_routing(case.pk, {made: ("treats", "")}, actor=actor, at=NOW)
    cases.delete_body(made, actor=actor, at=NOW)
    assert not Body.objects.exists()


# --- Tasks ------------------------------------------------------------------------------------------------


@pytest.fixture
def task(case):
    return Task.objects.create(case=case, title="Saml aktørerne", owner="Staben", changed_at=NOW)


def close(task, actor, **fields):
    fields = {"state": "done", "on": NOW.date(), "result": "Møde holdt."} | fields
    return cases.close_task(task.pk, actor=actor, at=NOW, **fields)


def test_a_closed_task_says_when_and_what_came_of_it(task, actor):
    closed = close(task, actor, state="dropped", on=NOW.date() - DAY)
    assert (closed.state, closed.closed_on, closed.result, closed.version) == (
        "dropped",
        NOW.date() - DAY,
        "Møde holdt.",
        1,
    )
    assert closed.history.order_by("-history_id").first().history_user == actor
    with pytest.raises(IllegalTransition, match="allerede"):
        close(task, actor)


def test_an_opened_task_keeps_its_end_in_the_history(task, actor):
    close(task, actor)
    opened = cases.reopen_task(task.pk, actor=actor, at=NOW)
    assert (opened.state, opened.closed_on, opened.result) == ("open", None, "")
    assert opened.history.filter(result="Møde holdt.").exists()
    with pytest.raises(IllegalTransition):
        cases.reopen_task(task.pk, actor=actor, at=NOW)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"state": "open"}, "state"),
        ({"result": "  "}, "result"),
        ({"on": NOW.date() + DAY}, "on"),
        ({"result": "x" * 20_001}, "result"),
        ({"result": "Borgeren 010190-1234"}, "result"),
    ],
)
def test_a_task_is_not_closed_by_half(task, actor, fields, field):
    with pytest.raises(WorkflowError) as refused:
        close(task, actor, **fields)
    assert refused.value.field == field
    task.refresh_from_db()
    assert task.state == "open"


def test_a_task_that_is_gone_is_not_closed(task, actor):
    Task.objects.all().delete()
    with pytest.raises(WorkflowError, match="slettet"):
        close(task, actor)


# --- The case's texts -------------------------------------------------------------------------------------


def write(case, actor, base_version, **texts):
    mine = Case.objects.get(pk=case.pk)
    for name, text in texts.items():
        setattr(mine, name, text)
    return cases.save_case(mine, base_version=base_version, actor=actor, at=NOW)


def test_texts_are_stored_with_version_and_history(case, actor):
    saved = write(case, actor, 1, summary="Kort.", responsible="Staben")
    assert (saved.summary, saved.responsible, saved.version, saved.title) == ("Kort.", "Staben", 2, "Statusrapport")
    assert saved.history.order_by("-history_id").first().history_user == actor
    assert write(case, actor, 1).version == 2


def test_newer_texts_are_not_written_over(case, actor):
    write(case, actor, 1, economy="Ingen udgift.")
    with pytest.raises(Conflict) as conflict:
        write(case, actor, 1, economy="En mio. kr.")
    assert conflict.value.current.economy == "Ingen udgift."


def test_a_cpr_number_is_refused_in_any_of_the_texts(case, actor):
    for name in cases.CASE_TEXTS:
        with pytest.raises(CprRefused) as refused:
            write(case, actor, 1, **{name: "010190-1234"})
        assert refused.value.field == name
