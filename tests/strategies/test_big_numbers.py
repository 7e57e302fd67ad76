"""A number no row can have, in an address or in what is sent, is never an error of the server's."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from strategies.views.kinds import KINDS
from tests import factories
from tests import strategies as make
from tests.catalogues import small_catalogue
from tests.strategies.theories import Theory

pytestmark = pytest.mark.django_db

# The first is longer than what SQLite can ask for, the second than what Python reads.
HUGE = ["9" * 23, "9" * 5000]
NUMBERS = ("pk", "step", "number", "version")


@pytest.fixture
def strategy():
    small_catalogue()
    return make.strategy()


@pytest.fixture
def editor(client, strategy):
    client.force_login(factories.municipal_lead(strategy.adoptions.first().municipality))
    return client


def _numbered(patterns):
    """Give (name, names of its parts) of the strategies' addresses that hold a number."""
    return sorted(
        (each.name, tuple(each.pattern.converters))
        for each in patterns
        if isinstance(each, URLPattern) and not {"pk", "step", "version"}.isdisjoint(each.pattern.converters)
    )


ADDRESSES = _numbered(next(each for each in get_resolver().url_patterns if each.namespace == "strategies").url_patterns)


def _path(strategy, name, parts, number, kind):
    """Write an address; its numbers are put in afterwards, since `reverse` refuses those that fit no address."""
    fitting = {"slug": strategy.slug, "kind": kind, "code": strategy.adoptions.first().municipality.code}
    marks = dict.fromkeys(NUMBERS, 987654321)
    path = reverse(f"strategies:{name}", kwargs={part: {**fitting, **marks}[part] for part in parts})
    return path.replace("987654321", number)


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(("name", "parts"), ADDRESSES)
def test_a_huge_number_in_an_address_is_not_found(editor, strategy, name, parts, number):
    for kind in KINDS if "kind" in parts else ("",):
        path = _path(strategy, name, parts, number, kind)
        # Where the method is refused, the address is tried with the other; who writes on what is deleted gets it back.
        assert editor.get(path).status_code in (404, 405)
        assert editor.post(path, {"by": "1", "place": number}).status_code in (404, 405, 410)


def test_the_addresses_with_numbers_are_tried_here():
    assert {"content_history", "activity", "theory_arrows", "annex", "body_edit", "task_close"} <= {
        name for name, _parts in ADDRESSES
    }


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize("kind", KINDS)
def test_a_huge_number_in_what_is_sent_is_answered_at_its_field(editor, strategy, kind, number):
    rows = _rows(strategy)
    within = rows.get(kind, "")
    path = reverse("strategies:content_add", args=[strategy.slug, kind])
    for word in (number, f"maal-{number}", f"{rows['kolonne']}-{number}"):
        assert editor.get(f"{path}?i={word}").status_code in (200, 404)
    sent = dict.fromkeys(KINDS[kind].form.base_fields, number)
    for base_version in ("0", number):
        answer = editor.post(f"{path}?i={within}", sent | {"base_version": base_version})
        assert answer.status_code in (200, 302, 404, 409, 410)


def _rows(strategy):
    """Give by kind the primary key of what a new row goes into."""
    actor = make.editor(strategy)
    theory = Theory(strategy, actor)
    activity = make.activity(strategy, "Samtaler", actor=actor)
    place = {"trin": theory.columns[0].pk, "kolonne": theory.row.pk, "pil": theory.row.pk}
    return place | {"forudsaetning": activity.pk, "aktivitet": activity.plan_id}


@pytest.mark.parametrize("number", HUGE)
def test_a_huge_number_in_a_question_is_passed_over(editor, strategy, number):
    theory = Theory(strategy, make.editor(strategy))
    step = theory.step(0, "Samtaler")
    asked = [
        (reverse("strategies:activity_add", args=[strategy.slug]), ("indikator", "anbefaling", "maal", "fokus", "i")),
        (reverse("strategies:add"), ("indikator",)),
        (theory.url, ("trin",)),
        (reverse("strategies:agenda", args=[strategy.slug]), ("punkt",)),
        (reverse("strategies:plan", args=[strategy.slug]), ("fokus", "aar", "maal", "anbefaling", "side")),
        (reverse("strategies:list"), ("aar", "side", "anbefaling", "region", "kommune")),
        (reverse("strategies:history", args=[strategy.slug]), ("side",)),
        (reverse("strategies:movement", args=[strategy.slug]), ("side", "siden", "fra", "til")),
    ]
    for path, names in asked:
        for name in names:
            assert editor.get(f"{path}?{name}={number}").status_code in (200, 404), (path, name)
    for sent in ({"targets": [number]}, {"seen": number}, {"seen": f"{number},{number}"}):
        assert editor.post(theory.arrows_url(step), sent).status_code in (200, 302, 409)


@pytest.mark.parametrize("number", HUGE)
def test_a_huge_number_in_a_form_of_the_strategy_itself_is_answered(editor, strategy, number):
    for path in (
        reverse("strategies:add"),
        reverse("strategies:edit", args=[strategy.slug]),
        reverse("strategies:activity_add", args=[strategy.slug]),
        reverse("strategies:routing", args=[strategy.slug]),
        reverse("strategies:case", args=[strategy.slug]),
        reverse("strategies:body_add", args=[strategy.adoptions.first().municipality.code]),
    ):
        shown = editor.get(path)
        fields = shown.context["form"].fields if shown.context and "form" in shown.context else {}
        answer = editor.post(path, dict.fromkeys(fields, number) | {"base_version": number})
        assert answer.status_code < 500, path
