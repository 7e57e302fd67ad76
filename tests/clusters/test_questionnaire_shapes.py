"""Questionnaires in the shapes that people send: each gives the same columns, and each cell keeps its place."""

import pytest

from tests.clusters.questionnaires import answers, understood

NUMBERS = ("Nr.", "Indikator")
BY_QUESTION = [
    ["Selvvurdering 2014"],
    ["Udfyldt af klyngen"],
    [*NUMBERS, "Faxe", "", "Greve", ""],
    ["", "", "Svar", "Uddybning", "Svar", "Uddybning"],
    ["Anbefaling 1: Familieorienteret behandling"],
    ["1.1", "Familien indgår i behandlingen", "Ja", "", "Nej", "På vej"],
    ["1.2", "Partnere inddrages, når det er muligt", "Delvis", "Kun voksne", "", ""],
    [],
    ["", "Antal ja", "1", "", "0", ""],
    ["Kilde: kommunernes egne svar"],
]
EXPECTED = {
    ("Faxe", "1.1"): ("Ja", "", "C6"),
    ("Greve", "1.1"): ("Nej", "På vej", "E6"),
    ("Faxe", "1.2"): ("Delvis", "Kun voksne", "C7"),
}


def in_track(track, rows=EXPECTED):
    return {(place, track, number): answer for (place, number), answer in rows.items()}


def test_a_sheet_for_each_track_and_a_column_for_each_municipality():
    found = understood(("Vejledning", [["Læs først"]]), ("Alkohol", BY_QUESTION), ("Stof", BY_QUESTION))
    assert answers(found) == in_track("Alkohol") | in_track("Stof")
    assert found.is_usable
    assert found.shape == "Et spørgeskema: et ark pr. spor, en række pr. spørgsmål, en kolonne pr. kommune"
    assert "Der er svar i arkene ”Alkohol” og ”Stof”." in found.notes
    assert "Ikke brugt, da der ingen svar er i det: ”Vejledning”." in found.notes


def test_totals_and_sources_are_left_out_and_told():
    table = understood(("Alkohol", BY_QUESTION)).tables[0]
    assert [(line.line, line.text) for line in table.left_out] == [
        (9, "Antal ja 1 0"),
        (10, "Kilde: kommunernes egne svar"),
    ]


def test_every_cell_keeps_its_place():
    row = understood(("Alkohol", BY_QUESTION)).tables[0].rows[1]
    assert row.cells == ("Greve", "Alkohol", "1.1", "Nej", "På vej")
    assert row.cells_at == ("E3", "", "A6", "E6", "F6")
    assert row.line == 6


HEADINGS = {
    "names alone": [["Indikator", "Faxe", "Greve"], ["1.1", "Ja", "Nej"]],
    "words alone": [["Indikator", "Faxe", "Greve"], ["Familien indgår i behandlingen.", "Ja", "Nej"]],
    "number and words in one cell": [["", "Faxe", "Greve"], ["1.1 Familien indgår i behandlingen", "Ja", "Nej"]],
    "codes": [["Indikator", "0320", "253 Greve"], ["1.1", "Ja", "Nej"]],
    "other names": [["Indikator", "Fakse Kommune", "GREVE"], ["1.1", "Ja", "Nej"]],
    "a line over all": [["", "Kommuner", ""], ["Indikator", "Faxe", "Greve"], ["1.1", "Ja", "Nej"]],
    "names with what they hold": [["Nr", "Faxe svar", "Svar – Greve"], ["1.1", "Ja", "Nej"]],
    "a number that Excel took": [["Nr", "Faxe", "Greve"], ["1,1", "Ja", "Nej"]],
    "a point after the number": [["Nr", "Faxe", "Greve"], ["Indikator 1.1:", "Ja", "Nej"]],
}


@pytest.mark.parametrize("rows", HEADINGS.values(), ids=HEADINGS.keys())
def test_headings_are_known_however_they_are_written(rows):
    found = {key: answer[0] for key, answer in answers(understood(("Stof", rows))).items()}
    assert found == {("Faxe", "Stof", "1.1"): "Ja", ("Greve", "Stof", "1.1"): "Nej"}


def test_words_belong_to_the_answer_before_them_or_to_the_municipality_they_name():
    beside = [["Nr", "Faxe", "Bemærkning", "Greve", "Greve kommentar"], ["1.1", "Ja", "a", "Nej", "b"]]
    assert answers(understood(("Stof", beside))) == {
        ("Faxe", "Stof", "1.1"): ("Ja", "a", "B2"),
        ("Greve", "Stof", "1.1"): ("Nej", "b", "D2"),
    }


def test_a_column_for_each_municipality_and_track_in_one_sheet():
    rows = [
        ["", "Alkohol", "", "Stof", ""],
        ["Indikator", "Faxe", "Greve", "Faxe", "Greve"],
        ["1.1", "Ja", "Nej", "Delvis", "Ja"],
    ]
    found = understood(("Ark1", rows))
    assert {key: answer[2] for key, answer in answers(found).items()} == {
        ("Faxe", "Alkohol", "1.1"): "B3",
        ("Greve", "Alkohol", "1.1"): "C3",
        ("Faxe", "Stof", "1.1"): "D3",
        ("Greve", "Stof", "1.1"): "E3",
    }
    assert found.shape.endswith("en kolonne pr. kommune, en kolonne pr. spor")


def test_a_lost_zero_gives_way_to_the_words_beside_the_number():
    rows = [["Nr", "Tekst", "Faxe"], ["5,1", "Der følges op efter endt behandling", "Ja"], ["1.1", "", "Nej"]]
    assert ("Faxe", "Stof", "5.10") in answers(understood(("Stof", rows)))


def test_a_question_that_nobody_knows_is_kept_so_that_it_is_told():
    rows = [
        [*NUMBERS, "Faxe"],
        ["1.1", "Familien indgår i behandlingen", "Ja"],
        ["9.9", "Noget nyt", "Ja"],
        ["1.2", "Kommunen har en plan for opfølgning", "Nej"],
        ["", "Familien er med", "Ja"],
        ["", "Kontaktperson", "Ida"],
    ]
    found = understood(("Stof", rows))
    assert [number for _, _, number in answers(found)] == [
        "1.1",
        "9.9 Noget nyt",
        "1.2 Kommunen har en plan for opfølgning",
        "Familien er med",
    ]
    assert [line.line for line in found.tables[0].left_out] == [6]


def test_a_misspelt_municipality_is_kept_as_written_so_that_the_plan_asks():
    rows = [
        ["Nr", "Faxe", "", "Guldborgssund", "", "I alt", ""],
        ["", "Svar", "Bem.", "Svar", "Bem.", "Ja", "Nej"],
        ["1.1", "Ja", "", "Nej", "b", "1", "1"],
    ]
    assert answers(understood(("Stof", rows))) == {
        ("Faxe", "Stof", "1.1"): ("Ja", "", "B3"),
        ("Guldborgssund", "Stof", "1.1"): ("Nej", "b", "D3"),
    }


def test_a_column_beside_the_municipalities_is_none_because_it_sounds_like_one():
    rows = [["Nr", "Indikator", "Faxe", "Vare", "Tom"], ["1.1", "", "Ja", "se bilag", ""]]
    found = understood(("Stof", rows))
    assert answers(found) == {("Faxe", "Stof", "1.1"): ("Ja", "", "C2")}
    assert found.notes == ("Ikke brugt: ”Vare”.",)


# ---- one municipality -------------------------------------------------------------------------------------

ONE = [["Nr.", "Indikator", "Svar", "Bemærkning"], ["1.1", "Familien indgår i behandlingen", "Ja", "Altid"]]
NAMED = {
    "the file's name": ("Selvvurdering_faxe_2014.xlsx", "Alkohol", []),
    "a line above": ("svar.xlsx", "Alkohol", [["Kommune: Faxe"]]),
    "two cells above": ("svar.xlsx", "Alkohol", [["Kommune", "0320 Faxe"]]),
    "a title": ("svar.xlsx", "Alkohol", [["Selvvurdering 2014 for Faxe Kommune"]]),
    "the sheet": ("svar.xlsx", "Faxe alkohol", []),
}


@pytest.mark.parametrize(("name", "sheet", "above"), NAMED.values(), ids=NAMED.keys())
def test_one_municipality_is_known_by(name, sheet, above):
    found = understood((sheet, above + ONE), name=name)
    line = len(above) + 2
    assert answers(found) == {("Faxe", "Alkohol", "1.1"): ("Ja", "Altid", f"C{line}")}
    assert found.shape.startswith("Et spørgeskema fra Faxe")


@pytest.mark.parametrize(
    ("name", "above", "named"),
    [
        ("Svar fra Greve kommune.xlsx", [["Selvvurdering for Faxe"]], ("Faxe (A1)", "Greve (filens navn)")),
        ("svar.xlsx", [["Faxe Kommune"], ["Greve Kommune"]], ("Faxe (A1)", "Greve (A2)")),
        ("Faxe og Greve.xlsx", [], ("Faxe (filens navn)", "Greve (filens navn)")),
    ],
)
def test_of_two_municipalities_none_is_taken_silently(name, above, named):
    found = understood(("Alkohol", above + ONE), name=name)
    assert not found.is_usable
    assert all(each in found.refusal for each in named)


@pytest.mark.parametrize(
    "title", ["Kontakt: Greve Strandvej 4", "Spørgeskema udfyldt i samarbejde med Greve", "Vi har talt med Greve"]
)
def test_a_name_in_a_sentence_or_an_address_says_not_whose_the_file_is(title):
    found = understood(("Alkohol", [[title], *ONE]), name="Svar fra Faxe kommune.xlsx")
    assert set(answers(found)) == {("Faxe", "Alkohol", "1.1")}
    assert understood(("Alkohol", [[title], *ONE]), name="svar.xlsx").missing == ("kommune",)


def test_without_a_municipality_the_file_says_how_to_name_one():
    found = understood(("Alkohol", ONE))
    assert found.missing == ("kommune",)
    assert any("Skriv kommunens navn over tabellen eller i filens navn" in note for note in found.notes)


def test_a_column_for_each_track():
    rows = [
        ["", "", "Alkohol", "", "Stof", ""],
        ["Nr", "Indikator", "Svar", "Bemærkning", "Svar", "Bemærkning"],
        ["1.1", "Familien indgår i behandlingen", "Ja", "", "Nej", "På vej"],
    ]
    assert answers(understood(("Ark1", rows), name="Faxe.xlsx")) == {
        ("Faxe", "Alkohol", "1.1"): ("Ja", "", "C3"),
        ("Faxe", "Stof", "1.1"): ("Nej", "På vej", "E3"),
    }


def test_a_column_that_names_each_lines_track():
    rows = [["Nr", "Spor", "Svar"], ["1.1", "Alkohol", "Ja"], ["", "Stof", "Nej"], ["1.2", "Alkohol", "Delvis"]]
    found = answers(understood(("Ark1", rows), name="Faxe.xlsx"))
    assert {key: answer[0] for key, answer in found.items()} == {
        ("Faxe", "Alkohol", "1.1"): "Ja",
        ("Faxe", "Stof", "1.1"): "Nej",
        ("Faxe", "Alkohol", "1.2"): "Delvis",
    }


def test_marks_under_the_answers():
    rows = [
        ["Nr", "Indikator", "Ja", "Nej", "Delvis", "Kommentar"],
        ["1.1", "", "x", "", "", ""],
        ["1.2", "", "", "", "X", "Kun voksne"],
        ["2.1", "", "", "", "kun i dagtimerne", ""],
        ["5.10", "", "x", "x", "", ""],
        ["1.1a", "", "-", "", "", ""],
    ]
    assert answers(understood(("Stof", rows), name="Faxe.xlsx")) == {
        ("Faxe", "Stof", "1.1"): ("Ja", "", "C2"),
        ("Faxe", "Stof", "1.2"): ("Delvis", "Kun voksne", "E3"),
        ("Faxe", "Stof", "2.1"): ("Delvis", "kun i dagtimerne", "E4"),
        ("Faxe", "Stof", "5.10"): ("Ja og Nej", "", "C5"),
    }


def test_sheets_that_are_no_known_track_stand_for_one_as_they_are_written():
    found = understood(("Alkohol", ONE), ("Voksne", ONE), name="Faxe.xlsx")
    assert {track for _, track, _ in answers(found)} == {"Alkohol", "Voksne"}


# ---- turned -----------------------------------------------------------------------------------------------


def test_a_row_for_each_municipality_and_a_column_for_each_question():
    rows = [
        ["Tidsstempel", "Kommune", "1.1 Familien indgår i behandlingen", "Uddybning", "1.2", "1.2 bemærkning"],
        ["2014-04-24", "Faxe", "Ja", "", "Nej", "På vej"],
        ["2014-04-25", "Guldborgssund", "Delvis", "Kun voksne", "", ""],
        ["", "I alt", "1", "", "0", ""],
        ["", "", "Udtrukket i maj", "", "", ""],
    ]
    found = understood(("Stof", rows))
    assert answers(found) == {
        ("Faxe", "Stof", "1.1"): ("Ja", "", "C2"),
        ("Faxe", "Stof", "1.2"): ("Nej", "På vej", "E2"),
        ("Guldborgssund", "Stof", "1.1"): ("Delvis", "Kun voksne", "C3"),
    }
    assert [line.line for line in found.tables[0].left_out] == [4, 5]
    assert found.shape == "Et spørgeskema: en række pr. kommune, en kolonne pr. spørgsmål"
    assert "Ikke brugt: ”Tidsstempel”." in found.notes
    assert found.tables[0].rows[0].cells_at[2] == "C1"


def test_a_turned_sheet_with_a_column_for_the_track_and_merged_names():
    rows = [["Kommune", "Spor", "1.1", "1.2"], ["Faxe", "Alkohol", "Ja", "Nej"], ["", "Stof", "Nej", "Ja"]]
    found = answers(understood(("Ark1", rows)))
    assert {key: answer[0] for key, answer in found.items()} == {
        ("Faxe", "Alkohol", "1.1"): "Ja",
        ("Faxe", "Alkohol", "1.2"): "Nej",
        ("Faxe", "Stof", "1.1"): "Nej",
        ("Faxe", "Stof", "1.2"): "Ja",
    }


def test_a_turned_sheet_with_two_lines_of_headings():
    rows = [["", "1.1", "", "1.2", ""], ["Kommune", "Svar", "Uddybning", "Svar", "Uddybning"]]
    rows.append(["Faxe", "Ja", "a", "Nej", "b"])
    assert answers(understood(("Unge", rows))) == {
        ("Faxe", "Unge", "1.1"): ("Ja", "a", "B3"),
        ("Faxe", "Unge", "1.2"): ("Nej", "b", "D3"),
    }


def test_a_turned_sheet_with_the_words_under_the_numbers():
    rows = [
        ["Kommune", "1.1", "1.2"],
        ["", "Familien indgår i behandlingen", "Partnere inddrages, når det er muligt"],
        ["Faxe", "Ja", "Nej"],
    ]
    assert answers(understood(("Unge", rows))) == {
        ("Faxe", "Unge", "1.1"): ("Ja", "", "B3"),
        ("Faxe", "Unge", "1.2"): ("Nej", "", "C3"),
    }
