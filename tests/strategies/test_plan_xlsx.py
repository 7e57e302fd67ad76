"""The action plan as a workbook: numbers that can be summed, text that is never a formula, and what is unknown."""

import dataclasses
import datetime
import io
import re
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from misbrug.tables.files import read_file
from misbrug.tables.resource import import_table
from strategies import workflow
from strategies.models import Prerequisite
from strategies.plan import Choice
from strategies.renderers.plan_xlsx import COLUMNS, clean, render_plan_xlsx
from strategies.resources import ActivityResource
from strategies.workbook import plan_facts
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db
AT = make.AT
TODAY = datetime.date(2026, 11, 22)
SUMMED = ("Årligt, mio. kr.", "Tilstand", "Fokusområde")
COPENHAGEN = Path(__file__).parent / "data" / "koebenhavn-aktiviteter.csv"


@pytest.fixture
def strategy():
    return make.strategy(title="Plan & mål")


@pytest.fixture
def actor(strategy):
    return make.editor(strategy)


@pytest.fixture
def copenhagen(strategy, actor):
    """A strategy with the 25 activities of Copenhagen's plan."""
    import_table(ActivityResource(strategy=strategy, at=AT, actor=actor), read_file(COPENHAGEN))
    return strategy


def workbook(strategy, choice=None, *, formulas=False, **changes):
    """Give the workbook, read again: with what its formulas give, or with the formulas."""
    facts = dataclasses.replace(plan_facts(strategy, choice or Choice(), TODAY), **changes)
    return load_workbook(io.BytesIO(render_plan_xlsx(facts)), data_only=not formulas)


def rows(sheet):
    """Give a sheet's rows as dicts by heading, down to the first empty one."""
    heads = [cell.value for cell in sheet[1]]
    found = []
    for row in sheet.iter_rows(min_row=2, values_only=True):
        if not any(value is not None for value in row):
            break
        found.append(dict(zip(heads, row, strict=True)))
    return found


def sums(sheet, heading):
    """Give the rows of sums below a heading in the first column."""
    values = list(sheet.iter_rows(values_only=True))
    start = next(number for number, row in enumerate(values) if row[0] == heading) + 1
    found = {}
    for row in values[start:]:
        if row[0] is None:
            break
        found[row[0]] = row[1:]
    return found


def about(book):
    return dict(book["Om"].iter_rows(max_col=2, values_only=True))


def test_its_sheets_and_their_heads_stay_in_sight(copenhagen):
    book = workbook(copenhagen)
    assert book.sheetnames == ["Handleplan", "Økonomi", "Notater", "Om"]
    plan = book["Handleplan"]
    assert [cell.value for cell in plan[1]] == [heading for heading, *_ in COLUMNS]
    assert (plan.freeze_panes, plan.print_title_rows) == ("C2", "$1:$1")
    # The filter leaves out the sums below it.
    assert plan.auto_filter.ref == "A1:W26"
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
            "landscape",
            1,
            0,
        )
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert plan.oddHeader.left.text == "Plan && mål"
    assert book.properties.title == "Handleplan: Plan & mål"


def test_numbers_are_numbers_and_what_is_unknown_is_empty_and_said(copenhagen):
    found = {row["Aktivitet"]: row for row in rows(workbook(copenhagen)["Handleplan"])}
    assert len(found) == 25
    assert sum(row["Årligt, mio. kr."] or 0 for row in found.values()) == pytest.approx(55.5)
    assert sum(row["Etablering, mio. kr."] for row in found.values()) == pytest.approx(13.8)
    room = found["Stofindtagelsesrum"]
    assert (room["Årligt, mio. kr."], room["Ukendte beløb"], room["Borgere, skøn"]) == (None, "årlig udgift", 500)
    free = found["Kort intervention"]
    assert (free["Etablering, mio. kr."], free["Ukendte beløb"]) == (0, None)
    assert (free["Klar"], free["Tilstand"]) == ("Ikke vurderet", "Planlagt")
    cell = workbook(copenhagen)["Handleplan"]["E2"]
    assert (cell.data_type, cell.number_format) == ("n", "#,##0.0##")


def test_the_sums_stand_by_focus_area_and_by_funding(copenhagen):
    book = workbook(copenhagen)
    below = sums(book["Handleplan"], "Sum efter fokusområde")
    assert [below[name][3] for name in below] == pytest.approx([16.3, 4.7, 5.0, 2.5, 27.0, 55.5])
    assert below["Mindske gener for omgivelserne"][5] == "årlig udgift for 1"
    assert [below[name][0] for name in below] == [5, 4, 5, 3, 8, 25]
    areas = sums(book["Økonomi"], "Fokusområde")
    assert areas["I alt"] == pytest.approx((25, 55.5, 1, 0.6, 0.6, 13.8, 0, 0))
    assert areas["Unge"][1] == pytest.approx(4.7)
    fundings = sums(book["Økonomi"], "Finansiering")
    assert fundings["I alt"] == areas["I alt"]
    assert fundings["Satspuljemidler"][:2] == pytest.approx((3, 20.0))
    # A formula is longer than what it gives, and its row is no taller for it.
    assert max(row.height for row in book["Økonomi"].row_dimensions.values()) < 50


def test_what_was_dropped_is_in_no_sum(strategy):
    make.activity(strategy, "A", annual_cost="1")
    make.activity(strategy, "B", annual_cost="2", state="dropped", establishment_cost="3")
    totals = sums(workbook(strategy)["Økonomi"], "Fokusområde")["I alt"]
    assert totals == (1, 1, 0, 0, 0, "Ukendt", 1, 1)


def test_of_what_nothing_is_known_no_sum_is_nought(strategy):
    make.activity(strategy, "A")
    book = workbook(strategy)
    assert sums(book["Økonomi"], "Fokusområde")["I alt"] == (1, "Ukendt", 1, "Ukendt", "Ukendt", "Ukendt", 1, 0)
    assert sums(book["Handleplan"], "Sum efter fokusområde")["I alt"][3:5] == ("Ukendt", "Ukendt")


def test_the_sums_are_reckoned_from_the_rows_that_are_shown(copenhagen):
    """Formulas over all 25 rows, by the cell that holds the group's name; what is filtered or dropped is in none."""
    book = workbook(copenhagen, formulas=True)
    plan, economy = book["Handleplan"], book["Økonomi"]
    amount, state, area = ({cell.value: cell.column_letter for cell in plan[1]}[head] for head in SUMMED)
    areas = sums(economy, "Fokusområde")
    for name, cell in (("Tidlig indsats", "$A"), ("I alt", "")):
        formula = areas[name][1]
        shown = f"SUBTOTAL(109,OFFSET(Handleplan!${amount}$2,ROW(Handleplan!${amount}$2:${amount}$26)"
        assert shown in formula
        assert f'(Handleplan!${state}$2:${state}$26<>"Opgivet")' in formula
        assert (f"EXACT(Handleplan!${area}$2:${area}$26," in formula) == bool(cell)
        assert "Tidlig indsats" not in formula


def test_what_is_printed_includes_the_mark_of_an_example_and_can_be_read(copenhagen):
    plan = workbook(copenhagen)["Handleplan"]
    last = plan.print_area.rpartition("$")[0].rpartition("$")[2]
    printed = plan[1][: column_index_from_string(last)]
    assert "Eksempel" in [cell.value for cell in printed]
    # An A4 page lying down holds about 149 letters of the workbook's size between its margins.
    assert 149 / sum(plan.column_dimensions[cell.column_letter].width for cell in printed) > 0.8


def test_the_fundings_stand_as_on_the_page(strategy):
    for title, funding in (("A", ""), ("B", "Ændringer"), ("C", "Zoner"), ("D", "Budget")):
        make.activity(strategy, title, funding=funding)
    found = sums(workbook(strategy)["Økonomi"], "Finansiering")
    assert list(found) == ["Budget", "Zoner", "Ændringer", "Ikke angivet", "I alt"]


def test_it_says_where_it_is_from_and_when_the_strategy_was_adopted(strategy):
    strategy.adoptions.update(adopted_on=datetime.date(2026, 3, 2))
    address = "https://misbrug.example/strategier/plan/handleplan/"
    found = about(workbook(strategy, source="Byrådets sag", address=address))
    assert (found["Kilde"], found["Adresse"]) == ("Byrådets sag", address)
    assert found["Vedtaget"].replace("\u00a0", " ") == "2. marts 2026"


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "'=1", "0376", '=HYPERLINK("x")'])
def test_what_people_write_is_never_a_formula(strategy, actor, text):
    activity = make.activity(strategy, text, funding=text, effect=text, focus_area=make.focus_area(strategy, text))
    workflow.add_note(activity.pk, text=text, on=AT.date(), state="planned", readiness="", actor=actor, at=AT)
    book = workbook(strategy, formulas=True)
    formulas = [cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    assert all(re.match(r"=(SUMPRODUCT|IF|Økonomi!)", formula) for formula in formulas)
    assert not any(text in formula for formula in formulas if text not in ("+1", "-2"))
    assert rows(book["Handleplan"])[0]["Aktivitet"] == text
    assert rows(book["Notater"])[0]["Notat"] == text


def test_letters_that_no_file_can_hold_are_left_out(strategy):
    assert clean("a\x00bc\uffffd😀\ne") == "abcd😀\ne"
    assert clean("a\x0bb") == "a\nb"  # Word's line break
    assert clean("_x0041_") == "_x005F_x0041_"
    make.activity(strategy, "A")
    assert workbook(strategy, plan="Plan\x00 😀").properties.title == "Plan 😀: Plan & mål"


def test_an_activity_is_there_with_all_that_is_written_of_it(strategy, actor):
    indicator = factories.IndicatorFactory()
    activity = make.activity(
        strategy,
        "Samtaler",
        actor=actor,
        links={
            "goals": [make.goal(strategy, "Ro"), make.goal(strategy, "Færre")],
            "recommendations": [indicator.recommendation],
            "indicators": [indicator],
        },
        text="Lang",
        priority="high",
        priority_reason="Fordi",
        responsible="Centret",
        start_year=2027,
        start_month=3,
    )
    workflow.save(Prerequisite(activity=activity, kind="premises", state="met", note="nye"), actor=actor, at=AT)
    (row,) = rows(workbook(strategy)["Handleplan"])
    expected = {
        "Fokusområde": "Uden fokusområde",
        "Beskrivelse": "Lang",
        "Prioritet": "Høj",
        "Hvorfor den prioritet": "Fordi",
        "Ansvarlig": "Centret",
        "Start": "03-2027",
        "Mål": "Ro; Færre",
        "Anbefalinger": str(indicator.recommendation.number),
        "Indikatorer": indicator.number,
        "Forudsætninger, hvordan det står": "lokaler: på plads (nye)",
        "Ukendte beløb": "årlig udgift og etablering",
        "Eksempel": None,
    }
    assert {name: row[name] for name in expected} == expected
    make.activity(strategy, "Uden måned", actor=actor, start_year=2013)
    assert [row["Start"] for row in rows(workbook(strategy)["Handleplan"])] == ["03-2027", 2013]


def test_the_notes_are_dated_and_name_nobody(strategy, actor):
    activity = make.activity(strategy, "Samtaler", actor=actor, readiness="red")
    options = {"state": "active", "readiness": "green", "actor": actor, "at": AT, "is_example": True}
    workflow.add_note(activity.pk, text="Kom i gang", on=datetime.date(2026, 10, 1), **options)
    book = workbook(strategy)
    (note,) = rows(book["Notater"])
    assert note["Dato"] == datetime.datetime(2026, 10, 1)  # noqa: DTZ001 - as a workbook holds a day
    assert (note["Tilstand"], note["Klar"], note["Eksempel"]) == ("Planlagt → i gang", "Rød → grøn", "eksempel")
    assert actor.name not in str([row for sheet in book for row in sheet.iter_rows(values_only=True)])
    assert about(book)["Eksempler"] == "Det, der er mærket i kolonnen Eksempel, er opfundet."


def test_the_pages_filters_hold_for_the_workbook(copenhagen, client, actor):
    area = copenhagen.focus_areas.get(title="Unge")
    client.force_login(actor)
    answer = client.get(
        reverse("strategies:plan_xlsx", args=[copenhagen.slug]), {"fokus": area.pk, "tilstand": "planlagt"}
    )
    book = load_workbook(io.BytesIO(answer.content))
    assert {row["Fokusområde"] for row in rows(book["Handleplan"])} == {"Unge"}
    assert about(book)["Vist"].replace("\u00a0", " ") == (
        "4 af 25 aktiviteter, valgt ud fra Fokusområde: Unge og Tilstand: planlagt"
    )
    assert answer["Content-Disposition"] == f'attachment; filename="handleplan-{copenhagen.slug}.xlsx"'
    nothing = workbook(copenhagen, Choice.read({"klar": "roed"}))
    assert nothing["Handleplan"]["A2"].value == "Ingen aktiviteter passer til filtrene."
    assert about(nothing)["Vist"].endswith("valgt ud fra Klar: rød")


def test_a_strategy_without_a_plan_says_so(strategy):
    book = workbook(strategy)
    assert book["Handleplan"]["A2"].value == "Ingen aktiviteter endnu."
    assert book["Notater"]["A2"].value == "Ingen notater endnu."
    assert about(book)["Handleplan"] == "Strategien har ingen handleplan endnu"


def test_a_made_up_strategy_says_so(strategy):
    assert "opfundet" in about(workbook(strategy, is_example=True))["Eksempler"]
    assert "Eksempler" not in about(workbook(strategy))


def test_it_asks_the_database_the_same_however_many_there_are(client, strategy, actor, count_queries):
    client.force_login(actor)
    address = reverse("strategies:plan_xlsx", args=[strategy.slug])
    goal = make.goal(strategy, "Ro")

    def add(number):
        area = make.focus_area(strategy, f"Område {number}", actor=actor)
        row = make.activity(strategy, f"A {number}", actor=actor, links={"goals": [goal]}, focus_area=area)
        workflow.save(Prerequisite(activity=row, kind="method", state="met"), actor=actor, at=AT)
        workflow.add_note(row.pk, text="Nyt", on=AT.date(), state="active", readiness="", actor=actor, at=AT)

    add(1)
    with count_queries() as few:
        client.get(address)
    for number in range(2, 6):
        add(number)
    with count_queries(exactly=len(few)):
        client.get(address)
