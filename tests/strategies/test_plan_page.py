"""The plan's page, what moved, and the economy: what is shown, in what order, summed how, to whom."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from clusters.models import AgendaItem
from strategies import workflow
from strategies.models import Activity, BudgetLine, Prerequisite
from strategies.movement import movement
from strategies.plan import Choice, plan_table
from tests import factories
from tests import strategies as make
from tests.strategies.test_budget import koebenhavn

pytestmark = pytest.mark.django_db
AT = make.AT
TODAY = AT.date()


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


def fill(strategy, actor):
    """Give the strategy the 25 activities with their figures."""
    areas = {}
    for number, (area, funding, cost) in enumerate(koebenhavn(), start=1):
        areas[area] = areas.get(area) or make.focus_area(strategy, f"Område {area}", actor=actor)
        make.activity(
            strategy,
            f"Aktivitet {number}",
            actor=actor,
            focus_area=areas[area],
            annual_cost=cost.annual,
            establishment_cost=cost.establishment,
            funding=funding,
            funding_years=cost.years,
        )


def table(strategy, **query):
    return plan_table(strategy, Choice.read(query), TODAY)


def titles(found):
    return [row.activity.title for group in found.groups for row in group.rows]


def test_the_sums_of_25_activities(strategy, actor, open_as):
    fill(strategy, actor)
    found = table(strategy)
    assert [str(group.totals.annual.total) for group in found.groups] == ["16.300", "4.700", "5.000", "2.500", "27.000"]
    assert (found.totals.annual.total, found.totals.annual.unknown) == (Decimal("55.5"), 1)
    assert found.totals.establishment.total == Decimal("13.8")
    page = text_of(open_as(actor).get(url("plan", strategy)))
    assert "55,5" in page
    assert "+ 1 ukendt" in page
    assert "13,8" in page
    assert "Borgere lægges ikke sammen" in page
    economy = text_of(open_as(actor).get(url("economy", strategy)))
    for figure in ("55,5", "13,8", "0,6", "16,3", "4,7", "5,0", "2,5", "27,0", "+ 1 ukendt", "32,1", "20,0"):
        assert figure in economy
    assert "for 24 aktiviteter – 1 er ukendt" in economy.replace("\u00a0", " ")
    assert "heraf tidsbegrænset, 0,6 af det kun for ét år" in economy


def test_the_sums_follow_the_filter_and_say_so(strategy, actor, open_as):
    fill(strategy, actor)
    found = table(strategy, finansiering="Satspuljemidler")
    assert (found.shown_count, found.totals.annual.total) == (3, Decimal("20.0"))
    page = text_of(open_as(actor).get(url("plan", strategy), {"finansiering": "Satspuljemidler"}))
    assert "Viser 3 af 25 aktiviteter: Satspuljemidler. Summerne gælder kun dem." in page
    assert "55,5" not in page


def test_every_filter_narrows(strategy, actor):
    goal = make.goal(strategy, "Flere i behandling", actor=actor)
    recommendation = factories.RecommendationFactory()
    indicator = factories.IndicatorFactory(recommendation=recommendation)
    area = make.focus_area(strategy, "Unge", actor=actor)
    make.activity(strategy, "Æblehaven", actor=actor, focus_area=area, readiness="green", priority="high")
    make.activity(strategy, "Bro", actor=actor, links={"goals": [goal]}, state="active", funding="Puljen")
    make.activity(strategy, "Center", actor=actor, links={"indicators": [indicator]}, text="Ligger på havnen")
    make.activity(strategy, "Dør", actor=actor, links={"recommendations": [recommendation]}, readiness="red")
    expected = {
        ("fokus", str(area.pk)): ["Æblehaven"],
        ("fokus", "uden"): ["Bro", "Center", "Dør"],
        ("klar", "groen"): ["Æblehaven"],
        ("klar", "ikke-vurderet"): ["Bro", "Center"],
        ("tilstand", "i-gang"): ["Bro"],
        ("prioritet", "hoej"): ["Æblehaven"],
        ("finansiering", "Puljen"): ["Bro"],
        ("finansiering", "uden"): ["Æblehaven", "Center", "Dør"],
        ("maal", str(goal.pk)): ["Bro"],
        ("anbefaling", str(recommendation.pk)): ["Center", "Dør"],
        ("soeg", "HAVNEN ligger"): ["Center"],
        ("soeg", "aeblehaven"): ["Æblehaven"],
        ("soeg", "findes ikke"): [],
    }
    assert {key: titles(table(strategy, **dict([key]))) for key in expected} == expected


@pytest.mark.parametrize("query", [{"klar": "blå"}, {"sorter": "pris"}, {"plan": "999"}, {"plan": "x"}, {"fokus": ""}])
def test_words_that_mean_nothing_choose_nothing(strategy, actor, query, open_as):
    make.activity(strategy, "Bro", actor=actor)
    assert titles(table(strategy, **query)) == ["Bro"]
    assert open_as(actor).get(url("plan", strategy), query).status_code == 200


def test_what_matches_nothing_says_so(strategy, actor, open_as):
    make.activity(strategy, "Bro", actor=actor)
    page = text_of(open_as(actor).get(url("plan", strategy), {"fokus": "999"}))
    assert "Ingen aktiviteter passer til det, du har valgt" in page
    assert "Vis alle" in page


@pytest.mark.parametrize(
    ("sorter", "order"),
    [
        ("", "BAC"),
        ("aktivitet", "ABC"),
        ("-aktivitet", "CBA"),
        ("aarligt", "ACB"),
        ("-aarligt", "CAB"),
        ("klar", "CBA"),
        ("-klar", "BCA"),
        ("prioritet", "BCA"),
        ("start", "BCA"),
    ],
)
def test_the_table_is_sorted_by_any_column_and_the_unknown_is_last(strategy, actor, sorter, order):
    make.activity(strategy, "B", actor=actor, readiness="yellow", priority="high", start_year=2013)
    make.activity(strategy, "A", actor=actor, annual_cost=Decimal(1))
    make.activity(
        strategy, "C", actor=actor, annual_cost=Decimal(2), readiness="green", priority="low", start_year=2014
    )
    assert "".join(titles(table(strategy, sorter=sorter))) == order


def test_a_sorted_head_says_how_and_leads_on(strategy, actor, open_as):
    make.activity(strategy, "B", actor=actor)
    page = text_of(open_as(actor).get(url("plan", strategy), {"sorter": "aarligt", "soeg": "B"}))
    assert 'aria-sort="ascending"><a class="plan-sort" href="' in page
    assert "?soeg=B&amp;sorter=-aarligt" in page


def test_a_contradiction_is_pointed_out_and_editors_get_a_link(strategy, actor, open_as):
    make.adopt(strategy, strategy.places[0])
    activity = make.activity(strategy, "Stabilisering", actor=actor, readiness="green")
    workflow.save(Prerequisite(activity=activity, kind="financing", state="unclear"), actor=actor, at=AT)
    page = text_of(open_as(actor).get(url("plan", strategy)))
    assert "Grøn, men midlerne er ikke afklaret." in page
    assert f'{url("activity", strategy, activity.pk)}#forudsaetninger">Ret' in page
    other = factories.caseworker(factories.MunicipalityFactory())
    page = text_of(open_as(other).get(url("plan", strategy)))
    assert "Stabilisering" in page
    assert "Grøn, men midlerne er ikke afklaret." not in page
    assert "#forudsaetninger" not in page
    assert "Ny aktivitet" not in page


def test_what_was_dropped_is_in_no_sum_and_that_is_said(strategy, actor, open_as):
    make.activity(strategy, "Bro", actor=actor, annual_cost=Decimal("1.5"))
    make.activity(strategy, "Opgivet", actor=actor, annual_cost=Decimal(7), state="dropped")
    assert table(strategy).totals.annual.total == Decimal("1.5")
    for page in ("plan", "economy"):
        assert "1 opgivet aktivitet er ikke regnet med" in text_of(open_as(actor).get(url(page, strategy)))


def test_of_several_plans_this_years_is_shown_first(strategy, actor, open_as):
    old = make.plan(strategy, "Handleplan 2025", actor=actor, year=2025)
    new = make.plan(strategy, "Handleplan 2026", actor=actor, year=2026)
    make.activity(strategy, "Gammel", actor=actor, plan=old, annual_cost=Decimal(3))
    make.activity(strategy, "Ny", actor=actor, plan=new, annual_cost=Decimal(2))
    assert titles(table(strategy)) == ["Ny"]
    assert table(strategy).totals.annual.total == 2
    page = open_as(actor).get(url("plan", strategy), {"plan": old.pk})
    assert "Gammel" in text_of(page)
    assert "Handleplan 2026" in text_of(page)


def test_a_strategy_without_a_plan_offers_the_first_activity(strategy, actor, open_as):
    page = text_of(open_as(actor).get(url("plan", strategy)))
    assert "Handleplanen har ingen aktiviteter endnu" in page
    assert f'href="{url("content_add", strategy, "aktivitet")}"' in page
    assert "Handleplanen har ingen aktiviteter at regne på" in text_of(open_as(actor).get(url("economy", strategy)))


def test_only_an_empty_plan_can_be_deleted_from_its_page(strategy, actor, open_as):
    made = make.plan(strategy, actor=actor)
    delete = url("content_delete", strategy, "handleplan", made.pk)
    assert delete in text_of(open_as(actor).get(url("plan", strategy)))
    make.activity(strategy, "Bro", actor=actor)
    assert delete not in text_of(open_as(actor).get(url("plan", strategy)))


def test_strangers_do_not_learn_that_a_draft_has_a_plan(strategy, actor, open_as):
    stranger = factories.caseworker(factories.MunicipalityFactory())
    for name in ("plan", "economy", "movement"):
        assert open_as(stranger).get(url(name, strategy)).status_code == 404


def _many(strategy, actor, count):
    """Fill a plan in a few statements; as many acts of the workflow would take the test a minute."""
    plan, goal = make.plan(strategy, actor=actor), make.goal(strategy, "Flere i behandling", actor=actor)
    area, indicator = make.focus_area(strategy, "Unge", actor=actor), factories.IndicatorFactory()
    made = Activity.objects.bulk_create(
        Activity(
            strategy=strategy,
            plan=plan,
            title=f"Nummer {number}",
            focus_area=area if number % 2 else None,
            readiness="green",
            changed_at=AT,
        )
        for number in range(count)
    )
    Prerequisite.objects.bulk_create(Prerequisite(activity=each, kind="staff", changed_at=AT) for each in made)
    for relation, row in (("goals", goal), ("indicators", indicator), ("recommendations", indicator.recommendation)):
        through = getattr(Activity, relation).through
        name = f"{row._meta.model_name}_id"
        through.objects.bulk_create(through(activity_id=each.pk, **{name: row.pk}) for each in made)


@pytest.mark.parametrize("count", [1, 300])
@pytest.mark.parametrize(("name", "queries"), [("plan", 12), ("economy", 9), ("movement", 11)])
def test_the_number_of_queries_does_not_grow(strategy, actor, open_as, count_queries, count, name, queries):
    _many(strategy, actor, count)
    client = open_as(actor)
    client.get(url(name, strategy))
    with count_queries(exactly=queries):
        assert client.get(url(name, strategy)).status_code == 200


def test_editors_move_activities_and_stay_with_the_order(strategy, actor, open_as):
    first, second = (make.activity(strategy, title, actor=actor) for title in "AB")
    client = open_as(actor)
    assert "formaction" in text_of(client.get(url("plan", strategy), {"raekkefoelge": "ja"}))
    response = client.post(url("activity_move", strategy, second.pk), {"by": "-1"})
    assert response.url.endswith(f"raekkefoelge=ja#aktivitet-{second.pk}")
    assert titles(table(strategy)) == ["B", "A"]
    response = client.post(
        url("activity_move", strategy, first.pk), {"by": "-1"}, headers={"Accept": "application/json"}
    )
    assert response.json() == {"order": [first.pk, second.pk]}


# --- what moved ---------------------------------------------------------------------------------------------


def later(days):
    return AT + datetime.timedelta(days=days)


def note(activity, actor, at, state="planned", readiness="", text="Det går."):
    return workflow.add_note(activity.pk, text=text, on=at.date(), state=state, readiness=readiness, actor=actor, at=at)


def meet(strategy, day, name="Socialudvalget"):
    body = make.body(strategy.places[0], name=name)
    item = AgendaItem(case=strategy.case, body=body, date=day)
    return workflow.save(item, actor=make.editor(strategy), at=AT)


def test_what_moved_is_told_by_where_it_ended(strategy, actor):
    kept, moved, done, dropped, noted, gone = (
        make.activity(strategy, title, actor=actor)
        for title in ("Uændret", "Flyttet", "Færdig", "Opgivet", "Noteret", "Slettet")
    )
    note(moved, actor, AT, readiness="red", text="Før mødet.")
    note(moved, actor, later(5), readiness="yellow", text="Midlerne er fundet.")
    note(moved, actor, later(6), state="active", readiness="green", text="I gang.")
    note(done, actor, later(5), state="done")
    note(dropped, actor, later(5), state="dropped")
    note(noted, actor, later(5))
    workflow.delete(gone, actor=actor, at=later(5))
    new = workflow.save(Activity(strategy=strategy, plan=kept.plan, title="Ny"), actor=actor, at=later(7))
    found = movement(strategy, later(10).date(), since=later(2).date())
    assert [row.activity for row in found.moved] == [moved]
    row = found.moved[0]
    assert (row.readiness_from, row.readiness_to, row.state_from) == ("red", "green", "planned")
    assert [each.text for each in row.notes] == ["Midlerne er fundet.", "I gang."]
    assert [row.activity for row in found.finished] == [done]
    assert [row.activity for row in found.dropped] == [dropped]
    assert [row.activity for row in found.noted] == [noted]
    assert (found.added, found.removed) == ((new,), ("Slettet",))


def test_changed_amounts_are_told_with_what_they_were(strategy, actor, open_as):
    activity = make.activity(strategy, "Bro", actor=actor, annual_cost=Decimal("1.5"))
    for at, cost, base in ((later(3), Decimal(3), 1), (later(4), Decimal("2.5"), 2)):
        activity.annual_cost = cost
        workflow.save(activity, actor=actor, at=at, base_version=base)
    (row,) = movement(strategy, later(10).date(), since=later(2).date()).changed
    assert [(change.label, change.before, change.now) for change in row.changes] == [
        ("Årlig udgift", Decimal("1.5"), Decimal("2.5"))
    ]
    assert movement(strategy, later(10).date(), since=later(5).date()).is_empty


def test_an_amount_that_was_changed_back_is_no_change(strategy, actor):
    activity = make.activity(strategy, "Bro", actor=actor, annual_cost=Decimal("1.5"))
    for base, cost in enumerate((Decimal(3), Decimal("1.5")), start=1):
        activity.annual_cost = cost
        workflow.save(activity, actor=actor, at=later(2 + base), base_version=base)
    assert movement(strategy, later(10).date(), since=later(2).date()).is_empty


def test_what_moved_begins_with_the_last_meeting(strategy):
    meet(strategy, datetime.date(2026, 3, 18))
    item = meet(strategy, datetime.date(2026, 9, 2), name="Byrådet")
    meet(strategy, datetime.date(2027, 1, 5), name="Økonomiudvalget")
    found = movement(strategy, TODAY)
    assert (found.since, found.meeting) == (datetime.date(2026, 9, 2), item)


def test_without_a_meeting_it_is_the_last_three_months(strategy):
    found = movement(strategy, TODAY)
    assert (found.since, found.meeting) == (datetime.date(2026, 8, 20), None)


def test_nothing_moved_is_said(strategy, actor, open_as):
    make.activity(strategy, "Bro", actor=actor)
    page = text_of(open_as(actor).get(url("movement", strategy), {"siden": AT.date().isoformat()}))
    assert "Nye aktiviteter" in page
    empty = make.strategy(strategy.places[0], title="Tom", actor=actor)
    assert "Intet har flyttet sig" in text_of(open_as(actor).get(url("movement", empty)))


@pytest.mark.parametrize(("word", "message"), [("i går", "Skriv en dato"), ("2190-01-01", "ligger i fremtiden")])
def test_a_day_that_cannot_be_used_says_so_and_stays(strategy, actor, open_as, word, message):
    page = text_of(open_as(actor).get(url("movement", strategy), {"siden": word}))
    assert message in page
    assert f'value="{word}"' in page


# --- background budget --------------------------------------------------------------------------------------


def line(strategy, actor, label, amount, **fields):
    row = BudgetLine(strategy=strategy, label=label, amount=amount, **fields)
    return workflow.save(row, actor=actor, at=AT)


def test_the_background_budget_stands_with_its_shares(strategy, actor, open_as):
    whole = line(strategy, actor, "Misbrugsbehandling", Decimal(203))
    line(strategy, actor, "Stof", Decimal(165), part_of=whole)
    last = line(strategy, actor, "Alkohol", Decimal(38), part_of=whole)
    page = text_of(open_as(actor).get(url("economy", strategy)))
    assert "203,0" in page
    assert "Delene giver" not in page
    last.amount = Decimal(30)
    workflow.save(last, actor=actor, at=AT, base_version=1)
    assert "Delene giver 195,0, og linjen er 203,0." in text_of(open_as(actor).get(url("economy", strategy)))
