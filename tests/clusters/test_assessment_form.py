"""The form without JavaScript: its button stores what can be stored and gives back the rest as it was typed."""

import pytest

from clusters import workflow
from clusters.models import Answer, Track
from tests import factories as make
from tests.catalogues import catalogue_of_every_type
from tests.clusters.pages import address, fields_of, place, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment():
    return make.begun(make.opened_round().assessments.select_related("municipality").first())


@pytest.fixture
def client(client, assessment):
    client.force_login(make.caseworker(assessment.municipality, "stof"))
    return client


@pytest.fixture
def url(assessment):
    return address(assessment, "assessment_recommendation", number=1)


@pytest.fixture
def stof(assessment):
    return make.track_of(assessment, "stof")


@pytest.fixture
def first(assessment, stof):
    """The prefix of the fields of 1.1 in the track Stof."""
    return place(stof, make.question(assessment, "1.1"))


@pytest.fixture
def second(assessment, stof):
    return place(stof, make.question(assessment, "1.2"))


def stored(track, number):
    return Answer.objects.filter(track=track, indicator__number=number).values_list("value", "elaboration").first()


def test_the_button_stores_the_page_and_goes_on(client, assessment, url, stof, first, second):
    fields = fields_of(client.get(url))
    fields |= {
        f"{first}-value": "delvis",
        f"{first}-elaboration": "Kun for unge.\r\nSnart alle.",
        f"{second}-value": "ja",
    }
    response = client.post(url, fields, follow=True)
    assert response.redirect_chain[-1][0] == address(assessment, "assessment_recommendation", number=2)
    assert "Svarene er gemt." in text_of(response)
    assert stored(stof, "1.1") == ("delvis", "Kun for unge.\nSnart alle.")
    assert stored(stof, "1.2") == ("ja", "")


def test_the_last_page_leads_back_to_the_task_list(client, assessment):
    url = address(assessment, "assessment_recommendation", number=2)
    assert client.post(url, fields_of(client.get(url))).url == address(assessment)


def test_a_tab_saves_and_stays_on_the_page(client, url, stof, first):
    fields = fields_of(client.get(url)) | {f"{first}-value": "ja", "spor": str(stof.pk)}
    assert client.post(url, fields).url == f"{url}?spor={stof.pk}"
    assert stored(stof, "1.1") == ("ja", "")


def test_a_page_posted_untouched_or_twice_writes_nothing_more(client, url, stof, first):
    make.answered(stof, "1.2", "nej", "To\nlinjer")
    fields = fields_of(client.get(url))
    client.post(url, fields)
    assert Answer.history.count() == 1
    fields[f"{first}-value"] = "ja"
    client.post(url, fields)
    client.post(url, fields)
    assert Answer.history.count() == 2


def test_what_another_wrote_meanwhile_is_left_alone_where_one_wrote_nothing(client, url, stof, first, second):
    fields = fields_of(client.get(url))
    make.answered(stof, "1.2", "nej", "Skrevet af en kollega")
    fields[f"{first}-value"] = "ja"
    assert client.post(url, fields).status_code == 302
    assert stored(stof, "1.1") == ("ja", "")
    assert stored(stof, "1.2") == ("nej", "Skrevet af en kollega")


def test_what_conflicts_comes_back_to_decide_and_the_rest_is_stored(client, url, stof, first, second):
    fields = fields_of(client.get(url))
    make.answered(stof, "1.1", "nej", "Kollegas ord", actor=make.UserFactory(name="Kollega, Faxe"))
    fields |= {f"{first}-value": "ja", f"{first}-elaboration": "Mine ord", f"{second}-value": "ja"}
    response = client.post(url, fields)
    text = text_of(response)
    assert response.status_code == 200
    assert "Der er problemer" in text
    assert "<title>Fejl: " in text
    for words in ("Et nyere svar står her", "Kollega, Faxe", "Behold ”nej”", "Brug mit ”ja”", "Kollegas ord"):
        assert words in text
    assert stored(stof, "1.1") == ("nej", "Kollegas ord")
    assert stored(stof, "1.2") == ("ja", "")
    again = fields_of(response)
    assert again[f"{first}-elaboration"] == ["Mine ord"]
    assert again[f"{first}-value"] == ["ja"]
    undecided = client.post(url, again)
    assert "Et nyere svar står her" in text_of(undecided)
    assert client.post(url, again | {f"{first}-valg": "mit"}).status_code == 302
    assert stored(stof, "1.1") == ("ja", "Mine ord")


def test_keeping_the_newer_answer_writes_nothing(client, url, stof, first):
    fields = fields_of(client.get(url)) | {f"{first}-value": "ja"}
    make.answered(stof, "1.1", "nej")
    again = fields_of(client.post(url, fields))
    assert client.post(url, again | {f"{first}-valg": "deres"}).status_code == 302
    assert stored(stof, "1.1") == ("nej", "")
    assert Answer.history.count() == 1


def test_a_third_answer_that_came_between_is_shown_too(client, url, stof, first):
    fields = fields_of(client.get(url)) | {f"{first}-value": "ja"}
    make.answered(stof, "1.1", "nej")
    again = fields_of(client.post(url, fields)) | {f"{first}-valg": "mit"}
    make.answered(stof, "1.1", "delvis", "Tredje")
    response = client.post(url, again)
    assert "Behold ”delvis”" in text_of(response)
    assert stored(stof, "1.1") == ("delvis", "Tredje")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("elaboration", "x" * 10_001, "Forkort den med 1."),
        ("elaboration", "Sagen om 070761-4285", "Nummeret er ikke gemt."),
        ("value", "måske", "”måske” er ikke et svar"),
    ],
)
def test_an_error_stands_at_its_field_with_everything_typed(client, url, stof, first, second, field, typed, words):
    fields = fields_of(client.get(url))
    fields |= {f"{first}-value": "delvis", f"{first}-elaboration": "Mine ord", f"{second}-value": "ja"}
    fields[f"{first}-{field}"] = typed
    response = client.post(url, fields)
    text = text_of(response)
    assert words in text
    assert f'href="#{first}-{field}"' in text
    assert 'class="form-group form-error" data-group="' + field in text.replace('form-error"  ', 'form-error" ')
    again = fields_of(response)
    if field == "elaboration":
        assert again[f"{first}-elaboration"] == [typed]
        assert again[f"{first}-value"] == ["delvis"]
    else:
        assert again[f"{first}-elaboration"] == ["Mine ord"]
    assert stored(stof, "1.1") is None
    assert stored(stof, "1.2") == ("ja", "")


def test_a_possible_cpr_number_is_confirmed_by_a_box(client, url, stof, first):
    fields = fields_of(client.get(url)) | {f"{first}-value": "ja", f"{first}-elaboration": "Sag 010203-1234"}
    response = client.post(url, fields)
    assert "Tallet er ikke et CPR-nummer" in text_of(response)
    assert stored(stof, "1.1") is None
    assert client.post(url, fields_of(response) | {f"{first}-cpr": "on"}).status_code == 302
    assert stored(stof, "1.1") == ("ja", "Sag 010203-1234")


def test_what_was_typed_stands_there_when_the_round_was_locked_meanwhile(client, assessment, url, stof, first):
    fields = fields_of(client.get(url)) | {f"{first}-value": "ja", f"{first}-elaboration": "Mine ord"}
    workflow.start_processing(assessment.round_id, actor=make.UserFactory(), at=make.NOW)
    response = client.post(url, fields)
    text = text_of(response)
    assert text.count(">Svarene er låst</h2>") == 1
    assert "1.1 Stof: ja Mine ord</textarea>" in text
    assert 'type="submit"' not in text.split("<main")[1].split("</main")[0]
    assert "assessment.js" not in text
    assert fields_of(response)[f"{first}-elaboration"] == ["Mine ord"]
    assert stored(stof, "1.1") is None


def test_what_was_typed_into_a_track_no_longer_in_use_is_shown(client, assessment, url, stof, first):
    fields = fields_of(client.get(url)) | {f"{first}-value": "ja", f"{first}-elaboration": "Mine ord"}
    groups = [["alkohol", "stof"]]
    workflow.set_tracks(assessment.pk, groups=groups, provision="own", actor=make.UserFactory(), at=make.NOW)
    text = text_of(client.post(url, fields))
    assert "Sporene er ændret, mens du skrev" in text
    assert "<b>1.1</b> ja: Mine ord" in text
    assert not Track.objects.get(pk=stof.pk).answers.exists()


def test_an_answer_can_be_taken_away_without_the_script(client, url, stof, first):
    make.answered(stof, "1.1", "ja")
    response = client.get(url)
    assert f'id="{first}-value-intet"' in text_of(response)
    assert client.post(url, fields_of(response) | {f"{first}-value": ""}).status_code == 302
    assert stored(stof, "1.1") == ("", "")


@pytest.mark.parametrize(
    ("number", "value", "words"),
    [("1.1", "delvis", "Uddybning mangler."), ("1.2", "ikke_relevant", "Begrundelse mangler.")],
)
def test_words_that_are_missing_are_said_at_the_saved_answer(client, url, stof, number, value, words):
    def said():
        text = text_of(client.get(url))
        return [part.split("</p>")[0] for part in text.split("data-lack")[1:] if not part.startswith(" hidden")]

    assert said() == []
    make.answered(stof, number, value, "")
    assert len(said()) == 1
    assert words in said()[0]
    make.answered(stof, number, value, "Fordi")
    assert said() == []


def test_a_number_with_comma_and_a_choice_are_read(client):
    round_ = make.opened_round(catalogue=catalogue_of_every_type())
    assessment = make.begun(round_.assessments.first(), (("boern", "aeldre"),))
    client.force_login(make.caseworker(assessment.municipality))
    url = address(assessment, "assessment_recommendation", number=1)
    track = make.track_of(assessment, "boern+aeldre")
    typed = {"1.3": "4", "1.4": "2,5", "1.5": "Teamleder", "1.6": ["Skole", "Jobcenter"], "1.7": "En plan\r\nto linjer"}
    fields = fields_of(client.get(url))
    fields |= {f"{place(track, make.question(round_, number))}-value": value for number, value in typed.items()}
    assert client.post(url, fields).status_code == 302
    found = dict(Answer.objects.values_list("indicator__number", "value"))
    assert found == {
        "1.3": "4",
        "1.4": "2.5",
        "1.5": "Teamleder",
        "1.6": "Jobcenter|Skole",
        "1.7": "En plan\nto linjer",
    }
    wrong = fields_of(client.get(url)) | {f"{place(track, make.question(round_, '1.4'))}-value": "mange"}
    response = client.post(url, wrong)
    assert "”mange” er ikke et tal" in text_of(response)
    assert fields_of(response)[f"{place(track, make.question(round_, '1.4'))}-value"] == ["mange"]
