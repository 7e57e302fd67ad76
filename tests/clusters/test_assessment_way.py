"""Submitting, reviewing, returning, taking no part: the pages of each act, and what each refuses."""

import pytest

from clusters import workflow
from clusters.models import SelfAssessment, Submission
from tests import factories as make
from tests.clusters.pages import address, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def untouched():
    round_ = make.opened_round(slug="runde")
    return round_.assessments.select_related("municipality", "round__region", "round_cluster__cluster").first()


@pytest.fixture
def assessment(untouched):
    return make.begun(untouched)


@pytest.fixture
def lead(untouched):
    return make.municipal_lead(untouched.municipality)


@pytest.fixture
def worker(untouched):
    return make.caseworker(untouched.municipality)


@pytest.fixture
def project(untouched):
    return make.project_member(untouched.round.region)


@pytest.fixture
def tovholder(untouched):
    return make.cluster_lead(untouched.round_cluster.cluster)


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


def state_of(assessment):
    return SelfAssessment.objects.get(pk=assessment.pk).state


# --- Submitting ---------------------------------------------------------------------------------------------


def test_the_lead_submits_what_is_whole(as_lead, assessment, lead):
    make.answer_all(assessment)
    url = address(assessment, "assessment_submit")
    assert "Alle spørgsmål er besvaret." in text_of(as_lead.get(url))
    text = text_of(as_lead.post(url, follow=True))
    assert f"Selvvurderingen er indsendt for {assessment.municipality_name}." in text
    assert state_of(assessment) == "submitted"
    assert Submission.objects.get().submitted_by == lead


def test_what_is_missing_is_listed_and_can_be_confirmed(as_lead, assessment):
    make.answer_all(assessment, {("stof", "1.2"): "", ("stof", "2.1"): ""})
    url = address(assessment, "assessment_submit")
    text = text_of(as_lead.get(url))
    assert "2 svar mangler" in text
    assert "Stof: Kommunen har en plan for opfølgning" in text
    text = text_of(as_lead.post(url))
    assert "Der er problemer" in text
    assert "Besvar det, der mangler, eller bekræft, at I indsender uden." in text
    assert state_of(assessment) == "draft"
    as_lead.post(url, {"confirm_missing": "on"})
    assert state_of(assessment) == "submitted"
    assert Submission.objects.get().confirmed_missing == 2


def test_supplementary_answers_are_listed_apart_as_not_counted(as_lead, assessment):
    make.answer_all(assessment, {("stof", "1.2"): ""})
    make.answered(make.track_of(assessment, "stof"), "1.1a", [])
    url = address(assessment, "assessment_submit")
    text = text_of(as_lead.get(url))
    main, supplementary = text.split("1 supplerende svar mangler")
    assert "1 svar mangler" in main
    assert "tælles de som ”ikke besvaret”" in main
    assert "De tælles ikke med" in supplementary
    assert "1.1a" in supplementary
    text = text_of(as_lead.post(url))
    assert '<a href="#id_confirm_missing">Besvar det, der mangler' in text
    assert "Vi indsender uden disse svar.:" not in text


def test_the_reason_of_a_return_is_shown_where_one_submits(as_lead, assessment, project):
    url = address(assessment, "assessment_submit")
    make.submitted(assessment)
    workflow.return_(assessment.pk, actor=project, at=make.NOW, reason="Uddyb 1.1.")
    assert "”Uddyb 1.1.”" in text_of(as_lead.get(url))
    as_lead.post(url)
    workflow.return_(assessment.pk, actor=project, at=make.NOW, reason="Uddyb 1.2.")
    text = text_of(as_lead.get(url))
    assert "”Uddyb 1.2.”" in text
    assert "Uddyb 1.1." not in text


def test_a_missing_elaboration_cannot_be_confirmed_away(as_lead, assessment):
    make.answer_all(assessment)
    make.answered(make.track_of(assessment, "stof"), "1.1", "delvis", "")
    url = address(assessment, "assessment_submit")
    assert "Skal udfyldes, før I kan indsende" in text_of(as_lead.get(url))
    response = as_lead.post(url, {"confirm_missing": "on"})
    assert "1.1 Stof: Skriv en uddybning. Den skal med, når svaret er delvis." in text_of(response)
    assert "Der er problemer" in text_of(response)
    assert state_of(assessment) == "draft"


def test_submitting_twice_is_harmless(as_lead, assessment):
    make.answer_all(assessment)
    url = address(assessment, "assessment_submit")
    as_lead.post(url)
    text = text_of(as_lead.post(url, follow=True))
    assert "Selvvurderingen er indsendt." in text
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("who", ["worker", "project"])
def test_others_do_not_submit(client, request, assessment, who):
    make.submitted(assessment)
    client.force_login(request.getfixturevalue(who))
    url = address(assessment, "assessment_submit")
    assert client.get(url).status_code == client.post(url).status_code == 403


def test_a_locked_round_takes_no_submission(as_lead, assessment, project):
    make.answer_all(assessment)
    workflow.start_processing(assessment.round_id, actor=project, at=make.NOW)
    text = text_of(as_lead.post(address(assessment, "assessment_submit"), follow=True))
    assert "Svarene er låst" in text
    assert state_of(assessment) == "draft"


# --- Reviewing and returning --------------------------------------------------------------------------------


def test_the_project_group_reviews(client, assessment, project):
    make.submitted(assessment)
    client.force_login(project)
    url = address(assessment, "assessment_review")
    assert "er markeret som gennemgået" in text_of(client.post(url, follow=True))
    assert state_of(assessment) == "reviewed"
    assert "Det kan derfor ikke lade sig gøre nu." in text_of(client.post(url, follow=True))
    assert client.get(url).url == address(assessment)


def test_returning_needs_a_reason_and_shows_it(client, assessment, project):
    make.submitted(assessment)
    client.force_login(project)
    url = address(assessment, "assessment_return")
    for nothing in ("", "  \r\n "):
        response = client.post(url, {"reason": nothing})
        assert "Skriv en begrundelse." in text_of(response)
        assert state_of(assessment) == "submitted"
    client.post(url, {"reason": "Uddyb 1.1."})
    assert state_of(assessment) == "draft"
    assert "Uddyb 1.1." in text_of(client.get(address(assessment)))


@pytest.mark.parametrize(
    ("reason", "words", "confirmed"),
    [
        ("Se sagen om 070761-4285", "Nummeret er ikke gemt.", False),
        ("Se sag 010203-1234", "der kan være et CPR-nummer", True),
        ("x" * 10_001, "10.000", None),
    ],
)
def test_a_reason_that_cannot_be_stored_stays_on_the_screen(client, assessment, project, reason, words, confirmed):
    make.submitted(assessment)
    client.force_login(project)
    url = address(assessment, "assessment_return")
    text = text_of(client.post(url, {"reason": reason}))
    assert words in text or words.replace(".", "") in text
    assert reason in text
    assert state_of(assessment) == "submitted"
    client.post(url, {"reason": reason, "cpr_confirmed": "on"})
    assert state_of(assessment) == ("draft" if confirmed else "submitted")


@pytest.mark.parametrize("name", ["assessment_review", "assessment_return"])
def test_the_municipality_neither_reviews_nor_returns(as_lead, assessment, name):
    make.submitted(assessment)
    assert as_lead.post(address(assessment, name), {"reason": "x"}).status_code == 403


def test_returning_after_the_round_was_locked_is_refused_in_words(client, assessment, project):
    make.submitted(assessment)
    workflow.start_processing(assessment.round_id, actor=project, at=make.NOW)
    client.force_login(project)
    response = client.post(address(assessment, "assessment_return"), {"reason": "Ret 1.1."})
    assert "Åbn den for svar igen" in text_of(response)
    assert "Ret 1.1." in text_of(response)
    assert state_of(assessment) == "submitted"


# --- Taking no part -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["lead", "tovholder", "project"])
def test_taking_no_part_and_taking_it_back(client, request, assessment, who):
    client.force_login(request.getfixturevalue(who))
    url = address(assessment, "assessment_participation")
    assert "Meld " in text_of(client.get(url))
    text = text_of(client.post(url, {"act": "withdraw", "reason": "", "confirmed": "on"}, follow=True))
    assert "klyngen kender ikke årsagen" in text
    assert state_of(assessment) == "not_participating"
    client.post(url, {"act": "rejoin"})
    assert state_of(assessment) == "draft"


def test_taking_no_part_is_confirmed_first(as_lead, assessment):
    url = address(assessment, "assessment_participation")
    assert "tæller ikke med i nogen tal" in text_of(as_lead.get(url))
    text = text_of(as_lead.post(url, {"act": "withdraw", "reason": "Lægges sammen"}))
    assert "Sæt kryds, hvis kommunen ikke deltager. Den er ikke meldt ud endnu." in text
    assert "Lægges sammen</textarea>" in text
    assert state_of(assessment) == "draft"


def test_taking_no_part_twice_is_said(as_lead, assessment):
    url = address(assessment, "assessment_participation")
    as_lead.post(url, {"act": "withdraw", "reason": "Kommunen lægges sammen.", "confirmed": "on"})
    text = text_of(as_lead.post(url, {"act": "withdraw", "confirmed": "on"}))
    assert "Kommunen er allerede meldt ud af runden." in text
    assert "Kommunen lægges sammen." in text_of(as_lead.get(address(assessment)))


def test_a_caseworker_does_not_decide_it_and_a_stranger_learns_nothing(client, assessment, worker):
    url = address(assessment, "assessment_participation")
    client.force_login(worker)
    assert client.post(url, {"act": "withdraw"}).status_code == 403
    client.force_login(make.municipal_lead(make.MunicipalityFactory()))
    assert client.get(url).status_code == 404


def test_participation_is_locked_with_the_round(as_lead, assessment, project):
    workflow.start_processing(assessment.round_id, actor=project, at=make.NOW)
    url = address(assessment, "assessment_participation")
    assert "Deltagelsen er låst" in text_of(as_lead.get(url))
    as_lead.post(url, {"act": "withdraw", "confirmed": "on"})
    assert state_of(assessment) == "draft"
