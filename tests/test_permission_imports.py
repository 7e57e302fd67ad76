"""Who sees which imports once roles have changed, and what is seen of others'. The rest is asked in tests/rights."""

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Municipality
from misbrug.accounts.models import User
from misbrug.imports import workflow
from misbrug.imports.kinds import KINDS
from misbrug.imports.models import ImportRun
from misbrug.workspace.demo.people import email
from tests.actors import ACTORS, LOGINS
from tests.test_permission_matrix import (  # noqa: F401 - a fixture is found by its name
    HIDDEN,
    OPEN,
    outcome,
    user_of,
)

pytestmark = pytest.mark.django_db

OF_RUN = ("understood", "preview", "receipt", "undo", "file", "errors")
POSTED = ("apply", "drop")
FILES = {
    "municipalities": "kommunekode;navn;region\n0320;Faxe;Region Sjælland\n0360;Lolland;Sjælland\n",
    "answers": "runde;kommunekode;spor;indikator;svar\nregion-sjaelland-2026;0320;Stof;1.1;måske\n",
}


def may_open(actor, slug, maker):
    """Say whether the actor may open a run: one's own; administrators all but others' files of answers."""
    if actor == maker:
        return True
    return bool(ACTORS[actor].get("admin")) and slug != "answers"


@pytest.fixture
def runs(demo):
    """Give (kind, who sent it, run) of files by the administrator and by a caseworker."""
    return [
        (slug, maker, started(slug, maker))
        for slug, maker in (
            ("municipalities", "administrator"),
            ("answers", "administrator"),
            ("answers", "caseworker Faxe"),
        )
    ]


def started(slug, maker):
    """Give a run of one's file."""
    user = User.objects.get(email=email(LOGINS[maker]))
    return workflow.start(KINDS[slug], FILES[slug].encode(), "fil.csv", actor=user, at=timezone.now())


def test_administrators_see_that_others_have_sent_answers_and_cannot_open_them(client, user_of, runs):  # noqa: F811
    client.force_login(user_of("administrator"))
    lines = {line.run.pk: line.may_open for line in client.get(reverse("imports:index")).context["lines"]}
    assert lines == {run.pk: may_open("administrator", slug, maker) for slug, maker, run in runs}
    client.force_login(user_of("caseworker Faxe"))
    lines = [line.run.pk for line in client.get(reverse("imports:index")).context["lines"]]
    assert lines == [run.pk for _, maker, run in runs if maker == "caseworker Faxe"]


def test_one_who_no_longer_answers_for_the_municipality_loses_the_runs(client, user_of, runs):  # noqa: F811
    user = user_of("caseworker Faxe")
    user.memberships.all().delete()
    client.force_login(user)
    for _, _, run in runs:
        assert outcome(client.get(reverse("imports:preview", args=[run.pk]))) == HIDDEN


def test_one_whose_role_has_moved_does_not_open_what_was_sent_for_another_municipality(client, user_of, runs):  # noqa: F811
    user = user_of("caseworker Faxe")
    lolland = Municipality.objects.get(code="0360")
    mine = [run for _, maker, run in runs if maker == "caseworker Faxe"]
    user.memberships.create(role="caseworker", municipality=lolland)
    client.force_login(user)
    for run in mine:
        assert outcome(client.get(reverse("imports:understood", args=[run.pk]))) == OPEN
    user.memberships.exclude(municipality=lolland).delete()
    for run in mine:
        for name in (*OF_RUN, *POSTED):
            assert outcome(client.get(reverse(f"imports:{name}", args=[run.pk]))) == HIDDEN, name
    assert client.get(reverse("imports:index")).context["lines"] == []


@pytest.mark.parametrize(
    ("before", "after"), [("administrator", "caseworker Faxe"), ("caseworker Faxe", "administrator")]
)
def test_one_with_another_role_does_not_open_what_was_sent_in_the_former(client, user_of, runs, before, after):  # noqa: F811
    run = next(run for slug, maker, run in runs if (slug, maker) == ("answers", before))
    ImportRun.objects.filter(pk=run.pk).update(made_by=user_of(after))
    client.force_login(user_of(after))
    assert outcome(client.get(reverse("imports:file", args=[run.pk]))) == HIDDEN
