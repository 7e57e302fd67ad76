"""Saving one answer from the page: what is stored, what is refused and how it is said, and what it costs."""

import pytest
from django.utils import timezone

from clusters import workflow
from clusters.models import Answer, ClusterMembership
from tests import factories as make
from tests.catalogues import catalogue_of_every_type
from tests.clusters.pages import address, save

pytestmark = pytest.mark.django_db

CPR = "010203-1234"
# Passes the control sum and belongs to nobody: the CPR Office's own example of the sum.
CERTAIN = "070761-4285"


@pytest.fixture
def assessment():
    return make.begun(make.opened_round().assessments.select_related("municipality").first())


@pytest.fixture
def stof(assessment):
    return make.track_of(assessment, "stof")


@pytest.fixture
def first(assessment):
    return make.question(assessment, "1.1")


@pytest.fixture
def worker(assessment):
    return make.caseworker(assessment.municipality)


@pytest.fixture
def client(client, worker):
    client.force_login(worker)
    return client


def stored(track, indicator):
    return Answer.objects.filter(track=track, indicator=indicator).values_list("value", "elaboration").first()


def test_a_change_is_stored_and_said(client, worker, stof, first):
    response = save(client, stof, first, "delvis", "Kun for unge.\r\nSnart alle.")
    answer = response.json()
    assert response.status_code == 200
    assert answer["status"] == "saved"
    assert answer["version"] == 1
    assert answer["saved"].startswith("Gemt ")
    row = Answer.objects.get(pk=answer["answer"])
    assert (row.value, row.elaboration, row.changed_by) == ("delvis", "Kun for unge.\nSnart alle.", worker)
    assert row.history.get().history_user == worker


def test_each_save_builds_on_the_one_before(client, stof, first):
    version = save(client, stof, first, "ja").json()["version"]
    assert save(client, stof, first, "nej", version=version).json()["version"] == 2
    assert stored(stof, first) == ("nej", "")


def test_the_same_save_again_is_no_conflict(client, stof, first):
    save(client, stof, first, "ja")
    again = save(client, stof, first, "ja")
    assert again.status_code == 200
    assert again.json()["version"] == 1
    assert Answer.objects.get().history.count() == 1


def test_an_answer_can_be_taken_away(client, stof, first):
    save(client, stof, first, "ja")
    assert save(client, stof, first, [], version=1).status_code == 200
    assert stored(stof, first) == ("", "")


def test_several_choices_are_stored_in_the_catalogues_order(client, assessment, stof):
    save(client, stof, make.question(assessment, "1.1a"), ["Jobcenter", "Misbrugscenter"])
    assert stored(stof, make.question(assessment, "1.1a")) == ("Misbrugscenter|Jobcenter", "")


def test_a_newer_answer_is_shown_and_nothing_overwritten(client, stof, first):
    colleague = make.UserFactory(name="Kollega, Faxe (stof)")
    make.answered(stof, "1.1", "nej", "Vi er ikke i gang.", actor=colleague)
    response = save(client, stof, first, "ja", "Vi er i gang.", version=0)
    answer = response.json()
    assert response.status_code == 409
    assert (answer["value"], answer["elaboration"], answer["version"]) == (["nej"], "Vi er ikke i gang.", 1)
    for text in ("Kollega, Faxe (stof)", "Behold ”nej”", "Brug mit ”ja”", "Vi er ikke i gang.", "Vi er i gang."):
        assert text in answer["html"]
    assert stored(stof, first) == ("nej", "Vi er ikke i gang.")


def test_with_equal_values_the_texts_are_named(client, stof, first):
    make.answered(stof, "1.1", "nej", "Kollegas ord")
    html = save(client, stof, first, "nej", "Mine ord").json()["html"]
    for words in (">Behold kollegaens uddybning</button>", ">Brug min uddybning</button>"):
        assert words in html
    assert "Din uddybning er ikke gemt." in html


def test_a_newer_answer_of_ones_own_is_of_another_window(client, worker, stof, first):
    make.answered(stof, "1.1", "nej", actor=worker)
    html = " ".join(save(client, stof, first, "ja").json()["html"].split())
    assert "Du gemte ”nej” i et andet vindue" in html
    assert "Brug ”ja” herfra" in html
    assert worker.name not in html


def test_a_long_answer_is_named_in_short(client):
    round_ = make.opened_round(catalogue=catalogue_of_every_type())
    assessment = make.begun(round_.assessments.select_related("municipality").first(), (("boern", "aeldre"),))
    client.force_login(make.caseworker(assessment.municipality))
    track = make.track_of(assessment, "boern+aeldre")
    make.answered(track, "1.7", "Vi skriver en plan.\n" + "x" * 100)
    html = save(client, track, make.question(round_, "1.7"), "Noget andet").json()["html"]
    assert "Behold ”Vi skriver en plan. xx" in html
    assert "x…”" in html


def test_choosing_ones_own_builds_on_the_newer_answer(client, stof, first):
    make.answered(stof, "1.1", "nej")
    version = save(client, stof, first, "ja").json()["version"]
    assert save(client, stof, first, "ja", version=version).status_code == 200
    assert stored(stof, first) == ("ja", "")


def test_a_stranger_to_the_conflict_cannot_inject_markup(client, stof, first):
    make.answered(stof, "1.1", "nej", "<script>alert(1)</script>")
    assert "<script>" not in save(client, stof, first, "ja").json()["html"]


@pytest.mark.parametrize(
    ("value", "elaboration", "field", "words"),
    [
        ("måske", "", "value", "”måske” er ikke et svar"),
        ("ikke relevant", "", "value", "Her kan man ikke svare ”ikke relevant”"),
        (["ja", "nej"], "", "value", "Her kan du kun give ét svar"),
        ("ja", "x" * 10_001, "elaboration", "Forkort den med 1."),
        ("ja", f"Sagen om {CERTAIN}", "elaboration", "Fjern det. Nummeret er ikke gemt."),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field(client, stof, first, value, elaboration, field, words):
    response = save(client, stof, first, value, elaboration)
    assert response.status_code == 400
    assert response.json()["field"] == field
    assert words in response.json()["message"]
    assert not response.json()["may_confirm"]
    assert stored(stof, first) is None


def test_ten_thousand_characters_fit_and_a_line_break_is_one(client, stof, first):
    text = ("æ" * 99 + "\r\n") * 99 + "æ" * 100
    assert save(client, stof, first, "ja", text).status_code == 200
    assert len(stored(stof, first)[1]) == 10_000


def test_a_possible_cpr_number_can_be_confirmed(client, stof, first):
    response = save(client, stof, first, "ja", f"Sag {CPR}")
    assert response.status_code == 400
    assert response.json()["may_confirm"]
    assert "sæt kryds herunder" in response.json()["message"]
    assert "gem igen" not in response.json()["message"]
    assert CPR not in response.content.decode()
    assert save(client, stof, first, "ja", f"Sag {CPR}", cpr="on").status_code == 200
    assert stored(stof, first) == ("ja", f"Sag {CPR}")


def test_a_certain_cpr_number_cannot_be_confirmed_and_is_not_logged(client, stof, first, caplog):
    assert save(client, stof, first, "ja", f"Sag {CERTAIN}", cpr="on").status_code == 400
    assert stored(stof, first) is None
    assert CERTAIN not in caplog.text


@pytest.mark.parametrize("version", ["", "-1", "æ", "9" * 30, "1.0"])
def test_a_version_that_is_none_is_a_conflict_and_no_error(client, stof, first, version):
    make.answered(stof, "1.1", "nej")
    assert save(client, stof, first, "ja", version=version).status_code == 409


@pytest.mark.parametrize("number", ["", "0", "abc", "9" * 30])
def test_an_unknown_question_or_track_is_said(client, stof, first, number):
    url, good = address(stof.assessment, "answer_save"), {"track": stof.pk, "indicator": first.pk, "value": "ja"}
    unknown_question = client.post(url, good | {"indicator": number, "version": 0})
    unknown_track = client.post(url, good | {"track": number, "version": 0})
    assert unknown_question.status_code == unknown_track.status_code == 400
    assert "Genindlæs siden" in unknown_question.json()["message"]
    assert "Genindlæs siden" in unknown_track.json()["message"]


def test_a_question_of_another_catalogue_is_not_stored(client, stof):
    other = make.question(make.opened_round(catalogue=catalogue_of_every_type()), "1.1")
    assert save(client, stof, other, "ja").status_code == 400


def test_a_question_that_the_track_is_not_asked_is_not_stored(client, assessment):
    workflow.set_tracks(assessment.pk, groups=[["unge"]], provision="own", actor=make.UserFactory(), at=make.NOW)
    track = make.track_of(assessment, "unge")
    assert save(client, track, make.question(assessment, "2.1"), "ja").status_code == 400


def test_the_track_of_another_municipality_is_not_reached(client, assessment, first):
    other = make.begun(assessment.round.assessments.exclude(pk=assessment.pk).get())
    foreign = make.track_of(other, "stof")
    data = {"track": foreign.pk, "indicator": first.pk, "value": "ja", "version": 0}
    assert client.post(address(assessment, "answer_save"), data).status_code == 400
    assert stored(foreign, first) is None


def test_a_track_no_longer_in_use_says_so(client, assessment, stof, first):
    workflow.set_tracks(assessment.pk, groups=[["alkohol"]], provision="own", actor=make.UserFactory(), at=make.NOW)
    response = save(client, stof, first, "ja")
    assert response.status_code == 423
    assert "ikke længere i brug" in response.json()["message"]


def test_a_submitted_assessment_is_locked(client, assessment, stof, first):
    make.submitted(assessment)
    response = save(client, stof, first, "nej", version=1)
    assert response.status_code == 423
    assert "indsendt" in response.json()["message"]
    assert stored(stof, first) == ("ja", "")


def test_a_round_under_treatment_is_locked(client, assessment, stof, first):
    workflow.start_processing(assessment.round_id, actor=make.UserFactory(), at=make.NOW)
    response = save(client, stof, first, "ja")
    assert response.status_code == 423
    assert "Svarene er låst" in response.json()["message"]


def test_who_may_see_may_not_save(client, assessment, stof, first):
    make.submitted(assessment)
    client.force_login(make.project_member(assessment.round.region))
    response = save(client, stof, first, "nej", version=1)
    assert response.status_code == 403


def test_a_stranger_does_not_learn_that_it_exists(client, stof, first):
    client.force_login(make.caseworker(make.MunicipalityFactory()))
    assert save(client, stof, first, "ja").status_code == 404


def test_who_is_logged_out_is_told_so(client, stof, first):
    client.logout()
    response = save(client, stof, first, "ja")
    assert response.status_code == 401
    assert "Log ind igen" in response.json()["message"]


def test_a_get_leads_to_the_form(client, assessment):
    response = client.get(address(assessment, "answer_save"))
    assert response.status_code == 302
    assert response.url == address(assessment)


def test_a_save_takes_at_most_eight_queries(client, stof, first, count_queries):
    with count_queries(exactly=8):
        save(client, stof, first, "ja")
    with count_queries(exactly=8):
        save(client, stof, first, "delvis", "Kun for unge.", version=1)
    with count_queries(at_most=8):
        save(client, stof, first, "delvis", "Kun for unge.", version=1)
    with count_queries(at_most=8):
        save(client, stof, first, "nej", version=1)


def test_the_save_is_of_the_municipality_as_it_was(client, assessment, stof, first):
    """That a municipality leaves its cluster later takes nothing from its round."""
    ClusterMembership.objects.update(valid_to=timezone.localdate())
    assert save(client, stof, first, "ja").status_code == 200
