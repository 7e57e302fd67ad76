"""What the forms of a strategy say: plainly, of what was typed and of what is asked for."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from strategies.forms import documents
from strategies.models import BudgetLine, Relation, TargetGroup
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy():
    return make.strategy()


@pytest.fixture
def editor(strategy, client):
    user = make.editor(strategy)
    client.force_login(user)
    return user


def add(client, strategy, of, /, **typed):
    address = reverse("strategies:content_add", args=[strategy.slug, of])
    return client.post(address, {"base_version": 0, **typed})


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


@pytest.mark.parametrize(
    ("kind", "typed", "field", "message"),
    [
        ("maalgruppe", {}, "name", "Skriv et navn."),
        ("handleplan", {}, "title", "Skriv en titel."),
        ("handleplan", {"title": "A", "year": "12"}, "year", "Skriv et årstal fra 1990 til 2100."),
        ("handleplan", {"title": "A", "year": "i år"}, "year", "Skriv et årstal fra 1990 til 2100."),
        ("aktivitet", {"funding_years": "0"}, "funding_years", "Skriv antal år, mindst 1 og højst 30."),
        (
            "beslaegtet",
            {"title": "A", "url": "intet"},
            "url",
            "Skriv en adresse på nettet, for eksempel https://www.eksempel.dk/plan.",
        ),
        ("maalsaet", {"title": "x" * 201}, "title", "Skriv højst 200 tegn. Nu er der 201."),
        ("afsnit", {"kind": "fantasi"}, "kind", "Det, du valgte, findes ikke længere. Vælg igen."),
    ],
)
def test_what_cannot_be_taken_is_answered_plainly(client, strategy, editor, kind, typed, field, message):
    assert errors(add(client, strategy, kind, **typed))[field] == [message]


def test_strategies_of_the_same_name_are_told_apart(strategy, editor):
    other = make.strategy(factories.MunicipalityFactory(name="Samsø"), adopted=True)
    form = documents.RelationForm(instance=Relation(strategy=strategy), strategy=strategy, user=editor)
    assert (f"{other.title}, Samsø") in [label for _, label in form.fields["other"].choices]


def test_a_target_group_says_where_goals_come_from(client, strategy, editor):
    address = reverse("strategies:content_add", args=[strategy.slug, "maalgruppe"])
    link = reverse("strategies:content_add", args=[strategy.slug, "maal"])
    assert f'<a href="{link}">Tilføj et mål</a>' in client.get(address).content.decode()
    make.goal(strategy, "Færre unge")
    form = documents.TargetGroupForm(instance=TargetGroup(strategy=strategy), strategy=strategy)
    assert "Tilføj et mål" not in form.fields["goal"].help_text


@pytest.mark.parametrize(("kind", "name"), [("afsnit", "heading"), ("fokusomraade", "priority_reason")])
def test_what_another_choice_asks_for_is_not_called_optional(client, strategy, editor, kind, name):
    page = client.get(reverse("strategies:content_add", args=[strategy.slug, kind])).content.decode()
    label = page.split(f'for="id_{name}"')[1].split("</label>")[0]
    assert "(frivilligt)" not in label
    assert "Skal udfyldes, når" in page


def test_an_estimate_is_answered_where_there_is_no_description(client, strategy, editor):
    message = errors(add(client, strategy, "budgetlinje", label="Stof", amount="ca. 2"))["amount"][0]
    assert message.startswith("Skriv 2 (mio. kr.).")
    assert "beskrivelsen" not in message


def test_shares_above_their_whole_are_saved_with_a_word(client, strategy, editor):
    whole = make.budget_line(strategy, "Hele området", amount=2)
    address = reverse("strategies:content_add", args=[strategy.slug, "budgetlinje"])
    typed = {"base_version": 0, "label": "Stof", "amount": "1,5", "part_of": whole.pk}
    first = client.post(address, typed, follow=True)
    assert len(list(first.context["messages"])) == 1
    second = client.post(address, {**typed, "label": "Alkohol"}, follow=True)
    words = [str(message) for message in second.context["messages"]]
    assert words[1] == "Delene af ”Hele området” giver 1 mio. kr. mere end linjen selv. Tjek beløbene."
    assert BudgetLine.objects.count() == 3


def test_what_a_goal_serves_stands_before_its_sub_goals(client, strategy, editor):
    indicator = factories.IndicatorFactory()
    goal = make.goal(strategy, "Færre unge", links={"indicators": [indicator]})
    make.goal(strategy, "Flere samtaler", kind="sub_goal", parent=goal)
    page = client.get(reverse("strategies:document", args=[strategy.slug])).content.decode()
    assert page.index("serves-line") < page.index("Delmål af Færre unge")


def test_who_lacks_bodies_writes_them_in_and_comes_back(client, strategy, editor):
    here = reverse("strategies:content_add", args=[strategy.slug, "dagsordenspunkt"])
    code = strategy.places[0].code
    address = f"{reverse('strategies:bodies', args=[code])}?tilbage={quote(here, safe='')}"
    assert address in client.get(here).content.decode()
    assert f'href="{here}"' in client.get(address).content.decode()
    adding = f"{reverse('strategies:body_add', args=[code])}?tilbage={quote(here, safe='')}"
    typed = {"base_version": 0, "name": "Socialudvalget", "kind": "committee"}
    assert client.post(adding, typed).url == address
    foreign = f"{reverse('strategies:bodies', args=[code])}?tilbage=https://eksempel.dk/"
    assert "eksempel.dk" not in client.get(foreign).content.decode()
