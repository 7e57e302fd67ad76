"""Bars and progress as geometry: true to the numbers, comparable by eye."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from misbrug.text import marks

KEYS = [state.key for state in marks.STATES]
counts = st.fixed_dictionaries({key: st.integers(0, 40) for key in KEYS})


def test_the_order_and_words_are_always_the_same():
    assert [state.word for state in marks.STATES] == ["ja", "nej", "afventer", "ikke besvaret", "ikke relevant"]


def test_a_municipality_is_34_pixels_with_2_between():
    bar = marks.bar({"ja": 4, "nej": 1})
    assert [(part.x, part.width) for part in bar.segments] == [(0, 134), (136, 34)]
    assert (bar.width, bar.total, bar.sentence) == (170, 5, "4 ja, 1 nej")


def test_counts_may_be_an_object():
    assert marks.bar(SimpleNamespace(ja=2, ikke_relevant=1)).sentence == "2 ja, 1 ikke relevant"


def test_the_unit_shrinks_for_the_whole_series():
    short, long = (marks.bar({"ja": n}, longest=20) for n in (5, 20))
    assert long.width == 340
    assert short.width == 85


def test_an_empty_bar_has_no_parts():
    bar = marks.bar({})
    assert (bar.segments, bar.width, bar.sentence) == ((), 0, "ingen kommuner")


def test_a_number_is_left_out_where_it_does_not_fit():
    bar = marks.bar({"ja": 97, "nej": 1})
    assert [part.numbered for part in bar.segments] == [True, False]


@settings(deadline=None)
@given(counts, st.integers(0, 200))
def test_parts_are_true_to_the_numbers(numbers, longest):
    bar = marks.bar(numbers, longest=longest)
    assert [part.state.key for part in bar.segments] == [key for key in KEYS if numbers[key]]
    assert sum(part.count for part in bar.segments) == bar.total == sum(numbers.values())
    assert bar.width <= 340
    for left, right in zip(bar.segments, bar.segments[1:], strict=False):
        assert left.x + left.width <= right.x + 0.2
    if bar.segments:
        last = bar.segments[-1]
        assert last.x + last.width == pytest.approx(bar.width, abs=0.2)
        assert all(part.x <= part.plate_x for part in bar.segments if part.numbered)


@settings(deadline=None)
@given(st.integers(0, 20), st.data())
def test_progress_has_a_cell_per_unit_up_to_twenty(total, data):
    done = data.draw(st.integers(0, total))
    progress = marks.progress(done, total)
    assert len(progress.cells) == total
    assert sum(progress.cells) == done


def test_progress_of_many_is_one_bar():
    progress = marks.progress(49, 98)
    assert (progress.cells, progress.share) == ((), 50)
