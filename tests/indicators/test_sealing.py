"""Nothing of a published catalogue can be written, by whatever way Django writes."""

import pytest
from django.db import transaction

from indicators.models import Area, Catalogue, Indicator, Recommendation
from indicators.sealing import Sealed
from tests.catalogues import small_catalogue

pytestmark = pytest.mark.django_db


def change_catalogue(catalogue):
    catalogue.title = "Ny"
    catalogue.save()


def unpublish(catalogue):
    catalogue.state, catalogue.published_at = Catalogue.State.DRAFT, None
    catalogue.save()


def change_indicator(catalogue):
    indicator = catalogue.indicators.get(number="1.1")
    indicator.text = "Ny"
    indicator.save(update_fields=["text"])


def move_out(catalogue):
    indicator = catalogue.indicators.get(number="1.1")
    indicator.catalogue = small_catalogue("andet", published=False)
    indicator.save()


def move_in(catalogue):
    area = small_catalogue("andet", published=False).areas.first()
    area.catalogue = catalogue
    area.save()


def bulk_create(catalogue):
    Area.objects.bulk_create([Area(catalogue=catalogue, slug="ny", name="Ny")])


def bulk_update(catalogue):
    rows = list(catalogue.recommendations.all())
    Recommendation.objects.bulk_update(rows, ["title"])


def update_into(catalogue):
    small_catalogue("andet", published=False).areas.update(catalogue=catalogue)


def set_areas_backwards(catalogue):
    catalogue.areas.first().indicators.clear()


WAYS = [
    change_catalogue,
    unpublish,
    change_indicator,
    move_out,
    move_in,
    bulk_create,
    bulk_update,
    update_into,
    set_areas_backwards,
    lambda catalogue: catalogue.delete(),
    lambda catalogue: Catalogue.objects.filter(slug="lille").delete(),
    lambda catalogue: Catalogue.objects.filter(slug="lille").update(title="Ny"),
    lambda catalogue: catalogue.recommendations.first().delete(),
    lambda catalogue: catalogue.indicators.all().delete(),
    lambda catalogue: Indicator.objects.filter(catalogue=catalogue).update(text="Ny"),
    lambda catalogue: catalogue.indicators.get(number="2.1").areas.clear(),
    lambda catalogue: catalogue.indicators.get(number="2.1").areas.set(catalogue.areas.all()),
    lambda catalogue: catalogue.recommendations.create(number=9, title="Ny"),
    lambda catalogue: Recommendation(catalogue=catalogue, number=9, title="Ny").save(),
]


def snapshot():
    """Give every row of every catalogue."""
    models = (Catalogue, Area, Recommendation, Indicator, Indicator.areas.through)
    return [list(model._base_manager.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("way", WAYS)
def test_a_published_catalogue_stays_as_it_is(way):
    catalogue = small_catalogue()
    small_catalogue("andet", published=False).delete()
    before = [row for rows in snapshot() for row in rows]
    with pytest.raises(Sealed, match="offentliggjort og kan ikke ændres"), transaction.atomic():
        way(catalogue)
    after = [row for rows in snapshot() for row in rows]
    assert [row for row in before if row not in after] == []


def test_a_draft_can_be_written_and_deleted():
    catalogue = small_catalogue(published=False)
    change_catalogue(catalogue)
    change_indicator(catalogue)
    bulk_create(catalogue)
    catalogue.indicators.get(number="1.1").areas.clear()
    catalogue.recommendations.all().delete()
    catalogue.delete()
    assert not Catalogue.objects.exists()


def test_a_stale_copy_in_memory_does_not_help():
    catalogue = small_catalogue(published=False)
    stale = Indicator.objects.select_related("catalogue").get(catalogue=catalogue, number="1.1")
    catalogue.state, catalogue.published_at = Catalogue.State.PUBLISHED, "2026-01-01T00:00Z"
    catalogue.save()
    with pytest.raises(Sealed):
        stale.save()
