"""Export, change some cells, import, undo: the export is what it was, for every kind of table."""

from datetime import timedelta

import pytest
import tablib
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from misbrug.imports.kinds import CATALOGUE, KINDS, STRATEGY
from misbrug.tables.kind import SKIP
from misbrug.tables.plan import CannotUndo
from misbrug.tables.writing import write
from tests import factories
from tests.imports.runs import AT, applied, undone
from tests.imports.stored import fill

pytestmark = pytest.mark.django_db

SLUGS = [slug for slug in KINDS if slug != "answers"]
# What a cell may become, by its heading, beside what stands in another row.
WORDS = {
    "andre_navne": ("Etnavn|Tonavn", ""),
    "region": ("Region Ny",),
    "indbyggertal": ("77",),
    "opgjort": ("2021-05-05",),
    "klynge": ("Klynge Ny",),
    "til": ("2030-01-01", ""),
    "årlig_udgift_mio": ("2,5", ""),
    "tilstand": ("i gang", "afsluttet"),
    "klar": ("grøn", ""),
    "start": ("2019", ""),
    "forudsætningstyper": ("metode: mangler", ""),
    "beder_om_strategi": ("ja", "nej"),
    "besvares_af_kommuner": ("ja", "nej"),
    "aktiv": ("ja", "nej"),
    "rækkefølge": ("5",),
}
OTHERS = ("Ny tekst", "2", "")
# What makes a copy of a row a row of its own.
FRESH = {
    "municipalities": {"kommunekode": "0999", "navn": "Nyby", "andre_navne": ""},
    "populations": {"opgjort": "2022-01-01"},
    "clusters": {"klynge": "Klynge Ny", "fra": "2001-01-01", "til": "2001-12-31"},
    "recommendations": {"nummer": "99"},
    "indicators": {"nummer": "9.9", "nøgle": "9.9"},
    "supplementary": {"nummer": "9.9a", "nøgle": "9.9a"},
    "activities": {"aktivitet": "En ny", "fokusområde": "Et nyt"},
    "users": {"e-mail": "ny@example.dk", "navn": "Ny"},
}
# Which cell (by any numbers) becomes which of those, and whether in a copy of the row.
CHANGES = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.booleans()), min_size=1, max_size=5
)


@pytest.fixture
def actor():
    """Something of every kind is stored; the administrator."""
    fill()
    return factories.UserFactory(is_staff=True)


def changed(slug, exported, changes):
    """Give a workbook of an export with some cells changed and some rows more; with one row more for no changes."""
    rows = [list(row) for row in exported]
    if not changes:
        rows.append(list((dict(zip(exported.headers, rows[0], strict=True)) | FRESH[slug]).values()))
    for row, column, value, is_new in changes:
        place, column = row % len(exported), column % len(exported.headers)
        target = rows[place]
        if is_new:
            named = dict(zip(exported.headers, exported[place], strict=True)) | FRESH[slug]
            target = list(named.values())
            rows.append(target)
        words = [*WORDS.get(exported.headers[column], OTHERS), *exported[exported.headers[column]]]
        target[column] = words[value % len(words)]
    return write(tablib.Dataset(*rows, headers=exported.headers), ".xlsx")


@pytest.mark.parametrize("slug", SLUGS)
def test_what_an_import_did_can_be_taken_back(actor, slug):
    kind = KINDS[slug]
    targets = kind.target.model.objects.order_by("pk") if kind.target in (CATALOGUE, STRATEGY) else [None]
    # Of the catalogues the one that is a draft: the others are sealed.
    target = next((each for each in targets if not getattr(each, "is_published", False)), None)
    exported = kind.export(target)
    assert len(exported)
    effective = []

    # The same examples each time: a test that finds a fault by chance stops whoever did not make it.
    @settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(CHANGES)
    @example([])
    # Other names with "|" in them, which is what separates them in the cell.
    @example([(0, 3, 0, False)])
    @example([(0, 3, 1, False)])
    def check(changes):
        with transaction.atomic():
            run, done = applied(
                slug, changed(slug, exported, changes), target=target, actor=actor, on_error=SKIP, name="f.xlsx"
            )
            if done.new or done.changed:
                effective.append(run)
                undone(run, actor=actor, at=AT + timedelta(hours=1))
            else:
                with pytest.raises(CannotUndo, match="intet at fortryde"):
                    undone(run, actor=actor)
            assert list(kind.export(target)) == list(exported)
            transaction.set_rollback(True)

    check()
    assert effective
