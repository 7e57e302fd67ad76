"""What an edition or a history needs cannot be deleted, neither in the administration nor by what it hangs on."""

import pytest
from django.db.models import PROTECT, ProtectedError
from django.urls import reverse

from clusters import workflow
from clusters.models import (
    Answer,
    ClusterReport,
    CorrectionRequest,
    Deletion,
    Municipality,
    ReportText,
    Round,
    StatusReport,
    Submission,
    TextWaiver,
    Track,
    Transition,
)
from clusters.models.reports import AdviceItem, ReportPriority
from clusters.workflow import cases
from misbrug.accounts.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
# What people wrote or decided in a round, and the relation by which it hangs on the rest.
HANG_ON = (
    *((Track, "assessment"), (Answer, "track"), (Submission, "assessment"), (Transition, "round")),
    *((Transition, "assessment"), (StatusReport, "round"), (ReportText, "report"), (AdviceItem, "report")),
    *((ReportPriority, "report"), (TextWaiver, "report"), (ClusterReport, "round_cluster")),
    *((CorrectionRequest, "report"), (CorrectionRequest, "assessment")),
)


@pytest.mark.parametrize(("model", "name"), HANG_ON)
def test_it_keeps_what_it_hangs_on(model, name):
    assert model._meta.get_field(name).remote_field.on_delete is PROTECT


def test_a_round_with_answers_and_a_report_is_kept_by_them():
    round_ = make.opened_round()
    make.submitted(round_.assessments.first())
    for row in (round_, round_.assessments.first(), Track.objects.first(), Municipality.objects.first()):
        with pytest.raises(ProtectedError):
            row.delete()
    assert Answer.objects.exists()


@pytest.fixture
def boss(client):
    who = make.administrator()
    client.force_login(who)
    return who


def delete(client, row):
    """Ask the administration for a row's deletion, and confirm it."""
    info = f"{row._meta.app_label}_{row._meta.model_name}"
    client.post(reverse(f"admin:{info}_delete", args=[row.pk]), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(reverse(f"admin:{info}_changelist"), chosen)
    return not type(row).objects.filter(pk=row.pk).exists()


def test_the_administration_deletes_no_place_from_which_something_was_deleted(client, boss):
    place, empty = make.MunicipalityFactory(name="Faxe"), make.MunicipalityFactory(name="Greve")
    body = cases.save_body(cases.new_body(place, name="Byrådet"), actor=boss, at=NOW)
    deletion = cases.delete_body(body, actor=boss, at=NOW)
    assert not delete(client, place)
    assert delete(client, empty)
    cases.undelete_body(deletion, actor=boss, at=NOW)
    assert place.bodies.get().name == "Byrådet"


def test_the_administration_deletes_no_opened_round_no_used_catalogue_and_nobody_who_is_remembered(client, boss):
    round_ = make.opened_round()
    worker = make.caseworker(round_.assessments.first().municipality)
    other = make.MunicipalityFactory()
    body = cases.save_body(cases.new_body(other, name="Rådet"), actor=worker, at=NOW)
    cases.delete_body(body, actor=worker, at=NOW)
    assert Deletion.objects.get().deleted_by == worker
    for row in (round_, round_.catalogue, User.objects.get(pk=worker.pk), round_.region):
        assert not delete(client, row), row
    assert Round.objects.filter(pk=round_.pk).exists()


def test_a_sentence_that_was_let_stand_leaves_its_reason_behind():
    round_ = make.opened_round()
    given = {"round_id": round_.pk, "key": "k", "actor": make.project_member(round_.region), "at": NOW}
    workflow.waive(**given, sentence="Alle gør det.", reason="Den første grund.")
    workflow.waive(**given, sentence="Alle gør det.", reason="Den anden grund.")
    workflow.unwaive(**given)
    kept = TextWaiver.history.order_by("history_id").values_list("history_type", "reason", "history_user__name")
    who = given["actor"].name
    assert list(kept) == [
        ("+", "Den første grund.", who),
        ("~", "Den anden grund.", who),
        ("-", "Den anden grund.", who),
    ]
