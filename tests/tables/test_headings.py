"""The table in a sheet as people send it: where its headings stand, and what each of them is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from misbrug.tables.book import Book, ColumnSpec, Sheet
from misbrug.tables.headings import understand_rows

SPECS = (
    ColumnSpec("kommunekode", required=True, also=("kommunenr", "kode", "kommune")),
    ColumnSpec("årlig_udgift_mio", required=True, also=("årlig udgift (mio. kr.)", "drift (mio. kr.)")),
    ColumnSpec("fokusområde"),
)
ROW = ("376", "1,6", "Unge")


def understand(*rows, mapping=None, name="", more=()):
    """Give what is understood of a book with one sheet, and more of them as (name, rows)."""
    sheets = (Sheet(name, tuple(rows)), *(Sheet(title, tuple(lines)) for title, lines in more))
    return understand_rows(Book("fil.xlsx", sheets), SPECS, mapping or {})


def names(*headings, mapping=None):
    """Give what the headings of a table are taken for."""
    return understand(headings, ("x",) * len(headings), mapping=mapping).tables[0].names


# What a heading is taken for


@pytest.mark.parametrize(
    "heading",
    ["kommunekode", "Kommunekode", "KOMMUNE KODE", "kommune_kode", "Kommune-kode:", "Kommunenr.", "Kode ", "Kommune"],
)
def test_a_heading_matches_whatever_its_case_spaces_and_marks(heading):
    assert names(heading, "Andet") == ("kommunekode", "")


@pytest.mark.parametrize(
    "heading",
    [
        *("årlig_udgift_mio", "Årlig udgift mio", "aarlig udgift mio", "Aarlig-Udgift_Mio"),
        *("Årlig udgift (mio. kr.)", "ÅRLIG UDGIFT (MIO. KR.)", "Aarlig udgift, mio kr"),
    ],
)
def test_a_heading_matches_in_any_spelling_of_its_letters(heading):
    assert names("Kode", heading) == ("kommunekode", "årlig_udgift_mio")


def test_another_unit_is_another_heading():
    assert names("Kode", "Årlig udgift (1.000 kr.)") == ("kommunekode", "")


@given(st.permutations(["Kommunenr.", "Årlig udgift (mio. kr.)", "FOKUS-OMRÅDE", "Bemærkning"]))
def test_the_order_of_the_columns_is_free(order):
    found = dict(zip(order, names(*order), strict=True))
    assert found == {
        "Kommunenr.": "kommunekode",
        "Årlig udgift (mio. kr.)": "årlig_udgift_mio",
        "FOKUS-OMRÅDE": "fokusområde",
        "Bemærkning": "",
    }


def test_what_a_person_has_decided_wins_over_names():
    mapping = {"tal": "årlig_udgift_mio", "fokusomraade": ""}
    assert names("Kode", "Tal", "Fokusområde", mapping=mapping) == ("kommunekode", "årlig_udgift_mio", "")


def test_a_decision_for_a_column_that_is_no_more_is_forgotten():
    assert names("Kode", "Fokusområde", mapping={"fokusomraade": "fandtes engang"}) == ("kommunekode", "fokusområde")


# Two headings for one column


def test_the_columns_own_name_goes_before_another_and_it_is_told():
    found = understand(("Kommune", "Kommunekode", "Drift (mio. kr.)"), ("Faxe", "320", "1"))
    assert found.tables[0].names == ("", "kommunekode", "årlig_udgift_mio")
    assert found.notes == ("”Kommunekode” og ”Kommune” kan begge være ”Kommunekode”. ”Kommunekode” er brugt.",)
    assert found.is_usable


def test_two_headings_alike_with_the_same_cells_are_one():
    found = understand(("Kode", "Fokusområde", "Fokusområde", "Årlig udgift mio"), ("376", "Unge", "Unge", "1"))
    assert found.tables[0].headings == ("Kode", "Fokusområde", "Fokusområde (kolonne C)", "Årlig udgift mio")
    assert found.tables[0].names == ("kommunekode", "fokusområde", "", "årlig_udgift_mio")
    assert found.is_usable


def test_two_headings_alike_with_different_cells_are_for_a_person_to_decide():
    rows = ("Kode", "Fokusområde", "Fokusområde", "Årlig udgift mio"), ("376", "Unge", "Voksne", "1")
    found = understand(*rows)
    assert found.tables[0].names == ("kommunekode", "", "", "årlig_udgift_mio")
    assert found.missing == ("fokusområde",)
    assert "Vælg, hvilken der er det." in found.notes[0]
    decided = understand(*rows, mapping={"fokusomraade": "", "fokusomraade (kolonne c)": "fokusområde"})
    assert decided.tables[0].names == ("kommunekode", "", "fokusområde", "årlig_udgift_mio")
    assert decided.is_usable


def test_two_earlier_decisions_for_one_column_are_for_a_person_to_decide():
    found = understand(("Kode", "Beløb", "Udgift"), ("376", "1", "2"), mapping={
        "beloeb": "årlig_udgift_mio",
        "udgift": "årlig_udgift_mio",
    })  # fmt: skip
    assert found.tables[0].names == ("kommunekode", "", "")
    assert found.missing == ("årlig_udgift_mio",)


# What is missing


def test_a_filled_column_without_heading_is_offered_by_its_letter():
    found = understand(("Kode", "", "", "Årlig udgift mio"), ("376", "", "Unge", "1"))
    assert found.tables[0].headings == ("Kode", "", "Kolonne C", "Årlig udgift mio")
    mapped = understand(("Kode", "", "", "Årlig udgift mio"), ("376", "", "Unge", "1"), mapping={
        "kolonne c": "fokusområde"
    })  # fmt: skip
    assert mapped.tables[0].names == ("kommunekode", "", "fokusområde", "årlig_udgift_mio")


def test_what_is_missing_is_named_with_what_the_file_has():
    found = understand(("Kommunenr", "Beløb"), ("376", "1"))
    assert found.missing == ("årlig_udgift_mio",)
    assert found.refusal == "Filen mangler kolonnen Årlig udgift mio. Den har: Kommunenr, Beløb."
    assert not found.is_usable


def test_where_no_heading_is_known_the_first_row_that_looks_like_headings_is_offered():
    found = understand(
        ("Plan for 2026",), (), ("Hvor", "Hvad", "Hvor meget"), ("Faxe", "Unge", "1"), ("Lejre", "A", "2")
    )
    assert (found.tables[0].heading_line, found.tables[0].headings) == (3, ("Hvor", "Hvad", "Hvor meget"))
    assert set(found.missing) == {"kommunekode", "årlig_udgift_mio"}


def test_an_empty_book_has_no_table():
    found = understand()
    assert (found.tables, found.is_usable) == ((), False)
    assert found.refusal == "Der er ingen tabel i filen, som kan bruges."
    assert understand((), ("", " ")).tables == ()


# Where the headings stand


@pytest.mark.parametrize("above", [0, 1, 3, 12])
@pytest.mark.parametrize("left", [0, 1, 4])
def test_headings_are_found_below_titles_and_to_the_right_of_empty_columns(above, left):
    blank = ("",) * left
    titles = [("Handleplan 2026",), (), *[("Udarbejdet af forvaltningen",)] * 10][:above]
    found = understand(*titles, (*blank, "Kode", "Årlig udgift mio", "Fokusområde"), (*blank, *ROW))
    table = found.tables[0]
    assert (table.heading_line, table.rows[0].line) == (above + 1, above + 2)
    assert table.names == (*blank, "kommunekode", "årlig_udgift_mio", "fokusområde")
    assert table.rows[0].at(table.position("kommunekode")) == f"{'ABCDE'[left]}{above + 2}"
    assert [each.text for each in table.left_out] == [title[0] for title in titles if title]


def test_a_title_that_holds_one_known_word_is_not_the_headings():
    found = understand(("Kommune", "Guldborgsund"), (), ("Kode", "Årlig udgift mio", "Fokusområde"), ROW)
    assert found.tables[0].heading_line == 3


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (("Hvor", "Økonomi", ""), ("Kode", "Årlig udgift mio", "Etablering")),
        (("Kommune", "Årlig udgift", ""), ("kode", "mio", "år")),
        (("Kode", "Årlig udgift (mio. kr.)", "Hvem", ""), ("", "", "antal", "alder")),
    ],
)
def test_headings_in_two_rows_with_merged_cells_are_read_together(upper, lower):
    found = understand(("Plan",), upper, lower, ("376", "1,6", "3"))
    assert found.tables[0].names[:2] == ("kommunekode", "årlig_udgift_mio")
    assert (found.tables[0].heading_line, [row.line for row in found.tables[0].rows]) == (3, [4])


def test_a_row_below_complete_headings_is_no_heading_though_its_cells_are_blank():
    found = understand(("Kode", "Årlig udgift mio", "Fokusområde"), ("376", "", ""), ("320", "1", ""))
    assert [row.line for row in found.tables[0].rows] == [2, 3]


# Several sheets


def test_every_sheet_with_the_required_headings_gives_a_table_and_the_others_are_told_of():
    good = (("Kode", "Årlig udgift mio"), ("376", "1"))
    more = (("Vejledning", (("Sådan gør du", "Læs her"),)), ("Stof", good), ("Tomt", ()))
    found = understand(*good, name="Alkohol", more=more)
    assert [table.sheet for table in found.tables] == ["Alkohol", "Stof"]
    assert found.notes == ("Arket ”Vejledning” bruges ikke. Det har ikke ”Kommunekode” og ”Årlig udgift mio”.",)
    assert found.is_usable


def test_where_no_sheet_has_all_those_with_the_same_headings_are_offered_together():
    half = (("Kode", "Beløb"), ("376", "1"))
    found = understand(*half, name="Alkohol", more=(("Stof", half), ("Noter", (("Kort", "Ord"),))))
    assert [table.sheet for table in found.tables] == ["Alkohol", "Stof"]
    assert found.missing == ("årlig_udgift_mio",)


# Rows that are longer than the headings


def test_rows_of_a_csv_that_are_shifted_are_all_named():
    rows = [("376", "1,6", "Unge")] * 6 + [("376", "1,6", "Unge", "og voksne")] * 2
    found = understand(("Kode", "Årlig udgift mio", "Fokusområde"), *rows)
    assert found.unusable.startswith("Rækkerne 8 og 9 har flere celler end overskrifterne.")
    assert not found.is_usable


def test_in_a_spreadsheet_cells_beside_the_table_are_a_column_without_heading():
    rows = [("376", "1,6", "Unge")] * 6 + [("376", "1,6", "Unge", "husk at ringe")]
    found = understand(("Kode", "Årlig udgift mio", "Fokusområde"), *rows, name="Ark1")
    assert found.tables[0].headings[3:] == ("Kolonne D",)
    assert found.is_usable


def test_a_heading_that_another_goes_before_is_the_next_column_that_it_may_be():
    specs = (
        ColumnSpec("kommunekode", required=True, also=("kode", "kommune")),
        ColumnSpec("navn", also=("kommunenavn", "kommune")),
    )
    book = Book("fil.xlsx", (Sheet("", (("Kommune", "Kode"), ("Faxe", "320"))),))
    found = understand_rows(book, specs, {})
    assert (found.tables[0].names, found.notes) == (("navn", "kommunekode"), ())
