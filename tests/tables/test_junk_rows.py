"""Lines that are no rows are left out and told of; a row is never taken for one."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from misbrug.tables.book import Book, ColumnSpec, Sheet
from misbrug.tables.headings import understand_rows
from misbrug.tables.left_out import notes_on_left_out

SPECS = (
    ColumnSpec("fokusområde", required=True),
    ColumnSpec("aktivitet", required=True),
    ColumnSpec("beløb"),
    ColumnSpec("borgere"),
)
HEAD = ("Fokusområde", "Aktivitet", "Beløb", "Borgere")
UNGE = ("Unge", "Rådgivning", "1,5", "30")
VOKSNE = ("Voksne", "Afrusning", "2,5", "10")


def table(*rows):
    """Give the table of a sheet."""
    return understand_rows(Book("fil.xlsx", (Sheet("Ark1", tuple(rows)),)), SPECS, {}).tables[0]


def left_out(*rows):
    """Give (line, why) of what is left out below the headings."""
    return [(each.line, each.why) for each in table(HEAD, *rows).left_out]


def kept(*rows):
    """Give the lines of the rows."""
    return [row.line for row in table(HEAD, *rows).rows]


@pytest.mark.parametrize(
    "row",
    [
        *(("I alt", "", "4,0", "40"), ("", "I alt", "4", "40"), ("Total", "", "4,0"), ("IALT:", "", "999"), ("Sum",)),
        *(("I alt", "mio. kr.", "4,0", "40"), ("Hele landet", "", "4"), ("", "Total", "2026-01-01", "4")),
        *(("I alt", "", "to aktiviteter", ""), ("Antal aktiviteter i alt", "", "4,0", "")),
        *(("I alt 2 aktiviteter", "", "4,0", "40"), ("I alt for planen", "alle aktiviteter", "4,0", "40,0")),
        *(
            ("Sum", "Totalindsats", "9,0", "1"),
            ("Unge i alt", "Unge i alt", "9,0", "1"),
            ("Total", "Planen", "4", "40"),
        ),
    ],
)
def test_a_total_is_no_row(row):
    assert left_out(UNGE, VOKSNE, row) == [(4, "En sum")]
    assert kept(UNGE, VOKSNE, row) == [2, 3]


@pytest.mark.parametrize(
    "row",
    [
        *(("Unge", "Total afholdenhed", "4,0", "7"), ("Unge", "I alt", "", ""), ("Unge", "Total", "9", "9")),
        *(("Total indsats", "Rådgivning", "1", ""), ("Summen af det hele", "Samtaler", "", ""), ("Unge", "Sum", "3")),
        *(("", "Rådgivning", "4,0", "40"), ("Unge", "", "", ""), ("Kilden", "Vandforsyning", "2", "")),
        *(("Unge", "Indsats i alt for unge", "4,0", "40"), ("Unge", "Hjælp i alt", "4,0", "40")),
        ("Summer", "Rådgivning", "4,0", "40"),
    ],
)
def test_a_row_that_only_sounds_like_a_total_is_a_row(row):
    assert kept(UNGE, VOKSNE, row) == [2, 3, 4]


def test_a_sum_of_rounded_figures_is_a_sum():
    rows = [("A", "Ny indsats 1", "1,06"), ("A", "Ny indsats 2", "2,06")]
    assert left_out(*rows, ("I alt", "Hele planens indsatser", "3,1")) == [(4, "En sum")]
    assert left_out(*rows, ("I alt", "Planens indsatser", "3,1")) == [(4, "En sum")]
    assert left_out(*rows, ("I alt", "Planens indsatser", "3,2")) == []


@pytest.mark.parametrize(
    "row", [("I alt", "Planens indsatser", "7"), ("Unge", "Total", "9", "9"), ("Sum", "Rådgivning")]
)
def test_what_may_be_a_sum_is_a_row_and_told_of(row):
    book = Book("fil.csv", (Sheet("", (HEAD, UNGE, VOKSNE, row)),))
    found = understand_rows(book, SPECS, {})
    assert [each.line for each in found.tables[0].rows] == [2, 3, 4]
    assert found.notes == ("Række 4 ligner en sum, men er taget med som en række. Slet i filen, hvad der er en sum.",)


def test_every_line_that_could_be_a_row_is_told_of_and_titles_and_sources_are_not():
    rows = [("Handleplan 2026",), (), HEAD, UNGE, VOKSNE, ("I alt", "", "4,0", "40"), (), ("Kilde: os",), ("Se bilag",)]
    found = understand_rows(Book("fil.xlsx", (Sheet("Ark1", tuple(rows)),)), SPECS, {})
    assert [*notes_on_left_out(found)] == [
        "Arket ”Ark1”, række 6 er ikke taget med: en sum (I alt · 4,0 · 40).",
        "Arket ”Ark1”, række 9 er ikke taget med: står under tabellen (Se bilag).",
    ]


def test_many_lines_left_out_for_the_same_reason_are_told_of_together():
    rows = [HEAD, UNGE, *[("I alt", "", "1")] * 12]
    found = understand_rows(Book("fil.csv", (Sheet("", tuple(rows)),)), SPECS, {})
    assert [*notes_on_left_out(found)] == [
        "Række 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 og 2\u00a0rækker til er ikke taget med: en sum."
    ]


def test_totals_of_groups_and_of_all_are_no_rows():
    more = ("Unge", "Samtaler", "0,5", "5")
    rows = [UNGE, more, ("Unge i alt", "", "2,0", "35"), VOKSNE, VOKSNE, ("Voksne i alt", "begge", "5,0", "20")]
    rows.append(("I alt", "hele planen", "7,0", "55"))
    assert kept(*rows) == [2, 3, 5, 6]
    assert [line for line, _ in left_out(*rows)] == [4, 7, 8]


@pytest.mark.parametrize(
    "row",
    [
        *(
            ("Kilde: Danmarks Statistik",),
            ("Kilde", "", "Danmarks Statistik"),
            ("", "Note: foreløbige tal"),
            ("* skøn",),
        ),
        *(("Anm.: uden moms",), ("Udtrukket 1. marts 2026",), ("1) Herunder anlæg",)),
    ],
)
def test_sources_and_notes_are_no_rows(row):
    assert left_out(UNGE, row) == [(3, "Kilde eller note")]


def test_a_text_below_the_table_and_apart_from_it_is_no_row():
    assert left_out(UNGE, (), ("Tallene er foreløbige",), ("og bliver rettet",)) == [
        (3, "Tom række"),
        (4, "Står under tabellen"),
        (5, "Står under tabellen"),
    ]
    assert kept(UNGE, ("Tallene er foreløbige",)) == [2, 3]
    assert kept(UNGE, (), ("Ungdom",), VOKSNE) == [2, 4, 5]


def test_headings_and_titles_of_a_new_page_are_no_rows():
    page = table(("Handleplan",), HEAD, UNGE, (), ("Handleplan",), HEAD, VOKSNE)
    assert [row.line for row in page.rows] == [3, 7]
    assert [(each.line, each.text, each.why) for each in page.left_out] == [
        (1, "Handleplan", "Står over tabellen"),
        (4, "", "Tom række"),
        (5, "Handleplan", "Det samme som over tabellen"),
        (6, "Fokusområde · Aktivitet · Beløb · Borgere", "Overskrifterne igen"),
    ]


def test_empty_rows_that_follow_each_other_are_told_of_as_one():
    assert left_out(UNGE, (), ("", " "), (), VOKSNE) == [(3, "Tomme rækker til og med 5")]


def test_cells_are_without_outer_spaces_and_rows_as_wide_as_the_headings():
    assert [row.cells for row in table(HEAD, (" Unge\u00a0", "Rådgivning ")).rows] == [("Unge", "Rådgivning", "", "")]


def test_a_file_in_which_every_row_says_total_is_read_in_time():
    rows = [("Total indsats", f"Aktivitet {number}", str(number), "1") for number in range(20_000)]
    assert len(table(HEAD, *rows).rows) == len(rows)


WORDS = st.text("abcæøå TI", min_size=1, max_size=8).filter(lambda text: text.strip())
REAL = st.tuples(WORDS.map("fokus {}".format), WORDS.map("aktivitet {}".format), st.sampled_from(["", "1,5", "0"]))
JUNK = st.sampled_from([(), ("", ""), HEAD, ("I alt", "", "9"), ("Kilde: os",), ("", "Total")])


@given(st.lists(st.one_of(REAL, JUNK), max_size=30))
def test_every_row_is_kept_and_every_other_line_is_told_of(lines):
    page = table(HEAD, *lines)
    real = [line for line, cells in enumerate(lines, 2) if cells[:1] and cells[0].startswith("fokus")]
    assert [row.line for row in page.rows] == real
    other = {line for line in range(2, len(lines) + 2) if any(lines[line - 2])} - set(real)
    assert {each.line for each in page.left_out if each.text} == other


@given(st.lists(st.lists(st.text(max_size=12), max_size=6).map(tuple), max_size=25))
def test_any_sheet_is_understood_and_no_filled_line_is_lost(rows):
    found = understand_rows(Book("fil.csv", (Sheet("", tuple(rows)),)), SPECS, {})
    filled = {line for line, cells in enumerate(rows, 1) if any(cell.strip() for cell in cells)}
    assert bool(found.tables) == bool(filled)
    for page in found.tables:
        told = {row.line for row in page.rows} | {each.line for each in page.left_out}
        heads = {page.heading_line, page.heading_line - 1}
        assert filled - told <= heads
        assert all(len(row.cells) == len(page.headings) == len(page.names) for row in page.rows)


def test_a_hundred_thousand_empty_rows_cost_next_to_nothing():
    sheet = Sheet("", (HEAD, UNGE, *[()] * 50_000, *[("", " ")] * 50_000, VOKSNE))
    tracemalloc.start()
    page = understand_rows(Book("fil.csv", (sheet,)), SPECS, {}).tables[0]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [row.line for row in page.rows] == [2, 100_003]
    assert [(each.line, each.why) for each in page.left_out] == [(3, "Tomme rækker til og med 100002")]
    assert peak < 1_000_000
