"""The page of the export, the files it hands out, the command, and the files to fill in."""

import csv
import io
import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from clusters.models import Municipality, PopulationFigure
from misbrug.imports.exports import export_file, template_file
from misbrug.imports.kinds import KINDS
from tests.factories import (
    MunicipalityFactory,
    administrator,
    answer_all,
    begun,
    caseworker,
    opened_round,
    project_member,
    submitted,
)
from tests.imports.runs import AT, planned
from tests.strategies import strategy as strategy_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(db):
    """Give a round of two municipalities: the first is at work, the second has submitted."""
    opened = opened_round(slug="runde", name="Runde")
    first, second = opened.assessments.order_by("pk")
    answer_all(begun(first))
    submitted(begun(second))
    return opened


def fetch(client, user, kind, **query):
    """Give the answer to a request for a kind's file."""
    client.force_login(user)
    return client.get(reverse("exports:file", args=[KINDS[kind].path]), query)


def rows_of(response):
    """Give the rows of a .csv as dicts."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_an_administrator_is_offered_every_kind(client, round_):
    client.force_login(administrator())
    html = client.get(reverse("exports:list")).content.decode()
    assert all(reverse("exports:file", args=[kind.path]) in html for kind in KINDS.values())


def test_the_page_says_before_what_can_be_fetched_and_brought_in_again(client, round_):
    client.force_login(administrator())
    html = client.get(reverse("exports:list")).content.decode()
    assert "JSON er til andre programmer og kan ikke importeres." in html
    assert "der er ingen svar at hente for dig" in html
    client.force_login(caseworker(round_.assessments.first().municipality))
    assert "der er ingen svar at hente for dig" not in client.get(reverse("exports:list")).content.decode()


def test_a_strategy_is_named_with_its_municipality(client, db):
    strategy = strategy_of(MunicipalityFactory(name="Køge"), title="Misbrugspolitik", adopted=True)
    client.force_login(administrator())
    for address in (reverse("exports:list"), reverse("imports:new", args=["aktiviteter"])):
        assert "Misbrugspolitik (Køge)" in client.get(address).content.decode()
    header = "fokusområde;aktivitet\n"
    run, _ = planned("activities", f"{header}Børn;Kursus\n", target=strategy, actor=administrator())
    assert run.target_name == "Misbrugspolitik (Køge)"


@pytest.mark.parametrize(("path", "title"), [("klynger", "Importér klynger"), ("brugere", "Importér brugere")])
def test_an_import_is_called_by_what_is_brought_in(client, db, path, title):
    client.force_login(administrator())
    page = client.get(reverse("imports:new", args=[path])).content.decode()
    assert re.search(rf"<h1>\s*{title}\s*</h1>", page)


def test_who_takes_part_is_offered_the_answers_alone(client, round_):
    client.force_login(caseworker(round_.assessments.first().municipality))
    html = client.get(reverse("exports:list")).content.decode()
    assert reverse("exports:file", args=["svar"]) in html
    assert reverse("exports:file", args=["kommuner"]) not in html


def test_a_file_has_a_danish_name_with_the_day(client, round_):
    response = fetch(client, caseworker(round_.assessments.first().municipality), "answers", type="csv", fra="runde")
    name = f"svar-runde-{timezone.localdate().isoformat()}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbfrunde;kommunekode;kommune;spor;indikator;svar;uddybning;version")


def test_a_municipality_gets_its_own_answers_and_what_its_cluster_has_sent(client, round_):
    first, second = round_.assessments.order_by("pk")
    rows = rows_of(fetch(client, caseworker(first.municipality), "answers", type="csv"))
    assert {row["kommunekode"] for row in rows} == {first.municipality.code, second.municipality.code}
    rows = rows_of(fetch(client, caseworker(second.municipality), "answers", type="csv"))
    assert {row["kommunekode"] for row in rows} == {second.municipality.code}
    rows = rows_of(fetch(client, project_member(round_.region), "answers", type="csv"))
    assert {row["kommunekode"] for row in rows} == {second.municipality.code}


def test_what_is_empty_says_so_instead_of_giving_a_file(client, round_):
    response = fetch(client, administrator(), "answers", type="xlsx", fra="runde")
    assert (response.status_code, "Content-Disposition" in response) == (200, False)
    assert "Der er ingen svar at hente i Runde, som du må se." in response.content.decode()


def test_a_kind_that_comes_from_something_asks_for_it(client, round_):
    response = fetch(client, administrator(), "indicators", type="csv")
    assert response.status_code == 422
    assert "Vælg kataloget, der skal hentes fra." in response.content.decode()
    assert fetch(client, administrator(), "indicators", type="csv", fra="findes-ikke").status_code == 404
    assert fetch(client, administrator(), "municipalities", type="pdf").status_code == 404


def test_a_text_that_no_cell_can_hold_is_said_and_left_to_csv(client, round_, monkeypatch):
    monkeypatch.setattr("misbrug.tables.writing.MOST_CHARACTERS", 100)
    PopulationFigure.objects.create(
        municipality=Municipality.objects.first(), date=AT.date(), count=1, source="x" * 101
    )
    response = fetch(client, administrator(), "populations", type="xlsx")
    assert response.status_code == 422
    assert "har en tekst på over 32.767 tegn" in response.content.decode()
    assert len(rows_of(fetch(client, administrator(), "populations", type="csv"))[0]["kilde"]) == 101


def test_json_has_a_head_and_an_object_for_each_row():
    MunicipalityFactory(code="0376", name="Guldborgsund")
    made = json.loads(export_file(KINDS["municipalities"], ".json", at=AT).content)
    assert (made["kind"], made["target"], made["exported_at"]) == ("municipalities", "", AT.isoformat())
    assert made["columns"] == ["kommunekode", "navn", "region", "andre_navne"]
    assert made["rows"] == [
        {"kommunekode": "0376", "navn": "Guldborgsund", "region": "Region Sjælland", "andre_navne": ""}
    ]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
def test_the_same_content_gives_the_same_bytes(suffix):
    MunicipalityFactory()
    kind = KINDS["municipalities"]
    assert export_file(kind, suffix, at=AT).content == export_file(kind, suffix, at=AT).content


def test_a_workbook_is_made_to_be_read():
    MunicipalityFactory(code="0376", name="=1+1")
    sheet = load_workbook(io.BytesIO(export_file(KINDS["municipalities"], ".xlsx", at=AT).content)).active
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Kommuner", "A2", "A1:D2")
    assert [(cell.value, cell.data_type, cell.number_format) for cell in sheet[2]][:2] == [
        ("0376", "s", "@"),
        ("=1+1", "s", "@"),
    ]
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["C"].width >= len("Region Sjælland")


@pytest.mark.parametrize("slug", KINDS)
def test_an_empty_file_to_fill_in_explains_each_column_and_can_be_read(slug):
    kind = KINDS[slug]
    made = template_file(kind)
    sheet, guide = load_workbook(io.BytesIO(made.content))
    assert [cell.value for cell in sheet[1]] == [spec.name for spec in kind.specs]
    assert [row[0].value for row in guide.iter_rows(min_row=2)] == [spec.name for spec in kind.specs]
    required = [row[0].value for row in guide.iter_rows(min_row=2) if row[1].value == "ja"]
    assert required == [spec.name for spec in kind.specs if spec.required]
    assert made.name == f"skabelon-{kind.path}.xlsx"


def test_a_filled_in_template_is_imported():
    book = load_workbook(io.BytesIO(template_file(KINDS["municipalities"]).content))
    book.worksheets[0].append(["0376", "Guldborgsund", "Region Sjælland", ""])
    out = io.BytesIO()
    book.save(out)
    _, plan = planned("municipalities", out.getvalue(), name="kommuner.xlsx")
    assert [(row.act.value, row.label) for row in plan.rows] == [("new", plan.rows[0].label)]
    assert "Guldborgsund" in plan.rows[0].label


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json"])
def test_the_command_sees_all(round_, tmp_path, capsys, suffix):
    path = tmp_path / f"svar{suffix}"
    call_command("export_data", "answers", path)
    both = export_file(KINDS["answers"], ".csv", at=AT).rows
    assert capsys.readouterr().out == f"{both} rækker skrevet til {path.name}.\n"
    call_command("export_data", "answers", path, "--into", "runde")
    assert path.stat().st_size > 100


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_answers_take_the_same_queries_whatever_the_size(count_queries, rounds):
    opened = opened_round(municipalities=rounds)
    for assessment in opened.assessments.all():
        submitted(begun(assessment))
    with count_queries(exactly=2):
        KINDS["answers"].export(opened)
    user = project_member(opened.region)
    with count_queries(exactly=3):
        KINDS["answers"].export(opened, user)
