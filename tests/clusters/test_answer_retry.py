"""A save that comes twice, or late: after a server that died before it answered, or a connection that was cut."""

import pytest
from django.test import Client

from clusters.models import Answer
from tests import factories as make
from tests.clusters.pages import address, save

pytestmark = pytest.mark.django_db


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
def client(client, assessment):
    client.force_login(make.caseworker(assessment.municipality))
    return client


@pytest.fixture
def colleague(assessment):
    colleague = Client()
    colleague.force_login(make.caseworker(assessment.municipality, name="Kollega"))
    return colleague


def history():
    return list(Answer.history.order_by("history_id").values_list("version", "value", "elaboration"))


def told(response):
    """What a page goes on with."""
    return response.status_code, {key: response.json()[key] for key in ("status", "version", "was", "answer")}


@pytest.mark.parametrize(("value", "words"), [("ja", ""), ("delvis", "Kun for unge.\r\nSnart alle. "), ("", "Ord")])
def test_the_same_save_twice_is_one_and_told_alike(client, stof, first, value, words):
    once = told(save(client, stof, first, value, words))
    assert once[0] == 200
    assert told(save(client, stof, first, value, words)) == once
    assert len(history()) == 1


def test_a_save_that_clears_is_safe_twice_too(client, stof, first):
    save(client, stof, first, "ja")
    once = told(save(client, stof, first, "", version=1))
    assert told(save(client, stof, first, "", version=1)) == once
    assert [version for version, *_ in history()] == [1, 2]


def test_a_retry_that_comes_after_one_s_own_newer_save_changes_nothing(client, stof, first):
    once = told(save(client, stof, first, "ja"))
    save(client, stof, first, "nej", version=1)
    assert told(save(client, stof, first, "ja")) == once
    assert history() == [(1, "ja", ""), (2, "nej", "")]
    assert Answer.objects.get().value == "nej"


def test_a_retry_that_comes_after_a_colleague_s_save_is_told_that_it_was_stored(client, colleague, stof, first):
    once = told(save(client, stof, first, "ja"))
    save(colleague, stof, first, "nej", version=1)
    assert told(save(client, stof, first, "ja")) == once
    assert Answer.objects.get().value == "nej"
    # What is built on it meets the colleague's answer.
    assert save(client, stof, first, "delvis", version=1).status_code == 409
    assert history() == [(1, "ja", ""), (2, "nej", "")]


def test_a_late_save_that_was_never_stored_is_a_conflict(client, colleague, stof, first):
    save(colleague, stof, first, "nej")
    response = save(client, stof, first, "ja")
    assert response.status_code == 409
    assert "Dit ”ja” er ikke gemt" in response.json()["html"]
    assert history() == [(1, "nej", "")]


def test_what_a_colleague_stored_is_not_taken_for_one_s_own(client, colleague, stof, first):
    save(colleague, stof, first, "ja")
    save(colleague, stof, first, "nej", version=1)
    assert save(client, stof, first, "ja").status_code == 409


def test_what_one_types_is_not_stored_in_the_name_of_who_logged_in_since(client, stof, first):
    """Two share a browser: the page of the first sends the first's mark with the second's session."""
    data = {"track": stof.pk, "indicator": first.pk, "value": "ja", "version": 0}
    response = client.post(address(stof.assessment, "answer_save"), data, headers={"X-Person": "0" * 16})
    assert response.status_code == 401
    assert response.json()["status"] == "logged_out"
    assert history() == []
