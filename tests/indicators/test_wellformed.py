"""Which questions can be asked: each rule alone, and that what passes can be answered without doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.values import AnswerType, Question, display, parse, possible_values
from indicators.wellformed import validate_question

STEPS = ("Intet", "Spredt", "Systematisk")


@pytest.mark.parametrize(
    "question",
    [
        Question("yes_no"),
        Question("yes_no_partly", not_relevant_allowed=True),
        Question("level", STEPS, fulfilled_from=3, not_relevant_allowed=True),
        Question("level", ("1", "2", "3", "4", "5"), fulfilled_from=1),
        Question("number", unit="gange om året", not_relevant_allowed=True),
        Question("single_choice", ("A", "B"), not_relevant_allowed=True),
        Question("yes_no_partly", asks_for_strategy=True),
        Question("level", STEPS, fulfilled_from=2, asks_for_strategy=True),
        Question("multiple_choice", ("Skole og PPR", "Andre")),
        Question("text"),
    ],
)
def test_well_formed_questions_have_no_problems(question):
    assert validate_question(question) == []


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (Question("ja_nej"), "Svartypen ”ja_nej” findes ikke."),
        (Question("single_choice"), "Angiv mindst to valgmuligheder."),
        (Question("multiple_choice", ("A",)), "Angiv mindst to valgmuligheder."),
        (Question("single_choice", ("A", " ")), "Valgmulighed 2 er tom."),
        (Question("single_choice", ("Børn", "børn")), "Valgmuligheden ”børn” står der to gange."),
        (Question("single_choice", ("børn", "BØRN")), "Valgmuligheden ”BØRN” står der to gange."),
        (
            Question("single_choice", ("A", "B ")),
            "Valgmulighed 2 har mellemrum yderst eller usynlige tegn. Skriv den på én linje.",
        ),
        (
            Question("single_choice", ("A", "B\nC")),
            "Valgmulighed 2 har mellemrum yderst eller usynlige tegn. Skriv den på én linje.",
        ),
        (
            Question("multiple_choice", ("A", "B|C")),
            "Valgmuligheden ”B|C” må ikke indeholde ”|”, som skiller flere valg ad.",
        ),
        (
            Question("single_choice", ("A", "Ikke relevant")),
            "”Ikke relevant” er ikke en valgmulighed. Brug i stedet feltet ”Ikke relevant er tilladt”.",
        ),
        (
            Question("single_choice", ("A", "ikke_relevant")),
            "”Ikke relevant” er ikke en valgmulighed. Brug i stedet feltet ”Ikke relevant er tilladt”.",
        ),
        (
            Question("level", ("2", "Alt"), fulfilled_from=1),
            "Niveau 1 kan ikke hedde ”2”. Det ligner et andet niveaus nummer.",
        ),
        (
            Question("level", STEPS),
            "Angiv, fra hvilket niveau indikatoren er opfyldt: et tal fra 1 til 3.",
        ),
        (
            Question("level", STEPS, fulfilled_from=4),
            "Angiv, fra hvilket niveau indikatoren er opfyldt: et tal fra 1 til 3.",
        ),
        (
            Question("level", STEPS, fulfilled_from=0),
            "Angiv, fra hvilket niveau indikatoren er opfyldt: et tal fra 1 til 3.",
        ),
        (
            Question("yes_no", fulfilled_from=1),
            "”Opfyldt fra” kan kun bruges, når svaret er et niveau. Lad feltet stå tomt.",
        ),
        (
            Question("text", unit="kr."),
            "En enhed kan kun bruges, når svaret er et tal. Lad feltet stå tomt.",
        ),
        (
            Question("yes_no", ("A", "B")),
            "Valgmuligheder kan kun bruges ved valg og niveauer. Lad feltet stå tomt.",
        ),
        (
            Question("text", not_relevant_allowed=True),
            "”Ikke relevant” kan ikke tillades, når svaret er en tekst eller flere valg.",
        ),
        (
            Question("text", asks_for_strategy=True),
            "Kun en indikator, der besvares med ja eller nej eller et niveau, kan bede om en strategi.",
        ),
        (
            Question("multiple_choice", ("A", "B"), not_relevant_allowed=True),
            "”Ikke relevant” kan ikke tillades, når svaret er en tekst eller flere valg.",
        ),
    ],
)
def test_each_problem_is_named_alone(question, problem):
    assert validate_question(question) == [problem]


def test_all_problems_are_named_together():
    question = Question("level", ("A",), unit="kr.")
    assert len(validate_question(question)) == 3


PARENT = Question("yes_no_partly", not_relevant_allowed=True)


@pytest.mark.parametrize(
    ("parent", "trigger_values", "problems"),
    [
        (PARENT, ["ja", "delvis"], []),
        (PARENT, ["ikke_relevant"], []),
        (Question("level", STEPS, fulfilled_from=2), ["1", "3"], []),
        (Question("multiple_choice", ("A", "B")), ["B"], []),
        (PARENT, [], ["Angiv, ved hvilke svar det supplerende spørgsmål vises."]),
        (None, ["ja"], ["Kun et supplerende spørgsmål kan vises ved bestemte svar."]),
        (
            Question("yes_no"),
            ["delvis"],
            ["”delvis” kan ikke svares på det spørgsmål, som dette hører til. Brug: ja, nej."],
        ),
        (
            PARENT,
            ["måske"],
            ["”måske” kan ikke svares på det spørgsmål, som dette hører til. Brug: ja, nej, delvis, ikke relevant."],
        ),
        (
            Question("number"),
            ["1"],
            ["Et supplerende spørgsmål kan ikke høre til et spørgsmål om et tal eller en tekst."],
        ),
    ],
)
def test_triggers_are_values_that_the_parent_can_have(parent, trigger_values, problems):
    assert validate_question(Question("text"), parent=parent, trigger_values=trigger_values) == problems


def test_a_supplementary_question_asks_for_no_strategy():
    question = Question("yes_no", asks_for_strategy=True)
    assert len(validate_question(question, parent=PARENT, trigger_values=["ja"])) == 1


@given(
    st.sampled_from([AnswerType.LEVEL, AnswerType.SINGLE_CHOICE, AnswerType.MULTIPLE_CHOICE]),
    st.lists(st.text("abAB12 .|;,\n–-ø_", max_size=4) | st.sampled_from(["ikke relevant", "1 – a"]), max_size=4),
)
def test_what_passes_can_be_answered_without_doubt(answer_type, options):
    threshold = 1 if answer_type == AnswerType.LEVEL else None
    question = Question(answer_type, tuple(options), fulfilled_from=threshold)
    if validate_question(question) == []:
        for value in possible_values(question):
            assert parse(question, value) == value
            if answer_type != AnswerType.MULTIPLE_CHOICE:
                assert parse(question, display(question, value)) == value
