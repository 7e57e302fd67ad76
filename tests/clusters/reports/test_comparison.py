"""Two reports compared by the indicators' keys: who moved, and who is in one of them alone."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.consolidation import Outcome
from clusters.reports.comparison import compare
from tests.clusters.reports.whole_reports import changed_value, report, without

YES, NO = (Outcome.YES,), (Outcome.NO,)


def renumbered(facts, numbers):
    """The same report in a catalogue that has other numbers."""

    def indicator(row):
        return replace(row, number=numbers.get(row.number, row.number))

    def member(row):
        values = tuple(replace(v, number=numbers.get(v.number, v.number)) for v in row.values)
        return replace(row, values=values)

    return replace(
        facts,
        recommendations=tuple(
            replace(row, indicators=tuple(map(indicator, row.indicators))) for row in facts.recommendations
        ),
        clusters=tuple(replace(row, members=tuple(map(member, row.members))) for row in facts.clusters),
    )


def names(moves):
    return [(row.code, row.name, row.before, row.after) for row in moves]


def test_to_yes_from_yes_and_otherwise():
    before = changed_value(report(6, outcomes=NO), "0102", "1.1", Outcome.YES)
    after = changed_value(report(6, outcomes=NO), "0101", "1.1", Outcome.YES)
    after = changed_value(after, "0104", "1.1", Outcome.AWAITING)
    first, second, third = compare(before, after).indicators
    assert names(first.to_yes) == [("0101", "Kommune 1", "nej", "ja")]
    assert names(first.from_yes) == [("0102", "Kommune 2", "ja", "nej")]
    assert names(first.elsewhere) == [("0104", "Kommune 4", "nej", "afventer")]
    assert (first.before, first.after) == (before.verdicts[0].counts, after.verdicts[0].counts)
    assert (second.moved, third.moved) == ((), ())


def test_who_has_not_answered_has_not_moved():
    before = changed_value(report(6, outcomes=YES), "0102", "1.1", Outcome.UNANSWERED)
    after = changed_value(report(6, outcomes=YES), "0101", "1.1", Outcome.UNANSWERED)
    found = compare(before, after)
    first = found.indicators[0]
    assert names(first.not_yet) == [("0101", "Kommune 1", "ja", "ikke besvaret")]
    assert names(first.first_now) == [("0102", "Kommune 2", "ikke besvaret", "ja")]
    assert (first.moved, found.moved) == ((), 0)


def test_a_level_that_rose_is_a_move_though_both_are_yes():
    before = report(3, outcomes=YES)
    (member, *others) = before.clusters[0].members
    values = (replace(member.values[0], words="niveau 3"), *member.values[1:])
    cluster = replace(before.clusters[0], members=(replace(member, values=values), *others))
    after = replace(before, clusters=(cluster, *before.clusters[1:]))
    assert names(compare(before, after).indicators[0].elsewhere) == [("0101", "Kommune 1", "ja", "niveau 3")]


def test_a_new_number_keeps_the_key():
    before = report(4, outcomes=NO)
    after = changed_value(renumbered(report(4, outcomes=NO), {"1.1": "7.4"}), "0102", "7.4", Outcome.YES)
    found = compare(before, after)
    (moved,) = [row for row in found.indicators if row.renumbered]
    assert (moved.key, moved.number_before, moved.number) == ("noegle-1.1", "1.1", "7.4")
    assert names(moved.to_yes) == [("0102", "Kommune 2", "nej", "ja")]
    assert (found.only_before, found.only_after, found.moved) == ((), (), 1)


def test_municipalities_and_indicators_of_one_report_alone():
    before = without(report(6, outcomes=YES), "0102")
    after = without(report(6, indicators=(1, 2), outcomes=YES), "0101")
    found = compare(before, after)
    first = found.indicators[0]
    assert names(first.only_before) == [("0101", "Kommune 1", "ja", None)]
    assert names(first.only_after) == [("0102", "Kommune 2", None, "ja")]
    assert [row.key for row in found.indicators] == ["noegle-1.1", "noegle-2.1"]
    assert ([row.number for row in found.only_before], [row.number for row in found.only_after]) == (["1.2"], ["2.2"])


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=30)
def test_the_two_counts_are_explained_by_the_moves(one, other):
    before, after = report(7, seed=one), without(report(8, seed=other), "0103")
    for row in compare(before, after).indicators:
        gained = len(row.to_yes) + sum(each.after == "ja" for each in (*row.first_now, *row.only_after))
        lost = len(row.from_yes) + sum(each.before == "ja" for each in (*row.not_yet, *row.only_before))
        assert row.after.ja - row.before.ja == gained - lost
        assert row.after.n - row.before.n == len(row.only_after) - len(row.only_before)


@given(st.integers(0, 10**6))
@settings(max_examples=20)
def test_a_report_compared_with_itself_moves_nobody(seed):
    facts = report(7, seed=seed)
    found = compare(facts, facts)
    assert found.moved == 0
    assert len(found.indicators) == len(facts.verdicts)
    assert all(row.only_before == row.only_after == () for row in found.indicators)
