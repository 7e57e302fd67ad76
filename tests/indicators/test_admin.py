"""Catalogues in the administration: writing a draft, publishing, copying, importing; published ones are for reading."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.models import Area, Catalogue, Indicator, Recommendation
from misbrug.tables.files import read
from tests.catalogues import small_catalogue
from tests.factories import UserFactory, administrator, caseworker, cluster_of

pytestmark = pytest.mark.django_db

CPR = "070761-4285"
FIELDS = {
    "number": "2.9",
    "key": "",
    "text": "Ny",
    "help_text": "",
    "answer_type": "yes_no",
    "options": "",
    "fulfilled_from": "",
    "unit": "",
    "parent": "",
    "trigger_values": "",
    "order": "1",
}


@pytest.fixture
def boss(client):
    who = administrator()
    client.force_login(who)
    return who


@pytest.fixture
def draft():
    return small_catalogue(published=False)


def page(name, *args):
    return reverse(f"admin:{name}", args=args)


def text_of(response):
    """Give what a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'").split())


def errors_of(response):
    """Give a form's errors by field."""
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


# Who may


def test_only_administrators_find_the_pages(client, draft):
    caseworker_ = caseworker(cluster_of(1).municipalities.get())
    for who, status in ((None, 302), (UserFactory(), 404), (caseworker_, 404)):
        if who:
            client.force_login(who)
        for name in ("indicators_catalogue_changelist", "indicators_catalogue_export"):
            assert client.get(page(name)).status_code == status
        assert client.post(page("catalogue_publish", draft.pk)).status_code == status
    draft.refresh_from_db()
    assert not draft.is_published


# Publishing and copying


def test_publishing_asks_first_and_seals(client, boss, draft):
    address = page("catalogue_publish", draft.pk)
    assert "intet i det kan ændres eller slettes" in text_of(client.get(address))
    draft.refresh_from_db()
    assert not draft.is_published
    client.post(address)
    draft.refresh_from_db()
    assert draft.is_published
    assert draft.history.order_by("history_id").last().history_user == boss
    assert "allerede offentliggjort" in text_of(client.get(address, follow=True))


def test_what_is_missing_is_listed_instead(client, boss, draft):
    draft.indicators.filter(number="2.1").delete()
    response = client.post(page("catalogue_publish", draft.pk))
    assert "Anbefaling 2 besvares af kommuner, men har ingen indikatorer." in text_of(response)
    draft.refresh_from_db()
    assert not draft.is_published


def test_a_new_version_is_made_from_a_short_name_and_a_year(client, boss):
    catalogue = small_catalogue()
    response = client.post(page("catalogue_copy", catalogue.pk), {"slug": "lille-2", "year": "2026"})
    made = Catalogue.objects.get(slug="lille-2")
    assert response.url == page("indicators_catalogue_change", made.pk)
    assert (made.year, made.version, made.indicators.count()) == (2026, 2, catalogue.indicators.count())


@pytest.mark.parametrize(
    ("slug", "message"),
    [("lille", "Kortnavnet er optaget."), ("Æ", "Brug små bogstaver"), ("", "Skriv et kortnavn.")],
)
def test_a_short_name_that_cannot_be_used_is_told_at_its_field(client, boss, slug, message):
    catalogue = small_catalogue()
    response = client.post(page("catalogue_copy", catalogue.pk), {"slug": slug, "year": "2026"})
    assert response.status_code == 200
    assert Catalogue.objects.count() == 1
    assert message in response.context["form"].errors["slug"][0]


# Published catalogues are for reading


def test_nothing_of_a_published_catalogue_can_be_changed_here(client, boss):
    catalogue = small_catalogue()
    recommendation, indicator = catalogue.recommendations.first(), catalogue.indicators.first()
    for name, row in (
        ("indicators_catalogue", catalogue),
        ("indicators_recommendation", recommendation),
        ("indicators_indicator", indicator),
    ):
        assert client.get(page(f"{name}_change", row.pk)).status_code == 200
        assert client.post(page(f"{name}_change", row.pk), {"title": "x"}).status_code == 403
        assert client.post(page(f"{name}_delete", row.pk), {"post": "yes"}).status_code == 403
    add = page("indicators_recommendation_add") + f"?catalogue={catalogue.pk}"
    assert client.post(add, {"number": 9, "title": "x"}).status_code == 403
    add = page("indicators_indicator_add") + f"?recommendation={recommendation.pk}"
    assert client.post(add, FIELDS).status_code == 403


def test_a_published_question_is_shown_in_words(client, boss):
    catalogue = small_catalogue()
    shown = text_of(client.get(page("indicators_indicator_change", catalogue.indicators.get(number="1.1a").pk)))
    assert "Misbrugscenter, Familieafdeling, Jobcenter" in shown
    assert "1.1: ja, delvis" in shown


def test_a_draft_can_be_deleted_with_all_its_content(client, boss, draft):
    response = client.get(page("indicators_catalogue_delete", draft.pk))
    assert "1.1a Hvilke afdelinger" in text_of(response)
    client.post(page("indicators_catalogue_delete", draft.pk), {"post": "yes"})
    assert not Catalogue.objects.exists()
    assert not Indicator.objects.exists()


def without(client, draft, area):
    """Post the catalogue's page with an area ticked for deletion."""
    data = {name: getattr(draft, name) for name in ("title", "slug", "publisher", "year", "version", "source")}
    rows = list(draft.areas.order_by("pk"))
    data |= {"areas-TOTAL_FORMS": len(rows), "areas-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        fields = {"id": row.pk, "catalogue": draft.pk, "name": row.name, "slug": row.slug, "order": row.order}
        fields |= {"DELETE": "on"} if row == area else {}
        data |= {f"areas-{number}-{name}": value for name, value in fields.items()}
    return client.post(page("indicators_catalogue_change", draft.pk), data)


def test_an_area_is_deleted_only_once_no_question_is_asked_of_it(client, boss, draft):
    area = draft.areas.get(slug="alkohol")
    refused = without(client, draft, area)
    assert f"Der stilles spørgsmål til området {area}" in text_of(refused)
    assert Area.objects.filter(pk=area.pk).exists()
    for row in draft.indicators.all():
        row.areas.remove(area)
    assert without(client, draft, area).status_code == 302
    assert not Area.objects.filter(pk=area.pk).exists()


# Writing a draft


def test_a_recommendation_is_added_to_the_draft_one_comes_from(client, boss, draft):
    address = page("indicators_recommendation_add")
    assert client.get(address).status_code == 403
    data = {"number": 4, "title": "Ny", "addressee": "region", "short_title": "", "explanation": ""}
    response = client.post(f"{address}?catalogue={draft.pk}", data)
    assert response.url == page("indicators_catalogue_change", draft.pk)
    assert Recommendation.objects.get(number=4).catalogue == draft


def test_a_number_that_is_taken_is_told(client, boss, draft):
    data = {"number": 1, "title": "Ny", "addressee": "kommune"}
    response = client.post(page("indicators_recommendation_add") + f"?catalogue={draft.pk}", data)
    assert response.status_code == 200
    assert draft.recommendations.filter(number=1).count() == 1


def test_a_cpr_number_is_refused_and_stays_on_screen(client, boss, draft):
    data = {"number": 4, "title": "Ny", "addressee": "kommune", "explanation": f"Se {CPR}"}
    response = client.post(page("indicators_recommendation_add") + f"?catalogue={draft.pk}", data)
    assert "CPR-nummer" in errors_of(response)["explanation"][0]
    assert CPR in response.content.decode()
    assert not Recommendation.history.filter(number=4).exists()


@pytest.fixture
def add(client, boss, draft):
    """Try to add a question to recommendation 2 and give the response."""
    recommendation = draft.recommendations.get(number=2)
    address = page("indicators_indicator_add") + f"?recommendation={recommendation.pk}"
    areas = [area.pk for area in draft.areas.exclude(slug="unge")]

    def add(**fields):
        return client.post(address, {**FIELDS, "areas": areas, **fields})

    return add


def test_a_question_is_added_as_people_write_it(add, draft):
    response = add(answer_type="level", options="Lav\n\n Middel \nHøj", fulfilled_from="2")
    assert response.status_code == 302
    question = draft.indicators.get(number="2.9")
    assert (question.options, question.fulfilled_from, question.key) == (["Lav", "Middel", "Høj"], 2, "2.9")
    assert {area.slug for area in question.areas.all()} == {"alkohol", "stof"}
    assert question.recommendation.number == 2


def test_a_supplementary_question_takes_its_answers_in_words(add, draft):
    parent = draft.indicators.get(number="2.1")
    assert add(parent=parent.pk, trigger_values="Ja, nej", answer_type="text").status_code == 302
    assert draft.indicators.get(number="2.9").trigger_values == ["ja", "nej"]


def test_a_question_comes_back_as_it_was_written(client, boss, draft):
    question = draft.indicators.get(number="1.1a")
    response = client.get(page("indicators_indicator_change", question.pk))
    html = response.content.decode()
    assert "Misbrugscenter\nFamilieafdeling\nJobcenter</textarea>" in html
    assert 'value="ja, delvis"' in html


def test_saving_without_a_change_changes_nothing(client, boss, draft):
    question = draft.indicators.get(number="1.1a")
    before = Indicator.objects.filter(pk=question.pk).values().get()
    data = {
        **{name: before[name] or "" for name in ("number", "key", "text", "help_text", "answer_type", "unit", "order")},
        "options": "\r\n".join(before["options"]),
        "parent": before["parent_id"],
        "trigger_values": "ja, delvis",
        "areas": [area.pk for area in question.areas.all()],
        "fulfilled_from": "",
    }
    assert client.post(page("indicators_indicator_change", question.pk), data).status_code == 302
    assert Indicator.objects.filter(pk=question.pk).values().get() == before


@pytest.mark.parametrize(("ticked", "asks"), [({"asks_for_strategy": "on"}, True), ({}, False)])
def test_an_indicator_may_ask_for_a_strategy(add, draft, ticked, asks):
    assert add(number="2.8", **ticked).status_code == 302
    assert draft.indicators.get(number="2.8").asks_for_strategy is asks


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"options": "Ja\nNej"}, "options", "Valgmuligheder kan kun bruges ved valg og niveauer."),
        ({"answer_type": "single_choice", "options": "Kun én"}, "options", "Angiv mindst to valgmuligheder."),
        ({"answer_type": "level", "options": "Lav\nHøj"}, "fulfilled_from", "et tal fra 1 til 2."),
        ({"unit": "uger"}, "unit", "En enhed kan kun bruges, når svaret er et tal."),
        ({"answer_type": "text", "not_relevant_allowed": "on"}, "not_relevant_allowed", "”Ikke relevant” kan ikke"),
        ({"trigger_values": "ja"}, "trigger_values", "Kun et supplerende spørgsmål"),
        ({"number": "2.1"}, "__all__", ""),
        ({"text": f"Se {CPR}"}, "text", "CPR-nummer"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_at_its_field(add, draft, fields, field, message):
    response = add(**fields)
    assert message in errors_of(response)[field][0]
    assert draft.indicators.count() == 4


def test_triggers_that_the_indicator_cannot_have_are_told(add, draft):
    parent = draft.indicators.get(number="2.1")
    response = add(parent=parent.pk, trigger_values="måske", answer_type="text")
    assert "”måske” er ikke et svar." in errors_of(response)["trigger_values"][0]
    response = add(parent=parent.pk, trigger_values="", answer_type="text")
    assert errors_of(response)["trigger_values"] == ["Angiv, ved hvilke svar det supplerende spørgsmål vises."]
    response = add(
        parent=parent.pk, trigger_values="ja", answer_type="text", areas=[area.pk for area in draft.areas.all()]
    )
    assert errors_of(response)["areas"] == ["2.1 stilles ikke for Unge. Fjern markeringen."]


def test_an_indicator_with_supplements_does_not_become_one(client, boss, draft):
    one, other = draft.indicators.get(number="1.1"), draft.indicators.get(number="1.2")
    data = FIELDS | {"number": "1.1", "answer_type": "yes_no_partly", "parent": other.pk, "trigger_values": "ja"}
    data["areas"] = [area.pk for area in draft.areas.all()]
    response = client.post(page("indicators_indicator_change", one.pk), data)
    assert errors_of(response)["parent"] == ["Indikatoren har selv supplerende spørgsmål. Flyt dem først."]


# Search, history


@pytest.mark.parametrize("words", ["FAMILIEN indgår", "familien indgaar", "1.1 indgår"])
def test_search_takes_danish_letters_in_any_spelling(client, boss, draft, words):
    response = client.get(page("indicators_indicator_changelist"), {"q": words})
    assert [row.number for row in response.context["cl"].result_list] == ["1.1"]


def test_the_history_tells_what_changed_in_danish(client, boss, draft):
    client.post(page("catalogue_publish", draft.pk))
    shown = text_of(client.get(page("indicators_catalogue_history", draft.pk)))
    assert "Tilstand: kladde → offentliggjort" in shown
    assert boss.name in shown


def test_an_old_version_can_be_neither_opened_nor_put_back(client, boss, draft):
    entry = draft.history.first()
    address = reverse("admin:indicators_catalogue_simple_history", args=[draft.pk, entry.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"title": "Fortiden"}).status_code == 404


# Import and export


def test_a_draft_leads_to_the_import_of_its_content_and_a_published_catalogue_does_not(client, boss, draft):
    shown = client.get(page("indicators_catalogue_change", draft.pk)).content.decode()
    for path in ("anbefalinger", "indikatorer", "supplerende"):
        assert f'href="/import/ny/{path}/?ind-i={draft.slug}"' in shown
    client.post(page("catalogue_publish", draft.pk))
    assert "/import/ny/" not in client.get(page("indicators_catalogue_change", draft.pk)).content.decode()


@pytest.mark.parametrize(("kind", "suffix"), [(0, "csv"), (1, "xlsx"), (2, "csv")])
def test_what_is_exported_here_comes_back_unchanged(client, boss, draft, kind, suffix):
    form = {"into": draft.pk, "resource": kind, "format": ["csv", "xlsx"].index(suffix)}
    response = client.post(page("indicators_catalogue_export"), form)
    assert re.search(rf'filename="anbefalingskataloger-\d{{4}}-\d\d-\d\d\.{suffix}"', response["Content-Disposition"])
    assert len(read(response.content, f".{suffix}")) > 0
    plain = client.post(page("indicators_catalogue_export"), {**form, "format": 2})
    assert len(json.loads(plain.content)["rows"]) == len(read(response.content, f".{suffix}"))
    file = SimpleUploadedFile(f"fil.{suffix}", response.content)
    path = ("anbefalinger", "indikatorer", "supplerende")[kind]
    again = client.post(f"/import/ny/{path}/", {"target": draft.slug, "file": file}, follow=True)
    assert "Filen ændrer intet" in text_of(again)
