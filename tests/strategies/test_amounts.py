"""Amounts as people type them: read when they are clear, answered with what to write when they are not."""

import re
from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from misbrug.text.danish import decimal
from strategies.amounts import MOST, NEGATIVE, AmountProblem, parse_amount, typed
from strategies.forms.amounts import AmountField, BudgetField

AMOUNTS = st.decimals(min_value=0, max_value=MOST, places=3)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,6", "1.6"),
        ("1.6", "1.6"),
        (" 55,5 ", "55.5"),
        ("0", "0"),
        (",5", "0.5"),
        ("0.500", "0.5"),
        ("1,600", "1.6"),
        ("27", "27"),
        ("1000", "1000"),
        ("1,6 mio. kr.", "1.6"),
        ("1,6 mio", "1.6"),
        ("\uff11,6", "1.6"),
        ("16,25\u00a0mio.", "16.25"),
    ],
)
def test_what_is_clear_is_read(text, amount):
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "  ", None, "\u200b"])
def test_nothing_is_unknown_and_not_free(text):
    assert parse_amount(text) is None
    assert parse_amount("0") == 0


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("1 600 000", "1.600.000 kr., så skriv 1,6."),
        ("1.600.000", "1.600.000 kr., så skriv 1,6."),
        ("1600000", "1.600.000 kr., så skriv 1,6."),
        ("1.600.000 kr.", "1.600.000 kr., så skriv 1,6."),
        ("1.600.000,00", "1.600.000 kr., så skriv 1,6."),
        ("1.600.000,-", "1.600.000 kr., så skriv 1,6."),
        ("1.234.567", "så skriv 1,235, som er rundet af."),
        ("500 t.kr.", "500 t. kr., så skriv 0,5."),
        ("1600", "1.600 t. kr., så skriv 1,6."),
        ("1 600", "1.600 t. kr., så skriv 1,6."),
        ("500.000 kr", "500.000 kr., så skriv 0,5."),
        ("1.600", "1.600 t. kr., så skriv 1,6."),
        ("400.000", "400.000 kr., så skriv 0,4."),
        ("1.600 mio. kr.", "Mener du 1,6 mio. kr., så skriv 1,6."),
        ("1.600,5", "1.600,5 t. kr., så skriv 1,601, som er rundet af."),
        ("999999", "999.999 kr., så skriv 1, som er rundet af."),
        ("0,0001", "0,0001 mio. kr. er under 0,001 mio. kr. Skriv 0"),
        ("ca. 0,0001", "0,0001 mio. kr. er under 0,001 mio. kr. Skriv 0"),
        ("ca. 2", "Skriv 2 (mio. kr.). Feltet tager kun tallet"),
        ("cirka 2,5", "Skriv 2,5 (mio. kr.). Feltet tager kun tallet"),
        ("~2", "Skriv 2 (mio. kr.)."),
        ("2 ca.", "Skriv 2 (mio. kr.)."),
        ("ca. 1.600.000 kr.", "Skriv 1,6 (mio. kr.)."),
        ("1,2345", "højst tre decimaler, for eksempel 1,235."),
        ("ukendt", "Lad feltet stå tomt"),
        ("?", "Lad feltet stå tomt"),
        ("-", "Lad feltet stå tomt"),
        ("-1,6", NEGATIVE),
        ("\u22121,6", NEGATIVE),
        ("- 3", NEGATIVE),
        ("9999999999", "kan højst være 1.000."),
        ("2 mia. kr.", "kan højst være 1.000."),
        ("2-3", "Skriv et tal"),
        ("1,6,2", "Skriv et tal"),
        ("1..6", "Skriv et tal"),
        ("mio. kr.", "Skriv et tal"),
        ("ca.", "Skriv et tal"),
        ("1" * 60, "Skriv et tal"),
        ("to", "Skriv et tal"),
        ("١٦", "Skriv et tal"),
        ("1e3", "Skriv et tal"),
        ("NaN", "Skriv et tal"),
        ("20 kr.", "under 0,001 mio. kr."),
    ],
)
def test_what_is_not_clear_says_what_to_write(text, proposed):
    with pytest.raises(AmountProblem) as problem:
        parse_amount(text)
    assert proposed in str(problem.value)
    assert "!" not in str(problem.value)


@given(AMOUNTS)
def test_an_amount_as_it_is_typed_reads_back_as_the_same(amount):
    assert parse_amount(typed(amount)) == amount
    assert parse_amount(f"{amount.normalize():f}".replace(".", ",")) == amount


@given(st.decimals(min_value=Decimal("0.001"), max_value=MOST, places=3))
def test_a_negative_amount_is_refused(amount):
    with pytest.raises(AmountProblem, match="negativt"):
        parse_amount(f"-{typed(amount)}")


@given(st.integers(min_value=10_000, max_value=999_999_999))
def test_kroner_are_never_taken_for_millions(kroner):
    for text in (str(kroner), f"{kroner:,}".replace(",", " "), f"{kroner:,} kr.".replace(",", ".")):
        with pytest.raises(AmountProblem):
            parse_amount(text)


@given(AMOUNTS.filter(bool))
def test_a_proposal_is_itself_an_amount(amount):
    with pytest.raises(AmountProblem) as problem:
        parse_amount(f"ca. {typed(amount)}")
    assert parse_amount(str(problem.value).split()[1]) == amount


def test_of_two_readings_that_may_be_written_both_are_proposed():
    with pytest.raises(AmountProblem, match="Skriv 1,6 eller 1600"):
        parse_amount("1.600", most=Decimal(100_000))


_NUMBERS = st.one_of(
    st.decimals(min_value=0, max_value=Decimal(10) ** 10, places=4).map(lambda number: decimal(number)),
    st.from_regex(r"[1-9][0-9]{0,2}([. ,][0-9]{3}){0,3}([.,][0-9]{1,5})?", fullmatch=True),
    st.from_regex(r"[0-9]{1,9}([.,][0-9]{1,5})?", fullmatch=True),
)
_PROPOSED = re.compile(r"(?:[Ss]kriv|eller|for eksempel) ([0-9][0-9.,]*(?<![.,]))")


@given(
    st.sampled_from(["", "ca. ", "-"]),
    _NUMBERS,
    st.sampled_from(["", " kr.", " t.kr.", " mio.", " mia. kr.", ",-"]),
    st.sampled_from([MOST, Decimal(100_000)]),
)
def test_whatever_is_proposed_is_taken(about, number, unit, most):
    try:
        parse_amount(about + number + unit, most=most)
    except AmountProblem as problem:
        for proposal in _PROPOSED.findall(str(problem)):
            parse_amount(proposal, most=most)


@given(st.text(max_size=60))
def test_any_text_is_read_or_answered(text):
    amount, message = None, "."
    try:
        amount = parse_amount(text)
    except AmountProblem as problem:
        message = str(problem)
    assert amount is None or 0 <= amount <= MOST
    assert message.endswith(".")


class _Form(forms.Form):
    cost = AmountField(label="Udgift", required=False)
    budget = BudgetField(label="Budget", required=False)


def test_what_could_not_be_read_is_shown_again_as_typed():
    form = _Form({"cost": "1.600.000", "budget": "203,5"})
    assert not form.is_valid()
    assert 'value="1.600.000"' in str(form["cost"])
    assert list(form.errors) == ["cost"]


def test_a_stored_amount_is_shown_as_it_is_typed():
    form = _Form(initial={"cost": Decimal("1.600"), "budget": Decimal(12_500)})
    assert 'value="1,6"' in str(form["cost"])
    assert 'value="12500"' in str(form["budget"])


def test_a_budget_may_be_larger_than_an_activity():
    form = _Form({"cost": "12500", "budget": "12500"})
    assert form.errors.keys() == {"cost"}
    assert form.cleaned_data["budget"] == 12_500
