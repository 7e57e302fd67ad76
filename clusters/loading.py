"""The places that come with the product, read from data/ through the same tables as an administrator's files."""

from pathlib import Path

from django.db import transaction

from clusters.models import NeedRate
from clusters.resources import ClusterResource, MunicipalityResource, PopulationResource
from indicators.loading import load_table
from misbrug.tables.files import read_file

DATA = Path(__file__).parent / "data"
MUNICIPALITIES = "kommuner.csv"
CLUSTERS = "klynger-region-sjaelland.csv"
NEEDS = "behov.csv"


def load_shipped_places(at=None):
    """Load the 98 municipalities with region, other names and population, and Region Sjælland's three clusters.

    What is there already is brought to what the files say, so twice gives the same as once. `at` goes into the
    history. Raises CannotLoad where something stored stands in the way.
    """
    with transaction.atomic():
        for name, resource in (
            (MUNICIPALITIES, MunicipalityResource),
            (MUNICIPALITIES, PopulationResource),
            (CLUSTERS, ClusterResource),
        ):
            load_table(resource, read_file(DATA / name), name, at=at)


def shipped_clusters():
    """Give the rows of the shipped clusters as dicts by heading, `deltog_2014` ("ja" or "nej") included."""
    return [dict(row) for row in read_file(DATA / CLUSTERS).dict]


def load_shipped_needs():
    """Load how many in the whole country belong to each target group; those that are known already stay as they are."""
    for order, row in enumerate(read_file(DATA / NEEDS).dict, start=1):
        NeedRate.objects.get_or_create(
            name=row["målgruppe"],
            defaults={
                "count": int(row["antal_hele_landet"]),
                "population": int(row["befolkning_hele_landet"]),
                "year": int(row["år"]),
                "source": row["kilde"],
                "order": order,
            },
        )
