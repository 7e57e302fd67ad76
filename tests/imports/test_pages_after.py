"""After the import: the receipt tells what was done, the undo page what is in the way, the list what became of runs."""

import pytest
from django.urls import reverse

from clusters.models import Municipality
from tests import factories
from tests.imports.pages import address, latest, press, text_of, upload
from tests.imports.runs import applied, planned

pytestmark = pytest.mark.django_db

HEAD = "kommunekode;navn;region\n"
PLACES = f"{HEAD}0320;Faxe;Region Sjælland\n0259;Køge;Region Sjælland\n"
CHANGED = f"{HEAD}0320;Faxe;Region Hovedstaden\n0253;Greve;Region Sjælland\n0265;Roskilde;Ukendt\n"


@pytest.fixture
def boss(client):
    """An administrator, logged in, and two municipalities."""
    applied("municipalities", PLACES)
    user = factories.administrator()
    client.force_login(user)
    return user


def receipt(client, text=CHANGED, **said):
    """Import a file without its wrong rows, and give the receipt."""
    asked = upload(client, "kommuner", text).context["form"].question_fields()
    press(client, "preview", {field.html_name: "file" for field in asked} | {"on_error": "skip"}, follow=True)
    return press(client, "apply", {"on_error": "skip", **said}, follow=True)


def test_the_receipt_tells_what_was_done_and_first_what_was_stored(client, boss):
    page = receipt(client)
    preview = page.context["preview"]
    assert [(row.word, row.row.label) for row in preview.rows] == [("Ændret", "Faxe"), ("Ny", "Greve")]
    assert "Ændres" not in text_of(page)


def test_what_was_not_stored_has_a_heading_of_its_own_and_leads_to_its_rows(client, boss):
    page = receipt(client)
    source = page.content.decode()
    assert source.index("import-table") < source.index(">Ikke gemt</h2>")
    _, link = page.context["faults"][0]
    assert link == "?vis=fejl&side=1#raekke-2"
    rows = client.get(address("receipt"), {"vis": "fejl"}).context["preview"].rows
    assert [(row.word, row.anchor) for row in rows] == [("Ikke gemt", "raekke-2")]


def test_the_receipt_names_who_stored_it_and_the_lines_that_were_left_out(client, boss):
    shown = text_of(receipt(client, f"Kommuner i regionen\n\n{CHANGED}Kilde: Danmarks Statistik\n"))
    assert f"af {boss.name}." in shown
    assert "sprunget over" in shown
    assert "Kilde: Danmarks Statistik" in shown


def test_the_undo_page_names_what_is_in_the_way_before_one_asks(client, boss):
    receipt(client)
    run = latest()
    applied("municipalities", PLACES.replace("Faxe;Region Sjælland", "Faxe;Region Syddanmark"), name="senere.csv")
    page = client.get(address("undo", run))
    assert page.status_code == 200
    shown = text_of(page)
    assert "Importen kan ikke fortrydes." in shown
    assert "Region Syddanmark" in shown
    assert '<button class="button button-primary" type="submit">Fortryd importen' not in page.content.decode()


def test_asking_whether_an_undo_is_possible_takes_nothing_back(client, boss):
    receipt(client)
    shown = text_of(client.get(address("undo")))
    assert "Intet af det er ændret efter importen." in shown
    assert "1 række får den værdi, den havde før." in shown.replace("\xa0", " ")
    assert "1 ny række bliver slettet, hvis intet andet peger på den." in shown.replace("\xa0", " ")
    assert latest().state == "applied"
    assert sorted(Municipality.objects.values_list("name", flat=True)) == ["Faxe", "Greve", "Køge"]


def test_the_list_tells_what_a_file_would_do_from_what_one_did(client, boss):
    planned("municipalities", CHANGED, actor=boss, name="ny.csv")
    shown = text_of(client.get(reverse("imports:index"))).replace("\xa0", " ")
    assert "ville ændre 1, 1 med fejl, 1 at afgøre" in shown
    assert "ikke gemt" in shown
    assert "set igennem" not in shown


def test_questions_are_counted_in_the_list(client, boss):
    planned("clusters", "klynge;kommune\nKlynge Syd;Kjøge\n", actor=boss)
    assert "1 at afgøre" in text_of(client.get(reverse("imports:index")))


def test_one_can_go_to_any_page_near_and_to_the_last(client, boss):
    rows = "".join(f"{code:04d};By {code};Region Sjælland\n" for code in range(1000, 1950))
    run, _ = planned("municipalities", f"{HEAD}{rows}", actor=boss)
    source = client.get(address("preview", run), {"side": 5}).content.decode()
    assert [f'href="?side={page}"' in source for page in (1, 2, 4, 5, 6, 9, 10)] == [
        True,
        False,
        True,
        False,
        True,
        False,
        True,
    ]


def test_the_later_imports_that_may_be_in_the_way_are_named_and_led_to(client, boss):
    receipt(client)
    first = latest()
    receipt(client, f"{HEAD}0320;Faxe;Region Midt\n", name="senere.csv")
    page = client.get(address("undo", first))
    assert [run.pk for run in page.context["later"]] == [latest().pk]
    assert address("receipt", latest()) in page.text
    assert "så fortryd den først" in text_of(page)
    client.post(address("undo"))
    page = client.get(address("undo", first))
    assert page.context["refusals"] == []
    assert page.context["later"] == []


def test_rows_that_are_not_used_are_not_told_as_unchanged(client):
    round_ = factories.opened_round()
    own = factories.begun(round_.assessments.first())
    client.force_login(factories.caseworker(own.municipality))
    other = round_.assessments.last().municipality
    head = "kommunekode;spor;indikator;svar"
    rows = f"{own.municipality.code};Alkohol;1.1;ja\n{other.code};Alkohol;1.1;ja\n"
    page = upload(client, "svar", f"{head}\n{rows}", target=round_.slug)
    assert [(each["number"], each["label"]) for each in page.context["facts"]][-3:] == [
        ("0", "er uændrede"),
        ("1", "bruges ikke"),
        ("0", "slettes"),
    ]
    press(client, "apply", follow=True)
    assert "1 ikke brugt" in text_of(client.get(reverse("imports:index"))).replace("\xa0", " ")
