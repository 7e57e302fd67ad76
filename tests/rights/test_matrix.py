"""Every address × every role, in its own place, in another and in another region × every state it may hang on."""

import logging

import pytest
from django.db import transaction
from django.urls import resolve

from tests.rights.matrix import CELLS, Matrix
from tests.rights.table import ENTRIES

pytestmark = pytest.mark.django_db

BY_NAME = {}
for each in ENTRIES:
    BY_NAME.setdefault(each.name or each.path, []).append(each)
# What CI asks PostgreSQL too: each kind of list that is narrowed down in the database.
ON_BOTH_DATABASES = (
    *("clusters:assessment", "clusters:assessment_participation", "clusters:dashboard", "clusters:report"),
    *("clusters:edition", "clusters:correction_answer", "clusters:cluster_report", "clusters:reply_shown"),
    *("strategies:document", "strategies:content_edit", "imports:understood", "exports:file", "admin:index"),
)


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    """Give the world and those who ask, in a transaction that is rolled back after the module."""
    logging.disable(logging.WARNING)
    with django_db_blocker.unblock(), transaction.atomic():
        yield Matrix()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def faults_of(matrix, name):
    """Give every fault in the entries of a name."""
    for salt, entry in enumerate(BY_NAME[name]):
        route = resolve(entry.address(matrix.world, entry.cases[0]).partition("?")[0]).route
        yield from matrix.faults(entry, route, salt)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in ON_BOTH_DATABASES else pytest.mark.one_database, id=name)
        for name in BY_NAME
    ],
)
def test_who_may(matrix, name, record_property):
    before = CELLS.total()
    faults = list(faults_of(matrix, name))
    record_property("cells", CELLS.total() - before)
    assert not faults, f"{len(faults)} cells:\n" + "\n".join(faults[:60])
