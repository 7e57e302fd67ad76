"""The parts of a report that are written: which of them lack."""

from dataclasses import replace

import pytest

from clusters.reports.parts import unwritten
from tests.clusters.reports.whole_reports import report


@pytest.mark.parametrize(
    ("text", "lacks"),
    [("Skrevet.", False), ("# Status\n\nSkrevet.", False), ("- ét", False), ("# Status", True), ("\u200b\xa0", True)],
)
def test_a_heading_alone_is_not_written(text, lacks):
    facts = report(2, words="Skrevet.")
    assert unwritten(facts) == ()
    facts = replace(facts, introduction=replace(facts.introduction, text=text))
    assert [part.slug for part in unwritten(facts)] == (["indledning"] if lacks else [])
