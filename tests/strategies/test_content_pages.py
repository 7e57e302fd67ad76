"""The pages for one row: every kind is added, edited, moved and deleted by those who may, and nothing typed is lost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from strategies import workflow
from strategies.forms import documents
from strategies.models import BudgetLine, FocusArea, Goal, GoalGroup, Part, Relation, TargetGroup
from tests import factories
from tests import strategies as make
from tests.catalogues import small_catalogue

pytestmark = pytest.mark.django_db

# Kind: its model, what is typed for a new row, and the field by which it is known.
TYPED = {
    "afsnit": (Part, {"kind": "vision", "heading": "Vision", "text": "Alle med."}, "heading"),
    "maalgruppe": (TargetGroup, {"name": "Unge", "challenge": "Svært."}, "name"),
    "fokusomraade": (FocusArea, {"title": "Tidlig indsats", "priority": "high", "priority_reason": "Virker."}, "title"),
    "maalsaet": (GoalGroup, {"title": "Forebyggelse"}, "title"),
    "maal": (Goal, {"kind": "goal", "title": "Færre unge"}, "title"),
    "budgetlinje": (BudgetLine, {"label": "Stof", "amount": "1,6"}, "label"),
    "beslaegtet": (Relation, {"title": "Sundhedspolitik", "url": "https://eksempel.dk/"}, "title"),
}


@pytest.fixture
def strategy():
    return make.strategy()


@pytest.fixture
def editor(client, strategy):
    user = make.editor(strategy)
    client.force_login(user)
    return user


def address(strategy, kind, pk=None, act="ret"):
    if pk is None:
        return reverse("strategies:content_add", args=[strategy.slug, kind])
    name = {"ret": "content_edit", "slet": "content_delete", "flyt": "content_move"}[act]
    return reverse(f"strategies:{name}", args=[strategy.slug, kind, pk])


def add(client, strategy, of, /, within="", **typed):
    query = f"?i={within}" if within else ""
    return client.post(address(strategy, of) + query, {"base_version": 0, **TYPED[of][1], **typed}, follow=True)


def messages(response):
    return [str(message) for message in response.context["messages"]]


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_every_kind_of_the_document_is_tried_here():
    assert set(TYPED) == set(documents.KINDS)


@pytest.mark.parametrize("kind", TYPED)
def test_an_editor_adds_edits_moves_and_deletes(client, strategy, editor, kind):
    model, typed, name = TYPED[kind]
    assert client.get(address(strategy, kind)).status_code == 200
    response = add(client, strategy, kind)
    row = model.objects.get()
    assert messages(response) == [f"”{typed[name]}” er tilføjet."]
    assert response.redirect_chain[-1][0].endswith(f"#{kind}-{row.pk}")
    assert f'id="{kind}-{row.pk}"' in response.content.decode()
    assert (row.strategy, row.changed_by) == (strategy, editor)
    assert client.get(address(strategy, kind, row.pk)).status_code == 200
    changed = {"base_version": 1, **typed, name: "En anden"}
    response = client.post(address(strategy, kind, row.pk), changed, follow=True)
    assert messages(response) == ["”En anden” er gemt."]
    add(client, strategy, kind)
    last = model.objects.order_by("order").last()
    client.post(address(strategy, kind, last.pk, "flyt"), {"by": "-1"})
    assert list(model.objects.order_by("order").values_list(name, flat=True)) == [typed[name], "En anden"]
    assert "Intet andet bliver slettet." in client.get(address(strategy, kind, row.pk, "slet")).content.decode()
    response = client.post(address(strategy, kind, row.pk, "slet"), follow=True)
    assert messages(response) == ["”En anden” er slettet."]
    assert response.redirect_chain[-1][0].endswith(f"#{kind}")
    assert model.objects.get() == last


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize(("is_adopted", "status"), [(True, 403), (False, 404)])
def test_others_do_not(client, kind, is_adopted, status):
    strategy = make.strategy(adopted=is_adopted)
    client.force_login(make.editor(strategy))
    add(client, strategy, kind)
    row = TYPED[kind][0].objects.get()
    client.force_login(factories.caseworker(factories.MunicipalityFactory()))
    for url in (address(strategy, kind), address(strategy, kind, row.pk), address(strategy, kind, row.pk, "slet")):
        assert client.get(url).status_code == status
        assert client.post(url, {"base_version": 1, **TYPED[kind][1]}).status_code == status
    assert client.post(address(strategy, kind, row.pk, "flyt"), {"place": 0}).status_code == status
    assert TYPED[kind][0].objects.get().version == 1


def test_either_municipality_edits_a_joint_strategy(client):
    places = [factories.MunicipalityFactory() for _ in range(2)]
    strategy = make.strategy(*places)
    for place in places:
        client.force_login(factories.caseworker(place))
        assert messages(add(client, strategy, "afsnit", heading=place.name)) == [f"”{place.name}” er tilføjet."]


def test_another_strategys_row_is_not_found(client, strategy, editor):
    other = make.part(make.strategy(title="En anden"), "Fremmed")
    for act in ("ret", "slet"):
        assert client.get(address(strategy, "afsnit", other.pk, act)).status_code == 404
    assert client.post(address(strategy, "afsnit", other.pk), {"heading": "Min"}).status_code == 410
    assert client.post(address(strategy, "afsnit", other.pk, "flyt"), {"place": 0}).status_code == 404
    assert client.get(f"/strategier/{strategy.slug}/findes-ikke/ny/").status_code == 404


def test_the_newer_one_stands_beside_mine(client, strategy, editor):
    part = make.part(strategy, "Vision", text="Alle skal med.", kind="vision", actor=editor)
    part.text = "Alle skal være med."
    workflow.save(part, actor=editor, at=make.AT, base_version=1)
    mine = {"kind": "vision", "heading": "Vision", "text": "Alle kan med.", "base_version": 1}
    response = client.post(address(strategy, "afsnit", part.pk), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert [each.label for each in response.context["differences"]] == ["Tekst"]
    assert "Alle <mark>skal være</mark> med." in page
    assert "Alle <mark>kan</mark> med." in page
    assert response.context["form"]["text"].value() == "Alle kan med."
    assert Part.objects.get().text == "Alle skal være med."
    again = {**mine, "act": "replace", "newer_version": 2}
    client.post(address(strategy, "afsnit", part.pk), again)
    assert Part.objects.get().text == "Alle kan med."
    assert list(part.history.values_list("text", flat=True)) == [
        "Alle kan med.",
        "Alle skal være med.",
        "Alle skal med.",
    ]


def test_a_third_ones_version_is_a_conflict_again(client, strategy, editor):
    part = make.part(strategy, "Vision", actor=editor)
    for version, text in ((1, "To"), (2, "Tre")):
        part.text = text
        workflow.save(part, actor=editor, at=make.AT, base_version=version)
    mine = {
        "kind": "other",
        "heading": "Vision",
        "text": "Min",
        "base_version": 1,
        "act": "replace",
        "newer_version": 2,
    }
    assert client.post(address(strategy, "afsnit", part.pk), mine).status_code == 409
    assert Part.objects.get().text == "Tre"


def test_what_was_written_on_a_deleted_row_is_shown(client, strategy, editor):
    part = make.part(strategy, "Vision", actor=editor)
    workflow.delete(Part.objects.get(), actor=editor, at=make.AT)
    response = client.post(address(strategy, "afsnit", part.pk), {"heading": "Vision", "text": "Lang <b>tekst</b>"})
    assert response.status_code == 410
    assert "Lang &lt;b&gt;tekst&lt;/b&gt;" in response.content.decode()


def test_what_others_point_to_is_held_with_links(client, strategy, editor):
    goal = make.goal(strategy, "Flere i behandling", actor=editor)
    group = make.target_group(strategy, "Unge", goal=goal, actor=editor)
    sub = make.goal(strategy, "Ophør", kind="sub_goal", parent=goal, actor=editor)
    page = client.get(address(strategy, "maal", goal.pk, "slet")).content.decode()
    assert address(strategy, "maalgruppe", group.pk) in page
    assert address(strategy, "maal", sub.pk) in page
    assert ">Slet</button>" not in page
    response = client.post(address(strategy, "maal", goal.pk, "slet"), follow=True)
    assert "”Flere i behandling” kan ikke slettes, så længe" in messages(response)[0]
    assert Goal.objects.filter(pk=goal.pk).exists()


def test_a_preview_saves_nothing(client, strategy, editor):
    typed = {
        **TYPED["afsnit"][1],
        "text": "Først.\n\n**Dernæst**\n\n- ét <b>x</b>",
        "base_version": 0,
        "act": "preview",
    }
    page = client.post(address(strategy, "afsnit"), typed).content.decode()
    assert "<h5>Dernæst</h5>" in page
    assert "<li>ét &lt;b&gt;x&lt;/b&gt;</li>" in page
    assert not Part.objects.exists()


def test_a_possible_cpr_number_can_be_confirmed_in_a_title_too(client, strategy, editor):
    typed = {"heading": "Sag 010203-1235", "text": ""}
    response = add(client, strategy, "afsnit", **typed)
    assert list(errors(response)) == ["heading"]
    assert not response.context["form"].fields["cpr_confirmed"].widget.is_hidden
    assert not Part.objects.exists()
    add(client, strategy, "afsnit", cpr_confirmed="on", **typed)
    assert Part.objects.get().heading == "Sag 010203-1235"


def test_a_script_gets_the_form_alone_and_then_the_address(client, strategy, editor):
    part = make.part(strategy, "Vision", kind="vision", actor=editor)
    url = address(strategy, "afsnit", part.pk)
    response = client.get(url, headers={"X-Fragment": "1"})
    assert response["X-Fragment"] == "1"
    assert "<html" not in response.content.decode()
    refused = client.post(url, {"kind": "other", "heading": "", "base_version": 1}, headers={"X-Fragment": "1"})
    assert "Der er problemer" in refused.content.decode()
    typed = {"kind": "vision", "heading": "Ny", "base_version": 1}
    saved = client.post(url, typed, headers={"X-Fragment": "1"})
    assert saved.json() == {"url": f"/strategier/{strategy.slug}/#afsnit-{part.pk}"}


def test_a_script_gets_the_order(client, strategy, editor):
    first, second = (make.part(strategy, heading, actor=editor) for heading in "AB")
    url = address(strategy, "afsnit", second.pk, "flyt")
    response = client.post(url, {"place": 0}, headers={"Accept": "application/json"})
    assert response.json() == {"order": [second.pk, first.pk]}
    assert client.post(url, {"place": "-3"}).status_code == 404
    assert client.get(url).status_code == 302, "a look moves nothing"
    assert list(strategy.parts.values_list("pk", flat=True)) == [second.pk, first.pk]


def test_the_next_one_of_the_same(client, strategy, editor):
    group = make.goal_group(strategy, "Forebyggelse", actor=editor)
    response = add(client, strategy, "maal", within=f"maalsaet-{group.pk}", group=group.pk, act="again")
    assert response.redirect_chain[-1][0] == f"{address(strategy, 'maal')}?i=maalsaet-{group.pk}"
    assert Goal.objects.get().group == group


# --- forms --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("within", "status"), [("maalsaet-{group}", 200), ("maal-{goal}", 200), ("fokusomraade-{area}", 200)]
)
def test_a_goal_starts_where_it_belongs(client, strategy, editor, within, status):
    rows = {
        "group": make.goal_group(strategy, "Forebyggelse", actor=editor).pk,
        "goal": make.goal(strategy, "Mål", actor=editor).pk,
        "area": make.focus_area(strategy, "Unge", actor=editor).pk,
    }
    form = client.get(address(strategy, "maal"), {"i": within.format(**rows)}).context["form"]
    begun = {"group": form["group"].value(), "goal": form["parent"].value(), "area": form["focus_area"].value()}
    name = within.partition("{")[2].rstrip("}")
    assert {key: value for key, value in begun.items() if value} == {name: rows[name]}
    assert form["kind"].value() == ("sub_goal" if name == "goal" else "goal")


@pytest.mark.parametrize("within", ["maalsaet-999", "maal-x", "maalsaet-", "andet", "maal-99999999999"])
def test_a_goal_starts_nowhere_else(client, strategy, editor, within):
    assert client.get(address(strategy, "maal"), {"i": within}).status_code == 404


def test_a_goal_serves_what_is_chosen(client, strategy, editor):
    catalogue = small_catalogue()
    recommendation, indicator = catalogue.recommendations.first(), catalogue.indicators.filter(parent=None).first()
    form = client.get(address(strategy, "maal")).context["form"]
    ((shown, groups),) = form.served()
    assert shown == catalogue
    assert [group[0].number for group in groups] == sorted(catalogue.recommendations.values_list("number", flat=True))
    add(client, strategy, "maal", recommendations=[recommendation.pk], indicators=[indicator.pk])
    goal = Goal.objects.get()
    assert (goal.recommendations.get(), goal.indicators.get()) == (recommendation, indicator)
    page = client.get(f"/strategier/{strategy.slug}/").content.decode()
    assert f"indikator\xa0{indicator.number}" in page


def test_what_is_chosen_of_an_older_catalogue_stays(client, strategy, editor):
    older = small_catalogue()
    goal = make.goal(strategy, "Mål", actor=editor, links={"recommendations": [older.recommendations.first()]})
    newer = small_catalogue(slug="nyere")
    form = client.get(address(strategy, "maal", goal.pk)).context["form"]
    offered = [(catalogue, [of.catalogue for of, _, _ in groups]) for catalogue, groups in form.served()]
    assert [catalogue for catalogue, _ in offered] == [newer, older]
    assert offered[1][1] == [older]


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"kind": "sub_goal"}, "parent", "Vælg det mål, som delmålet hører under."),
        ({"kind": "goal", "parent": "{goal}"}, "parent", "Kun et delmål hører under et andet mål."),
        ({"title": ""}, "title", "Skriv en titel."),
        ({"title": "x" * 301}, "title", "Skriv højst 300 tegn."),
    ],
)
def test_a_goal_that_does_not_hold_together(client, strategy, editor, typed, field, message):
    goal = make.goal(strategy, "Mål", actor=editor)
    typed = {name: str(value).format(goal=goal.pk) for name, value in typed.items()}
    found = errors(add(client, strategy, "maal", **typed))
    assert list(found) == [field]
    assert message.split()[0] in found[field][0]
    assert Goal.objects.count() == 1


def test_a_sub_goal_follows_its_goal(client, strategy, editor):
    group = make.goal_group(strategy, "Behandling", actor=editor)
    goal = make.goal(strategy, "Mål", group=group, actor=editor)
    add(client, strategy, "maal", kind="sub_goal", parent=goal.pk, title="Ophør")
    assert goal.sub_goals.get().group == group


def test_the_same_name_twice_is_told_at_its_field(client, strategy, editor):
    make.focus_area(strategy, "Unge", actor=editor)
    found = errors(add(client, strategy, "fokusomraade", title="Unge"))
    assert found == {"title": ["Strategien har allerede et fokusområde med det navn."]}


def test_a_priority_has_a_reason(client, strategy, editor):
    found = errors(add(client, strategy, "fokusomraade", priority_reason=""))
    assert found == {"priority_reason": ["Skriv, hvorfor fokusområdet har den prioritet."]}


@pytest.mark.parametrize(
    ("typed", "stored"), [("203", "203"), ("1,6", "1.6"), ("1.6", "1.6"), ("0", "0"), ("", None), ("1.600,5", "1600.5")]
)
def test_an_amount_as_it_is_typed(client, strategy, editor, typed, stored):
    add(client, strategy, "budgetlinje", amount=typed)
    amount = BudgetLine.objects.get().amount
    assert (amount is None) if stored is None else amount == Decimal(stored)


@pytest.mark.parametrize("typed", ["-3", "ca. 2", "1 600 000 kr.", "mange"])
def test_an_amount_that_cannot_be_read_stays_in_its_field(client, strategy, editor, typed):
    response = add(client, strategy, "budgetlinje", amount=typed)
    assert list(errors(response)) == ["amount"]
    assert response.context["form"]["amount"].value() == typed
    assert not BudgetLine.objects.exists()


def test_a_budget_line_is_not_divided_in_two_steps(client, strategy, editor):
    whole = make.budget_line(strategy, "Hele", actor=editor)
    share = make.budget_line(strategy, "Stof", part_of=whole, actor=editor)
    assert list(errors(add(client, strategy, "budgetlinje", part_of=share.pk))) == ["part_of"]
    response = client.get(address(strategy, "budgetlinje"), {"i": whole.pk})
    assert response.context["form"]["part_of"].value() == whole.pk


def test_a_heading_may_come_from_the_kind(client, strategy, editor):
    add(client, strategy, "afsnit", heading="")
    assert Part.objects.get().heading == "Vision"
    assert list(errors(add(client, strategy, "afsnit", heading="", kind="other"))) == ["heading"]


def test_a_relation_offers_only_what_the_writer_may_read(client, strategy, editor):
    adopted, hidden = make.strategy(title="Vedtaget", adopted=True), make.strategy(title="Hemmelig")
    response = client.get(address(strategy, "beslaegtet"))
    assert list(response.context["form"].fields["other"].queryset) == [adopted]
    assert "Hemmelig" not in response.content.decode()
    assert "other" in errors(add(client, strategy, "beslaegtet", other=hidden.pk))
    add(client, strategy, "beslaegtet", title="", other=adopted.pk)
    assert Relation.objects.get().title == "Vedtaget"


def test_a_link_to_what_the_writer_may_not_read_is_kept(client, editor, strategy):
    hidden = make.strategy(title="Hemmelig")
    relation = make.relation(strategy, "Plan", other=hidden, actor=editor)
    response = client.get(address(strategy, "beslaegtet", relation.pk))
    assert "Hemmelig" not in response.content.decode()
    typed = {"title": "Plan B", "base_version": 1}
    assert client.post(address(strategy, "beslaegtet", relation.pk), typed).status_code == 302
    relation.refresh_from_db()
    assert (relation.title, relation.other) == ("Plan B", hidden)
