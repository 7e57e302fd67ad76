"""Dividing an assessment into tracks, finishing them, and what the task list and the history say of it."""

import pytest

from clusters import workflow
from tests import factories as make
from tests.catalogues import make_catalogue
from tests.clusters.pages import address, fields_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def untouched():
    round_ = make.opened_round(slug="runde")
    return round_.assessments.select_related("municipality", "round", "round_cluster").first()


@pytest.fixture
def assessment(untouched):
    return make.begun(untouched)


@pytest.fixture
def client(client, untouched):
    client.force_login(make.caseworker(untouched.municipality, "stof"))
    return client


# --- Dividing -----------------------------------------------------------------------------------------------


def test_several_tracks_that_are_one_are_refused(client, untouched):
    url = address(untouched, "assessment_tracks")
    data = {"provision": "own", "division": "flere", "area-alkohol": "1", "area-stof": "1", "area-unge": "1"}
    text = text_of(client.post(url, data))
    assert "Alle områder står i samme spor." in text
    assert not untouched.tracks.exists()
    assert client.post(url, data | {"area-unge": "2"}).status_code == 302


def test_who_answers_as_one_is_offered_one_track_for_each_area(client, untouched):
    make.begun(untouched, (("alkohol", "stof", "unge"),))
    response = client.get(address(untouched, "assessment_tracks"))
    fields = fields_of(response)
    assert fields["division"] == ["ét"]
    assert (fields["area-alkohol"], fields["area-stof"], fields["area-unge"]) == (["1"], ["2"], ["3"])
    assert "(frivilligt)" not in text_of(response)


# --- Finishing ----------------------------------------------------------------------------------------------


def test_a_track_that_lacks_answers_is_finished_only_when_confirmed(client, assessment):
    make.answer_all(assessment, {("stof", "1.2"): "", ("stof", "2.1"): ""})
    track = make.track_of(assessment, "stof")
    url = address(assessment, "assessment_track_done", track=track.pk)
    text = text_of(client.post(url, {"faerdig": "1"}))
    assert "2 svar mangler i Stof" in text
    assert "Partnere inddrages" in text
    track.refresh_from_db()
    assert track.done_at is None
    text = text_of(client.post(url, {"faerdig": "1", "bekraeft": "1"}, follow=True))
    assert "Sporet Stof er meldt færdigt." in text
    assert "Ja, 2&nbsp;mangler" in text


def test_the_tracks_of_others_are_offered_apart(client, assessment):
    text = text_of(client.get(address(assessment)))
    table, after = text.split("</table>", 1)
    assert "faerdig" not in table
    assert "Jeg er færdig med min del" in after
    assert "<summary>Andres spor</summary>" in after
    assert "Meld sporet Alkohol færdigt" in after.split("Andres spor")[1]
    assert "Meld sporet Stof færdigt" not in after


def test_who_has_no_area_finishes_any_track(client, assessment):
    client.force_login(make.municipal_lead(assessment.municipality))
    text = text_of(client.get(address(assessment)))
    assert text.split("</table>")[0].count("Meld sporet færdigt") == 2
    assert "Andres spor" not in text


# --- The task list ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"1.1": "delvis"}, "Uddybning mangler"),
        ({"1.2": "ikke_relevant"}, "Begrundelse mangler"),
        ({"1.1": "delvis", "1.2": "ikke_relevant"}, "2 uddybninger mangler"),
    ],
)
def test_missing_words_are_said_where_all_is_answered(client, assessment, values, words):
    make.answer_all(assessment)
    assert text_of(client.get(address(assessment))).count("Besvaret</span>") == 4
    for number, value in values.items():
        make.answered(make.track_of(assessment, "stof"), number, value, "")
    text = text_of(client.get(address(assessment)))
    assert words in text
    assert text.count("Besvaret</span>") == 3
    assert "3 af 3 svar" in text


# --- What is not there --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "extra"), [("assessment_recommendation", {"number": 1}), ("assessment_print", {})])
def test_before_the_beginning_the_form_leads_to_how_one_answers(client, untouched, name, extra):
    assert client.get(address(untouched, name, **extra)).url == address(untouched, "assessment_tracks")
    workflow.withdraw(untouched.pk, actor=make.UserFactory(), at=make.NOW, reason="Lægges sammen")
    response = client.get(address(untouched, name, **extra), follow=True)
    assert response.redirect_chain[-1][0] == address(untouched)
    assert "Lægges sammen" in text_of(response)


def test_a_recommendation_without_questions_says_why(client, assessment):
    workflow.set_tracks(assessment.pk, groups=[["unge"]], provision="own", actor=make.UserFactory(), at=make.NOW)
    response = client.get(address(assessment, "assessment_recommendation", number=2))
    assert response.status_code == 404
    assert "ingen spørgsmål til de områder, I svarer for" in text_of(response)
    assert "Ret, hvordan I svarer" in text_of(response)
    response = client.get(address(assessment, "assessment_recommendation", number=3))
    assert "retter sig til andre end kommunerne" in text_of(response)


# --- The history --------------------------------------------------------------------------------------------


def test_what_a_track_took_over_is_one_line_in_its_time(client, assessment):
    make.answer_all(assessment, {("stof", "2.1"): "nej"})
    later = make.NOW.replace(day=5)
    groups = [["alkohol", "stof"], ["unge"]]
    workflow.set_tracks(assessment.pk, groups=groups, provision="own", actor=make.UserFactory(), at=later)
    track = make.track_of(assessment, "alkohol+stof")
    make.answered(track, "1.2", "nej", at=make.NOW.replace(day=6))
    text = text_of(client.get(address(assessment, "assessment_history")))
    rows = text.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert "6. nov." in rows[0]
    assert 'data-label="Fra">ja</td>' in rows[0]
    assert "Spor ændret" in rows[1]
    assert "Overtaget fra Alkohol og Stof: 3 svar" in rows[1]
    assert text.count("Spor ændret") == 1
    assert len(rows) == 2 + 8


def test_long_histories_are_read_page_by_page(client):
    questions = [{"number": f"1.{n}", "text": "Spørgsmål"} for n in range(1, 61)]
    round_ = make.opened_round(catalogue=make_catalogue("lang", questions), slug="lang")
    assessment = make.begun(round_.assessments.first(), (("alkohol",),))
    make.answer_all(assessment)
    client.force_login(make.caseworker(assessment.municipality))
    url = address(assessment, "assessment_history")
    assert client.get(url).content.decode().count('data-label="Fra"') == 50
    assert client.get(url, {"side": 2}).content.decode().count('data-label="Fra"') == 10
