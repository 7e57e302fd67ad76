"""Every address of the import × every role × whose run it is, against a plain statement of who may.

The statement is written from docs/rettigheder.md and shares no code with `misbrug/imports/permissions.py`. An address
that is not in it fails `test_every_address_of_the_import_is_in_the_table`.
"""

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
    EVERY_ACTOR,
    HIDDEN,
    OPEN,
    expected_for,
    outcome,
    patterns,
    user_of,
)

pytestmark = pytest.mark.django_db

START = ("index",)
OF_KIND = ("new", "template")
OF_RUN = ("understood", "preview", "receipt", "undo", "file", "errors")
POSTED = ("apply", "drop")
FILES = {
    "municipalities": "kommunekode;navn;region\n0320;Faxe;Region Sjælland\n0360;Lolland;Sjælland\n",
    "answers": "runde;kommunekode;spor;indikator;svar\nregion-sjaelland-2026;0320;Stof;1.1;måske\n",
}


def may_import(actor, slug):
    """Say whether the actor may import a kind: administrators all, those who answer for a municipality its answers."""
    answers_for_one = ACTORS[actor].get("own") or actor == "lead elsewhere"
    return bool(ACTORS[actor].get("admin") or (slug == "answers" and answers_for_one))


def may_open(actor, slug, maker):
    """Say whether the actor may open a run: one's own; administrators all but others' files of answers."""
    if actor == maker:
        return True
    return bool(ACTORS[actor].get("admin")) and slug != "answers"


def decision(allowed):
    """Give what is answered to one who is logged in: strangers are told nothing."""
    return OPEN if allowed else HIDDEN


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


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_what_can_be_imported(client, user_of, actor):  # noqa: F811 - the fixture
    if user := user_of(actor):
        client.force_login(user)
    wrong = []
    addresses = {reverse("imports:index"): any(may_import(actor, slug) for slug in KINDS)}
    for slug, kind in KINDS.items():
        addresses |= {reverse(f"imports:{name}", args=[kind.path]): may_import(actor, slug) for name in OF_KIND}
    for url, allowed in addresses.items():
        response = client.get(url)
        if outcome(response) != expected_for(actor, decision(allowed)):
            wrong.append(f"{url}: {response.status_code}, allowed {allowed}")
    assert wrong == []


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_runs(client, user_of, runs, actor):  # noqa: F811 - the fixture
    if user := user_of(actor):
        client.force_login(user)
    wrong = []
    for slug, maker, run in runs:
        for name in (*OF_RUN, *POSTED):
            url = reverse(f"imports:{name}", args=[run.pk])
            expected = expected_for(actor, decision(may_open(actor, slug, maker)))
            if outcome(client.get(url)) != expected:
                wrong.append(f"{url}, {slug} of {maker}: not {expected}")
    assert wrong == []


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_nobody_does_anything_to_a_run_that_is_not_theirs(client, user_of, runs, actor):  # noqa: F811
    if user := user_of(actor):
        client.force_login(user)
    for slug, maker, run in runs:
        if may_open(actor, slug, maker):
            continue
        for name in (*POSTED, "understood", "preview", "undo"):
            response = client.post(reverse(f"imports:{name}", args=[run.pk]))
            assert outcome(response) == expected_for(actor, HIDDEN), f"{name}, {slug} of {maker}"
        assert ImportRun.objects.get(pk=run.pk).state == ImportRun.State.READ


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


def test_every_address_of_the_import_is_in_the_table():
    own = {entry.name for entry in patterns() if "imports" in entry.namespaces}
    assert own == {*START, *OF_KIND, *OF_RUN, *POSTED}
