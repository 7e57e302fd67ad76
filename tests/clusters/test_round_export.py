"""A round's files: the numbers of the pages, and nothing that the person may not see."""

import csv
import io
import json
import zipfile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from clusters import workflow
from clusters.dashboard import load_picture
from clusters.models import Answer
from misbrug.tables.plan import Act
from tests.clusters.page_rounds import sent
from tests.factories import (
    NOW,
    MunicipalityFactory,
    administrator,
    answered,
    begun,
    caseworker,
    cluster_of,
    opened_round,
    project_member,
)
from tests.imports.runs import planned

pytestmark = pytest.mark.django_db

SECRET = "Hvorfor delvis i Greve"
DRAFT = "Kun et udkast i Faxe"
ONE_TRACK = (("alkohol", "stof"),)


@pytest.fixture
def round_(db):
    """Give a round: Greve in Klynge Øst has sent delvis to 1.1, Faxe and Køge in Klynge Syd are in different states,
    Stevns takes no part."""
    east = cluster_of(MunicipalityFactory(name="Greve", code="0253"), name="Klynge Øst", slug="oest")
    south = cluster_of(
        MunicipalityFactory(name="Faxe", code="0320"),
        MunicipalityFactory(name="Køge", code="0259"),
        MunicipalityFactory(name="Stevns", code="0336"),
        name="Klynge Syd",
        slug="syd",
    )
    opened = opened_round(east, south, slug="runde", name="Runde =1")
    sent(in_(opened, "0253"), {"1.1": "delvis"}, groups=ONE_TRACK)
    sent(in_(opened, "0259"), groups=ONE_TRACK)
    track = begun(in_(opened, "0320"), groups=ONE_TRACK).tracks.first()
    answered(track, "1.1", "delvis", DRAFT)
    workflow.withdraw(in_(opened, "0336").pk, reason="Har travlt", actor=project_member(opened.region), at=NOW)
    return opened


def in_(round_, code):
    """Give a municipality's assessment."""
    return round_.assessments.get(municipality__code=code)


def user_in(round_, code):
    """Give a caseworker of a municipality."""
    return caseworker(in_(round_, code).municipality)


def fetch(client, user, name, kind="xlsx", query=""):
    """Give the content of a file as a user gets it."""
    client.force_login(user)
    response = client.get(reverse(f"clusters:{name}", args=["runde", kind]) + query)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; ")
    return response.content


def sheets(content):
    """Give {sheet: rows as dicts} of a workbook."""
    found = {}
    for sheet in load_workbook(io.BytesIO(content)):
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def test_the_dashboard_s_file_has_the_counts_of_the_page(client, round_):
    found = sheets(fetch(client, user_in(round_, "0320"), "dashboard_file"))
    picture = load_picture(round_)
    states = {"Ja": "ja", "Nej": "nej", "Afventer": "afventer", "Ikke besvaret": "ikke_besvaret"}
    for row in found["Tal"]:
        whole = next((each for each in picture.clusters if each.name == row["Klynge"]), picture)
        counts = whole.counts(picture.indicator(row["Indikator"]).pk)
        assert {key: row[key] for key in states} == {key: getattr(counts, name) for key, name in states.items()}
        assert row["N"] == counts.n == whole.n
    assert {row["Klynge"] for row in found["Tal"]} == {"Klynge Øst", "Klynge Syd", "Alle klynger"}
    about = {row["Oplysning"]: row["Indhold"] for row in found["Runde"]}
    assert (about["Runde"], about["Udvalg"]) == ("Runde =1", "alle klynger og anbefalinger")
    assert (about["Kommuner, der deltager (N)"], about["Stevns deltager ikke"]) == (3, "Har travlt")


def test_the_dashboard_s_file_follows_the_filters(client, round_):
    query = "?klynge=syd&anbefaling=2&spor=alkohol"
    found = sheets(fetch(client, user_in(round_, "0320"), "dashboard_file", query=query))
    assert {(row["Klynge"], row["Anbefaling"]) for row in found["Tal"]} == {("Klynge Syd", 2), ("Alle klynger", 2)}
    assert {row["Udvalg"] for row in found["Tal"]} == {"Klynge Syd, anbefaling 2, kun alkohol"}


def test_the_matrix_s_file_shows_what_the_page_shows(client, round_):
    rows = sheets(fetch(client, user_in(round_, "0320"), "matrix_file"))["Kommuner og indikatorer"]
    by_name = {row["Kommune"]: row for row in rows}
    assert (by_name["Køge"]["Kommunekode"], by_name["Køge"]["1.1"], by_name["Køge"]["Ja"]) == ("0259", "ja", 3)
    assert (by_name["Greve"]["1.1"], by_name["Greve"]["Bemærkning"][:13]) == ("ikke vist", "Svarene kan d")
    assert (by_name["Faxe"]["1.1"], by_name["Stevns"]["1.1"]) == ("ikke indsendt", "deltager ikke")
    assert by_name["Faxe"]["Bemærkning"].startswith("Har ikke indsendt endnu")
    assert by_name["Stevns"]["Bemærkning"] == "Deltager ikke – Har travlt"
    alone = sheets(fetch(client, user_in(round_, "0320"), "matrix_file", query="?klynge=oest&anbefaling=2"))
    assert [row["Kommune"] for row in alone["Kommuner og indikatorer"]] == ["Greve"]
    assert "1.1" not in alone["Kommuner og indikatorer"][0]


def test_a_project_group_s_matrix_has_the_rule_behind_each_value(client, round_):
    rules = sheets(fetch(client, project_member(round_.region), "matrix_file"))["Regler"]
    greve = next(row for row in rules if (row["Kommune"], row["Indikator"]) == ("Greve", "1.1"))
    assert (greve["Resultat"], greve["Regel"]) == ("afventer", "Afventer vurdering")


SEEN = {
    "0320": ({"Faxe", "Køge"}, {DRAFT}, {SECRET}),
    "0253": ({"Greve"}, {SECRET}, {DRAFT}),
    "project": ({"Greve", "Køge"}, {SECRET}, {DRAFT}),
    "administrator": (set(), set(), {SECRET, DRAFT}),
}


@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
def test_the_whole_round_holds_what_the_person_may_see(client, round_, who, kind):
    users = {"project": lambda: project_member(round_.region), "administrator": administrator}
    user = users[who]() if who in users else user_in(round_, who)
    content = fetch(client, user, "round_file", kind)
    names, there, hidden = SEEN[who]
    whole, answers = content_of(content, kind)
    assert {row["kommune"] for row in answers if row["indikator"]} == names
    assert all(text in whole for text in there)
    assert not any(text in whole for text in hidden)
    assert "Har travlt" in whole


def content_of(content, kind):
    """Give (all of a file as one text, the rows of its table of answers)."""
    if kind == "json":
        return content.decode(), json.loads(content)["tables"]["Svar"]
    if kind == "xlsx":
        found = sheets(content)
        answers = [row for row in found["Svar"] if row["indikator"]]
        return repr(found), answers
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return "\n".join(texts.values()), list(csv.DictReader(io.StringIO(texts["Svar.csv"]), delimiter=";"))


def test_rulings_are_with_those_who_see_the_answers(client, round_):
    member = project_member(round_.region)
    picture = load_picture(round_)
    ((_, indicator, settled),) = picture.pending()
    answer = Answer.objects.get(track_id=settled.answer.track, indicator=indicator)
    decision = {"answer_id": answer.pk, "outcome": "ja", "reason": "Det er systematisk"}
    workflow.rule(**decision, expected=settled.answer.fingerprint, actor=member, at=NOW)
    found = sheets(fetch(client, member, "round_file"))
    (ruling,) = found["Vurderinger"]
    assert (ruling["Kommunekode"], ruling["Indikator"], ruling["Vurderet til"]) == ("0253", "1.1", "ja")
    assert (ruling["Hvorfor"], ruling["Gælder"]) == ("Det er systematisk", "gælder")
    result = next(row for row in found["Konsolideret"] if (row["Kommune"], row["Indikator"]) == ("Greve", "1.1"))
    assert (result["Resultat"], result["Regel"]) == ("ja", "Vurderet til ja")
    theirs = sheets(fetch(client, user_in(round_, "0259"), "round_file"))
    assert [row["Klynge"] for row in theirs["Vurderinger"]] == ["Der er ingen vurderinger, du må se."]


def test_a_draft_under_correction_stays_with_its_municipality(client, round_):
    assessment = in_(round_, "0253")
    workflow.return_(assessment.pk, reason="Se igen", actor=project_member(round_.region), at=NOW)
    Answer.objects.filter(track__assessment=assessment, indicator__number="1.1").update(elaboration=DRAFT * 2)
    theirs = json.loads(fetch(client, project_member(round_.region), "round_file", "json"))["tables"]
    assert SECRET in {row["uddybning"] for row in theirs["Svar"]}
    assert DRAFT * 2 not in {row["uddybning"] for row in theirs["Svar"]}
    assert {row["Under rettelse"] for row in theirs["Konsolideret"] if row["Kommune"] == "Greve"} == {"ja"}
    own = json.loads(fetch(client, user_in(round_, "0253"), "round_file", "json"))["tables"]["Svar"]
    assert DRAFT * 2 in {row["uddybning"] for row in own}


def test_the_answers_of_a_whole_round_come_back_unchanged(client, round_):
    content = fetch(client, project_member(round_.region), "round_file")
    _, plan = planned("answers", content, name="runde.xlsx")
    assert [str(problem) for problem in plan.problems()] == []
    assert not any("Arket" in note for note in plan.notes)
    assert {row.act for row in plan.rows} == {Act.UNCHANGED}
    assert len(plan.rows) == len([row for row in sheets(content)["Svar"] if row["indikator"]])


def test_the_number_of_queries_does_not_grow(client, round_, count_queries):
    user = project_member(round_.region)
    for name, most in (("dashboard_file", 9), ("matrix_file", 8), ("round_file", 11)):
        client.force_login(user)
        with count_queries(at_most=most):
            client.get(reverse(f"clusters:{name}", args=["runde", "json"]))


def test_a_workbook_is_made_to_be_read(client, round_):
    book = load_workbook(io.BytesIO(fetch(client, project_member(round_.region), "round_file")))
    assert book.sheetnames == ["Runde", "Klynger og kommuner", "Svar", "Vurderinger", "Konsolideret", "Deltager ikke"]
    sheet = book["Svar"]
    assert (sheet.freeze_panes, sheet.tables["Svar"].ref.startswith("A1:H")) == ("E2", True)
    assert sheet.column_dimensions["G"].width == 70
    assert sheet["B2"].data_type == "s"
    assert book["Runde"]["B2"].value == "Runde =1"
    assert book["Runde"]["B2"].data_type == "s"
