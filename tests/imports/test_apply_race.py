"""Two clicks at the same moment store a file once."""

import pytest

from clusters.models import Municipality
from misbrug.imports import workflow as runs
from misbrug.tables.kind import finish
from misbrug.tables.plan import Applied
from tests.clusters.test_workflow_race import together
from tests.imports.runs import AT, planned

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = "kommunekode;navn;region\n0320;Faxe;Region Sjælland\n0376;Guldborgsund;Region Sjælland\n"


def test_a_run_that_is_stored_twice_at_once_is_stored_once():
    run, plan = planned("municipalities", PLACES)

    def store():
        return finish(runs.apply(run.pk, actor=None, at=AT, shown=plan.digest()))

    ends = together(store, store)
    assert {type(end) for end in ends} == {Applied, runs.AlreadyApplied}, ends
    assert Municipality.objects.count() == 2
    assert Municipality.history.count() == 2
