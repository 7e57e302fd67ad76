"""Before an adoption: what is not over is pointed out, and hearings and the strategy's state know each other."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import AgendaItem, Hearing, HearingParty, Route, Task
from strategies import workflow
from strategies.models import Prerequisite, TheoryColumn, TheoryOfChange, TheoryStep
from strategies.timeline import load_track
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TODAY = make.AT.date()


@pytest.fixture
def faxe():
    return factories.MunicipalityFactory(name="Faxe")


@pytest.fixture
def lead(faxe):
    return factories.municipal_lead(faxe)


@pytest.fixture
def strategy(faxe, lead):
    return make.strategy(faxe, actor=lead)


@pytest.fixture
def today():
    return timezone.localdate()


def save(row, lead):
    return workflow.save(row, actor=lead, at=timezone.now())


def hearing(strategy, lead, today, *answered, deadline=10):
    made = save(
        Hearing(case=strategy.case, title="Rådene", sent_on=today - 20 * DAY, deadline=today + deadline * DAY), lead
    )
    for name, has_answered in answered:
        day = today - 15 * DAY if has_answered else None
        save(HearingParty(hearing=made, name=name, answered_on=day), lead)
    return made


def text_of(client, name, strategy, *more):
    page = client.get(reverse(f"strategies:{name}", args=[strategy.slug, *more]))
    return page.content.decode().replace("\u00a0", " ")


def warnings(client, strategy, faxe):
    return text_of(client, "way_act", strategy, "vedtag", faxe.code)


def test_nothing_is_pointed_out_where_all_is_settled(client, strategy, faxe, lead, today):
    hearing(strategy, lead, today, ("Ældrerådet", True), deadline=-5)
    client.force_login(lead)
    assert "Vær opmærksom på" not in warnings(client, strategy, faxe)
    assert "Det er ikke slut endnu" not in text_of(client, "way", strategy)


def test_an_adoption_during_a_hearing_is_pointed_out_and_not_blocked(client, strategy, faxe, lead, today):
    hearing(strategy, lead, today, ("Ældrerådet", True), ("Handicaprådet", False))
    client.force_login(lead)
    for page in (warnings(client, strategy, faxe), text_of(client, "way", strategy)):
        assert "Høringen ”Rådene” er ikke slut: Svarfristen er" in page
        assert "og Handicaprådet har ikke svaret." in page
        assert "Ældrerådet" not in page
    client.post(reverse("strategies:way_act", args=[strategy.slug, "vedtag", faxe.code]), {"on": today.isoformat()})
    strategy.refresh_from_db()
    assert strategy.state == "adopted"


def test_a_party_without_an_answer_is_pointed_out_after_the_deadline(client, strategy, faxe, lead, today):
    hearing(strategy, lead, today, ("Handicaprådet", False), deadline=-5)
    client.force_login(lead)
    assert "er ikke slut: Handicaprådet har ikke svaret." in warnings(client, strategy, faxe)


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([], "Byrådet skal beslutte, men der er ikke skrevet et dagsordenspunkt derfra."),
        ([""], "står som ”ikke behandlet endnu”."),
        (["postponed"], "er ”udsat”."),
        (["postponed", "approved"], ""),
    ],
)
def test_the_body_that_decides_is_asked_for(client, strategy, faxe, lead, today, outcomes, words):
    council = make.body(faxe, "Byrådet")
    save(Route(case=strategy.case, body=council, role=Route.Role.DECIDES), lead)
    for number, outcome in enumerate(outcomes):
        day = today - (9 - number) * DAY
        save(AgendaItem(case=strategy.case, body=council, date=day, outcome=outcome), lead)
    client.force_login(lead)
    page = warnings(client, strategy, faxe)
    assert ("Vær opmærksom på" in page) is bool(words)
    assert words in page


def test_another_municipalitys_body_is_not_waited_for(client, faxe, lead, today):
    other = factories.MunicipalityFactory(name="Greve")
    joint = make.strategy(faxe, other, actor=lead)
    save(AgendaItem(case=joint.case, body=make.body(other, "Greve Byråd"), date=today), lead)
    client.force_login(lead)
    assert "Greve Byråd" not in warnings(client, joint, faxe)
    assert "Greve Byråd" in text_of(client, "way", joint)


def test_a_hearing_of_a_draft_leads_the_lead_to_sending_it(client, strategy, faxe, lead, today):
    hearing(strategy, lead, today)
    client.force_login(lead)
    address = reverse("strategies:way_act", args=[strategy.slug, "hoering"])
    for name in ("track", "way"):
        page = text_of(client, name, strategy)
        assert "Høringen ”Rådene” er i gang, men strategien står stadig som kladde." in page
        assert f'<a href="{address}">Send strategien i høring</a>' in page
    client.force_login(factories.caseworker(faxe))
    page = text_of(client, "track", strategy)
    assert "Den kommuneansvarlige i Faxe kan sende den i høring." in page
    assert address not in page
    workflow.send_to_hearing(strategy.pk, actor=lead, at=timezone.now())
    assert "står stadig som kladde" not in text_of(client, "track", strategy)


def test_a_strategy_in_hearing_without_one_leads_to_writing_it(client, strategy, lead):
    workflow.send_to_hearing(strategy.pk, actor=lead, at=timezone.now())
    client.force_login(lead)
    page = text_of(client, "way", strategy)
    assert "der er ikke skrevet en høring ind" in page
    assert reverse("strategies:content_add", args=[strategy.slug, "hoering"]) in page


def test_a_started_hearing_stands_in_what_is_to_come_by_its_deadline(strategy, lead, today):
    made = hearing(strategy, lead, today, deadline=0)
    track = load_track(strategy, today)
    assert [(each.hearing, each.date) for each in track.coming] == [(made, today)]
    assert [(each.hearing, each.date) for each in track.past if each.kind == "hearing"] == [(made, made.sent_on)]
    assert not load_track(strategy, today + DAY).coming


def test_an_adoption_says_what_becomes_public(client, strategy, faxe, lead):
    make.activity(strategy, "Opsøgende arbejde", actor=lead)
    save(Task(case=strategy.case, title="Ring", owner="Sekretariatet"), lead)
    client.force_login(lead)
    page = warnings(client, strategy, faxe)
    assert "Det bliver offentligt: 1 handleplan, 1 aktivitet og 1 opgave." in page
    assert "handleplanen med beløb" in page
    assert "høringssvar" in page


def test_readers_do_not_see_what_is_late(client, faxe, lead, today):
    made = make.strategy(faxe, actor=lead, adopted=True)
    save(Task(case=made.case, title="Ring", owner="Sekretariatet", deadline=today - 3 * DAY), lead)
    save(AgendaItem(case=made.case, body=make.body(faxe), date=today - 3 * DAY), lead)
    hearing(made, lead, today, ("Handicaprådet", False), deadline=-5)
    late = ("Fristen er overskredet", "fristen var", "Fristen var", "for 3 dage siden", "Resultatet er ikke skrevet")
    page = text_of(client, "track", made)
    assert "Ring" in page
    assert "Handicaprådet" in page
    assert not [words for words in late if words in page]
    client.force_login(lead)
    page = text_of(client, "track", made)
    assert [words for words in late if words not in page] == []
    assert ">Ring</a>: Fristen var" in page


def test_readers_do_not_see_what_is_being_worked_on(client, faxe, lead):
    made = make.strategy(faxe, actor=lead, adopted=True)
    activity = make.activity(made, "Stabilisering", actor=lead, readiness="green")
    save(Prerequisite(activity=activity, kind="financing", state="missing"), lead)
    workflow.add_note(
        activity.pk,
        text="Lejemålet er på plads.",
        on=TODAY,
        state="active",
        readiness="green",
        actor=lead,
        at=make.AT,
    )
    theory = save(TheoryOfChange(strategy=made, title="Teori"), lead)
    column = save(TheoryColumn(theory=theory, title="Indsats"), lead)
    save(TheoryStep(theory=theory, column=column, text="Gadeplan"), lead)
    inner = (
        lead.name,
        "Gemt ",
        "Tidligere udgaver",
        "peger på",
        "midlerne mangler",
        "fører ikke til et mål",
        "pile endnu",
    )
    pages = [("activity", activity.pk), ("plan",), ("movement",), ("theories",), ("theory", theory.pk), ("document",)]
    for name, *more in pages:
        page = text_of(client, name, made, *more)
        assert [words for words in inner if words in page] == [], name
    assert "Lejemålet er på plads." in text_of(client, "activity", made, activity.pk)
    client.force_login(lead)
    seen = "".join(text_of(client, name, made, *more) for name, *more in pages)
    assert [words for words in inner[:5] if words not in seen] == []
