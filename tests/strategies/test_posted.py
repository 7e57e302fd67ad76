"""Addresses that only take posts, and posts that do not say what their writer saw."""

import pytest
from django.urls import reverse

from tests import strategies as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy():
    return make.strategy()


@pytest.fixture
def editor(client, strategy):
    client.force_login(make.editor(strategy))
    return client


def test_who_comes_to_an_address_of_posts_is_led_to_the_document(editor, strategy):
    part = make.part(strategy, "Vision")
    activity = make.activity(strategy, "Psykiater")
    for name, arguments in (
        ("content_move", ["afsnit", part.pk]),
        ("activity_move", [activity.pk]),
        ("theory_start", []),
        ("task_reopen", [1]),
    ):
        response = editor.get(reverse(f"strategies:{name}", args=[strategy.slug, *arguments]))
        assert response.status_code == 302, name
        assert response.url == reverse("strategies:document", args=[strategy.slug])


@pytest.mark.parametrize("expected", ["", "zzz", "active:"])
def test_a_note_that_does_not_say_what_was_seen_is_not_stored(editor, strategy, expected):
    activity = make.activity(strategy, "Psykiater")
    url = reverse("strategies:note", args=[strategy.slug, activity.pk])
    note = {"text": "Ansat.", "on": "2026-11-20", "state": "active", "readiness": "green", "expected": expected}
    response = editor.post(url, note)
    assert "Ansat." in response.content.decode()
    assert not activity.notes.exists()
