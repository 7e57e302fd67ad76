"""A strategy as a document: what stands in it, who sees what of it, and what it costs to show."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.models import AgendaItem, Annex, Task
from clusters.templatetags.content import prose
from strategies import workflow
from strategies.document import division_problem, load_document
from strategies.models import BudgetLine, Goal, Prerequisite
from strategies.templatetags.strategies import review_rhythm
from tests import factories
from tests import strategies as make
from tests.catalogues import small_catalogue

AT = make.AT


def page(client, strategy):
    response = client.get(f"/strategier/{strategy.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def fill(strategy, actor, times=1):
    """Put `times` of everything into a strategy."""
    catalogue = small_catalogue(slug=f"katalog-{strategy.pk}")
    served = {"recommendations": [catalogue.recommendations.first()], "indicators": [catalogue.indicators.first()]}
    other = make.strategy(title=f"Anden {strategy.pk}", adopted=True)
    for n in range(times):
        make.part(strategy, f"Afsnit {n}", text="Tekst.", actor=actor)
        area = make.focus_area(strategy, f"Fokus {n}", challenge="Svært.", actor=actor)
        guiding = make.goal(strategy, f"Pejlemærke {n}", kind="guiding", links=served, actor=actor)
        group = make.goal_group(strategy, f"Gruppe {n}", actor=actor)
        goal = make.goal(strategy, f"Mål {n}", group=group, links=served, actor=actor)
        make.goal(strategy, f"Delmål {n}", kind="sub_goal", parent=goal, actor=actor)
        make.target_group(strategy, f"Målgruppe {n}", goal=guiding, actor=actor)
        whole = make.budget_line(strategy, f"Budget {n}", amount="10", actor=actor)
        make.budget_line(strategy, f"Del {n}", amount="10", part_of=whole, actor=actor)
        make.relation(strategy, f"Beslægtet {n}", other=other, actor=actor)
        make.activity(strategy, f"Aktivitet {n}", focus_area=area, annual_cost=Decimal("1.5"), actor=actor)
        annex = Annex(case=strategy.case, title=f"Bilag {n}", url="https://eksempel.dk/bilag")
        workflow.save(annex, actor=actor, at=AT)


@pytest.fixture
def strategy(db):
    return make.strategy()


@pytest.fixture
def actor(strategy):
    return make.editor(strategy)


@pytest.mark.parametrize("is_editor", [True, False])
def test_the_number_of_queries_is_the_same_however_much_there_is(client, count_queries, is_editor, db):
    small, large = (make.strategy(title=title, adopted=True) for title in ("Lille", "Stor"))
    fill(small, make.editor(small))
    fill(large, make.editor(large), times=5)
    expected = 22 if is_editor else 19
    for strategy in (small, large):
        if is_editor:
            client.force_login(make.editor(strategy))
        with count_queries(exactly=expected):
            client.get(f"/strategier/{strategy.slug}/")


def test_a_reader_sees_what_is_written_and_no_tools(client, strategy, actor):
    make.part(strategy, "Vision", text="Alle skal med.", actor=actor)
    make.adopt(strategy, strategy.places[0])
    text = page(client, strategy)
    assert "Alle skal med." in text
    for absent in ("Målgrupper", "Fokusområder", "Budgettet for området", "Tilføj", "row-tools", "Ret oplysninger"):
        assert absent not in text
    client.force_login(actor)
    text = page(client, strategy)
    for present in ("Målgrupper", "Fokusområder", "Budgettet for området", "Tilføj afsnit", "row-tools"):
        assert present in text


def test_an_empty_strategy_says_what_to_do_first(client, strategy, actor):
    client.force_login(actor)
    assert "Skriv det første afsnit" in page(client, strategy)
    make.part(strategy, "Vision", actor=actor)
    assert "Skriv det første afsnit" not in page(client, strategy)


def test_strangers_do_not_know_of_a_draft(client, strategy):
    assert client.get(f"/strategier/{strategy.slug}/").status_code == 404
    client.force_login(factories.caseworker(factories.MunicipalityFactory()))
    assert client.get(f"/strategier/{strategy.slug}/").status_code == 404


def test_a_hidden_draft_is_never_named(client, strategy, actor):
    hidden = make.strategy(title="Hemmelig kladde")
    shown = make.strategy(title="Vedtaget plan", adopted=True)
    make.relation(strategy, "En politik", other=hidden, url="https://eksempel.dk/", actor=actor)
    make.relation(strategy, "En plan", other=shown, actor=actor)
    client.force_login(actor)
    text = page(client, strategy)
    assert hidden.slug not in text
    assert "Hemmelig" not in text
    assert f'href="/strategier/{shown.slug}/"' in text
    entries = load_document(strategy, factories.municipal_lead(hidden.places[0]), AT.date()).relations
    assert [entry.other for entry in entries] == [hidden, shown]


def test_goals_stand_in_their_groups_with_what_is_below_them(strategy, actor):
    group = make.goal_group(strategy, "Behandling", actor=actor)
    make.goal_group(strategy, "Tom", actor=actor)
    goal = make.goal(strategy, "Færre i misbrug", group=group, actor=actor)
    make.goal(strategy, "Uden gruppe", actor=actor)
    make.goal(strategy, "Flere i behandling", kind=Goal.Kind.GUIDING, actor=actor)
    for title in ("Ophør", "Reduktion", "Stabilisering"):
        make.goal(strategy, title, kind=Goal.Kind.SUB_GOAL, parent=goal, group=group, actor=actor)
    doc = load_document(strategy, actor, AT.date())
    assert [entry.goal.title for entry in doc.guiding] == ["Flere i behandling"]
    assert [(str(section.group), [entry.goal.title for entry in section.entries]) for section in doc.goal_sections] == [
        ("None", ["Uden gruppe"]),
        ("Behandling", ["Færre i misbrug"]),
        ("Tom", []),
    ]
    sub_goals = doc.goal_sections[1].entries[0].sub_goals
    assert [entry.goal.title for entry in sub_goals] == ["Ophør", "Reduktion", "Stabilisering"]


def test_guiding_goals_and_others_are_moved_apart(strategy, actor):
    first = make.goal(strategy, "P1", kind=Goal.Kind.GUIDING, actor=actor)
    make.goal(strategy, "Mål", actor=actor)
    last = make.goal(strategy, "P2", kind=Goal.Kind.GUIDING, actor=actor)
    assert set(last.siblings()) == {first, last}
    workflow.move(last, 0, actor=actor, at=AT)
    guiding = load_document(strategy, actor, AT.date()).guiding
    assert [entry.goal.title for entry in guiding] == ["P2", "P1"]


def test_the_strip_counts_what_is_unknown(client, strategy, actor):
    whole = make.budget_line(strategy, "Samlet budget", amount="203", actor=actor)
    make.budget_line(strategy, "Stof", amount="165", part_of=whole, actor=actor)
    make.budget_line(strategy, "Alkohol", amount="38", part_of=whole, actor=actor)
    for title, annual, once in (("A", "3.0", "2"), ("B", "1.6", "0"), ("C", None, None)):
        make.activity(
            strategy,
            title,
            annual_cost=annual and Decimal(annual),
            establishment_cost=once and Decimal(once),
            actor=actor,
        )
    client.force_login(actor)
    text = page(client, strategy)
    assert "Samlet budget: stof 165,0, alkohol 38,0" in text
    assert "<b>4,6</b>" in text
    assert "for 2\xa0aktiviteter – 1 er ukendt" in text
    assert "<b>2,0</b>" in text
    assert "Delene giver" not in text


@given(
    st.one_of(st.none(), st.integers(0, 500)),
    st.lists(st.one_of(st.none(), st.integers(0, 500)), max_size=5),
)
def test_a_division_that_does_not_add_up_is_pointed_out(amount, parts):
    line = BudgetLine(amount=None if amount is None else Decimal(amount))
    shares = [BudgetLine(amount=None if part is None else Decimal(part)) for part in parts]
    adds_up = not parts or (None not in parts and amount == sum(parts))
    assert (division_problem(line, shares) == "") is adds_up


def test_how_it_is_wrong_is_said():
    line = BudgetLine(amount=Decimal(203))
    assert division_problem(line, [BudgetLine(amount=Decimal(165)), BudgetLine(amount=Decimal(36))]) == (
        "Delene giver 201,0\xa0mio.\xa0kr. Det er 2,0 mindre end det beløb, de deler."
    )
    assert "Én\xa0del er ikke kendt." in division_problem(line, [BudgetLine(amount=Decimal(165)), BudgetLine()])


def test_a_focus_area_counts_its_activities(strategy, actor):
    areas = [make.focus_area(strategy, title, actor=actor) for title in ("Unge", "Familier")]
    for title in ("A", "B"):
        make.activity(strategy, title, focus_area=areas[0], actor=actor)
    entries = load_document(strategy, actor, AT.date()).focus_areas
    assert [(entry.number, entry.area.title, entry.activities) for entry in entries] == [
        (1, "Unge", 2),
        (2, "Familier", 0),
    ]


def test_what_carries_the_goals_stands_after_them(client, strategy, actor):
    for kind, heading in (("anchoring", "Forankring"), ("sources", "Kilder"), ("other", "Andet"), ("vision", "Vision")):
        make.part(strategy, heading, kind=kind, actor=actor)
    make.target_group(strategy, "Unge", actor=actor)
    make.goal(strategy, "Færre i misbrug", actor=actor)
    client.force_login(actor)
    text = page(client, strategy).split('class="strategy__main"')[1]
    order = ["Andet", "Vision", "Unge", "Færre i misbrug", "Forankring", "Kilder"]
    assert sorted(order, key=lambda words: text.index(words + " ")) == order
    assert text.count("Tilføj afsnit") == 1
    vision = strategy.parts.get(kind="vision")
    workflow.move(vision, 0, actor=actor, at=AT)
    doc = load_document(strategy, actor, AT.date())
    assert [part.heading for part in doc.parts] == ["Vision", "Andet"]
    assert [part.heading for part in doc.closing_parts] == ["Forankring", "Kilder"]


def test_an_economy_of_which_nothing_is_known_is_not_in_the_way(client, strategy, actor):
    make.activity(strategy, "Psykiater", actor=actor)
    make.budget_line(strategy, "Hele området", actor=actor)
    client.force_login(actor)
    assert 'id="oekonomi"' not in page(client, strategy)
    make.activity(strategy, "Gademedarbejder", annual_cost=Decimal("0"), actor=actor)
    assert 'id="oekonomi"' in page(client, strategy)


def test_the_first_page_says_whether_it_happens(client, strategy, actor):
    client.force_login(actor)
    assert "Sker det?" not in page(client, strategy)
    for title, state, readiness in (
        ("A", "active", "green"),
        ("B", "active", ""),
        ("C", "done", ""),
        ("D", "planned", "red"),
    ):
        activity = make.activity(strategy, title, state=state, readiness=readiness, actor=actor)
        if title in "AD":
            row = Prerequisite(activity=activity, kind="financing", state="missing")
            workflow.save(row, actor=actor, at=AT)
    body = make.body(strategy.places[0], "Byrådet")
    items = [
        workflow.save(
            AgendaItem(case=strategy.case, body=body, date=AT.date() - datetime.timedelta(days=days), **fields),
            actor=actor,
            at=AT,
        )
        for days, fields in (
            (9, {"outcome": "approved"}),
            (5, {"outcome": "remark", "remark": "Se på unge."}),
            (2, {"outcome": "postponed"}),
        )
    ]
    for title, deadline in (("Kortlæg", AT.date() - datetime.timedelta(days=1)), ("Spørg", None)):
        task = Task(case=strategy.case, agenda_item=items[1], title=title, owner="Staben", deadline=deadline)
        workflow.save(task, actor=actor, at=AT)
    workflow.save(Task(case=strategy.case, title="Andet", owner="Staben"), actor=actor, at=AT)
    text = page(client, strategy).replace("\xa0", " ").replace("&nbsp;", " ")
    for words in (
        ">2 i gang, 1 afsluttet, 1 planlagt</a>",
        "2 mangler midler",
        ">1 er rød</a>",
        "1 modsiger sig selv",
        f'politisk-behandling/#punkt-{items[1].pk}">Godkendt med bemærkning – 2 åbne opgaver</a>',
        ">3 åbne opgaver</a>",
        "1 over fristen",
    ):
        assert words in text, words


def test_examples_are_marked(client, strategy, actor):
    make.part(strategy, "Vision", is_example=True, actor=actor)
    client.force_login(actor)
    assert page(client, strategy).count('class="example"') == 1


@pytest.mark.parametrize(
    ("months", "owner", "words"),
    [
        (24, "Driftssektionen", "Tages op hvert andet år af Driftssektionen"),
        (12, "", "Tages op hvert år"),
        (36, "", "Tages op hvert 3.\xa0år"),
        (1, "", "Tages op hver måned"),
        (18, "", "Tages op hver 18.\xa0måned"),
        (None, "Rådet", "Tages op af Rådet"),
        (None, "", ""),
    ],
)
def test_the_rhythm_in_words(db, months, owner, words):
    assert review_rhythm(make.strategy(review_months=months, review_owner=owner)) == words


def test_who_adopted_a_joint_strategy(client, db):
    places = [factories.MunicipalityFactory(name=name) for name in ("Ishøj", "Vallensbæk")]
    strategy = make.strategy(*places)
    make.adopt(strategy, places[0])
    assert "Vedtaget i Ishøj" in page(client, strategy)
    make.adopt(strategy, places[1])
    text = page(client, strategy)
    assert "Vedtaget 15.\xa0januar 2026" in text
    assert "Ishøj og Vallensbæk" in text


def test_a_line_alone_in_bold_is_a_heading():
    text = "Først.\n\n**Hvordan**\n\nSådan **her**.\n\n- ét\n- to"
    assert (
        prose(text) == "<p>Først.</p><h3>Hvordan</h3><p>Sådan <strong>her</strong>.</p><ul><li>ét</li><li>to</li></ul>"
    )
    assert prose("**Kun det**\r\n\r\nog mere", 4) == "<h4>Kun det</h4><p>og mere</p>"
    assert prose("") == ""


@given(st.text(max_size=200))
def test_no_text_becomes_markup_of_its_own(text):
    shown = prose(f"<script>{text}</script> **<b>x</b>**\n\n**<i>y</i>**")
    assert "<script" not in shown
    assert "<i>" not in shown


def test_a_followed_up_strategy_says_when(client, strategy, actor):
    lead = factories.municipal_lead(strategy.places[0])
    workflow.complete_review(strategy.pk, on=datetime.date(2026, 3, 1), note="Gennemgået.", actor=lead, at=AT)
    client.force_login(actor)
    assert "1.\xa0marts 2026" in page(client, strategy)
