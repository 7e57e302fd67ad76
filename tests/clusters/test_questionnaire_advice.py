"""What is said of answers as people write them: how it is put right, and nothing is guessed."""

import pytest

from clusters.answer_tables.advice import LEAVE_EMPTY, advice_on
from indicators.values import Question, ValueProblem, parse

VERDICT = Question("yes_no_partly", not_relevant_allowed=True)
CHOICE = Question("single_choice", ("Direktion", "Centerchef"))
MOVE = "Skriv ”{}” som svar, og flyt ”{}” over i uddybningen."


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        (VERDICT, "ved ikke", LEAVE_EMPTY),
        (VERDICT, "Ved ikke.", LEAVE_EMPTY),
        (VERDICT, "?", LEAVE_EMPTY),
        (
            VERDICT,
            "Ja – men kun for voksne",
            f"{MOVE.format('Ja', 'men kun for voksne')} Gælder det kun for nogle, så skriv ”Delvis”.",
        ),
        (VERDICT, "nej, ikke endnu", MOVE.format("Nej", "ikke endnu")),
        (VERDICT, "Delvist (om aftenen)", MOVE.format("Delvis", "om aftenen")),
        (VERDICT, "Ikke relevant: vi køber alt", MOVE.format("Ikke relevant", "vi køber alt")),
        (VERDICT, "Ja og Nej", "Her er flere svar: ”Ja” og ”Nej”. Vælg ét af dem."),
        (VERDICT, "ja/delvis", "Her er flere svar: ”ja” og ”delvis”. Vælg ét af dem."),
        (CHOICE, "Centerchef, sammen med Jobcentret", MOVE.format("Centerchef", "sammen med Jobcentret")),
    ],
)
def test_what_people_write_is_told_how_to_put_right(question, text, said):
    with pytest.raises(ValueProblem) as refused:
        parse(question, text)
    assert advice_on(question, text, str(refused.value)) == said


@pytest.mark.parametrize("text", ["måske", "jaja", "nejtak", "i gang"])
def test_other_words_keep_the_message(text):
    assert advice_on(VERDICT, text, "Skriv ja eller nej.") == "Skriv ja eller nej."
