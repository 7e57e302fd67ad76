"""Which track the answers of a questionnaire are in: as headings say, and never as those beside them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from clusters.answer_tables.area_words import AreaWords
from clusters.answer_tables.shapes import understand_questionnaire
from misbrug.tables.reading import read_book
from tests.clusters.questionnaires import KNOWN, answers, understood
from tests.tables.workbooks import saved

NUMBERS = ("Nr.", "Indikator")
ROLES = ["", "", "Svar", "Bemærkning", "Svar", "Bemærkning"]
TEXT = "Familien indgår i behandlingen"
AREAS = {
    "Stof": ("Stoffer", "Stofmisbrug", "Stofmisbruget", "Stofområdet", "stof-sporet", "Spor: Stof", "STOFFERNE"),
    "Alkohol": ("Alkoholområdet", "Alkoholmisbrug", "Alkoholbehandling", "Alkohol-delen", "Område: alkohol"),
    "Unge": ("Ungeområdet", "Unge under 25", "Unge (15-25 år)", "UNGE", "Unges misbrug"),
    "Alkohol og stof": ("Alkohol- og stofmisbrug", "Stoffer og alkohol", "alkohol/stoffer", "Alkohol + stofområdet"),
}
NO_AREAS = ("Ungefær", "Stofskifte", "Alkoholfri zone", "Alkohol 2014", "Alkohol voksne unge", "Narkotika", "Alkohol 1")


def merged(left, right, row, sheet="Ark1", name="Faxe b.xlsx"):
    """Give the Book of a workbook with two headings, each merged over an answer and the words to it."""
    workbook = Workbook()
    workbook.active.title = sheet
    for cells in (["Selvvurdering"], [*NUMBERS, left, None, right, None], ROLES, ["1.1", TEXT, *row]):
        workbook.active.append(cells)
    for each in ("A1:F1", "C2:D2", "E2:F2"):
        workbook.active.merge_cells(each)
    return read_book(saved(workbook), name)


def read(book, chosen=None):
    return understand_questionnaire(book, KNOWN, chosen or {})


@pytest.mark.parametrize(("track", "text"), [(track, text) for track, texts in AREAS.items() for text in texts])
def test_an_area_is_known_by_what_people_call_it(track, text):
    assert KNOWN.track(text) == track
    assert answers(read(merged("Unge" if track != "Unge" else "Stof", text, [None, None, "Nej", "b"]))) == {
        ("Faxe", track, "1.1"): ("Nej", "b", "E4")
    }


@pytest.mark.parametrize("text", NO_AREAS)
def test_what_only_begins_like_an_area_is_none(text):
    assert KNOWN.track(text) == ""


def test_a_name_that_may_be_two_areas_is_none():
    words = AreaWords({"Stof": "a", "Stofmisbrug": "b"})
    assert words.find("stofmisbrug") == {"b"}
    assert words.find("stofmisbruget") == set()


def test_sheets_and_cells_are_known_by_the_same_words():
    one = [[*NUMBERS, "Svar"], ["1.1", TEXT, "Ja"]]
    found = understood(("Alkoholområdet", one), ("Unge under 25", one), name="Faxe.xlsx")
    assert {track for _, track, _ in answers(found)} == {"Alkohol", "Unge"}


@pytest.mark.parametrize("cells", [[None, None, "Nej", None], ["Ja", None, "Ja", None], ["Ja", "a", "Nej", "b"]])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_heading_that_is_no_track_is_asked_about(cells, is_first):
    heads = ("Narkotika", "Alkohol") if is_first else ("Alkohol", "Narkotika")
    book = merged(*heads, [*cells[2:], *cells[:2]] if is_first else cells)
    found = read(book)
    where = "C2" if is_first else "E2"
    assert found.refusal == (
        f"Over svar står ”Narkotika” ({where}), som ikke er navnet på et spor. "
        "Vælg, hvilket spor det er, eller ret det i filen."
    )
    assert dict(zip(found.tables[0].headings, found.tables[0].names, strict=True))["Narkotika"] == ""
    labels = {spec.name: spec.label for spec in found.specs}
    assert labels["svar for sporet Stof"] == "Svar for sporet Stof"
    assert labels["svar for sporet Alkohol og stof"] == "Svar for sporet Alkohol og stof"


def test_what_a_person_says_of_it_counts_and_stays_to_be_seen():
    book = merged("Alkohol", "Narkotika", ["Ja", "a", "Ja", "b"])
    found = read(book, {"narkotika": "svar for sporet Stof"})
    assert found.is_usable
    assert answers(found) == {("Faxe", "Alkohol", "1.1"): ("Ja", "a", "C4"), ("Faxe", "Stof", "1.1"): ("Ja", "b", "E4")}
    assert ("Narkotika", "svar for sporet Stof") in zip(found.tables[0].headings, found.tables[0].names, strict=True)
    unused = read(book, {"narkotika": ""})
    assert answers(unused) == {("Faxe", "Alkohol", "1.1"): ("Ja", "a", "C4")}
    assert "Ikke brugt: ”Narkotika”." in unused.notes
    assert ("Narkotika", "") in zip(unused.tables[0].headings, unused.tables[0].names, strict=True)


def test_it_is_no_answer_for_the_one_beside_it_whatever_else_it_is_said_to_be():
    book = merged("Alkohol", "Narkotika", ["Ja", "a", "Nej", "b"])
    found = read(book, {"narkotika": "svar"})
    assert found.refusal.startswith("Kolonne E har svar, men intet over dem siger, hvilket spor det er.")
    assert answers(found) == {("Faxe", "Alkohol", "1.1"): ("Ja", "a", "C4")}


def test_what_is_empty_is_not_asked_about():
    found = read(merged("Alkohol", "Narkotika", ["Ja", "a", None, None]))
    assert found.is_usable
    assert answers(found) == {("Faxe", "Alkohol", "1.1"): ("Ja", "a", "C4")}


@pytest.mark.parametrize("right", ["", " ", "Svar"])
def test_two_answers_that_no_heading_tells_apart_are_refused(right):
    assert "hvilket spor" in read(merged("Alkohol", right, ["Ja", None, "Ja", None])).refusal


def test_a_track_in_one_line_of_headings():
    rows = [[*NUMBERS, "Alkohol", "Bem.", "Stoffer", "Bem."], ["1.1", TEXT, "Ja", "a", "Nej", "b"]]
    found = understood(("Ark1", rows), name="Faxe.xlsx")
    assert answers(found) == {
        ("Faxe", "Alkohol", "1.1"): ("Ja", "a", "C2"),
        ("Faxe", "Stof", "1.1"): ("Nej", "b", "E2"),
    }
    rows = [[*NUMBERS, "Alkohol", "Narko", "Bem."], ["1.1", TEXT, "Ja", "Nej", "om narko"]]
    found = understood(("Ark1", rows), name="Faxe.xlsx")
    assert "”Narko” (D1)" in found.refusal
    assert answers(found) == {("Faxe", "Alkohol", "1.1"): ("Ja", "", "C2")}
    found = understood(("Ark1", rows), name="Faxe.xlsx", chosen={"narko": "svar for sporet Unge"})
    assert answers(found)["Faxe", "Unge", "1.1"] == ("Nej", "om narko", "D2")


def test_what_stands_beside_the_tracks_and_is_no_answer_ends_nothing():
    rows = [[*NUMBERS, "Alkohol", "Ansvarlig", "Bem."], ["1.1", TEXT, "Ja", "Ida", "a"]]
    found = understood(("Ark1", rows), name="Faxe.xlsx")
    assert answers(found) == {("Faxe", "Alkohol", "1.1"): ("Ja", "a", "C2")}
    assert "Ikke brugt: ”Ansvarlig”." in found.notes


def test_in_a_file_of_several_sheets_the_sheet_is_named():
    rows = [[*NUMBERS, "Alkohol", "Narko"], ["1.1", TEXT, "Ja", "Nej"]]
    found = understood(("Faxe", rows), ("Greve", rows))
    assert "Arket ”Faxe”: Over svar står ”Narko” (D1)" in found.refusal


HEADING = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30) | st.sampled_from(
    [*NO_AREAS, "Svar", "Stof 2", "Voksne", "Faxe", "0320", "Antal", "Alkohol?", "Stof/Narko", "Uddybning", "ja"]
)


@settings(deadline=None, max_examples=150)
@given(text=HEADING, is_first=st.booleans(), is_one_line=st.booleans(), sheet=st.sampled_from(["Ark1", "Unge"]))
def test_no_answer_under_a_heading_that_is_no_track_lands_in_another(text, is_first, is_one_line, sheet):
    if KNOWN.track(text) or "alkohol" in KNOWN.track(f"{text} svar").lower():
        return
    heads = [text, "", "Alkohol", ""] if is_first else ["Alkohol", "", text, ""]
    row = ["Nej", "fremmed", "Ja", "egen"] if is_first else ["Ja", "egen", "Nej", "fremmed"]
    head = [[*NUMBERS, *heads], ROLES]
    if is_one_line:
        head = [[*NUMBERS, heads[0], "Bemærkning", heads[2], "Bemærkning"]]
    found = understood((sheet, [*head, ["1.1", TEXT, *row]]), name="Greve.xlsx")
    for table in found.tables if found and found.is_usable else ():
        for line in table.rows:
            cells = dict(zip(table.names, line.cells, strict=True))
            if cells.get("spor", "").startswith(("Alkohol", "Unge", "Stof")) and cells["kommune"] == "Greve":
                assert (cells["svar"], cells.get("uddybning", "egen")) != ("Nej", "fremmed")
                assert cells["svar"] != "Nej"
                assert "fremmed" not in cells.get("uddybning", "")


def test_a_turned_sheet_that_asks_the_same_in_two_tracks_is_refused():
    rows = [
        ["", "Alkohol", "", "Stof", ""],
        ["Kommune", "1.1", "1.2", "1.1", "1.2"],
        ["Faxe", "Ja", "Ja", "Nej", "Nej"],
    ]
    found = understood(("Ark1", rows), name="alkohol.xlsx")
    assert found.refusal.startswith("Indikatorerne står over flere kolonner med svar: 1.1 (D2) og 1.2 (E2).")
    empty = [[*row[:3], "", ""] if row[0] == "Faxe" else row for row in rows]
    assert understood(("Ark1", empty), name="alkohol.xlsx").is_usable


def test_the_words_to_an_answer_of_a_turned_sheet_are_no_second_answer():
    rows = [["Kommune", "1.1", "1.1 bemærkning", "1.2", "Bemærkning"], ["Faxe", "Ja", "a", "Nej", "b"]]
    assert understood(("Stof", rows)).is_usable
    rows = [["Kommune", "1.1", "1.1 Uddyb gerne jeres svar", "1.2"], ["Faxe", "Ja", "Fordi", "Nej"]]
    assert understood(("Stof", rows)).is_usable
