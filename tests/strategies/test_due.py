"""What is due: sorted by date, parted by how near it is, for those who answer for the municipality."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clusters.models import Hearing, HearingParty, Task
from strategies import workflow
from strategies.due import AHEAD, SHOWN, DueItem, arrange, latest_start, load_due
from tests import factories
from tests import strategies as make

AT = make.AT
TODAY = AT.date()
DAY = datetime.timedelta(days=1)

days = st.dates(min_value=datetime.date(2020, 1, 1), max_value=datetime.date(2032, 1, 1))
items = st.lists(
    st.builds(DueItem, days, st.sampled_from(["opgave", "høring"]), st.text(max_size=3), st.just(""), st.just(""))
)


# --- Rules ------------------------------------------------------------------------------------------------


@given(items, days)
def test_all_of_it_comes_once_by_date_and_in_its_part(found, today):
    due = arrange(found, today)
    listed = [*due.overdue, *due.soon, *due.later]
    assert [(each.date, each.kind, each.title) for each in listed] == sorted(
        (each.date, each.kind, each.title) for each in found
    )
    assert all(each.date < today for each in due.overdue)
    assert all(today <= each.date <= today + AHEAD for each in due.soon)
    assert all(each.date > today + AHEAD for each in due.later)
    assert len(due.shown) == min(SHOWN, len(due.pressing))
    assert len(due.shown) + due.more == len(due.overdue) + len(due.soon)
    assert due.is_empty == (not found)


@given(st.permutations([DueItem(TODAY + n * DAY, "opgave", str(n), "", "") for n in range(-3, 4)]))
def test_the_order_it_was_found_in_says_nothing(found):
    assert [each.title for each in arrange(found, TODAY).pressing] == ["-3", "-2", "-1", "0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (2013, None, datetime.date(2013, 12, 31)),
        (2028, 2, datetime.date(2028, 2, 29)),
        (2026, 12, datetime.date(2026, 12, 31)),
    ],
)
def test_a_recommended_start_is_kept_to_its_end(year, month, day):
    assert latest_start(year, month) == day


# --- What is found ----------------------------------------------------------------------------------------


@pytest.fixture
def place(db):
    return factories.MunicipalityFactory()


@pytest.fixture
def editor(place):
    return factories.caseworker(place)


def fill(strategy, editor, times=1, today=TODAY):
    """Give a strategy `times` of each thing that can be due, beside what is not."""
    case = strategy.case
    for number in range(times):
        for row in (
            Task(case=case, title=f"Saml {number}", owner="Staben", deadline=today - 3 * DAY),
            Task(case=case, title="Uden frist", owner="Staben"),
        ):
            workflow.save(row, actor=editor, at=AT)
        hearing = workflow.save(
            Hearing(case=case, title=f"Råd {number}", sent_on=today - 30 * DAY, deadline=today + 27 * DAY),
            actor=editor,
            at=AT,
        )
        for name, answered in (("Rådet", None), ("Foreningen", None), ("Nævnet", today - DAY)):
            workflow.save(HearingParty(hearing=hearing, name=name, answered_on=answered), actor=editor, at=AT)
        for title, more in (
            ("Psykiater", {"start_year": today.year - 1, "responsible": "Psykiatrien"}),
            ("Senere", {"start_year": today.year + 1}),
            ("I gang", {"start_year": today.year - 1, "state": "active"}),
        ):
            make.activity(strategy, f"{title} {number}", actor=editor, **more)


def titles(due):
    return [(item.title, item.days) for item in (*due.overdue, *due.soon, *due.later)]


def test_each_thing_that_can_be_due_is_found(place, editor):
    strategy = make.strategy(
        place, adopted=True, next_review=TODAY + 200 * DAY, valid_to=TODAY - DAY, review_owner="Driftssektionen"
    )
    fill(strategy, editor)
    due = load_due(editor, TODAY)
    start = datetime.date(TODAY.year - 1, 12, 31)
    assert titles(due) == [
        ("Psykiater 0 skulle være begyndt", (start - TODAY).days),
        ("Saml 0", -3),
        ("Perioden er udløbet", -1),
        ("Råd 0: to\xa0parter har ikke svaret", 27),
        ("Strategien skal tages op", 200),
    ]
    assert [item.who for item in due.overdue] == ["Psykiatrien", "Staben", ""]
    assert due.later[0].who == "Driftssektionen"
    assert [(each.title, each.who) for each in due.undated] == [("Uden frist", "Staben")]
    assert due.undated_words == "én\xa0opgave"


def test_a_hearing_without_a_deadline_is_counted_and_led_to(client, place, editor):
    strategy = make.strategy(place)
    for title in ("Saml svar", "Skriv notat"):
        workflow.save(Task(case=strategy.case, title=title, owner="Staben"), actor=editor, at=AT)
    hearing = workflow.save(Hearing(case=strategy.case, title="Råd", sent_on=TODAY), actor=editor, at=AT)
    workflow.save(HearingParty(hearing=hearing, name="Rådet"), actor=editor, at=AT)
    due = load_due(editor, TODAY)
    assert (titles(due), due.undated_words) == ([], "to\xa0opgaver og én\xa0høring")
    client.force_login(editor)
    assert "To\xa0opgaver og én\xa0høring uden frist</a>" in client.get("/").content.decode().replace("&nbsp;", "\xa0")
    html = client.get(reverse("strategies:due")).content.decode()
    assert 'id="uden-frist"' in html
    assert f"/strategier/{strategy.slug}/politisk-behandling/#opgaver" in html
    assert "Der er ingen frister" not in html


def test_what_is_not_adopted_cannot_have_begun_too_late(place, editor):
    strategy = make.strategy(place)
    make.activity(strategy, "Psykiater", actor=editor, start_year=TODAY.year - 1)
    assert load_due(editor, TODAY).is_empty
    make.adopt(strategy, place)
    assert titles(load_due(editor, TODAY))[0][0] == "Psykiater skulle være begyndt"


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ([TODAY.year - 2, TODAY.year - 1], True),
        ([TODAY.year - 1, TODAY.year], False),
        ([TODAY.year - 1, None], False),
        ([TODAY.year + 1], False),
        ([None], False),
        ([], False),
    ],
)
def test_a_yearly_plan_is_missed_in_the_year_it_is_not_made(place, editor, years, told):
    strategy = make.strategy(place, adopted=True)
    for year in years:
        make.plan(strategy, f"Handleplan {year}", actor=editor, year=year)
    found = [item.title for item in load_due(editor, TODAY).overdue]
    assert found == ([f"Der er ingen handleplan for {TODAY.year}"] if told else [])


def test_no_plan_is_missed_of_a_draft_or_after_the_period(place, editor):
    draft = make.strategy(place)
    ended = make.strategy(place, title="Udløbet", adopted=True, valid_to=TODAY - DAY)
    for strategy in (draft, ended):
        make.plan(strategy, "Handleplan", actor=editor, year=TODAY.year - 1)
    assert [title for title, _ in titles(load_due(editor, TODAY))] == ["Perioden er udløbet"]


def test_a_month_that_has_passed_this_year_is_late(place, editor):
    strategy = make.strategy(place, adopted=True)
    make.activity(strategy, "Oktober", actor=editor, start_year=TODAY.year, start_month=TODAY.month - 1)
    make.activity(strategy, "November", actor=editor, start_year=TODAY.year, start_month=TODAY.month)
    make.activity(strategy, "I år", actor=editor, start_year=TODAY.year)
    assert [item.title for item in load_due(editor, TODAY).overdue] == ["Oktober skulle være begyndt"]


def test_what_is_answered_closed_or_replaced_is_not_due(place, editor):
    strategy = make.strategy(place, adopted=True, next_review=TODAY)
    hearing = workflow.save(
        Hearing(case=strategy.case, title="Råd", sent_on=TODAY, deadline=TODAY), actor=editor, at=AT
    )
    workflow.save(HearingParty(hearing=hearing, name="Rådet", answered_on=TODAY), actor=editor, at=AT)
    assert titles(load_due(editor, TODAY)) == [("Strategien skal tages op", 0)]
    workflow.retire(strategy.pk, actor=factories.municipal_lead(place), at=AT, reason="Afløst.")
    assert load_due(editor, TODAY).is_empty


def test_others_are_told_nothing(place, editor):
    fill(make.strategy(place), editor)
    assert load_due(factories.caseworker(factories.MunicipalityFactory()), TODAY).is_empty
    assert load_due(factories.project_member(place.region), TODAY) is None


def test_a_joint_strategy_is_due_in_both_and_once(place, editor):
    other = factories.MunicipalityFactory()
    make.strategy(place, other, next_review=TODAY)
    both = factories.caseworker(place)
    factories.MembershipFactory(user=both, role="caseworker", municipality=other)
    for user in (editor, factories.caseworker(other), both):
        assert titles(load_due(user, TODAY)) == [("Strategien skal tages op", 0)]


# --- Pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 9])
def test_the_page_costs_the_same_whatever_is_due(client, place, editor, times, count_queries):
    fill(make.strategy(place, adopted=True), editor, times, today=timezone.localdate())
    client.force_login(editor)
    with count_queries(exactly=7):
        html = client.get(reverse("strategies:due")).content.decode()
    for words in ("for 3 dage siden", "om 27 dage", "Overskredet"):
        assert words in html.replace("\xa0", " ").replace("&nbsp;", " ")


def test_the_start_page_shows_eight_and_leads_to_the_rest(client, place, editor):
    fill(make.strategy(place, adopted=True), editor, 9, today=timezone.localdate())
    client.force_login(editor)
    html = client.get("/").content.decode().replace("\xa0", " ")
    section = html[html.index("Det forfalder") :]
    assert section.count("skulle være begyndt</a>") == SHOWN
    assert "Og 19 frister mere." in section
    assert 'href="/strategier/frister/"' in section


def test_the_start_page_says_when_nothing_is_due(client, place, editor):
    make.strategy(place)
    client.force_login(editor)
    assert "Ingen frister i jeres strategier" in client.get("/").content.decode()


def test_who_has_no_municipality_has_no_such_page_or_section(client, place):
    client.force_login(factories.project_member(place.region))
    assert client.get(reverse("strategies:due")).status_code == 404
    assert "Det forfalder" not in client.get("/").content.decode()
    client.logout()
    assert client.get(reverse("strategies:due")).status_code == 302
