"""The political treatment: who may see it, what it shows and in which order, and how it is written."""

import datetime

import pytest
from django.urls import reverse

from clusters.models import AgendaItem, Body, Hearing, HearingParty, Route, Task
from clusters.workflow import cases
from strategies import workflow
from strategies.timeline import load_track
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db
AT = make.AT
TODAY = AT.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def place():
    return factories.MunicipalityFactory()


@pytest.fixture
def strategy(place):
    return make.strategy(place)


@pytest.fixture
def editor(place):
    return factories.caseworker(place)


@pytest.fixture
def logged_in(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def committee(place):
    return make.body(place, "Socialudvalget", short_name="SOU", order=1)


@pytest.fixture
def council(place):
    return make.body(place, "Byrådet", short_name="BYR", order=2, kind=Body.Kind.COUNCIL)


def save(row, editor):
    return workflow.save(row, actor=editor, at=AT)


def item(strategy, body, editor, days=0, **fields):
    return save(AgendaItem(case=strategy.case, body=body, date=TODAY + days * DAY, **fields), editor)


def url(name, strategy, *more):
    return reverse(f"strategies:{name}", args=[strategy.slug, *more])


def page(client, strategy):
    response = client.get(url("track", strategy))
    assert response.status_code == 200
    return response.content.decode()


# --- Who may see it ---------------------------------------------------------------------------------------


def test_a_draft_is_hidden_from_strangers(client, strategy):
    client.force_login(factories.caseworker(factories.MunicipalityFactory()))
    assert client.get(url("track", strategy)).status_code == 404


def test_an_adopted_one_is_read_by_all_without_buttons(client, place, editor, committee):
    strategy = make.strategy(place, adopted=True)
    point = item(strategy, committee, editor, -3, outcome="approved")
    save(Task(case=strategy.case, title="Saml aktørerne", owner="Sekretariatet"), editor)
    html = page(client, strategy)
    assert "Socialudvalget" in html
    assert "Saml aktørerne" in html
    assert "/ret/" not in html
    assert "/ny/" not in html
    client.force_login(factories.reader(factories.RegionFactory()))
    assert client.get(url("track", strategy)).status_code == 200
    for name, more in [("routing", ()), ("case", ()), ("task_close", (strategy.case.tasks.get().pk,))]:
        assert client.get(url(name, strategy, *more)).status_code == 403
    assert client.get(url("content_edit", strategy, "dagsordenspunkt", point.pk)).status_code == 403


@pytest.mark.parametrize("name", ["routing", "case"])
def test_strangers_find_no_form_of_a_draft(client, strategy, name):
    client.force_login(factories.municipal_lead(factories.MunicipalityFactory()))
    assert client.get(url(name, strategy)).status_code == 404


def test_an_empty_track_says_the_one_thing_to_do(logged_in, client, strategy):
    assert "Vælg, hvem der behandler sagen" in page(logged_in, strategy)


# --- What it shows ----------------------------------------------------------------------------------------


def test_what_is_to_come_is_parted_from_what_has_been(strategy, editor, committee, council):
    early = item(strategy, committee, editor, -30, outcome="hearing")
    late = item(strategy, committee, editor, -2)
    decided_today = item(strategy, council, editor, 0, outcome="noted")
    open_today = item(strategy, council, editor, 0)
    next_month = item(strategy, council, editor, 30)
    next_week = item(strategy, committee, editor, 7)
    track = load_track(strategy, TODAY)
    assert [entry.item for entry in track.coming] == [open_today, next_week, next_month]
    past = [entry for entry in track.past if entry.kind == "meeting"]
    assert [entry.item for entry in past] == [decided_today, late, early]
    assert [entry.lacks_outcome for entry in past] == [False, True, False]


def test_the_track_of_an_item_with_a_remark(logged_in, strategy, editor, committee):
    first = item(
        strategy,
        committee,
        editor,
        -30,
        item_number="15",
        case_number="27.00.00-G01-1-15",
        proposals="at strategien godkendes\n\n• at den sendes i høring",
        outcome="remark",
        decision="Godkendt.",
        remark="Flere aktører skal med.",
    )
    item(strategy, committee, editor, 5, renews=first)
    for title in ("Invitér aktørerne", "Skriv et tillæg"):
        save(
            Task(case=strategy.case, agenda_item=first, title=title, owner="Sekretariatet", deadline=TODAY - 3 * DAY),
            editor,
        )
    html = page(logged_in, strategy)
    for words in (
        "Punkt 15",
        "Sagsnr. 27.00.00-G01-1-15",
        "<li>at strategien godkendes</li>",
        "<li>at den sendes i høring</li>",
        "godkendt med bemærkning",
        "Flere aktører skal med.",
        f'Fornyet behandling af <a href="#punkt-{first.pk}">',
        "Invitér aktørerne",
        "Skriv et tillæg",
        f"?i={first.pk}",
    ):
        assert words in html, words


def test_an_overdue_hearing_and_task_are_pointed_out_in_words(strategy, editor, committee):
    hearing = save(
        Hearing(case=strategy.case, title="Brugerråd", sent_on=TODAY - 30 * DAY, deadline=TODAY - DAY), editor
    )
    save(HearingParty(hearing=hearing, name="Brugerrådet"), editor)
    save(HearingParty(hearing=hearing, body=committee, answered_on=TODAY - 5 * DAY, answer="Enig."), editor)
    save(Task(case=strategy.case, title="Skriv", owner="Staben", deadline=TODAY - DAY), editor)
    track = load_track(strategy, TODAY)
    (entry,) = track.hearings
    assert (entry.answered, [str(party) for party in entry.missing], entry.is_overdue) == (1, ["Brugerrådet"], True)
    assert track.open_tasks[0].is_overdue
    assert track.overdue == 2
    assert load_track(strategy, TODAY - 2 * DAY).overdue == 0


def test_adoptions_and_events_stand_in_the_timeline(place, committee):
    strategy = make.strategy(place)
    lead = factories.municipal_lead(place)
    workflow.send_to_hearing(strategy.pk, actor=lead, at=AT)
    workflow.adopt(strategy.pk, place.pk, on=TODAY - 4 * DAY, by=committee, actor=lead, at=AT)
    titles = [(entry.title, entry.by) for entry in load_track(strategy, TODAY).past]
    assert titles == [("Sendt i høring", ""), (f"Vedtaget i {place}", "Socialudvalget")]


def test_a_decision_in_words_needs_no_result(logged_in, strategy, editor, committee):
    item(strategy, committee, editor, -3, decision="Udvalget har drøftet sagen.")
    assert not load_track(strategy, TODAY).past[0].lacks_outcome
    html = page(logged_in, strategy)
    assert "ikke behandlet endnu" not in html
    assert "Resultatet er ikke skrevet" not in html


def test_a_decision_before_its_meeting_is_pointed_out(logged_in, strategy, editor, committee):
    save(Hearing(case=strategy.case, title="Råd", sent_on=TODAY + 300 * DAY), editor)
    item(strategy, committee, editor, 300, outcome="approved")
    assert [entry.is_early for entry in load_track(strategy, TODAY).coming if entry.kind == "meeting"] == [True]
    assert [entry.is_early for entry in load_track(strategy, TODAY + 400 * DAY).past if entry.kind == "meeting"] == [
        False
    ]
    assert load_track(strategy, TODAY).hearings[0].is_ahead


def test_an_adoption_stands_above_the_meeting_of_the_same_day(place, committee, editor):
    strategy = make.strategy(place, adopted=True)
    on = strategy.adoptions.get().adopted_on
    item(strategy, committee, editor, (on - TODAY).days, outcome="approved")
    assert [entry.kind for entry in load_track(strategy, TODAY).past] == ["event", "meeting"]


def test_bodies_of_a_joint_strategy_carry_their_municipality(client, place, editor):
    other = factories.MunicipalityFactory()
    strategy = make.strategy(place, other)
    for each in (place, other):
        item(strategy, make.body(each, "Kommunalbestyrelsen"), editor, -1, outcome="approved")
    client.force_login(factories.caseworker(other))
    html = page(client, strategy)
    for each in (place, other):
        assert f"Kommunalbestyrelsen, {each}" in html
        assert f"<h3>{each}</h3>" in html


def fill(strategy, editor, bodies, times):
    for number in range(times):
        point = item(strategy, bodies[number % 2], editor, -number - 1, outcome="approved")
        hearing = save(Hearing(case=strategy.case, title=f"Høring {number}", sent_on=TODAY), editor)
        save(HearingParty(hearing=hearing, name=f"Part {number}"), editor)
        save(HearingParty(hearing=hearing, body=bodies[0]), editor)
        save(Task(case=strategy.case, agenda_item=point, title=f"Opgave {number}", owner="Staben"), editor)


@pytest.mark.parametrize("times", [1, 12])
def test_the_page_costs_the_same_whatever_its_length(
    logged_in, strategy, editor, committee, council, times, count_queries
):
    fill(strategy, editor, [committee, council], times)
    page(logged_in, strategy)
    with count_queries(exactly=15):
        page(logged_in, strategy)


# --- Writing it -------------------------------------------------------------------------------------------


def test_an_agenda_item_is_written_through_its_page(logged_in, strategy, committee):
    add = url("content_add", strategy, "dagsordenspunkt")
    fields = {"base_version": 0, "body": committee.pk, "date": "2015-03-18", "outcome": "remark", "remark": ""}
    response = logged_in.post(add, fields)
    assert "Skriv bemærkningen, når resultatet er godkendt med bemærkning." in response.content.decode()
    response = logged_in.post(add, fields | {"remark": "Saml aktørerne."})
    assert response.status_code == 302
    assert strategy.case.agendaitems.get().remark == "Saml aktørerne."


def test_an_item_offers_only_the_strategys_own_bodies(logged_in, strategy, committee):
    foreign = make.body(factories.MunicipalityFactory(), "Kulturudvalget")
    add = url("content_add", strategy, "dagsordenspunkt")
    assert "Kulturudvalget" not in logged_in.get(add).content.decode()
    assert logged_in.post(add, {"base_version": 0, "body": foreign.pk, "date": "2015-03-18"}).status_code == 200
    assert not AgendaItem.objects.exists()


def test_a_remark_becomes_several_tasks(logged_in, strategy, editor, committee):
    point = item(strategy, committee, editor, -1, outcome="remark", remark="To ting.")
    add = f"{url('content_add', strategy, 'opgave')}?i={point.pk}"
    assert "Gem og tilføj endnu en" in logged_in.get(add).content.decode()
    fields = {"base_version": 0, "owner": "Staben", "agenda_item": point.pk}
    response = logged_in.post(add, fields | {"title": "Den ene", "act": "again"})
    assert response.url == add
    response = logged_in.post(add, fields | {"title": "Den anden"})
    assert response.url.endswith("#opgaver")
    assert set(point.tasks.values_list("title", flat=True)) == {"Den ene", "Den anden"}


@pytest.mark.parametrize("within", ["999999", "x", "h999999"])
def test_a_task_from_nowhere_is_not_found(logged_in, strategy, within):
    assert logged_in.get(f"{url('content_add', strategy, 'opgave')}?i={within}").status_code == 404


def test_a_party_is_one_of_two_and_goes_into_its_hearing(logged_in, strategy, editor, committee):
    hearing = save(Hearing(case=strategy.case, title="Råd", sent_on=TODAY), editor)
    add = f"{url('content_add', strategy, 'hoeringspart')}?i={hearing.pk}"
    both = logged_in.post(add, {"base_version": 0, "body": committee.pk, "name": "Rådet"})
    assert "ikke begge dele" in both.content.decode()
    early = logged_in.post(add, {"base_version": 0, "name": "Rådet", "answered_on": "2026-01-01"})
    assert "Svaret ligger før den dag, høringen blev sendt." in early.content.decode()
    assert logged_in.post(add, {"base_version": 0, "name": "Rådet"}).status_code == 302
    assert [str(party) for party in hearing.parties.all()] == ["Rådet"]
    assert logged_in.get(url("content_add", strategy, "hoeringspart")).status_code == 404


def test_what_a_remark_led_to_keeps_the_item(strategy, editor, committee):
    point = item(strategy, committee, editor)
    save(Task(case=strategy.case, agenda_item=point, title="Skriv", owner="Staben"), editor)
    with pytest.raises(workflow.Held, match="1\xa0opgave"):
        workflow.delete(point, actor=editor, at=AT)


def test_a_task_is_closed_and_opened_again(logged_in, strategy, editor):
    task = save(Task(case=strategy.case, title="Saml aktørerne", owner="Staben"), editor)
    close = url("task_close", strategy, task.pk)
    empty = logged_in.post(close, {"state": "done", "on": "2026-01-05", "result": ""})
    assert empty.status_code == 200
    logged_in.post(close, {"state": "done", "on": "2026-01-05", "result": "Møde holdt."})
    task.refresh_from_db()
    assert (task.state, task.closed_on, task.result) == ("done", datetime.date(2026, 1, 5), "Møde holdt.")
    html = page(logged_in, strategy)
    assert "Der er ingen åbne opgaver." in html
    assert "Møde holdt." in html
    logged_in.post(url("task_reopen", strategy, task.pk))
    task.refresh_from_db()
    assert (task.state, task.closed_on, task.result) == ("open", None, "")


def test_the_routing_is_one_form(logged_in, strategy, committee, council):
    address = url("routing", strategy)
    fields = {
        f"rolle-{committee.pk}": "treats",
        f"foer-{committee.pk}": "",
        f"rolle-{council.pk}": "decides",
        f"foer-{council.pk}": "",
    }
    assert logged_in.post(address, fields).status_code == 302
    assert set(Route.objects.values_list("body__name", "role")) == {
        ("Socialudvalget", "treats"),
        ("Byrådet", "decides"),
    }
    html = page(logged_in, strategy)
    for words in ("SOU", "BYR", "behandler", "beslutter"):
        assert words in html


def test_two_who_change_the_same_mark_are_told(logged_in, strategy, editor, committee, council):
    cases.save_routing(strategy.case_id, {committee: ("", "decides")}, actor=editor, at=AT)
    fields = {
        f"rolle-{committee.pk}": "treats",
        f"foer-{committee.pk}": "",
        f"rolle-{council.pk}": "decides",
        f"foer-{council.pk}": "",
    }
    response = logged_in.post(url("routing", strategy), fields)
    assert response.status_code == 409
    assert "Socialudvalget: beslutter" in response.content.decode()
    assert Route.objects.get().role == "decides"


def test_the_cases_texts_are_not_written_over(logged_in, strategy, editor):
    address = url("case", strategy)
    assert logged_in.post(address, {"base_version": 1, "summary": "Første"}).status_code == 302
    response = logged_in.post(address, {"base_version": 1, "summary": "Anden"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Første" in html
    assert "Anden" in html
    logged_in.post(address, {"base_version": 1, "summary": "Anden", "act": "replace", "newer_version": 2})
    strategy.case.refresh_from_db()
    assert (strategy.case.summary, strategy.case.version) == ("Anden", 3)
    assert "Anden" in page(logged_in, strategy)


def test_a_cpr_number_in_the_cases_texts_is_refused(logged_in, strategy):
    response = logged_in.post(url("case", strategy), {"base_version": 1, "economy": "Borgeren 010190-1234"})
    assert response.status_code == 200
    assert "CPR-nummer" in response.content.decode()
    strategy.case.refresh_from_db()
    assert strategy.case.economy == ""


def test_what_was_sent_to_hearing_without_a_party_asks_who_was_asked(logged_in, strategy, place, editor):
    assert "Strategien har ikke været i høring." in page(logged_in, strategy)
    workflow.send_to_hearing(strategy.pk, actor=factories.municipal_lead(place), at=AT)
    text = page(logged_in, strategy)
    assert "har ikke været i høring" not in text
    assert "Den er sendt i høring 20.\xa0november 2026" in text
    assert f'href="{url("content_add", strategy, "hoering")}">Tilføj, hvem der er spurgt</a>' in text
    save(Hearing(case=strategy.case, title="Udkastet", sent_on=TODAY), editor)
    assert "Tilføj, hvem der er spurgt" not in page(logged_in, strategy)
