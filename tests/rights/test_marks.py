"""Every mark is found where it may show: a word that no page shows would find out nobody."""

import logging

import pytest
from django.db import transaction

from tests.rights.asking import text_of
from tests.rights.marks import MARKS, RULES, leaked, marks_in
from tests.rights.matrix import Matrix
from tests.rights.oracle import Actor, Case

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# (who, what, in which case): between them these pages show every mark.
SHOWN = (
    ("lead A", "/selvvurderinger/runden/1001/udskriv/", Case(state="returned", round="open")),
    ("lead A", "/selvvurderinger/runden/1001/historik/", Case(state="returned", round="open")),
    ("lead A", "/statusrapporter/runden/visning/1001/", Case(report="municipalities")),
    ("lead N", "/selvvurderinger/runden-nord/1004/udskriv/", Case()),
    ("lead N", "/klynger/", Case()),
    ("lead N", "/strategier/", Case()),
    ("project group", "/klynger/", Case()),
    ("project group", "/klynger/runden/tal/1.1/", Case()),
    ("project group", "/klynger/runden/", Case(state="absent")),
    ("project group", "/statusrapporter/runden/kladde/", Case()),
    ("project group", "/statusrapporter/runden/sagen/", Case()),
    ("project group", "/statusrapporter/runden/rettelser/", Case()),
    ("cluster lead syd", "/klynger/runden/klyngerapport/klynge-syd/", Case()),
    ("caseworker A", "/strategier/egen/", Case()),
    ("caseworker A", "/strategier/egen/handleplan/", Case()),
    ("caseworker A", "/strategier/faelles/", Case()),
    ("caseworker A", "/strategier/faelles/handleplan/", Case()),
    ("lead A", "/strategier/slettede/1001/", Case()),
)


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    """Give the world and those who ask, in a transaction that is rolled back after the module."""
    logging.disable(logging.WARNING)
    with django_db_blocker.unblock(), transaction.atomic():
        yield Matrix()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def shown(matrix, who, address, case):
    """Give the marks on a page."""
    with transaction.atomic():
        matrix.world.set(case)
        found = marks_in(text_of(matrix.askers[who].get(address)))
        transaction.set_rollback(True)
    return found


def test_every_mark_shows_somewhere(matrix):
    world = matrix.world
    pages = [
        *SHOWN,
        *(
            ("caseworker A", f"/strategier/{slug}/slettede/{world.rows_of_strategy[slug]['deleted'].pk}/", Case())
            for slug in ("egen", "faelles")
        ),
    ]
    pages.append(("lead N", f"/strategier/{world.strategy_elsewhere.slug}/handleplan/", Case()))
    pages += [(maker, f"/import/{run.pk}/fil", Case()) for (_, maker), run in world.runs.items()]
    met = set().union(*(shown(matrix, *page) for page in pages))
    assert set(RULES) - met == set()


def test_a_mark_that_may_not_show_is_found_out():
    stranger, text = Actor("no role"), " ".join(["x", *MARKS.values(), "y"])
    assert leaked(text, stranger, Case()) == sorted(RULES)
