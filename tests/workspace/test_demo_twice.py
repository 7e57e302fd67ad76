"""The demo is the same each time it is loaded into an empty database."""

import pytest
from django.db import transaction

from clusters.models import Answer
from misbrug.workspace.demo.load import load_demo

FIELDS = (
    "track__assessment__municipality__code",
    "track__area_key",
    "indicator__number",
    "value",
    "elaboration",
    "changed_at",
    "changed_by__email",
)


def answers_after(load):
    """Fill the database, give its answers, and take it all back."""
    with transaction.atomic():
        load()
        answers = sorted(Answer.objects.values_list(*FIELDS))
        transaction.set_rollback(True)
    return answers


@pytest.mark.django_db
def test_two_loads_give_the_same_answers(rows_of_the_demo):
    """One of the two is the load that all tests of this run share."""
    shared = answers_after(rows_of_the_demo.restore)
    assert len(shared) > 1000
    assert answers_after(load_demo) == shared
