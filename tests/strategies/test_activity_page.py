"""An activity's pages: starting one, what it says, its prerequisites, and the notes that move it."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from strategies import workflow
from strategies.course import course
from strategies.models import ActionPlan, Activity, Prerequisite
from strategies.movement import movement
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def strategy():
    return make.strategy()


@pytest.fixture
def actor(strategy):
    return make.editor(strategy)


@pytest.fixture
def open_as(client):
    def open_(user):
        client.force_login(user)
        return client

    return open_


def url(name, strategy, *rest):
    return reverse(f"strategies:{name}", args=[strategy.slug, *rest])


def text_of(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def new(**values):
    """Give what the form for a new activity sends."""
    return {"base_version": "0", "title": "Kort intervention", "state": "planned", "readiness": "none", **values}


# --- starting -----------------------------------------------------------------------------------------------


def test_the_first_activity_makes_a_living_plan(strategy, actor, open_as):
    client = open_as(actor)
    page = text_of(client.get(url("content_add", strategy, "aktivitet")))
    assert "Den bliver oprettet, når du gemmer aktiviteten." in page
    response = client.post(url("content_add", strategy, "aktivitet"), new(annual_cost="1,6", readiness="red"))
    activity = strategy.activities.get()
    assert response.url == url("activity", strategy, activity.pk)
    assert (activity.plan.title, activity.plan.year) == ("Handleplan", None)
    assert (activity.annual_cost, activity.establishment_cost) == (Decimal("1.6"), None)
    assert (activity.state, activity.readiness) == ("planned", "red")


def test_a_refused_first_activity_leaves_no_plan(strategy, actor, open_as):
    page = open_as(actor).post(
        url("content_add", strategy, "aktivitet"), new(text="Borgeren 010190-1234 skal ringes op.")
    )
    assert page.status_code == 200
    assert "010190-1234" in text_of(page)
    assert not ActionPlan.objects.exists()
    assert not Activity.objects.exists()


def test_the_second_goes_into_the_same_plan(strategy, actor, open_as):
    made = make.plan(strategy, "Handleplan 2026", actor=actor, year=2026)
    open_as(actor).post(f"{url('content_add', strategy, 'aktivitet')}?i={made.pk}", new(plan=str(made.pk)))
    assert strategy.activities.get().plan == made
    assert strategy.plans.count() == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1.600.000", "Mener du 1.600.000 kr., så skriv 1,6."),
        ("1 600 000", "Mener du 1.600.000 kr., så skriv 1,6."),
        ("ca. 2", "Skriv 2 (mio. kr.)."),
        ("-1", "Et beløb kan ikke være negativt."),
    ],
)
def test_an_amount_that_is_not_clear_is_answered_and_kept(strategy, actor, open_as, typed, message):
    page = text_of(open_as(actor).post(url("content_add", strategy, "aktivitet"), new(annual_cost=typed)))
    assert message in page
    assert f'value="{typed}"' in page
    assert 'value="Kort intervention"' in page
    assert not strategy.activities.exists()


@pytest.mark.parametrize(
    ("typed", "message"), [("ca. 70", "Skriv 70."), ("mange", "Skriv et helt tal"), ("1,5", "hel")]
)
def test_an_estimate_that_is_not_clear_is_answered(strategy, actor, open_as, typed, message):
    page = text_of(open_as(actor).post(url("content_add", strategy, "aktivitet"), new(citizens=typed)))
    assert message in page
    assert f'value="{typed}"' in page


def test_a_funding_with_its_duration_is_read_as_both(strategy, actor, open_as):
    sent = new(funding="Budgettilførsel (1 år)", citizens="1.600")
    open_as(actor).post(url("content_add", strategy, "aktivitet"), sent)
    activity = strategy.activities.get()
    assert (activity.funding, activity.funding_years, activity.is_one_off) == ("Budgettilførsel", 1, True)
    assert activity.citizens == 1600


def test_from_nej_to_action_the_link_is_made_and_shown(strategy, actor, open_as):
    recommendation = factories.RecommendationFactory()
    indicator = factories.IndicatorFactory(recommendation=recommendation, text="Har kommunen en procedure?")
    goal = make.goal(strategy, "Flere i behandling", actor=actor)
    area = make.focus_area(strategy, "Unge", actor=actor)
    query = f"indikator={indicator.pk}&anbefaling={recommendation.pk}&maal={goal.pk}&fokus={area.pk}"
    address = f"{url('content_add', strategy, 'aktivitet')}?{query}"
    page = text_of(open_as(actor).get(address))
    assert "Aktiviteten bliver knyttet til" in page
    assert "Har kommunen en procedure?" in page
    sent = new(indicators=[indicator.pk], recommendations=[recommendation.pk], goals=[goal.pk], focus_area=str(area.pk))
    open_as(actor).post(address, sent)
    activity = strategy.activities.get()
    assert (list(activity.indicators.all()), list(activity.recommendations.all())) == ([indicator], [recommendation])
    assert (list(activity.goals.all()), activity.focus_area) == ([goal], area)


def test_what_the_address_names_wrongly_is_left_out(strategy, actor, open_as):
    foreign = make.goal(make.strategy(title="En anden"), "Fremmed mål")
    address = f"{url('content_add', strategy, 'aktivitet')}?indikator=999&maal={foreign.pk}&fokus=x&anbefaling=-1"
    page = text_of(open_as(actor).get(address))
    assert "Aktiviteten bliver knyttet til" not in page
    assert "Fremmed mål" not in page


def test_a_plan_of_another_strategy_is_not_found(strategy, actor, open_as):
    foreign = make.plan(make.strategy(title="En anden"))
    assert open_as(actor).get(f"{url('content_add', strategy, 'aktivitet')}?i={foreign.pk}").status_code == 404


# --- reading ------------------------------------------------------------------------------------------------


def test_the_page_says_what_the_activity_is(strategy, actor, open_as):
    goal = make.goal(strategy, "Flere i behandling", actor=actor)
    activity = make.activity(
        strategy,
        "Udbud",
        actor=actor,
        annual_cost=Decimal("0.6"),
        funding="Budgettilførsel",
        funding_years=1,
        citizens=70,
        start_year=2013,
        effect="Bedre kvalitet",
        responsible="Center for Rusmidler",
        links={"goals": [goal]},
    )
    page = text_of(open_as(actor).get(url("activity", strategy, activity.pk)))
    for words in (
        "0,6 mio. kr.",
        "ukendt",
        "Budgettilførsel (1 år)",
        "ca. 70 borgere (skøn)",
        "2013",
        "Bedre kvalitet",
    ):
        assert words in page
    assert "Flere i behandling" in page
    assert "Center for Rusmidler" in page
    # That nothing is stated of its priority is no decision that it has none.
    assert "ikke angivet" in page[page.index("<dt>Prioritet</dt>") :]
    assert "Siger intet om, hvor vigtig den er." in page


def test_the_prerequisites_suggest_and_contradict(strategy, actor, open_as):
    activity = make.activity(strategy, "Stabilisering", actor=actor, readiness="green")
    client = open_as(actor)
    added = client.post(
        f"{url('content_add', strategy, 'forudsaetning')}?i={activity.pk}",
        {"base_version": "0", "kind": "financing", "state": "unclear", "note": "Satspuljen"},
    )
    assert added.url == f"{url('activity', strategy, activity.pk)}#forudsaetninger"
    page = text_of(client.get(url("activity", strategy, activity.pk)))
    assert "peger på" in page
    assert page.count("midlerne er ikke afklaret") == 1
    assert "Forudsætningerne peger på" in page
    condition = activity.conditions.get()
    client.post(
        url("content_edit", strategy, "forudsaetning", condition.pk),
        {"base_version": "1", "kind": "financing", "state": "met", "note": "Satspuljen"},
    )
    assert "midlerne er ikke afklaret" not in text_of(client.get(url("activity", strategy, activity.pk)))
    client.post(url("content_delete", strategy, "forudsaetning", condition.pk))
    assert not activity.conditions.exists()


def test_what_is_dropped_is_suggested_nothing(strategy, actor, open_as):
    activity = make.activity(strategy, "Stabilisering", actor=actor, readiness="green", state="dropped")
    workflow.save(Prerequisite(activity=activity, kind="financing", state="missing"), actor=actor, at=AT)
    page = text_of(open_as(actor).get(url("activity", strategy, activity.pk)))
    assert "peger på" not in page
    assert "Grøn, men" not in page


def test_a_prerequisite_of_another_strategys_activity_is_not_found(strategy, actor, open_as):
    foreign = make.activity(make.strategy(title="En anden"), "Fremmed")
    client = open_as(actor)
    assert client.get(f"{url('content_add', strategy, 'forudsaetning')}?i={foreign.pk}").status_code == 404
    assert client.get(url("activity", strategy, foreign.pk)).status_code == 404


def test_readers_read_and_write_nothing(strategy, actor, open_as):
    make.adopt(strategy, strategy.places[0])
    activity = make.activity(strategy, "Psykiater", actor=actor)
    client = open_as(factories.caseworker(factories.MunicipalityFactory()))
    page = text_of(client.get(url("activity", strategy, activity.pk)))
    assert "Psykiater" in page
    assert "Skriv notat" not in page
    assert client.get(url("note", strategy, activity.pk)).status_code == 403
    assert client.get(url("content_add", strategy, "aktivitet")).status_code == 403
    assert client.post(url("activity_move", strategy, activity.pk), {"by": "1"}).status_code == 403


def test_a_draft_is_not_found_by_strangers(strategy, actor, open_as):
    activity = make.activity(strategy, "Psykiater", actor=actor)
    client = open_as(factories.caseworker(factories.MunicipalityFactory()))
    for name in ("activity", "note"):
        assert client.get(url(name, strategy, activity.pk)).status_code == 404


def test_an_edit_leaves_state_and_readiness(strategy, actor, open_as):
    activity = make.activity(strategy, "Psykiater", actor=actor, readiness="yellow", state="active")
    sent = {"base_version": "1", "title": "To psykiatere", "plan": activity.plan_id, "readiness": "green"}
    response = open_as(actor).post(url("content_edit", strategy, "aktivitet", activity.pk), sent)
    assert response.url == url("activity", strategy, activity.pk)
    activity.refresh_from_db()
    assert (activity.title, activity.readiness, activity.state) == ("To psykiatere", "yellow", "active")


def test_a_deleted_activity_leads_back_to_its_plan(strategy, actor, open_as):
    activity = make.activity(strategy, "Psykiater", actor=actor)
    response = open_as(actor).post(url("content_delete", strategy, "aktivitet", activity.pk))
    assert response.url == f"{url('plan', strategy)}?plan={activity.plan_id}"


@pytest.mark.parametrize("count", [1, 8])
def test_the_number_of_queries_does_not_grow(strategy, actor, open_as, count_queries, count):
    goals = [make.goal(strategy, f"Mål {number}", actor=actor) for number in range(count)]
    activity = make.activity(strategy, "Psykiater", actor=actor, links={"goals": goals})
    for kind in Prerequisite.Kind.values[:count]:
        workflow.save(Prerequisite(activity=activity, kind=kind), actor=actor, at=AT)
        workflow.add_note(activity.pk, text="Det går.", on=AT.date(), state="planned", readiness="", actor=actor, at=AT)
    client = open_as(actor)
    client.get(url("activity", strategy, activity.pk))
    with count_queries(exactly=14):
        client.get(url("activity", strategy, activity.pk))


# --- notes --------------------------------------------------------------------------------------------------


def sent(activity, **values):
    return {
        "on": timezone.localdate().isoformat(),
        "text": "Psykiateren er ansat.",
        "state": "active",
        "readiness": "green",
        "expected": f"{activity.state}:{activity.readiness}",
        **values,
    }


@pytest.fixture
def activity(strategy, actor):
    return make.activity(strategy, "Psykiater", actor=actor, readiness="yellow")


def test_a_note_moves_and_both_stand_in_the_history(strategy, actor, activity, open_as):
    client = open_as(actor)
    response = client.post(url("note", strategy, activity.pk), sent(activity))
    assert response.url == f"{url('activity', strategy, activity.pk)}#historik"
    page = text_of(client.get(url("activity", strategy, activity.pk)))
    history = page[page.index("Sådan er det gået") :]
    for words in ("Psykiateren er ansat.", "Gul", "Grøn", "planlagt", "i gang", actor.name):
        assert words in history
    activity.refresh_from_db()
    assert (activity.state, activity.readiness) == ("active", "green")


def test_every_move_stands_in_the_course_of_events_also_one_without_a_note(strategy, actor, activity, open_as):
    activity.state, activity.readiness, activity.readiness_is_example = "active", "green", True
    workflow.save(activity, actor=actor, at=AT + datetime.timedelta(days=1), base_version=activity.version)
    day = AT.date() + datetime.timedelta(days=2)
    options = {"state": "done", "readiness": "red", "actor": actor, "at": AT + datetime.timedelta(days=2)}
    workflow.add_note(activity.pk, text="Slut", on=day, **options)
    noted, moved, first = course(Activity.objects.get(pk=activity.pk))
    assert (first.is_first, first.state_to, first.readiness_to) == (True, "planned", "yellow")
    assert (moved.note, moved.state_from, moved.state_to, moved.readiness_to) == (None, "planned", "active", "green")
    assert (moved.from_is_example, moved.to_is_example, moved.who) == (False, True, actor.name)
    assert (noted.note.text, noted.readiness_from, noted.from_is_example) == ("Slut", "green", True)
    page = text_of(open_as(actor).get(url("activity", strategy, activity.pk)))
    history = page[page.index("Sådan er det gået") :]
    assert f"Flyttet uden notat af {actor.name}" in history
    assert history.index("Slut") < history.index("Flyttet uden notat") < history.index("Tilføjet som")


def test_a_note_may_take_the_rating_away(strategy, actor, activity, open_as):
    open_as(actor).post(url("note", strategy, activity.pk), sent(activity, readiness="none", state="planned"))
    activity.refresh_from_db()
    assert activity.readiness == ""


def test_a_note_on_what_has_moved_since_is_kept_and_can_be_saved_again(strategy, actor, activity, open_as):
    client = open_as(actor)
    first = sent(activity)
    workflow.add_note(activity.pk, text="Andres.", on=AT.date(), state="planned", readiness="red", actor=actor, at=AT)
    response = client.post(url("note", strategy, activity.pk), first)
    page = text_of(response)
    assert response.status_code == 409
    assert "den er nu planlagt og rød" in page
    assert "Psykiateren er ansat." in page
    assert 'value="planned:red"' in page
    assert activity.notes.count() == 1
    client.post(url("note", strategy, activity.pk), first | {"expected": "planned:red"})
    assert activity.notes.count() == 2


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"text": " "}, "Skriv, hvad der er sket."),
        ({"text": "Borgeren 010190-1234 er i behandling."}, "CPR"),
        ({"on": "i går"}, "Skriv en dato"),
        ({"on": (timezone.localdate() + datetime.timedelta(days=2)).isoformat()}, "Datoen ligger i fremtiden."),
        ({"readiness": "blå"}, "blå"),
    ],
)
def test_what_cannot_be_saved_is_answered_and_kept(strategy, actor, activity, open_as, values, message):
    response = open_as(actor).post(url("note", strategy, activity.pk), sent(activity, **values))
    assert response.status_code == 200
    assert message in text_of(response)
    assert not activity.notes.exists()


def test_a_contradiction_is_said_as_soon_as_it_is_made(strategy, actor, activity, open_as):
    workflow.save(Prerequisite(activity=activity, kind="premises", state="missing"), actor=actor, at=AT)
    page = open_as(actor).post(url("note", strategy, activity.pk), sent(activity), follow=True)
    assert "Psykiater: Grøn, men lokalerne mangler." in text_of(page)


def test_what_moved_marks_the_colours_that_are_examples(strategy, actor, activity, open_as):
    activity.readiness_is_example = True
    workflow.save(activity, actor=actor, at=AT, base_version=activity.version)
    options = {"text": "Ansat.", "state": "active", "readiness": "green", "actor": actor}
    workflow.add_note(activity.pk, on=AT.date(), at=AT + datetime.timedelta(days=9), **options)
    (moved,) = movement(strategy, AT.date(), AT.date() + datetime.timedelta(days=5)).moved
    assert (moved.from_is_example, moved.to_is_example) == (True, False)
    make.activity(strategy, "Ny", actor=actor, readiness="red", readiness_is_example=True)
    page = text_of(open_as(actor).get(url("movement", strategy), {"siden": AT.date().isoformat()}))
    added = page[page.index("Nye aktiviteter") : page.index("</section>", page.index("Nye aktiviteter"))]
    assert "eksempel" in added[added.index("Ny<") :]
    assert "De siger intet om, hvor vigtig den er." in page
