"""No code knows KL's catalogue: another one, with other areas and other types of answers, works without a change."""

import ast
import re
from pathlib import Path

import pytest

from indicators.checks import breaches
from indicators.loading import load_shipped_catalogue
from indicators.outline import load_outline
from indicators.values import parse, possible_values
from tests.catalogues import LEVELS, second_catalogue
from tests.factories import NOW

ROOT = Path(__file__).parents[2]


@pytest.mark.django_db
def test_a_catalogue_of_levels_with_two_areas_of_its_own_is_imported_and_published():
    catalogue = second_catalogue()
    outline = load_outline(catalogue.pk)
    assert catalogue.is_published
    assert (len(outline.indicators), len(outline.answered_recommendations)) == (35, 15)
    assert [area.name for area in outline.areas] == ["Bostøtte", "Botilbud"]
    assert [row.number for row in outline.unanswered_recommendations] == [16]
    first = outline.indicators[0]
    assert (first.key, first.fulfilled_from, tuple(first.options)) == ("k-1-1", 4, LEVELS)
    assert possible_values(first) == ("1", "2", "3", "4", "5")
    assert parse(first, "systematisk") == "4"
    assert outline.supplements_of(first.pk)[0].trigger_values == ["1", "2"]
    assert len(outline.asked_in({"bostoette"})) == 35 - 5 + 2
    assert list(breaches()) == []


@pytest.mark.django_db
def test_it_lives_beside_the_shipped_one():
    shipped = load_shipped_catalogue(NOW)
    other = second_catalogue()
    assert {area.slug for area in shipped.areas.all()}.isdisjoint(area.slug for area in other.areas.all())
    assert len(load_outline(shipped.pk).indicators) == 15


def test_no_code_names_an_area_or_an_indicator_of_the_shipped_catalogue():
    """The demo tells a story about KL's catalogue and the benchmark opens its pages; nothing else may name it."""
    named = re.compile(r"alkohol|stof|unge|kl-2012|\d{1,2}\.[1-3][ab]?")
    code = [
        path
        for folder in ("indicators", "clusters", "misbrug")
        for path in (ROOT / folder).rglob("*.py")
        if not {"benchmark", "demo", "migrations"} & set(path.parts) and path.stem not in {"demo", "load_demo"}
    ]
    found = {
        path.relative_to(ROOT).as_posix()
        for path in code
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and named.fullmatch(node.value)
    }
    # The loader knows which of the folders in data/ is the one that comes with the product.
    assert found == {"indicators/loading.py"}
