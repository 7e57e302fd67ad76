"""A questionnaire is never taken for a table with one answer a row, nor the other way round."""

import pytest

from clusters.answer_tables.meaning import read_heading
from clusters.answer_tables.shapes import understand_questionnaire
from misbrug.tables.book import Book, Sheet
from tests.clusters.questionnaires import KNOWN, answers, understood

ANSWERS = {
    "plain": [["Kommune", "Spor", "Indikator", "Svar"], ["Faxe", "Stof", "1.1", "Ja"], ["Greve", "Stof", "1.1", "Nej"]],
    "codes": [["kommunekode", "indikator", "svar", "uddybning"], ["0320", "1.1", "ja", ""], ["0320", "1.2", "nej", ""]],
    "one row": [["Kommune", "Indikator", "Svar"], ["Faxe", "1.1", "Ja"]],
    "unknown headings": [["Hvem", "Hvad", "Hvordan"], ["Faxe", "1.1", "Ja"], ["Greve", "1.1", "Nej"]],
    "unknown municipalities": [["Kommune", "Indikator", "Svar"], ["Atlantis", "1.1", "Ja"], ["Ukendt", "1.2", "Ja"]],
    "unknown questions": [["Kommune", "Indikator", "Svar"], ["Faxe", "9.9", "Ja"]],
    "one municipality": [["Kommune", "Nr.", "Svar"], *(["Faxe", number, "Ja"] for number, _ in KNOWN.questions)],
    "with rounds": [["runde", "kommune", "nr", "svar"], ["2014", "Faxe", "1.1", "Ja"], ["2026", "Faxe", "1.1", "Nej"]],
    "with both number and words": [
        ["Kommune", "Nr.", "Indikator", "Svar"],
        ["Faxe", "1.1", "Familien indgår i behandlingen", "Ja"],
        ["Greve", "1.2", "Partnere inddrages, når det er muligt", "Ja"],
    ],
    "under a title": [["Svar fra alle kommuner"], [], ["Kommune", "Indikator", "Svar"], ["Faxe", "1.1", "Ja"]],
    "something else": [["Kommune", "Indbyggere"], ["Faxe", "36000"], ["Greve", "50000"]],
    "nothing": [],
}  # fmt: skip


@pytest.mark.parametrize("rows", ANSWERS.values(), ids=ANSWERS.keys())
def test_one_answer_a_row_is_no_questionnaire(rows):
    assert understood(("Svar", rows), name="Faxe 2014.xlsx") is None


QUESTIONNAIRES = {
    "one question": [["Indikator", "Faxe", "Greve"], ["1.1", "Ja", "Nej"]],
    "one question, one municipality": [["Kommune: Faxe"], ["Nr.", "Svar"], ["1.1", "Ja"]],
    "one turned question": [["Kommune", "1.1"], ["Faxe", "Ja"], ["Greve", "Nej"]],
    "one turned municipality": [["Kommune", "1.1", "1.2", "2.1"], ["Faxe", "Ja", "Nej", "Ja"]],
    "numbers like codes": [["Nr.", "Faxe", "Greve"], ["1.1", "101", "320"], ["1.2", "253", "Ja"], ["2.1", "Ja"]],
    "words that name a municipality": [["Nr.", "Faxe", "Bem."], ["1.1", "Ja", "Greve"], ["1.2", "Ja"], ["2.1", "Ja"]],
    "a municipality above": [["Kommune", "Faxe"], ["Indikator", "Svar"], ["1.1", "Ja"]],
}  # fmt: skip


@pytest.mark.parametrize("rows", QUESTIONNAIRES.values(), ids=QUESTIONNAIRES.keys())
def test_a_questionnaire_is_one(rows):
    found = understood(("Stof", rows))
    assert found.is_usable
    assert ("Faxe", "Stof", "1.1") in answers(found)


def test_one_sheet_with_an_answer_a_row_makes_the_file_a_table():
    sheets = ("Skema", QUESTIONNAIRES["one question"]), ("Svar", ANSWERS["plain"])
    assert understood(*sheets) is None


def test_a_large_table_is_not_read_to_its_end():
    class Row(tuple):
        """A row that nobody may look at."""

        def __iter__(self):
            raise AssertionError

    rows = [("Hvem", "Hvad", "Svar"), *[("Faxe", "1.1", "Ja")] * 100, *[Row(("Faxe", "1.1", "Ja"))] * 3]
    assert understand_questionnaire(Book("svar.csv", (Sheet("", tuple(rows)),)), KNOWN, {}) is None


# ---- what people have taken headings for ------------------------------------------------------------------


def test_a_heading_is_taken_for_what_a_person_has_said():
    rows = [["Kommune: Faxe"], ["Nr.", "Sådan står det til", "Hvorfor"], ["1.1", "Ja", "Altid"]]
    assert understood(("Stof", rows)) is None
    chosen = {"saadan staar det til": "svar", "hvorfor": "uddybning"}
    assert answers(understood(("Stof", rows), chosen=chosen)) == {("Faxe", "Stof", "1.1"): ("Ja", "Altid", "B3")}


def test_what_is_not_used_can_be_said_to_be_words():
    rows = [["Nr.", "Faxe", "Fra os"], ["1.1", "Ja", "Altid"]]
    found = understood(("Stof", rows))
    assert found.tables[0].headings == ("kommune", "spor", "indikator", "svar", "Fra os")
    assert found.tables[0].names[-1] == ""
    assert found.tables[0].rows[0].cells[-1] == "Altid"
    chosen = answers(understood(("Stof", rows), chosen={"fra os": "uddybning"}))
    assert chosen == {("Faxe", "Stof", "1.1"): ("Ja", "Altid", "B2")}


def test_a_remembered_heading_does_not_hide_what_is_plain():
    chosen = {"kommune": "kommune", "faxe": "", "ja": "", "alkohol": "", "indikator": "indikator"}
    rows = [["", "Kommune", ""], ["Indikator", "Faxe", "Greve"], ["1.1", "Ja", "Nej"]]
    assert len(answers(understood(("Alkohol", rows), chosen=chosen))) == 2
    marks = [["Nr.", "Ja", "Nej"], ["1.1", "x", ""]]
    assert answers(understood(("Stof", marks), name="Faxe.xlsx", chosen=chosen)) == {
        ("Faxe", "Stof", "1.1"): ("Ja", "", "B2")
    }


@pytest.mark.parametrize(
    ("heading", "place", "track", "role"),
    [
        ("Faxe – svar (ja/nej/delvis)", "Faxe", "", "svar"),
        ("Alkohol – Faxe", "Faxe", "Alkohol", ""),
        ("Stof/alkohol svar", "", "Alkohol og stof", "svar"),
        ("Bemærkninger, unge", "", "Unge", "uddybning"),
        ("Århus", "Aarhus", "", ""),
        ("0320 Greve", "", "", ""),
        ("Kilde", "", "", ""),
    ],
)
def test_a_heading_says_whose_in_which_track_and_what(heading, place, track, role):
    meaning = read_heading(heading, KNOWN, {})
    assert (meaning.place, meaning.track, meaning.role) == (place, track, role)
