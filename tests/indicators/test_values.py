"""The codec of answers: what is accepted, what is refused and in which words, and that nothing gets lost."""

import string
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.values import (
    MAX_TEXT,
    AnswerType,
    Question,
    ValueProblem,
    as_input,
    clean_text,
    danish_number,
    display,
    is_not_relevant,
    is_partly,
    is_verdict,
    parse,
    parse_trigger_values,
    possible_values,
    triggers,
)

YES_NO = Question(AnswerType.YES_NO)
PARTLY = Question(AnswerType.YES_NO_PARTLY)
PARTLY_OR_NOT_RELEVANT = Question(AnswerType.YES_NO_PARTLY, not_relevant_allowed=True)
LEVEL = Question(AnswerType.LEVEL, ("Intet", "Spredt", "Systematisk", "Evalueret"), fulfilled_from=3)
NUMBER = Question(AnswerType.NUMBER, unit="måneder efter afslutning", not_relevant_allowed=True)
ONE = Question(AnswerType.SINGLE_CHOICE, ("ASI", "KL's basisscreener", "Andet"), not_relevant_allowed=True)
SEVERAL = Question(AnswerType.MULTIPLE_CHOICE, ("Partner", "Forældre", "Børn", "Øvrigt netværk"))
TEXT = Question(AnswerType.TEXT)
EVERY_KIND = [YES_NO, PARTLY, PARTLY_OR_NOT_RELEVANT, LEVEL, NUMBER, ONE, SEVERAL, TEXT]


@pytest.mark.parametrize(
    ("question", "raw", "value"),
    [
        (YES_NO, "ja", "ja"),
        (YES_NO, " Nej ", "nej"),
        (YES_NO, "J", "ja"),
        (YES_NO, "n", "nej"),
        (PARTLY, "DELVIS", "delvis"),
        (PARTLY, "delvist", "delvis"),
        (PARTLY_OR_NOT_RELEVANT, "Ikke relevant", "ikke_relevant"),
        (PARTLY_OR_NOT_RELEVANT, "ikke  relevant ", "ikke_relevant"),
        (PARTLY_OR_NOT_RELEVANT, "ikke_relevant", "ikke_relevant"),
        (LEVEL, "3", "3"),
        (LEVEL, "3.0", "3"),
        (LEVEL, "03", "3"),
        (LEVEL, "systematisk", "3"),
        (LEVEL, "3 – Systematisk", "3"),
        (LEVEL, "3 - systematisk", "3"),
        (NUMBER, "2,5", "2.5"),
        (NUMBER, "2.5", "2.5"),
        (NUMBER, "2,50", "2.5"),
        (NUMBER, "12.0", "12"),
        (NUMBER, "007", "7"),
        (NUMBER, "0,25", "0.25"),
        (NUMBER, "-0", "0"),
        (NUMBER, "+3", "3"),
        (NUMBER, "1.600.000", "1600000"),
        (NUMBER, "1.600,5", "1600.5"),
        (NUMBER, "1 600", "1600"),
        (NUMBER, "1\u00a0600", "1600"),
        (NUMBER, "2,5 Måneder efter afslutning", "2.5"),
        (NUMBER, "ikke relevant", "ikke_relevant"),
        (ONE, "asi", "ASI"),
        (ONE, " KL's  basisscreener", "KL's basisscreener"),
        (ONE, ["ASI"], "ASI"),
        (ONE, ["", "ASI"], "ASI"),
        (ONE, "Ikke relevant", "ikke_relevant"),
        (SEVERAL, ["Børn", "Partner"], "Partner|Børn"),
        (SEVERAL, "Børn|Partner", "Partner|Børn"),
        (SEVERAL, "børn; partner", "Partner|Børn"),
        (SEVERAL, "Børn\nØvrigt netværk\n", "Børn|Øvrigt netværk"),
        (SEVERAL, ["Børn", "børn"], "Børn"),
        (TEXT, "  To linjer\r\nher  ", "To linjer\nher"),
        (TEXT, "delvis", "delvis"),
        (TEXT, "ikke relevant", "ikke relevant"),
    ],
)
def test_reads_the_usual_spellings_as_one_value(question, raw, value):
    assert parse(question, raw) == value


@pytest.mark.parametrize("question", EVERY_KIND)
@pytest.mark.parametrize("raw", ["", "   ", "\u00a0\n", [], [""], ["", " "]])
def test_nothing_written_is_unanswered(question, raw):
    assert parse(question, raw) == ""


@pytest.mark.parametrize(
    ("question", "raw", "message"),
    [
        (YES_NO, "måske", "”måske” er ikke et svar. Skriv ja eller nej."),
        (YES_NO, "x", "”x” er ikke et svar. Skriv ja eller nej."),
        (YES_NO, "delvis", "Her kan man ikke svare ”delvis”. Skriv ja eller nej."),
        (PARTLY, "1", "”1” er ikke et svar. Skriv ja, nej eller delvis."),
        (PARTLY, "ikke relevant", "Her kan man ikke svare ”ikke relevant”. Skriv ja, nej eller delvis."),
        (
            PARTLY_OR_NOT_RELEVANT,
            "?",
            "”?” er ikke et svar. Skriv ja, nej, delvis eller ikke relevant.",
        ),
        (LEVEL, "5", "Niveau 5 findes ikke. Skriv et tal fra 1 til 4."),
        (LEVEL, "0", "Niveau 0 findes ikke. Skriv et tal fra 1 til 4."),
        (LEVEL, "2,5", "”2,5” er ikke et niveau. Skriv et tal fra 1 til 4."),
        (LEVEL, "9" * 5000, f"Niveau {'9' * 39}… findes ikke. Skriv et tal fra 1 til 4."),
        (LEVEL, "ikke relevant", "Her kan man ikke svare ”ikke relevant”. Skriv et tal fra 1 til 4."),
        (NUMBER, "ca. 3", "”ca. 3” er ikke et tal. Skriv kun tallet, fx 3 eller 2,5."),
        (NUMBER, "3 uger", "”3 uger” er ikke et tal. Skriv kun tallet, fx 3 eller 2,5."),
        (NUMBER, "1,2,3", "”1,2,3” er ikke et tal. Skriv kun tallet, fx 3 eller 2,5."),
        (NUMBER, "١", "”١” er ikke et tal. Skriv kun tallet, fx 3 eller 2,5."),
        (NUMBER, "1e3", "”1e3” er ikke et tal. Skriv kun tallet, fx 3 eller 2,5."),
        (NUMBER, "nan", "”nan” er ikke et tal. Skriv kun tallet, fx 3 eller 2,5."),
        (
            NUMBER,
            "1.625",
            "”1.625” kan læses på to måder. Skriv 1625, hvis det er et helt tal, "
            "og ellers komma og højst to decimaler.",
        ),
        (
            NUMBER,
            "2.000",
            "”2.000” kan læses på to måder. Skriv 2000, hvis det er et helt tal, "
            "og ellers komma og højst to decimaler.",
        ),
        (NUMBER, "-1", "Tallet kan ikke være under 0."),
        (NUMBER, "\u22120,5", "Tallet kan ikke være under 0."),
        (NUMBER, "0.625", "Skriv højst to decimaler, fx 2,25."),
        (NUMBER, "1000000000", "Tallet er for stort. Det kan højst have 9 cifre før kommaet."),
        (ONE, "DSM", "”DSM” er ikke en valgmulighed. Vælg en af: ASI, KL's basisscreener, Andet."),
        (ONE, ["ASI", "Andet"], "Her kan du kun give ét svar. Vælg et af dem."),
        (YES_NO, ["ja", "nej"], "Her kan du kun give ét svar. Vælg et af dem."),
        (
            SEVERAL,
            "Børn|Nabo",
            "”Nabo” er ikke en valgmulighed. Vælg en eller flere af: Partner, Forældre, Børn, Øvrigt netværk.",
        ),
    ],
)
def test_refuses_in_words_that_say_what_would_be_right(question, raw, message):
    with pytest.raises(ValueProblem) as problem:
        parse(question, raw)
    assert str(problem.value) == message


@given(st.sampled_from(EVERY_KIND), st.one_of(st.text(), st.lists(st.text(), max_size=4)))
@example(NUMBER, "1" * 10_000)
@example(NUMBER, ".")
@example(SEVERAL, "|;|")
def test_any_input_is_read_or_refused_and_reading_is_stable(question, raw):
    message, value = "", None
    try:
        value = parse(question, raw)
    except ValueProblem as problem:
        message = str(problem)
    if value is None:
        assert 0 < len(message) < 300
    else:
        assert parse(question, value) == value
        value.encode()


@pytest.mark.parametrize("question", [YES_NO, PARTLY_OR_NOT_RELEVANT, LEVEL, ONE, SEVERAL])
def test_every_possible_value_survives_reading_what_was_shown(question):
    for value in possible_values(question):
        assert parse(question, value) == value
        assert parse(question, display(question, value)) == value
        assert parse(question, as_input(question, value)) == value


@given(st.decimals(min_value=0, max_value=Decimal("999999999.99"), places=2, allow_nan=False))
def test_a_number_keeps_its_amount_through_input_and_display(amount):
    value = parse(NUMBER, str(amount).replace(".", ","))
    assert Decimal(value) == amount
    assert parse(NUMBER, as_input(NUMBER, value)) == value
    shown = display(NUMBER, value)
    assert shown.endswith("\u00a0måneder efter afslutning")
    assert Decimal(shown.partition("\u00a0")[0].replace(".", "").replace(",", ".")) == amount


@given(st.lists(st.sampled_from(SEVERAL.options)))
def test_choices_are_kept_once_in_the_catalogues_order(chosen):
    stored = parse(SEVERAL, chosen)
    assert [option for option in SEVERAL.options if option in chosen] == [o for o in stored.split("|") if o]
    assert parse(SEVERAL, ";".join(chosen)) == stored


def test_an_option_with_a_semicolon_is_not_split():
    question = Question(AnswerType.MULTIPLE_CHOICE, ("Brev; pjece", "Brev"))
    assert parse(question, "Brev; pjece") == "Brev; pjece"
    assert parse(question, "brev|Brev; pjece") == "Brev; pjece|Brev"


# ---- text ----------------------------------------------------------------------------------------------


@given(st.text(st.characters(), max_size=200))
@example("a\x00b\ud800c\ufeff")
@example("\r\x00\n")
@example("e\x01\u0301")
def test_text_is_clean_once_and_for_all(raw):
    text = clean_text(raw)
    assert clean_text(text) == text
    assert text == text.strip()
    assert unicodedata.is_normalized("NFC", text)
    assert not {c for c in text if unicodedata.category(c) in {"Cc", "Cs"}} - {"\n", "\t"}


@given(st.text(string.printable.replace("\r", "").replace("\x0b", "").replace("\x0c", "") + "æøåÆØÅ”–"))
def test_ordinary_text_loses_not_a_letter(text):
    assert clean_text(text) == text.strip()


def test_line_breaks_of_every_kind_become_one_kind():
    assert clean_text("a\r\nb\rc\vd\u2028e\x85f") == "a\nb\nc\nd\ne\nf"


@pytest.mark.parametrize("raw", ["\xa0", "\u200b", "\u200b \n\u2060\xad", "\u200d\ufe0f", "\u3164", "\u2800"])
def test_a_text_in_which_nothing_can_be_seen_is_none(raw):
    assert clean_text(raw) == ""
    assert clean_text(f"{raw}å") != ""


def test_the_limit_counts_characters_as_one_types_them():
    decomposed = "a\u030a" * MAX_TEXT
    assert clean_text(decomposed) == "å" * MAX_TEXT
    assert len(clean_text("x\r\n" * (MAX_TEXT // 2))) == MAX_TEXT - 1
    assert len(clean_text("😀" * MAX_TEXT)) == MAX_TEXT
    with pytest.raises(ValueProblem) as problem:
        parse(TEXT, "x" * (MAX_TEXT + 1))
    assert str(problem.value) == "Teksten er på 10.001 tegn. Der er plads til 10.000. Forkort den med 1."


def test_a_shorter_limit_can_be_given():
    assert clean_text("abc", limit=3) == "abc"
    with pytest.raises(ValueProblem):
        clean_text("abcd", limit=3)


# ---- showing and asking --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "value", "shown"),
    [
        (PARTLY, "delvis", "delvis"),
        (PARTLY, "", "ikke besvaret"),
        (PARTLY_OR_NOT_RELEVANT, "ikke_relevant", "ikke relevant"),
        (LEVEL, "3", "3 – Systematisk"),
        (LEVEL, "9", "9"),
        (Question(AnswerType.LEVEL, ("1", "2"), fulfilled_from=2), "2", "2"),
        (NUMBER, "2.5", "2,5\u00a0måneder efter afslutning"),
        (NUMBER, "1", "1\u00a0måned efter afslutning"),
        (Question(AnswerType.NUMBER), "1600000", "1.600.000"),
        (NUMBER, "ikke_relevant", "ikke relevant"),
        (SEVERAL, "Partner|Børn", "Partner, Børn"),
        (ONE, "KL's basisscreener", "KL's basisscreener"),
        (TEXT, "ikke_relevant", "ikke_relevant"),
        (TEXT, "1|2", "1|2"),
    ],
)
def test_shows_values_in_plain_danish(question, value, shown):
    assert display(question, value) == shown


@pytest.mark.parametrize("value", ["", "tolv", "1,5", "1.5.2"])
def test_a_number_that_is_none_is_shown_as_it_is(value):
    assert danish_number(value) == value


def test_which_values_a_question_can_have():
    assert possible_values(YES_NO) == ("ja", "nej")
    assert possible_values(PARTLY_OR_NOT_RELEVANT) == ("ja", "nej", "delvis", "ikke_relevant")
    assert possible_values(LEVEL) == ("1", "2", "3", "4")
    assert possible_values(ONE) == ("ASI", "KL's basisscreener", "Andet", "ikke_relevant")
    assert possible_values(SEVERAL) == SEVERAL.options
    assert possible_values(NUMBER) == ()
    assert possible_values(TEXT) == ()


def test_only_verdicts_are_consolidated():
    assert {kind for kind in AnswerType if is_verdict(kind)} == {"yes_no", "yes_no_partly", "level"}


def test_a_text_or_an_option_that_reads_like_an_answer_is_not_that_answer():
    assert is_partly("yes_no_partly", "delvis")
    assert not is_partly("text", "delvis")
    assert not is_partly("single_choice", "delvis")
    assert is_not_relevant("level", "ikke_relevant")
    assert not is_not_relevant("text", "ikke_relevant")
    assert not is_not_relevant("multiple_choice", "ikke_relevant")


@pytest.mark.parametrize(
    ("parent_value", "trigger_values", "asked"),
    [
        ("delvis", ["ja", "delvis"], True),
        ("nej", ["ja", "delvis"], False),
        ("", ["ja", ""], False),
        ("Partner|Børn", ["Børn"], True),
        ("Partner|Børn", ["Forældre"], False),
        ("1", ["10"], False),
        ("10", ["1"], False),
        ("ja", [], False),
        ("ikke_relevant", ["ikke_relevant"], True),
    ],
)
def test_when_a_supplementary_question_is_asked(parent_value, trigger_values, asked):
    assert triggers(parent_value, trigger_values) is asked


def test_reads_an_imports_list_of_triggers():
    assert parse_trigger_values(PARTLY, "Delvis, ja") == ("ja", "delvis")
    assert parse_trigger_values(LEVEL, "1|2") == ("1", "2")
    assert parse_trigger_values(PARTLY, "") == ()
    for parent, raw in [(YES_NO, "delvis"), (NUMBER, "3"), (TEXT, "noget")]:
        with pytest.raises(ValueProblem):
            parse_trigger_values(parent, raw)
