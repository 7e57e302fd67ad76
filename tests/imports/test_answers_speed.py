"""Big files of answers in small: what `manage.py benchmark --imports` measures, with a bound that any machine holds."""

import pytest

from misbrug.workspace.benchmark.imports import Case, build_history, run_case, write_file

pytestmark = pytest.mark.django_db

GENEROUS = 20


@pytest.mark.parametrize("municipalities", [3, 12])
def test_a_file_takes_the_same_queries_whatever_its_rows_and_little_time(municipalities):
    build_history(municipalities, rounds=2)
    queries = {}
    for turn, name in enumerate(("insert", "update", "the same again")):
        case = Case("csv", name, turn=min(turn, 1), by="first")
        figures = run_case(case, write_file("csv", case.turn))
        assert figures.rows == municipalities * 90
        assert figures.seconds < GENEROUS
        queries[name] = figures.queries
    # To begin assessments takes four, to store two for each 2,000 answers, and an update asks who imported last.
    assert queries == {"insert": 56, "update": 54, "the same again": 50}
