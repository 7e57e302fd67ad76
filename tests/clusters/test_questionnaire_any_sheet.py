"""Whatever stands in a sheet, reading it ends, invents nothing, and each answer is found where it is said to stand."""

import io
import re
from contextlib import nullcontext, suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from clusters.answer_tables.own import MARK
from clusters.answer_tables.shapes import understand_questionnaire
from misbrug.tables.book import UnusableFile
from misbrug.tables.reading import read_book
from tests.clusters.questionnaires import KNOWN, answers, book

WORDS = (
    *("", "", "", "1.1", "1.2", "2.1", "1.1a", "1.1 Familien indgår i behandlingen", "9.9", "5,1"),
    *("Partnere inddrages, når det er muligt", "Anbefaling 1", "Indikator", "Nr.", "Kommune", "Kommune: Faxe", "Spor"),
    *("Faxe", "Greve", "0320", "Guldborgssund", "Faxe svar", "Greve bemærkning", "Alkohol", "Stof", "Alkohol og stof"),
    *("Svar", "Uddybning", "Ja", "Nej", "Delvis", "x", "ja", "nej – ikke endnu", "I alt", "12", "Antal ja"),
    *(MARK, "\u0000", "2014-01-01"),
)
SHEETS = st.lists(st.lists(st.sampled_from(WORDS), max_size=7), max_size=9)
MARKS = {"Ja", "Nej", "Delvis"}


def stands(rows, where):
    """Give what stands in a cell ("C14") of some rows."""
    letters, line = coordinate_from_string(where)
    column = column_index_from_string(letters) - 1
    row = rows[line - 1]
    return row[column].strip() if column < len(row) else ""


@settings(deadline=None, max_examples=300)
@given(first=SHEETS, second=SHEETS, name=st.sampled_from(["svar.xlsx", "faxe.xlsx", "greve stof.xlsx"]))
def test_every_answer_stands_where_it_is_said_to(first, second, name):
    sheets = {"Alkohol": first, "Ark2": second}
    is_ours = any(MARK in row for rows in sheets.values() for row in rows)
    with suppress(UnusableFile) if is_ours else nullcontext():
        found = understand_questionnaire(book(*sheets.items(), name=name), KNOWN, {})
        # What is hidden beside the mark can by chance look whole; nothing is read by it all the same.
        assert not (is_ours and found and any(table.rows for table in found.tables))
        check(found, sheets)


def check(found, sheets):
    """Check that each answer stands where its row says. Our own mark among other cells is damaged, never believed."""
    if found is None:
        return
    for table in found.tables:
        rows = sheets[table.sheet]
        assert len(set(table.names) - {""}) == len([name for name in table.names if name])
        for row in table.rows:
            assert len(row.cells) == len(row.cells_at) == len(table.names)
            value, where = row.cells[table.position("svar")], row.at(table.position("svar"))
            is_mark = bool(value) and set(re.split(" og ", value)) <= MARKS
            assert stands(rows, where) == value or is_mark
            assert row.line == coordinate_from_string(where)[1]


def test_merged_headings_of_a_real_workbook():
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Alkohol og stof"
    for row in (
        ["Selvvurdering 2014"],
        ["Nr.", "Indikator", "Faxe", None, "Greve", None],
        [None, None, "Svar", "Bemærkning", "Svar", "Bemærkning"],
        ["1. Familieorienteret behandling"],
        [1.1, "Familien indgår i behandlingen", "Ja", None, "Nej", "På vej"],
    ):
        sheet.append(row)
    for merged in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "A4:F4"):
        sheet.merge_cells(merged)
    out = io.BytesIO()
    workbook.save(out)
    found = understand_questionnaire(read_book(out.getvalue(), "svar.xlsx"), KNOWN, {})
    assert answers(found) == {
        ("Faxe", "Alkohol og stof", "1.1"): ("Ja", "", "C5"),
        ("Greve", "Alkohol og stof", "1.1"): ("Nej", "På vej", "E5"),
    }
