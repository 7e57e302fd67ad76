"""Danmarks Statistik's FOLK1A is read as it is, in both shapes, and nobody is counted twice."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from clusters.folk1a import is_no_municipality, read_period
from clusters.folk1a_totals import is_all
from clusters.loading import load_shipped_places
from clusters.models import Municipality, PopulationFigure
from misbrug.imports import workflow
from misbrug.imports.kinds import KINDS
from misbrug.tables.book import Book, Sheet
from misbrug.tables.kind import finish
from misbrug.tables.left_out import notes_on_left_out

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
KIND = KINDS["populations"]
LONG = ("OMRÅDE", "KØN", "ALDER", "CIVILSTAND", "TID", "INDHOLD")
SEXES = ("1 Mænd", "2 Kvinder")
CIVIL = ("U Ugift", "G Gift/separeret", "E Enke/enkemand", "F Fraskilt")
AGES = ("0-17 0-17 år", "18-64 18-64 år", "65OV 65 år og derover")


def understand(*sheets):
    """Give what is understood of a book of sheets of rows."""
    return KIND.understand(
        Book("folk1a.csv", tuple(Sheet(f"Ark{n}", tuple(rows)) for n, rows in enumerate(sheets))), {}
    )


def long(*rows):
    """Give a sheet with a row for each figure: (area, sex, age, civil status, period, figure)."""
    return (LONG, *rows)


def figures(found):
    """Give (place, figure, date) of each row."""
    return [row.cells[:3] for table in found.tables for row in table.rows]


def everybody(area, figure, period="2020K1 2020K1"):
    """Give the row of all people in an area."""
    return (area, "TOT I alt", "IALT I alt", "TOT I alt", period, figure)


# Which figures are taken


def test_country_regions_and_christiansoe_are_left_out_and_told_of():
    areas = ["000 Hele landet", "084 Region Hovedstaden", "101 København", "411 Christiansø", "376 Guldborgsund"]
    found = understand(long(*(everybody(area, "5") for area in areas)))
    assert figures(found) == [("101 København", "5", "2020-01-01"), ("376 Guldborgsund", "5", "2020-01-01")]
    assert [(each.line, each.text) for each in found.tables[0].left_out] == [
        (2, "000 Hele landet"),
        (3, "084 Region Hovedstaden"),
        (5, "411 Christiansø"),
    ]
    assert list(notes_on_left_out(found)) == []
    assert found.notes == (
        "000 Hele landet, 084 Region Hovedstaden og 411 Christiansø er ikke kommuner og er ikke med.",
    )
    assert found.is_usable
    assert found.shape.startswith("Danmarks Statistik, FOLK1A")


def test_of_rows_by_sex_age_and_civil_status_only_the_total_is_taken():
    rows = [everybody("320 Faxe", "36.576")]
    rows += [("320 Faxe", sex, age, civil, "2020K1", "1") for sex in SEXES for age in AGES for civil in CIVIL]
    rows += [("320 Faxe", sex, "IALT I alt", "TOT I alt", "2020K1", "18288") for sex in SEXES]
    rows += [("320 Faxe", "TOT I alt", f"{age} {age} år", "TOT I alt", "2020K1", "300") for age in range(126)]
    found = understand(long(*rows))
    assert figures(found) == [("320 Faxe", "36.576", "2020-01-01")]
    assert found.notes == (
        "Filen har tal i alt for hver kommune. 152\u00a0tal for dele af befolkningen er ikke talt med.",
    )


@pytest.mark.parametrize(
    "ages",
    [
        AGES,
        tuple(f"{age} {age} år" for age in range(126)),
        ("Under 18 år", "18-64 år", "65 år +"),
        ("0 år", "1-99 år", "100 år og derover"),
    ],
)
def test_parts_without_a_total_are_added_once_where_they_are_all_there(ages):
    rows = [("320 Faxe", sex, age, civil, "2020K1", "2") for sex in SEXES for age in ages for civil in CIVIL]
    found = understand(long(*rows))
    assert figures(found) == [("320 Faxe", str(2 * len(rows)), "2020-01-01")]
    assert found.notes == (
        "Filen har ikke tal i alt for hver kommune. "
        "Delene er lagt sammen over ”KØN”, ”ALDER” og ”CIVILSTAND”, hver én gang.",
    )


def test_a_total_of_one_kind_is_taken_and_the_other_is_added():
    rows = [("320 Faxe", "TOT I alt", age, "TOT I alt", "2020K1", "10") for age in AGES]
    rows += [("320 Faxe", sex, AGES[0], "TOT I alt", "2020K1", "5") for sex in SEXES]
    assert figures(understand(long(*rows))) == [("320 Faxe", "30", "2020-01-01")]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("1 Mænd", "IALT I alt", "TOT I alt")], "Tallene er delt efter køn, og filen har kun 1 Mænd."),
        ([("TOT I alt", "18-64 år", "TOT I alt")], "alderen 0 år mangler"),
        ([("TOT I alt", age, "TOT I alt") for age in ("0-17 år", "18-64 år")], "alderen 65 år og derover mangler"),
        ([("TOT I alt", age, "TOT I alt") for age in ("0-17 år", "19 år +")], "alderen 18 år mangler"),
        ([("TOT I alt", age, "TOT I alt") for age in ("0 år", "0-17 år", "18 år +")], "aldrene overlapper"),
        ([("TOT I alt", "unge", "TOT I alt")], "”unge” kan ikke læses som en alder"),
        ([("Mænd i alt", "Alder i alt", "I alt")], "Tallene er delt efter køn, og filen har kun Mænd i alt."),
        ([("I alt", "0-17 år i alt", "I alt")], "alderen 18 år og derover mangler"),
        ([("I alt", "I alt", "Ugifte i alt")], "Tallene er delt efter civilstand, og filen har kun Ugifte i alt."),
        ([("TOT I alt", "IALT I alt", civil) for civil in CIVIL[:3]], "Tallene er delt efter civilstand"),
        ([("TOT I alt", "IALT I alt", "TOT I alt")] * 2, "Det samme tal står flere gange (række 2 og 3)."),
    ],
)
def test_parts_that_are_not_everybody_ask_for_a_file_with_totals(rows, message):
    found = understand(long(*(("320 Faxe", *groups, "2020K1", "5") for groups in rows)))
    assert not found.is_usable
    assert message in found.refusal
    assert "Det gælder 320 Faxe." in found.refusal
    assert found.refusal.endswith("Hent tabellen igen med ”I alt” for køn, alder og civilstand.")


def test_what_divides_the_figures_further_is_never_added():
    head = (*LONG[:4], "HERKOMST", *LONG[4:])
    rows = [("Faxe", "I alt", "I alt", "I alt", origin, "2020K1", "5") for origin in ("Dansk", "Indvandrere")]
    assert "”HERKOMST”" in understand((head, *rows)).refusal
    total = ("Faxe", "I alt", "I alt", "I alt", "I alt", "2020K1", "10")
    assert figures(understand((head, *rows, total))) == [("Faxe", "10", "2020-01-01")]


def test_the_words_i_alt_after_the_divisions_own_name_mean_everybody():
    head = (*LONG[:4], "HERKOMST", *LONG[4:])
    rows = [("Faxe", "I alt", "I alt", "I alt", origin, "2020K1", "5") for origin in ("Dansk i alt", "Herkomst i alt")]
    assert figures(understand((head, *rows))) == [("Faxe", "5", "2020-01-01")]


def test_men_and_women_in_all_are_added():
    rows = [("Faxe", sex, "I alt", "I alt", "2020K1", "5") for sex in ("Mænd i alt", "Kvinder i alt")]
    assert figures(understand(long(*rows))) == [("Faxe", "10", "2020-01-01")]


@pytest.mark.parametrize("name", ["Total", "Totalt", "Sum", "Samlet", "I alt", "IALT", "000 I alt", "Tot"])
def test_a_sum_of_all_municipalities_is_the_whole_country(name):
    matrix = (("område", "2033K1"), ("Faxe", "7000"), ("Lolland", "8000"), (name, "15000"))
    rows = long(everybody("Faxe", "7000", "2033K1"), everybody("Lolland", "8000", "2033K1"), everybody(name, "15000"))
    for sheet in (matrix, rows):
        found = understand(sheet)
        assert [place for place, _, _ in figures(found)] == ["Faxe", "Lolland"]
        assert [(each.text, each.why) for each in found.tables[0].left_out] == [(name, "Hele landet")]
        assert f"{name} er ikke en kommune og er ikke med." in found.notes


def test_a_sum_without_a_quarter_is_told_of():
    found = understand((("OMRÅDE", "TID", "INDHOLD"), ("Faxe", "2034K1", "7000"), ("Sum", "", "7000"), ("Kilde: os",)))
    assert [*notes_on_left_out(found)] == [
        "Arket ”Ark0”, række 3 er ikke taget med: står uden for tabellen (Sum · 7000)."
    ]


def test_each_quarter_is_a_figure_of_its_own():
    found = understand(long(everybody("320 Faxe", "1", "2020K1"), everybody("320 Faxe", "2", "2020K4")))
    assert figures(found) == [("320 Faxe", "1", "2020-01-01"), ("320 Faxe", "2", "2020-10-01")]
    assert [row.cells[3] for row in found.tables[0].rows][1] == "Danmarks Statistik, FOLK1A, 4. kvartal 2020"
    assert "2 datoer" in found.notes[0]


def test_a_figure_that_is_not_known_is_left_out_and_told_of():
    found = understand(long(everybody("320 Faxe", ".."), everybody("376 Guldborgsund", "60.722")))
    assert figures(found) == [("376 Guldborgsund", "60.722", "2020-01-01")]
    assert [(each.line, each.text, each.why) for each in found.tables[0].left_out] == [
        (2, "320 Faxe · ..", "Danmarks Statistik har intet tal")
    ]


def test_codes_alone_are_enough():
    areas = ("000", "084", "411", "320")
    found = understand(long(*((area, "TOT", "IALT", "TOT", "2020K1", "9") for area in areas)))
    assert figures(found) == [("320", "9", "2020-01-01")]


def test_a_cell_is_pointed_at_where_it_stands():
    row = understand(long(everybody("320 Faxe", "x"))).tables[0].rows[0]
    assert (row.line, [row.at(place) for place in range(4)]) == (2, ["A2", "F2", "E2", ""])


# The matrix


def matrix(*rows, heads=((" ", " ", " ", "2020K1"),)):
    """Give a sheet as the matrix is downloaded: title, heads, rows, unit and source."""
    title = ("Folketal den 1. i kvartalet efter køn, alder, område og tid",)
    return (title, (), *heads, *rows, (), ("Enhed: Antal",), ("Kilde: Danmarks Statistik",))


def test_in_a_matrix_blank_cells_mean_as_above():
    found = understand(
        matrix(
            ("I alt", "Alder i alt", "Hele landet", "5822763"), ("", "", "København", "632.340"), ("", "", "Faxe", "9")
        )
    )
    assert figures(found) == [("København", "632.340", "2020-01-01"), ("Faxe", "9", "2020-01-01")]
    row = found.tables[0].rows[1]
    assert [row.at(place) for place in range(3)] == ["C6", "D6", "D3"]
    assert [each.text for each in found.tables[0].left_out if each.line > 6] == [
        "Enhed: Antal",
        "Kilde: Danmarks Statistik",
    ]


def test_a_matrix_may_have_quarters_beside_each_other_and_places_in_any_column():
    heads = (("område", "køn", "2020K1", "2020K2"),)
    found = understand(
        matrix(("Faxe", "I alt", "1", "2"), ("", "Mænd", "1", "1"), ("Lejre", "I alt", "3", ".."), heads=heads)
    )
    assert figures(found) == [
        ("Faxe", "1", "2020-01-01"),
        ("Faxe", "2", "2020-04-01"),
        ("Lejre", "3", "2020-01-01"),
    ]


def test_places_are_told_from_groups_of_people_without_headings():
    found = understand(
        matrix(
            ("Faxe", "I alt", "I alt", "10"),
            ("", "Mænd", "0-17 år", "4"),
            ("", "Kvinder", "18 år og derover", "6"),
            ("Lejre", "I alt", "I alt", "12"),
        )
    )
    assert figures(found) == [("Faxe", "10", "2020-01-01"), ("Lejre", "12", "2020-01-01")]


@pytest.mark.parametrize(
    "heads",
    [
        (("", "", "2020K1", "", "2020K2", ""), ("", "", "Mænd", "Kvinder", "Mænd", "Kvinder")),
        (("", "", "2020K1", "2020K1", "2020K2", "2020K2"), ("", "", "Mænd", "Kvinder", "Mænd", "Kvinder")),
    ],
)
def test_a_matrix_may_part_its_columns_by_sex_too(heads):
    found = understand(matrix(("Alder i alt", "Hele landet", *"1111"), ("", "Faxe", "1", "2", "3", "4"), heads=heads))
    assert figures(found) == [("Faxe", "3", "2020-01-01"), ("Faxe", "7", "2020-04-01")]


def test_a_matrix_may_have_time_below_the_other_heads():
    heads = (("", "", "Mænd", "", "Kvinder", ""), ("", "", "2020K1", "2020K2", "2020K1", "2020K2"))
    found = understand(matrix(("Alder i alt", "Hele landet", *"1111"), ("", "Faxe", "1", "2", "3", "4"), heads=heads))
    assert figures(found) == [("Faxe", "4", "2020-01-01"), ("Faxe", "6", "2020-04-01")]


def test_each_sheet_is_read_and_one_that_is_no_table_is_told_of():
    found = understand(
        long(everybody("320 Faxe", "1")), long(everybody("320 Faxe", "2", "2021K1")), (("Om tabellen",), ("FOLK1A",))
    )
    assert figures(found) == [("320 Faxe", "1", "2020-01-01"), ("320 Faxe", "2", "2021-01-01")]
    assert found.notes == ("Arket ”Ark2” bruges ikke. Det er ikke en tabel med folketal.",)


# What is not FOLK1A


def test_a_plain_table_of_populations_stays_one():
    rows = (("Kommunenr.", "Folketal", "Dato"), ("320", "36.576", "2020-01-01"))
    found = understand(rows)
    assert (found.shape, found.is_usable) == ("En tabel med overskrifter", True)
    assert found.tables[0].names == ("kommunekode", "indbyggertal", "opgjort")


# Single words


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("2020K1", date(2020, 1, 1)), ("2020K2 2020K2", date(2020, 4, 1)), ("2020k3", date(2020, 7, 1))),
        *(("2020Q4", date(2020, 10, 1)), ("2. kvartal 2020", date(2020, 4, 1)), ("2020M07", date(2020, 7, 1))),
    ],
)
def test_periods(text, day):
    assert read_period(text).day == day


@pytest.mark.parametrize("text", ["", "2020", "2020K5", "2020M13", "K1", "9999K1", "2020-01-01", "376"])
def test_no_periods(text):
    assert read_period(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("I alt", "TOT I alt", "IALT I alt", "Alder i alt", "TOT", "IALT", "Mænd og kvinder i alt", "Køn i alt"),
        *("Civilstand i alt", "Kvinder og mænd i alt", "Total", "Begge køn i alt", "TOT Personer i alt"),
    ],
)
def test_words_for_everybody(text):
    assert is_all(text)


@pytest.mark.parametrize(
    "text",
    ["", "Mænd", "U Ugift", "0-4 år", "Tottenham", "Mænd i alt", "1 Mænd i alt", "0-17 år i alt", "Ugifte i alt"],
)
def test_no_words_for_everybody(text):
    assert not is_all(text)


def test_no_municipality_is_taken_for_something_else(db):
    load_shipped_places()
    for row in Municipality.objects.all():
        for text in (row.code, row.code.lstrip("0"), row.name, f"{row.code.lstrip('0')} {row.name}"):
            assert is_no_municipality(text) == ""


# The files of Danmarks Statistik through the whole import


def files():
    """Give the whole country's figures of 2020 in both shapes, as bytes."""
    rows = [(row.code.lstrip("0"), row.name) for row in Municipality.objects.all()]
    counts = dict(PopulationFigure.objects.values_list("municipality__name", "count"))
    areas = [("000", "Hele landet", 5822763), ("084", "Region Hovedstaden", 1846023), ("411", "Christiansø", 84)]
    areas += [(code, name, counts[name]) for code, name in rows]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(LONG)
    writer.writerows(everybody(f"{code} {name}", count) for code, name, count in areas)
    heads = '"Folketal den 1. i kvartalet efter køn, alder, område og tid"\r\n\r\n" ";" ";" ";"2020K1"\r\n'
    lines = [f'" ";" ";"{name}";{count}' for _, name, count in areas]
    lines[0] = lines[0].replace('" ";" "', '"I alt";"Alder i alt"', 1)
    end = '\r\n\r\n"Enhed: Antal"\r\n"Kilde: Danmarks Statistik"\r\n'
    return {
        "lang.csv": out.getvalue().encode("utf-8-sig"),
        "matrix.csv": (heads + "\r\n".join(lines) + end).encode("cp1252"),
    }


@pytest.mark.parametrize("name", ["lang.csv", "matrix.csv"])
def test_the_files_import_as_they_are_and_twice_change_nothing(db, name):
    load_shipped_places()
    data = files()[name]
    before = set(PopulationFigure.objects.values_list("municipality__code", "date", "count", "source"))
    PopulationFigure.objects.all().delete()
    run = workflow.start(KIND, data, name, actor=None, at=AT)
    plan = finish(workflow.preview(run.pk, actor=None, at=AT))
    assert (plan.counts()["new"], plan.problems(), plan.unusable) == (98, [], "")
    finish(workflow.apply(run.pk, actor=None, at=AT))
    assert set(PopulationFigure.objects.values_list("municipality__code", "date", "count", "source")) == before
    again = workflow.start(KIND, data, name, actor=None, at=AT)
    assert finish(workflow.preview(again.pk, actor=None, at=AT)).counts()["unchanged"] == 98


def test_a_wrong_cell_is_named_where_it_stands_in_the_file(db):
    load_shipped_places()
    data = files()["matrix.csv"].replace(b'"Faxe";36576', b'"Faxe";3657x')
    run = workflow.start(KIND, data, "matrix.csv", actor=None, at=AT)
    plan = finish(workflow.preview(run.pk, actor=None, at=AT))
    assert [(each.cell, each.value) for each in plan.problems()] == [("D41", "3657x")]


def test_quarters_beside_each_other_are_rows_of_their_own_in_the_preview(db):
    load_shipped_places()
    data = "Område;2020K1;2020K2\nFaxe;36576;36500\nGuldborgssund;60722;60700\n".encode()
    run = workflow.start(KIND, data, "folk1a.csv", actor=None, at=AT)
    plan = finish(workflow.preview(run.pk, actor=None, at=AT))
    assert len({row.key for row in plan.rows}) == 4
    assert plan.counts() == {"error": 0, "ask": 2, "changed": 0, "new": 1, "unchanged": 1, "unused": 0}
    assert any("2 datoer" in note for note in plan.notes)
