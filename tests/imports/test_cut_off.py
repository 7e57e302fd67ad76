"""A .csv that was cut off on its way: what is left of its last row is not stored."""

import pytest

from misbrug.tables.cut_off import CUT
from tests import factories
from tests.imports.runs import planned

HEAD = "kommunekode;indbyggertal;opgjort;kilde\r\n"


@pytest.mark.django_db
def test_a_row_that_lost_cells_is_an_error_and_one_without_a_line_break_is_told_of():
    for code, name in (("0320", "Faxe"), ("0360", "Lolland")):
        factories.MunicipalityFactory(code=code, name=name)
    whole = f"{HEAD}0320;36049;2035-01-01;skøn\r\n0360;41234;2035-01-01;skøn"
    _, plan = planned("populations", whole)
    assert [row.act.value for row in plan.rows] == ["new", "new"]
    assert any("slutter uden linjeskift" in note and "0360;41234" in note for note in plan.notes)
    _, plan = planned("populations", whole[:-6])
    assert [row.act.value for row in plan.rows] == ["new", "error"]
    assert plan.problems()[0].message == CUT
