"""Publishing checks everything at once and seals; a copy is a draft with the same content and keys."""

from datetime import UTC, datetime

import pytest

from indicators.checks import breaches
from indicators.loading import load_shipped_catalogue
from indicators.models import Catalogue, Indicator
from indicators.outline import load_outline
from indicators.workflow import CatalogueError, copy, publish
from tests.catalogues import catalogue_of_every_type, make_catalogue, small_catalogue
from tests.factories import CatalogueFactory, administrator

pytestmark = pytest.mark.django_db

AT = datetime(2013, 11, 1, 12, tzinfo=UTC)


def test_publishing_sets_state_and_time_and_leaves_a_trace():
    actor = administrator()
    catalogue = publish(small_catalogue(published=False), at=AT, actor=actor)
    assert (catalogue.is_published, catalogue.published_at) == (True, AT)
    entry = catalogue.history.order_by("history_id").last()
    assert (entry.history_date, entry.history_user, entry.history_change_reason) == (AT, actor, "Offentliggjort")


def test_a_catalogue_is_published_once():
    with pytest.raises(CatalogueError, match="allerede offentliggjort"):
        publish(small_catalogue(), at=AT)


def test_an_empty_catalogue_is_told_all_that_is_missing():
    with pytest.raises(CatalogueError) as refused:
        publish(CatalogueFactory(), at=AT)
    assert refused.value.messages == ("Kataloget har ingen områder.", "Kataloget har ingen anbefalinger.")


def break_question(catalogue):
    catalogue.indicators.filter(number="2.1").update(options=["Ja", "Nej"])


def break_recommendation(catalogue):
    catalogue.indicators.filter(number="2.1").delete()


def break_addressee(catalogue):
    catalogue.recommendations.filter(number=2).update(answered_by_municipalities=False)


def break_areas(catalogue):
    catalogue.indicators.get(number="2.1").areas.clear()


def break_supplement(catalogue):
    catalogue.indicators.get(number="1.1").areas.set(catalogue.areas.filter(slug="alkohol"))


def break_nesting(catalogue):
    supplement = catalogue.indicators.get(number="1.1a")
    catalogue.indicators.filter(number="1.2").update(parent=supplement, trigger_values=["Jobcenter"])


def break_place(catalogue):
    supplement = catalogue.indicators.get(number="1.1a")
    supplement.recommendation = catalogue.recommendations.get(number=2)
    supplement.save()


def break_catalogue(catalogue):
    other = small_catalogue("andet", published=False)
    catalogue.indicators.filter(number="2.1").update(recommendation=other.recommendations.get(number=2))


def break_foreign_area(catalogue):
    other = small_catalogue("andet", published=False)
    catalogue.indicators.get(number="2.1").areas.add(other.areas.create(slug="fremmed", name="Fremmed"))


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (break_question, "2.1: Valgmuligheder kan kun bruges ved valg og niveauer. Lad feltet stå tomt."),
        (break_recommendation, "Anbefaling 2 besvares af kommuner, men har ingen indikatorer."),
        (break_addressee, "Anbefaling 2 besvares ikke af kommuner, men har indikatorer."),
        (break_areas, "2.1 stilles ikke for noget område."),
        (
            break_supplement,
            "1.1a stilles for Stof, Unge, men 1.1, som det er supplerende til, gør ikke.",
        ),
        (break_nesting, "1.2 er supplerende til 1.1a, som selv er supplerende."),
        (break_place, "1.1a hører til en anden anbefaling end 1.1, som det er supplerende til."),
        (break_catalogue, "2.1 hører til en anbefaling i et andet katalog."),
        (break_foreign_area, "2.1 stilles for et område i et andet katalog."),
    ],
)
def test_a_fault_is_told_and_nothing_is_published(fault, message):
    catalogue = small_catalogue(published=False)
    fault(catalogue)
    with pytest.raises(CatalogueError) as refused:
        publish(catalogue, at=AT)
    assert message in refused.value.messages
    catalogue.refresh_from_db()
    assert not catalogue.is_published


@pytest.mark.parametrize(
    ("fault", "breached"), [(break_question, True), (break_nesting, True), (break_recommendation, False)]
)
def test_breaches_are_found_in_drafts_too_but_an_unfinished_draft_is_none(fault, breached):
    catalogue = small_catalogue(published=False)
    assert list(breaches()) == []
    fault(catalogue)
    found = list(breaches())
    assert bool(found) is breached
    assert all(line.startswith("Katalog lille: ") for line in found)


def test_the_shipped_catalogue_and_one_of_every_type_hold_all_rules():
    load_shipped_catalogue(AT)
    catalogue_of_every_type()
    assert list(breaches()) == []


# Copies


def content(catalogue):
    """Give all that a catalogue says, without ids."""
    outline = load_outline(catalogue.pk)
    names = ["number", "key", "text", "help_text", "answer_type", "options", "fulfilled_from", "unit"]
    names += ["not_relevant_allowed", "asks_for_strategy", "trigger_values", "order"]
    return {
        "areas": [(area.slug, area.name, area.order) for area in outline.areas],
        "recommendations": [
            (row.number, row.title, row.short_title, row.explanation, row.addressee, row.answered_by_municipalities)
            for row in outline.recommendations
        ],
        "indicators": {
            row.number: (
                [getattr(row, name) for name in names],
                row.recommendation.number,
                getattr(outline.by_id.get(row.parent_id), "number", None),
                sorted(outline.areas_of[row.pk]),
            )
            for row in outline.by_id.values()
        },
    }


def test_a_copy_is_a_draft_with_the_same_content_and_keys():
    original = load_shipped_catalogue(AT)
    draft = copy(original, slug="kl-2026", year=2026, at=AT)
    assert (draft.version, draft.year, draft.is_published, draft.copied_from) == (2, 2026, False, original)
    assert content(draft) == content(original)
    assert not set(draft.indicators.values_list("pk", flat=True)) & set(
        original.indicators.values_list("pk", flat=True)
    )
    assert list(breaches()) == []


def test_changing_the_copy_leaves_the_original():
    original = small_catalogue()
    before = content(original)
    draft = copy(original, slug="lille-2", at=AT)
    draft.indicators.get(number="2.1").areas.clear()
    draft.recommendations.all().delete()
    assert content(original) == before


@pytest.mark.parametrize("slug", ["lille", "Ikke Et Kortnavn", ""])
def test_a_copy_needs_a_short_name_of_its_own(slug):
    original = small_catalogue()
    with pytest.raises(CatalogueError):
        copy(original, slug=slug, at=AT)
    assert Catalogue.objects.count() == 1


def test_rows_of_the_copy_are_signed():
    actor = administrator()
    draft = copy(small_catalogue(), slug="lille-2", at=AT, actor=actor)
    entry = Indicator.objects.get(catalogue=draft, number="1.1").history.last()
    assert (entry.history_date, entry.history_user, entry.history_change_reason) == (AT, actor, "Kopi af lille")


def test_a_catalogue_with_deep_supplements_of_several_parents_is_copied():
    questions = [
        {"number": "1.2a", "parent": None, "text": "a"},
        {"number": "1.1", "text": "b"},
        {"number": "1.1a", "parent": "1.1", "trigger_values": ["ja"], "text": "c", "order": 1},
    ]
    original = make_catalogue("sammensat", questions)
    assert content(copy(original, slug="sammensat-2", at=AT)) == content(original)
