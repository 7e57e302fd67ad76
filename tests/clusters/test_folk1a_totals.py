"""Whatever rows of a divided table a file has, the count is that of everybody or the file is refused."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from clusters.folk1a import Figure, Period, read_period
from clusters.folk1a_totals import count_all

GROUPS = ("KØN", "ALDER", "CIVILSTAND")
SEXES = {"TOT I alt": (0, 1), "1 Mænd": (0,), "2 Kvinder": (1,)}
AGES = {"IALT I alt": (0, 1, 2), "0-17 år": (0,), "18-64 år": (1,), "65 år og derover": (2,), "0-64 år": (0, 1)}
CIVIL = {"TOT I alt": (0, 1, 2, 3), "Ugift": (0,), "Gift/separeret": (1,), "Enke/enkemand": (2,), "Fraskilt": (3,)}
PERIOD = read_period("2020K1")
ROWS = list(product(SEXES, AGES, CIVIL))


def figure(line, groups, people):
    """Give the figure of some groups where `people` counts each (sex, age, civil status)."""
    chosen = product(*(names[group] for names, group in zip((SEXES, AGES, CIVIL), groups, strict=True)))
    text = str(sum(people[place] for place in chosen))
    return Figure("320 Faxe", PERIOD, groups, text, line, ("", "", ""))


people = st.lists(st.integers(0, 5000), min_size=24, max_size=24).map(
    lambda counts: dict(zip(product(range(2), range(3), range(4)), counts, strict=True))
)


@given(people, st.lists(st.sampled_from(ROWS), unique=True, min_size=1))
def test_nobody_is_counted_twice_or_left_out(counts, rows):
    found, problems = count_all([figure(line, row, counts) for line, row in enumerate(rows, 2)], GROUPS)
    assert len(found) + len(problems) == 1
    assert [each.text for each in found.values()] in ([], [str(sum(counts.values()))])


@given(people, st.permutations(ROWS))
def test_a_file_with_every_row_is_counted_by_its_total(counts, rows):
    found, problems = count_all([figure(line, row, counts) for line, row in enumerate(rows, 2)], GROUPS)
    (count,) = found.values()
    assert (problems, count.added) == ({}, frozenset())
    assert count.figure.groups == ("TOT I alt", "IALT I alt", "TOT I alt")


@given(people)
def test_parts_alone_are_added_over_all_that_divides_them(counts):
    parts = [row for row in ROWS if "I alt" not in " ".join(row) and row[1] != "0-64 år"]
    (count,) = count_all([figure(line, row, counts) for line, row in enumerate(parts, 2)], GROUPS)[0].values()
    assert (count.text, count.added) == (str(sum(counts.values())), {0, 1, 2})


def test_places_and_periods_are_counted_by_themselves():
    later = Period(PERIOD.day.replace(month=4), 2)
    rows = [
        Figure(place, period, (), "1", 2, ("", "", "")) for place in ("Faxe", "Lejre") for period in (PERIOD, later)
    ]
    found, problems = count_all(rows, ())
    assert (len(found), problems) == (4, {})
