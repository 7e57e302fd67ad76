"""The catalogues that come with the product: read from data/ through the same tables as an administrator's files."""

from pathlib import Path

from django.db import transaction

from indicators.models import Catalogue
from indicators.resources import (
    AreaResource,
    CatalogueResource,
    IndicatorResource,
    RecommendationResource,
    SupplementaryResource,
)
from indicators.workflow import publish
from misbrug.tables.files import read_file
from misbrug.tables.resource import import_table

DATA = Path(__file__).parent / "data"
SHIPPED = "kl-2012"

TABLES = (
    ("omraader.csv", AreaResource),
    ("anbefalinger.csv", RecommendationResource),
    ("indikatorer.csv", IndicatorResource),
    ("supplerende.csv", SupplementaryResource),
)


class CannotLoad(Exception):
    """A folder of data that does not make a catalogue. Its text lists the problems in Danish."""


def load_shipped_catalogue(at):
    """Give KL's catalogue of 2012, published; load it where it is not there yet. `at` goes into its history."""
    return load_catalogue(DATA / SHIPPED, at=at)


def load_catalogue(folder, *, at, actor=None):
    """Load a folder of tables (katalog.csv, and those of TABLES) as one catalogue, publish it and give it.

    A catalogue that is published already is given as it is: it may no longer be changed. A draft of the same short
    name is brought to what the tables say. All or nothing. Raises CannotLoad.
    """
    folder = Path(folder)
    facts = read_file(folder / "katalog.csv")
    slug = facts["kortnavn"][0]
    known = Catalogue.objects.filter(slug=slug).first()
    if known and known.is_published:
        return known
    with transaction.atomic():
        load_table(CatalogueResource, facts, "katalog.csv", at=at, actor=actor)
        catalogue = Catalogue.objects.get(slug=slug)
        for name, resource in TABLES:
            if (folder / name).exists():
                load_table(resource, read_file(folder / name), name, at=at, actor=actor, catalogue=catalogue)
        return publish(catalogue, at=at, actor=actor)


def load_table(resource_class, dataset, name, **kwargs):
    """Import one table of the product's own. Raises CannotLoad with every problem."""
    outcome = import_table(resource_class(file_name=name, **kwargs), dataset)
    if not outcome.stored:
        raise CannotLoad("\n".join(f"{name}: {problem}" for problem in outcome.problems))
    return outcome
