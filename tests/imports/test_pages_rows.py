"""How the preview shows its rows: what changes in view, questions before the rows, equal errors told once."""

import re

import pytest

from clusters.models import Municipality
from misbrug.imports import previews
from misbrug.imports.previews import Preview
from tests import factories
from tests.imports.pages import address, answers, latest, press, text_of, upload
from tests.imports.runs import applied, planned

pytestmark = pytest.mark.django_db

HEAD = "kommunekode;navn;region\n"
PLACES = f"{HEAD}0320;Faxe;Region Sjælland\n0259;Køge;Region Sjælland\n0376;Guldborgsund;Region Sjælland\n"
USERS = "e-mail;navn;rolle;kommune;klynge;region;område;aktiv\n"


@pytest.fixture
def boss(client):
    """An administrator, logged in, and three municipalities."""
    applied("municipalities", PLACES)
    user = factories.administrator()
    client.force_login(user)
    return user


@pytest.fixture
def narrow(monkeypatch):
    """Let two columns fit side by side."""
    monkeypatch.setattr(previews, "FITS", 2)


def users(*rows):
    """Give a file of users: (e-mail, name, municipality, whether active)."""
    lines = (f"{mail};{name};sagsbehandler;{place};;;;{active}\n" for mail, name, place, active in rows)
    return USERS + "".join(lines)


# In view


def test_only_columns_that_change_or_are_wrong_stand_side_by_side(boss, narrow):
    before = [("a@k.example", "Anna", "Faxe", "ja"), ("b@k.example", "Bo", "Køge", "ja")]
    applied("users", users(*before), actor=boss)
    new = ("c@k.example", "Carl", "Faxe", "ja")
    run, _ = planned("users", users(before[0], ("b@k.example", "Bo", "Køge", "nej"), new), actor=boss)
    preview = Preview(run.__class__.objects.get(pk=run.pk))
    assert len(preview.columns) == 1
    changed, new_row = preview.rows
    assert [(cell.before, cell.after) for cell in changed.cells] == [("ja", "nej")]
    assert changed.listed == ()
    assert {"c@k.example", "sagsbehandler", "Faxe", "ja"} <= {cell.after for cell in new_row.listed}


def test_a_new_row_lists_what_it_says_with_the_columns_names(client, boss, narrow):
    shown = text_of(upload(client, "brugere", users(("c@k.example", "Carl", "Faxe", "ja"))))
    assert re.search(r"(?i)kommune: Faxe", shown)
    assert re.search(r"(?i)aktiv: ja", shown)


def test_few_columns_stand_side_by_side_also_for_new_rows(client, boss):
    page = upload(client, "kommuner", f"{HEAD}0253;Greve;Region Sjælland\n")
    assert [row.listed for row in page.context["preview"].rows] == [()]
    assert not page.context["preview"].lists


# Questions


GULDBORGSUND = "municipality:guldborgssund"
NEAR = "klynge;kommune\nKlynge Syd;Guldborgssund\nKlynge Syd;Faxe\n"


def test_questions_stand_before_the_rows_and_the_top_and_the_button_lead_to_them(client, boss):
    page = upload(client, "klynger", NEAR)
    source = page.content.decode()
    assert source.index('href="#spoergsmaal"') < source.index('id="spoergsmaal"') < source.index("import-table")
    shown = text_of(page)
    assert "1 spørgsmål venter på svar" in shown
    assert "Svar på 1 spørgsmål, før du gemmer" in shown
    assert "Gem 1 ny" not in shown
    answered = press(client, "preview", answers({GULDBORGSUND: "0376"}), follow=True)
    assert "Gem 2 nye" in text_of(answered)
    assert "#spoergsmaal" not in answered.content.decode()


def test_a_row_is_decided_by_itself_only_where_a_question_is_about_several(client, boss):
    assert 'name="row:' not in upload(client, "klynger", NEAR).content.decode()
    twice = NEAR + "Klynge Nord;Guldborgssund\n"
    source = upload(client, "klynger", twice).content.decode()
    assert source.count('name="row:') == 2
    assert '<details class="import-decide">' in source


def test_errors_questions_changes_new_and_unchanged_are_all_the_rows(client, boss):
    applied("clusters", "klynge;kommune\nKlynge Syd;Køge\n")
    page = upload(client, "klynger", f"{NEAR}Klynge Syd;Køge\nKlynge Syd;Atlantis\nKlynge Nord;Guldborgssund\n")
    facts = {fact["label"]: int(fact["number"]) for fact in page.context["facts"]}
    assert sum(facts.values()) == page.context["preview"].total == 5
    press(client, "preview", answers({GULDBORGSUND: "no"}))
    counts = latest().counts
    assert sum(counts[act] for act in ("error", "ask", "changed", "new", "unchanged")) == 5


# Errors


def test_equal_errors_are_told_once_with_their_number_and_lead_to_the_first(client, boss):
    rows = "".join(f"{code:04d};By {code};Ukendt\n" for code in range(400, 498))
    page = upload(client, "kommuner", f"{PLACES}{rows}")
    message, link = page.context["faults"][0]
    assert message.replace("\xa0", " ").startswith("98 rækker, Region: ")
    assert link == "#raekke-3"
    assert 'id="raekke-3"' in page.content.decode()


def test_no_more_than_eight_lines_of_errors(client, boss):
    rows = "".join(f"{code:04d};Faxe {code};Region {code}\n" for code in range(400, 440))
    page = upload(client, "kommuner", f"{HEAD}{rows}0320;Faxe;\n")
    assert len(page.context["faults"]) <= 8


def test_what_is_not_stored_yet_is_said_before_the_errors(client, boss):
    source = upload(client, "kommuner", f"{HEAD}0320;Faxe;Ukendt\n").content.decode()
    assert source.index("<h1") < source.index("Intet er gemt endnu.") < source.index("error-summary")


# Filters


def test_changes_alone(client, boss):
    upload(
        client,
        "kommuner",
        PLACES.replace("Faxe;Region Sjælland", "Faxe;Region Hovedstaden") + "0253;Greve;Region Sjælland\n",
    )
    page = client.get(address("preview"), {"vis": "aendringer"})
    assert [row.row.act for row in page.context["preview"].rows] == ["changed"]
    assert Municipality.objects.count() == 3
