"""The way of a report on its pages: who sends it on, what stands in the way, and that nothing is half released."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document

from clusters import workflow
from clusters.models import (
    CorrectionRequest,
    Edition,
    EditionFile,
    Round,
    StatusReport,
    TextWaiver,
    Transition,
    WordTemplate,
)
from clusters.reports import build, clearance
from clusters.reports.parts import part_of, unwritten
from clusters.reports.snapshot import take_snapshot
from clusters.workflow.reports import content_digest
from tests.clusters.editions import at_steering, json_alone, released, settled
from tests.clusters.pages import fields_of, text_of
from tests.factories import NOW, UserFactory, steering_member

pytestmark = pytest.mark.django_db

CERTAIN = "Borgeren 070761-4285 er i behandling"
TICKS = {"confirmed": "on", "lacking": "on"}


def page(name="report_way", *args):
    """The address of one of the round's report pages."""
    return reverse(f"clusters:{name}", args=["runde", *args])


def acts_of(html):
    """The words in the addresses of the acts that a page offers."""
    return re.findall(r'href="/statusrapporter/runde/vej/([a-z-]+)/"', html)


def state():
    """Where the report is."""
    return StatusReport.objects.get().state


def release(client, ticks=TICKS, **extra):
    """Open the page of the release, tick, and press the button."""
    shown = fields_of(client.get(page("report_act", "frigiv")))
    hidden = {name: shown[name][0] for name in ("seen", "opened") if name in shown}
    return client.post(page("report_act", "frigiv"), hidden | ticks, **extra)


def write(round_, actor, text, version=0, at=NOW, kind="introduction"):
    """Write a text of the report itself."""
    return workflow.save_text(
        round_id=round_.pk, kind=kind, recommendation=None, text=text, base_version=version, actor=actor, at=at
    )


@pytest.fixture(autouse=True)
def _few_formats(monkeypatch):
    monkeypatch.setattr(build, "make_files", json_alone)


@pytest.fixture
def ready(processed):
    """The round with its report at the steering group and nothing that stands in the way."""
    return at_steering(settled(processed))


def test_each_finds_what_they_can_do_now(client, writing, round_):
    steering = steering_member(round_.region)
    seen = []
    stages = (
        lambda: None,
        lambda: workflow.start_processing(round_.pk, actor=UserFactory(), at=NOW),
        lambda: workflow.send_to_municipalities(settled(round_).pk, deadline=None, actor=UserFactory(), at=NOW),
        lambda: workflow.send_to_steering(round_.pk, actor=UserFactory(), at=NOW),
        lambda: workflow.release(round_.pk, actor=UserFactory(), at=NOW, make_files=json_alone),
    )
    project = writing.session["_auth_user_id"]
    for stage in stages:
        stage()
        both = []
        for user in (project, steering):
            client.force_login(user if not isinstance(user, str) else type(steering).objects.get(pk=user))
            both.append(acts_of(text_of(client.get(page()))))
        seen.append(tuple(both))
    assert seen == [
        ([], []),
        (["til-kommunerne"], []),
        (["til-styregruppen", "til-kladde"], ["til-kladde"]),
        (["frigiv", "til-kladde"], ["frigiv", "til-kladde"]),
        (["ny-udgave"], []),
    ]
    assert client.get(page("report_act", "ny-udgave")).status_code == 403


def test_the_whole_way_leaves_a_trace(writing, processed):
    settled(processed)
    writing.post(page("report_act", "til-kommunerne"), {"deadline": ""})
    assert state() == "municipalities"
    writing.post(page("report_act", "til-styregruppen"), {"reason": "Alle har set den."})
    assert state() == "steering"
    done = release(writing, follow=True)
    assert done.redirect_chain[-1][0] == page("edition", 1)
    assert "1. udgave er frigivet." in text_of(done)
    writing.post(page("report_act", "ny-udgave"), {"reason": "En fejl i 1.1."})
    assert state() == "draft"
    shown = text_of(writing.get(page()))
    for words in ("frigav statusrapporten: 1. udgave", "Alle har set den.", "En fejl i 1.1.", "Projektgruppe, Lejre"):
        assert words in shown
    straight = text_of(writing.get(page("report_act", "til-styregruppen")))
    assert "Hvorfor går den uden om kommunerne?" in straight


def test_a_deadline_that_is_past_is_refused_and_stays(writing, processed):
    response = writing.post(page("report_act", "til-kommunerne"), {"deadline": "2014-01-01"})
    assert "Fristen er overskredet allerede" in text_of(response)
    assert fields_of(response)["deadline"] == ["2014-01-01"]
    assert not Transition.objects.filter(act=Transition.Act.TO_MUNICIPALITIES).exists()


@pytest.mark.parametrize("reason", ["", CERTAIN])
def test_to_take_it_back_needs_a_reason_without_a_cpr_number(writing, ready, reason):
    response = writing.post(page("report_act", "til-kladde"), {"reason": reason})
    assert fields_of(response)["reason"] == [reason]
    assert state() == "steering"


def test_an_act_that_somebody_has_just_done_is_told(writing, ready):
    release(writing)
    again = writing.post(page("report_act", "til-kladde"), {"reason": "For sent."})
    assert again.status_code == 409
    assert "Rapporten er frigivet. Det kan derfor ikke lade sig gøre nu." in text_of(again)
    assert "For sent." in text_of(again)
    assert writing.get(page("report_act", "til-kladde")).url == page()
    assert writing.get(page("report_act", "andet")).status_code == 404


# ---- what stands in the way ------------------------------------------------------------------------------


def test_what_is_to_be_settled_leads_to_where_it_is_mended(client, writing, processed, writer):
    assessment = processed.assessments.exclude(submission=None).first()
    at_steering(processed)
    report = StatusReport.objects.get()
    CorrectionRequest.objects.create(
        report=report, assessment=assessment, reason="Vi har svaret ja.", asked_by_name="Ansvarlig", asked_at=NOW
    )
    workflow.save_text(
        round_id=processed.pk,
        kind="introduction",
        recommendation=None,
        text="I alt svarer [[99.9 kommuner]].",
        base_version=0,
        actor=writer,
        at=NOW,
    )
    html = text_of(writing.get(page()))
    for name, *more in (("ruling_queue",), ("correction_list",), ("report_edit", "indledning")):
        assert page(name, *more) in html
    seen = {"seen": content_digest(take_snapshot(fresh(processed), at=NOW))}
    refused = writing.post(page("report_act", "frigiv"), TICKS | seen)
    assert refused.status_code == 409
    assert "Der er noget, der skal afklares" in text_of(refused)
    assert not Edition.objects.exists()
    client.force_login(steering_member(processed.region))
    html = text_of(client.get(page()))
    assert "1 ønske om rettelse venter på et svar." in html
    assert page("ruling_queue") not in html
    assert "/rediger/" not in html


def test_texts_and_cluster_reports_that_are_missing_are_confirmed(writing, ready):
    expected = [page("report_edit", part.slug) for part in unwritten(take_snapshot(ready, at=NOW))]
    shown = text_of(writing.get(page("report_act", "frigiv")))
    assert [each for each in expected if each not in shown] == []
    assert "Klyngerapporten mangler fra" in shown
    refused = release(writing, ticks={"confirmed": "on"})
    assert "Sæt kryds, hvis den skal frigives sådan." in text_of(refused)
    assert not Edition.objects.exists()


# ---- what is released is what was read -------------------------------------------------------------------


def test_what_is_changed_after_the_page_was_opened_is_not_released(writing, ready, writer):
    shown = fields_of(writing.get(page("report_act", "frigiv")))
    old = {name: shown[name][0] for name in ("seen", "opened")} | TICKS
    write(ready, writer, "Ny indledning.", at=timezone.now())
    refused = writing.post(page("report_act", "frigiv"), old)
    assert refused.status_code == 409
    assert "Ændret imens: Indledning." in text_of(refused)
    assert "Læs rapporten igen" in text_of(refused)
    assert nothing_released()
    assert "confirmed" not in fields_of(refused)
    assert writing.post(page("report_act", "frigiv"), TICKS).status_code == 409
    again = {name: fields_of(refused)[name][0] for name in ("seen", "opened")} | TICKS
    assert writing.post(page("report_act", "frigiv"), again).status_code == 302
    assert "Ny indledning." in Edition.objects.get().facts


def test_the_way_names_what_was_changed_at_the_steering_group(writing, ready, writer):
    assert "Ændret, siden" not in text_of(writing.get(page()))
    later = NOW + timedelta(hours=1)
    write(ready, writer, "Ny indledning.", at=later)
    report = StatusReport.objects.get()
    report.title, report._history_date = "Ny titel", later
    report.save()
    told = "Ændret, siden den blev sendt til styregruppen: titelbladet og Indledning."
    assert told in text_of(writing.get(page()))
    assert told in text_of(writing.get(page("report_act", "frigiv")))
    workflow.back_to_draft(ready.pk, reason="Mere.", actor=writer, at=later + timedelta(hours=1))
    assert "Ændret, siden" not in text_of(writing.get(page()))


def test_a_waiver_is_listed_while_its_sentence_stands(writing, ready, writer):
    sentence = "Alle kommuner svarer ja til 1.1."
    write(ready, writer, sentence)
    part = part_of("indledning")
    (finding,) = clearance.in_text(sentence, part, take_snapshot(fresh(ready), at=NOW))
    TextWaiver.objects.create(
        report=StatusReport.objects.get(), key=finding.key, sentence=sentence, reason="Sådan.", by_name="En", at=NOW
    )
    assert "Sætninger, der er ladt stående" in text_of(writing.get(page()))
    assert "ladt stående, selv om" in text_of(writing.get(page("report_act", "frigiv")))
    write(ready, writer, "Intet om tal.", version=1)
    assert "ladt stående" not in text_of(writing.get(page()))
    assert "ladt stående" not in text_of(writing.get(page("report_act", "frigiv")))


def fresh(round_):
    """The round as it is stored now."""
    return Round.objects.get(pk=round_.pk)


# ---- all or nothing --------------------------------------------------------------------------------------


def nothing_released():
    """Say that the report is where it was, with no trace of a release."""
    return (
        state() == "steering"
        and not Edition.objects.exists()
        and not EditionFile.objects.exists()
        and not Transition.objects.filter(act=Transition.Act.PUBLISH).exists()
    )


def test_a_file_that_cannot_be_made_releases_nothing(writing, ready, monkeypatch):
    def fail(facts):
        raise build.CannotBeMade("Skabelonen kan ikke læses.")

    monkeypatch.setattr(build, "make_files", fail)
    response = release(writing)
    assert response.status_code == 503
    assert "Skabelonen kan ikke læses. Intet er frigivet." in text_of(response)
    assert nothing_released()


def test_a_report_that_changes_while_its_files_are_made_is_not_released(writing, ready, writer, monkeypatch):
    def change_meanwhile(facts):
        workflow.save_text(
            round_id=ready.pk,
            kind="introduction",
            recommendation=None,
            text="Ny.",
            base_version=0,
            actor=writer,
            at=NOW,
        )
        return json_alone(facts)

    monkeypatch.setattr(build, "make_files", change_meanwhile)
    response = release(writing)
    assert response.status_code == 409
    assert "Rapporten blev ændret, mens udgaven blev lavet. Intet er frigivet. Prøv igen." in text_of(response)
    assert nothing_released()


def test_half_a_set_of_files_releases_nothing(ready):
    def twice(facts):
        return [*json_alone(facts), *json_alone(facts)]

    with pytest.raises(IntegrityError), transaction.atomic():
        workflow.release(ready.pk, actor=UserFactory(), at=NOW, make_files=twice)
    assert nothing_released()


# ---- title page, files, template -------------------------------------------------------------------------


def test_the_title_page_is_written_and_two_are_told_of_each_other(writing, processed, writer):
    first = fields_of(writing.get(page("report_title")))
    mine = {name: values[0] for name, values in first.items()} | {"title": "Mod misbrug", "need_size": "50.000"}
    assert writing.post(page("report_title"), mine).url == page("report_draft")
    assert StatusReport.objects.values_list("title", "need_size").get() == ("Mod misbrug", 50_000)
    assert "Mod misbrug" in text_of(writing.get(page("report_draft")))
    late = writing.post(page("report_title"), mine | {"title": "En anden titel"})
    assert late.status_code == 409
    assert fields_of(late)["title"] == ["En anden titel"]
    chosen = {name: values[0] for name, values in fields_of(late).items()} | {"act": "replace"}
    assert writing.post(page("report_title"), chosen).status_code == 302
    assert StatusReport.objects.get().title == "En anden titel"


@pytest.mark.parametrize(("name", "value"), [("need_size", "12"), ("need_size", "mange"), ("title", CERTAIN)])
def test_what_the_title_page_cannot_hold_is_refused_and_stays(writing, processed, name, value):
    form = {"title": "", "subtitle": "", "publisher": "", "need_size": "40.000", "base_version": "1"} | {name: value}
    response = writing.post(page("report_title"), form)
    assert response.status_code == 200
    assert "Der er problemer" in text_of(response)
    assert fields_of(response)[name] == [value]
    assert not StatusReport.objects.exclude(title="").exists()


def test_a_released_report_has_a_title_page_that_is_locked(writing, processed):
    released(processed)
    assert "Titelbladet kan ikke ændres" in text_of(writing.get(page("report_title")))
    form = {"title": "For sent", "subtitle": "", "publisher": "", "need_size": "40.000", "base_version": "1"}
    assert "Rapporten er frigivet, så den kan ikke ændres." in text_of(writing.post(page("report_title"), form))
    assert StatusReport.objects.get().title == ""


def test_a_draft_file_is_made_from_what_stands_now(writing, processed, count_queries):
    with count_queries(at_most=20):
        response = writing.get(page("draft_file", "json"))
    assert response["Content-Disposition"] == 'attachment; filename="statusrapport-runde-kladde.json"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert writing.get(page("draft_file", "exe")).status_code == 404


def test_a_draft_file_that_cannot_be_made_says_what_to_mend(writing, processed):
    WordTemplate.objects.create(region=processed.region, name="x.docx", content=b"PK", size=2, changed_at=NOW)
    response = writing.get(page("draft_file", "docx"))
    assert response.status_code == 503
    assert "Word kunne ikke dannes" in text_of(response)
    assert page("word_template") in text_of(response)
    told = writing.get(page("draft_file", "docx"), headers={"Accept": "application/json"})
    assert told.status_code == 503
    assert told.json()["message"] in text_of(response)


def test_a_template_is_laid_up_replaced_and_removed(writing, processed):
    written = io.BytesIO()
    Document().save(written)
    for name in ("Region.docx", "Ny.docx"):
        writing.post(page("word_template"), {"file": SimpleUploadedFile(name, written.getvalue())})
        assert WordTemplate.objects.get().name == name
        assert name in text_of(writing.get(page("report_download")))
    assert bytes(WordTemplate.objects.get().content) == written.getvalue()
    assert page("draft_file", "docx") in text_of(writing.get(page("word_template")))
    for bad in (b"hej", b"", written.getvalue()[:400]):
        refused = writing.post(page("word_template"), {"file": SimpleUploadedFile("Brev.docx", bad)})
        assert "Der er problemer" in text_of(refused)
    assert WordTemplate.objects.get().name == "Ny.docx"
    writing.post(page("word_template"), {"act": "remove"})
    assert not WordTemplate.objects.exists()
