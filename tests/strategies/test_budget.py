"""What a plan costs: groups add up to the whole, and what is unknown is never taken for nothing."""

import csv
from decimal import Decimal
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from strategies import budget
from strategies.amounts import parse_amount
from strategies.budget import Cost, Sum, by_group, shares, split_duration, sum_of, totals

AMOUNT = st.none() | st.decimals(min_value=0, max_value=1000, places=3)
COSTS = st.builds(Cost, AMOUNT, AMOUNT, st.none() | st.integers(1, 5), st.booleans())
ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", "c", None]), COSTS), max_size=30)

# The figures of a plan of 25 activities: focus area, annual, establishment, funding.
KOEBENHAVN = """\
1;3;2;Satspuljemidler
1;1,6;0;Budgettilførsel
1;1,1;0;Budgettilførsel
1;0,6;0,4;Budgettilførsel
1;10;3,5;Budgettilførsel
2;1;0;Budgettilførsel
2;1,7;0;Budgettilførsel
2;1;0,2;Budgettilførsel
2;1;0,2;Budgettilførsel
3;2;0;Budgettilførsel
3;1,1;0;Omlægninger inden for rammen
3;0,3;0;Omlægninger inden for rammen
3;0,6;0;Budgettilførsel (1 år)
3;1;0;Omlægninger inden for rammen
4;0,5;0;Budgettilførsel
4;1;0;Budgettilførsel
4;1;0;Budgettilførsel
5;;3;Budgettilførsel
5;1;0;Tilvejebringes
5;2,5;0,5;Budgettilførsel
5;1;0;Budgettilførsel
5;8,6;3;Satspuljemidler
5;8,4;0,5;Satspuljemidler
5;1;0;Budgettilførsel
5;4,5;0,5;Budgettilførsel
"""


def koebenhavn():
    """Give (focus area, funding, cost) of each activity, read as people type amounts."""
    for area, annual, establishment, words in csv.reader(StringIO(KOEBENHAVN), delimiter=";"):
        funding, years = split_duration(words)
        yield area, funding, Cost(parse_amount(annual), parse_amount(establishment), years)


def test_the_plan_of_25_activities_adds_up():
    rows = list(koebenhavn())
    whole = totals(cost for _, _, cost in rows)
    assert (whole.count, whole.annual) == (25, Sum(Decimal("55.5"), 24, 1))
    assert whole.establishment == Sum(Decimal("13.8"), 25, 0)
    assert whole.one_off == Sum(Decimal("0.6"), 1, 0)
    areas = by_group(rows, lambda row: row[0], lambda row: row[2])
    assert [str(sums.annual.total) for sums in areas.values()] == ["16.300", "4.700", "5.000", "2.500", "27.000"]
    assert [sums.annual.unknown for sums in areas.values()] == [0, 0, 0, 0, 1]
    fundings = by_group(rows, lambda row: row[1], lambda row: row[2])
    assert fundings["Satspuljemidler"].annual == Sum(Decimal(20), 3, 0)
    assert fundings["Budgettilførsel"].annual == Sum(Decimal("32.1"), 17, 1)
    assert fundings["Budgettilførsel"].one_off.total == Decimal("0.6")


@given(ROWS)
def test_the_groups_add_up_to_the_whole(rows):
    groups = by_group(rows, lambda row: row[0], lambda row: row[1])
    assert sum(groups.values(), budget.Totals()) == totals(cost for _, cost in rows)


@given(st.lists(AMOUNT))
def test_unknown_is_counted_and_changes_no_sum(amounts):
    summed = sum_of(amounts)
    assert summed.known + summed.unknown == len(amounts)
    assert summed + Sum(unknown=1) == sum_of([*amounts, None])
    assert sum_of([*amounts, Decimal(0)]) != sum_of([*amounts, None])


@given(ROWS)
def test_one_off_is_part_of_the_limited_and_that_of_the_annual(rows):
    whole = totals(cost for _, cost in rows)
    assert whole.one_off.total <= whole.limited.total <= whole.annual.total
    assert whole.one_off.unknown <= whole.limited.unknown <= whole.annual.unknown
    lasting = totals(cost for _, cost in rows if cost.years is None)
    assert lasting.limited == Sum()
    assert lasting.annual + whole.limited == whole.annual


@given(ROWS)
def test_of_what_nothing_is_known_no_part_is_told_as_nothing(rows):
    whole = totals(cost for _, cost in rows)
    annual, limited, one_off, establishment = whole.sums
    assert (annual, establishment) == (whole.annual, whole.establishment)
    if annual.is_unknown:
        assert limited.is_unknown
        assert one_off.is_unknown
    else:
        assert (limited, one_off) == (whole.limited, whole.one_off)


def test_two_years_are_limited_and_one_year_is_one_off():
    whole = totals(Cost(Decimal(amount), Decimal(0), years) for amount, years in ((4, None), (2, 2), (1, 1)))
    assert (whole.annual.total, whole.limited.total, whole.one_off.total) == (7, 3, 1)


@given(ROWS)
def test_what_was_dropped_costs_nothing_and_is_counted(rows):
    whole = totals(cost for _, cost in rows)
    kept = totals(cost for _, cost in rows if not cost.dropped)
    assert whole.count + whole.dropped == len(rows)
    assert (whole.annual, whole.establishment, whole.one_off) == (kept.annual, kept.establishment, kept.one_off)


def test_nothing_known_is_not_a_sum_of_nothing():
    assert sum_of([None, None]).is_unknown
    assert not sum_of([None, Decimal(0)]).is_unknown
    assert not sum_of([]).is_unknown


def test_the_duration_is_parted_from_the_funding():
    assert split_duration("Budgettilførsel (1 år)") == ("Budgettilførsel", 1)
    assert split_duration(" Satspuljemidler ( 4 år )") == ("Satspuljemidler", 4)
    assert split_duration("Puljen (uden for rammen)") == ("Puljen (uden for rammen)", None)
    assert split_duration("") == ("", None)


def test_shares_are_held_against_their_line():
    assert shares(Decimal(203), [Decimal(165), Decimal(38)]).rest == 0
    assert shares(Decimal(203), [Decimal(165)]).rest == 38
    assert shares(Decimal(203), [Decimal(165), None]).rest is None
    assert shares(None, [Decimal(165)]).rest is None
