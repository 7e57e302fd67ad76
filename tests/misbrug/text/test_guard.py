"""The CPR guard in Django's terms, and in the log."""

import logging
import sys

import pytest
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter

from misbrug.text import cpr
from misbrug.text.guard import refuse_cpr, validate_no_cpr
from misbrug.text.logs import RedactingFormatter

CERTAIN = "070757-5123"
POSSIBLE = "070757-5124"


@pytest.mark.parametrize(("text", "message"), [(CERTAIN, cpr.CERTAIN_MESSAGE), (POSSIBLE, cpr.REWRITE_MESSAGE)])
def test_validator_refuses_certain_and_possible(text, message):
    with pytest.raises(ValidationError) as caught:
        validate_no_cpr(f"Borger {text}.")
    assert caught.value.code == "cpr"
    assert caught.value.messages == [message]
    assert "5123" not in repr(caught.value)


@pytest.mark.parametrize("value", ["", "Alt vel", None, 12, 7.5, True, ["Ja", "Nej"], {"ja": 1}, b"070757-5123"])
def test_validator_lets_everything_else_pass(value):
    assert validate_no_cpr(value) is None


@pytest.mark.parametrize("value", [[CERTAIN], {"a": CERTAIN}, {CERTAIN: "a"}, {"a": ["b", {"c": (CERTAIN,)}]}])
def test_validator_reads_json(value):
    with pytest.raises(ValidationError):
        validate_no_cpr(value)


def test_validator_can_stand_in_a_migration():
    written, imports = MigrationWriter.serialize(validate_no_cpr)
    assert written == "misbrug.text.guard.validate_no_cpr"
    assert imports == {"import misbrug.text.guard"}


def test_rewriting_as_the_message_says_helps():
    validate_no_cpr("1. februar 2003 1234")
    validate_no_cpr("faktura 010 203 123 4")


@pytest.mark.parametrize(
    ("text", "confirmed", "code", "message"),
    [
        (CERTAIN, False, "cpr", cpr.CERTAIN_MESSAGE),
        (CERTAIN, True, "cpr", cpr.CERTAIN_MESSAGE),
        (POSSIBLE, False, "cpr_possible", cpr.POSSIBLE_MESSAGE),
    ],
)
def test_form_is_told_whether_confirming_helps(text, confirmed, code, message):
    with pytest.raises(ValidationError) as caught:
        refuse_cpr(text, confirmed=confirmed)
    assert (caught.value.code, caught.value.messages) == (code, [message])


def test_form_passes_what_is_confirmed_or_stored():
    refuse_cpr(POSSIBLE, confirmed=True)
    refuse_cpr(f"{POSSIBLE} nu", stored=POSSIBLE)


@pytest.fixture
def log_line():
    formatter = RedactingFormatter("{asctime} {levelname}: {message}", style="{")

    def line(message, *args, exc_info=None):
        return formatter.format(logging.LogRecord("a", logging.INFO, "f", 1, message, args, exc_info))

    return line


def test_log_shows_dots_in_message_and_arguments(log_line):
    line = log_line("Søgning: %s", f"borger {CERTAIN}")
    assert line.endswith(f"INFO: Søgning: borger {cpr.REDACTED}")
    assert line[:2] == "20"


@pytest.mark.parametrize("number", ["070757-5123", "0707575123", "070757%205123", "070757+5123"])
def test_log_shows_dots_in_addresses(log_line, number):
    assert log_line(f"GET /soeg/{number}/2").endswith(f"GET /soeg/{cpr.REDACTED}/2")
    assert log_line(f"GET /soeg?q={number}&side=2").endswith("GET /soeg?●")


def test_log_shows_dots_in_tracebacks(log_line):
    try:
        raise ValueError(f"Key (name)=({CERTAIN}) already exists")
    except ValueError:
        line = log_line("fejl", exc_info=sys.exc_info())
    assert "5123" not in line
    assert f"Key (name)=({cpr.REDACTED}) already exists" in line
