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


def loaded():
    """Load the demo, give its answers, and take it all back."""
    with transaction.atomic():
        assert load_demo() is True
        answers = sorted(Answer.objects.values_list(*FIELDS))
        transaction.set_rollback(True)
    return answers


@pytest.mark.django_db
def test_two_loads_give_the_same_answers():
    first = loaded()
    assert len(first) > 1000
    assert loaded() == first
