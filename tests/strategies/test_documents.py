"""The demo holds the four municipal documents whole: their counts, sums and structure, counted by hand from them."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.urls import reverse

from clusters.models import AgendaItem, HearingParty
from misbrug.accounts.models import User
from misbrug.workspace.demo.strategies import FOLDER
from strategies.chains import find_cycle
from strategies.models import Activity, Goal, Part, Prerequisite, Strategy, TheoryLink
from strategies.readiness import contradictions

pytestmark = pytest.mark.django_db

Kind = Part.Kind
# How far behind a day or a title its mark stands at most, in characters of the page.
PLACE_OF_A_MARK = 150


@pytest.fixture
def herning(demo):
    return Strategy.objects.get(slug="herning-misbrugsbehandling")


@pytest.fixture
def silkeborg(demo):
    return Strategy.objects.get(slug="silkeborg-misbrugspolitik")


@pytest.fixture
def joint(demo):
    return Strategy.objects.get(slug="ishoej-vallensbaek-misbrugspolitik")


@pytest.fixture
def koebenhavn(demo):
    return Strategy.objects.get(slug="koebenhavn-misbrugsplan")


def headings(strategy, kind):
    """Give the headings of a strategy's parts of a kind."""
    return list(strategy.parts.filter(kind=kind).values_list("heading", flat=True))


# Herning


def test_herning_has_seven_groups_of_goals_along_the_levels_of_the_effort(herning):
    goals = Counter(herning.goals.filter(kind="goal").values_list("group__title", flat=True))
    assert [goals[group.title] for group in herning.goal_groups.all()] == [3, 3, 3, 4, 4, 4, 2]
    assert goals.total() == 23
    sub_goals = herning.goals.filter(kind="sub_goal")
    assert [goal.title for goal in sub_goals] == ["Ophør", "Reduktion", "Stabilisering"]
    assert {goal.parent.group.title for goal in sub_goals} == {"Misbrugsbehandling"}


def test_hernings_bodies_and_routing_are_those_of_the_item(herning):
    codes = herning.municipalities.get().bodies.exclude(short_name="").order_by("order")
    assert " ".join(body.short_name for body in codes) == "DIR FOU BFU SOS BSK KFU BYP TMU ØKE BYR"
    marked = herning.case.routes.exclude(body__short_name="").values_list("body__short_name", flat=True)
    assert set(marked) == {"FOU", "BFU", "SOS"}
    heard = HearingParty.objects.filter(hearing__case=herning.case, body__isnull=False)
    assert {str(party) for party in heard} == {"Udsatterådet", "Lokalrådet for samarbejde med politiet"}


def test_hernings_committee_decided_with_a_remark_that_became_tasks(herning):
    item = AgendaItem.objects.get(case=herning.case, item_number="15")
    assert (item.body.short_name, item.date, item.case_number) == ("BFU", date(2015, 3, 18), "27.00.00-G01-1-15")
    assert item.outcome == "remark"
    assert "frivillige og private aktører" in item.remark
    assert len(item.points) == 2
    assert [task.state for task in item.tasks.all()] == ["open", "open"]
    assert all(task.owner for task in item.tasks.all())
    ours = herning.case.tasks.get(state="done")
    assert (ours.agenda_item, ours.is_example) == (None, True), "no decision asked for it"
    assert herning.case.responsible == "Direktøren for Børn og Unge", "who recommends"
    adoption = herning.adoptions.get()
    assert (adoption.adopted_on, adoption.adopted_by) == (item.date, item.body)


def test_hernings_earlier_treatments_hearings_and_annexes(herning):
    earlier = herning.case.agendaitems.filter(date__year=2015, date__month=1)
    assert [(row.body.short_name, row.date.day) for row in earlier] == [("FOU", 19), ("BFU", 21), ("SOS", 28)]
    assert [row.sent_on.year for row in herning.case.hearings.all()] == [2014, 2015]
    assert herning.case.annexs.count() == 5
    assert all(annex.is_example for annex in herning.case.annexs.all()), "the links are ours"
    assert "november og december 2015" in herning.case.further_process


# Silkeborg


def test_silkeborg_holds_mission_visions_principles_and_what_it_leaves_out(silkeborg):
    assert silkeborg.kind == Strategy.Kind.POLICY
    assert len(headings(silkeborg, Kind.PRINCIPLES)) == 6
    assert [len(headings(silkeborg, kind)) for kind in (Kind.MISSION, Kind.VISION, Kind.SCOPE, Kind.NOT_COVERED)] == [
        1,
        1,
        1,
        1,
    ]
    assert silkeborg.parts.get(kind=Kind.VISION).text.count("- ") == 4
    assert silkeborg.target_groups.count() == 6
    assert silkeborg.target_groups.exclude(effort="").count() == 5
    related = " ".join(silkeborg.relations.values_list("title", flat=True))
    assert "sundhedspolitik" in related
    assert "børne- og ungepolitik" in related


def test_silkeborg_is_taken_up_every_second_year_by_driftssektionen(silkeborg):
    assert (silkeborg.review_months, silkeborg.review_owner) == (24, "Driftssektionen")
    assert silkeborg.next_review is None, "the policy does not say when it was last taken up"
    assert silkeborg.valid_from is None
    plan = silkeborg.plans.get()
    assert plan.year
    assert plan.is_example, "the policy asks for a plan a year; which year is ours"
    assert plan.activities.count() == 8


def test_silkeborgs_groups_claim_no_goal_or_department_of_ours(silkeborg):
    assert not silkeborg.target_groups.exclude(goal=None, responsible="").exists()
    who = silkeborg.parts.get(kind=Kind.ANCHORING).text
    assert "forebyggelsesgruppe" in who
    assert "Sådan en enhed findes ikke i dag" in who


# Ishøj and Vallensbæk


def test_one_policy_of_two_municipalities(joint):
    assert joint.place_names == "Ishøj og Vallensbæk"
    assert joint.period == "2014–2018"
    assert joint.state == Strategy.State.ADOPTED
    assert joint.adoptions.filter(adopted_on__isnull=False).count() == 2


def test_the_joint_policy_is_whole(joint):
    kinds = Counter(joint.parts.values_list("kind", flat=True))
    assert (kinds[Kind.VISION], kinds[Kind.VALUES], kinds[Kind.ANCHORING]) == (3, 4, 3)
    once = (Kind.FOREWORD, Kind.DEFINITIONS, Kind.LEGAL_BASIS, Kind.OFFERS, Kind.FOLLOW_UP, Kind.SCOPE)
    assert all(kinds[kind] == 1 for kind in once)
    law = joint.parts.get(kind=Kind.LEGAL_BASIS).text
    assert all(words in law for words in ("§ 101", "§ 141", "14 dage"))
    assert joint.target_groups.count() == 3
    assert joint.focus_areas.count() == 4
    assert not joint.focus_areas.filter(purpose="").exists()
    assert joint.plans.get().year is None, "its action plan is a living one"


def test_the_joint_policys_figures_are_those_of_the_document(joint):
    purpose = joint.parts.get(kind=Kind.BACKGROUND).text
    assert all(words in purpose for words in ("10 %", "140.000", "høj indtægt"))
    young = joint.focus_areas.get(title="Forebyggende indsats").challenge
    assert all(words in young for words in ("50 %", "8 kommuner", "koncentrationen"))
    assert "det nære sundhedsvæsen" in joint.parts.get(heading="Vision: Behandling lokalt").text


# København


def test_koebenhavns_plan_is_a_hearing_draft_with_two_guiding_goals(koebenhavn):
    assert koebenhavn.state == Strategy.State.HEARING
    assert koebenhavn.adoptions.get().adopted_on is None
    assert koebenhavn.goals.filter(kind=Goal.Kind.GUIDING).count() == 2
    assert koebenhavn.goals.filter(group__title="Supplerende mål").count() == 3


def test_koebenhavns_pyramid_ties_group_to_challenge_goal_and_administration(koebenhavn):
    groups = list(koebenhavn.target_groups.all())
    assert [group.responsible for group in groups] == ["Socialforvaltningen"] * 3 + ["Sundhedsforvaltningen"]
    assert [bool(group.challenge and group.goal) for group in groups] == [True, True, True, False]
    assert {group.goal.kind for group in groups[:3]} == {Goal.Kind.GUIDING}
    assert "færre gener" in groups[0].effort, "the top of the pyramid has a second goal"


def test_koebenhavns_activities_add_up_to_the_table(koebenhavn):
    rows = koebenhavn.activities.order_by("focus_area__order").values("focus_area__title")
    sums = rows.annotate(year=Sum("annual_cost")).values_list("year", flat=True)
    assert [str(round(amount, 1)) for amount in sums] == ["16.3", "4.7", "5.0", "2.5", "27.0"]
    total = koebenhavn.activities.aggregate(year=Sum("annual_cost"), once=Sum("establishment_cost"))
    assert (round(total["year"], 3), round(total["once"], 3)) == (Decimal("55.5"), Decimal("13.8"))
    assert koebenhavn.activities.count() == 25
    assert [row.title for row in koebenhavn.activities.filter(annual_cost=None)] == ["Stofindtagelsesrum"]
    assert [row.title for row in koebenhavn.activities.all() if row.is_one_off] == ["Udbud eller akkreditering"]
    assert not koebenhavn.activities.filter(text="").exists()
    assert koebenhavn.focus_areas.exclude(challenge="").count() == 5


def test_koebenhavns_activities_come_through_the_import(koebenhavn):
    reasons = {row.history.earliest("history_date").history_change_reason for row in koebenhavn.activities.all()}
    assert reasons == {"Import af koebenhavn-aktiviteter.csv"}
    assert len((FOLDER / "koebenhavn-aktiviteter.csv").read_text(encoding="utf-8").splitlines()) == 26


def test_koebenhavns_activities_begin_as_what_they_are(koebenhavn):
    for row in koebenhavn.activities.all():
        first = row.history.earliest("history_date", "history_id")
        assert (first.state, first.readiness) == (row.state, row.readiness), row.title
    assert [row.title for row in koebenhavn.activities.filter(state="active")] == ["Anonym behandling"]


def test_koebenhavns_sums_are_counted_and_not_written(koebenhavn):
    assert not any(figure in koebenhavn.case.economy for figure in ("203", "165", "38", "55,5", "13,8"))


def test_koebenhavns_colours_are_examples(koebenhavn):
    colours = Counter(koebenhavn.activities.values_list("readiness", flat=True))
    assert colours == {"green": 3, "yellow": 15, "red": 7}
    assert not koebenhavn.activities.filter(readiness_is_example=False).exists()
    assert not koebenhavn.activities.filter(is_example=True).exists()


def test_only_stabiliseringspladser_contradicts_itself(koebenhavn):
    conditions = {}
    for row in Prerequisite.objects.filter(activity__strategy=koebenhavn):
        conditions.setdefault(row.activity_id, {})[row.kind] = row.state
    found = {
        row.title: contradictions(row.state, row.readiness, conditions[row.pk], described=bool(row.prerequisites))
        for row in koebenhavn.activities.all()
    }
    assert {title: words for title, words in found.items() if words} == {
        "Stabiliseringspladser": ("Grøn, men midlerne er ikke afklaret.",)
    }
    rum = koebenhavn.activities.get(title="Stofindtagelsesrum")
    assert {"legal_basis", "premises", "financing"} <= set(conditions[rum.pk])


def test_koebenhavns_budget_is_divided(koebenhavn):
    whole = koebenhavn.budget_lines.get(part_of=None)
    assert whole.amount == 203
    assert [line.amount for line in whole.shares.order_by("order")] == [165, 38]


def test_koebenhavns_theories_end_in_goals_by_example_arrows(koebenhavn):
    theories = list(koebenhavn.theories.prefetch_related("columns", "steps__links_out", "links"))
    assert [theory.focus_area is None for theory in theories] == [True] + [False] * 5
    assert [column.title for column in theories[0].columns.all()] == [
        "Fokusområder",
        "Virkning på kort sigt",
        "Virkning på lang sigt",
    ]
    for theory in theories:
        assert theory.columns.count() == 3
        assert find_cycle([(link.source_id, link.target_id) for link in theory.links.all()]) == []
        loose = [step.label for step in theory.steps.all() if not step.links_out.all() and not step.is_goal]
        assert loose == [], theory.title
    assert not TheoryLink.objects.filter(theory__strategy=koebenhavn, is_example=False).exists()
    acting = Activity.objects.filter(theory_steps__theory__strategy=koebenhavn).distinct().count()
    assert acting == 25
    assert [step.label for theory in theories for step in theory.steps.all() if step.other_policy] == [
        "Udsatte unge har samme muligheder som andre"
    ]


def test_koebenhavn_names_what_it_overlaps_with(koebenhavn):
    titles = set(koebenhavn.relations.values_list("title", flat=True))
    assert {"Samlet plan for Vesterbro", "Hjemløsestrategien"} <= titles


# All four


def test_days_that_no_source_gives_are_marked(herning, silkeborg, joint, koebenhavn):
    days = {
        str(row): (row.is_example, row.strategy.events.get(act="adopt", municipality=row.municipality).is_example)
        for strategy in (herning, silkeborg, joint)
        for row in strategy.adoptions.all()
    }
    assert set(days.values()) == {(True, True), (False, False)}
    assert [name for name, marks in days.items() if not all(marks)] == [str(herning.adoptions.get())]
    assert silkeborg.adoptions.get().adopted_by is None, "nor by whom"
    assert koebenhavn.events.get(act="hearing").is_example
    assert all(hearing.is_example for hearing in herning.case.hearings.all())


@pytest.mark.parametrize(
    ("place", "page", "marked", "times"),
    [
        ("silkeborg", "document", "4. februar 2008", 2),
        ("silkeborg", "way", "4. februar 2008", 2),
        ("silkeborg", "history", "4. februar 2008", 1),
        ("silkeborg", "track", "Vedtaget i Silkeborg", 1),
        ("ishoej", "document", "5. februar 2014", 1),
        ("herning", "track", "Administrativ høring i lederfora", 2),
        ("herning", "track", "Høring i rådene", 2),
        ("herning", "track", "Følg op på strategien politisk og administrativt", 1),
        ("koebenhavn", "track", "Sendt i høring", 1),
    ],
)
def test_the_mark_stands_beside_each_invented_day(client, demo, place, page, marked, times):
    client.force_login(User.objects.get(email=f"ansvarlig.{place}@demo.misbrug.example"))
    strategy = Strategy.objects.get(slug__startswith=place)
    html = client.get(reverse(f"strategies:{page}", args=[strategy.slug])).content.decode().replace("\xa0", " ")
    shown = html[html.index("<main") :].split(marked)[1:]
    assert sum('class="example"' in after[:PLACE_OF_A_MARK] for after in shown) == times


def test_goals_and_activities_of_each_document_serve_recommendations_by_our_reading(
    herning, silkeborg, joint, koebenhavn
):
    numbers = {}
    for strategy in (herning, silkeborg, joint, koebenhavn):
        served = (strategy.goals, strategy.activities)
        found = {number for rows in served for number in rows.values_list("recommendations__number", flat=True)}
        numbers[strategy.slug.split("-")[0]] = found - {None}
        assert "KL's anbefalinger er vores læsning og et eksempel" in strategy.parts.get(kind=Kind.SOURCES).text
        assert not any(rows.filter(indicators__isnull=False).exists() for rows in served), "no claim of an answer"
    assert numbers == {
        "herning": {1, 2, 5, 6, 7, 10, 12},
        "silkeborg": {2, 7, 12},
        "ishoej": {2, 12},
        "koebenhavn": {1, 2, 10, 12},
    }
