"""The CPR guard. Numbers are built from the rule; the one written out is of somebody to be born in 2057."""

import pickle
import string
import time
import traceback
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from misbrug.text import cpr
from misbrug.text.cpr import CprFound, CprHit, check, find, redact

CERTAIN = "070757-5123"
POSSIBLE = "070757-5124"

BETWEEN_PAIRS = ["", " ", "\u00a0", "\u2009", "\u202f", "-", "\u2011", "\u2013", ".", "/", " / ", "·"]
BEFORE_SERIAL = [
    *[
        "",
        "-",
        "\u2010",
        "\u2011",
        "\u2012",
        "\u2013",
        "\u2014",
        "\u2212",
        "\uff0d",
        "\u00ad",
        "--",
        "_",
        "+",
        ".",
    ],
    *[
        " ",
        "\u00a0",
        "\u2009",
        "\u202f",
        "\u2003",
        "  ",
        "\t",
        " " * 9,
        "\u200b",
        "\u2060",
        "\n",
        "\r\n",
        "\n\n",
    ],
    *[" - ", "- ", " -", "\u00a0\u2013\u00a0", "-\n", "-\r\n   ", "/", " / ", "\u00b7"],
]
OTHER_DIGITS = ["０", "٠", "߀", "०", "𝟎", "𝟬"]
PROSE = st.text(alphabet=string.ascii_letters + "æøåÆØÅé ,;:()”\n%&", max_size=30)


def _weighted_sum(digits: str) -> int:
    return sum(w * int(d) for w, d in zip((4, 3, 2, 7, 6, 5, 4, 3, 2, 1), digits, strict=False))


def _sevenths(year: int) -> str:
    """The seventh digits of those born in a year, told from the year (the code goes the other way)."""
    if year < 1900:
        return "5678"
    if year < 1937:
        return "0123"
    if year < 2000:
        return "012349"
    return "456789" if year < 2037 else "5678"


@st.composite
def numbers(draw, passes: bool = True, raised: bool = False) -> str:
    """Ten digits of somebody born between 1858 and 2057."""
    born = draw(st.dates(date(1858, 1, 1), date(2057, 12, 31)))
    day = born.day + 60 if raised else born.day
    nine = f"{day:02d}{born:%m}{born.year % 100:02d}" + draw(st.sampled_from(_sevenths(born.year)))
    nine += draw(st.text("0123456789", min_size=2, max_size=2))
    last = -_weighted_sum(nine) % 11
    if passes:
        assume(last != 10)
        return nine + str(last)
    return nine + draw(st.sampled_from([d for d in "0123456789" if d != str(last)]))


def _write(digits: str, pairs: str, gap: str) -> str:
    return f"{digits[:2]}{pairs}{digits[2:4]}{pairs}{digits[4:6]}{gap}{digits[6:]}"


class TestFinding:
    """Whatever the form, a number that passes modulus 11 is found and certain."""

    @given(numbers(), st.sampled_from(BETWEEN_PAIRS), st.sampled_from(BEFORE_SERIAL), PROSE, PROSE)
    @example("0707575123", "", "-", "Borgeren med ", " viste")
    def test_every_form(self, digits, pairs, gap, before, after):
        written = _write(digits, pairs, gap)
        assert find(before + written + after) == [
            CprHit(len(before), len(before) + len(written), "certain"),
        ]

    @pytest.mark.parametrize("gap", BEFORE_SERIAL)
    @pytest.mark.parametrize("pairs", BETWEEN_PAIRS)
    def test_every_pair_of_separators(self, pairs, gap):
        written = _write("0707575123", pairs, gap)
        assert find(f"Sag ({written}).") == [CprHit(5, 5 + len(written), "certain")]

    @given(numbers(passes=False), st.sampled_from(BETWEEN_PAIRS), st.sampled_from(BEFORE_SERIAL))
    def test_a_date_and_four_digits_are_possible(self, digits, pairs, gap):
        assert [hit.kind for hit in find(_write(digits, pairs, gap))] == ["possible"]

    @given(numbers(raised=True), st.sampled_from(BEFORE_SERIAL))
    def test_replacement_number_with_sixty_added(self, digits, gap):
        assert [hit.kind for hit in find(_write(digits, "", gap))] == ["certain"]

    @given(numbers(), st.sampled_from(BEFORE_SERIAL))
    def test_replacement_number_whose_check_digit_is_that_of_the_real_day(self, digits, gap):
        raised = str(int(digits[0]) + 6) + digits[1:]
        assert [hit.kind for hit in find(_write(raised, "", gap))] == ["certain"]

    @pytest.mark.parametrize("text", ["020329-1WQ3", "0203291WQ3", "280456 0PJ2", "100309-6jm3", "3101057JC9"])
    def test_replacement_number_with_letters_is_possible(self, text):
        assert find(text) == [CprHit(0, len(text), "possible")]

    @pytest.mark.parametrize("text", ["320329-1WQ3", "0203291WQ34", "0203291WQ3X", "10203291WQ3", "020329-WQ31"])
    def test_not_a_replacement_number_with_letters(self, text):
        assert find(text) == []

    @given(numbers(), st.sampled_from(OTHER_DIGITS))
    def test_digits_of_other_scripts(self, digits, zero):
        other = "".join(chr(ord(zero) + int(digit)) for digit in digits)
        assert find(f"nr. {other}") == [CprHit(4, 14, "certain")]

    @given(
        numbers(),
        st.integers(1, 9),
        st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\ufe0f\u0000"),
    )
    def test_invisible_characters_inside(self, digits, place, invisible):
        text = f"nr. {digits[:place]}{invisible}{digits[place:]}"
        assert find(text) == [CprHit(4, 15, "certain")]

    def test_invisible_characters_may_part_two_numbers(self):
        assert find("Rum 5\u200b0707575123") == [CprHit(6, 16, "certain")]

    @pytest.mark.parametrize("text", ["07 07 57 51 23", "070757 51 23", "07\u00a007\u00a057\u00a051\u00a023"])
    def test_last_four_split_by_spaces(self, text):
        assert find(f"a {text} b") == [CprHit(2, 2 + len(text), "certain")]

    def test_letters_may_touch_it(self):
        assert find("cpr0707575123x") == [CprHit(3, 13, "certain")]

    def test_superscript_footnote_mark_hides_nothing(self):
        assert find("070757-5123²") == [CprHit(0, 11, "certain")]

    @given(
        st.lists(numbers(), min_size=1, max_size=4),
        st.sampled_from([",", ", ", "/", "-", "; ", "\n\n", " ", "|"]),
    )
    def test_lists_of_numbers(self, several, between):
        text = between.join(f"{digits[:6]}-{digits[6:]}" for digits in several)
        hits = find(text)
        # Neighbours may share a hit where the end of one and the start of the next look like a third.
        assert "".join(text[hit.start : hit.end] for hit in hits).count("-") >= len(several)
        assert not any(char.isdigit() for char in redact(text))
        assert {hit.kind for hit in hits} == {"certain"}

    def test_list_of_two_numbers_is_two_hits(self):
        assert find("010199-1008/010100-4007") == [CprHit(0, 11, "certain"), CprHit(12, 23, "certain")]

    def test_cell_that_lost_its_leading_zero_is_possible(self):
        assert find(" 707575123 ") == [CprHit(0, 11, "possible")]
        assert find("707575123.0") == [CprHit(0, 11, "possible")]
        assert find("707575124") == []
        assert find("kr. 707575123") == []


class TestLeavingAlone:
    """Digits that are something else."""

    @given(numbers(), st.text("0123456789", max_size=5), st.text("0123456789", max_size=5))
    def test_not_inside_longer_runs(self, digits, before, after):
        assume(before or after)
        assert find(f"EAN {before}{digits}{after}.") == []

    @given(st.integers(0, 10**15))
    def test_thousands_in_groups(self, number):
        assert find(f"i alt {number:,} borgere".replace(",", ".")) == []
        assert find(f"i alt {number:,} borgere".replace(",", "\u00a0")) == []

    @given(st.text("0123456789", min_size=8, max_size=8))
    def test_telephone_numbers(self, digits):
        pairs = " ".join(digits[place : place + 2] for place in range(0, 8, 2))
        for text in (
            digits,
            pairs,
            f"+45 {pairs}",
            f"+45{digits}",
            f"0045 {digits}",
            f"{digits[:4]} {digits[4:]}",
        ):
            assert find(f"Ring {text}, gerne før 12") == []

    @given(st.text("0123456789", min_size=12, max_size=19))
    def test_groups_of_four(self, digits):
        groups = " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))
        assert find(f"Konto {groups}") == []

    @given(st.datetimes())
    def test_dates_with_full_year_and_times(self, moment):
        day = moment.strftime
        for text in (
            f"{moment:%d}-{moment:%m}-{moment.year:04d} {day('%H.%M')}",
            f"{moment.year:04d}-{day('%m-%d %H:%M:%S')}",
            f"{moment.day}. december {moment.year:04d} kl. {day('%H.%M')}",
            f"{day('%d.%m.')}{moment.year:04d}-{day('%d.%m.')}{moment.year:04d}",
            f"{day('%d.%m.%y %H.%M')}",
            f"{day('%d-%m-%y kl. %H%M')}",
        ):
            assert find(text) == [], text

    @pytest.mark.parametrize(
        "text",
        [
            *[
                "",
                " ",
                "070757",
                "5123",
                "070757-428",
                "070757-51236",
                "070757-XXXX",
                "07.07.1957",
                "2014-2018",
            ],
            *[
                "070757, 5123",
                "070757 og 5123",
                "070757 (5123)",
                "70757-5123",
                "27.36.04-1234",
                "CVR 12345678",
            ],
            *[
                "EAN 5798000123456",
                "1.600.000",
                "55,5",
                "§ 141",
                "1.1 2.1 3.2 4.1",
                "3 1 2 5 8",
                "141 214 123 4",
            ],
        ],
    )
    def test_other_numbers(self, text):
        assert find(text) == []

    # 29 February of 2000, 1904, 1996, 1896, 1936, 2056 and 1860; the last three are replacement numbers.
    @pytest.mark.parametrize("date_and_seventh", [
        *["2902004", "2902005", "2902008", "2902009", "2902040", "2902963", "2902968", "2902363", "2902369"],
        *["2902565", "2902605", "6101611", "9101611", "8902004"],
    ])  # fmt: skip
    def test_dates_that_exist_in_the_century_of_the_seventh_digit(self, date_and_seventh):
        assert find(f"{date_and_seventh}234")

    @pytest.mark.parametrize("date_and_seventh", [
        *["2902000", "2902001", "2902002", "2902003", "2902015", "2902978", "2902379"],
        *["8902003", "3104611", "3201611", "0001611", "0113611", "0100611", "6001611", "9201611"],
    ])  # fmt: skip
    def test_dates_that_do_not_exist(self, date_and_seventh):
        assert find(f"{date_and_seventh}234") == []


class TestLongerNumbers:
    """A number chained to others is asked about, not refused and not waved through."""

    @pytest.mark.parametrize(
        "text",
        [
            *[
                "12-0707575123-5",
                "2014-070757-5123",
                "070757-5123-27",
                "0707575123/15",
                "0,0707575123",
                "14.0707575123",
            ],
            *["2014 07 07 57 5123", "07 07 57 5123 12", "1 2 07 07 57 5123"],
        ],
    )
    def test_only_ever_possible(self, text):
        assert [hit.kind for hit in find(text)] == ["possible"]

    @pytest.mark.parametrize(
        "text", ["2014 070757-5123", "070757-5123 3 gange", "1: 07 07 57 5123", "5123. 0707575123"]
    )
    def test_neighbours_set_apart_change_nothing(self, text):
        assert [hit.kind for hit in find(text)] == ["certain"]

    def test_a_row_of_pairs_is_no_number(self):
        assert find("07 07 57 51 23 12") == []
        assert find("10 11 12 13 14 15 16") == []
        assert find(" ".join(f"{number:02d}" for number in range(1, 32))) == []
        assert find("01 01 01 01 01 01 01 01 01 01 01 01 01 01 01") == []


class TestChecking:
    """The one function that forms, workflow, imports and admin ask."""

    def test_harmless_text_passes(self):
        assert check("Vi følger op efter 6 og 12 måneder.") is None

    @pytest.mark.parametrize("confirmed", [False, True])
    def test_certain_is_refused_even_if_confirmed(self, confirmed):
        with pytest.raises(CprFound) as caught:
            check(f"{POSSIBLE} og {CERTAIN}", confirmed=confirmed)
        assert caught.value.certain
        assert str(caught.value) == cpr.CERTAIN_MESSAGE
        assert [hit.kind for hit in caught.value.hits] == ["possible", "certain"]

    def test_possible_is_refused_until_confirmed(self):
        with pytest.raises(CprFound) as caught:
            check(POSSIBLE)
        assert not caught.value.certain
        assert str(caught.value) == cpr.POSSIBLE_MESSAGE
        assert check(POSSIBLE, confirmed=True) is None

    def test_what_is_stored_already_is_not_asked_again(self):
        assert check("Nu med 070757 5124 i ny form", stored=f"Faktura {POSSIBLE}") is None

    def test_what_is_stored_does_not_vouch_for_other_numbers(self):
        with pytest.raises(CprFound) as caught:
            check(f"{POSSIBLE} og 080861-4287", stored=POSSIBLE)
        assert caught.value.hits == (CprHit(15, 26, "possible"),)

    def test_what_is_stored_never_saves_a_certain_one(self):
        with pytest.raises(CprFound):
            check(CERTAIN, stored=CERTAIN)

    @given(numbers(), st.booleans())
    def test_the_exception_does_not_carry_the_digits(self, digits, certain):
        text = digits if certain else f"1-{digits}"
        with pytest.raises(CprFound) as caught:
            check(text)
        error = caught.value
        told = " ".join([str(error), repr(error), repr(error.args), repr(vars(error)), error.message])
        told += "".join(traceback.format_exception_only(error))
        assert digits not in told.replace("-", "")
        assert digits[6:] not in told
        assert error.__cause__ is None
        assert error.__context__ is None

    def test_the_exception_survives_pickling(self):
        error = CprFound((CprHit(0, 11, "certain"),))
        again = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert (str(again), again.hits, again.certain) == (str(error), error.hits, error.certain)


class TestRedacting:
    """What goes into a log."""

    @given(numbers(), st.sampled_from(BETWEEN_PAIRS), st.sampled_from(BEFORE_SERIAL), PROSE, PROSE)
    def test_no_digit_of_it_is_left(self, digits, pairs, gap, before, after):
        written = redact(before + _write(digits, pairs, gap) + after)
        assert written == before + cpr.REDACTED + after

    @given(st.lists(numbers() | numbers(passes=False) | numbers(raised=True), min_size=1, max_size=5), PROSE)
    def test_no_four_digits_are_left(self, several, between):
        written = redact(f" {between} og ".join(several))
        assert not any(char.isdigit() for char in written)

    @given(st.text())
    def test_twice_gives_the_same_as_once(self, text):
        assert redact(redact(text)) == redact(text)

    @given(st.text(alphabet="0123456789 -./\n\u200b\u00a0abc", max_size=60))
    def test_places_are_in_order_and_never_overlap(self, text):
        hits = find(text)
        places = [place for hit in hits for place in (hit.start, hit.end)]
        assert places == sorted(places)
        assert all(text[hit.start].isdigit() and text[hit.end - 1].isdigit() for hit in hits if len(text) != 9)
        assert find(redact(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "01" * 50_000,
        "01 " * 30_000,
        "01" + " " * 100_000 + "02",
        ("01" + " " * 5_000) * 20,
        "010203\n" * 15_000,
    ],
)
def test_long_texts_take_no_long_time(text):
    start = time.perf_counter()
    find(text)
    assert time.perf_counter() - start < 2
