"""What is kept of persons: given out whole, and taken out without a trace while history stays readable."""

import json
import os
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db.models import CharField
from django.test import Client
from django.urls import reverse
from django.utils.text import capfirst

from clusters import workflow
from clusters.models import Deletion, Membership, Transition
from misbrug.accounts.models import User
from misbrug.workspace.personal.anonymise import NotAnonymised, anonymise
from misbrug.workspace.personal.copy import AS, copy_of
from misbrug.workspace.personal.relations import NAMES, NAMES_ALONE, former, relations
from tests.factories import (
    NOW,
    MunicipalityFactory,
    UserFactory,
    administrator,
    answer_all,
    answered,
    begun,
    caseworker,
    cluster_lead,
    cluster_of,
    municipal_lead,
    opened_round,
    reader,
)
from tests.imports.runs import AT, applied

EMAIL, NAME = "karen.blixen@faxe.example", "Karen Blixen"


def everything_stored():
    """Give all values of all rows of all tables, as one text. PostgreSQL gives bytes as a view, which has no text."""
    rows = (row for model in apps.get_models() for row in model._base_manager.values_list())
    return "\n".join(str([bytes(each) if isinstance(each, memoryview) else each for each in row]) for row in rows)


@pytest.fixture
def assessment(db):
    faxe = MunicipalityFactory(name="Faxe")
    return opened_round(cluster_of(faxe)).assessments.get()


@pytest.fixture
def karen(assessment):
    """A municipal lead who has logged in, answered, submitted, imported, and been changed by an administrator."""
    karen = municipal_lead(assessment.municipality, email=EMAIL, name=NAME)
    Client().force_login(karen)
    answer_all(begun(assessment, actor=karen), actor=karen)
    workflow.submit(assessment.pk, actor=karen, at=NOW, confirm_missing=True)
    boss = administrator()
    about = {"object_id": str(karen.pk), "object_repr": NAME, "change_message": f"Invitation sendt til {EMAIL}."}
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(user=boss, content_type=kind, action_flag=CHANGE, **about)
    applied("users", f"e-mail;navn;rolle;kommune\n{EMAIL};{NAME};sagsbehandler;Faxe", actor=boss)
    return karen


def close(user):
    user.is_active = False
    user.save()


def test_nothing_is_left_of_the_person_and_history_is_readable(karen, assessment):
    assert {EMAIL, NAME} <= set(everything_stored().replace("'", "\n").split("\n"))
    close(karen)
    done = anonymise(karen, at=NOW)
    assert done.name == "tidligere medarbejder i Faxe Kommune"
    assert done.mentions == []
    stored = everything_stored()
    assert EMAIL not in stored
    assert NAME not in stored
    karen.refresh_from_db()
    assert (karen.is_active, karen.has_usable_password(), karen.memberships.count()) == (False, False, 0)
    assert not karen.sessions.exists()
    submission = assessment.submissions.get()
    assert (submission.submitted_by, submission.submitter_name) == (karen, done.name)
    acts = Transition.objects.filter(actor=karen)
    assert acts.exists()
    assert set(acts.values_list("actor_name", flat=True)) == {done.name}
    answer = assessment.tracks.first().answers.first()
    assert answer.history.latest().history_user.name == done.name
    colleague = Client()
    colleague.force_login(caseworker(assessment.municipality))
    shown = colleague.get(
        reverse("clusters:answer_history", args=[assessment.round.slug, assessment.municipality.code, answer.pk]),
        follow=True,
    )
    assert capfirst(done.name) in shown.text


def test_ties_to_other_logins_and_second_factors_go(karen):
    SocialAccount.objects.create(user=karen, provider="faxe", uid="f" * 64, extra_data={"administrator": True})
    for kind in Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES:
        Authenticator.objects.create(user=karen, type=kind, data={"secret": "hemmelig-noegle"})
    close(karen)
    gone = anonymise(karen, at=NOW).gone
    assert not SocialAccount.objects.exists()
    assert not Authenticator.objects.exists()
    assert sum(gone.values()) >= 3
    assert not {"f" * 64, "hemmelig-noegle"} & set(everything_stored().replace("'", "\n").split("\n"))


def kept(user, *, deleted_by, **fields):
    """Give the kept contents of a deleted row of a user's."""
    row = {"model": "clusters.textwaiver", "pk": 7, "fields": {"by": user.pk, "by_name": user.name, **fields}}
    about = {"whole_kind": "clusters.statusreport", "whole_id": 1, "kind": row["model"], "row_id": 7, "title": "En"}
    return Deletion.objects.create(content={"rows": [row], "loose": []}, deleted_by=deleted_by, deleted_at=NOW, **about)


def test_what_was_deleted_keeps_no_name_either(karen):
    colleague = UserFactory(name=NAME)
    hers, another = kept(karen, deleted_by=karen), kept(colleague, deleted_by=karen)
    close(karen)
    done = anonymise(karen, at=NOW)
    for deletion in hers, another:
        deletion.refresh_from_db()
    assert hers.content["rows"][0]["fields"] == {"by": karen.pk, "by_name": done.name}
    assert another.content["rows"][0]["fields"] == {"by": colleague.pk, "by_name": NAME}
    assert hers.deleted_by.name == done.name


def test_the_e_mail_in_what_was_deleted_is_told_of(karen):
    deletion = kept(karen, deleted_by=administrator(email="anden@region.dk"), reason=f"Skriv til {EMAIL.upper()}.")
    close(karen)
    assert anonymise(karen, at=NOW).mentions == [f"sletning nr. {deletion.pk}"]


def test_the_roles_of_one_who_left_stay_in_the_history_of_roles(karen):
    close(karen)
    anonymise(karen, at=NOW)
    gone = Membership.history.filter(user_id=karen.pk, history_type="-")
    assert {(row.history_date, row.history_change_reason) for row in gone} == {(NOW, "Anonymiseret")}


def test_who_may_still_log_in_is_left_alone_and_nobody_is_done_twice(karen):
    before = everything_stored()
    with pytest.raises(NotAnonymised, match="har stadig adgang"):
        anonymise(karen, at=NOW)
    assert everything_stored() == before
    close(karen)
    anonymise(karen, at=NOW)
    with pytest.raises(NotAnonymised, match="er anonymiseret før"):
        anonymise(karen, at=NOW)


def test_a_failure_on_the_way_leaves_all_as_it_was(karen, monkeypatch):
    close(karen)
    before = everything_stored()
    monkeypatch.setattr("misbrug.workspace.personal.anonymise._rename_in_administration", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        anonymise(karen, at=NOW)
    assert everything_stored() == before


def test_a_colleague_of_the_same_name_keeps_it(assessment):
    left = municipal_lead(assessment.municipality, name="Sagsbehandler, Faxe")
    stays = caseworker(assessment.municipality, name="Sagsbehandler, Faxe")
    applied("users", "e-mail;navn;rolle;kommune\nny@example.dk;Ny;sagsbehandler;Faxe", actor=stays)
    close(left)
    anonymise(left, at=NOW)
    run = apps.get_model("imports.ImportRun").objects.get()
    stays.refresh_from_db()
    assert {stays.name, run.maker_name, run.applied_by_name} == {"Sagsbehandler, Faxe"}


def test_where_the_address_is_written_in_a_text_is_told(assessment, karen):
    begun_again = opened_round(slug="naeste").assessments.first()
    begun(begun_again)
    answered(begun_again.tracks.first(), "1.1", "ja", f"Spørg {EMAIL.upper()}.")
    close(karen)
    mentions = anonymise(karen, at=NOW).mentions
    assert any(each.startswith("svar nr.") for each in mentions)


def test_names_of_those_who_left(db, assessment):
    faxe, other = assessment.municipality, opened_round(slug="anden").assessments.last().municipality
    both = municipal_lead(faxe)
    Membership.objects.create(user=both, role="caseworker", municipality=other)
    assert former(both) in (
        f"tidligere medarbejder i Faxe Kommune og i {other} Kommune",
        f"tidligere medarbejder i {other} Kommune og i Faxe Kommune",
    )
    cluster = faxe.cluster_memberships.first().cluster
    assert former(cluster_lead(cluster)) == f"tidligere medarbejder i {cluster}"
    assert former(reader(faxe.region)) == f"tidligere medarbejder i {faxe.region}"
    assert former(UserFactory()) == "tidligere bruger"
    faxe.aliases.create(name="Fakse Regionskommune")
    assert former(municipal_lead(faxe)) == "tidligere medarbejder i Fakse Regionskommune"


def test_a_role_that_was_taken_before_still_says_where(assessment):
    user = municipal_lead(assessment.municipality)
    user.memberships.get().delete()
    assert former(user) == "tidligere medarbejder i Faxe Kommune"


def test_every_copy_of_a_name_is_known():
    """A name that is kept beside a user, and that nobody told this of, would stay when the person is taken out."""
    known = {(label, copy) for label, fields in NAMES.items() for copy in fields.values()}
    known |= {(label, copy) for label, fields in NAMES_ALONE.items() for copy in fields}
    length = User._meta.get_field("name").max_length
    beside = {model for model, _, _ in relations()}
    found = {
        (model._meta.label, each.name)
        for model in beside
        for each in model._meta.concrete_fields
        if isinstance(each, CharField) and each.max_length == length and each.verbose_name != "målgruppe"
        if each.name.endswith("_name")
    }
    assert found == known


def test_what_a_person_was_to_a_row_has_danish_words():
    assert {name for _, name, belongs in relations() if not belongs} <= set(AS)


def test_the_copy_holds_what_is_known_and_no_secret(karen):
    held = copy_of(karen)
    text = json.dumps(held, ensure_ascii=False)
    assert held["bruger"]["e-mail"] == EMAIL
    assert held["roller"] == ["sagsbehandler, Faxe", "kommuneansvarlig, Faxe"]
    assert [each["hvad"] for each in held["tidligere og nuværende roller"]] == ["givet", "givet"]
    assert held["har skrevet eller gjort"]["indsendelse"][0]["navn"] == NAME
    assert held["hører til brugeren"]["session"]
    assert held["hører til brugeren"]["rolle"][0]["rolle"] == "kommuneansvarlig"
    for rows in held["har skrevet eller gjort"].values():
        assert all(len(set(row["hvornår"])) == len(row["hvornår"]) for row in rows)
    assert held["har skrevet eller gjort"]["svar"][0]["hvad"] == "1.1: ja"
    assert "svar, udgaver" in held["har skrevet eller gjort"]
    assert karen.password not in text
    assert all(session.session_key not in text for session in karen.sessions.all())


# --- The commands -------------------------------------------------------------------------------------------


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_file_is_for_its_owner_alone_and_no_other_is_overwritten(karen, tmp_path):
    file = tmp_path / "karen.json"
    assert "Skrevet til" in run("export_user", EMAIL.upper(), str(file))
    assert json.loads(file.read_text())["bruger"]["navn"] == NAME
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match=r"findes\. Brug --force"):
        run("export_user", EMAIL, str(file))
    file.chmod(0o644)
    run("export_user", EMAIL, str(file), "--force")
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="ingen bruger"):
        run("export_user", "ingen@faxe.example", str(file))
    with pytest.raises(CommandError, match="kan ikke skrives"):
        run("export_user", EMAIL, str(tmp_path / "ingen" / "fil.json"))


def test_it_is_asked_first_and_a_no_changes_nothing(karen, monkeypatch):
    close(karen)
    before = everything_stored()
    monkeypatch.setattr("builtins.input", lambda _: "nej")
    with pytest.raises(CommandError, match="Ingen er anonymiseret"):
        run("anonymise_user", EMAIL)
    assert everything_stored() == before
    monkeypatch.setattr("builtins.input", lambda _: "Ja ")
    said = run("anonymise_user", EMAIL)
    assert f"Bruger nr. {karen.pk} hedder nu ”tidligere medarbejder i Faxe Kommune”. Fjernet: " in said
    with pytest.raises(CommandError, match="ingen bruger"):
        run("anonymise_user", EMAIL, "--yes")


def test_all_who_left_long_ago_and_nobody_else(karen):
    close(karen)
    User.objects.filter(pk=karen.pk).update(last_login=AT.replace(year=2024))
    recent = UserFactory(email="ny@faxe.example", is_active=False)
    User.objects.filter(pk=recent.pk).update(last_login=None)
    run("anonymise_user", "--closed-for-days", "365", "--yes")
    emails = set(User.objects.values_list("email", flat=True))
    assert EMAIL not in emails
    assert recent.email in emails
    assert run("anonymise_user", "--closed-for-days", "365", "--yes") == "Ingen brugere at anonymisere.\n"
    with pytest.raises(CommandError, match="negativt"):
        run("anonymise_user", "--closed-for-days", "-1", "--yes")
