"""Danish order, numbers, dates and words."""

import string
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from misbrug.text import danish

DANISH = st.text(alphabet=string.ascii_letters + "æøåÆØÅéüäö -" + string.digits, max_size=12)

# The 98 municipalities as a Dane would list them, by hand.
MUNICIPALITIES = """
Albertslund|Allerød|Assens|Ballerup|Billund|Bornholm|Brøndby|Brønderslev|Dragør|Egedal|Esbjerg|Fanø|Favrskov|Faxe|
Fredensborg|Fredericia|Frederiksberg|Frederikshavn|Frederikssund|Furesø|Faaborg-Midtfyn|Gentofte|Gladsaxe|Glostrup|
Greve|Gribskov|Guldborgsund|Haderslev|Halsnæs|Hedensted|Helsingør|Herlev|Herning|Hillerød|Hjørring|Holbæk|Holstebro|
Horsens|Hvidovre|Høje-Taastrup|Hørsholm|Ikast-Brande|Ishøj|Jammerbugt|Kalundborg|Kerteminde|Kolding|København|Køge|
Langeland|Lejre|Lemvig|Lolland|Lyngby-Taarbæk|Læsø|Mariagerfjord|Middelfart|Morsø|Norddjurs|Nordfyns|Nyborg|Næstved|
Odder|Odense|Odsherred|Randers|Rebild|Ringkøbing-Skjern|Ringsted|Roskilde|Rudersdal|Rødovre|Samsø|Silkeborg|
Skanderborg|Skive|Slagelse|Solrød|Sorø|Stevns|Struer|Svendborg|Syddjurs|Sønderborg|Thisted|Tønder|Tårnby|Vallensbæk|
Varde|Vejen|Vejle|Vesthimmerlands|Viborg|Vordingborg|Ærø|Aabenraa|Aalborg|Aarhus
""".replace("\n", "").split("|")


class TestSorting:
    """æ, ø, å last; aa is å."""

    def test_all_municipalities(self):
        assert len(set(MUNICIPALITIES)) == 98
        assert sorted(sorted(MUNICIPALITIES), key=danish.sort_key) == MUNICIPALITIES
        backwards = MUNICIPALITIES[::-1]
        assert sorted(backwards, key=danish.sort_key) == MUNICIPALITIES

    @pytest.mark.parametrize("change", [str.upper, str.lower, lambda name: name.replace("Aa", "Å").replace("aa", "å")])
    def test_spelling_does_not_move_a_municipality(self, change):
        changed = [change(name) for name in MUNICIPALITIES]
        assert sorted(sorted(changed), key=danish.sort_key) == changed

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("Zebra", "Æble"),
            ("æble", "Øl"),
            ("Østerbro", "Åby"),
            ("Aalborg", "Århus"),
            ("Ålborg", "Aarhus"),
            ("Ørsted", "Aabenraa"),
            ("Tønder", "Taastrup"),
            ("Allé", "Allegade"),
            ("Idé", "ideal"),
            ("Muller", "Müller"),
            ("Mylius", "Mzz"),
            ("Lyngby", "Müzz"),
            ("Söder", "Så"),
            ("Sz", "Söder"),
            ("Ny by", "Nyby"),
            ("Høje-Taastrup", "Højer"),
            ("Nord", "Nord-Fyn"),
            ("Anbefaling 2", "Anbefaling 10"),
            ("1.2", "1.10"),
            ("1.2", "1.2a"),
            ("9", "A"),
            ("faxe", "Greve"),
            ("Faxe", "faxes"),
            ("", "a"),
        ],
    )
    def test_pairs(self, first, second):
        assert danish.sort_key(first) < danish.sort_key(second)

    @given(st.lists(DANISH | st.text(max_size=8), max_size=8))
    def test_any_names_have_one_order(self, names):
        by_key = sorted(names, key=danish.sort_key)
        names.reverse()
        assert by_key == sorted(names, key=danish.sort_key)
        for first, second in pairwise(by_key):
            assert (danish.sort_key(first) == danish.sort_key(second)) is (first == second)


class TestFolding:
    """Two spellings of one name have one key."""

    @pytest.mark.parametrize(
        "spellings",
        [
            ["Århus", "Aarhus", "AARHUS", " århus ", "Å\u00adrhus", "A\u030arhus", "\u200bAarhus"],
            ["Lyngby-Taarbæk", "lyngby tårbæk", "Lyngby \u2013 Taarbæk", "Lyngby\u2011Taarbæk", "Lyngby\u00a0Taarbæk"],
            ["Høje-Taastrup", "HØJE TÅSTRUP", "Høje  Taastrup"],
            ["Café", "cafe", "CAFE\u0301"],
        ],
    )
    def test_spellings_of_one_name(self, spellings):
        assert len({danish.fold(each) for each in spellings}) == 1
        assert len({danish.loose_fold(each) for each in spellings}) == 1

    def test_different_names_stay_different(self):
        assert len({danish.fold(name) for name in MUNICIPALITIES}) == 98
        assert len({danish.loose_fold(name) for name in MUNICIPALITIES}) == 98
        assert danish.fold("Mors") != danish.fold("Møs")

    def test_loose_fold_reads_keyboards_without_danish_letters(self):
        assert danish.loose_fold("Ærø") == danish.loose_fold("AEROE")
        assert danish.loose_fold("Tårnby") == danish.loose_fold("taarnby") == "taarnby"
        assert danish.fold("Ærø") != danish.fold("AEROE")

    def test_loose_fold_finds_parts_of_words(self):
        assert danish.loose_fold("ekstra") in danish.loose_fold("Ekstraarbejde på Ærø")

    @given(st.text())
    @example("AÀ")
    @example("ÅåÀa")
    def test_twice_gives_the_same_as_once(self, text):
        assert danish.fold(danish.fold(text)) == danish.fold(text)

    @given(DANISH, DANISH)
    def test_loose_fold_of_a_word_is_in_that_of_its_text(self, word, text):
        assert danish.loose_fold(word) in danish.loose_fold(f"{text} {word} {text}")


class TestWords:
    """Genitive, lists and capitals."""

    @pytest.mark.parametrize(
        ("name", "genitive"),
        [
            *[("Faxe", "Faxes"), ("Lejre", "Lejres"), ("Næstved", "Næstveds"), ("Morsø", "Morsøs"), ("Fanø", "Fanøs")],
            *[("Assens", "Assens'"), ("Stevns", "Stevns'"), ("Marx", "Marx'"), ("Schulz", "Schulz'"), ("SOS", "SOS'")],
            *[("KL", "KL's"), ("KKR", "KKR's"), ("Region KKR", "Region KKR's"), ("Klynge 1", "Klynge 1's")],
            *[("Klynge Syd", "Klynge Syds"), ("Faaborg-Midtfyn", "Faaborg-Midtfyns"), ("Faxe ", "Faxes"), ("", "")],
        ],
    )
    def test_genitive(self, name, genitive):
        assert danish.genitive(name) == genitive

    @given(st.lists(st.text(string.ascii_uppercase, min_size=1), min_size=2, max_size=6))
    def test_join_has_one_conjunction_and_no_comma_before_it(self, items):
        joined = danish.join(items)
        assert joined.endswith(f" og {items[-1]}")
        assert ", og" not in joined
        assert joined.removesuffix(f" og {items[-1]}").split(", ") == items[:-1]

    def test_join(self):
        assert danish.join([]) == ""
        assert danish.join(["Faxe"]) == "Faxe"
        assert danish.join(["Faxe", "Køge"]) == "Faxe og Køge"
        assert danish.join(iter(["Faxe", "Greve", "Køge"]), "eller") == "Faxe, Greve eller Køge"
        assert danish.join([1, 2]) == "1 og 2"

    @pytest.mark.parametrize(
        ("text", "result"),
        [
            *[("alle kommuner", "Alle kommuner"), ("ærø", "Ærø"), ("”sådan”", "”Sådan”"), ("åben", "Åben"), ("", "")],
            *[("16 kommuner", "16 kommuner"), ("KL anbefaler", "KL anbefaler"), (" og", " Og"), ("§", "§")],
        ],
    )
    def test_first_upper(self, text, result):
        assert danish.first_upper(text) == result


class TestNumbers:
    """Words to twelve, decimal comma, thousands by full stops."""

    def test_number_words(self):
        words = [danish.number_word(n) for n in range(15)]
        assert " ".join(words) == "nul én to tre fire fem seks syv otte ni ti elleve tolv 13 14"
        assert danish.number_word(1, "neuter") == "ét"
        assert danish.number_word(2, "neuter") == "to"
        assert danish.number_word(1600) == "1.600"
        assert danish.number_word(-3) == "−3"

    def test_count(self):
        assert danish.count(0, "kommune", "kommuner") == "ingen kommuner"
        assert danish.count(1, "kommune", "kommuner") == "én\u00a0kommune"
        assert danish.count(1, "svar", "svar", "neuter") == "ét\u00a0svar"
        assert danish.count(7, "kommune", "kommuner") == "syv\u00a0kommuner"
        assert danish.count(16, "kommune", "kommuner") == "16\u00a0kommuner"

    def test_amount(self):
        assert danish.amount(0, "kommune", "kommuner") == "0\u00a0kommuner"
        assert danish.amount(1, "kommune", "kommuner") == "1\u00a0kommune"
        assert danish.amount(140000, "borger", "borgere") == "140.000\u00a0borgere"

    @pytest.mark.parametrize(
        ("value", "places", "written"),
        [
            *[
                (55.5, None, "55,5"),
                (1600000, None, "1.600.000"),
                (0, None, "0"),
                (999, None, "999"),
                (1000, 0, "1.000"),
            ],
            *[(Decimal("2.50"), None, "2,5"), (Decimal("2.5"), 2, "2,50"), ("1.6", None, "1,6"), (0.1 + 0.2, 1, "0,3")],
            *[(2.5, 0, "3"), (0.125, 2, "0,13"), (2.675, 2, "2,68"), (-3, None, "−3"), (-0.004, 2, "0,00")],
            *[(Decimal("1E+6"), None, "1.000.000"), (Decimal("-1234.5"), 1, "−1.234,5")],
        ],
    )
    def test_decimal(self, value, places, written):
        assert danish.decimal(value, places) == written

    @pytest.mark.parametrize("value", ["abc", "", None, float("nan"), float("inf"), "1,5"])
    def test_decimal_refuses_what_is_no_number(self, value):
        with pytest.raises(ValueError, match="not a"):
            danish.decimal(value)

    @given(st.decimals(-(10**15) + 1, 10**15 - 1, places=6))
    def test_what_is_written_can_be_read(self, number):
        assert danish.parse_decimal(danish.decimal(number)) == number

    @given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 3))
    def test_places(self, number, places):
        written = danish.decimal(number, places)
        assert len(written.partition(",")[2]) == places
        rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        assert danish.parse_decimal(written) == rounded

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            *[
                ("1,6", "1.6"),
                ("1.6", "1.6"),
                ("1 600 000", "1600000"),
                ("1.600.000", "1600000"),
                ("1600000", "1600000"),
            ],
            *[("1.600", "1600"), ("1.600,50", "1600.5"), ("1\u00a0600,5", "1600.5"), ("1\u202f600", "1600")],
            *[("0.600", "0.6"), ("0,600", "0.6"), ("1,600", "1.6"), ("12.50", "12.5"), ("1600.5", "1600.5")],
            *[("−3", "-3"), ("-3,5", "-3.5"), ("–3", "-3"), ("+3", "3"), (" 12 ", "12"), ("007", "7"), ("１２", "12")],
            *[("-0", "0"), ("12\n", "12"), ("\u200b12", "12"), ("999999999999999,999999", "999999999999999.999999")],
        ],
    )
    def test_parse(self, text, number):
        parsed = danish.parse_decimal(text)
        assert str(parsed) == number

    @pytest.mark.parametrize(
        "text",
        [
            *[
                "abc",
                "1,6,5",
                "1.6.5",
                "1 60",
                "1.600 000",
                "1600.000",
                "1,600.5",
                "1.60.000",
                "1e5",
                "½",
                "5 kr.",
                "--3",
            ],
            *[",5", "5,", "5.", ".5", "-", "NaN", "Infinity", "0x1", "1_000", "12 345 67", "² ³"],
        ],
    )
    def test_parse_says_how_to_write_it(self, text):
        with pytest.raises(ValueError, match=r"^Skriv et tal, for eksempel 55,5 eller 1"):
            danish.parse_decimal(text)

    @pytest.mark.parametrize("text", ["", "  ", "\u200b", "\n"])
    def test_parse_says_that_a_number_is_missing(self, text):
        with pytest.raises(ValueError, match=r"^Skriv et tal\.$"):
            danish.parse_decimal(text)

    @pytest.mark.parametrize("text", ["1" * 16, "0,1234567", "9" * 5000])
    def test_parse_says_that_a_number_is_too_long(self, text):
        with pytest.raises(ValueError, match="for langt"):
            danish.parse_decimal(text)

    @given(st.text())
    def test_parse_gives_a_number_or_a_danish_message(self, text):
        message = ""
        try:
            number = danish.parse_decimal(text)
        except ValueError as error:
            message = str(error)
        assert message in {danish.PARSE_MESSAGE, danish.EMPTY_MESSAGE, danish.LONG_MESSAGE} or number.is_finite()


class TestDates:
    """18. december 2026, 18. dec., 10.42."""

    def test_long_and_short(self):
        day = date(2026, 12, 18)
        assert danish.date_long(day) == "18.\u00a0december 2026"
        assert danish.date_short(day) == "18.\u00a0dec."
        assert danish.date_short(day, year=True) == "18.\u00a0dec.\u00a02026"
        assert danish.date_short(date(2014, 5, 2)) == "2.\u00a0maj"

    def test_every_month_begins_with_its_short_form(self):
        for month in range(1, 13):
            name = danish.date_long(date(2026, month, 1)).split("\u00a0")[1].split()[0]
            short = danish.date_short(date(2026, month, 1)).split("\u00a0")[1]
            assert name[:3] == short.removesuffix(".")

    @pytest.mark.parametrize(("hour", "minute", "told"), [(10, 42, "10.42"), (9, 5, "9.05"), (0, 0, "0.00")])
    def test_time(self, hour, minute, told):
        assert danish.time(datetime(2026, 12, 18, hour, minute)) == told  # noqa: DTZ001

    def test_moments_are_read_in_copenhagen(self):
        winter = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
        summer = datetime(2026, 7, 1, 8, 5, tzinfo=timezone(timedelta(hours=-4)))
        assert danish.date_time(winter) == "1.\u00a0januar 2027 kl.\u00a00.30"
        assert danish.date_short(winter) == "1.\u00a0jan."
        assert danish.time(summer) == "14.05"

    @pytest.mark.parametrize(
        ("days", "told"),
        [
            *[(27, "om 27\u00a0dage"), (2, "om 2\u00a0dage"), (1, "i morgen"), (0, "i dag"), (-1, "i går")],
            *[(-3, "for 3\u00a0dage siden"), (728, "om 728\u00a0dage"), (1200, "om 3\u00a0år")],
            *[(-5200, "for 14\u00a0år siden")],
        ],
    )
    def test_relative_deadline(self, days, told):
        assert danish.relative_deadline(days) == told

    @pytest.mark.parametrize(
        ("size", "told"),
        [(0, "0 byte"), (193, "193 byte"), (999, "999 byte"), (1000, "1,0 kB"), (12_440, "12,4 kB")]
        + [(999_949, "999,9 kB"), (999_950, "1,0 MB"), (3_100_000, "3,1 MB")],
    )
    def test_file_size(self, size, told):
        assert danish.file_size(size).replace("\u00a0", " ") == told

    @given(st.dates(min_value=date(1904, 1, 1), max_value=date(2040, 12, 31)), st.integers(2, 50))
    def test_an_anniversary_counts_its_years(self, start, years):
        start = start.replace(day=min(start.day, 28))
        days = (start.replace(year=start.year + years) - start).days
        assert danish.relative_deadline(days) == f"om {years}\u00a0år"
        assert danish.relative_deadline(-days) == f"for {years}\u00a0år siden"


class TestBinding:
    """Non-breaking spaces only where a line must not end."""

    @pytest.mark.parametrize(
        ("text", "bound"),
        [
            ("om 27 dage", "om 27_dage"),
            ("se anbefaling 2", "se anbefaling_2"),
            ("Anbefaling 2", "Anbefaling_2"),
            ("55,5 mio. kr. i 2014", "55,5_mio._kr. i 2014"),
            ("7 af 16 kommuner", "7_af_16_kommuner"),
            ("18. december kl. 10.42 var", "18._december kl._10.42 var"),
            ("§ 141 og 5 %", "§_141 og 5_%"),
            ("i 2014 deltog", "i 2014 deltog"),
            ("10 og 12", "10 og 12"),
            ("1.1 Familien", "1.1 Familien"),
            ("ingen tal her", "ingen tal her"),
            ("byudvikling 2 Faxe", "byudvikling 2 Faxe"),
        ],
    )
    def test_bind(self, text, bound):
        assert danish.bind(text) == bound.replace("_", "\u00a0")

    @given(st.text(alphabet="0123456789 .,abefling%\n\u00a0", max_size=60))
    def test_only_spaces_change(self, text):
        bound = danish.bind(text)
        assert bound.replace("\u00a0", " ") == text.replace("\u00a0", " ")
        assert danish.bind(bound) == bound
