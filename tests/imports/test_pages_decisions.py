"""What only a person decides: answers to questions, options with a reason, and a list of errors to take along."""

import pytest
from openpyxl import load_workbook

from clusters.models import ClusterMembership, SelfAssessment
from misbrug.imports.models import ImportRun
from tests import factories
from tests.imports.pages import address, answers, latest, press, text_of, upload
from tests.imports.runs import applied

pytestmark = pytest.mark.django_db

PLACES = "kommunekode;navn;region\n0376;Guldborgsund;Region Sjælland\n0360;Lolland;Region Sjælland\n"
MEMBERS = "klynge;kommune\nKlynge Syd;Guldborgssund\nKlynge Syd;Lollland\n"


@pytest.fixture
def boss(client):
    """An administrator, logged in, and two municipalities."""
    applied("municipalities", PLACES)
    user = factories.administrator()
    client.force_login(user)
    return user


def said(guldborgsund, lolland):
    """Give the fields with the answers to both questions."""
    return answers({"municipality:guldborgssund": guldborgsund, "municipality:lollland": lolland})


def members():
    """Give the names of the municipalities in clusters."""
    return sorted(ClusterMembership.objects.values_list("municipality__name", flat=True))


def choices(page):
    """Give (the label of a question, its values)."""
    fields = page.context["form"].question_fields()
    return [(field.label, [value for value, _ in field.field.choices]) for field in fields]


def test_a_near_miss_is_asked_and_nothing_is_stored_before_it_is_answered(client, boss):
    page = upload(client, "klynger", MEMBERS)
    assert choices(page) == [
        ("Er ”Guldborgssund” Guldborgsund?", ["0376", "no"]),
        ("Er ”Lollland” Lolland?", ["0360", "no"]),
    ]
    assert not page.context["may_store"]
    press(client, "apply")
    assert members() == []
    shown = press(client, "preview", said("0376", "no"), follow=True)
    assert shown.redirect_chain[-1][0] == address("preview") + "?nyt=afgjort"
    assert "Dine valg er brugt." in text_of(shown)
    assert (latest().counts["new"], latest().counts["error"], latest().counts["ask"]) == (1, 1, 0)


def test_an_answer_given_at_the_button_that_stores_is_shown_before_it_is_stored(client, boss):
    upload(client, "klynger", MEMBERS)
    shown = press(client, "apply", said("0376", "0360"), follow=True)
    assert shown.redirect_chain[-1][0] == address("preview") + "?nyt=afgjort"
    assert members() == []
    press(client, "apply")
    assert members() == ["Guldborgsund", "Lolland"]


def test_one_row_can_be_decided_otherwise_than_the_rest(client, boss):
    upload(client, "klynger", MEMBERS)
    press(client, "preview", {**said("0376", "0360"), "row:!3": "no"})
    run = latest()
    assert run.decisions["!3"] == "no"
    assert (run.counts["new"], run.counts["error"]) == (1, 1)


def test_questions_can_be_answered_again(client, boss):
    upload(client, "klynger", MEMBERS)
    press(client, "preview", said("no", "no"))
    assert latest().counts["ask"] == 0
    press(client, "preview", {"act": "forget"})
    assert latest().counts["ask"] == 2


@pytest.mark.parametrize(
    ("reason", "message"),
    [("", "Skriv en begrundelse."), ("Se 070761-4285", "CPR"), (" ", "Skriv en begrundelse.")],
)
def test_submitting_for_others_needs_a_reason_without_a_cpr_number(client, reason, message):
    factories.opened_round(slug="runde")
    client.force_login(factories.administrator())
    code = SelfAssessment.objects.order_by("pk").first().municipality.code
    upload(client, "svar", f"kommunekode;spor;indikator;svar\n{code};alkohol;1.1;ja\n", target="runde")
    page = press(client, "preview", {"submit": "on", "submit_reason": reason})
    assert page.status_code == 422
    assert message in page.context["form"].errors["submit_reason"][0]
    assert latest().options == {}


def test_the_list_of_errors_is_the_file_with_its_cells_marked(client, boss, tmp_path):
    upload(client, "kommuner", PLACES.replace("Sjælland\n0360", "Sjæland\n0360"), "kommuner.csv")
    response = client.get(address("errors"))
    assert response["Content-Disposition"] == 'attachment; filename="kommuner-fejl.xlsx"'
    path = tmp_path / "fejl.xlsx"
    path.write_bytes(response.content)
    sheet = load_workbook(path).worksheets[0]
    assert sheet["C2"].value == "Region Sjæland"
    assert "Regionen findes ikke" in sheet["C2"].comment.text
    assert sheet["C3"].comment is None


def test_a_row_that_is_wrong_shows_what_the_file_says_and_not_what_is_stored(client, boss):
    page = upload(client, "kommuner", "kommunekode;navn;region\n0376;Nyt navn;Ukendt\n")
    (row,) = page.context["preview"].rows
    assert [cell.before for cell in row.cells] == [None] * len(row.cells)
    assert ImportRun.objects.latest("pk").counts["error"] == 1


def test_a_question_can_be_answered_while_no_row_can_be_stored(client, boss):
    page = upload(client, "klynger", f"{MEMBERS}Klynge Syd;Ukendtby\n")
    assert page.context["may_store"] is False
    assert "on_error" not in page.text
    decided = press(client, "preview", said("0376", "0360"), follow=True)
    assert decided.status_code == 200
    assert latest().on_error == "stop"
