"""Cells are read as people and programs write them."""

from datetime import date

import pytest

from misbrug.tables.columns import Choice, Day, Whole
from misbrug.text.danish import month_number


@pytest.mark.parametrize("text", ["60722", "60.722", "60 722", "60\u00a0722", "60\u202f722", "60722."])
def test_whole_numbers_may_part_their_thousands(text):
    assert Whole().clean(text) == 60722


@pytest.mark.parametrize("text", ["60.72", "60,722", "1.5", "60 7222", "ca. 60", "-1", "6e4", "٦٠"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(ValueError, match=r"helt tal|Kommaet læses som decimaltegn"):
        Whole().clean(text)


@pytest.mark.parametrize(
    "text", ["2020-03-01", "1-3-2020", "01.03.2020", "1/3/2020", "1. marts 2020", "1 MARTS 2020", "1. mar. 2020"]
)
def test_dates(text):
    assert Day().clean(text) == date(2020, 3, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *[(text, "Datoen findes ikke") for text in ("2020-02-30", "30. februar 2020", "1. hede 2020")],
        *[(text, "Det er ikke en dato") for text in ("marts 2020", "43891", "i dag")],
        *[(text, "årstallet med fire cifre") for text in ("01.03.20", "1/3-26", "1. marts 26")],
        ("2026", "Skriv også dag og måned, for eksempel 1. januar 2026."),
    ],
)
def test_what_is_no_date_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        Day().clean(text)


@pytest.mark.parametrize("text", ["i gang", "I gang", "igang", "I-GANG", "i_gang", "under arbejde"])
def test_a_choice_is_known_whatever_its_spaces_and_marks(text):
    assert (
        Choice({"i gang": "ongoing", "planlagt": "planned"}, others={"under arbejde": "ongoing"}).clean(text)
        == "ongoing"
    )


def test_months_by_name():
    assert [month_number(word) for word in ("januar", "Jan.", "DECEMBER", "maj", "juli", "hest", "ja")] == [
        *(1, 1, 12, 5, 7),
        *(None, None),
    ]
