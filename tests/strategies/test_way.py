"""The way of a strategy: who may do what and when, what is asked for, and what is written down of it."""

import datetime

import pytest
from django.urls import reverse

from clusters.models import AgendaItem, Case
from strategies import workflow
from strategies.models import Goal, Strategy, StrategyEvent
from strategies.views.way import EVENT_WORDS
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db
AT = make.AT
DAY = datetime.date(2026, 1, 15)


@pytest.fixture
def faxe():
    return factories.MunicipalityFactory(name="Faxe")


@pytest.fixture
def lead(faxe):
    return factories.municipal_lead(faxe)


@pytest.fixture
def strategy(faxe, lead):
    return make.strategy(faxe, title="Misbrugspolitik", actor=lead)


@pytest.fixture
def log_in(client):
    def log_in(user):
        client.force_login(user)
        return client

    return log_in


def way(strategy, *act):
    return reverse("strategies:way_act" if act else "strategies:way", args=[strategy.slug, *act])


def state_of(strategy):
    return Strategy.objects.get(pk=strategy.pk).state


# What is offered

OFFERED = {
    "draft": {"hoering", "vedtag", "slet"},
    "hearing": {"kladde", "vedtag", "slet"},
    "adopted": {"taget-op", "afloest", "traek-tilbage"},
    "retired": {"i-kraft"},
}


def bring_to(strategy, state, faxe, lead):
    if state == "hearing":
        workflow.send_to_hearing(strategy.pk, actor=lead, at=AT)
    if state in ("adopted", "retired"):
        workflow.adopt(strategy.pk, faxe.pk, on=DAY, actor=lead, at=AT)
    if state == "retired":
        workflow.retire(strategy.pk, actor=lead, at=AT, reason="Ny politik.")


@pytest.mark.parametrize("state", OFFERED)
def test_the_lead_is_offered_what_can_be_done_now_and_nothing_else(strategy, faxe, lead, log_in, state):
    bring_to(strategy, state, faxe, lead)
    page = log_in(lead).get(way(strategy)).content.decode()
    every = {"hoering", "kladde", "vedtag", "taget-op", "afloest", "i-kraft", "traek-tilbage", "slet"}
    assert {act for act in every if f"/vej/{act}/" in page} == OFFERED[state]
    for act in every:
        code = [faxe.code] if act in ("vedtag", "traek-tilbage") else []
        response = log_in(lead).get(way(strategy, act, *code))
        assert response.status_code == (200 if act in OFFERED[state] else 302), act


@pytest.mark.parametrize("state", OFFERED)
def test_a_caseworker_takes_it_up_and_leaves_the_rest_to_the_lead(strategy, faxe, lead, log_in, state):
    bring_to(strategy, state, faxe, lead)
    caseworker = log_in(factories.caseworker(faxe))
    page = caseworker.get(way(strategy)).content.decode()
    assert ("/vej/taget-op/" in page) is (state == "adopted")
    assert "afgøres af den kommuneansvarlige i Faxe" in page
    for act in ("hoering", "kladde", "afloest", "i-kraft", "slet"):
        assert caseworker.post(way(strategy, act), {"reason": "Vi vil", "confirmed": "on"}).status_code == 403
    for act in ("vedtag", "traek-tilbage"):
        answer = caseworker.post(way(strategy, act, faxe.code), {"reason": "Vi vil", "on": "2026-01-15"})
        assert answer.status_code == 403
    assert state_of(strategy) == state


def test_readers_may_not_walk_the_way_of_an_adopted_strategy(strategy, faxe, lead, log_in):
    bring_to(strategy, "adopted", faxe, lead)
    for user in (factories.municipal_lead(factories.MunicipalityFactory()), factories.reader(faxe.region)):
        assert log_in(user).get(way(strategy)).status_code == 403
        assert log_in(user).post(way(strategy, "afloest"), {"reason": "Nej"}).status_code == 403
    assert state_of(strategy) == "adopted"


def test_what_is_no_act_or_no_municipality_of_the_strategy_is_not_found(strategy, faxe, lead, log_in):
    other = factories.MunicipalityFactory()
    client = log_in(lead)
    for act in (("noget",), ("vedtag",), ("vedtag", other.code), ("hoering", faxe.code)):
        assert client.post(way(strategy, *act), {"on": "2026-01-15"}).status_code == 404


# Hearing


def test_a_draft_goes_into_hearing_and_back(strategy, lead, log_in):
    client = log_in(lead)
    client.post(way(strategy, "hoering"), {"reason": "Sendt til Handicaprådet."})
    assert state_of(strategy) == "hearing"
    client.post(way(strategy, "kladde"), {"reason": ""})
    assert state_of(strategy) == "draft"
    acts = strategy.events.values_list("act", "from_state", "to_state", "reason")
    assert acts[1] == ("hearing", "draft", "hearing", "Sendt til Handicaprådet.")
    assert acts[0] == ("draft", "hearing", "draft", "")


def test_an_act_that_came_too_late_keeps_what_was_written(strategy, lead, log_in):
    workflow.send_to_hearing(strategy.pk, actor=lead, at=AT)
    page = log_in(lead).post(way(strategy, "hoering"), {"reason": "Endnu en gang"}).content.decode()
    assert "Strategien er høringsudkast." in page
    assert "Endnu en gang" in page
    assert strategy.events.filter(act="hearing").count() == 1


def test_a_possible_cpr_number_can_be_confirmed(strategy, lead, log_in):
    client = log_in(lead)
    page = client.post(way(strategy, "hoering"), {"reason": "Sag 3112991234"}).content.decode()
    assert state_of(strategy) == "draft"
    assert 'type="checkbox" name="cpr_confirmed"' in page
    client.post(way(strategy, "hoering"), {"reason": "Sag 3112991234", "cpr_confirmed": "on"})
    assert state_of(strategy) == "hearing"


# Adoption


def test_an_adoption_is_registered_with_day_and_body(strategy, faxe, lead, log_in):
    body = make.body(faxe, "Byrådet")
    response = log_in(lead).post(way(strategy, "vedtag", faxe.code), {"on": "2026-01-15", "by": body.pk})
    assert response.url == way(strategy)
    row = strategy.adoptions.get()
    assert (row.adopted_on, row.adopted_by, state_of(strategy)) == (DAY, body, "adopted")
    page = log_in(lead).get(way(strategy)).content.decode().replace("\u00a0", " ")
    assert "Byrådet" in page
    assert "15. januar 2026" in page


def test_the_body_may_be_left_out(strategy, faxe, lead, log_in):
    client = log_in(lead)
    bodies = reverse("strategies:bodies", args=[faxe.code])
    assert bodies in client.get(way(strategy, "vedtag", faxe.code)).content.decode()
    client.post(way(strategy, "vedtag", faxe.code), {"on": "15.1.2026", "by": ""})
    assert strategy.adoptions.get().adopted_by is None
    assert state_of(strategy) == "adopted"


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("", "Skriv, hvilken dag den blev vedtaget."),
        ("2126-01-15", "Vedtagelsen kan ikke ligge i fremtiden."),
        ("31.2.2026", "Skriv en dato, for eksempel 18.12.2026."),
        ("0206-01-15", "Skriv årstallet med fire cifre, for eksempel 2026."),
    ],
)
def test_a_day_that_cannot_be_is_told_at_its_field(strategy, faxe, lead, log_in, day, message):
    page = log_in(lead).post(way(strategy, "vedtag", faxe.code), {"on": day}).content.decode()
    assert message in page
    assert f'value="{day}"' in page or not day
    assert state_of(strategy) == "draft"


def test_another_municipalitys_body_is_refused(strategy, faxe, lead, log_in):
    foreign = make.body(factories.MunicipalityFactory(), "Fremmed udvalg")
    client = log_in(lead)
    assert "Fremmed udvalg" not in client.get(way(strategy, "vedtag", faxe.code)).content.decode()
    page = client.post(way(strategy, "vedtag", faxe.code), {"on": "2026-01-15", "by": foreign.pk}).content.decode()
    assert "Vælg et af kommunens egne udvalg eller råd." in page
    with pytest.raises(workflow.WorkflowError):
        workflow.adopt(strategy.pk, faxe.pk, on=DAY, actor=lead, at=AT, by=foreign)
    assert state_of(strategy) == "draft"


def test_an_adoption_sent_twice_is_registered_once(strategy, faxe, lead, log_in):
    client = log_in(lead)
    client.post(way(strategy, "vedtag", faxe.code), {"on": "2026-01-15"})
    page = client.post(way(strategy, "vedtag", faxe.code), {"on": "2026-01-15"}).content.decode().replace("\u00a0", " ")
    assert "Faxe vedtog den allerede 15. januar 2026." in page
    assert strategy.events.filter(act="adopt").count() == 1


def test_each_municipality_adopts_a_joint_strategy_for_itself(log_in):
    ishoj, vallensbaek = (factories.MunicipalityFactory(name=name) for name in ("Ishøj", "Vallensbæk"))
    made = make.strategy(ishoj, vallensbaek)
    ours, theirs = factories.municipal_lead(ishoj), factories.municipal_lead(vallensbaek)
    page = log_in(ours).get(way(made, "vedtag", ishoj.code)).content.decode()
    assert "Vallensbæk registrerer selv" in page
    assert log_in(ours).post(way(made, "vedtag", vallensbaek.code), {"on": "2026-01-15"}).status_code == 403
    log_in(ours).post(way(made, "vedtag", ishoj.code), {"on": "2026-01-15"})
    assert state_of(made) == "adopted"
    log_in(theirs).post(way(made, "vedtag", vallensbaek.code), {"on": "2026-02-20"})
    assert list(made.adoptions.values_list("adopted_on", flat=True)) == [DAY, datetime.date(2026, 2, 20)]
    log_in(ours).post(way(made, "traek-tilbage", ishoj.code), {"reason": "Forkert dato."})
    assert state_of(made) == "adopted"
    log_in(theirs).post(way(made, "traek-tilbage", vallensbaek.code), {"reason": "Også forkert."})
    assert state_of(made) == "draft"


def test_a_withdrawal_says_what_it_does_and_needs_a_reason(strategy, faxe, lead, log_in):
    bring_to(strategy, "adopted", faxe, lead)
    client = log_in(lead)
    assert "Strategien bliver en kladde igen." in client.get(way(strategy, "traek-tilbage", faxe.code)).content.decode()
    page = client.post(way(strategy, "traek-tilbage", faxe.code), {"reason": "  "}).content.decode()
    assert "Skriv en begrundelse." in page
    assert state_of(strategy) == "adopted"


# Retired, resumed, taken up


def test_a_strategy_is_retired_with_a_reason_and_resumed(strategy, faxe, lead, log_in):
    bring_to(strategy, "adopted", faxe, lead)
    client = log_in(lead)
    assert "Skriv en begrundelse." in client.post(way(strategy, "afloest"), {"reason": ""}).content.decode()
    client.post(way(strategy, "afloest"), {"reason": "Afløst af Rusmiddelpolitik 2026."})
    assert state_of(strategy) == "retired"
    assert "Afløst af Rusmiddelpolitik 2026." in client.get(way(strategy)).content.decode()
    client.post(way(strategy, "i-kraft"), {"reason": ""})
    assert state_of(strategy) == "adopted"


@pytest.mark.parametrize(
    ("months", "following"), [(24, datetime.date(2028, 1, 15)), (1, datetime.date(2026, 2, 15)), (None, None)]
)
def test_taking_it_up_sets_the_next_date_by_its_rhythm(strategy, faxe, lead, log_in, months, following):
    bring_to(strategy, "adopted", faxe, lead)
    Strategy.objects.filter(pk=strategy.pk).update(review_months=months, next_review=DAY)
    caseworker = log_in(factories.caseworker(faxe))
    page = caseworker.get(way(strategy, "taget-op")).content.decode().replace("\u00a0", " ")
    assert ("efter den dag, du skriver" in page) is bool(months)
    caseworker.post(way(strategy, "taget-op"), {"on": "2026-01-15", "reason": "Målgrupperne skal skrives om."})
    strategy.refresh_from_db()
    assert (strategy.next_review, strategy.state) == (following, "adopted")
    assert strategy.events.first().reason == "Målgrupperne skal skrives om."


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"on": "2126-01-15", "reason": "Talt om."}, "Skriv en dag, der har været."),
        ({"on": "", "reason": "Talt om."}, "Skriv, hvilken dag I tog den op."),
        ({"on": "2026-01-15", "reason": ""}, "Skriv, hvad der kom ud af det."),
    ],
)
def test_a_review_that_says_too_little_is_refused_at_its_field(strategy, faxe, lead, log_in, given, message):
    bring_to(strategy, "adopted", faxe, lead)
    page = log_in(lead).post(way(strategy, "taget-op"), given).content.decode()
    assert message in page
    assert given["reason"] in page
    assert not strategy.events.filter(act="review").exists()


# Deletion


def test_a_draft_is_deleted_after_saying_what_goes_with_it(strategy, faxe, lead, log_in):
    make.part(strategy, "Vision", actor=lead)
    for number in range(2):
        make.goal(strategy, f"Mål {number}", actor=lead)
    item = AgendaItem(case=strategy.case, body=make.body(faxe), date=DAY)
    workflow.save(item, actor=lead, at=AT)
    client = log_in(lead)
    page = client.get(way(strategy, "slet")).content.decode().replace("\u00a0", " ")
    assert "Sammen med den slettes 1 afsnit, 2 mål og 1 dagsordenspunkt." in page
    assert "Sæt kryds for at bekræfte." in client.post(way(strategy, "slet"), {}).content.decode()
    response = client.post(way(strategy, "slet"), {"confirmed": "on"})
    assert response.url == reverse("strategies:list")
    assert not Strategy.objects.exists()
    assert not Goal.objects.exists()
    assert not Case.objects.exists()


def test_what_has_been_adopted_is_not_deleted(strategy, faxe, lead, log_in):
    bring_to(strategy, "adopted", faxe, lead)
    workflow.withdraw_adoption(strategy.pk, faxe.pk, actor=lead, at=AT, reason="Fejl.")
    client = log_in(lead)
    assert "/vej/slet/" not in client.get(way(strategy)).content.decode()
    page = client.post(way(strategy, "slet"), {"confirmed": "on"}).content.decode()
    assert "kan ikke slettes" in page
    assert Strategy.objects.exists()


# What has happened


def test_the_timeline_tells_every_act_and_what_it_is_now(strategy, faxe, lead, log_in):
    bring_to(strategy, "retired", faxe, lead)
    page = log_in(lead).get(way(strategy)).content.decode()
    places = [page.index(words) for words in ("Oprettet", "Vedtaget i Faxe", "Meldt afløst", "Nu: afløst")]
    assert places == sorted(places)
    assert "”Ny politik.”" in page


def test_every_act_has_words_for_the_timeline():
    assert set(EVENT_WORDS) == set(StrategyEvent.Act)


def test_the_way_takes_the_same_queries_however_many_municipalities_and_events(lead, faxe, log_in, count_queries):
    alone = make.strategy(faxe, title="Alene", actor=lead)
    joint = make.strategy(faxe, *(factories.MunicipalityFactory() for _ in range(8)), title="Fælles", actor=lead)
    for _ in range(6):
        workflow.send_to_hearing(joint.pk, actor=lead, at=AT)
        workflow.back_to_draft(joint.pk, actor=lead, at=AT)
    client = log_in(lead)
    with count_queries() as with_one:
        client.get(way(alone))
    with count_queries(exactly=len(with_one)):
        client.get(way(joint))


def test_an_invented_day_is_no_longer_one_when_the_true_one_is_recorded(strategy, faxe, lead):
    workflow.adopt(strategy.pk, faxe.pk, on=DAY, actor=lead, at=AT, is_example=True)
    workflow.withdraw_adoption(strategy.pk, faxe.pk, actor=lead, at=AT, reason="Dagen var et eksempel.")
    workflow.adopt(strategy.pk, faxe.pk, on=DAY, actor=lead, at=AT)
    assert not strategy.adoptions.get().is_example
    assert list(strategy.events.filter(act="adopt").values_list("is_example", flat=True)) == [False, True]
