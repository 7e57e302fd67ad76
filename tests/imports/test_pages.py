"""The pages of the import without a script: a file's way to the receipt, and what stands at which place."""

import pytest
from django.urls import reverse

from clusters.models import Municipality
from indicators.workflow import publish
from misbrug.imports.models import Heading, ImportRun
from misbrug.imports.workflow import forget_files
from tests import factories
from tests import strategies as make
from tests.catalogues import small_catalogue
from tests.imports.pages import address, columns, latest, press, text_of, upload
from tests.imports.runs import AT, applied, planned, started

pytestmark = pytest.mark.django_db

PLACES = "kommunekode;navn;region\n0320;Faxe;Region Sjælland\n0259;Køge;Region Sjælland\n"
WRONG = "kommunekode;navn;region\n0320;Fakse;Region Sjælland\n0259;Køge;Region Sjæland\n0253;Greve;Region Sjælland\n"
State = ImportRun.State


@pytest.fixture
def boss(client):
    """An administrator, logged in."""
    user = factories.administrator()
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch):
    """What a table of municipalities asks is tried with the table; here it is a table like any other."""
    monkeypatch.setattr("clusters.resources.municipality_changes", lambda dataset: {})


@pytest.fixture
def places():
    """Faxe and Køge in Region Sjælland."""
    applied("municipalities", PLACES)


# The way


def test_a_file_is_previewed_stored_and_taken_back(client, boss, places):
    page = upload(client, "kommuner", PLACES.replace("Faxe", "Fakse") + "0253;Greve;Region Sjælland\n")
    assert page.redirect_chain[-1][0] == address("preview")
    shown = text_of(page)
    assert "Intet er gemt endnu." in shown
    assert "før: Faxe → efter: Fakse" in shown
    assert Municipality.objects.get(code="0320").name == "Faxe"
    receipt = press(client, "apply", follow=True)
    assert receipt.redirect_chain[-1][0] == address("receipt")
    assert "Filen er importeret" in text_of(receipt)
    assert Municipality.objects.get(code="0320").name == "Fakse"
    assert Municipality.objects.get(code="0320").history.first().history_user == boss
    asked = text_of(client.get(address("undo")))
    assert "1 række får den værdi, den havde før." in asked
    assert "1 ny række bliver slettet" in asked
    undone = client.post(address("undo"), follow=True)
    assert "Importen er fortrudt" in text_of(undone)
    assert Municipality.objects.get(code="0320").name == "Faxe"
    assert not Municipality.objects.filter(code="0253").exists()


def test_the_button_counts_what_it_stores(client, boss, places):
    upload(client, "kommuner", PLACES.replace("Faxe", "Fakse") + "0253;Greve;Region Sjælland\n")
    assert "Gem 1 ændring og 1 ny" in text_of(client.get(address("preview")))


def test_the_same_file_twice_says_that_nothing_changes_and_offers_nothing_to_store(client, boss, places):
    page = upload(client, "kommuner", PLACES)
    assert "Filen ændrer intet" in text_of(page)
    assert not page.context["may_store"]


def test_storing_twice_leads_to_the_receipt(client, boss, places):
    upload(client, "kommuner", PLACES.replace("Faxe", "Fakse"))
    press(client, "apply")
    again = press(client, "apply", follow=True)
    assert again.redirect_chain[-1][0] == address("receipt")
    assert Municipality.objects.get(code="0320").history.count() == 2


def test_what_has_moved_since_the_preview_is_shown_anew_and_not_stored(client, boss, places):
    upload(client, "kommuner", PLACES.replace("Faxe", "Fakse"))
    applied("municipalities", PLACES.replace("Faxe", "Faxe Bugt"), name="anden.csv")
    run = ImportRun.objects.get(made_by=boss)
    page = press(client, "apply", run=run, follow=True)
    assert page.redirect_chain[-1][0] == address("preview", run) + "?nyt=aendret"
    shown = text_of(page)
    assert "Noget er ændret, siden du så forhåndsvisningen." in shown
    assert "før: Faxe Bugt → efter: Fakse" in shown
    assert Municipality.objects.get(code="0320").name == "Faxe Bugt"


# Errors


def test_an_error_stands_at_its_cell_and_in_the_summary(client, boss, places):
    page = upload(client, "kommuner", WRONG)
    source = page.content.decode()
    assert '<a href="#raekke-1">Række 3, Region: ”Region Sjæland”. Regionen findes ikke.' in source
    assert 'id="raekke-1" class="import-row import-row--error"' in source
    assert '<span class="import-wrong">Region Sjæland</span>' in source
    assert [(each.word, each.count) for each in page.context["preview"].filters] == [
        ("", 3),
        ("fejl", 1),
        ("aendringer", 1),
        ("nye", 1),
        ("alle", 3),
    ]


@pytest.mark.parametrize(("word", "acts"), [("fejl", ["error"]), ("nye", ["new"]), ("", ["error", "changed", "new"])])
def test_filters_are_in_the_address(client, boss, places, word, acts):
    upload(client, "kommuner", WRONG)
    page = client.get(address("preview"), {"vis": word})
    assert [row.row.act for row in page.context["preview"].rows] == acts


def test_all_or_nothing_until_one_chooses_otherwise(client, boss, places):
    upload(client, "kommuner", WRONG)
    refused = press(client, "apply", {"on_error": "stop"})
    assert refused.status_code == 409
    assert "Ret dem, eller vælg at springe dem over." in text_of(refused)
    assert Municipality.objects.count() == 2
    stored = press(client, "apply", {"on_error": "skip"}, follow=True)
    assert stored.redirect_chain[-1][0] == address("receipt")
    assert sorted(Municipality.objects.values_list("name", flat=True)) == ["Fakse", "Greve", "Køge"]
    facts = [(fact["number"], fact["label"]) for fact in stored.context["facts"]]
    assert ("1", "ikke gemt") in facts


# The file


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("tom.csv", b"", "Filen er tom."),
        ("plan.pdf", b"%PDF-1.7", "”plan.pdf”: "),
        ("plan.xlsx", b"%PDF-1.7", "”plan.xlsx”: "),
    ],
)
def test_a_file_that_cannot_be_read_says_so_at_its_field_and_leaves_no_run(client, boss, name, data, message):
    page = upload(client, "kommuner", data, name)
    assert page.status_code == 422
    assert any(message in error for error in page.context["form"].errors["file"])
    assert not ImportRun.objects.exists()


def test_a_file_name_with_a_cpr_number_is_not_kept_and_not_repeated(client, boss):
    page = upload(client, "kommuner", PLACES, "070761-4285.csv")
    assert "ligner et CPR-nummer" in page.context["form"].errors["file"][0]
    assert "4285" not in page.content.decode()
    assert not ImportRun.objects.exists()


def test_the_target_can_be_chosen_by_the_address_and_must_be_chosen(client, boss):
    strategy = make.strategy(slug="misbrugsplan")
    new = reverse("imports:new", args=["aktiviteter"])
    assert '<option value="misbrugsplan" selected>' in client.get(f"{new}?ind-i={strategy.slug}").content.decode()
    page = upload(client, "aktiviteter", "fokusområde;aktivitet\nUnge;Ny\n")
    assert page.context["form"].errors["target"] == ["Vælg strategien, som filen skal ind i."]


def test_a_published_catalogue_is_shown_as_not_possible_and_refused(client, boss):
    catalogue = small_catalogue()
    small_catalogue("kladde", published=False)
    shown = client.get(reverse("imports:new", args=["anbefalinger"])).content.decode()
    assert "offentliggjort og kan ikke ændres" in shown
    assert f'<option value="{catalogue.slug}" disabled' in shown
    page = upload(client, "anbefalinger", "nummer;titel\n1;Ny\n", target=catalogue.slug)
    assert "er offentliggjort og kan ikke ændres." in page.context["form"].errors["target"][0]


def test_a_catalogue_published_since_the_preview_is_not_changed(client, boss):
    catalogue = small_catalogue(published=False)
    upload(client, "anbefalinger", "nummer;titel\n1;Ny titel\n", target=catalogue.slug)
    publish(catalogue, at=AT, actor=boss)
    page = press(client, "apply", follow=True)
    assert "offentliggjort" in text_of(page)
    assert not catalogue.recommendations.filter(title="Ny titel").exists()


def test_the_kept_file_can_be_fetched_until_its_time_is_up(client, boss, places):
    upload(client, "kommuner", PLACES.encode("cp1252"), "kommuner.csv")
    run = latest()
    response = client.get(address("file"))
    assert response.content == PLACES.encode("cp1252")
    assert response["Content-Disposition"] == 'attachment; filename="kommuner.csv"'
    forget_files(run.file_until)
    assert client.get(address("file")).status_code == 404
    page = client.get(address("preview"), follow=True)
    assert page.redirect_chain[-1][0] == address("receipt")
    assert "Vælg filen igen" in text_of(page)


# What was understood


def test_a_column_that_nobody_knows_is_asked_for_and_remembered(client, boss, places):
    text = "kommunekode;kommunens rette navn;region;areal\n0320;Fakse;Region Sjælland;400\n"
    page = upload(client, "kommuner", text)
    assert page.redirect_chain[-1][0] == address("understood")
    assert "Filen mangler kolonnen ”Navn”." in text_of(page)
    chosen = {"kommunekode": "kommunekode", "kommunens rette navn": "navn", "region": "region", "areal": ""}
    shown = client.post(address("understood"), columns(chosen), follow=True)
    assert shown.redirect_chain[-1][0] == address("preview")
    assert "før: Faxe → efter: Fakse" in text_of(shown)
    assert dict(Heading.objects.values_list("heading", "column")) == {"kommunens rette navn": "navn", "areal": ""}
    assert upload(client, "kommuner", text).redirect_chain[-1][0] == address("preview")


def test_two_columns_taken_for_the_same_are_refused_and_what_was_chosen_stays(client, boss, places):
    upload(client, "kommuner", "kommunekode;by;sted;region\n0320;Fakse;Faxe;Region Sjælland\n")
    chosen = {"kommunekode": "kommunekode", "by": "navn", "sted": "navn", "region": "region"}
    page = client.post(address("understood"), columns(chosen))
    assert page.status_code == 422
    assert "To kolonner i filen er begge valgt som ”navn”." in text_of(page)
    assert page.content.decode().count('<option value="navn" selected>') == 2


def test_how_a_csv_is_read_is_shown_and_can_be_corrected(client, boss, places):
    upload(client, "kommuner", PLACES.replace(";", ","))
    page = client.get(address("understood"))
    assert page.context["reading_form"].initial["separator"] == ","
    correction = {"act": "read", "reading-encoding": "utf-8", "reading-separator": ";", "reading-decimal": ","}
    page = client.post(address("understood"), correction, follow=True)
    assert latest().reading["separator"] == ";"
    assert latest().state == State.READ
    assert "Der er ingen tabel i filen" in text_of(page) or "Filen mangler kolonnen" in text_of(page)


def test_lines_that_are_left_out_say_why(client, boss, places):
    upload(client, "kommuner", f"Kommuner i regionen\n\n{PLACES}Kilde: Danmarks Statistik\n")
    shown = text_of(client.get(address("understood")))
    assert "sprunget over" in shown
    assert "Kilde: Danmarks Statistik" in shown


# Giving up, and what cannot be taken back


def test_giving_up_forgets_the_file_and_the_page_says_so(client, boss, places):
    upload(client, "kommuner", PLACES)
    page = client.post(address("drop"), follow=True)
    assert "Intet er gemt." in text_of(page)
    run = latest()
    assert (run.state, run.file, run.plan) == (State.DROPPED, None, None)
    assert "Importen er droppet" in text_of(client.get(address("preview"), follow=True))
    assert press(client, "apply", follow=True).redirect_chain[-1][0] == address("receipt")


def test_what_stands_in_the_way_of_an_undo_is_listed(client, boss, places):
    upload(client, "kommuner", PLACES.replace("Faxe", "Fakse"))
    press(client, "apply")
    run = latest()
    applied("municipalities", PLACES.replace("Faxe", "Faxe Bugt"), name="senere.csv")
    page = client.post(address("undo", run))
    assert page.status_code == 409
    shown = text_of(page)
    assert "Intet er fortrudt." in shown
    assert "Faxe Bugt" in shown
    assert Municipality.objects.get(code="0320").name == "Faxe Bugt"


# The list


def test_the_list_is_empty_at_first_and_tells_of_runs_later(client, boss):
    assert "Der er ikke importeret noget endnu" in text_of(client.get(reverse("imports:index")))
    planned("municipalities", PLACES, actor=boss)
    shown = text_of(client.get(reverse("imports:index")))
    assert "fil.csv" in shown
    assert "2 nye" in shown


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_many_runs(client, boss, count_queries, many):
    for number in range(many):
        planned("municipalities", PLACES, actor=boss, name=f"{number}.csv")
    with count_queries(exactly=6):
        client.get(reverse("imports:index"))


@pytest.mark.parametrize("many", [2, 60])
def test_the_preview_costs_the_same_for_many_rows(client, boss, count_queries, many):
    rows = "".join(f"{code:04d};By {code};Region Sjælland\n" for code in range(400, 400 + many))
    run, _ = planned("municipalities", f"kommunekode;navn;region\n{rows}", actor=boss)
    with count_queries(exactly=5):
        client.get(address("preview", run))


def test_a_hundred_rows_a_page(client, boss):
    rows = "".join(f"{code:04d};By {code};Region Sjælland\n" for code in range(400, 530))
    run, _ = planned("municipalities", f"kommunekode;navn;region\n{rows}", actor=boss)
    first = client.get(address("preview", run))
    assert len(first.context["preview"].rows) == 100
    assert 'href="?side=2"' in first.content.decode()
    second = client.get(address("preview", run), {"side": 2})
    assert [row.row.line for row in second.context["preview"].rows][:2] == [102, 103]
    assert len(second.context["preview"].rows) == 30


def test_a_run_that_was_never_planned_is_planned_when_it_is_looked_at(client, boss, places):
    run = started("municipalities", PLACES.replace("Faxe", "Fakse"), actor=boss)
    page = client.get(address("preview", run), follow=True)
    assert "efter: Fakse" in text_of(page)


def test_a_target_that_is_gone_is_named(client, boss):
    draft = small_catalogue(published=False)
    run = started("recommendations", "nummer;titel\n1;Ny\n", actor=boss, target=draft)
    draft.delete()
    page = client.get(address("preview", run))
    assert page.status_code == 422
    assert "Katalog lille" in text_of(page)
    assert "findes ikke længere" in text_of(page)
