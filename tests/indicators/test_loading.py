"""KL's catalogue comes with the product: complete, in our own words, and the same when loaded twice."""

from datetime import UTC, datetime

import pytest

from indicators.loading import CannotLoad, load_catalogue, load_shipped_catalogue
from indicators.models import Catalogue, Indicator, Recommendation
from indicators.outline import load_outline
from tests.catalogues import small_catalogue, write_second_catalogue

pytestmark = pytest.mark.django_db

AT = datetime(2013, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def outline():
    return load_outline(load_shipped_catalogue(AT).pk)


def test_the_shipped_catalogue_is_whole(outline):
    assert len(outline.recommendations) == 12
    assert [row.number for row in outline.unanswered_recommendations] == [3, 4, 8, 11]
    assert len(outline.indicators) == 15
    assert sum(len(rows) for rows in outline.supplements.values()) == 18
    assert [area.slug for area in outline.areas] == ["alkohol", "stof", "unge"]
    assert {row.number for row in outline.indicators if row.not_relevant_allowed} == {"6.2", "7.2", "9.1", "10.1"}
    assert {row.number for row in outline.indicators if row.asks_for_strategy} == {"2.1", "2.2", "2.3", "12.1"}
    assert outline.recommendations[10].addressee == Recommendation.Addressee.REGION


def test_every_recommendation_is_explained_and_every_indicator_has_its_help(outline):
    for row in outline.recommendations:
        assert row.short_title
        assert 2 <= row.explanation.count(". ") + 1 <= 4, row.number
    assert all(row.help_text for row in outline.indicators)


def test_loading_twice_is_loading_once():
    first = load_shipped_catalogue(AT)
    histories = (Catalogue.history.count(), Indicator.history.count())
    assert load_shipped_catalogue(datetime(2026, 1, 1, tzinfo=UTC)) == first
    assert (Catalogue.history.count(), Indicator.history.count()) == histories


def test_the_history_has_the_time_that_was_given():
    catalogue = load_shipped_catalogue(AT)
    assert catalogue.published_at == AT
    times = {entry.history_date for entry in Catalogue.history.all()}
    times |= {entry.history_date for entry in Indicator.history.all()}
    assert times == {AT}


def test_loading_completes_a_draft_and_leaves_other_catalogues_alone():
    other = small_catalogue("andet", published=False)
    Catalogue.objects.create(slug="kl-2012", title="Halvt", publisher="KL", year=2012)
    assert load_shipped_catalogue(AT).is_published
    other.refresh_from_db()
    assert not other.is_published


def test_a_folder_with_a_fault_loads_nothing_and_names_every_problem(tmp_path):
    write_second_catalogue(tmp_path)
    table = tmp_path / "indikatorer.csv"
    table.write_text(table.read_text().replace("niveau", "trappe"))
    with pytest.raises(CannotLoad, match=r"indikatorer\.csv: Række 2, Svartype: ”trappe”"):
        load_catalogue(tmp_path, at=AT)
    assert not Catalogue.objects.exists()
