"""What somebody typed is never lost because another deleted what it was to be written on."""

import pytest
from django.urls import reverse

from tests import factories
from tests import strategies as make

GONE = 987654321
TYPED = "Lang <b>tekst</b>"


@pytest.fixture
def strategy(db):
    return make.strategy()


@pytest.fixture
def editor(client, strategy):
    client.force_login(make.editor(strategy))
    return client


def _add(kind, within=GONE):
    return lambda strategy: reverse("strategies:content_add", args=[strategy.slug, kind]) + f"?i={within}"


def _name(name):
    return lambda strategy: reverse(f"strategies:{name}", args=[strategy.slug, GONE])


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (_add("aktivitet"), "title"),
        (_add("hoeringspart"), "answer"),
        (_add("opgave"), "title"),
        (_add("opgave", f"h{GONE}"), "title"),
        (_add("forudsaetning"), "note"),
        (_add("trin"), "text"),
        (_add("kolonne"), "title"),
        (_add("maal", f"maal-{GONE}"), "title"),
        (_add("budgetlinje"), "label"),
        (_name("note"), "text"),
        (_name("task_close"), "result"),
    ],
)
def test_what_was_typed_is_shown_where_it_can_no_longer_be_put(editor, strategy, address, field):
    response = editor.post(address(strategy), {field: TYPED})
    html = response.content.decode()
    assert response.status_code == 410
    assert "Lang &lt;b&gt;tekst&lt;/b&gt;" in html
    assert "det, du var ved at skrive til" in html
    assert editor.get(address(strategy)).status_code == 404


def test_choices_are_shown_in_words_and_numbers_of_rows_not_at_all(editor, strategy):
    address = _name("note")(strategy)
    typed = editor.post(address, {"text": TYPED, "state": "active", "expected": "planned:"}).context["typed"]
    assert [label for label, _ in typed] == ["Hvad er der sket?", "Tilstand"]
    assert typed[1][1] == "I gang"
    party = editor.post(_add("hoeringspart")(strategy), {"body": "7", "name": "Ældrerådet"}).context["typed"]
    assert [text for _, text in party] == ["Ældrerådet"]


@pytest.mark.parametrize("address", [_add("aktivitet"), _name("note"), _name("task_close")])
def test_strangers_are_told_nothing(client, strategy, address):
    client.force_login(factories.caseworker(factories.MunicipalityFactory()))
    assert client.post(address(strategy), {"title": TYPED, "text": TYPED}).status_code == 404
